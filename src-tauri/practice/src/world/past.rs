//! Eventual consistency: for a while after a write, lists and gets answer as
//! before.
//!
//! Invariant: writes are always decided on the present.

use std::{
    collections::{BTreeMap, VecDeque},
    mem::swap,
    time::Duration,
};

use super::{World, contact_centre::ContactCentre, function::Function};

/// What reads still see, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Past(VecDeque<Moment>);

/// The account as it was before a write.
#[derive(Debug)]
struct Moment {
    /// When the write is seen.
    seen_ms: i64,
    functions: BTreeMap<String, Function>,
    centre: ContactCentre,
}

impl World {
    /// Lets `write` change the account; reads see it only after `lag`.
    pub(crate) fn written<T, E>(
        &mut self,
        lag: Duration,
        write: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        if lag.is_zero() {
            return write(self);
        }
        let lag_ms = i64::try_from(lag.as_millis()).unwrap_or(i64::MAX);
        let moment = Moment {
            seen_ms: self.now_ms().saturating_add(lag_ms),
            functions: self.functions.clone(),
            centre: self.centre.clone(),
        };
        let written = write(self)?;
        self.past.0.push_back(moment);
        Ok(written)
    }

    /// Lets `read` see the account without the writes that are not seen yet.
    pub(crate) fn read_back<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let now_ms = self.now_ms();
        self.past.0.retain(|moment| moment.seen_ms > now_ms);
        let Some(mut moment) = self.past.0.pop_front() else { return read(self) };
        self.trade(&mut moment);
        let seen = read(self);
        self.trade(&mut moment);
        self.past.0.push_front(moment);
        seen
    }

    fn trade(&mut self, moment: &mut Moment) {
        swap(&mut self.functions, &mut moment.functions);
        swap(&mut self.centre, &mut moment.centre);
    }
}
