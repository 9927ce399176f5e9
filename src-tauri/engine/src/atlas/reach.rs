//! Which Lambda calls a flow leads to, through transfers and modules, and where
//! nobody can say.
//!
//! Breadth first, each flow once: the way shown is a shortest one, and cycles
//! end by themselves.

use std::collections::{HashSet, VecDeque};

use super::{Atlas, FlowEntry, FlowReading};

/// A Lambda call in another flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Indexes of the flows on the way, the one with the call last.
    pub via: Vec<usize>,
    /// Index of the call in that flow.
    pub call: usize,
}

/// A way on from a flow of which nobody can say what it calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Indexes of the flows on the way, the one with the gap last; empty when
    /// it is the flow's own.
    pub via: Vec<usize>,
    /// Why nobody can say.
    pub cause: GapCause,
}

/// Why nobody can say what is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GapCause {
    /// The flow's content could not be read; why, in a sentence.
    Unreadable(String),
    /// Where it leads is decided while a call runs, by this expression.
    AtRunTime(String),
    /// It leads to what the scan did not find.
    NotFound(String),
}

pub(super) fn fill(atlas: &mut Atlas) {
    let ways: Vec<Ways> = (0..atlas.flows.len()).map(|start| from(&atlas.flows, start)).collect();
    for (entry, Ways { reached, gaps }) in atlas.flows.iter_mut().zip(ways) {
        entry.reached = reached;
        entry.gaps = gaps;
    }
}

#[derive(Default)]
struct Ways {
    reached: Vec<Reached>,
    gaps: Vec<Gap>,
}

fn from(flows: &[FlowEntry], start: usize) -> Ways {
    let mut seen = HashSet::from([start]);
    let mut ahead = VecDeque::from([vec![start]]);
    let mut ways = Ways::default();
    while let Some(path) = ahead.pop_front() {
        let here = path[path.len() - 1];
        let via = path[1..].to_vec();
        let reading = match &flows[here].reading {
            Ok(reading) => reading,
            Err(why) => {
                ways.gaps.push(Gap { via, cause: GapCause::Unreadable(why.clone()) });
                continue;
            }
        };
        ways.gaps.extend(own_gaps(reading, &via));
        if here != start {
            let calls = 0..reading.calls.len();
            ways.reached.extend(calls.map(|call| Reached { via: via.clone(), call }));
        }
        for next in reading.transfers.iter().filter_map(|passage| passage.to) {
            if seen.insert(next) {
                ahead.push_back([path.as_slice(), &[next]].concat());
            }
        }
    }
    ways
}

/// Where one flow leads and nobody can say what comes then, each once.
fn own_gaps(reading: &FlowReading, via: &[usize]) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    for passage in reading.transfers.iter().filter(|passage| passage.to.is_none()) {
        let target = passage.target.clone();
        let cause = if passage.at_run_time {
            GapCause::AtRunTime(target)
        } else {
            GapCause::NotFound(target)
        };
        let gap = Gap { via: via.to_vec(), cause };
        if !gaps.contains(&gap) {
            gaps.push(gap);
        }
    }
    gaps
}
