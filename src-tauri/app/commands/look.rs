//! Looking: the map, functions, aliases, alarms, charts.

use crossfade_domain::qualifier::{AliasName, Qualifier};
use crossfade_engine::{
    atlas::{detail, permission},
    chart::{self, Chart},
    desk::Desk,
    failure::Failure,
};
use tauri::AppHandle;
use tauri_specta::Event;

use super::{Answer, Place, instance, invalid, told};
use crate::{
    dto::{
        AlarmDto, AliasDto, AtlasDto, ChartDto, ChartRangeDto, FunctionDetailDto, FunctionRowDto,
    },
    present::{self, AliasContext},
    report::Mark,
    reporting,
};

/// Which function, alias and version each flow and phone number hits now.
/// Tells its progress by `ScanProgressDto`.
#[tauri::command]
#[specta::specta]
pub async fn atlas(
    app: AppHandle,
    office: Place<'_>,
    instance_arn: String,
    fresh: bool,
) -> Answer<AtlasDto> {
    let instance = instance(&office, &instance_arn).await.map_err(told)?;
    let session = office.session().await;
    let desk = session.desk().map_err(told)?;
    let arn = instance.arn.clone();
    // A window that is gone needs no progress.
    let tell = move |progress| drop(present::scan_progress(&arn, progress).emit(&app));
    let atlas = desk.atlas(instance, fresh, &tell).await.map_err(told)?;
    Ok(present::atlas(&atlas))
}

/// Every function of the account and Region.
#[tauri::command]
#[specta::specta]
pub async fn functions(office: Place<'_>) -> Answer<Vec<FunctionRowDto>> {
    let session = office.session().await;
    let desk = session.desk().map_err(told)?;
    let functions = desk.account().functions.functions().await.map_err(told)?;
    Ok(functions.iter().map(present::function_row).collect())
}

/// One function with versions, aliases and permissions.
#[tauri::command]
#[specta::specta]
pub async fn function_detail(
    office: Place<'_>,
    instance_arn: String,
    name: String,
) -> Answer<FunctionDetailDto> {
    let session = office.session().await;
    let desk = session.desk().map_err(told)?;
    function_detail_of(desk, &instance_arn, &name).await.map_err(told)
}

/// One alias.
#[tauri::command]
#[specta::specta]
pub async fn alias_detail(
    office: Place<'_>,
    instance_arn: String,
    name: String,
    alias: String,
) -> Answer<AliasDto> {
    let session = office.session().await;
    let desk = session.desk().map_err(told)?;
    let alias: AliasName = alias.parse().map_err(invalid).map_err(told)?;
    let detail = function_detail_of(desk, &instance_arn, &name).await.map_err(told)?;
    let found = detail.aliases.into_iter().find(|it| it.alias == alias.as_str());
    match found {
        Some(alias) => Ok(alias),
        // Says that it is gone, in the same words as everywhere.
        None => Err(told(gone(desk, &name, &alias).await)),
    }
}

/// Every alarm of the account and Region.
#[tauri::command]
#[specta::specta]
pub async fn alarms(office: Place<'_>) -> Answer<Vec<AlarmDto>> {
    let session = office.session().await;
    let desk = session.desk().map_err(told)?;
    let alarms = desk.account().alarms.alarms(None).await.map_err(told)?;
    Ok(alarms.iter().map(present::alarm).collect())
}

/// Calls and errors by executed version.
#[tauri::command]
#[specta::specta]
pub async fn version_chart(
    office: Place<'_>,
    name: String,
    alias: Option<String>,
    range: ChartRangeDto,
) -> Answer<ChartDto> {
    let session = office.session().await;
    let desk = session.desk().map_err(told)?;
    let (chart, marks) = drawn(desk, &name, alias, range).await.map_err(told)?;
    Ok(present::chart(&chart, &marks))
}

/// A chart and the changes that show in it.
pub(super) async fn drawn(
    desk: &Desk,
    function: &str,
    alias: Option<String>,
    range: ChartRangeDto,
) -> Result<(Chart, Vec<Mark>), Failure> {
    let alias: Option<AliasName> = alias.map(|name| name.parse().map_err(invalid)).transpose()?;
    let now = desk.clock().now();
    let range = present::range(range);
    let chart = chart::chart(desk.account(), now, function, alias.as_ref(), range).await?;
    let marks = reporting::marks(desk, function, alias.as_ref(), chart.window.from).await?;
    Ok((chart, marks))
}

async fn function_detail_of(
    desk: &Desk,
    instance_arn: &str,
    name: &str,
) -> Result<FunctionDetailDto, Failure> {
    let instance = instance_arn.parse().map_err(invalid)?;
    let account = desk.account();
    let catalog = account.functions.as_ref();
    let (found, alarms, atlas) = tokio::join!(
        detail(catalog, name),
        account.alarms.alarms(None),
        desk.kept_atlas(&instance),
    );
    let found = found?;
    let arn = &found.summary.arn;
    let mut aliases = Vec::new();
    for alias in &found.aliases {
        let qualifier = Qualifier::Alias(alias.name.clone());
        let context = AliasContext {
            function: &found.summary,
            atlas: atlas.as_deref(),
            alarms: alarms.as_deref(),
            permission: &permission(catalog, &instance, arn, Some(&qualifier)).await,
        };
        aliases.push(present::alias(alias, &context));
    }
    let unqualified = permission(catalog, &instance, arn, None).await;
    Ok(present::function_detail(&found, aliases, &unqualified))
}

async fn gone(desk: &Desk, function: &str, alias: &AliasName) -> Failure {
    match desk.actor().look(function, alias).await {
        Err(failure) => failure,
        Ok(_) => invalid("the alias appeared while it was looked up"),
    }
}
