//! Which function, and which version or alias of it, a request means.
//!
//! Lambda takes a name, a partial ARN or an ARN, each with or without a
//! qualifier, and a qualifier in the query string.

use crossfade_domain::qualifier::{Qualifier, Version};
use serde_json::{Map, Value};

use super::error::{invalid, no_alias, no_function, pattern, unreadable};
use crate::{
    wire::{error::AwsError, request::Request},
    world::{
        World,
        account::{ACCOUNT, REGION, function_arn},
        function::Function,
    },
};

const NAME_PATTERN: &str = "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?\
                            (\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";
const QUALIFIER_PATTERN: &str = "(|[a-zA-Z0-9$_-]+)";

/// A function's name and qualifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// The bare name.
    pub name: String,
    /// Version or alias; `None` when none was asked for.
    pub qualifier: Option<Qualifier>,
}

impl Target {
    /// Reads `FunctionName` from the path and `Qualifier` from the query.
    pub(super) fn read(name: &str, request: &Request) -> Result<Self, AwsError> {
        let mut target = Self::of(name)?;
        if let Some(given) = request.param("Qualifier").filter(|given| !given.is_empty()) {
            let given = qualifier(given)?;
            if target.qualifier.as_ref().is_some_and(|derived| *derived != given) {
                return Err(invalid(
                    "The derived qualifier from the function name does not match the specified \
                     qualifier.",
                ));
            }
            target.qualifier = Some(given);
        }
        Ok(target)
    }

    /// Reads `FunctionName` alone.
    pub(super) fn of(given: &str) -> Result<Self, AwsError> {
        let wrong = || pattern(given, "functionName", NAME_PATTERN);
        let mut parts: Vec<&str> = given.split(':').collect();
        if let ["arn", _, "lambda", region, account, "function", ..] = parts.as_slice() {
            if (*region, *account) != (REGION, ACCOUNT) {
                return Err(no_function(given));
            }
            parts.drain(..6);
        } else if let [account, "function", ..] = parts.as_slice() {
            if *account != ACCOUNT {
                return Err(no_function(given));
            }
            parts.drain(..2);
        } else if let ["function", _, ..] = parts.as_slice() {
            parts.remove(0);
        }
        let (name, qualified) = match parts.as_slice() {
            [name] => (*name, None),
            [name, qualified] => (*name, Some(*qualified)),
            _ => return Err(wrong()),
        };
        let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if name.is_empty() || !name.bytes().all(word) {
            return Err(wrong());
        }
        Ok(Self { name: name.to_owned(), qualifier: qualified.map(qualifier).transpose()? })
    }

    /// The function, if it is there.
    pub(super) fn function<'a>(&self, world: &'a World) -> Result<&'a Function, AwsError> {
        world.functions.get(&self.name).ok_or_else(|| no_function(&self.arn()))
    }

    /// The function, to change it.
    pub(super) fn function_mut<'a>(
        &self,
        world: &'a mut World,
    ) -> Result<&'a mut Function, AwsError> {
        world.functions.get_mut(&self.name).ok_or_else(|| no_function(&self.arn()))
    }

    /// The version that the qualifier stands for.
    pub(super) fn version(&self, function: &Function) -> Result<Version, AwsError> {
        function.resolve(self.qualifier.as_ref()).ok_or_else(|| self.not_there())
    }

    /// The qualifier is not there.
    pub(super) fn not_there(&self) -> AwsError {
        match &self.qualifier {
            Some(Qualifier::Alias(_)) => no_alias(&self.arn()),
            Some(Qualifier::Version(_)) | None => no_function(&self.arn()),
        }
    }

    /// The qualifier as text.
    pub(super) fn qualifier_text(&self) -> Option<String> {
        self.qualifier.as_ref().map(ToString::to_string)
    }

    /// The ARN as it was asked for.
    pub(super) fn arn(&self) -> String {
        function_arn(&self.name, self.qualifier_text().as_deref())
    }
}

fn qualifier(text: &str) -> Result<Qualifier, AwsError> {
    text.parse().map_err(|_| pattern(text, "qualifier", QUALIFIER_PATTERN))
}

/// The body as a JSON object.
pub(super) fn body(request: &Request) -> Result<Map<String, Value>, AwsError> {
    match request.json() {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(unreadable("Could not parse request body into json: not an object")),
        Err(error) => Err(unreadable(format!("Could not parse request body into json: {error}"))),
    }
}

/// A text member; an absent one and `null` are `None`.
pub(super) fn text<'a>(
    body: &'a Map<String, Value>,
    name: &str,
) -> Result<Option<&'a str>, AwsError> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(unreadable(format!("{other} can not be converted to a String"))),
    }
}

/// A boolean member; an absent one is false.
pub(super) fn flag(body: &Map<String, Value>, name: &str) -> bool {
    body.get(name).and_then(Value::as_bool).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_named_in_four_ways() {
        let prod = |text: &str| {
            let target = Target::of(text).expect(text);
            (target.name.clone(), target.qualifier_text())
        };
        let named = ("orders".to_owned(), Some("PROD".to_owned()));
        assert_eq!(prod("orders:PROD"), named);
        assert_eq!(prod("function:orders:PROD"), named);
        assert_eq!(prod("111122223333:function:orders:PROD"), named);
        let arn = "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD";
        assert_eq!(prod(arn), named);
        assert_eq!(prod("orders"), ("orders".to_owned(), None));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for (text, code) in [
            ("no such name", "ValidationException"),
            ("a:b:c", "ValidationException"),
            ("", "ValidationException"),
            ("arn:aws:lambda:us-east-1:111122223333:function:orders", "ResourceNotFoundException"),
        ] {
            assert_eq!(Target::of(text).map_err(|error| error.code), Err(code), "{text}");
        }
    }
}
