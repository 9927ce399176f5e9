//! What a change finds and what it leaves, in a few words: for the journal.

use std::collections::BTreeMap;

use crossfade_domain::flow;

use super::Change;

impl Change {
    /// What stood before, and what stands when it is done.
    #[must_use]
    pub fn states(&self) -> (String, String) {
        let made = |what: String| ("not there".to_owned(), what);
        let gone = |what: String| (what, "not there".to_owned());
        let plain = |before: &str, after: &str| (before.to_owned(), after.to_owned());
        match self {
            Self::PublishVersion { newest: 0, .. } => plain("no version", "version 1"),
            Self::PublishVersion { newest, .. } => (
                format!("newest is version {newest}"),
                "a version with the code of `$LATEST`".into(),
            ),
            Self::CreateAlias { version, .. } => made(format!("all calls to version {version}")),
            Self::DeleteAlias { version, .. } => gone(format!("made for version {version}")),
            Self::AllowInvoke(_) => plain("not allowed", "allowed"),
            Self::WithdrawInvoke(_) => plain("allowed", "not allowed"),
            Self::ListFunction(_) => plain("not in the list", "in the list"),
            Self::UnlistFunction(_) => plain("in the list", "not in the list"),
            Self::CreateFlow(flow) => {
                made(format!("{}, {}", published(flow.published), content(&flow.content)))
            }
            Self::DeleteFlow { flow, .. } => {
                gone(format!("{}, {}", published(flow.published), content(&flow.content)))
            }
            Self::ReplaceContent { before, after, .. } | Self::SaveDraft { before, after, .. } => {
                (content(before), content(after))
            }
            Self::Provision { environments, .. } => {
                ("as Lambda had it".to_owned(), format!("{environments} environments ready"))
            }
            Self::Unprovision { environments, .. } => {
                (format!("{environments} environments ready"), "none ready".to_owned())
            }
            Self::Deployment(change) => change.states(),
            Self::CreateStack(stack) => made(parameters(&stack.parameters)),
            Self::UpdateStack { stack, before } => (
                parameters(&differing(before, &stack.parameters)),
                parameters(&differing(&stack.parameters, before)),
            ),
            Self::DeleteStack { .. } => plain("there", "not there"),
        }
    }
}

const fn published(published: bool) -> &'static str {
    if published { "published" } else { "saved only" }
}

/// A flow's content as far as it matters here: what it calls.
fn content(text: &str) -> String {
    let Ok((flow, _)) = flow::read(text) else { return "content that cannot be read".to_owned() };
    let mut calls: Vec<String> = flow
        .lambda_calls()
        .into_iter()
        .filter_map(|call| call.target.text())
        .map(|it| short(&it))
        .collect();
    calls.sort_unstable();
    calls.dedup();
    let blocks = match flow.actions.len() {
        1 => "1 block".to_owned(),
        many => format!("{many} blocks"),
    };
    if calls.is_empty() {
        return format!("{blocks}, no Lambda call");
    }
    format!("{blocks}, calls `{}`", calls.join("`, `"))
}

/// An ARN's function with its qualifier; anything else is itself.
fn short(target: &str) -> String {
    target.split_once(":function:").map_or(target, |(_, name)| name).to_owned()
}

/// The parameters of `these` that `those` has otherwise or not at all.
fn differing(
    these: &BTreeMap<String, String>,
    those: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let differs = |(name, value): &(&String, &String)| those.get(*name) != Some(*value);
    these.iter().filter(differs).map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn parameters(all: &BTreeMap<String, String>) -> String {
    if all.is_empty() {
        return "no parameter".to_owned();
    }
    let each: Vec<String> =
        all.iter().map(|(name, value)| format!("`{name}` = `{value}`")).collect();
    each.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::changes::StackChange;

    fn calling(function: &str) -> String {
        format!(
            r#"{{"Version":"2019-10-30","StartAction":"a","Actions":[{{"Identifier":"a",
            "Type":"InvokeLambdaFunction","Parameters":{{"LambdaFunctionARN":
            "arn:aws:lambda:eu-central-1:111122223333:function:{function}"}},"Transitions":{{}}}}]}}"#
        )
    }

    #[test]
    fn a_flow_is_told_by_what_it_calls_and_a_stack_by_what_changes() {
        let replaced = Change::ReplaceContent {
            instance: "arn:aws:connect:eu-central-1:111122223333:instance/i1".parse().expect("ARN"),
            flow_id: "f".to_owned(),
            name: "Menu".to_owned(),
            before: calling("orders"),
            after: calling("orders:PROD"),
            draft: None,
        };
        let (before, after) = replaced.states();
        assert_eq!(before, "1 block, calls `orders`");
        assert_eq!(after, "1 block, calls `orders:PROD`");

        let with = |preference: &str| {
            BTreeMap::from([
                ("Alias".to_owned(), "PROD".to_owned()),
                ("Preference".to_owned(), preference.to_owned()),
            ])
        };
        let updated = Change::UpdateStack {
            stack: StackChange {
                name: "s".to_owned(),
                template: String::new(),
                parameters: with("AllAtOnce"),
            },
            before: with("Linear"),
        };
        let told = ("`Preference` = `Linear`".to_owned(), "`Preference` = `AllAtOnce`".to_owned());
        assert_eq!(updated.states(), told);
        assert_eq!(replaced.undone("").expect("undone").states(), (after, before));
    }
}
