//! Pages and the opaque tokens between them.
//!
//! Invariant: a token is good only for the listing that gave it.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use sha2::{Digest as _, Sha256};

/// One page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// The token of the next page, when there is one.
    pub next: Option<String>,
}

/// The token is not one that this listing gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadToken;

/// Cuts one page of `size` out of a whole listing. `scope` names the listing:
/// operation and filters.
pub(crate) fn page<T>(
    items: Vec<T>,
    scope: &str,
    token: Option<&str>,
    size: usize,
) -> Result<Page<T>, BadToken> {
    let total = items.len();
    let from = token.map_or(Ok(0), |token| offset(scope, token))?;
    let items: Vec<T> = items.into_iter().skip(from).take(size).collect();
    let next = from.saturating_add(items.len());
    let more = next < total && !items.is_empty();
    Ok(Page { items, next: more.then(|| self::token(scope, next)) })
}

/// The token that stands for `offset` in a listing.
pub(crate) fn token(scope: &str, offset: usize) -> String {
    BASE64.encode(format!("{offset}.{}", seal(scope, offset)))
}

/// The offset that a token of this listing stands for.
pub(crate) fn offset(scope: &str, token: &str) -> Result<usize, BadToken> {
    let bytes = BASE64.decode(token).map_err(|_| BadToken)?;
    let text = String::from_utf8(bytes).map_err(|_| BadToken)?;
    let (offset, mark) = text.split_once('.').ok_or(BadToken)?;
    let offset = offset.parse().map_err(|_| BadToken)?;
    if mark == seal(scope, offset) { Ok(offset) } else { Err(BadToken) }
}

fn seal(scope: &str, offset: usize) -> String {
    let mut seal = format!("{:x}", Sha256::digest(format!("{scope}\n{offset}")));
    seal.truncate(24);
    seal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_to_the_end() {
        let mut seen = Vec::new();
        let mut token = None;
        loop {
            let page = page((0..7).collect(), "ListThings", token.as_deref(), 3).expect("a page");
            seen.extend(page.items);
            token = page.next;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(seen, [0, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_token_of_another_listing_is_refused() {
        let token = token("ListThings", 3);
        assert_eq!(page(vec![1, 2, 3, 4], "ListOthers", Some(&token), 3), Err(BadToken));
        assert_eq!(page(vec![1], "ListThings", Some("nonsense"), 3), Err(BadToken));
    }
}
