//! What a person asks of the practice account.

use serde::Deserialize;
use specta::Type;

/// What is wrong with a version that is published broken on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum BreakageDto {
    /// It fails every second call.
    Fails,
    /// It runs longer than flows wait.
    TooSlow,
    /// It answers a map with a map in it.
    Nested,
    /// It answers a list.
    NoMap,
    /// It answers more than 32 KB.
    TooLarge,
}
