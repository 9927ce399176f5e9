//! The one task that owns the engine's state.
//!
//! It keeps the atlases, the reviews that wait for a person's word, and which
//! aliases are being moved. Everything else asks it by message. Calls to AWS
//! are made by the asking task, never by the desk itself, so it always answers
//! at once.
//!
//! Invariant: at most one act at a time moves an alias, and a review is carried
//! out at most once.

mod callers;
mod review;
mod scans;
#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crossfade_domain::{alias::Alias, arn::InstanceArn, qualifier::AliasName};
use jiff::SignedDuration;
use tokio::sync::{mpsc, oneshot};

pub use review::{Review, ReviewId, Wish};
use scans::Turn;

use crate::{
    acts::{self, Actor},
    atlas::{self, Atlas, Progress},
    clock::Clock,
    confirm::confirmed,
    failure::{Failure, FailureKind},
    journal::{Act, ActId, RolloutEntry},
    ports::{Account, Answer, Instance},
};

/// An atlas whose aliases were looked at longer ago than this is looked at anew.
const ALIASES_STALE_AFTER: SignedDuration = SignedDuration::from_secs(10);
/// A scan that is older than this is made anew when it is asked for: flows are
/// published and numbers attached without anybody telling.
const SCAN_STALE_AFTER: SignedDuration = SignedDuration::from_mins(15);
/// Reviews kept at most; the oldest is forgotten first.
const REVIEWS_KEPT: usize = 32;

/// The way to the desk; cheap to clone.
#[derive(Clone)]
pub struct Desk {
    messages: mpsc::Sender<Message>,
    account: Account,
    actor: Actor,
    /// Whether a write must be confirmed by typing the alias's name.
    confirm_by_typing: bool,
}

enum Message {
    Atlas(InstanceArn, oneshot::Sender<Option<Arc<Atlas>>>),
    KeepAtlas(Arc<Atlas>, oneshot::Sender<Arc<Atlas>>),
    Turn(InstanceArn, oneshot::Sender<Turn>),
    Moved(String, Alias),
    KeepReview(Box<Review>),
    TakeReview(ReviewId, String, oneshot::Sender<Answer<Review>>),
    Release(String, AliasName),
}

impl Desk {
    /// Opens the desk of one account.
    #[must_use]
    pub fn open(account: Account, actor: Actor, confirm_by_typing: bool) -> Self {
        let (messages, inbox) = mpsc::channel(64);
        tokio::spawn(State::default().run(inbox));
        Self { messages, account, actor, confirm_by_typing }
    }

    /// The account's time.
    #[must_use]
    pub const fn clock(&self) -> Clock {
        self.actor.clock
    }

    /// Who writes, and where.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The account's ports.
    #[must_use]
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// The atlas of an instance: scanned when there is none, when `fresh` is
    /// wished or when the last scan was long ago; else the kept one with its
    /// aliases as they stand now. A scan that fails leaves the kept atlas, with
    /// the failure noted in it ([`Atlas::rescan`]). Who asks while a scan is under
    /// way waits for that one.
    ///
    /// # Errors
    /// When the instance cannot be scanned, and there is no kept atlas or a
    /// fresh one was wished.
    pub async fn atlas(
        &self,
        instance: Instance,
        fresh: bool,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Answer<Arc<Atlas>> {
        let clock = self.actor.clock;
        let Some(kept) = self.kept_atlas(&instance.arn).await else {
            return self.scanned(instance, fresh, progress).await;
        };
        let mut failed = None;
        if fresh || is_due(&kept, clock) {
            match self.scanned(instance, fresh, progress).await {
                Ok(scanned) => return Ok(scanned),
                Err(failure) => failed = Some(failure),
            }
        }
        let age = clock.now().duration_since(kept.looked_at);
        if failed.is_none() && age < scaled(ALIASES_STALE_AFTER, clock) {
            return Ok(kept);
        }
        let mut looked = atlas::look_again(&self.account, clock, &kept).await;
        if let Some(failure) = &failed {
            looked.rescan = Some((clock.now(), failure.clone()));
        }
        let looked = self.keep(looked).await;
        if fresh { failed.map_or(Ok(looked), Err) } else { Ok(looked) }
    }

    /// Keeps an atlas unless a newer one is kept; answers the one that is.
    async fn keep(&self, atlas: Atlas) -> Arc<Atlas> {
        let atlas = Arc::new(atlas);
        let kept = self.ask(|reply| Message::KeepAtlas(atlas.clone(), reply)).await;
        kept.unwrap_or(atlas)
    }

    /// The kept atlas of an instance, if it was scanned.
    pub async fn kept_atlas(&self, instance: &InstanceArn) -> Option<Arc<Atlas>> {
        self.ask(|reply| Message::Atlas(instance.clone(), reply)).await.flatten()
    }

    /// Plans what a person wishes, for review.
    ///
    /// # Errors
    /// When it cannot be done, with what to do instead.
    pub async fn review(&self, instance: &InstanceArn, wish: Wish) -> Answer<Review> {
        let review = review::review(self, instance, wish).await?;
        self.tell(Message::KeepReview(Box::new(review.clone()))).await;
        Ok(review)
    }

    /// Carries a review out, once.
    ///
    /// # Errors
    /// When the review is unknown or used, the typed name is wrong, or the
    /// alias is being moved already. What AWS says is in the act's outcome.
    pub async fn carry_out(&self, id: ReviewId, typed: Option<String>) -> Answer<Act> {
        let typed = typed.unwrap_or_default();
        let taken = self.ask(|reply| Message::TakeReview(id, typed, reply)).await;
        let review = taken.unwrap_or_else(|| Err(closed()))?;
        let desk = self.clone();
        // In a task of its own, so that a closed window cannot cut it short.
        let carried = tokio::spawn(async move { desk.carry_out_taken(review).await });
        carried.await.unwrap_or_else(|_| Err(closed()))
    }

    async fn carry_out_taken(&self, review: Review) -> Answer<Act> {
        let (function, alias) = (review.plan.function.clone(), review.plan.alias.name.clone());
        let act = match self.check_no_rollout(&function, &alias).await {
            Ok(()) => self.actor.carry_out(&review.plan).await,
            Err(failure) => Err(failure),
        };
        if let Ok(Some(now)) = self.actor.aliases.alias(&function, &alias).await {
            self.tell(Message::Moved(function.clone(), now)).await;
        }
        self.tell(Message::Release(function, alias)).await;
        act
    }

    /// A rollout that is under way takes any other change for somebody's
    /// mistake, so none is made.
    async fn check_no_rollout(&self, function: &str, alias: &AliasName) -> Answer<()> {
        let place = self.actor.place.clone();
        let open = self.actor.journal.open_rollout(place, function, alias.as_str()).await?;
        open.map_or(Ok(()), |entry| Err(rolling_out(&entry)))
    }

    /// Up to `limit` acts of this account and Region, newest first, older than `before`.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn acts(&self, before: Option<ActId>, limit: u32) -> Answer<Vec<Act>> {
        Ok(self.actor.journal.acts(self.actor.place.clone(), before, limit).await?)
    }

    /// Why an act cannot be undone, as far as the journal knows.
    #[must_use]
    pub fn why_not_undone(&self, act: &Act) -> Option<&'static str> {
        acts::why_not_undone(act, &self.actor.place)
    }

    async fn tell(&self, message: Message) {
        // A closed desk belongs to an account that was left; nobody waits for it.
        drop(self.messages.send(message).await);
    }

    async fn ask<T>(&self, message: impl FnOnce(oneshot::Sender<T>) -> Message) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.tell(message(reply)).await;
        answer.await.ok()
    }
}

#[derive(Default)]
struct State {
    atlases: HashMap<String, Arc<Atlas>>,
    turns: HashMap<String, Turn>,
    reviews: Vec<Review>,
    moving: HashSet<(String, AliasName)>,
}

impl State {
    async fn run(mut self, mut inbox: mpsc::Receiver<Message>) {
        while let Some(message) = inbox.recv().await {
            self.handle(message);
        }
    }

    fn handle(&mut self, message: Message) {
        match message {
            Message::Atlas(instance, reply) => {
                drop(reply.send(self.atlases.get(&instance.to_string()).cloned()));
            }
            Message::KeepAtlas(atlas, reply) => drop(reply.send(self.keep(atlas))),
            Message::Turn(instance, reply) => {
                drop(reply.send(self.turns.entry(instance.to_string()).or_default().clone()));
            }
            Message::Moved(function, alias) => {
                for atlas in self.atlases.values_mut() {
                    Arc::make_mut(atlas).set_alias(&function, &alias);
                }
            }
            Message::KeepReview(review) => {
                if self.reviews.len() == REVIEWS_KEPT {
                    self.reviews.remove(0);
                }
                self.reviews.push(*review);
            }
            Message::TakeReview(id, typed, reply) => drop(reply.send(self.take(&id, &typed))),
            Message::Release(function, alias) => {
                self.moving.remove(&(function, alias));
            }
        }
    }

    /// Looks take their time, and may be of a scan that was overtaken meanwhile.
    fn keep(&mut self, atlas: Arc<Atlas>) -> Arc<Atlas> {
        let key = atlas.instance.arn.to_string();
        let age = |atlas: &Atlas| (atlas.scanned_at, atlas.looked_at);
        match self.atlases.get(&key) {
            Some(kept) if age(kept) > age(&atlas) => kept.clone(),
            Some(_) | None => {
                self.atlases.insert(key, atlas.clone());
                atlas
            }
        }
    }

    fn take(&mut self, id: &ReviewId, typed: &str) -> Answer<Review> {
        let place = self.reviews.iter().position(|review| review.id == *id).ok_or_else(used)?;
        let review = &self.reviews[place];
        if let Some(wanted) = &review.type_to_confirm {
            confirmed(wanted, [typed])?;
        }
        let key = (review.plan.function.clone(), review.plan.alias.name.clone());
        if !self.moving.insert(key) {
            return Err(busy(review));
        }
        Ok(self.reviews.remove(place))
    }
}

/// Whether it is time to scan anew; a try that failed counts.
fn is_due(kept: &Atlas, clock: Clock) -> bool {
    let tried = kept.rescan.as_ref().map(|(at, _)| *at);
    let last = tried.map_or(kept.scanned_at, |at| at.max(kept.scanned_at));
    clock.now().duration_since(last) > scaled(SCAN_STALE_AFTER, clock)
}

fn scaled(wall: SignedDuration, clock: Clock) -> SignedDuration {
    SignedDuration::from_secs_f64(wall.as_secs_f64() * clock.factor())
}

fn used() -> Failure {
    Failure::new(
        FailureKind::Conflict,
        "ReviewUsed",
        "This review was carried out already, or is too old.",
        "Review the change anew.",
    )
}

fn busy(review: &Review) -> Failure {
    Failure::new(
        FailureKind::Conflict,
        "AliasBusy",
        format!(
            "`{}:{}` is being moved at this moment.",
            review.plan.function, review.plan.alias.name
        ),
        "Wait for that change to end, then review anew.",
    )
}

fn rolling_out(entry: &RolloutEntry) -> Failure {
    let start = &entry.start;
    Failure::new(
        FailureKind::Conflict,
        "RolloutUnderWay",
        format!(
            "A rollout of `{}:{}` to version {} is not over.",
            start.function, start.alias, start.to
        ),
        "Steer it from its page in Rollouts; there it can be paused, promoted and rolled back.",
    )
}

fn closed() -> Failure {
    Failure::new(
        FailureKind::Unexpected,
        "DeskClosed",
        "The account was left while the change was under way.",
        "Look at Activity: the next start settles what is open.",
    )
}
