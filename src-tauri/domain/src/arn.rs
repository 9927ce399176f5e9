//! Amazon Resource Names of the things Crossfade talks about.
//!
//! Invariant: what parses prints back to the same text.

use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::qualifier::{NotAnAliasName, Qualifier};

/// Why a text is not the ARN that was expected.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ArnError {
    /// The text does not begin with `arn:`.
    #[error("`{0}` is not an ARN: an ARN begins with `arn:`")]
    NoPrefix(String),
    /// Fewer parts than this kind of ARN has.
    #[error("`{arn}` is cut short: expected `{expected}`")]
    TooShort {
        /// The text.
        arn: String,
        /// The shape that was expected.
        expected: &'static str,
    },
    /// Parts are left over at the end.
    #[error("`{arn}` has too many parts: expected `{expected}`")]
    TooLong {
        /// The text.
        arn: String,
        /// The shape that was expected.
        expected: &'static str,
    },
    /// One part holds something that it may not hold.
    #[error("`{arn}` has `{found}` where the {part} belongs")]
    Part {
        /// The text.
        arn: String,
        /// Which part.
        part: &'static str,
        /// What stands there.
        found: String,
    },
    /// What follows the function's name is no version and no alias.
    #[error(transparent)]
    Qualifier(#[from] NotAnAliasName),
}

const FUNCTION_SHAPE: &str = "arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]";
const INSTANCE_SHAPE: &str = "arn:PARTITION:connect:REGION:ACCOUNT:instance/ID";

/// The ARN of a Lambda function, qualified or not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FunctionArn {
    /// `aws`, `aws-cn`, `aws-us-gov` …
    pub partition: String,
    /// The Region, such as `eu-central-1`.
    pub region: String,
    /// The twelve-digit account id.
    pub account: String,
    /// The function's name.
    pub name: String,
    /// Version or alias; `None` runs `$LATEST`.
    pub qualifier: Option<Qualifier>,
}

impl FunctionArn {
    /// The same function without version or alias.
    #[must_use]
    pub fn unqualified(&self) -> Self {
        Self { qualifier: None, ..self.clone() }
    }

    /// The same function with another version or alias.
    #[must_use]
    pub fn with(&self, qualifier: Qualifier) -> Self {
        Self { qualifier: Some(qualifier), ..self.clone() }
    }
}

impl fmt::Display for FunctionArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partition, region, account, name, qualifier } = self;
        write!(f, "arn:{partition}:lambda:{region}:{account}:function:{name}")?;
        qualifier.as_ref().map_or(Ok(()), |qualifier| write!(f, ":{qualifier}"))
    }
}

impl FromStr for FunctionArn {
    type Err = ArnError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let head = Head::split(text, FUNCTION_SHAPE)?;
        head.expect_service("lambda")?;
        let mut rest = head.resource.split(':');
        let literal = rest.next().unwrap_or_default();
        if literal != "function" {
            return Err(head.part("word `function`", literal));
        }
        let name = rest.next().ok_or_else(|| head.too_short())?;
        if !is_function_name(name) {
            return Err(head.part("function name", name));
        }
        let qualifier = rest.next().map(Qualifier::from_str).transpose()?;
        if rest.next().is_some() {
            return Err(ArnError::TooLong { arn: text.to_owned(), expected: FUNCTION_SHAPE });
        }
        Ok(Self {
            partition: head.partition.to_owned(),
            region: head.region.to_owned(),
            account: head.account.to_owned(),
            name: name.to_owned(),
            qualifier,
        })
    }
}

/// The ARN of an Amazon Connect instance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceArn {
    /// `aws`, `aws-cn`, `aws-us-gov` …
    pub partition: String,
    /// The Region.
    pub region: String,
    /// The twelve-digit account id.
    pub account: String,
    /// The instance's id, a UUID.
    pub id: String,
}

impl fmt::Display for InstanceArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partition, region, account, id } = self;
        write!(f, "arn:{partition}:connect:{region}:{account}:instance/{id}")
    }
}

impl FromStr for InstanceArn {
    type Err = ArnError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let head = Head::split(text, INSTANCE_SHAPE)?;
        head.expect_service("connect")?;
        let id = head
            .resource
            .strip_prefix("instance/")
            .filter(|id| !id.is_empty() && !id.contains(['/', ':']))
            .ok_or_else(|| head.part("instance id", head.resource))?;
        Ok(Self {
            partition: head.partition.to_owned(),
            region: head.region.to_owned(),
            account: head.account.to_owned(),
            id: id.to_owned(),
        })
    }
}

/// The first five parts of any ARN, and the rest untouched.
struct Head<'a> {
    text: &'a str,
    shape: &'static str,
    partition: &'a str,
    service: &'a str,
    region: &'a str,
    account: &'a str,
    resource: &'a str,
}

impl<'a> Head<'a> {
    fn split(text: &'a str, shape: &'static str) -> Result<Self, ArnError> {
        let rest = text.strip_prefix("arn:").ok_or_else(|| ArnError::NoPrefix(text.to_owned()))?;
        let parts: Vec<&str> = rest.splitn(5, ':').collect();
        let [partition, service, region, account, resource] = parts[..] else {
            return Err(ArnError::TooShort { arn: text.to_owned(), expected: shape });
        };
        let head = Self { text, shape, partition, service, region, account, resource };
        head.check()?;
        Ok(head)
    }

    fn check(&self) -> Result<(), ArnError> {
        if !self.partition.starts_with("aws") || !is_word(self.partition) {
            return Err(self.part("partition", self.partition));
        }
        if self.region.is_empty() || !is_word(self.region) {
            return Err(self.part("Region", self.region));
        }
        let digits = self.account.bytes().all(|byte| byte.is_ascii_digit());
        if self.account.len() != 12 || !digits {
            return Err(self.part("account id", self.account));
        }
        Ok(())
    }

    fn expect_service(&self, service: &str) -> Result<(), ArnError> {
        if self.service == service { Ok(()) } else { Err(self.part("service", self.service)) }
    }

    fn part(&self, part: &'static str, found: &str) -> ArnError {
        ArnError::Part { arn: self.text.to_owned(), part, found: found.to_owned() }
    }

    fn too_short(&self) -> ArnError {
        ArnError::TooShort { arn: self.text.to_owned(), expected: self.shape }
    }
}

fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Whether Lambda takes `text` as a function name: 1-140 of `[a-zA-Z0-9-_]`
/// (`CreateFunction`).
fn is_function_name(text: &str) -> bool {
    (1..=140).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parses_prints_back() {
        for text in [
            "arn:aws:lambda:eu-central-1:111122223333:function:orders",
            "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD",
            "arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:a_b-c:$LATEST",
            "arn:aws-cn:lambda:cn-north-1:111122223333:function:orders:12",
        ] {
            let arn: FunctionArn = text.parse().expect(text);
            assert_eq!(arn.to_string(), text);
        }
        let instance = "arn:aws:connect:eu-central-1:111122223333:instance/0a1b";
        assert_eq!(instance.parse::<InstanceArn>().expect(instance).to_string(), instance);
    }

    #[test]
    fn each_malformed_arn_is_told_what_is_wrong() {
        let told = |text: &str| text.parse::<FunctionArn>().map_err(|error| error.to_string());
        insta::assert_debug_snapshot!(
            [
                "orders",
                "arn:aws:lambda:eu-central-1",
                "arn:aws:lambda:<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS>",
                "arn:aws:lambda:eu-central-1:111122223333:functionorders:PROD",
                "arn:aws:lambda:eu-central-1:111122223333:function",
                "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD:1",
                "arn:aws:lambda:eu-central-1:1111:function:orders",
                "arn:aws:s3:eu-central-1:111122223333:function:orders",
                "arn:aws:lambda:eu-central-1:111122223333:function:orders:",
            ]
            .map(told),
            @r#"
        [
            Err(
                "`orders` is not an ARN: an ARN begins with `arn:`",
            ),
            Err(
                "`arn:aws:lambda:eu-central-1` is cut short: expected `arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`",
            ),
            Err(
                "`arn:aws:lambda:<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS>` has `<REGION>` where the Region belongs",
            ),
            Err(
                "`arn:aws:lambda:eu-central-1:111122223333:functionorders:PROD` has `functionorders` where the word `function` belongs",
            ),
            Err(
                "`arn:aws:lambda:eu-central-1:111122223333:function` is cut short: expected `arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`",
            ),
            Err(
                "`arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD:1` has too many parts: expected `arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`",
            ),
            Err(
                "`arn:aws:lambda:eu-central-1:1111:function:orders` has `1111` where the account id belongs",
            ),
            Err(
                "`arn:aws:s3:eu-central-1:111122223333:function:orders` has `s3` where the service belongs",
            ),
            Err(
                "`` cannot be an alias name: use 1 to 128 letters, digits, `-` or `_`, not digits alone",
            ),
        ]
        "#
        );
    }
}
