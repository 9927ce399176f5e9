//! One open account: composed here, and nowhere else.
//!
//! Invariant: a session keeps what it was opened with. Another choice opens
//! another session, and the old one's practice server ends with it.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

pub use crossfade_aws::{BrowserSignIn, Profile, begin_sign_in, profiles};
use crossfade_aws::{OpenOptions, Target};
use crossfade_domain::qualifier::Version;
use crossfade_engine::{
    acts::Actor,
    changes::Changes,
    clock::Clock,
    desk::Desk,
    failure::{Failure, FailureKind},
    files::Offers,
    journal::{Journal, Place},
    ports::Account,
    rollouts::Rollouts,
    setup::Setups,
    trials::Trials,
};
use crossfade_practice::{Answers, Behaviour, PracticeOptions, PracticeServer, WorldHandle};

use crate::dto::{BreakageDto, ModeDto};

/// A version that is broken on purpose fails so often: enough to be noticed,
/// few enough for the article's story.
const BROKEN_ERROR_RATE: f64 = 0.5;
/// Longer than flows wait, and than most functions may run, in milliseconds.
const TOO_SLOW_MS: f64 = 9000.0;

/// Which account to open.
#[derive(Debug, Clone)]
pub enum Choice {
    /// The practice account, served by this process.
    Practice {
        /// How many times faster than the wall its time runs.
        time_scale: f64,
        /// Whether it begins without functions and flows.
        empty: bool,
    },
    /// Whatever answers at an endpoint, such as `crossfade practice`.
    Endpoint {
        /// Its URL.
        url: String,
        /// The Region to sign for.
        region: Option<String>,
    },
    /// A real account.
    Profile {
        /// The profile's name; `None` takes the default one.
        name: Option<String>,
        /// The Region; `None` takes the profile's own.
        region: Option<String>,
        /// Whether no write call may leave the program.
        read_only: bool,
    },
}

impl Choice {
    /// The badge.
    pub const fn mode(&self) -> ModeDto {
        match self {
            Self::Practice { .. } | Self::Endpoint { .. } => ModeDto::Practice,
            Self::Profile { read_only: true, .. } => ModeDto::ReadOnly,
            Self::Profile { read_only: false, .. } => ModeDto::Live,
        }
    }
}

/// How long ending the chats may hold up leaving an account.
const PATIENCE: Duration = Duration::from_secs(10);
/// Counts the sessions of this run of the program.
static OPENED: AtomicU32 = AtomicU32::new(0);

/// An open account.
pub struct Session {
    /// Which session of this run it is; no other one has the same number.
    pub number: u32,
    /// The badge.
    pub mode: ModeDto,
    /// The Region.
    pub region: String,
    /// The profile's name.
    pub profile: Option<String>,
    /// The profile of IAM Identity Center that signs it in, if one does.
    pub signs_in_by: Option<String>,
    /// The endpoint that stands in for AWS.
    pub endpoint: Option<String>,
    /// The account's time.
    pub clock: Clock,
    /// The account, or why it cannot be used.
    pub opened: Result<Opened, Failure>,
    /// Whether this process serves the account itself.
    served_here: bool,
    /// Until the session is closed.
    practice: Mutex<Option<PracticeServer>>,
}

/// An account that answered.
pub struct Opened {
    /// Its id.
    pub account: String,
    /// The caller's ARN.
    pub caller: String,
    /// The engine.
    pub desk: Desk,
    /// The account's rollouts; none is driven until they are taken up.
    pub rollouts: Rollouts,
    /// Guided work.
    pub setups: Setups,
    /// Trying out.
    pub trials: Trials,
    /// What flows can name.
    pub offers: Offers,
    /// How many acts and changes of a killed program were settled at this start.
    pub recovered: u32,
}

impl Session {
    /// Opens an account. A practice server that cannot start, a profile that
    /// cannot sign in: all of that is told in [`Session::opened`], so that the
    /// window can show it.
    pub async fn open(choice: &Choice, journals: &Path) -> Self {
        let mode = choice.mode();
        let number = OPENED.fetch_add(1, Ordering::Relaxed);
        let signs_in_by = match choice {
            Choice::Profile { name: Some(name), .. } => crossfade_aws::signs_in_by(name).await,
            Choice::Profile { name: None, .. }
            | Choice::Practice { .. }
            | Choice::Endpoint { .. } => None,
        };
        match Foundation::lay(choice).await {
            Ok(Foundation { account, region, profile, endpoint, clock, practice }) => {
                let opened = opened(account, &region, clock, journals, mode).await;
                let served_here = practice.is_some();
                let practice = Mutex::new(practice);
                Self {
                    number,
                    mode,
                    region,
                    profile,
                    signs_in_by,
                    endpoint,
                    clock,
                    opened,
                    served_here,
                    practice,
                }
            }
            Err(failure) => Self {
                number,
                mode,
                region: String::new(),
                profile: None,
                signs_in_by,
                endpoint: None,
                clock: Clock::wall(),
                opened: Err(failure),
                served_here: false,
                practice: Mutex::default(),
            },
        }
    }

    /// The engine.
    ///
    /// # Errors
    /// Why the account cannot be used.
    pub fn desk(&self) -> Result<&Desk, Failure> {
        self.opened.as_ref().map(|opened| &opened.desk).map_err(Clone::clone)
    }

    /// The rollouts.
    ///
    /// # Errors
    /// Why the account cannot be used.
    pub fn rollouts(&self) -> Result<&Rollouts, Failure> {
        self.opened.as_ref().map(|opened| &opened.rollouts).map_err(Clone::clone)
    }

    /// Lets a change pass, or says that the account is open read-only. The SDK
    /// clients refuse as well; this says so before anything is journalled.
    ///
    /// # Errors
    /// In a read-only session.
    pub fn check_writable(&self) -> Result<(), Failure> {
        if self.mode == ModeDto::ReadOnly { Err(read_only()) } else { Ok(()) }
    }

    /// Guided work.
    ///
    /// # Errors
    /// Why the account cannot be used.
    pub fn setups(&self) -> Result<&Setups, Failure> {
        self.opened.as_ref().map(|opened| &opened.setups).map_err(Clone::clone)
    }

    /// Trying out.
    ///
    /// # Errors
    /// Why the account cannot be used.
    pub fn trials(&self) -> Result<&Trials, Failure> {
        self.opened.as_ref().map(|opened| &opened.trials).map_err(Clone::clone)
    }

    /// What flows can name.
    ///
    /// # Errors
    /// Why the account cannot be used.
    pub fn offers(&self) -> Result<&Offers, Failure> {
        self.opened.as_ref().map(|opened| &opened.offers).map_err(Clone::clone)
    }

    /// Desk and rollouts.
    ///
    /// # Errors
    /// Why the account cannot be used.
    pub fn engine(&self) -> Result<(&Desk, &Rollouts), Failure> {
        Ok((self.desk()?, self.rollouts()?))
    }

    /// Whether what moves callers must be confirmed by typing the alias.
    pub fn confirms_by_typing(&self) -> bool {
        self.mode == ModeDto::Live
    }

    /// Whether the account itself ends with the program.
    pub const fn ends_with_the_program(&self) -> bool {
        self.served_here
    }

    /// Publishes the next version of a function of this process's practice
    /// account, broken where that is asked for.
    ///
    /// # Errors
    /// When this is no practice account, or the function does not exist.
    pub async fn publish_in_practice(
        &self,
        function: &str,
        broken: Option<BreakageDto>,
    ) -> Result<Version, Failure> {
        let world = self.world()?;
        let behaviour = broken.map_or_else(Behaviour::default, behaviour);
        world.set_next_version(function, behaviour).map_err(|error| {
            let remedy = "Choose a function of the practice account.";
            Failure::new(FailureKind::NotFound, "PracticeError", format!("{error}."), remedy)
        })?;
        let words = if broken.is_some() { "Broken on purpose" } else { "Published for practice" };
        self.desk()?.account().publisher.publish(function, None, words).await
    }

    /// How many times the usual traffic there is on this process's practice
    /// account, after setting it when `factor` is given.
    ///
    /// # Errors
    /// When this is no practice account, or the factor is none.
    pub fn practice_traffic(&self, factor: Option<f64>) -> Result<f64, Failure> {
        let world = self.world()?;
        if let Some(factor) = factor {
            world.set_traffic(factor).map_err(|error| {
                let remedy = "Choose a factor from 0 to 100.";
                Failure::new(FailureKind::Invalid, "PracticeError", format!("{error}."), remedy)
            })?;
        }
        Ok(world.traffic())
    }

    /// Leaves the account: nothing is begun on it any more, its chats are ended
    /// and its rollouts stay where they are. What is asked of it meanwhile is
    /// still answered.
    ///
    /// Others may hold on to the session for as long as their command takes, so
    /// this is no matter of dropping it.
    pub async fn leave(&self) {
        let Ok(opened) = &self.opened else { return };
        opened.setups.leave().await;
        // A network that is gone must not keep the account open.
        if tokio::time::timeout(PATIENCE, opened.trials.leave()).await.is_err() {
            tracing::warn!("chats are left to end by themselves");
        }
        opened.rollouts.leave().await;
    }

    /// Leaves the account, and ends the practice server if this session has one.
    pub async fn close(&self) {
        self.leave().await;
        let practice = self.practice.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(practice) = practice {
            practice.shutdown().await;
        }
    }

    /// The world of this process's practice account.
    fn world(&self) -> Result<WorldHandle, Failure> {
        let practice = self.practice.lock().unwrap_or_else(PoisonError::into_inner);
        practice.as_ref().map(PracticeServer::world).ok_or_else(only_in_practice)
    }
}

/// What a session stands on.
struct Foundation {
    account: Account,
    region: String,
    profile: Option<String>,
    endpoint: Option<String>,
    clock: Clock,
    practice: Option<PracticeServer>,
}

impl Foundation {
    async fn lay(choice: &Choice) -> Result<Self, Failure> {
        match choice {
            Choice::Practice { time_scale, empty } => {
                let server = start_practice(*time_scale, *empty).await?;
                let clock = Clock::scaled(server.clock().now(), *time_scale);
                let url = server.endpoint();
                Ok(Self { practice: Some(server), ..Self::at(url, None, clock).await? })
            }
            Choice::Endpoint { url, region } => {
                let clock = crate::practice_clock::follow(url).await;
                Self::at(url.clone(), region.clone(), clock).await
            }
            Choice::Profile { name, region, read_only } => {
                let target = Target::Profile { name: name.clone(), region: region.clone() };
                let options = OpenOptions { read_only: *read_only, ..OpenOptions::default() };
                Self::on(target, options, Clock::wall(), None).await
            }
        }
    }

    async fn at(url: String, region: Option<String>, clock: Clock) -> Result<Self, Failure> {
        let region = region.unwrap_or_else(|| crossfade_practice::REGION.to_owned());
        let target = Target::Endpoint { url: url.clone(), region };
        let options = OpenOptions { paced: false, ..OpenOptions::default() };
        Self::on(target, options, clock, Some(url)).await
    }

    async fn on(
        target: Target,
        options: OpenOptions,
        clock: Clock,
        endpoint: Option<String>,
    ) -> Result<Self, Failure> {
        let opened = crossfade_aws::open(target, options).await?;
        let (account, region, profile) = (opened.account, opened.region, opened.profile);
        Ok(Self { account, region, profile, endpoint, clock, practice: None })
    }
}

async fn start_practice(time_scale: f64, empty: bool) -> Result<PracticeServer, Failure> {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let options = PracticeOptions { listen, time_scale, empty, ..PracticeOptions::default() };
    crossfade_practice::serve(options).await.map_err(|error| {
        Failure::new(
            FailureKind::Unavailable,
            "PracticeError",
            format!("The practice account could not be started: {error}."),
            "Close other programs that use many local ports, then choose the practice account again.",
        )
    })
}

async fn opened(
    account: Account,
    region: &str,
    clock: Clock,
    journals: &Path,
    mode: ModeDto,
) -> Result<Opened, Failure> {
    let confirm_by_typing = mode == ModeDto::Live;
    let caller = account.identity.caller().await?;
    let actor = Actor {
        aliases: account.aliases.clone(),
        journal: Journal::open(journals)?,
        clock,
        place: Place { account: caller.account.clone(), region: region.to_owned() },
        caller: caller.arn.clone(),
    };
    let changes = Changes {
        account: account.clone(),
        journal: actor.journal.clone(),
        clock,
        place: actor.place.clone(),
        caller: caller.arn.clone(),
    };
    let recovered = actor.recover().await? + changes.recover().await?;
    let (journal, place) = (actor.journal.clone(), actor.place.clone());
    let trials = Trials::open(account.clone(), journal.clone(), clock, place.clone());
    let offers = Offers::new(account.clone());
    let rollouts = Rollouts::open(account.clone(), journal, clock, place, caller.arn.clone());
    let setups = Setups::open(changes, confirm_by_typing);
    setups.keep_settling(actor.clone(), mode != ModeDto::ReadOnly);
    let desk = Desk::open(account, actor, confirm_by_typing);
    Ok(Opened {
        account: caller.account,
        caller: caller.arn,
        desk,
        rollouts,
        setups,
        trials,
        offers,
        recovered,
    })
}

fn behaviour(broken: BreakageDto) -> Behaviour {
    let usual = Behaviour::default();
    let answering = |answers| Behaviour { answers, ..usual };
    match broken {
        BreakageDto::Fails => Behaviour { error_rate: BROKEN_ERROR_RATE, ..usual },
        BreakageDto::TooSlow => Behaviour { p50_ms: TOO_SLOW_MS, ..usual },
        BreakageDto::Nested => answering(Answers::Nested),
        BreakageDto::NoMap => answering(Answers::NoMap),
        BreakageDto::TooLarge => answering(Answers::TooLarge),
    }
}

fn read_only() -> Failure {
    Failure::new(
        FailureKind::ReadOnly,
        "ReadOnly",
        "The account is open read-only, so nothing was changed.",
        "To change something, open the account without read-only in Settings.",
    )
}

fn only_in_practice() -> Failure {
    Failure::new(
        FailureKind::Conflict,
        "NoPracticeAccount",
        "This can be done on the practice account of this window only.",
        "Do it as you usually do, then look again.",
    )
}
