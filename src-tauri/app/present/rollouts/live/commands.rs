//! What a person can do with a rollout, and what comes of it.

use crossfade_domain::{
    alias::Routing,
    qualifier::Version,
    rollout::{
        forecast::Timing,
        machine::{Command, Machine, State},
    },
    weight::Weight,
};
use crossfade_engine::{
    failure::{Failure, FailureKind},
    journal::Stage,
    rollouts::View,
};

use crate::dto::{CommandStateDto, RolloutCommandDto, ShareDto};

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

/// Every command, live or with the reason why not.
pub(super) fn of_machine(machine: &Machine, timing: &Timing) -> Vec<CommandStateDto> {
    let seen = machine
        .drift()
        .map_or_else(|| Routing::all_to(machine.setup().from), |drift| drift.found.clone());
    let told = |command: RolloutCommandDto| {
        let asked = asked(command, &seen);
        let live = machine.offers(&asked);
        let why_not = match machine.allows(&asked) {
            Err(refusal) => Some(refusal.to_string()),
            Ok(()) if live => None,
            Ok(()) => Some("It is so already.".to_owned()),
        };
        CommandStateDto { command, live, why_not, does: does(command, machine, timing) }
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
        RolloutCommandDto::Resume => "Goes on from where it stands.".to_owned(),
        RolloutCommandDto::PromoteStep => {
            let next = machine.position().map_or(0, |step| step + 1);
            let weight = setup.plan.step(next).map_or(Weight::ALL, |step| step.weight);
            format!("{weight} of the calls go to version {to} now.")
        }
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

/// CodeDeploy knows one command.
pub(super) fn of_code_deploy(view: &View) -> Vec<CommandStateDto> {
    let from = view.entry.start.from;
    let over = match view.entry.standing.stage {
        Stage::RolledBack | Stage::RollingBack => Some("It is so already."),
        Stage::Completed => Some("The rollout is completed; start a new one."),
        Stage::Preparing
        | Stage::Shifting
        | Stage::Watching
        | Stage::Paused
        | Stage::Promoting
        | Stage::NeedsAttention => None,
    };
    let told = |command| {
        let abort = command == RolloutCommandDto::Abort;
        let cannot = "CodeDeploy carries it out: it can be rolled back, and nothing else.";
        let why_not = if abort { over } else { Some(cannot) };
        let does = if abort {
            format!("CodeDeploy stops and gives every call back to version {from}.")
        } else {
            String::new()
        };
        CommandStateDto {
            command,
            live: why_not.is_none(),
            why_not: why_not.map(str::to_owned),
            does,
        }
    };
    ALL.into_iter().map(told).collect()
}
