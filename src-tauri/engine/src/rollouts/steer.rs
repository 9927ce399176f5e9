//! What people ask of rollouts, wherever they are driven.

use std::time::Duration;

use crossfade_domain::rollout::machine::{Command, Refusal};
use tokio::sync::oneshot;

use super::{Rollouts, deploy, driver::Input};
use crate::{
    failure::{Failure, FailureKind},
    journal::{DrivenBy, PostedCommand, RolloutId},
    ports::Answer,
};

/// Between two looks for commands that other copies have posted.
const POST_IS_READ_EVERY: Duration = Duration::from_millis(300);
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
            if entry.elsewhere {
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

    async fn post(&self, id: &RolloutId, who: String, command: Command) -> Answer<()> {
        let journal = &self.tools.journal;
        let posted = journal.post_command(id.clone(), self.tools.clock.now(), who, command).await?;
        for _ in 0..POST_IS_AWAITED {
            if let Some(answer) = journal.command_answer(posted.clone()).await? {
                return answer.map_err(|why| conflict("RolloutRefuses", &why));
            }
            tokio::time::sleep(POST_IS_READ_EVERY).await;
        }
        Err(Failure::new(
            FailureKind::Unavailable,
            "NoAnswer",
            "The copy of Crossfade that carries this rollout out has not answered yet.",
            "Look at the rollout: it is carried out as soon as that copy reads it.",
        ))
    }

    /// Carries out what other copies post, for as long as the account is open.
    pub(super) fn hear_posted_commands(self) {
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(POST_IS_READ_EVERY).await;
                if self.conductor.is_alone() || self.stay.is_over() {
                    return;
                }
                match self.tools.journal.posted_commands().await {
                    Ok(posted) => {
                        for command in posted {
                            self.obey_posted(command).await;
                        }
                    }
                    Err(error) => tracing::warn!(%error, "posted commands could not be read"),
                }
            }
        });
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
