//! Flows, modules, phone numbers and listed functions on the practice account.

use std::collections::HashSet;

use crossfade_engine::{
    failure::FailureKind,
    ports::{FlowView, PublicationStatus},
};
use crossfade_practice::{INSTANCE_ALIAS, PracticeOptions};

use crate::account::{instance, practice, practice_with};

#[tokio::test]
async fn the_instance_is_found() {
    let (_server, account) = practice().await;
    let instances = account.flows.instances().await.expect("instances");
    assert_eq!(instances.len(), 1);
    let found = &instances[0];
    assert_eq!((&found.arn, found.alias.as_str()), (&instance(), INSTANCE_ALIAS));
    assert!(found.status == "ACTIVE" && found.created.is_some(), "{found:?}");
}

#[tokio::test]
async fn flows_come_whole_over_several_pages() {
    let options = PracticeOptions { flows: Some(1234), ..PracticeOptions::default() };
    let (_server, account) = practice_with(options).await;
    let flows = account.flows.flows(&instance()).await.expect("flows");
    let ids: HashSet<_> = flows.iter().map(|it| it.id.as_str()).collect();
    assert_eq!((flows.len(), ids.len()), (1234, 1234));
    // A hundred a page: thirteen pages.
    let found = account.flows.search_flows(&instance()).await.expect("flows");
    let published: HashSet<_> = flows
        .iter()
        .filter(|it| it.status == PublicationStatus::Published)
        .map(|it| it.id.as_str())
        .collect();
    let with_content: HashSet<_> = found.iter().map(|it| it.summary.id.as_str()).collect();
    assert_eq!(with_content, published);
    assert_eq!(found.len(), published.len());
}

#[tokio::test]
async fn a_flow_found_and_a_flow_described_are_the_same() {
    let (_server, account) = practice().await;
    for found in account.flows.search_flows(&instance()).await.expect("flows") {
        let id = found.summary.id.clone();
        let described = account.flows.flow(&instance(), &id, FlowView::Published).await;
        let described = described.expect("an answer").expect("the flow");
        assert!(described.content.starts_with('{') && described.last_modified.is_some());
        assert_eq!(described, found);
    }
}

#[tokio::test]
async fn a_draft_has_one_view_and_a_missing_flow_none() {
    let (_server, account) = practice().await;
    let flows = account.flows.flows(&instance()).await.expect("flows");
    let draft = flows.iter().find(|it| it.status == PublicationStatus::Saved).expect("a draft");
    let view =
        async |id: &str, view| account.flows.flow(&instance(), id, view).await.expect("an answer");
    assert_eq!(view(&draft.id, FlowView::Published).await, None);
    let saved = view(&draft.id, FlowView::Saved).await.expect("the draft");
    assert_eq!(saved.summary.status, PublicationStatus::Saved);
    assert_eq!(view(&draft.arn, FlowView::Saved).await, Some(saved));
    let nowhere = "00000000-0000-0000-0000-000000000000";
    assert_eq!(view(nowhere, FlowView::Published).await, None);
    assert_eq!(view(nowhere, FlowView::Saved).await, None);
}

#[tokio::test]
async fn modules_are_listed_and_read() {
    let (_server, account) = practice().await;
    let modules = account.flows.modules(&instance()).await.expect("modules");
    assert_eq!(modules.len(), 2);
    for summary in modules {
        let module = account.flows.module(&instance(), &summary.id).await;
        let module = module.expect("an answer").expect("the module");
        assert_eq!(module.summary, summary);
        assert!(module.content.contains("\"Actions\""), "{}", module.content);
    }
    let nowhere = "00000000-0000-0000-0000-000000000000";
    assert_eq!(account.flows.module(&instance(), nowhere).await.expect("an answer"), None);
}

#[tokio::test]
async fn phone_numbers_lead_into_flows() {
    let (_server, account) = practice().await;
    let numbers = account.phone_numbers.phone_numbers(&instance()).await.expect("numbers");
    let associations = account.phone_numbers.associations(&instance()).await.expect("associations");
    assert!(numbers.len() > associations.len() && !associations.is_empty());
    let arns: HashSet<_> = numbers.iter().map(|it| it.arn.as_str()).collect();
    let flows = account.flows.flows(&instance()).await.expect("flows");
    let flows: HashSet<_> = flows.iter().map(|it| it.arn.as_str()).collect();
    for association in &associations {
        assert_eq!(association.resource_type, "VOICE_PHONE_NUMBER");
        assert!(arns.contains(association.resource_id.as_str()), "{association:?}");
        assert!(flows.contains(association.flow_id.as_str()), "{association:?}");
    }
    assert!(numbers.iter().all(|it| it.number.starts_with('+') && it.country.len() == 2));
}

#[tokio::test]
async fn listed_functions_are_added_removed_and_listed_over_two_pages() {
    let (_server, account) = practice().await;
    let list = &account.instance_functions;
    let before = list.listed(&instance()).await.expect("functions");
    let orders = "arn:aws:lambda:eu-central-1:111122223333:function:orders";
    let new: Vec<_> = (0..30).map(|number| format!("{orders}:N{number:02}")).collect();
    for arn in &new {
        list.associate(&instance(), arn).await.expect("added");
    }
    let now: HashSet<_> = list.listed(&instance()).await.expect("functions").into_iter().collect();
    assert_eq!(now.len(), before.len() + 30);
    assert!(new.iter().all(|arn| now.contains(arn)));

    let again = list.associate(&instance(), &new[0]).await.expect_err("refused");
    assert_eq!(again.kind, FailureKind::Conflict);
    list.disassociate(&instance(), &new[0]).await.expect("removed");
    let after = list.listed(&instance()).await.expect("functions");
    assert!(!after.contains(&new[0]) && after.len() == before.len() + 29);
}
