//! Which version a flow says that it ran.

use crossfade_domain::qualifier::Version;

/// The version in a sentence such as "Lambda version 7 was executed": the
/// first word after "version" that is one.
#[must_use]
pub fn version_said(text: &str) -> Option<Version> {
    const WORD: &str = "version";
    let lower = text.to_ascii_lowercase();
    lower.match_indices(WORD).find_map(|(at, _)| {
        let after = &text[at + WORD.len()..];
        let word = after.split_whitespace().map(trimmed).find(|word| !word.is_empty())?;
        word.parse().ok()
    })
}

fn trimmed(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric() && letter != '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_word_after_version() {
        let said = |text| version_said(text).map(|version| version.to_string());
        assert_eq!(said("Lambda version 7 was executed").as_deref(), Some("7"));
        assert_eq!(said("Version: 12.").as_deref(), Some("12"));
        assert_eq!(
            said("The version \u{201c}$LATEST\u{201d} answered").as_deref(),
            Some("$LATEST")
        );
        assert_eq!(said("{\"version\": \"3\"}").as_deref(), Some("3"));
        assert_eq!(said("Lambda version  was executed"), None);
        assert_eq!(said("A conversion of 7"), None);
        assert_eq!(said("Hello"), None);
    }
}
