//! A rollout as it lies in the journal when it was just begun.

use crossfade_domain::qualifier::Version;
use jiff::Timestamp;

use crate::journal::{
    Advance, Brief, DrivenBy, Journal, Place, RolloutId, RolloutStart, Stage, Standing,
};

/// A rollout of `orders:PROD` that this program carries out.
pub(crate) async fn started(journal: &Journal, place: Place) -> RolloutId {
    let id = RolloutId::new();
    let start = RolloutStart {
        id: id.clone(),
        place,
        function: "orders".to_owned(),
        alias: "PROD".parse().expect("a name"),
        driver: DrivenBy::Program,
        from: Version::Published(7),
        to: Version::Published(8),
        plan: "100 %".to_owned(),
        actor: "Ann".to_owned(),
        note: String::new(),
        at: Timestamp::UNIX_EPOCH,
        brief: Brief::default(),
    };
    let standing = Standing {
        stage: Stage::Watching,
        sentence: "Watches.".to_owned(),
        percent: 10.0,
        ended_at: None,
    };
    let first = Advance { records: Vec::new(), snapshot: None, deployment: None, standing };
    journal.begin_rollout(start, first).await.expect("a journal").expect("begun");
    id
}
