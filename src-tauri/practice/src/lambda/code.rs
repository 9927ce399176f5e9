//! New code, and new versions of it.

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use crossfade_domain::qualifier::Version;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::{
    error::{conflict, invalid, precondition, validation},
    shape,
    target::{Target, body, flag, text},
};
use crate::{
    wire::{answer::Answer, error::AwsError, request::Request},
    world::{
        World,
        function::{Configuration, Function},
    },
};

/// What every ZIP file begins with.
const ZIP: &[u8] = b"PK";
const MAX_ZIP: usize = 50 * 1024 * 1024;

/// `UpdateFunctionCode`
///
/// The code is not run: how it behaves was set beforehand, or is how the same
/// code behaved before, or is the function's usual way.
pub(super) fn update(world: &mut World, name: &str, request: &Request) -> Result<Answer, AwsError> {
    let target = Target::of(name)?;
    let (now, revision_id) = (world.now(), world.new_id());
    let revisions = [world.new_id(), world.new_id()];
    let settled_ms = world.settled_ms();
    let function = target.function_mut(world)?;
    check_settled(function, settled_ms)?;
    let body = body(request)?;
    if text(&body, "RevisionId")?
        .is_some_and(|wanted| wanted != function.latest.revision(settled_ms))
    {
        return Err(precondition("GetFunction/GetAlias"));
    }
    let code = Code::read(&body)?;
    let updated = Configuration {
        behaviour: behaviour(function, &code.sha256),
        code_sha256: code.sha256,
        code_size: code.size.unwrap_or(function.latest.code_size),
        last_modified: now,
        revision_id,
        ..function.latest.clone()
    };
    if flag(&body, "DryRun") {
        return Ok(Answer::json(
            200,
            &configuration(function, Version::Latest, &updated, settled_ms),
        ));
    }
    function.next = None;
    function.latest = updated;
    let version = if flag(&body, "Publish") {
        Version::Published(function.publish(None, now, revisions))
    } else {
        Version::Latest
    };
    let shown = function.configuration(version).unwrap_or(&function.latest);
    Ok(Answer::json(200, &configuration(function, version, shown, settled_ms)))
}

/// `UpdateFunctionConfiguration`: description, environment, memory, timeout.
pub(super) fn configure(
    world: &mut World,
    name: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    let target = Target::of(name)?;
    let (now, revision_id, settled_ms) = (world.now(), world.new_id(), world.settled_ms());
    let function = target.function_mut(world)?;
    check_settled(function, settled_ms)?;
    let body = body(request)?;
    if text(&body, "RevisionId")?
        .is_some_and(|wanted| wanted != function.latest.revision(settled_ms))
    {
        return Err(precondition("GetFunction/GetAlias"));
    }
    let number = |name: &str| body.get(name).and_then(Value::as_u64).map(u32::try_from);
    let mut updated = Configuration { last_modified: now, revision_id, ..function.latest.clone() };
    if let Some(Ok(memory)) = number("MemorySize") {
        updated.memory_mb = memory;
    }
    if let Some(Ok(seconds)) = number("Timeout") {
        updated.timeout_s = seconds;
    }
    if let Some(description) = text(&body, "Description")? {
        description.clone_into(&mut updated.description);
    }
    if let Some(Value::Object(variables)) = body.get("Environment").map(|it| &it["Variables"]) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        updated.environment =
            variables.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    }
    function.latest = updated;
    Ok(Answer::json(200, &configuration(function, Version::Latest, &function.latest, settled_ms)))
}

/// `PublishVersion`: when nothing has changed, the last version is the answer.
pub(super) fn publish(
    world: &mut World,
    name: &str,
    request: &Request,
) -> Result<Answer, AwsError> {
    let target = Target::of(name)?;
    let (now, settled_ms) = (world.now(), world.settled_ms());
    let revisions = [world.new_id(), world.new_id()];
    let function = target.function_mut(world)?;
    check_settled(function, settled_ms)?;
    let body = body(request)?;
    if text(&body, "RevisionId")?
        .is_some_and(|wanted| wanted != function.latest.revision(settled_ms))
    {
        return Err(precondition("GetFunction/GetAlias"));
    }
    let has = &function.latest.code_sha256;
    if let Some(wanted) = text(&body, "CodeSha256")?.filter(|it| !it.is_empty() && it != has) {
        return Err(invalid(format!(
            "CodeSHA256 ({wanted}) is different from current CodeSHA256 in $LATEST ({has}). Please \
             try again with the CodeSHA256 in $LATEST."
        )));
    }
    let description = text(&body, "Description")?.filter(|it| !it.is_empty());
    if let Some(long) = description.filter(|it| it.chars().count() > 256) {
        let constraint = "Member must have length less than or equal to 256";
        return Err(validation(long, "description", constraint));
    }
    let version =
        Version::Published(function.publish(description.map(str::to_owned), now, revisions));
    let shown = function.configuration(version).unwrap_or(&function.latest);
    Ok(Answer::json(201, &configuration(function, version, shown, settled_ms)))
}

fn configuration(
    function: &Function,
    version: Version,
    shown: &Configuration,
    settled_ms: i64,
) -> Value {
    let qualifier = version.is_published().then(|| version.to_string());
    shape::configuration(function, version, shown, qualifier.as_deref(), settled_ms)
}

/// While Lambda works on new code, it takes neither more of it nor makes a
/// version.
fn check_settled(function: &Function, settled_ms: i64) -> Result<(), AwsError> {
    if function.latest.is_settled(settled_ms) {
        return Ok(());
    }
    let arn = function.arn(None);
    Err(conflict(format!(
        "The operation cannot be performed at this time. An update is in progress for resource: \
         {arn}"
    )))
}

/// The code that came in.
struct Code {
    sha256: String,
    /// In bytes; `None` when it lies elsewhere.
    size: Option<u64>,
}

impl Code {
    fn read(body: &Map<String, Value>) -> Result<Self, AwsError> {
        let zip = text(body, "ZipFile")?;
        let bucket = text(body, "S3Bucket")?;
        let image = text(body, "ImageUri")?;
        match (zip, bucket, image) {
            (Some(zip), None, None) => Self::zip(zip),
            (None, Some(bucket), None) => {
                let key = text(body, "S3Key")?
                    .ok_or_else(|| invalid("S3Key must be provided with S3Bucket."))?;
                let version = text(body, "S3ObjectVersion")?.unwrap_or_default();
                Ok(Self::elsewhere(&format!("{bucket}/{key}/{version}")))
            }
            (None, None, Some(_)) => Err(invalid(
                "Please don't provide ImageUri when updating a function with packageType Zip.",
            )),
            (None, None, None) => Err(invalid("Please provide a source for function code.")),
            _ => Err(invalid(
                "Please do not provide other FunctionCode parameters when providing a ZipFile.",
            )),
        }
    }

    fn zip(encoded: &str) -> Result<Self, AwsError> {
        let unzippable = "Could not unzip uploaded file. Please check your file, then try to \
                          upload again.";
        let bytes = BASE64.decode(encoded).map_err(|_| invalid(unzippable))?;
        if !bytes.starts_with(ZIP) {
            return Err(invalid(unzippable));
        }
        if bytes.len() > MAX_ZIP {
            let text = format!(
                "Request must be smaller than {MAX_ZIP} bytes for the \
                                UpdateFunctionCode operation"
            );
            return Err(AwsError::new(413, "RequestEntityTooLargeException", text));
        }
        let sha256 = BASE64.encode(Sha256::digest(&bytes));
        Ok(Self { sha256, size: u64::try_from(bytes.len()).ok() })
    }

    fn elsewhere(place: &str) -> Self {
        Self { sha256: BASE64.encode(Sha256::digest(place)), size: None }
    }
}

fn behaviour(function: &Function, sha256: &str) -> crate::Behaviour {
    let known = [&function.latest].into_iter().chain(function.versions.values());
    let same = known.filter(|it| it.code_sha256 == sha256).map(|it| it.behaviour).next_back();
    function.next.or(same).unwrap_or(function.usual)
}
