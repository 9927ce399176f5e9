//! The statements of a policy document, borrowed from its JSON.

use serde_json::Value;

use super::{
    CONNECT_PRINCIPAL, Grant, INVOKE_ACTION, InvokeRequest, NotAPolicy,
    condition::{self, Held, SOURCE_ACCOUNT, SOURCE_ARN, wildcard},
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

    /// Whether principal, action and resource match, conditions aside.
    pub(super) fn speaks_of(&self, request: &InvokeRequest<'_>) -> bool {
        self.names_connect()
            && self.matches("Action", "NotAction", |pattern| {
                wildcard(&pattern.to_ascii_lowercase(), &INVOKE_ACTION.to_ascii_lowercase())
            })
            && self
                .matches("Resource", "NotResource", |pattern| wildcard(pattern, request.resource))
    }

    pub(super) fn condition_holds(&self, request: &InvokeRequest<'_>) -> Held {
        condition::holds(self.body.get("Condition"), request)
    }

    pub(super) fn grant(&self) -> Grant {
        let condition = self.body.get("Condition");
        Grant {
            statement_id: self.id.to_owned(),
            limited_to_instance: condition::limits(condition, SOURCE_ARN),
            limited_to_account: condition::limits(condition, SOURCE_ACCOUNT),
        }
    }

    fn names_connect(&self) -> bool {
        match (self.body.get("Principal"), self.body.get("NotPrincipal")) {
            (Some(principal), _) => principal_is_connect(principal),
            (None, Some(excluded)) => !principal_is_connect(excluded),
            (None, None) => false,
        }
    }

    fn matches(&self, key: &str, negated: &str, matching: impl Fn(&str) -> bool) -> bool {
        let any = |value: &Value| texts(value).any(&matching);
        match (self.body.get(key), self.body.get(negated)) {
            (Some(value), _) => any(value),
            (None, Some(value)) => !any(value),
            (None, None) => false,
        }
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
