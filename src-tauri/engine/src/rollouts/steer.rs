//! What people ask of rollouts, wherever they are driven.

use std::collections::BTreeMap;

use crossfade_domain::rollout::machine::{Command, Refusal};
use tokio::sync::oneshot;

use super::{Rollouts, deploy, driver::Input, taking_up::POST_IS_READ_EVERY};
use crate::{
    failure::{Failure, FailureKind},
    journal::{DrivenBy, Post, PostedCommand, RolloutId},
    ports::Answer,
};

/// So often is looked for the answer of another copy, before it is told that
/// there is none yet.
const POST_IS_AWAITED: u32 = 50;

impl Rollouts {
    /// Asks something of a rollout: one that is driven here, one that another
    /// running copy drives, or one that nobody drives, which is taken up.
    ///
    /// # Errors
    /// When the rollout refuses, with its reason.
    pub async fn steer(&self, id: &RolloutId, command: Command) -> Answer<()> {
        self.steer_as(id, self.caller.clone(), command).await
    }

    async fn steer_as(&self, id: &RolloutId, who: String, command: Command) -> Answer<()> {
        let entry = self.entry(id).await?;
        if entry.superseded {
            return Err(superseded());
        }
        if entry.start.driver == DrivenBy::CodeDeploy {
            // CodeDeploy stops whoever asks it: that waits for no other copy.
            let at_once = command == Command::Abort && !self.stay.is_over();
            if entry.elsewhere && !at_once {
                return self.post(id, who, command).await;
            }
            return deploy::steer(self, entry, &who, &command).await;
        }
        if let Some(told) = self.tell_driver(id, &who, &command).await {
            return told.map_err(|refusal| refused(&refusal));
        }
        if self.entry(id).await?.elsewhere {
            return self.post(id, who, command).await;
        }
        let (reply, answer) = oneshot::channel();
        let resumes = command == Command::Resume;
        self.take_up_one(id.clone(), Some(Input::Command { who, command, reply })).await?;
        match answer.await.unwrap_or(Ok(())) {
            // Nobody drove it; being taken up is all that was asked for.
            Err(Refusal::NotPaused | Refusal::RollingBack) if resumes => Ok(()),
            told => told.map_err(|refusal| refused(&refusal)),
        }
    }

    /// `None` when it is not driven here.
    async fn tell_driver(
        &self,
        id: &RolloutId,
        who: &str,
        command: &Command,
    ) -> Option<Result<(), Refusal>> {
        let handle = self.conductor.find(id).await?;
        let (reply, answer) = oneshot::channel();
        let (who, command) = (who.to_owned(), command.clone());
        handle.inputs.send(Input::Command { who, command, reply }).await.ok()?;
        // A driver that came to rest meanwhile has dropped it; ask again.
        answer.await.ok()
    }

    /// Asks the copy that has the lease, for as long as there is one.
    async fn post(&self, id: &RolloutId, who: String, command: Command) -> Answer<()> {
        let journal = &self.tools.journal;
        let at = self.tools.clock.now();
        let posted = journal.post_command(id.clone(), at, who.clone(), command.clone()).await?;
        for _ in 0..POST_IS_AWAITED {
            let post = journal.post(posted.clone()).await?;
            let left = match post {
                Post::Answered(answer) => return answered(answer),
                Post::Taken => false,
                Post::Waits | Post::BrokenOff => !self.entry(id).await?.elsewhere,
            };
            if left && self.withdrawn(&posted).await? {
                // A step that was taken must not be taken twice.
                if post == Post::BrokenOff && command != Command::Abort {
                    return Err(broken_off());
                }
                return Box::pin(self.steer_as(id, who, command)).await;
            }
            tokio::time::sleep(POST_IS_READ_EVERY).await;
        }
        if self.withdrawn(&posted).await? {
            return Err(unheard());
        }
        match journal.post(posted).await? {
            Post::Answered(answer) => answered(answer),
            Post::Waits | Post::Taken | Post::BrokenOff => Err(not_done_yet()),
        }
    }

    async fn withdrawn(&self, posted: &str) -> Answer<bool> {
        let at = self.tools.clock.now();
        Ok(self.tools.journal.withdraw_command(posted.to_owned(), at).await?)
    }

    /// Carries out what other copies have posted: what is asked of one rollout
    /// in order, and of none after another's.
    pub(super) async fn hear_posted_commands(&self) {
        let posted = match self.tools.journal.take_posted(self.tools.clock.now()).await {
            Ok(posted) => posted,
            Err(error) => return tracing::warn!(%error, "posted commands could not be read"),
        };
        let mut by_rollout: BTreeMap<String, Vec<PostedCommand>> = BTreeMap::new();
        for command in posted {
            by_rollout.entry(command.rollout.as_str().to_owned()).or_default().push(command);
        }
        for commands in by_rollout.into_values() {
            let rollouts = self.clone();
            tokio::spawn(async move {
                for command in commands {
                    rollouts.obey_posted(command).await;
                }
            });
        }
    }

    async fn obey_posted(&self, posted: PostedCommand) {
        let PostedCommand { id, rollout, who, command } = posted;
        let told = Box::pin(self.steer_as(&rollout, who, command)).await;
        let refusal = told.err().map(|failure| failure.message);
        let answered = self.tools.journal.answer_command(id, self.tools.clock.now(), refusal).await;
        if let Err(error) = answered {
            tracing::warn!(%error, "a posted command's answer could not be written");
        }
    }
}

fn answered(answer: Result<(), String>) -> Answer<()> {
    answer.map_err(|why| conflict("RolloutRefuses", &why))
}

fn unheard() -> Failure {
    Failure::new(
        FailureKind::Unavailable,
        "NoAnswer",
        "The copy of Crossfade that carries this rollout out has not answered; nothing was done, \
         and it will not be done later.",
        "See whether that copy hangs. Once it is ended, the rollout can be steered from here.",
    )
}

fn not_done_yet() -> Failure {
    Failure::new(
        FailureKind::Unavailable,
        "NoAnswer",
        "The copy of Crossfade that carries this rollout out is at it, and is not done yet.",
        "Look at where the rollout stands before you ask again.",
    )
}

fn broken_off() -> Failure {
    Failure::new(
        FailureKind::Unavailable,
        "BrokenOff",
        "The copy of Crossfade that was at it has ended in the middle.",
        "Look at where the rollout stands, and ask again if it is not done.",
    )
}

fn superseded() -> Failure {
    conflict("RolloutSuperseded", "A later rollout of this alias was begun; steer that one.")
}

fn refused(refusal: &Refusal) -> Failure {
    conflict("RolloutRefuses", &refusal.to_string())
}

pub(super) fn conflict(code: &str, message: &str) -> Failure {
    let remedy = "Look at where the rollout stands, and decide anew.";
    Failure::new(FailureKind::Conflict, code, message, remedy)
}
