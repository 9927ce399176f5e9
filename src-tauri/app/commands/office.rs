//! Which session is open, and what the person chose.
//!
//! Invariant: readers always see a whole session, and wait while the first one
//! is being opened; a change of account puts another one in its place.

use std::{path::PathBuf, sync::Arc};

use crossfade_engine::{
    failure::{Failure, FailureKind},
    rollouts::{Care, Rollouts},
};
use tokio::sync::{Mutex, watch};

use super::sign_ins::SignIns;
use crate::{
    dto::{AccountChoiceDto, ModeDto},
    session::{Choice, Session},
    settings::{DataFolder, Kept, Settings},
};

/// The state behind the commands.
pub struct Office {
    data: DataFolder,
    /// `None` until the account that was chosen last is open.
    session: watch::Sender<Option<Arc<Session>>>,
    /// Held while settings change, so that two changes do not cross.
    settings: Mutex<Settings>,
    /// Held while an account is being chosen, so that two choices do not cross.
    choosing: Mutex<()>,
    /// Signing in in the browser.
    sign_ins: SignIns,
    /// Files that were written for the person in this run.
    saved: Mutex<Vec<PathBuf>>,
}

impl Office {
    /// An office whose account is not open yet; see [`Office::open`].
    pub fn new(data: DataFolder) -> Self {
        let settings = data.load();
        Self {
            data,
            session: watch::Sender::new(None),
            settings: Mutex::new(settings),
            choosing: Mutex::default(),
            sign_ins: SignIns::default(),
            saved: Mutex::default(),
        }
    }

    /// Opens the account that was chosen last. Held back, so that a person who
    /// chooses another one meanwhile waits for this one first.
    pub async fn open(&self) {
        let settings = self.settings.lock().await;
        let session = open(&self.data, &settings.account).await;
        take_up(&session).await;
        self.session.send_replace(Some(Arc::new(session)));
    }

    /// The open session.
    pub async fn session(&self) -> Arc<Session> {
        let mut opened = self.session.subscribe();
        loop {
            if let Some(session) = opened.borrow_and_update().clone() {
                return session;
            }
            // The sender lives as long as this office, so there is a change to come.
            drop(opened.changed().await);
        }
    }

    /// The open session; `None` while the first one is being opened.
    pub fn opened(&self) -> Option<Arc<Session>> {
        self.session.borrow().clone()
    }

    /// Hears of another session being opened.
    pub fn changes(&self) -> watch::Receiver<Option<Arc<Session>>> {
        let mut changes = self.session.subscribe();
        changes.mark_unchanged();
        changes
    }

    /// The settings.
    pub async fn settings(&self) -> Settings {
        self.settings.lock().await.clone()
    }

    /// Where the program keeps its data.
    pub const fn data(&self) -> &DataFolder {
        &self.data
    }

    /// Changes the settings, on disk first.
    pub async fn change(&self, change: impl FnOnce(&mut Settings)) -> Result<(), Failure> {
        let mut settings = self.settings.lock().await;
        let mut changed = settings.clone();
        change(&mut changed);
        self.data.save(&changed).map_err(|error| not_saved(&error))?;
        *settings = changed;
        Ok(())
    }

    /// Opens another account, and remembers the choice. The one that is open
    /// is left first, whoever still holds on to it: the other may be the same
    /// one anew, and nothing of an account that nobody sees may go on.
    ///
    /// # Errors
    /// When rollouts are under way that would stand still.
    pub async fn choose(&self, choice: AccountChoiceDto) -> Result<Arc<Session>, Failure> {
        let _choosing = self.choosing.lock().await;
        let left = self.session().await;
        // Until the account is left, so that nothing is begun behind this look.
        let _idle = match left.rollouts() {
            Ok(rollouts) => Some(rollouts.idle().await.map_err(still_driving)?),
            Err(_) => None,
        };
        self.change(|settings| settings.account = choice.clone()).await?;
        left.leave().await;
        let session = Arc::new(open(&self.data, &choice).await);
        take_up(&session).await;
        self.session.send_replace(Some(session.clone()));
        left.close().await;
        Ok(session)
    }

    /// Signing in in the browser.
    pub const fn sign_ins(&self) -> &SignIns {
        &self.sign_ins
    }

    /// Remembers a file that was written for the person.
    pub async fn remember(&self, path: PathBuf) {
        self.saved.lock().await.push(path);
    }

    /// Whether a file was written for the person in this run.
    pub async fn wrote(&self, path: &PathBuf) -> bool {
        self.saved.lock().await.contains(path)
    }
}

/// Takes rollouts up that a run of the program left under way.
async fn take_up(session: &Session) {
    let Ok(rollouts) = session.rollouts() else { return };
    // A rollout that cannot move its alias would only come to grief. What
    // CodeDeploy carries out goes on by itself, and is only looked at.
    if session.mode == ModeDto::ReadOnly {
        if let Err(failure) = rollouts.care(Care::Looks).await {
            tracing::error!(%failure, "deployments could not be followed");
        }
        return;
    }
    if session.ends_with_the_program() {
        forget(session, rollouts).await;
    }
    if let Err(failure) = rollouts.care(Care::TakesUp).await {
        tracing::error!(%failure, "rollouts could not be taken up");
    }
    end_chats_left_behind(session);
}

/// Ends chats that a killed run of the program left behind. `StopContact` takes
/// two a second, so nobody waits for it; Try out lists what is not ended yet.
fn end_chats_left_behind(session: &Session) {
    let Ok(trials) = session.trials().cloned() else { return };
    tokio::spawn(async move {
        if let Err(failure) = trials.end_left_behind().await {
            tracing::error!(%failure, "chats that were left behind end by themselves");
        }
    });
}

/// What a practice account of an earlier run held is gone with it.
async fn forget(session: &Session, rollouts: &Rollouts) {
    if let Err(failure) = rollouts.abandon().await {
        tracing::error!(%failure, "rollouts of an earlier practice account stay open");
    }
    let Ok(setups) = session.setups() else { return };
    if let Err(failure) = setups.abandon().await {
        tracing::error!(%failure, "work on an earlier practice account stays open");
    }
    let Ok(trials) = session.trials() else { return };
    if let Err(failure) = trials.abandon().await {
        tracing::error!(%failure, "chats of an earlier practice account stay in the journal");
    }
}

fn still_driving(rollouts: usize) -> Failure {
    let message = match rollouts {
        1 => "A rollout of this account is under way, and would stand still.".to_owned(),
        many => format!("{many} rollouts of this account are under way, and would stand still."),
    };
    let remedy = "Bring it to its end, or roll it back; then change the account.";
    Failure::new(FailureKind::Conflict, "RolloutUnderWay", message, remedy)
}

async fn open(data: &DataFolder, choice: &AccountChoiceDto) -> Session {
    let choice = match choice {
        AccountChoiceDto::Practice { time_scale, empty } => {
            Choice::Practice { time_scale: *time_scale, empty: *empty }
        }
        AccountChoiceDto::Profile { name, region, read_only } => Choice::Profile {
            name: Some(name.clone()),
            region: region.clone(),
            read_only: *read_only,
        },
    };
    let kind = match choice {
        Choice::Practice { .. } => Kept::Practice,
        Choice::Endpoint { .. } => Kept::Endpoint,
        Choice::Profile { .. } => Kept::Real,
    };
    Session::open(&choice, &data.journal(kind)).await
}

fn not_saved(error: &std::io::Error) -> Failure {
    Failure::new(
        FailureKind::Unexpected,
        "SettingsNotSaved",
        format!("The settings could not be saved: {error}."),
        "Check that the data folder is writable and has room; nothing was changed.",
    )
}

#[cfg(test)]
mod tests {
    use crossfade_domain::arn::InstanceArn;
    use crossfade_engine::{
        setup::{AliasGoal, Goal, StepState, VersionGoal},
        trials::Pace,
    };

    use super::*;

    const PRACTICE: AccountChoiceDto =
        AccountChoiceDto::Practice { time_scale: 60.0, empty: false };

    async fn chat_flow(session: &Session) -> (InstanceArn, String) {
        let flows = &session.desk().expect("an account").account().flows;
        let instance = flows.instances().await.expect("instances").remove(0).arn;
        let all = flows.flows(&instance).await.expect("flows");
        let flow = all.into_iter().find(|flow| flow.name == "Web chat").expect("the chat flow");
        (instance, flow.id)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_of_an_account_goes_on_that_was_left_though_a_command_holds_on_to_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = DataFolder::find(Some(folder.path().to_owned())).expect("a folder");
        let office = Office::new(data);
        office.open().await;
        // As a command that is under way while the account is changed.
        let held = office.session().await;
        let (trials, setups) = (held.trials().expect("open"), held.setups().expect("open"));
        let (instance, flow) = chat_flow(&held).await;
        let pace = Pace { chats: 3, per_minute: 120 };
        trials.keep_going(instance.clone(), flow.clone(), pace).await.expect("begun");
        let goal = goal(&held).await;
        let work = setups.begin(goal.clone()).await.expect("begun");

        let fresh = office.choose(PRACTICE).await.expect("opened");
        assert_ne!(fresh.number, held.number);
        let traffic = trials.traffic().await.expect("begun before");
        assert!(traffic.stopped && traffic.going == 0, "{traffic:?}");
        let refused = trials.begin(&instance, &flow).await.expect_err("refused");
        assert_eq!(refused.code, "AccountLeft");
        let refused = trials.keep_going(instance, flow, pace).await.expect_err("refused");
        assert_eq!(refused.code, "AccountLeft");
        let over = setups.run(&work, &|_| {}).await.expect_err("it ended with its account");
        assert_eq!(over.code, "WorkIsOver");
        let late = setups.begin(goal).await.expect("only written down");
        let view = setups.run(&late, &|_| {}).await.expect("a view");
        let last = view.steps.last().expect("steps");
        let StepState::Failed(refused) = &last.state else { panic!("{view:?}") };
        assert_eq!(refused.code, "AccountLeft");
        let answer = held.desk().expect("open").account().flows.instances().await;
        answer.expect_err("its practice server has ended");
        fresh.desk().expect("open").account().flows.instances().await.expect("the new one's");
        fresh.close().await;
    }

    async fn goal(session: &Session) -> Goal {
        let functions = &session.desk().expect("open").account().functions;
        let function = functions.function("orders").await.expect("looked").expect("a function");
        Goal::Alias(Box::new(AliasGoal {
            function: function.arn,
            version: VersionGoal::Take { number: "1".parse().expect("a version") },
            alias: "LATER".parse().expect("a name"),
            description: String::new(),
            instances: Vec::new(),
        }))
    }
}
