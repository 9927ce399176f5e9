//! Which action leads to which.
//!
//! Invariant: transitions to actions that are not there are left out, and where
//! identifiers repeat the first action has the name.

use std::collections::HashMap;

use super::model::{Action, ActionId, Flow, Outcome};

/// A flow's actions by number, with their predecessors.
pub(super) struct Graph<'a> {
    actions: &'a [Action],
    by_id: HashMap<&'a ActionId, usize>,
    start: Option<usize>,
    reachable: Vec<bool>,
    into: Vec<Vec<Edge>>,
}

/// A transition, seen from where it leads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    /// The action that it comes from.
    pub from: usize,
    /// Whether it is taken on an error.
    pub on_error: bool,
}

impl<'a> Graph<'a> {
    pub(super) fn of(flow: &'a Flow) -> Self {
        let actions = flow.actions.as_slice();
        let mut by_id = HashMap::new();
        for (number, action) in actions.iter().enumerate() {
            by_id.entry(&action.id).or_insert(number);
        }
        let start = flow.start.as_ref().and_then(|id| by_id.get(id).copied());
        let mut graph = Self { actions, by_id, start, reachable: Vec::new(), into: Vec::new() };
        graph.reachable = graph.walk();
        graph.into = graph.edges();
        graph
    }

    pub(super) fn contains(&self, id: &ActionId) -> bool {
        self.by_id.contains_key(id)
    }

    pub(super) fn action(&self, number: usize) -> &'a Action {
        &self.actions[number]
    }

    /// Whether a path leads from the start to the action; `true` for all where
    /// it is not known what the flow starts with.
    pub(super) fn is_reachable(&self, number: usize) -> bool {
        self.reachable[number]
    }

    /// Whether the flow begins here, as far as is known.
    pub(super) fn is_entry(&self, number: usize) -> bool {
        match self.start {
            Some(start) => start == number,
            None => self.into[number].is_empty(),
        }
    }

    /// The transitions that lead to the action, from where the flow can get to.
    pub(super) fn into(&self, number: usize) -> &[Edge] {
        &self.into[number]
    }

    fn targets(&self, number: usize) -> impl Iterator<Item = (usize, bool)> {
        self.actions[number].transitions.iter().filter_map(|transition| {
            let to = *self.by_id.get(&transition.to)?;
            Some((to, matches!(transition.on, Outcome::Error(_))))
        })
    }

    fn walk(&self) -> Vec<bool> {
        let Some(start) = self.start else {
            return vec![true; self.actions.len()];
        };
        let mut reachable = vec![false; self.actions.len()];
        let mut open = vec![start];
        reachable[start] = true;
        while let Some(number) = open.pop() {
            for (to, _) in self.targets(number) {
                if !std::mem::replace(&mut reachable[to], true) {
                    open.push(to);
                }
            }
        }
        reachable
    }

    fn edges(&self) -> Vec<Vec<Edge>> {
        let mut into = vec![Vec::new(); self.actions.len()];
        for from in (0..self.actions.len()).filter(|&number| self.reachable[number]) {
            for (to, on_error) in self.targets(from) {
                into[to].push(Edge { from, on_error });
            }
        }
        into
    }
}
