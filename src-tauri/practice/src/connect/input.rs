//! What Connect's operations read alike: instance, body, pages.

use serde_json::{Map, Value, json};

use super::error::{invalid_parameter, invalid_request, not_found};
use crate::{
    wire::{
        answer::Answer,
        doc::Doc,
        error::AwsError,
        page::{self, Page},
        request::Request,
    },
    world::account::{INSTANCE_ID, instance_arn},
};

/// Whether the id or ARN names the one instance that is there.
pub(super) fn check_instance(given: &str) -> Result<(), AwsError> {
    if given == INSTANCE_ID || given == instance_arn() {
        return Ok(());
    }
    Err(not_found(format!("Instance not found: {given}")))
}

/// The body, as a document.
pub(super) fn body(request: &Request) -> Result<Doc, AwsError> {
    match request.json() {
        Ok(value @ Value::Object(_)) => Ok(Doc::from_json(value)),
        Ok(_) | Err(_) => Err(invalid_request("The request body is not a JSON object")),
    }
}

/// A member that must be there.
pub(super) fn required<'a>(body: &'a Doc, name: &str) -> Result<&'a str, AwsError> {
    body.text(name).ok_or_else(|| invalid_request(format!("{name} is a required parameter")))
}

/// `MaxResults` and `NextToken`, wherever they stand.
#[derive(Debug, Clone)]
pub(super) struct Paging {
    size: usize,
    token: Option<String>,
}

impl Paging {
    /// From the query string, with the operation's maximum, which is also what
    /// is taken when nothing is said.
    pub(super) fn query(request: &Request, max: usize) -> Result<Self, AwsError> {
        let size = match request.param("maxResults") {
            None => max,
            Some(text) => size(text.parse().ok(), max)?,
        };
        Ok(Self { size, token: token(request.param("nextToken")) })
    }

    /// From the body.
    pub(super) fn body(body: &Doc, max: usize) -> Result<Self, AwsError> {
        let size = match body.get("MaxResults") {
            None => max,
            Some(_) => size(body.int("MaxResults"), max)?,
        };
        Ok(Self { size, token: token(body.text("NextToken")) })
    }

    /// Cuts the page out of the whole listing.
    pub(super) fn cut<T>(&self, items: Vec<T>, scope: &str) -> Result<Page<T>, AwsError> {
        page::page(items, scope, self.token.as_deref(), self.size)
            .map_err(|_| invalid_parameter("The NextToken is not valid for this request"))
    }

    /// One page under `name`, with `NextToken` when there are more.
    pub(super) fn answer(
        &self,
        items: Vec<Value>,
        name: &str,
        scope: &str,
    ) -> Result<Answer, AwsError> {
        let page = self.cut(items, scope)?;
        let mut shape = Map::from_iter([(name.to_owned(), Value::Array(page.items))]);
        if let Some(next) = page.next {
            shape.insert("NextToken".to_owned(), json!(next));
        }
        Ok(Answer::json(200, &Value::Object(shape)))
    }
}

fn token(given: Option<&str>) -> Option<String> {
    given.filter(|token| !token.is_empty()).map(str::to_owned)
}

fn size(given: Option<i64>, max: usize) -> Result<usize, AwsError> {
    let size = given.and_then(|size| usize::try_from(size).ok());
    size.filter(|size| (1..=max).contains(size))
        .ok_or_else(|| invalid_parameter(format!("MaxResults must be a number from 1 to {max}")))
}
