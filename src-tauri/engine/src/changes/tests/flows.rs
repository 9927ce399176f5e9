//! Undoings of flows, which take two writes, on an instance of one flow.

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use crossfade_domain::{arn::InstanceArn, flow::rewrite::Candidate};

use super::{super::*, Slow, journal};
use crate::{
    changes::patience::SETTLING,
    ports::{
        FlowCatalog, FlowDocument, FlowKeeper, FlowSummary, FlowView, Instance, ModuleDocument,
        ModuleSummary, NewFlow, PublicationStatus,
    },
    stay::Stay,
};

const INSTANCE: &str = "arn:aws:connect:eu-central-1:111122223333:instance/i1";

/// A flow as it is in the instance.
#[derive(Clone, Default)]
struct Kept {
    name: String,
    id: String,
    published: Option<String>,
    saved: String,
}

/// An instance in which publishing takes a draft away.
#[derive(Default)]
struct Centre {
    flow: Mutex<Option<Kept>>,
    made: Mutex<u32>,
    /// The write of that number from now on is where the program is killed.
    kill_in: Mutex<Option<u32>>,
}

impl Centre {
    fn flow(&self) -> MutexGuard<'_, Option<Kept>> {
        self.flow.lock().expect("a lock")
    }

    async fn written(&self) {
        let killed = {
            let mut left = self.kill_in.lock().expect("a lock");
            *left = left.map(|left| left - 1);
            *left == Some(0)
        };
        if killed {
            std::future::pending::<()>().await;
        }
    }

    fn changes(self: &Arc<Self>, journal: &Journal) -> Changes {
        let changes = Slow::new(0).changes(journal);
        let account =
            Account { flows: self.clone(), flow_keeper: self.clone(), ..changes.account.clone() };
        Changes { account, ..changes }
    }
}

fn arn(id: &str) -> String {
    format!("{INSTANCE}/contact-flow/{id}")
}

fn summary(kept: &Kept) -> FlowSummary {
    FlowSummary {
        id: kept.id.clone(),
        arn: arn(&kept.id),
        name: kept.name.clone(),
        kind: "CONTACT_FLOW".to_owned(),
        archived: false,
        status: if kept.published.is_some() {
            PublicationStatus::Published
        } else {
            PublicationStatus::Saved
        },
    }
}

#[async_trait]
impl FlowCatalog for Centre {
    async fn instances(&self) -> Answer<Vec<Instance>> {
        Ok(Vec::new())
    }

    async fn flows(&self, _: &InstanceArn) -> Answer<Vec<FlowSummary>> {
        Ok(self.flow().iter().map(summary).collect())
    }

    async fn search_flows(&self, _: &InstanceArn) -> Answer<Vec<FlowDocument>> {
        Ok(Vec::new())
    }

    async fn flow(
        &self,
        _: &InstanceArn,
        id: &str,
        view: FlowView,
    ) -> Answer<Option<FlowDocument>> {
        let found = self.flow().clone().filter(|kept| kept.id == id);
        Ok(found.and_then(|kept| {
            let content = match view {
                FlowView::Published => kept.published.clone()?,
                FlowView::Saved => kept.saved.clone(),
            };
            Some(FlowDocument {
                summary: summary(&kept),
                description: String::new(),
                content,
                content_sha256: None,
                last_modified: None,
            })
        }))
    }

    async fn resources(&self, _: &InstanceArn) -> Answer<Vec<Candidate>> {
        Ok(Vec::new())
    }

    async fn modules(&self, _: &InstanceArn) -> Answer<Vec<ModuleSummary>> {
        Ok(Vec::new())
    }

    async fn module(&self, _: &InstanceArn, _: &str) -> Answer<Option<ModuleDocument>> {
        Ok(None)
    }
}

#[async_trait]
impl FlowKeeper for Centre {
    async fn create(&self, _: &InstanceArn, flow: &NewFlow) -> Answer<String> {
        let id = {
            let mut made = self.made.lock().expect("a lock");
            *made += 1;
            format!("f{made}")
        };
        let published = flow.status == PublicationStatus::Published;
        *self.flow() = Some(Kept {
            name: flow.name.clone(),
            id: id.clone(),
            published: published.then(|| flow.content.clone()),
            saved: flow.content.clone(),
        });
        self.written().await;
        Ok(arn(&id))
    }

    async fn replace(&self, _: &InstanceArn, _: &str, view: FlowView, content: &str) -> Answer<()> {
        if let Some(kept) = self.flow().as_mut() {
            content.clone_into(&mut kept.saved);
            if view == FlowView::Published {
                kept.published = Some(content.to_owned());
            }
        }
        self.written().await;
        Ok(())
    }

    async fn delete(&self, _: &InstanceArn, _: &str) -> Answer<()> {
        *self.flow() = None;
        self.written().await;
        Ok(())
    }
}

/// What names the flow itself.
fn content(own: &str) -> String {
    format!(r#"{{"Actions":[{{"Next":"{own}"}}]}}"#)
}

fn creation(own: &str, published: bool) -> Change {
    Change::CreateFlow(FlowContent {
        instance: INSTANCE.parse().expect("an ARN"),
        name: "Loop".to_owned(),
        kind: "CONTACT_FLOW".to_owned(),
        description: String::new(),
        content: content(own),
        published,
    })
}

fn publication(before: &str, after: &str, draft: Option<String>) -> Change {
    Change::ReplaceContent {
        instance: INSTANCE.parse().expect("an ARN"),
        flow_id: "f1".to_owned(),
        name: "Loop".to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
        draft,
    }
}

async fn made(changes: &Changes, change: Change) -> ChangeId {
    let made = changes.make(change, Reason::default()).await.expect("made");
    made.entry.expect("an entry")
}

/// Runs on one after the other, each of which ends with its program.
fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work)
}

/// Undoes a change; the program is killed in the middle of the write of that
/// number, when one is given, and the next one looks and goes on.
fn undone(centre: &Arc<Centre>, folder: &std::path::Path, id: &ChangeId, kill_in: Option<u32>) {
    *centre.kill_in.lock().expect("a lock") = kill_in;
    let killed = run(async {
        let changes = centre.changes(&Journal::open(folder).expect("a journal"));
        let undo = changes.undo(id.clone(), None);
        let wait = std::time::Duration::from_millis(500);
        tokio::time::timeout(wait, undo).await.map(|done| done.expect("undone")).is_err()
    });
    assert_eq!(killed, kill_in.is_some());
    *centre.kill_in.lock().expect("a lock") = None;
    run(async {
        let changes = centre.changes(&Journal::open(folder).expect("a journal"));
        changes.clock.sleep_until(changes.clock.now() + SETTLING * 2).await;
        let open = async || changes.journal.open_changes(changes.place.clone()).await;
        // What is half done is open, and the killed run lets go of it in a moment.
        while killed && open().await.expect("entries").is_empty() {
            tokio::task::yield_now().await;
        }
        changes.settle_open(true, &Stay::default()).await.expect("settled");
        let open = open().await.expect("entries");
        assert!(open.is_empty(), "{open:?}");
    });
}

#[test]
fn a_deleted_flow_that_names_itself_comes_back_with_its_new_arn_and_published() {
    for kill_in in [None, Some(1), Some(2)] {
        let (folder, first) = journal();
        let centre = Arc::new(Centre::default());
        let deleted = run(async {
            let changes = centre.changes(&first);
            let id = made(&changes, creation("", false)).await;
            made(&changes, publication(&content(""), &content(&arn("f1")), None)).await;
            changes.undo(id, None).await.expect("deleted").entry.expect("an entry")
        });
        drop(first);
        assert!(centre.flow().is_none());
        undone(&centre, folder.path(), &deleted, kill_in);
        let kept = centre.flow().clone().expect("it is back");
        assert_eq!(kept.id, "f2", "{kill_in:?}");
        assert_eq!(kept.published, Some(content(&arn("f2"))), "{kill_in:?}");
    }
}

#[test]
fn a_draft_beside_a_content_that_is_put_back_is_there_whenever_the_program_is_killed() {
    for kill_in in [None, Some(1), Some(2)] {
        let (folder, first) = journal();
        let centre = Arc::new(Centre::default());
        let moved = run(async {
            let changes = centre.changes(&first);
            made(&changes, creation("old", true)).await;
            let id = made(&changes, publication(&content("old"), &content("new"), None)).await;
            centre.flow().as_mut().expect("a flow").saved = content("somebody's draft");
            id
        });
        drop(first);
        undone(&centre, folder.path(), &moved, kill_in);
        let kept = centre.flow().clone().expect("a flow");
        assert_eq!(kept.published, Some(content("old")), "{kill_in:?}");
        assert_eq!(kept.saved, content("somebody's draft"), "{kill_in:?}");
    }
}
