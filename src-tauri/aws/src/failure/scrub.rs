//! Takes secrets out of text before a person, a log or a journal sees it.
//!
//! Invariant: access key ids, session tokens and bearer tokens do not come
//! out; ARNs, ids and everything else that helps does.

const HIDDEN: &str = "[hidden]";
/// Session tokens are longer; nothing that helps a person is.
const LONGEST_WORD: usize = 80;

/// The text without secrets. `SignatureDoesNotMatch` goes on with the request
/// as AWS saw it, token and all: that part is cut off.
pub(super) fn scrub(text: &str) -> String {
    let text = text.split("The Canonical String").next().unwrap_or_default().trim_end();
    let mut clean = String::with_capacity(text.len());
    let mut word = String::new();
    for letter in text.chars() {
        if is_token_letter(letter) {
            word.push(letter);
        } else {
            clean.push_str(shown(&word));
            word.clear();
            clean.push(letter);
        }
    }
    clean.push_str(shown(&word));
    clean
}

fn is_token_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '+' | '/' | '_' | '-' | '.')
}

fn shown(word: &str) -> &str {
    if is_secret(word) { HIDDEN } else { word }
}

fn is_secret(word: &str) -> bool {
    // Dashes and dots stand in ARNs, ids and host names, not in session tokens.
    let is_session_token = word.len() >= LONGEST_WORD && !word.contains(['-', '.']);
    let is_json_web_token = word.starts_with("eyJ") && word.len() >= 40;
    is_session_token || is_json_web_token || has_key_id(word)
}

/// `AKIA` or `ASIA` and sixteen capitals and digits (IAM "Unique identifiers").
fn has_key_id(word: &str) -> bool {
    let id = |rest: &str| {
        let capitals = |letter: &u8| letter.is_ascii_uppercase() || letter.is_ascii_digit();
        rest.bytes().take_while(capitals).count() >= 20
    };
    ["AKIA", "ASIA"]
        .iter()
        .any(|prefix| word.match_indices(prefix).any(|(at, _)| word.get(at..).is_some_and(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_helps_stays() {
        let text = "User: arn:aws:sts::111122223333:assumed-role/Admin/anna is not authorized to \
                    perform: lambda:GetAlias on resource: \
                    arn:aws:connect:eu-central-1:111122223333:instance/5f3a1c0e-7b42-4d19-9c86-\
                    2e8d4b7a6f10/contact-flow/00000000-7b42-4d19-9c86-2e8d4b7a6f10";
        assert_eq!(scrub(text), text);
    }

    #[test]
    fn secrets_do_not() {
        let token = "IQoJb3JpZ2luX2VjEJr".repeat(20);
        for (text, secret) in [
            (format!("the token {token}== is expired"), token.as_str()),
            ("Credential=AKIAIOSFODNN7EXAMPLE/20260301".to_owned(), "AKIAIOSFODNN7EXAMPLE"),
            ("key 'ASIAIOSFODNN7EXAMPLE'".to_owned(), "ASIAIOSFODNN7EXAMPLE"),
            (format!("eyJhbGciOi.{}.sig_-", "a".repeat(40)), "eyJhbGciOi"),
            (
                "It does not match. The Canonical String for this request should have been\n\
                 x-amz-security-token:abc"
                    .to_owned(),
                "abc",
            ),
        ] {
            let clean = scrub(&text);
            assert!(!clean.contains(secret), "{clean}");
        }
    }
}
