//! A function's resource policy, statement by statement.
//!
//! Invariant: statement ids are unique within one policy.

use serde_json::{Map, Value, json};

use super::account::{ACCOUNT, instance_arn};

/// The policy of a function, a version or an alias.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Policy {
    /// In the order in which they were added.
    statements: Vec<Statement>,
    /// Whether one of them lets the practice instance invoke.
    lets_connect: bool,
    /// `RevisionId`
    pub revision_id: String,
}

/// What `AddPermission` adds.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Statement {
    /// `StatementId`
    pub id: String,
    /// `Action`
    pub action: String,
    /// `Principal`: a service, an account, an IAM ARN, or `*`.
    pub principal: String,
    /// The ARN that it is about.
    pub resource: String,
    /// `SourceArn`
    pub source_arn: Option<String>,
    /// `SourceAccount`
    pub source_account: Option<String>,
    /// `PrincipalOrgID`
    pub principal_org: Option<String>,
    /// `EventSourceToken`
    pub event_source_token: Option<String>,
    /// `FunctionUrlAuthType`
    pub url_auth_type: Option<String>,
}

impl Policy {
    /// The policy document, as `GetPolicy` gives it.
    pub(crate) fn document(&self) -> String {
        let statements: Vec<Value> = self.statements.iter().map(Statement::json).collect();
        json!({"Version": "2012-10-17", "Id": "default", "Statement": statements}).to_string()
    }

    /// Whether there is a statement with this id.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.statements.iter().any(|statement| statement.id == id)
    }

    /// Whether no statement is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Adds a statement and takes a new revision id.
    pub(crate) fn add(&mut self, statement: Statement, revision_id: String) {
        self.statements.push(statement);
        self.changed(revision_id);
    }

    /// Removes a statement and takes a new revision id.
    pub(crate) fn remove(&mut self, id: &str, revision_id: String) {
        self.statements.retain(|statement| statement.id != id);
        self.changed(revision_id);
    }

    /// Whether Amazon Connect may invoke, coming from the practice instance.
    /// Asked at every simulated call, so it is decided when a statement changes.
    pub(crate) fn lets_connect(&self) -> bool {
        self.lets_connect
    }

    fn changed(&mut self, revision_id: String) {
        let instance = instance_arn();
        self.lets_connect = self.statements.iter().any(|it| it.lets_connect(&instance, ACCOUNT));
        self.revision_id = revision_id;
    }
}

impl Statement {
    /// The statement as Lambda writes it into the policy.
    pub(crate) fn json(&self) -> Value {
        let mut statement = json!({
            "Sid": self.id,
            "Effect": "Allow",
            "Principal": self.principal_json(),
            "Action": self.action,
            "Resource": self.resource,
        });
        let conditions = self.conditions();
        if !conditions.is_empty() {
            statement["Condition"] = Value::Object(conditions);
        }
        statement
    }

    fn principal_json(&self) -> Value {
        let principal = self.principal.as_str();
        if principal == "*" {
            json!("*")
        } else if principal.len() == 12 && principal.bytes().all(|byte| byte.is_ascii_digit()) {
            json!({"AWS": format!("arn:aws:iam::{principal}:root")})
        } else if principal.starts_with("arn:") {
            json!({"AWS": principal})
        } else {
            json!({"Service": principal})
        }
    }

    fn conditions(&self) -> Map<String, Value> {
        let mut equals = Map::new();
        for (key, value) in [
            ("AWS:SourceAccount", &self.source_account),
            ("aws:PrincipalOrgID", &self.principal_org),
            ("lambda:EventSourceToken", &self.event_source_token),
            ("lambda:FunctionUrlAuthType", &self.url_auth_type),
        ] {
            if let Some(value) = value {
                equals.insert(key.to_owned(), json!(value));
            }
        }
        let mut conditions = Map::new();
        if !equals.is_empty() {
            conditions.insert("StringEquals".to_owned(), Value::Object(equals));
        }
        if let Some(source_arn) = &self.source_arn {
            conditions.insert("ArnLike".to_owned(), json!({"AWS:SourceArn": source_arn}));
        }
        conditions
    }

    fn lets_connect(&self, instance_arn: &str, account: &str) -> bool {
        let action = matches!(self.action.as_str(), "lambda:InvokeFunction" | "lambda:*" | "*");
        let principal = matches!(self.principal.as_str(), "connect.amazonaws.com" | "*");
        let from_here = self.source_arn.as_deref().is_none_or(|arn| arn_like(arn, instance_arn))
            && self.source_account.as_deref().is_none_or(|source| source == account);
        let unmet = self.principal_org.is_some()
            || self.event_source_token.is_some()
            || self.url_auth_type.is_some();
        action && principal && from_here && !unmet
    }
}

/// `ArnLike`: `*` stands for any text, `?` for one character.
fn arn_like(pattern: &str, arn: &str) -> bool {
    let (pattern, arn) = (pattern.as_bytes(), arn.as_bytes());
    let (mut at, mut from) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while from < arn.len() {
        if pattern.get(at) == Some(&b'*') {
            star = Some((at, from));
            at += 1;
        } else if pattern.get(at).is_some_and(|byte| *byte == arn[from] || *byte == b'?') {
            at += 1;
            from += 1;
        } else if let Some((star_at, star_from)) = star {
            at = star_at + 1;
            from = star_from + 1;
            star = Some((star_at, star_from + 1));
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement() -> Statement {
        Statement {
            id: "connect".to_owned(),
            action: "lambda:InvokeFunction".to_owned(),
            principal: "connect.amazonaws.com".to_owned(),
            resource: "arn:aws:lambda:eu-central-1:111122223333:function:f:PROD".to_owned(),
            ..Statement::default()
        }
    }

    #[test]
    fn a_statement_is_written_as_lambda_writes_it() {
        let statement = Statement {
            source_account: Some("111122223333".to_owned()),
            source_arn: Some("arn:aws:connect:eu-central-1:111122223333:instance/i".to_owned()),
            ..statement()
        };
        assert_eq!(
            statement.json().to_string(),
            "{\"Sid\":\"connect\",\"Effect\":\"Allow\",\
             \"Principal\":{\"Service\":\"connect.amazonaws.com\"},\
             \"Action\":\"lambda:InvokeFunction\",\
             \"Resource\":\"arn:aws:lambda:eu-central-1:111122223333:function:f:PROD\",\
             \"Condition\":{\"StringEquals\":{\"AWS:SourceAccount\":\"111122223333\"},\
             \"ArnLike\":{\"AWS:SourceArn\":\
             \"arn:aws:connect:eu-central-1:111122223333:instance/i\"}}}"
        );
    }

    #[test]
    fn only_a_statement_that_fits_lets_connect_in() {
        let may = |change: fn(&mut Statement)| {
            let mut changed = statement();
            change(&mut changed);
            let mut policy = Policy::default();
            policy.add(changed, "revision".to_owned());
            policy.lets_connect()
        };
        assert!(may(|_| ()));
        assert!(may(|it| it.source_arn = Some("arn:aws:connect:*:111122223333:instance/*".into())));
        assert!(!may(|it| it.source_arn =
            Some("arn:aws:connect:eu-central-1:111122223333:instance/other".into())));
        assert!(!may(|it| it.source_account = Some("999999999999".into())));
        assert!(!may(|it| it.principal = "events.amazonaws.com".into()));
        assert!(!may(|it| it.action = "lambda:GetFunction".into()));
    }
}
