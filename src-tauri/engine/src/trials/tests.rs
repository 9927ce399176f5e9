//! Chats in a flow that answers as it is told to.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Mutex as Lock,
};

use async_trait::async_trait;
use crossfade_domain::alias::Routing;
use jiff::Timestamp;

use super::*;
use crate::{
    ports::{Author, ChatDesk, ChatLine},
    rollouts::tests::lab::Lab,
};

/// What the flow does with every chat.
#[derive(Clone, Default)]
struct Flow {
    says: Vec<(Author, &'static str)>,
    hangs_up: bool,
    /// What is refused, by its name here.
    refuses: HashSet<&'static str>,
    /// Whether the answer to a start is lost.
    loses: bool,
    /// Why AWS may end the chats early.
    warning: Option<Failure>,
}

/// Holds chats, and knows which are open.
#[derive(Default)]
struct Booth {
    flow: Lock<Flow>,
    by_token: Lock<BTreeMap<String, String>>,
    open: Lock<HashSet<String>>,
}

impl Booth {
    fn going(&self) -> usize {
        self.open.lock().expect("a lock").len()
    }

    fn begun(&self) -> usize {
        self.by_token.lock().expect("a lock").len()
    }

    fn flow(&self) -> Flow {
        self.flow.lock().expect("a lock").clone()
    }

    fn refused(&self, what: &'static str) -> Answer<()> {
        if self.flow().refuses.contains(what) {
            return Err(Failure::new(FailureKind::AccessDenied, what, "Refused.", "Ask."));
        }
        Ok(())
    }
}

#[async_trait]
impl ChatDesk for Booth {
    async fn start(&self, _: &InstanceArn, _: &str, _: &str, token: &str) -> Answer<ChatId> {
        self.refused("start")?;
        let mut by_token = self.by_token.lock().expect("a lock");
        let next = format!("contact-{}", by_token.len() + 1);
        let contact = by_token.entry(token.to_owned()).or_insert_with(|| {
            self.open.lock().expect("a lock").insert(next.clone());
            next
        });
        if self.flow().loses {
            return Err(Failure::new(FailureKind::Unavailable, "Timeout", "Lost.", "Look."));
        }
        Ok(ChatId(contact.clone()))
    }

    async fn join(&self, _: &ChatId) -> Answer<()> {
        self.refused("join")
    }

    async fn transcript(&self, chat: &ChatId) -> Answer<Transcript> {
        let flow = self.flow();
        if flow.hangs_up {
            self.open.lock().expect("a lock").remove(&chat.0);
        }
        let line = |(number, (author, text)): (usize, (Author, &str))| ChatLine {
            id: number.to_string(),
            at: Timestamp::UNIX_EPOCH,
            author,
            text: text.to_owned(),
        };
        let lines = flow.says.into_iter().enumerate().map(line).collect();
        Ok(Transcript { lines, ended: flow.hangs_up, warning: flow.warning })
    }

    async fn say(&self, _: &ChatId, _: &str) -> Answer<()> {
        Ok(())
    }

    async fn stop(&self, _: &InstanceArn, chat: &ChatId) -> Answer<()> {
        self.refused("stop")?;
        self.open.lock().expect("a lock").remove(&chat.0);
        Ok(())
    }
}

fn account(booth: &Arc<Booth>) -> Account {
    Account { chats: booth.clone(), ..Lab::new().account() }
}

fn trials(booth: &Arc<Booth>, folder: &tempfile::TempDir) -> Trials {
    let journal = Journal::open(folder.path()).expect("a journal");
    let place = Place { account: "111122223333".to_owned(), region: "eu-central-1".to_owned() };
    Trials::open(account(booth), journal, Clock::wall(), place)
}

fn setting(flow: Flow) -> (Arc<Booth>, tempfile::TempDir, Trials) {
    let booth = Arc::new(Booth { flow: Lock::new(flow), ..Booth::default() });
    let folder = tempfile::tempdir().expect("a folder");
    let trials = trials(&booth, &folder);
    (booth, folder, trials)
}

fn instance() -> InstanceArn {
    "arn:aws:connect:eu-central-1:111122223333:instance/i".parse().expect("an ARN")
}

fn sample(count: u32) -> Sample {
    Sample {
        of: SampleOf::Chats { instance: instance(), flow_id: "f".to_owned() },
        function: "orders".to_owned(),
        alias: "PROD".parse().expect("an alias"),
        routing: Routing::all_to(Version::Published(7)),
        count,
    }
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let wait = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.unwrap_or_else(|_| panic!("{what}"));
}

async fn over(trials: &Trials) -> RunState {
    until("the sample is never over", async || trials.samples().iter().all(|run| run.over)).await;
    trials.samples().pop().expect("a sample")
}

#[tokio::test]
async fn what_the_person_says_names_no_version() {
    let says = vec![(Author::Flow, "Hello"), (Author::Customer, "Is this version 3?")];
    let (_, _folder, trials) = setting(Flow { says, ..Flow::default() });
    let chat = trials.begin(&instance(), "f").await.expect("a chat");
    assert_eq!(trials.look(&chat).await.expect("a look").version, None);
}

#[tokio::test]
async fn a_chat_that_is_over_before_it_can_be_read_says_so_and_leaves_nothing_open() {
    let (booth, _folder, trials) = setting(Flow { hangs_up: true, ..Flow::default() });
    trials.begin_sample(sample(2)).expect("begun");
    let run = over(&trials).await;
    assert_eq!((run.split.done(), run.stopped), (2, false));
    let failure = run.split.failures.first().expect("a failure");
    assert_eq!(failure.message, "The chat was over before anything of it could be read.");
    assert_eq!(booth.going() + trials.open_chats().await.expect("a list").len(), 0);
}

#[tokio::test]
async fn a_sample_that_is_stopped_begins_no_more_and_ends_its_chats() {
    let (booth, _folder, trials) = setting(Flow::default());
    let id = trials.begin_sample(sample(200)).expect("begun");
    until("chats are begun", async || booth.begun() >= 3).await;
    trials.stop_sample(id);
    let run = over(&trials).await;
    assert_eq!((run.id, run.split.done(), run.stopped), (id, 0, true));
    assert_eq!(booth.going(), 0);
    let begun = booth.begun();
    assert!(begun <= 4, "{begun} chats were begun");
}

#[tokio::test]
async fn traffic_makes_up_for_chats_that_are_over() {
    let (booth, _folder, trials) = setting(Flow { hangs_up: true, ..Flow::default() });
    let pace = Pace { chats: 1, per_minute: 120 };
    trials.keep_going(instance(), "f".to_owned(), pace).await.expect("begun");
    let ended = async || trials.traffic().await.is_some_and(|it| it.ended >= 2 && it.begun >= 3);
    until("chats that hang up are made up for", ended).await;
    trials.stop_going().await;
    let state = trials.traffic().await.expect("a state");
    assert_eq!((state.stopped, state.going, booth.going()), (true, 0, 0));
}

#[tokio::test]
async fn a_warning_of_one_chat_stays_with_the_traffic() {
    let warning = Failure::new(FailureKind::Unavailable, "ChatNotHeld", "May end.", "Look.");
    let flow = Flow { warning: Some(warning), ..Flow::default() };
    let (booth, _folder, trials) = setting(flow);
    let pace = Pace { chats: 1, per_minute: 120 };
    trials.keep_going(instance(), "f".to_owned(), pace).await.expect("begun");
    let warned = async || trials.traffic().await.is_some_and(|it| it.warning.is_some());
    until("a chat is looked at", warned).await;
    booth.flow.lock().expect("a lock").hangs_up = true;
    booth.flow.lock().expect("a lock").warning = None;
    let ended = async || trials.traffic().await.is_some_and(|it| it.ended >= 1);
    until("the chat is over", ended).await;
    let state = trials.traffic().await.expect("a state");
    assert_eq!(state.warning.map(|it| it.code).as_deref(), Some("ChatNotHeld"));
}

#[tokio::test]
async fn a_chat_that_can_neither_be_joined_nor_ended_stays_in_the_list() {
    let refuses = HashSet::from(["join", "stop"]);
    let (booth, _folder, trials) = setting(Flow { refuses, ..Flow::default() });
    assert_eq!(trials.begin(&instance(), "f").await.expect_err("refused").code, "join");
    let open = trials.open_chats().await.expect("a list");
    assert_eq!(open.len(), 1);
    booth.flow.lock().expect("a lock").refuses.clear();
    trials.end(open[0].chat.as_ref().expect("a name")).await.expect("ended");
    assert_eq!(booth.going() + trials.open_chats().await.expect("a list").len(), 0);
}

#[tokio::test]
async fn a_start_that_is_refused_leaves_nothing_in_the_journal() {
    let refuses = HashSet::from(["start"]);
    let (booth, folder, trials) = setting(Flow { refuses, ..Flow::default() });
    trials.begin(&instance(), "f").await.expect_err("refused");
    drop(trials);
    let again = self::trials(&booth, &folder);
    assert_eq!(again.end_left_behind().await.expect("the journal"), 0);
}

#[tokio::test]
async fn what_a_killed_program_left_behind_is_ended_at_the_next_start() {
    let (booth, folder, trials) = setting(Flow::default());
    trials.begin(&instance(), "f").await.expect("a chat");
    booth.flow.lock().expect("a lock").loses = true;
    trials.begin(&instance(), "f").await.expect_err("the answer is lost");
    booth.flow.lock().expect("a lock").loses = false;
    assert_eq!(booth.going(), 2);
    // Another copy of the program that runs at the same time leaves them alone.
    let beside = self::trials(&booth, &folder);
    assert_eq!(beside.end_left_behind().await.expect("the journal"), 0);
    drop(trials);
    let again = self::trials(&booth, &folder);
    let left = async || again.open_chats().await.expect("a list").len() == 2;
    until("the other run has ended", left).await;
    let purposes: HashMap<_, _> = again
        .open_chats()
        .await
        .expect("a list")
        .into_iter()
        .map(|open| (open.chat.is_some(), open.purpose))
        .collect();
    let all = [(true, Purpose::LeftBehind), (false, Purpose::LeftBehind)];
    assert_eq!(purposes, HashMap::from(all));
    assert_eq!(again.end_left_behind().await.expect("the journal"), 2);
    assert_eq!((booth.going(), booth.begun()), (0, 2), "no chat is begun in its place");
    assert_eq!(again.open_chats().await.expect("a list"), []);
}
