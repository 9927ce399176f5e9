//! Second chance for texts that are nearly JSON.
//!
//! Templates leave placeholders outside of quotes (`"x": ${y}`), put quotes
//! into placeholders within quotes, and leave loop directives and trailing
//! commas; scripts leave `\'`. Each is replaced by what keeps the most of it,
//! and named. Invariant: one pass, in time linear in the text; the result is
//! used only when it is JSON.

use serde_json::Value;

/// What was replaced to read a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Repair {
    /// A placeholder outside of quotes was put in quotes.
    BarePlaceholder,
    /// A directive, such as `{% for %}`, was left out.
    Directive,
    /// Quotes within a placeholder were escaped.
    QuotedPlaceholder,
    /// A backslash that JSON does not know was left out.
    Escape,
    /// A line break or the like within quotes was escaped.
    ControlCharacter,
    /// A comma before a closing bracket was left out.
    TrailingComma,
}

impl Repair {
    /// What was done, for a person.
    pub(super) const fn told(self) -> &'static str {
        match self {
            Self::BarePlaceholder => "a placeholder outside of quotes was taken as text",
            Self::Directive => "a template directive was left out",
            Self::QuotedPlaceholder => "quotes within a placeholder were escaped",
            Self::Escape => "a backslash that JSON does not know was left out",
            Self::ControlCharacter => "a control character within quotes was escaped",
            Self::TrailingComma => "a comma before a closing bracket was left out",
        }
    }
}

/// A text that became JSON.
pub(super) struct Repaired {
    pub value: Value,
    pub repairs: Vec<Repair>,
}

/// Reads `text` with replacements; `None` when that does not help either.
pub(super) fn read(text: &str) -> Option<Repaired> {
    let mut writer = Writer { rest: text, ..Writer::default() };
    while writer.step().is_some() {}
    let value = serde_json::from_str(&writer.out).ok()?;
    let mut repairs = writer.repairs;
    repairs.sort_unstable();
    repairs.dedup();
    Some(Repaired { value, repairs })
}

/// How directives begin and end; they are left out.
const DIRECTIVES: [(&str, &str); 7] = [
    ("{%", "%}"),
    ("{#", "#}"),
    ("{{#", "}}"),
    ("{{/", "}}"),
    ("{{!", "}}"),
    ("{{else", "}}"),
    ("%{", "}"),
];

/// How placeholders begin and end; they become text.
const PLACEHOLDERS: [(&str, &str); 6] =
    [("{{", "}}"), ("${", "}"), ("<<", ">>"), ("<%", "%>"), ("%%", "%%"), ("<", ">")];

/// The two that are looked for within quotes, where the others are plain text.
const QUOTED_PLACEHOLDERS: [(&str, &str); 2] = [("{{", "}}"), ("${", "}")];

#[derive(Default)]
struct Writer<'a> {
    rest: &'a str,
    out: String,
    in_string: bool,
    /// Where a comma stands that may turn out to be a trailing one.
    comma: Option<usize>,
    /// Closings that do not occur any more, so that nobody looks again.
    exhausted: Vec<&'static str>,
    repairs: Vec<Repair>,
}

impl<'a> Writer<'a> {
    /// Writes the next piece; `None` at the end.
    fn step(&mut self) -> Option<()> {
        let next = self.rest.chars().next()?;
        if self.in_string {
            self.step_inside(next);
        } else {
            self.step_outside(next);
        }
        Some(())
    }

    fn step_outside(&mut self, next: char) {
        if self.between(&DIRECTIVES).is_some() {
            return self.repairs.push(Repair::Directive);
        }
        if let Some(placeholder) = self.between(&PLACEHOLDERS) {
            self.repairs.push(Repair::BarePlaceholder);
            self.comma = None;
            return self.out.push_str(&Value::from(placeholder).to_string());
        }
        match next {
            '"' => self.in_string = true,
            ']' | '}' => self.drop_trailing_comma(),
            _ => {}
        }
        if next == ',' {
            self.comma = Some(self.out.len());
        } else if !next.is_whitespace() {
            self.comma = None;
        }
        self.copy(next);
    }

    fn step_inside(&mut self, next: char) {
        if let Some(placeholder) = self.between(&QUOTED_PLACEHOLDERS) {
            return self.write_placeholder(placeholder);
        }
        match next {
            '\\' => self.step_escape(),
            '"' => {
                self.in_string = false;
                self.copy(next);
            }
            control if control.is_ascii_control() => {
                self.repairs.push(Repair::ControlCharacter);
                self.write_escaped(control.encode_utf8(&mut [0; 4]));
                self.skip(control);
            }
            other => self.copy(other),
        }
    }

    fn step_escape(&mut self) {
        self.skip('\\');
        match self.rest.chars().next() {
            Some(known) if "\"\\/bfnrtu".contains(known) => {
                self.out.push('\\');
                self.copy(known);
            }
            Some(_) | None => self.repairs.push(Repair::Escape),
        }
    }

    /// A placeholder within quotes: as it stands, unless it has quotes itself.
    fn write_placeholder(&mut self, placeholder: &str) {
        if has_bare_quote(placeholder) || placeholder.contains(|it: char| it.is_ascii_control()) {
            self.repairs.push(Repair::QuotedPlaceholder);
            self.write_escaped(placeholder);
        } else {
            self.out.push_str(placeholder);
        }
    }

    /// Takes the piece from one of the openings to its closing.
    fn between(&mut self, pairs: &[(&'static str, &'static str)]) -> Option<&'a str> {
        for &(open, close) in pairs {
            if !self.rest.starts_with(open) || self.exhausted.contains(&close) {
                continue;
            }
            let Some(found) = self.rest[open.len()..].find(close) else {
                self.exhausted.push(close);
                continue;
            };
            let (piece, rest) = self.rest.split_at(open.len() + found + close.len());
            self.rest = rest;
            return Some(piece);
        }
        None
    }

    fn drop_trailing_comma(&mut self) {
        if let Some(at) = self.comma.take() {
            self.out.remove(at);
            self.repairs.push(Repair::TrailingComma);
        }
    }

    fn write_escaped(&mut self, text: &str) {
        let quoted = Value::from(text).to_string();
        let inner = quoted.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        self.out.push_str(inner.unwrap_or_default());
    }

    fn copy(&mut self, next: char) {
        self.out.push(next);
        self.skip(next);
    }

    fn skip(&mut self, next: char) {
        self.rest = &self.rest[next.len_utf8()..];
    }
}

/// Whether a quote stands there that would end the string around it.
fn has_bare_quote(placeholder: &str) -> bool {
    let mut escaped = false;
    placeholder.chars().any(|letter| {
        let bare = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        bare
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_that_are_nearly_json_are_read() {
        let told = [
            r#"{"a": ${timeout}}"#,
            r#"{"a": {{ seconds | default("3") }}, "b": "{{ arn("x") }}"}"#,
            r#"{"a": [{% for x in y %}{"n": "{{ x }}"},{% endfor %}]}"#,
            "{\"a\": \"I\\'m here\", \"b\": \"two\nlines\"}",
            r#"{"a": %%NAME%%, "b": <<ARN>>, "c": <ARN>, "d": "50 %% <b>"}"#,
            r#"{"a": "${f("\"")}"}"#,
            r#"{"a": "open {{ end"}"#,
            r#"{"a": 1, }"#,
            r#"{"a" 1}"#,
        ]
        .map(|text| match read(text) {
            Some(it) => format!("{} {:?}", it.value, it.repairs),
            None => "-".to_owned(),
        });
        insta::assert_snapshot!(told.join("\n"), @r#"
        {"a":"${timeout}"} [BarePlaceholder]
        {"a":"{{ seconds | default(\"3\") }}","b":"{{ arn(\"x\") }}"} [BarePlaceholder, QuotedPlaceholder]
        {"a":[{"n":"{{ x }}"}]} [Directive, TrailingComma]
        {"a":"I'm here","b":"two\nlines"} [Escape, ControlCharacter]
        {"a":"%%NAME%%","b":"<<ARN>>","c":"<ARN>","d":"50 %% <b>"} [BarePlaceholder]
        {"a":"${f(\"\\\"\")}"} [QuotedPlaceholder]
        {"a":"open {{ end"} []
        {"a":1} [TrailingComma]
        -
        "#);
    }

    #[test]
    fn many_openings_without_closing_take_linear_time() {
        assert!(read(&"{{${<<%%".repeat(200_000)).is_none());
    }
}
