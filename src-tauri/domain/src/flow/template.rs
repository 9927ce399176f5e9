//! The two flows that prove an alias: `LambdaAlias-test` and `LambdaAlias-loop`.
//!
//! The test flow invokes the alias and says which version answered; the loop
//! does so over and over, with a pause, by transferring to itself. They are our
//! own, in the Flow language, and do what the flows of AWS's article "Invoke an
//! AWS Lambda Function Alias from Amazon Connect" do. Invariant: what comes out
//! passes the validation, but for a loop that does not know its own ARN yet.

mod build;
#[cfg(test)]
mod tests;

use thiserror::Error;

use super::model::Flow;
use crate::arn::FunctionArn;
use build::Sketch;

/// The name that the article gives the test flow.
pub const TEST_NAME: &str = "LambdaAlias-test";
/// The name that the article gives the loop.
pub const LOOP_NAME: &str = "LambdaAlias-loop";
/// What is said when the function has answered. The article's function returns
/// the version that ran as `version`.
pub const SPOKEN: &str = "Lambda version $.External.version was executed";

/// How long the test flow goes on after it has spoken. What a chat said can be
/// read only while it goes on, so one that hung up at once would say it to
/// nobody.
const READING_SECONDS: u32 = 5;

/// A number of seconds that the block does not take.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what} of {seconds} seconds is not within {least} to {most}")]
pub struct OutOfRange {
    /// `a time limit` or `a pause`.
    pub what: &'static str,
    /// The number.
    pub seconds: u32,
    /// The smallest that is taken.
    pub least: u32,
    /// The largest that is taken.
    pub most: u32,
}

/// How long a test flow waits for the function: 3 to 8 seconds. Amazon Connect
/// takes 1 to 8; a cold start may need more than 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeLimit(u32);

impl TimeLimit {
    /// # Errors
    /// [`OutOfRange`] outside of 3 to 8.
    pub const fn new(seconds: u32) -> Result<Self, OutOfRange> {
        let (least, most) = (3, 8);
        if seconds < least || seconds > most {
            return Err(OutOfRange { what: "a time limit", seconds, least, most });
        }
        Ok(Self(seconds))
    }

    /// The seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

/// How long a loop pauses before it starts anew: 1 second to 7 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause(u32);

impl Pause {
    /// # Errors
    /// [`OutOfRange`] outside of 1 to 604,800, as the `Wait` action takes.
    pub const fn new(seconds: u32) -> Result<Self, OutOfRange> {
        let (least, most) = (1, 604_800);
        if seconds < least || seconds > most {
            return Err(OutOfRange { what: "a pause", seconds, least, most });
        }
        Ok(Self(seconds))
    }

    /// The seconds.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

/// A flow that invokes a function once and says what it answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestFlow {
    /// The flow's name, such as [`TEST_NAME`].
    pub name: String,
    /// The alias that it invokes.
    pub alias: FunctionArn,
    /// How long it waits for the answer.
    pub time_limit: TimeLimit,
    /// What it says then, such as [`SPOKEN`]; references are filled in.
    pub spoken: String,
}

impl TestFlow {
    /// The flow: invoke, say, let it be read, hang up; on an error, say so, let
    /// that be read, and hang up.
    #[must_use]
    pub fn flow(&self) -> Flow {
        let mut sketch = Sketch::new(&self.name);
        sketch.invoke_and_say(self, "Let it be read", "Let it be read");
        sketch.let_it_be_read((3, 0), READING_SECONDS);
        sketch.hang_up();
        sketch.into_flow()
    }
}

/// A flow that invokes a function over and over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoopFlow {
    /// What it does each time.
    pub test: TestFlow,
    /// How long it waits before it starts anew. Over voice the `Wait` action takes
    /// its error branch at once, so the loop is for chats.
    pub pause: Pause,
    /// Its own ARN or id; `None` until the flow has been created (status `SAVED`,
    /// which is not validated), because AWS gives it only then.
    pub own: Option<String>,
}

impl LoopFlow {
    /// The flow: invoke, say, wait, transfer to itself; on an error, say so,
    /// let that be read, and hang up.
    #[must_use]
    pub fn flow(&self) -> Flow {
        let mut sketch = Sketch::new(&self.test.name);
        sketch.invoke_and_say(&self.test, "Pause", "Let it be read");
        sketch.pause(self.pause);
        sketch.start_anew(self.own.as_deref().unwrap_or_default(), &self.test.name);
        sketch.let_it_be_read((3, 1), READING_SECONDS);
        sketch.hang_up();
        sketch.into_flow()
    }
}
