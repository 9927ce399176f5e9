//! `application/x-www-form-urlencoded`, and AWS's way of nesting in it
//! (`Dimensions.member.1.Name=FunctionName`).

use std::collections::BTreeMap;

use super::doc::Doc;

/// Splits and decodes `a=1&b=2`. In a body `+` is a space, in a URL it is not.
pub(crate) fn pairs(text: &str, plus_is_space: bool) -> Vec<(String, String)> {
    text.split('&')
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(key, value)| (decode(key, plus_is_space), decode(value, plus_is_space)))
        .collect()
}

/// Percent-decoding; what is no escape stays as it is.
pub(crate) fn decode(text: &str, plus_is_space: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        match (first, tail) {
            (b'%', [high, low, after @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                bytes.push(hex(*high).unwrap_or(0) * 16 + hex(*low).unwrap_or(0));
                rest = after;
                continue;
            }
            (b'+', _) if plus_is_space => bytes.push(b' '),
            (byte, _) => bytes.push(*byte),
        }
        rest = tail;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Builds the document behind a query-protocol body.
pub(crate) fn nested(pairs: &[(String, String)]) -> Doc {
    let mut root = Node::default();
    for (key, value) in pairs {
        let leaf = key
            .split('.')
            .fold(&mut root, |node, part| node.children.entry(part.to_owned()).or_default());
        leaf.value = Some(value.clone());
    }
    root.into_doc()
}

#[derive(Default)]
struct Node {
    value: Option<String>,
    children: BTreeMap<String, Self>,
}

impl Node {
    fn into_doc(mut self) -> Doc {
        if self.children.is_empty() {
            return Doc::Text(self.value.unwrap_or_default());
        }
        if let Some(members) = self.children.remove("member") {
            return Doc::List(members.into_members());
        }
        Doc::Map(self.children.into_iter().map(|(key, node)| (key, node.into_doc())).collect())
    }

    /// Members in the order of their numbers, not of their text.
    fn into_members(self) -> Vec<Doc> {
        let mut members: Vec<(usize, Self)> = self
            .children
            .into_iter()
            .map(|(number, node)| (number.parse().unwrap_or(usize::MAX), node))
            .collect();
        members.sort_by_key(|(number, _)| *number);
        members.into_iter().map(|(_, node)| node.into_doc()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_and_the_rest_is_kept() {
        assert_eq!(decode("a%2Fb+c%zz%C3%A9", true), "a/b c%zzé");
        assert_eq!(decode("a+b%", false), "a+b%");
    }

    #[test]
    fn members_become_a_list_in_the_order_of_their_numbers() {
        let body = "Action=X&A.member.2.Name=two&A.member.10.Name=ten&A.member.1.Name=one&B.C=3";
        let doc = nested(&pairs(body, true));
        let names: Vec<_> =
            doc.list("A").iter().map(|member| member.text("Name").unwrap_or_default()).collect();
        assert_eq!(names, ["one", "two", "ten"]);
        assert_eq!(doc.get("B").and_then(|b| b.int("C")), Some(3));
    }
}
