//! Where the practice world is: account, Region, instance, and the ARNs in it.

use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

/// The practice account's id, one that AWS uses in its own examples.
pub const ACCOUNT: &str = "111122223333";
/// The Region that the practice account stands in.
pub const REGION: &str = "eu-central-1";
/// The id of the one Amazon Connect instance.
pub const INSTANCE_ID: &str = "5f3a1c0e-7b42-4d19-9c86-2e8d4b7a6f10";
/// The alias of the one Amazon Connect instance.
pub const INSTANCE_ALIAS: &str = "practice-contact-centre";

/// The ARN of the instance.
pub(crate) fn instance_arn() -> String {
    format!("arn:aws:connect:{REGION}:{ACCOUNT}:instance/{INSTANCE_ID}")
}

/// The ARN of something in the instance, such as `contact-flow/{id}`.
pub(crate) fn in_instance(kind: &str, id: &str) -> String {
    format!("{}/{kind}/{id}", instance_arn())
}

/// The ARN of a claimed phone number.
pub(crate) fn phone_number_arn(id: &str) -> String {
    format!("arn:aws:connect:{REGION}:{ACCOUNT}:phone-number/{id}")
}

/// The ARN of a function, or of its version or alias.
pub(crate) fn function_arn(name: &str, qualifier: Option<&str>) -> String {
    let base = format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}");
    qualifier.map_or(base.clone(), |qualifier| format!("{base}:{qualifier}"))
}

/// The ARN of an alarm.
pub(crate) fn alarm_arn(name: &str) -> String {
    format!("arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}")
}

/// An id that is always the same for the same name, so that a link or a note
/// made today still fits the world tomorrow.
pub(crate) fn id_of(kind: &str, name: &str) -> Uuid {
    let digest = Sha256::digest(format!("crossfade practice/{kind}/{name}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_random_bytes(bytes).into_uuid()
}

/// SHA-256 in hexadecimal, as Connect writes the hash of a flow.
pub(crate) fn sha256_hex(content: &str) -> String {
    format!("{:x}", Sha256::digest(content))
}
