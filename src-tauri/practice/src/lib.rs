//! The practice account: an AWS look-alike that serves AWS's own wire
//! protocols on loopback.
//!
//! Its job is to let real AWS clients (the SDKs, `awscli`, `boto3`) work with
//! no AWS account. Invariant: what a client can see here, it could see at AWS;
//! everything that AWS does not have lives under `/_practice/`.

mod clock;
mod cloudformation;
mod cloudwatch;
mod codedeploy;
mod connect;
mod connection;
mod control;
mod gate;
mod lambda;
mod options;
mod participant;
mod quirks;
mod server;
mod socket;
mod sts;
mod wire;
mod world;

pub use clock::WorldClock;
pub use control::{ControlError, WorldHandle};
pub use options::{Faults, NotFaults, NotQuota, PracticeOptions, Quota};
pub use quirks::{NotQuirks, Quirks};
pub use server::{PracticeError, PracticeServer, serve};
pub use world::{
    account::{ACCOUNT, INSTANCE_ALIAS, INSTANCE_ID, REGION},
    behaviour::{Answers, Behaviour},
};

/// A command line that is ready to be pasted: it lists the practice account's
/// contact flows with `awscli` and dummy credentials.
#[must_use]
pub fn usage_example(endpoint: &str) -> String {
    format!(
        "AWS_ACCESS_KEY_ID=practice AWS_SECRET_ACCESS_KEY=practice AWS_DEFAULT_REGION={REGION} \
         aws --endpoint-url {endpoint} connect list-contact-flows --instance-id {INSTANCE_ID}"
    )
}
