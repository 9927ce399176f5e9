//! Open entries that somebody in this program is at: nobody else settles them
//! meanwhile.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{ActId, ChangeId, Journal};

/// How many are at each entry.
#[derive(Debug, Clone, Default)]
pub(super) struct Attendance(Arc<Mutex<HashMap<String, usize>>>);

/// Somebody is at an entry for as long as this lives.
#[derive(Debug)]
pub(crate) struct Attending {
    all: Attendance,
    id: String,
}

impl Journal {
    /// Says that somebody is at a change.
    pub(crate) fn attend(&self, id: &ChangeId) -> Attending {
        self.attend_entry(id.as_str())
    }

    /// Says that somebody is at an act.
    pub(crate) fn attend_act(&self, id: &ActId) -> Attending {
        self.attend_entry(id.as_str())
    }

    fn attend_entry(&self, id: &str) -> Attending {
        let (all, id) = (self.attendance.clone(), id.to_owned());
        all.with(|all| *all.entry(id.clone()).or_default() += 1);
        Attending { all, id }
    }
}

impl Attending {
    /// Whether nobody else is at it.
    pub(crate) fn is_alone(&self) -> bool {
        self.if_alone(|| ()).is_some()
    }

    /// What `act` answers, unless somebody else is at it; nobody comes to it
    /// meanwhile.
    pub(super) fn if_alone<T>(&self, act: impl FnOnce() -> T) -> Option<T> {
        self.all.with(|all| all.get(&self.id).is_none_or(|count| *count == 1).then(act))
    }
}

impl Attendance {
    fn with<T>(&self, act: impl FnOnce(&mut HashMap<String, usize>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Attending {
    fn drop(&mut self) {
        self.all.with(|all| {
            if let Some(count) = all.get_mut(&self.id) {
                *count -= 1;
                if *count == 0 {
                    all.remove(&self.id);
                }
            }
        });
    }
}
