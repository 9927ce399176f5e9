//! Reads the gates of all rollouts together.
//!
//! CloudWatch is asked once a round for everybody: one `DescribeAlarms` over
//! all alarms, one `GetMetricData` over all series. Who asks before the next
//! round is due waits for it, and so falls into step with the others.
//!
//! Points that are old enough to be final are kept, so a rollout that runs for
//! a day does not read that day again every ten seconds.
//!
//! Invariant: an answer holds only what CloudWatch said; a part that could not
//! be read is told as that, for exactly those who asked for it.

mod tally;

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use crossfade_domain::{
    qualifier::AliasName,
    rollout::{
        gates::{AlarmReading, AlarmState as Read, Measurement, NotMeasured},
        machine::MeasureRequest,
        time::Span,
    },
};
use futures::future::join;
use jiff::{SignedDuration, Timestamp};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, timeout},
};

use super::calls::timestamp;
use crate::{
    clock::Clock,
    ports::{Account, Alarm, AlarmState, MetricQuery, MetricWindow},
};
use tally::{Points, queries, traffic};

/// How long the first of a round waits for others, at most a tenth of the
/// interval between rounds.
const GATHER: Duration = Duration::from_millis(250);
/// CloudWatch adds to a minute for a while after it has passed; minutes older
/// than this are taken as final.
const FINAL_AFTER: SignedDuration = SignedDuration::from_mins(15);
/// What nobody asked for in so many rounds is forgotten.
const FORGOTTEN_AFTER: u64 = 30;
/// A round that takes longer than this on the wall is given up.
const ROUND_TIMEOUT: Duration = Duration::from_secs(20);

/// The way to the meter; cheap to clone.
#[derive(Clone)]
pub(super) struct Meter {
    asks: mpsc::Sender<Ask>,
    clock: Clock,
}

struct Ask {
    function: String,
    alias: AliasName,
    request: MeasureRequest,
    reply: oneshot::Sender<(Measurement, Timestamp)>,
}

impl Meter {
    /// A meter that reads about once in `interval` of the account's time for
    /// as long as anybody asks.
    pub(super) fn start(account: Account, clock: Clock, interval: Span) -> Self {
        let (asks, inbox) = mpsc::channel(1024);
        let wall = f64::from(u32::try_from(interval.millis()).unwrap_or(u32::MAX)) / 1000.0;
        let round = Duration::from_secs_f64(wall / clock.factor());
        let rounds = Rounds { account, clock, round, last: None, kept: HashMap::new(), number: 0 };
        tokio::spawn(rounds.run(inbox));
        Self { asks, clock }
    }

    /// Reads what a rollout's gates need; answers that, and when the reading of
    /// it was begun.
    pub(super) async fn measure(
        &self,
        function: &str,
        alias: &AliasName,
        request: MeasureRequest,
    ) -> (Measurement, Timestamp) {
        let (reply, answer) = oneshot::channel();
        let ask = Ask {
            function: function.to_owned(),
            alias: alias.clone(),
            request: request.clone(),
            reply,
        };
        // A meter that is gone belongs to an account that was left.
        drop(self.asks.send(ask).await);
        let left = |_| (unread(&request, "The account was left."), self.clock.now());
        answer.await.unwrap_or_else(left)
    }
}

fn unread(request: &MeasureRequest, why: &str) -> Measurement {
    let missing = || NotMeasured(why.to_owned());
    Measurement {
        alarms: (!request.alarms.is_empty()).then(|| Err(missing())),
        traffic: request.traffic.map(|_| Err(missing())),
    }
}

/// A series as far as it was read.
struct Kept {
    points: Points,
    /// The first minute that was read.
    from: Timestamp,
    /// Where reading has to go on: everything before is final.
    open_from: Timestamp,
    round: u64,
}

struct Rounds {
    account: Account,
    clock: Clock,
    round: Duration,
    last: Option<Instant>,
    kept: HashMap<MetricQuery, Kept>,
    number: u64,
}

impl Rounds {
    async fn run(mut self, mut inbox: mpsc::Receiver<Ask>) {
        while let Some(first) = inbox.recv().await {
            let mut asks = vec![first];
            self.gather(&mut inbox, &mut asks).await;
            self.number += 1;
            self.last = Some(now());
            self.answer(asks).await;
        }
    }

    /// Waits for others, and for the next round where all that is asked for is
    /// read in rounds already.
    async fn gather(&self, inbox: &mut mpsc::Receiver<Ask>, asks: &mut Vec<Ask>) {
        let soon = now() + GATHER.min(self.round / 10);
        let next = self.last.map_or(soon, |last| (last + self.round).max(soon));
        loop {
            let until = if asks.iter().any(|ask| self.is_new(ask)) { soon } else { next };
            match tokio::time::timeout_at(until, inbox.recv()).await {
                Ok(Some(ask)) => asks.push(ask),
                Ok(None) | Err(_) => return,
            }
        }
    }

    /// Whether somebody asks for series for the first time.
    fn is_new(&self, ask: &Ask) -> bool {
        let asked = ask.request.traffic.map(|traffic| queries(&ask.function, &ask.alias, &traffic));
        asked.iter().flatten().any(|query| !self.kept.contains_key(query))
    }

    async fn answer(&mut self, asks: Vec<Ask>) {
        let names: BTreeSet<&String> = asks.iter().flat_map(|ask| &ask.request.alarms).collect();
        let names: Vec<String> = names.into_iter().cloned().collect();
        let now = self.clock.now();
        let reads = self.reads(&asks, now);
        let both = join(self.alarms(&names), self.series(reads));
        let (alarms, failed) = if let Ok((alarms, series)) = timeout(ROUND_TIMEOUT, both).await {
            (alarms, self.keep(series, now))
        } else {
            let why = || NotMeasured("CloudWatch did not answer in time.".to_owned());
            let all = asks.iter().filter_map(|ask| ask.request.traffic.map(|it| (ask, it)));
            let all = all.flat_map(|(ask, it)| queries(&ask.function, &ask.alias, &it));
            (Err(why()), all.map(|query| (query, why())).collect())
        };
        self.kept.retain(|_, kept| kept.round + FORGOTTEN_AFTER > self.number);
        for ask in asks {
            let measured = self.measured(&ask, &alarms, &failed);
            // Whoever asked may have been told that its time is over.
            drop(ask.reply.send((measured, now)));
        }
    }

    async fn alarms(&self, names: &[String]) -> Result<Vec<AlarmReading>, NotMeasured> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let read = self.account.alarms.alarms(Some(names)).await;
        let read = read.map_err(|failure| NotMeasured(failure.to_string()))?;
        Ok(read.into_iter().map(reading).collect())
    }

    /// What to read, by window: series that were read before from where they
    /// are open, new ones from where they are asked for.
    fn reads(&mut self, asks: &[Ask], now: Timestamp) -> Vec<(MetricWindow, Vec<MetricQuery>)> {
        let mut wanted: HashMap<MetricQuery, Timestamp> = HashMap::new();
        for ask in asks {
            let Some(request) = ask.request.traffic else { continue };
            let from = minute(timestamp(request.step.from).min(timestamp(request.whole.from)));
            for query in queries(&ask.function, &ask.alias, &request) {
                let earliest = wanted.entry(query).or_insert(from);
                *earliest = from.min(*earliest);
            }
        }
        let to = minute(now) + SignedDuration::from_mins(1);
        let mut warm = (to, Vec::new());
        let mut cold = (to, Vec::new());
        for (query, from) in wanted {
            let known = self.kept.get_mut(&query).filter(|kept| kept.from <= from);
            let (group, from) = match known {
                Some(kept) => {
                    kept.round = self.number;
                    (&mut warm, kept.open_from)
                }
                None => (&mut cold, from),
            };
            group.0 = group.0.min(from);
            group.1.push(query);
        }
        [warm, cold]
            .into_iter()
            .filter(|(_, queries)| !queries.is_empty())
            .map(|(from, queries)| (MetricWindow { from, to, period_seconds: 60 }, queries))
            .collect()
    }

    async fn series(&self, reads: Vec<(MetricWindow, Vec<MetricQuery>)>) -> Vec<Round> {
        let mut rounds = Vec::with_capacity(reads.len());
        for (window, queries) in reads {
            let read = self.account.metrics.series(&queries, window).await;
            rounds.push(Round { window, queries, read });
        }
        rounds
    }

    /// Keeps what was read; answers which series could not be.
    fn keep(&mut self, rounds: Vec<Round>, now: Timestamp) -> HashMap<MetricQuery, NotMeasured> {
        let mut failed = HashMap::new();
        let open_from = minute(now - FINAL_AFTER);
        for Round { window, queries, read } in rounds {
            let series = match read {
                Ok(series) => series,
                Err(failure) => {
                    let why = NotMeasured(failure.to_string());
                    failed.extend(queries.into_iter().map(|query| (query, why.clone())));
                    continue;
                }
            };
            for series in series {
                if !series.complete {
                    let why = "CloudWatch sent only part of the data.".to_owned();
                    failed.insert(series.query, NotMeasured(why));
                    continue;
                }
                let kept = self.kept.entry(series.query).or_insert_with(|| Kept {
                    points: Points::new(),
                    from: window.from,
                    open_from: window.from,
                    round: self.number,
                });
                kept.from = kept.from.min(window.from);
                kept.open_from = open_from.max(kept.from);
                kept.round = self.number;
                kept.points.extend(series.points.iter().map(|point| (point.at, point.value)));
            }
        }
        failed
    }

    fn measured(
        &self,
        ask: &Ask,
        alarms: &Result<Vec<AlarmReading>, NotMeasured>,
        failed: &HashMap<MetricQuery, NotMeasured>,
    ) -> Measurement {
        let wanted = &ask.request.alarms;
        let alarms = (!wanted.is_empty()).then(|| {
            alarms.clone().map(|all| {
                all.into_iter().filter(|reading| wanted.contains(&reading.name)).collect()
            })
        });
        let traffic = ask.request.traffic.map(|request| {
            let asked = queries(&ask.function, &ask.alias, &request);
            if let Some(why) = asked.iter().find_map(|query| failed.get(query)) {
                Err(why.clone())
            } else {
                let points = |query: &MetricQuery| self.kept.get(query).map(|it| &it.points);
                Ok(traffic(&ask.function, &ask.alias, &request, points))
            }
        });
        Measurement { alarms, traffic }
    }
}

struct Round {
    window: MetricWindow,
    queries: Vec<MetricQuery>,
    read: crate::ports::Answer<Vec<crate::ports::Series>>,
}

fn reading(alarm: Alarm) -> AlarmReading {
    let state = match alarm.state {
        AlarmState::Ok => Read::Ok,
        AlarmState::Alarm => Read::Alarm,
        AlarmState::InsufficientData => Read::InsufficientData,
    };
    AlarmReading { name: alarm.name, state, reason: alarm.reason }
}

/// The minute that an instant lies in.
fn minute(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second().div_euclid(60) * 60).unwrap_or(at)
}

/// Rounds are paced on the wall, not in the account.
fn now() -> Instant {
    Instant::now()
}
