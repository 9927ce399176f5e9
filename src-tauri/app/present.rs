//! From what the engine says to what the window is told.

mod acts;
mod atlas;
mod chart;
mod files;
mod functions;
mod rollouts;
mod setup;
mod trials;

use std::path::Path;

use crossfade_domain::{alias::Routing, qualifier::Version, weight::Weight};
use crossfade_engine::{
    failure::{Failure, FailureKind},
    ports::Instance,
};
use jiff::Timestamp;

use crate::{
    dto::{FailureDto, InstanceDto, ProfileDto, SessionDto, SettingsDto, ShareDto},
    session::{Profile, Session},
    settings::Settings,
};

pub use acts::{act, change, review};
pub use atlas::{atlas, scan_progress};
pub use chart::{alarm_marks, chart, lane_name, marks, range, stop_marks};
pub use files::{exported, filled, flow_file, offers};
pub use functions::{AliasContext, alarm, alias, function_detail, function_row};
pub use rollouts::*;
pub use setup::{
    carried, change_entry, changed_since, leftover, moves, setup_review, task, task_row, test_goal,
};
pub use trials::{chat, open_chat, sample, stack, traffic};

/// What failed, for a person.
pub fn failure(failure: &Failure) -> FailureDto {
    FailureDto {
        refusal: failure.kind.is_refusal(),
        code: failure.code.clone(),
        message: failure.message.clone(),
        remedy: failure.remedy.clone(),
        detail: failure.detail.clone(),
        signed_out: (failure.kind == FailureKind::SignedOut).then_some(true),
    }
}

/// The open account.
pub fn session(session: &Session) -> SessionDto {
    let opened = session.opened.as_ref();
    SessionDto {
        number: session.number,
        mode: session.mode,
        account: opened.ok().map(|opened| opened.account.clone()),
        caller: opened.ok().map(|opened| opened.caller.clone()),
        region: session.region.clone(),
        profile: session.profile.clone(),
        signs_in_by: session.signs_in_by.clone(),
        time_factor: session.clock.factor(),
        now: instant(session.clock.now()),
        endpoint: session.endpoint.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        problem: opened.err().map(failure),
        recovered_acts: opened.map_or(0, |opened| opened.recovered),
    }
}

/// The settings. Profiles that cannot be read leave all else to be chosen.
pub fn settings(
    settings: Settings,
    profiles: Result<Vec<Profile>, Failure>,
    data: &Path,
) -> SettingsDto {
    let (profiles, failed) = match profiles {
        Ok(profiles) => (profiles, None),
        Err(why) => (Vec::new(), Some(failure(&why))),
    };
    SettingsDto {
        account: settings.account,
        theme: settings.theme,
        profiles: profiles.into_iter().map(profile).collect(),
        profiles_failed: failed,
        data_folder: data.display().to_string(),
    }
}

/// A profile of `~/.aws`.
fn profile(profile: Profile) -> ProfileDto {
    let Profile { name, region, sign_in, .. } = profile;
    ProfileDto { name, region, sign_in }
}

/// An instance.
pub fn instance(instance: &Instance) -> InstanceDto {
    InstanceDto {
        arn: instance.arn.to_string(),
        id: instance.arn.id.clone(),
        alias: instance.alias.clone(),
        status: instance.status.clone(),
    }
}

/// Versions with percentages, the larger part of the alias first.
pub fn shares(routing: &Routing) -> Vec<ShareDto> {
    let share = |(version, weight): (Version, Weight)| ShareDto {
        version: version.to_string(),
        percent: weight.percent(),
    };
    routing.shares().into_iter().map(share).collect()
}

/// RFC 3339, UTC.
fn instant(at: Timestamp) -> String {
    at.to_string()
}

/// Milliseconds since 1970.
fn millis(at: Timestamp) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds fit until the year 287396")]
    let millis = at.as_millisecond() as f64;
    millis
}

/// A count for the screen; no list is longer than `u32` counts.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_that_cannot_be_read_leave_all_else_to_be_chosen() {
        let why = Failure::new(FailureKind::Invalid, "UnreadableProfiles", "No.", "Correct it.");
        let told = settings(Settings::default(), Err(why), Path::new("/data"));
        assert_eq!(told.account, Settings::default().account);
        assert!(told.profiles.is_empty());
        assert_eq!(told.profiles_failed.map(|why| why.code).as_deref(), Some("UnreadableProfiles"));
    }
}
