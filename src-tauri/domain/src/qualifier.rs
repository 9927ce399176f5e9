//! What may follow the last colon of a Lambda function ARN.
//!
//! Invariant: an [`AliasName`] is never a number and never `$LATEST`, so the
//! three kinds of [`Qualifier`] cannot be mistaken for each other.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// A published version of a Lambda function, or one that moves by itself.
///
/// Source: Lambda `PublishVersion`, which numbers versions from 1 upwards and
/// never uses a number twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// The unpublished code: whatever was saved last.
    Latest,
    /// Whatever was published last: what Lambda Managed Instances runs in place
    /// of `$LATEST`.
    LatestPublished,
    /// An immutable published version.
    Published(u64),
}

impl Version {
    /// Whether the code behind this version can no longer change.
    #[must_use]
    pub const fn is_published(self) -> bool {
        matches!(self, Self::Published(_))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str("$LATEST"),
            Self::LatestPublished => f.write_str("$LATEST.PUBLISHED"),
            Self::Published(number) => write!(f, "{number}"),
        }
    }
}

/// The text is neither `$LATEST`, `$LATEST.PUBLISHED` nor a positive whole number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a function version: a version is `$LATEST` or a positive whole number")]
pub struct NotAVersion(pub String);

impl FromStr for Version {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "$LATEST" => return Ok(Self::Latest),
            "$LATEST.PUBLISHED" => return Ok(Self::LatestPublished),
            _ => {}
        }
        let digits_only = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<u64>() {
            Ok(number) if digits_only && number > 0 => Ok(Self::Published(number)),
            Ok(_) | Err(_) => Err(NotAVersion(text.to_owned())),
        }
    }
}

/// The name of a Lambda alias: 1-128 of `[a-zA-Z0-9-_]`, not all digits.
///
/// Source: Lambda `CreateAlias`, pattern `(?!^[0-9]+$)([a-zA-Z0-9-_]+)`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AliasName(String);

impl AliasName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AliasName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text cannot be the name of an alias.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "`{0}` cannot be an alias name: use 1 to 128 letters, digits, `-` or `_`, not digits alone"
)]
pub struct NotAnAliasName(pub String);

impl FromStr for AliasName {
    type Err = NotAnAliasName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let fits = (1..=128).contains(&text.len()) && text.bytes().all(allowed);
        if fits && !text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnAliasName(text.to_owned()))
        }
    }
}

/// The part of a function ARN that says which code runs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Qualifier {
    /// `$LATEST` or a version number.
    Version(Version),
    /// An alias, which points to one version or splits over two.
    Alias(AliasName),
}

impl Qualifier {
    /// Whether it is no alias, and yet runs other code from one day to the next.
    #[must_use]
    pub const fn moves_by_itself(&self) -> bool {
        match self {
            Self::Version(version) => !version.is_published(),
            Self::Alias(_) => false,
        }
    }
}

impl fmt::Display for Qualifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => version.fmt(f),
            Self::Alias(alias) => alias.fmt(f),
        }
    }
}

impl FromStr for Qualifier {
    type Err = NotAnAliasName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse::<Version>() {
            Ok(version) => Ok(Self::Version(version)),
            Err(_) => text.parse().map(Self::Alias),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_kinds_of_qualifier_are_told_apart() {
        let kinds = ["$LATEST", "7", "PROD", "v7", "7a"].map(str::parse::<Qualifier>);
        let published = "$LATEST.PUBLISHED".parse::<Qualifier>();
        assert_eq!(published, Ok(Qualifier::Version(Version::LatestPublished)));
        assert_eq!(kinds[0], Ok(Qualifier::Version(Version::Latest)));
        assert_eq!(kinds[1], Ok(Qualifier::Version(Version::Published(7))));
        for kind in &kinds[2..] {
            assert!(matches!(kind, Ok(Qualifier::Alias(_))), "{kind:?}");
        }
    }

    #[test]
    fn what_lambda_refuses_is_refused() {
        for text in ["", "0", "+7", "PROD:1", "$latest", "a b", "ä", &"x".repeat(129)] {
            assert!(text.parse::<Qualifier>().is_err(), "{text:?} was taken");
        }
    }
}
