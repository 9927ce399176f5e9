//! How fast a rollout reacts, how true its schedule is, and what watching
//! costs: `make bench`.
//!
//! The whole way: practice account over the wire, SDK, meter, machine, journal;
//! every rollout moves a real alias of it.
//! Figures of one run belong together; between machines only ratios compare.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures the wall's time")]

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use crossfade_aws::{OpenOptions, Target};
use crossfade_domain::{
    alias::Routing,
    qualifier::{AliasName, Version},
    rollout::{
        gates::{AlarmGate, Gates, VersionGate},
        machine::{Machine, State},
    },
};
use crossfade_engine::{
    clock::Clock,
    journal::{Journal, Place, RolloutId, Stage},
    ports::{Account, NewDeployment},
    rollouts::{DriverWish, Rollouts, Wish},
};
use crossfade_practice::{PracticeOptions, PracticeServer, REGION};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const OLD: Version = Version::Published(7);
const NEW: Version = Version::Published(8);
/// A minute of the account is a second here, so the poll interval of ten
/// seconds is a sixth of one.
const PACE: f64 = 60.0;
const ALARM: &str = "orders-PROD-errors";
/// Functions that the practice account has anyway.
const OWN_FUNCTIONS: usize = 5;
/// Rollouts at once.
const MANY: usize = 200;

#[tokio::main]
async fn main() {
    reaction().await;
    schedule().await;
    watching().await;
    many().await;
}

struct Set {
    server: PracticeServer,
    clock: Clock,
    account: Account,
    journal: Journal,
    _folder: tempfile::TempDir,
}

/// An account with `functions` beside its own, each with an alias of its own.
async fn set(functions: usize) -> Set {
    let functions = (functions > 0).then_some(OWN_FUNCTIONS + functions);
    let options = PracticeOptions { time_scale: PACE, functions, ..PracticeOptions::default() };
    let server = crossfade_practice::serve(options).await.expect("a practice account");
    let clock = Clock::scaled(server.clock().now(), PACE);
    let target = Target::Endpoint { url: server.endpoint(), region: REGION.to_owned() };
    let paced = OpenOptions { paced: false, ..OpenOptions::default() };
    let account = crossfade_aws::open(target, paced).await.expect("an account").account;
    let folder = tempfile::tempdir().expect("a folder");
    let journal = Journal::open(folder.path()).expect("a journal");
    Set { server, clock, account, journal, _folder: folder }
}

impl Set {
    fn rollouts(&self) -> Rollouts {
        let place =
            Place { account: crossfade_practice::ACCOUNT.to_owned(), region: REGION.to_owned() };
        let (account, journal) = (self.account.clone(), self.journal.clone());
        Rollouts::open(account, journal, self.clock, place, "bench".to_owned())
    }
}

fn gates(version: bool) -> Gates {
    let alarms = AlarmGate { names: vec![ALARM.to_owned()], ignore_unreadable: false };
    let version = version.then(VersionGate::default);
    Gates { alarms, version, ..Gates::default() }
}

async fn begin(rollouts: &Rollouts, function: &str, plan: &str, gates: Gates) -> RolloutId {
    let wish = Wish {
        function: function.to_owned(),
        alias: "PROD".parse().expect("a name"),
        to: NEW,
        plan: plan.parse().expect("a plan"),
        driver: DriverWish::Program,
        gates,
    };
    rollouts.start_unreviewed(wish, OLD).await.expect("started")
}

async fn until(rollouts: &Rollouts, id: &RolloutId, wanted: impl Fn(&State) -> bool) {
    if let Some(mut live) = rollouts.live(id).await {
        drop(live.wait_for(|live| wanted(live.machine.state())).await);
    }
}

fn median_and_worst(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() - 1])
}

/// From an alarm that can be read as firing to weights verified at zero.
async fn reaction() {
    let mut ours = Vec::new();
    for run in 0..12 {
        let set = set(0).await;
        let rollouts = set.rollouts();
        let id = begin(&rollouts, "orders", "20 % 30 min, 100 %", gates(false)).await;
        until(&rollouts, &id, |state| matches!(state, State::Watching { .. })).await;
        // Somewhere within the poll interval.
        tokio::time::sleep(Duration::from_millis(200 + run * 31)).await;
        let (fired, kept) = keep_firing(&set).await;
        until(&rollouts, &id, State::is_at_rest).await;
        kept.abort();
        ours.push(fired.elapsed().as_secs_f64() * PACE);
        set.server.shutdown().await;
    }
    let mut codedeploys = Vec::new();
    for run in 0..6 {
        codedeploys.push(codedeploy_reaction(run).await);
    }
    let (median, worst) = median_and_worst(ours);
    println!("From an alarm that can be read to weights verified at zero (account time)");
    println!("  Crossfade, poll interval 10 s: median {median:.1} s, worst {worst:.1} s");
    let (median, worst) = median_and_worst(codedeploys);
    println!("  CodeDeploy as simulated:       median {median:.1} s, worst {worst:.1} s");
}

/// Makes the alarm fire, and keeps it firing over its own evaluations; answers
/// since when that can be read.
async fn keep_firing(set: &Set) -> (Instant, tokio::task::JoinHandle<()>) {
    let endpoint = set.server.endpoint();
    let fired = fire(&endpoint).await;
    let kept = tokio::spawn(async move {
        loop {
            fire(&endpoint).await;
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    });
    (fired, kept)
}

/// Makes the alarm fire; answers when that could be read.
async fn fire(endpoint: &str) -> Instant {
    let endpoint = endpoint.replace("http://", "");
    let body = format!(
        "Action=SetAlarmState&Version=2010-08-01&AlarmName={ALARM}&StateValue=ALARM&StateReason=bench"
    );
    let request = format!(
        "POST / HTTP/1.0\r\nhost: {endpoint}\r\nauthorization: AWS4-HMAC-SHA256 \
         Credential=x/20261123/{REGION}/monitoring/aws4_request, SignedHeaders=host, Signature=x\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = tokio::net::TcpStream::connect(&endpoint).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.contains(" 200 "), "{answer}");
    Instant::now()
}

async fn codedeploy_reaction(run: u64) -> f64 {
    let set = set(0).await;
    let inner = &set.account;
    let alias: AliasName = "PROD".parse().expect("a name");
    let deployment = NewDeployment {
        application: "orders".to_owned(),
        group: "orders-PROD".to_owned(),
        configuration: Some("CodeDeployDefault.LambdaCanary10Percent30Minutes".to_owned()),
        function: "orders".to_owned(),
        alias: alias.clone(),
        from: OLD,
        to: NEW,
        description: String::new(),
        alarms: None,
    };
    inner.deployer.start(&deployment).await.expect("started");
    let split = |routing: &Routing| routing.additional.is_some();
    look_until(inner, &alias, split).await;
    tokio::time::sleep(Duration::from_millis(200 + run * 37)).await;
    let (fired, kept) = keep_firing(&set).await;
    look_until(inner, &alias, |routing| *routing == Routing::all_to(OLD)).await;
    kept.abort();
    let took = fired.elapsed().as_secs_f64() * PACE;
    set.server.shutdown().await;
    took
}

async fn look_until(account: &Account, alias: &AliasName, wanted: impl Fn(&Routing) -> bool) {
    loop {
        let found = account.aliases.alias("orders", alias).await.expect("a look").expect("it");
        if wanted(&found.routing) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// How late each of a hundred steps is, and whether that adds up.
async fn schedule() {
    let set = set(0).await;
    set.server.world().set_traffic(100.0).expect("plenty of callers");
    let rollouts = set.rollouts();
    // The gates are on. They need calls of the new version before they let the
    // first step pass, so that one has ten minutes for one percent.
    let steps: Vec<String> = (2..100).map(|percent| format!("{percent} % 1 min")).collect();
    let plan = format!("1 % 10 min, {}, 100 %", steps.join(", "));
    let id = begin(&rollouts, "orders", &plan, gates(true)).await;
    let live = rollouts.live(&id).await.expect("live");
    until(&rollouts, &id, State::is_at_rest).await;
    let machine: Machine = Machine::clone(&live.borrow().machine);
    assert_eq!(machine.state(), &State::Completed);
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a minute")]
    let late: Vec<f64> =
        machine.shifts().iter().map(|shift| shift.late().millis() as f64 / 1000.0).collect();
    let (first, last) = (late[0], late[late.len() - 1]);
    let (median, worst) = median_and_worst(late.clone());
    println!(
        "\n{} steps of a minute with alarm and version gate (account time, {PACE} times the wall's)",
        late.len()
    );
    println!(
        "  late: median {median:.2} s, worst {worst:.2} s, first {first:.2} s, last {last:.2} s"
    );
    set.server.shutdown().await;
}

/// Every call a minute of watching one rollout, and fifty.
async fn watching() {
    println!("\nCalls a minute of the account's time while rollouts are watched");
    let mut asked = Vec::new();
    for number in [1, 50] {
        let set = set(number).await;
        let rollouts = set.rollouts();
        let mut ids = Vec::new();
        for function in generated(number) {
            ids.push(begin(&rollouts, &function, "50 % 60 min, 100 %", gates(true)).await);
        }
        for id in &ids {
            until(&rollouts, id, |state| matches!(state, State::Watching { .. })).await;
        }
        let (before, began) = (set.server.world().requests(), Instant::now());
        tokio::time::sleep(Duration::from_secs(10)).await;
        let minutes = began.elapsed().as_secs_f64() * PACE / 60.0;
        let after = set.server.world().requests();
        let rates: BTreeMap<String, f64> = after
            .into_iter()
            .map(|(operation, calls)| {
                let calls = calls - before.get(&operation).copied().unwrap_or_default();
                (operation, f64::from(u32::try_from(calls).unwrap_or(u32::MAX)) / minutes)
            })
            .filter(|(_, rate)| *rate > 0.0)
            .collect();
        let told: Vec<String> =
            rates.iter().map(|(operation, rate)| format!("{operation} {rate:.1}")).collect();
        let all: f64 = rates.values().sum();
        println!("  {number:>3} rollouts: {}; {all:.1} in all", told.join(", "));
        asked.push(rates);
        set.server.shutdown().await;
    }
    for read in ["CloudWatch.GetMetricData", "CloudWatch.DescribeAlarms"] {
        let (one, fifty) = (asked[0][read], asked[1][read]);
        assert!(fifty <= 1.5 * one + 1.0, "{read} grows with the rollouts: {one}, {fifty}");
    }
}

/// Two hundred rollouts at once in one process.
async fn many() {
    let set = set(MANY).await;
    let rollouts = set.rollouts();
    let began = Instant::now();
    let mut ids = Vec::new();
    for function in generated(MANY) {
        let plan = "25 % 3 min, 50 % 3 min, 100 %";
        ids.push((begin(&rollouts, &function, plan, gates(false)).await, function));
    }
    let started = began.elapsed();
    for (id, _) in &ids {
        until(&rollouts, id, State::is_at_rest).await;
    }
    let all = began.elapsed();
    let mut completed = 0;
    for (id, function) in &ids {
        let entry = rollouts.view(id).await.expect("a view").entry;
        let alias = "PROD".parse().expect("a name");
        let found = set.account.aliases.alias(function, &alias).await.expect("a look");
        let there = found.is_some_and(|alias| alias.routing == Routing::all_to(NEW));
        completed += usize::from(entry.standing.stage == Stage::Completed && there);
    }
    println!("\n{MANY} rollouts of 6 min at once: {completed} completed, their aliases with them");
    println!(
        "  started in {:.1} s, all at rest after {:.1} s of the wall",
        started.as_secs_f64(),
        all.as_secs_f64()
    );
    assert_eq!(completed, MANY);
    set.server.shutdown().await;
}

/// The names of functions that the practice account generates.
fn generated(number: usize) -> impl Iterator<Item = String> {
    (1..=number).map(|number| format!("orders-{number:03}"))
}
