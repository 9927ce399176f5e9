//! Who calls an alias, over all instances of the account.
//!
//! Invariant: an alias counts as idle only when every instance was scanned a
//! moment ago and each of its flows says that it calls something else.

use crossfade_domain::{arn::InstanceArn, qualifier::AliasName};

use super::{Desk, is_due};
use crate::{atlas::Atlas, failure::Failure, ports::Answer};

/// What is known of an alias's callers.
pub(super) struct Callers(Result<Vec<Caller>, Failure>);

/// One instance.
struct Caller {
    arn: InstanceArn,
    name: String,
    knows: Knows,
}

/// What its scan says.
enum Knows {
    /// There was none.
    Nothing,
    /// Names of the flows that call the alias; whether that is all.
    Flows { names: Vec<String>, all: bool },
}

impl Callers {
    pub(super) async fn of(desk: &Desk, function: &str, alias: &AliasName) -> Self {
        Self(callers(desk, function, alias).await)
    }

    /// Whether nobody calls it, for sure.
    pub(super) fn are_none(&self) -> bool {
        let idle = |it: &Caller| match &it.knows {
            Knows::Nothing => false,
            Knows::Flows { names, all } => *all && names.is_empty(),
        };
        self.0.as_ref().is_ok_and(|all| all.iter().all(idle))
    }

    /// What a person should know of other instances than the chosen one.
    pub(super) fn elsewhere(&self, chosen: &InstanceArn) -> Vec<String> {
        let all = match &self.0 {
            Ok(all) => all,
            Err(failure) => {
                let words = "The account's instances could not be listed, so it is not known \
                             whether flows of others call it.";
                return vec![format!("{words} {failure}")];
            }
        };
        let others = || all.iter().filter(|it| it.arn != *chosen);
        let calling = others().filter_map(|it| match &it.knows {
            Knows::Flows { names, .. } if !names.is_empty() => {
                let (name, flows) = (&it.name, names.join("`, `"));
                Some(format!("Flows of the instance `{name}` call it as well: `{flows}`."))
            }
            Knows::Flows { .. } | Knows::Nothing => None,
        });
        let unscanned: Vec<&str> = others()
            .filter(|it| matches!(it.knows, Knows::Nothing))
            .map(|it| it.name.as_str())
            .collect();
        let unknown = (!unscanned.is_empty()).then(|| {
            let names = unscanned.join("`, `");
            format!("Not scanned yet, so their flows may call it as well: `{names}`.")
        });
        calling.chain(unknown).collect()
    }
}

impl Desk {
    /// The text that must be typed before an alias is moved: always, in an
    /// account that confirms so, unless nobody calls the alias for sure.
    pub async fn type_to_confirm(&self, function: &str, alias: &AliasName) -> Option<String> {
        if !self.confirm_by_typing {
            return None;
        }
        self.to_be_typed(&Callers::of(self, function, alias).await, function, alias)
    }

    pub(super) fn to_be_typed(
        &self,
        callers: &Callers,
        function: &str,
        alias: &AliasName,
    ) -> Option<String> {
        (self.confirm_by_typing && !callers.are_none()).then(|| format!("{function}:{alias}"))
    }
}

async fn callers(desk: &Desk, function: &str, alias: &AliasName) -> Answer<Vec<Caller>> {
    let mut all = Vec::new();
    for instance in desk.account.flows.instances().await? {
        let atlas = desk.kept_atlas(&instance.arn).await;
        let knows = atlas.map_or(Knows::Nothing, |atlas| {
            let young = !is_due(&atlas, desk.clock()) && atlas.rescan.is_none();
            knows(&atlas, young, function, alias)
        });
        let name = if instance.alias.is_empty() { instance.arn.id.clone() } else { instance.alias };
        all.push(Caller { arn: instance.arn, name, knows });
    }
    Ok(all)
}

fn knows(atlas: &Atlas, young: bool, function: &str, alias: &AliasName) -> Knows {
    let flows = atlas.flows_calling(function, alias);
    let names = flows.into_iter().map(|index| atlas.flows[index].summary.name.clone()).collect();
    Knows::Flows { names, all: young && atlas.is_whole() }
}
