//! Who calls when.
//!
//! Callers arrive at random and independently (a Poisson process), more by day
//! than by night. Invariant: the arrivals of one line depend on the seed, the
//! line and the time only, not on how often anybody looks.

use std::{cmp::Ordering, collections::BinaryHeap, f64::consts::TAU};

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::caller::{Caller, Scene};

/// Where the callers of a line come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// By the phone number with this id.
    Number(String),
    /// By chat, into the flow with this id.
    Chat(String),
}

/// All lines, and all callers under way.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    /// 1 is the usual traffic, 0 none.
    factor: f64,
    lines: Vec<Line>,
    under_way: BinaryHeap<UnderWay>,
    count: u64,
}

#[derive(Debug)]
struct Line {
    entry: Entry,
    /// Callers per minute at the busiest time of day.
    per_minute: f64,
    draws: ChaCha8Rng,
    next_ms: i64,
}

#[derive(Debug)]
struct UnderWay {
    at_ms: i64,
    number: u64,
    caller: Caller,
}

impl PartialEq for UnderWay {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for UnderWay {}

impl PartialOrd for UnderWay {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for UnderWay {
    /// The earliest comes out of the heap first.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at_ms, other.number).cmp(&(self.at_ms, self.number))
    }
}

impl Traffic {
    /// Lines with callers per minute at the busiest time, from `start_ms` on.
    pub(crate) fn new(seed: u64, lines: Vec<(Entry, f64)>, start_ms: i64) -> Self {
        let mut traffic = Self { factor: 1.0, ..Self::default() };
        for (number, (entry, per_minute)) in (0_u64..).zip(lines) {
            let draws = ChaCha8Rng::seed_from_u64(mix(seed, number));
            let mut line = Line { entry, per_minute, draws, next_ms: start_ms };
            line.schedule(start_ms, traffic.factor);
            traffic.lines.push(line);
        }
        traffic
    }

    /// How much traffic there is, compared with the usual.
    pub(crate) fn factor(&self) -> f64 {
        self.factor
    }

    /// Makes traffic thinner or denser from `now_ms` on.
    pub(crate) fn set_factor(&mut self, factor: f64, now_ms: i64) {
        self.factor = factor;
        for line in &mut self.lines {
            line.schedule(now_ms, factor);
        }
    }

    /// Leaves out everything before `at_ms`.
    pub(crate) fn skip_to(&mut self, at_ms: i64) {
        self.under_way.clear();
        let factor = self.factor;
        for line in self.lines.iter_mut().filter(|line| line.next_ms < at_ms) {
            line.schedule(at_ms, factor);
        }
    }

    /// Lets everything happen that lies before `until_ms`, in its order.
    pub(crate) fn advance(&mut self, scene: &mut Scene<'_>, until_ms: i64) {
        loop {
            let arrival = self.lines.iter().enumerate().min_by_key(|(_, line)| line.next_ms);
            let arrival = arrival.map(|(place, line)| (line.next_ms, place));
            let due = self.under_way.peek().map(|it| it.at_ms);
            match (due, arrival) {
                (Some(due), at) if due < until_ms && at.is_none_or(|(at, _)| due <= at) => {
                    self.go_on(scene);
                }
                (_, Some((at, place))) if at < until_ms => self.arrive(scene, place),
                _ => return,
            }
        }
    }

    fn go_on(&mut self, scene: &mut Scene<'_>) {
        let Some(UnderWay { at_ms, number, mut caller }) = self.under_way.pop() else { return };
        if let Some(at_ms) = caller.proceed(scene, at_ms) {
            self.under_way.push(UnderWay { at_ms, number, caller });
        }
    }

    fn arrive(&mut self, scene: &mut Scene<'_>, place: usize) {
        let line = &mut self.lines[place];
        let at_ms = line.next_ms;
        line.schedule(at_ms, self.factor);
        let (flow, channel) = match &line.entry {
            Entry::Number(id) => {
                let number = scene.centre.numbers.iter().find(|number| number.id == *id);
                (number.and_then(|number| number.flow.as_ref()), "VOICE")
            }
            Entry::Chat(flow) => (Some(flow), "CHAT"),
        };
        let flow = flow.and_then(|id| scene.centre.flows.get(id));
        let Some(mut caller) = flow.and_then(|flow| Caller::enter(flow, channel)) else {
            return;
        };
        self.count += 1;
        if let Some(at_ms) = caller.proceed(scene, at_ms) {
            self.under_way.push(UnderWay { at_ms, number: self.count, caller });
        }
    }
}

impl Line {
    /// Draws the next arrival after `from_ms` by thinning: candidates come at
    /// the busiest rate and are kept as often as the hour is busy.
    fn schedule(&mut self, from_ms: i64, factor: f64) {
        let rate = self.per_minute * factor;
        if rate <= 0.0 {
            self.next_ms = i64::MAX;
            return;
        }
        let mut at = from_ms;
        loop {
            let draw: f64 = self.draws.random();
            let gap_ms = -(1.0 - draw).ln() / rate * 60_000.0;
            #[expect(clippy::cast_possible_truncation, reason = "gaps are minutes, not ages")]
            let gap_ms = gap_ms as i64 + 1;
            at = at.saturating_add(gap_ms);
            if self.draws.random::<f64>() < busyness(at) {
                self.next_ms = at;
                return;
            }
        }
    }
}

/// How busy the time of day is, 0.4 at night to 1 in the early afternoon.
fn busyness(at_ms: i64) -> f64 {
    const DAY_MS: i64 = 24 * 60 * 60_000;
    #[expect(clippy::cast_precision_loss, reason = "a day of milliseconds fits")]
    let day = at_ms.rem_euclid(DAY_MS) as f64 / DAY_MS as f64;
    // 13:00 UTC is 14:00 where the centre is.
    let turn = (day - 13.0 / 24.0) * TAU;
    0.7 + 0.3 * turn.cos()
}

/// One number out of two, well spread (`SplitMix64`).
fn mix(seed: u64, line: u64) -> u64 {
    let mut mixed = (seed ^ line.rotate_left(32)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
