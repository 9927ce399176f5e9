//! Which Lambda calls a flow leads to, through transfers and modules.
//!
//! Breadth first, each flow once: the way shown is a shortest one, and cycles
//! end by themselves.

use std::collections::{HashSet, VecDeque};

use super::{Atlas, FlowEntry};

/// A Lambda call in another flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// Indexes of the flows on the way, the one with the call last.
    pub via: Vec<usize>,
    /// Index of the call in that flow.
    pub call: usize,
}

pub(super) fn fill(atlas: &mut Atlas) {
    let reached: Vec<Vec<Reached>> =
        (0..atlas.flows.len()).map(|start| reached_from(&atlas.flows, start)).collect();
    for (entry, reached) in atlas.flows.iter_mut().zip(reached) {
        entry.reached = reached;
    }
}

fn reached_from(flows: &[FlowEntry], start: usize) -> Vec<Reached> {
    let mut seen = HashSet::from([start]);
    let mut ahead = VecDeque::from([vec![start]]);
    let mut reached = Vec::new();
    while let Some(path) = ahead.pop_front() {
        let here = path[path.len() - 1];
        let Ok(reading) = &flows[here].reading else { continue };
        if here != start {
            let via = path[1..].to_vec();
            let calls = 0..reading.calls.len();
            reached.extend(calls.map(|call| Reached { via: via.clone(), call }));
        }
        for next in reading.transfers.iter().filter_map(|passage| passage.to) {
            if seen.insert(next) {
                ahead.push_back([path.as_slice(), &[next]].concat());
            }
        }
    }
    reached
}
