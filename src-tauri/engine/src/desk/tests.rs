//! The desk of a small account.

use std::{collections::BTreeMap, sync::atomic::Ordering};

use super::*;
use crate::{
    atlas::tests::small::{INSTANCE, Small, at, call, flow, function, instance},
    journal::{Journal, Place},
};

struct Office {
    desk: Desk,
    small: Small,
    _folder: tempfile::TempDir,
}

fn office(small: Small, confirm_by_typing: bool) -> Office {
    let folder = tempfile::tempdir().expect("a folder");
    let account = small.clone().account();
    let actor = Actor {
        aliases: account.aliases.clone(),
        journal: Journal::open(folder.path()).expect("a journal"),
        clock: Clock::wall(),
        place: Place { account: "111122223333".to_owned(), region: "eu-central-1".to_owned() },
        caller: "Ann".to_owned(),
    };
    Office { desk: Desk::open(account, actor, confirm_by_typing), small, _folder: folder }
}

fn orders() -> Small {
    Small {
        flows: vec![("orders", flow(&[call("orders:PROD")]))],
        functions: BTreeMap::from([("orders", function(vec![("PROD", at(1)), ("IDLE", at(1))]))]),
        ..Small::default()
    }
}

impl Office {
    async fn atlas(&self, fresh: bool) -> Answer<Arc<Atlas>> {
        self.desk.atlas(instance(INSTANCE), fresh, &|_| {}).await
    }

    /// As if the last scan had been made so long ago.
    async fn age(&self, age: SignedDuration) {
        let mut kept = (*self.atlas(false).await.expect("an atlas")).clone();
        kept.scanned_at -= age;
        self.desk.keep(kept).await;
    }
}

#[tokio::test]
async fn an_old_scan_is_made_anew_and_a_young_one_is_not() {
    let office = office(orders(), false);
    let first = office.atlas(false).await.expect("scanned");
    office.age(SignedDuration::from_mins(14)).await;
    let kept = office.atlas(false).await.expect("kept");
    assert!(kept.scanned_at < first.scanned_at);
    office.age(SignedDuration::from_mins(2)).await;
    let anew = office.atlas(false).await.expect("scanned anew");
    assert!(anew.scanned_at >= first.scanned_at);
}

#[tokio::test]
async fn a_scan_that_fails_is_noted_and_leaves_what_was_known() {
    let office = office(orders(), false);
    let first = office.atlas(false).await.expect("scanned");
    office.small.flows_fail.store(true, Ordering::Relaxed);
    office.atlas(true).await.expect_err("a wish that fails is told");
    let kept = office.atlas(false).await.expect("kept");
    assert_eq!(kept.scanned_at, first.scanned_at);
    let (_, why) = kept.rescan.clone().expect("noted");
    assert_eq!(why.code, "AccessDenied");

    // One that is made because of its age is no failure of who asked.
    office.age(SignedDuration::from_mins(16)).await;
    let kept = office.atlas(false).await.expect("kept");
    assert!(kept.rescan.is_some() && kept.scanned_at < first.scanned_at);

    office.small.flows_fail.store(false, Ordering::Relaxed);
    let anew = office.atlas(true).await.expect("scanned");
    assert!(anew.rescan.is_none());
}
