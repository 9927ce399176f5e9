//! The statements of a policy document, borrowed from its JSON.

use serde_json::Value;

use super::{
    CONNECT_PRINCIPAL, Grant, INVOKE_ACTION, InvokeRequest, NotAPolicy,
    condition::{self, Held, SOURCE_ACCOUNT, SOURCE_ARN, is_variable, wildcard},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Allow,
    Deny,
}

#[derive(Debug)]
pub(super) struct Statement<'a> {
    pub(super) id: &'a str,
    pub(super) effect: Effect,
    body: &'a Value,
}

/// The statements of a document; a single statement may stand without a list.
pub(super) fn statements(document: &Value) -> Result<Vec<Statement<'_>>, NotAPolicy> {
    let found =
        document.get("Statement").ok_or_else(|| NotAPolicy("it has no `Statement`".to_owned()))?;
    one_or_many(found).into_iter().map(Statement::read).collect()
}

impl<'a> Statement<'a> {
    fn read(body: &'a Value) -> Result<Self, NotAPolicy> {
        let effect = match body.get("Effect").and_then(Value::as_str) {
            Some("Allow") => Effect::Allow,
            Some("Deny") => Effect::Deny,
            other => return Err(NotAPolicy(format!("`{other:?}` is no `Effect`"))),
        };
        let id = body.get("Sid").and_then(Value::as_str).unwrap_or_default();
        Ok(Self { id, effect, body })
    }

    /// Whether principal, action, resource and condition hold for a request.
    pub(super) fn holds(&self, request: &InvokeRequest<'_>) -> Held {
        if !self.names_connect() {
            return Held::No;
        }
        let action = |pattern: &str| {
            wildcard(&pattern.to_ascii_lowercase(), &INVOKE_ACTION.to_ascii_lowercase())
        };
        let resource = |pattern: &str| wildcard(pattern, request.resource);
        let parts = [
            self.matches("Action", "NotAction", action),
            self.matches("Resource", "NotResource", resource),
            condition::holds(self.body.get("Condition"), request),
        ];
        let undecided = parts.iter().find(|held| matches!(held, Held::Undecided(_))).cloned();
        if parts.contains(&Held::No) { Held::No } else { undecided.unwrap_or(Held::Yes) }
    }

    pub(super) fn grant(&self, request: &InvokeRequest<'_>) -> Grant {
        let condition = self.body.get("Condition");
        Grant {
            statement_id: self.id.to_owned(),
            limited_to_instance: condition::limits(condition, SOURCE_ARN, request.source_arn),
            limited_to_account: condition::limits(
                condition,
                SOURCE_ACCOUNT,
                request.source_account,
            ),
        }
    }

    fn names_connect(&self) -> bool {
        match (self.body.get("Principal"), self.body.get("NotPrincipal")) {
            (Some(principal), _) => principal_is_connect(principal),
            (None, Some(excluded)) => !principal_is_connect(excluded),
            (None, None) => false,
        }
    }

    fn matches(&self, key: &str, negated: &str, matching: impl Fn(&str) -> bool) -> Held {
        let (value, wanted, name) = match (self.body.get(key), self.body.get(negated)) {
            (Some(value), _) => (value, true, key),
            (None, Some(value)) => (value, false, negated),
            (None, None) => return Held::No,
        };
        let literal = |text: &&str| !is_variable(text);
        let matched = texts(value).filter(literal).any(matching);
        if !matched && texts(value).any(is_variable) {
            return Held::Undecided(name.to_owned());
        }
        if matched == wanted { Held::Yes } else { Held::No }
    }
}

fn principal_is_connect(principal: &Value) -> bool {
    if principal.as_str() == Some("*") {
        return true;
    }
    let services = principal.get("Service");
    let anyone = principal.get("AWS");
    services
        .is_some_and(|service| texts(service).any(|name| name == CONNECT_PRINCIPAL || name == "*"))
        || anyone.is_some_and(|aws| texts(aws).any(|name| name == "*"))
}

pub(super) fn one_or_many(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |many| many.iter().collect())
}

pub(super) fn texts(value: &Value) -> impl Iterator<Item = &str> {
    one_or_many(value).into_iter().filter_map(Value::as_str)
}
