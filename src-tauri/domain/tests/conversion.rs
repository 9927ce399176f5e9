//! Converts real legacy exports, where a folder of them is at hand.
//!
//! `CROSSFADE_FLOW_CORPUS` names a folder with `INDEX.tsv` and
//! `flows/<repository>/<path>`; without it these tests say that they are skipped.

use std::{collections::BTreeMap, env, fs, path::Path};

use crossfade_domain::flow::convert::{Conversion, Part, convert};
use crossfade_domain::flow::diff::diff;
use crossfade_domain::flow::export::export;
use crossfade_domain::flow::rewrite::{Replacement, ResourceKind, Target, placeholders, rewrite};
use crossfade_domain::flow::validate::{Gravity, validate};
use crossfade_domain::flow::{self, ActionKind, Flow, FlowFormat};
use serde_json::Value;

/// Every legacy export of the corpus, by file.
fn exports() -> Vec<(String, Flow)> {
    flows(FlowFormat::Legacy)
}

/// Every flow of the corpus that is written so, by file.
fn flows(format: FlowFormat) -> Vec<(String, Flow)> {
    let Some(folder) = env::var("CROSSFADE_FLOW_CORPUS").ok().filter(|it| !it.is_empty()) else {
        eprintln!("skipped: CROSSFADE_FLOW_CORPUS does not name a folder of flow files");
        return Vec::new();
    };
    let folder = Path::new(&folder);
    let index = fs::read_to_string(folder.join("INDEX.tsv")).expect("INDEX.tsv");
    let mut exports = Vec::new();
    for line in index.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let file = format!("{}/{}", fields[0].replace('/', "+"), fields[1]);
        let text = fs::read_to_string(folder.join("flows").join(&file)).expect(&file);
        if let Ok((flow, _)) = flow::read(&text)
            && flow.format == format
        {
            exports.push((file, flow));
        }
    }
    assert!(exports.len() >= 38, "the corpus has fewer flows than it had");
    exports
}

fn count(flow: &Flow, kind: &ActionKind) -> usize {
    flow.actions.iter().filter(|action| action.kind == *kind).count()
}

/// The pairs of blocks that a legacy branch connects.
fn branches(flow: &Flow) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for action in &flow.actions {
        for branch in action.raw["branches"].as_array().into_iter().flatten() {
            let to = branch["transition"].as_str().unwrap_or_default().to_owned();
            let condition = branch["condition"].as_str().unwrap_or_default().to_owned();
            found.push((action.id.to_string(), condition, to));
        }
    }
    found
}

/// How many ways out an action has, its `NextAction` counted only where the
/// block had a branch for success.
fn ways(action: &Value, had_success: bool) -> usize {
    let list = |name: &str| action["Transitions"][name].as_array().map_or(0, Vec::len);
    let next = action["Transitions"]["NextAction"].is_string();
    list("Errors") + list("Conditions") + usize::from(next && had_success)
}

#[test]
fn every_block_is_converted_or_named() {
    let mut kinds: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut named = Vec::new();
    for (file, legacy) in exports() {
        let Conversion { flow, report } = convert(&legacy);
        let whole = report.not_converted.iter().filter(|it| it.part == Part::Block).count();
        assert_eq!(report.converted.len() + whole, legacy.actions.len(), "{file}");
        assert_eq!(flow.actions.len(), legacy.actions.len(), "{file}");
        for it in report.converted {
            *kinds.entry((it.block_type, it.kind.to_string())).or_insert(0) += 1;
        }
        named.extend(report.not_converted.iter().map(|it| format!("{file} {it}")));
        named.extend(report.added.iter().map(|it| format!("{file} {it}")));
    }
    if kinds.is_empty() {
        return;
    }
    // The block is of an older form, which has no error branch.
    insta::assert_snapshot!(named.join("\n"), @"amazon-connect+amazon-connect-snippets/projects/LastAgentRouting/GetUserData [91148bad-401e-4e0d-b806-3aa879a9a71b] `NoMatchingError` leads to `e607e3d3-1126-4552-9158-11d2d31acede`, as the block's own branch does.");
    let told: Vec<String> =
        kinds.iter().map(|((from, to), count)| format!("{count} {from} => {to}")).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    28 CheckAttribute => Compare
    5 CheckHoursOfOperation => CheckHoursOfOperation
    1 CheckQueueStatus => CheckMetricData
    7 CheckStaffing => CheckMetricData
    42 Disconnect => DisconnectParticipant
    1 GetMetricData => GetMetricData
    21 GetUserInput/Digits => GetParticipantInput
    1 GetUserInput/Lex => ConnectParticipantWithLexBot
    33 InvokeExternalResource/Lambda => InvokeLambdaFunction
    7 Loop => Loop
    4 LoopPrompts => MessageParticipantIteratively
    132 PlayPrompt => MessageParticipant
    14 Resume => EndFlowExecution
    55 SetAttributes => UpdateContactAttributes
    1 SetContactFlow => UpdateContactEventHooks
    6 SetEventHook => UpdateContactEventHooks
    25 SetLoggingBehavior => UpdateFlowLoggingBehavior
    30 SetQueue => UpdateContactTargetQueue
    6 SetRecordingBehavior => UpdateContactRecordingBehavior
    21 SetVoice => UpdateContactTextToSpeechVoice
    6 StartMediaStreaming => UpdateContactMediaStreamingBehavior
    3 StopMediaStreaming => UpdateContactMediaStreamingBehavior
    10 StoreUserInput => GetParticipantInput
    10 Transfer/Flow => TransferToFlow
    2 Transfer/PhoneNumber => TransferParticipantToThirdParty
    23 Transfer/Queue => TransferContactToQueue
    3 Wait => Wait
    ");
}

#[test]
fn calls_prompts_and_branches_are_kept() {
    for (file, legacy) in exports() {
        let Conversion { flow, report } = convert(&legacy);
        let targets = |flow: &Flow| -> Vec<_> {
            flow.lambda_calls().into_iter().map(|it| (it.action, it.target.text())).collect()
        };
        assert_eq!(targets(&flow), targets(&legacy), "{file}");
        for kind in [ActionKind::MessageParticipant, ActionKind::MessageParticipantIteratively] {
            assert_eq!(count(&flow, &kind), count(&legacy, &kind), "{file}");
        }
        assert_eq!(flow.transfers().len(), legacy.transfers().len(), "{file}");
        assert_eq!(flow.start, legacy.start, "{file}");
        let before = branches(&legacy);
        for (before_action, after) in legacy.actions.iter().zip(&flow.actions) {
            assert_eq!(before_action.id, after.id, "{file}");
            let mine = before.iter().filter(|(from, _, _)| *from == after.id.to_string());
            let had_success = mine.clone().any(|(_, condition, _)| condition == "Success");
            let added = report.added.iter().filter(|it| it.block == after.id).count();
            assert_eq!(
                ways(&after.raw, had_success),
                mine.clone().count() + added,
                "{file} {}",
                after.raw
            );
            for (_, condition, to) in mine {
                let kept = after.transitions.iter().any(|it| it.to.as_str() == to);
                assert!(kept, "{file}: {condition} of {} led to {to}", after.id);
            }
        }
    }
}

/// Each text that a caller hears in the export is heard in the flow.
#[test]
fn what_callers_hear_is_kept() {
    for (file, legacy) in exports() {
        let after = convert(&legacy).flow.to_value().to_string();
        for action in &legacy.actions {
            for parameter in action.raw["parameters"].as_array().into_iter().flatten() {
                let heard = parameter["name"] == "Text" || parameter["name"] == "AudioPrompt";
                if heard && parameter["namespace"].is_null() {
                    let text = parameter["value"].to_string();
                    assert!(after.contains(&text), "{file}: {text} of {}", action.id);
                }
            }
        }
    }
}

/// What the console wrote and the API gave is not refused, but for what samples
/// leave to be filled in.
#[test]
fn real_flows_are_not_refused() {
    let refused: Vec<String> = flows(FlowFormat::FlowLanguage)
        .iter()
        .flat_map(|(file, flow)| problems(file, flow))
        .collect();
    insta::assert_snapshot!(refused.join("\n"), @"");
}

#[test]
fn converted_flows_are_not_refused() {
    let refused: Vec<String> = flows(FlowFormat::Legacy)
        .iter()
        .flat_map(|(file, flow)| problems(file, &convert(flow).flow))
        .collect();
    insta::assert_snapshot!(refused.join("\n"), @"");
}

/// What would be refused although nothing is left to be filled in there.
fn problems(file: &str, flow: &Flow) -> Vec<String> {
    let open: Vec<_> = placeholders(flow).into_iter().map(|it| it.place.action).collect();
    validate(flow)
        .into_iter()
        .filter(|it| it.gravity == Gravity::Refused)
        .filter(|it| it.block.as_ref().is_none_or(|block| !open.contains(block)))
        .map(|it| format!("{file} {it}"))
        .collect()
}

/// The article's own two flows: their malformed function is asked for, and so is
/// the flow that the loop names by its name; then they can go out.
#[test]
fn the_articles_flows_are_filled_in_by_asking() {
    let alias = "arn:aws:lambda:eu-central-1:111122223333:function:orders:PROD";
    let own = "arn:aws:connect:eu-central-1:111122223333:instance/8b3f6a52-7d1f-4b1e-9a0e-2f6f1c0d9e11/contact-flow/7541b868-32ec-4d46-81f1-31d1d51bedea";
    let flows = exports().into_iter().filter(|(file, _)| file.contains("/LambdaAlias/"));
    let mut asked = Vec::new();
    for (file, legacy) in flows {
        let flow = convert(&legacy).flow;
        let mut replacements = Vec::new();
        for it in placeholders(&flow) {
            let name = file.rsplit('/').next().unwrap_or_default();
            asked.push(format!(
                "{name} {:?} `{}` {:?} {}",
                it.kind,
                it.text,
                it.name,
                it.cause.told()
            ));
            let text = if it.kind == Some(ResourceKind::Function) { alias } else { own };
            let to = Target { text: text.to_owned(), name: None };
            replacements.push(Replacement::At { place: it.place, to });
        }
        let flow = rewrite(&flow, &replacements).flow;
        assert_eq!(validate(&flow), [], "{file}");
        let (again, _) = flow::read(&export(&flow).text).expect("a flow");
        assert_eq!(again.lambda_calls()[0].target.text().as_deref(), Some(alias));
    }
    if !asked.is_empty() {
        insta::assert_snapshot!(asked.join("\n"), @r#"
        LambdaAlias-loop Some(Flow) `` Some("LambdaAlias-loop") nothing is chosen
        LambdaAlias-loop Some(Function) `arn:aws:lambda:<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS>` None it is still to be filled in, and there is no colon after `function` in `function<FUNCTION_NAME>`
        LambdaAlias-test Some(Function) `arn:aws:lambda<REGION>:<ACCOUNT_ID>:function<FUNCTION_NAME>:<ALIAS>` None it is still to be filled in, and there is no colon after `lambda` in `lambda<REGION>`
        "#);
    }
}

/// Every flow of the corpus goes out to a file and comes in again.
#[test]
fn every_flow_goes_out_and_comes_in() {
    for (file, flow) in flows(FlowFormat::FlowLanguage).into_iter().chain(exports()) {
        for flow in [convert(&flow).flow, flow] {
            let (again, _) = flow::read(&export(&flow).text).expect(&file);
            assert_eq!((&again.name, &again.actions), (&flow.name, &flow.actions), "{file}");
            assert_eq!(again.description, flow.description, "{file}");
            let gone: Vec<_> = diff(&flow, &again)
                .into_iter()
                .filter(|it| {
                    !matches!(
                        it.what.as_str(),
                        "`Metadata.name`"
                            | "`Metadata.type`"
                            | "`Metadata.description`"
                            | "`Metadata`"
                    )
                })
                .collect();
            assert_eq!(gone, [], "{file}");
        }
    }
}
