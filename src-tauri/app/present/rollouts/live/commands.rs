//! What a person can do with a rollout, and what comes of it.

use crossfade_domain::{
    alias::Routing,
    qualifier::Version,
    rollout::{
        forecast::Timing,
        machine::{Command, Machine, PauseCause, State},
    },
    weight::Weight,
};
use crossfade_engine::{
    failure::{Failure, FailureKind},
    journal::Stage,
    rollouts::View,
};

use crate::dto::{CommandStateDto, RolloutCommandDto, ShareDto};

const SUPERSEDED: &str = "A later rollout of this alias was begun; steer that one.";

const ALL: [RolloutCommandDto; 9] = [
    RolloutCommandDto::Pause,
    RolloutCommandDto::Resume,
    RolloutCommandDto::PromoteStep,
    RolloutCommandDto::PromoteFully,
    RolloutCommandDto::Abort,
    RolloutCommandDto::ShipAnyway,
    RolloutCommandDto::Adopt,
    RolloutCommandDto::Overwrite,
    RolloutCommandDto::Leave,
];

/// A command, understood; `seen` is where the person saw the alias stand.
///
/// # Errors
/// When a command that needs it comes without `seen`.
pub fn command(
    command: RolloutCommandDto,
    seen: Option<Vec<ShareDto>>,
) -> Result<Command, Failure> {
    match command {
        RolloutCommandDto::Adopt | RolloutCommandDto::Overwrite => {
            Ok(asked(command, &routing(seen.unwrap_or_default())?))
        }
        RolloutCommandDto::Pause
        | RolloutCommandDto::Resume
        | RolloutCommandDto::PromoteStep
        | RolloutCommandDto::PromoteFully
        | RolloutCommandDto::Abort
        | RolloutCommandDto::ShipAnyway
        | RolloutCommandDto::Leave => Ok(asked(command, &Routing::all_to(Version::Latest))),
    }
}

fn asked(command: RolloutCommandDto, seen: &Routing) -> Command {
    match command {
        RolloutCommandDto::Pause => Command::Pause,
        RolloutCommandDto::Resume => Command::Resume,
        RolloutCommandDto::PromoteStep => Command::PromoteStep,
        RolloutCommandDto::PromoteFully => Command::PromoteFully,
        RolloutCommandDto::Abort => Command::Abort,
        RolloutCommandDto::ShipAnyway => Command::ShipAnyway,
        RolloutCommandDto::Adopt => Command::Adopt { seen: seen.clone() },
        RolloutCommandDto::Overwrite => Command::Overwrite { seen: seen.clone() },
        RolloutCommandDto::Leave => Command::Leave,
    }
}

/// The routing of shares as the window was told them: the alias's own version
/// first.
fn routing(seen: Vec<ShareDto>) -> Result<Routing, Failure> {
    let mut shares = seen.into_iter();
    let parsed = |share: ShareDto| -> Result<(Version, Weight), Failure> {
        let version = share.version.parse().map_err(|_| unseen())?;
        Ok((version, Weight::from_percent(share.percent).map_err(|_| unseen())?))
    };
    let (version, _) = parsed(shares.next().ok_or_else(unseen)?)?;
    let additional = shares.next().map(parsed).transpose()?;
    Ok(Routing { version, additional })
}

fn unseen() -> Failure {
    Failure::new(
        FailureKind::Invalid,
        "InvalidInput",
        "It is not said where the alias was seen.",
        "Look at the rollout again, then decide.",
    )
}

/// Whether callers are moved on by it, and not only held or taken back.
pub fn moves_on(command: RolloutCommandDto, machine: Option<&Machine>) -> bool {
    match command {
        RolloutCommandDto::PromoteStep
        | RolloutCommandDto::PromoteFully
        | RolloutCommandDto::ShipAnyway
        | RolloutCommandDto::Adopt
        | RolloutCommandDto::Overwrite => true,
        RolloutCommandDto::Resume => machine.is_some_and(|it| takes_a_step(it.state())),
        RolloutCommandDto::Pause | RolloutCommandDto::Abort | RolloutCommandDto::Leave => false,
    }
}

/// Whether callers may be moved on by it, wherever the rollout stands.
pub const fn may_move_on(command: RolloutCommandDto) -> bool {
    match command {
        RolloutCommandDto::Resume
        | RolloutCommandDto::PromoteStep
        | RolloutCommandDto::PromoteFully
        | RolloutCommandDto::ShipAnyway
        | RolloutCommandDto::Adopt
        | RolloutCommandDto::Overwrite => true,
        RolloutCommandDto::Pause | RolloutCommandDto::Abort | RolloutCommandDto::Leave => false,
    }
}

/// Whether going on means the next step.
const fn takes_a_step(state: &State) -> bool {
    matches!(state, State::Paused(PauseCause::Plan | PauseCause::Inconclusive { .. }))
}

/// Every command, live or with the reason why not.
pub(super) fn of_machine(machine: &Machine, timing: &Timing, view: &View) -> Vec<CommandStateDto> {
    let superseded = view.entry.superseded;
    let seen = machine
        .drift()
        .map_or_else(|| Routing::all_to(machine.setup().from), |drift| drift.found.clone());
    let told = |command: RolloutCommandDto| {
        let asked = asked(command, &seen);
        // Where nobody carries it out, taking it up is something to do.
        let resumes = command == RolloutCommandDto::Resume && !view.attended;
        let live = (machine.offers(&asked) || resumes) && !superseded;
        let why_not = match machine.allows(&asked) {
            _ if superseded => Some(SUPERSEDED.to_owned()),
            _ if live => None,
            Err(refusal) => Some(refusal.to_string()),
            Ok(()) => Some("It is so already.".to_owned()),
        };
        let types = moves_on(command, Some(machine));
        CommandStateDto { command, live, why_not, does: does(command, machine, timing), types }
    };
    ALL.into_iter().map(told).collect()
}

fn does(command: RolloutCommandDto, machine: &Machine, timing: &Timing) -> String {
    let setup = machine.setup();
    let (from, to) = (setup.from, setup.to);
    let refused = matches!(machine.state(), State::NeedsAttention(_));
    match command {
        RolloutCommandDto::Pause => {
            format!("Version {to} stays at {} until you resume.", machine.weight())
        }
        RolloutCommandDto::Resume if takes_a_step(machine.state()) => next_step(machine),
        RolloutCommandDto::Resume if matches!(machine.state(), State::RollingBack(_)) => {
            format!("Goes on giving version {from} every call.")
        }
        RolloutCommandDto::Resume => {
            "Goes on from where it stands, as planned; the gates are read first.".to_owned()
        }
        RolloutCommandDto::PromoteStep => next_step(machine),
        RolloutCommandDto::PromoteFully => {
            format!("Every call goes to version {to} now; no further step is watched.")
        }
        RolloutCommandDto::Abort if refused => {
            format!("Tries once more to give version {from} every call; it was refused before.")
        }
        RolloutCommandDto::Abort => format!(
            "Every call goes back to version {from}, within {} at worst.",
            timing.call_timeout * 2
        ),
        RolloutCommandDto::ShipAnyway => {
            "Starts although alarms fire; they count again once they have been OK.".to_owned()
        }
        RolloutCommandDto::Adopt => "Goes on from where the alias stands now.".to_owned(),
        RolloutCommandDto::Overwrite => {
            "Sets the alias to where the rollout wants it, over the other change.".to_owned()
        }
        RolloutCommandDto::Leave => {
            "Ends the rollout, and leaves the alias as it stands.".to_owned()
        }
    }
}

fn next_step(machine: &Machine) -> String {
    let setup = machine.setup();
    let next = machine.position().map_or(0, |step| step + 1);
    let weight = setup.plan.step(next).map_or(Weight::ALL, |step| step.weight);
    format!("{weight} of the calls go to version {} now.", setup.to)
}

/// While CodeDeploy is at it, it can be told to roll back; what it left is up
/// to this program.
pub(super) fn of_code_deploy(view: &View) -> Vec<CommandStateDto> {
    let from = view.entry.start.from;
    let told = |command| {
        let why_not = why_not_with_code_deploy(command, view).map(str::to_owned);
        let does = match command {
            RolloutCommandDto::Abort if view.entry.waits() => format!(
                "This program sends every call to version {from}, with one `UpdateAlias`; \
                 CodeDeploy takes no part in it."
            ),
            RolloutCommandDto::Abort => format!(
                "CodeDeploy stops, and starts a deployment of its own that gives every call back \
                 to version {from}."
            ),
            RolloutCommandDto::Overwrite => format!(
                "Sends every call to version {from}, over the other change, with one `UpdateAlias`."
            ),
            RolloutCommandDto::Leave => {
                "Ends the rollout, and leaves the alias as it stands.".to_owned()
            }
            RolloutCommandDto::Pause
            | RolloutCommandDto::Resume
            | RolloutCommandDto::PromoteStep
            | RolloutCommandDto::PromoteFully
            | RolloutCommandDto::ShipAnyway
            | RolloutCommandDto::Adopt => String::new(),
        };
        let types = moves_on(command, None);
        CommandStateDto { command, live: why_not.is_none(), why_not, does, types }
    };
    ALL.into_iter().map(told).collect()
}

fn why_not_with_code_deploy(command: RolloutCommandDto, view: &View) -> Option<&'static str> {
    let stage = view.entry.standing.stage;
    if view.entry.superseded {
        return Some(SUPERSEDED);
    }
    let drifted = view.moved_after_deployment().is_some();
    match (command, stage) {
        (RolloutCommandDto::Abort, Stage::RolledBack | Stage::RollingBack) => {
            Some("It is so already.")
        }
        (_, Stage::Completed) => Some("The rollout is completed; start a new one."),
        (_, Stage::RolledBack | Stage::Left) => Some("The rollout is over; start a new one."),
        (RolloutCommandDto::Abort, Stage::NeedsAttention) if drifted => {
            Some("Somebody else moved the alias; overwrite that, or leave it.")
        }
        (RolloutCommandDto::Overwrite, Stage::NeedsAttention) if !drifted => {
            Some("Nobody else has moved the alias.")
        }
        (RolloutCommandDto::Abort, _)
        | (RolloutCommandDto::Overwrite | RolloutCommandDto::Leave, Stage::NeedsAttention) => None,
        (
            RolloutCommandDto::Pause
            | RolloutCommandDto::Resume
            | RolloutCommandDto::PromoteStep
            | RolloutCommandDto::PromoteFully
            | RolloutCommandDto::ShipAnyway
            | RolloutCommandDto::Adopt
            | RolloutCommandDto::Overwrite
            | RolloutCommandDto::Leave,
            _,
        ) => Some("CodeDeploy carries it out: it can be rolled back, and nothing else."),
    }
}
