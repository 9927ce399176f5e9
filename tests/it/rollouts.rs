//! Rollouts by the real program, killed at random moments, with faults on.

use std::{path::Path, process::Stdio, time::Duration};

use serde_json::Value;

use crate::program::{Practice, complained, crossfade, printed};

/// Practice accounts that are worked on at the same time.
const ACCOUNTS: usize = 2;
/// Rollouts on each.
const ROLLOUTS: usize = 25;
/// So often a rollout may need to be taken up again before it is given up.
const TRIES: usize = 12;

const FAULTS: [&str; 4] = ["--faults", "throttle=0.04,error=0.04,lost=0.04", "--time-scale", "600"];

struct Bench {
    practice: Practice,
    folder: tempfile::TempDir,
}

impl Bench {
    fn run(&self, arguments: &[&str]) -> std::process::Output {
        let mut command = crossfade(self.folder.path());
        command.args(arguments).args(["--endpoint", &self.practice.endpoint]);
        command.output().expect("a run")
    }

    /// The rollouts, newest first.
    fn rollouts(&self) -> Vec<Value> {
        for _ in 0..TRIES {
            let output = self.run(&["rollout", "status", "--json"]);
            if output.status.success() {
                return serde_json::from_str(&printed(&output)).expect("JSON");
            }
        }
        panic!("the journal could not be read");
    }

    /// The version that has every call; panics on a split.
    fn version(&self) -> String {
        for _ in 0..TRIES {
            let output = self.run(&["alias", "show", "orders:PROD", "--json"]);
            if output.status.success() {
                let shares: Value = serde_json::from_str(&printed(&output)).expect("JSON");
                assert_eq!(shares.as_array().map(Vec::len), Some(1), "split: {shares}");
                return shares[0]["version"].as_str().expect("a version").to_owned();
            }
        }
        panic!("the alias could not be looked at");
    }

    /// Starts a rollout, and kills the program after `alive`.
    fn start_and_kill(&self, to: &str, alive: Duration) {
        let mut command = crossfade(self.folder.path());
        let mut process = command
            .args(["rollout", "start", "orders:PROD", "--to", to, "--no-version-gate"])
            .args(["--plan", "20 % 1 min, 60 % 1 min, 100 %", "--no-probes", "--yes"])
            .args(["--alarm", "orders-PROD-errors", "--endpoint", &self.practice.endpoint])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(alive);
        process.kill().expect("killed");
        process.wait().expect("gone");
    }
}

/// A random moment, the same in each run: of the program's start, of the
/// preflight, or of the rollout itself.
fn moment(number: usize) -> Duration {
    let scattered = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    Duration::from_millis(600 + scattered % 1800)
}

fn newest(folder: &Path) -> u32 {
    let file = folder.join("practice/journal.sqlite3");
    let database = rusqlite::Connection::open(file).expect("a journal");
    let count = "SELECT count(*) FROM rollouts";
    database.query_row(count, [], |row| row.get(0)).expect("a count")
}

#[test]
fn killed_at_random_moments_every_alias_comes_to_rest_and_the_journal_agrees() {
    let accounts: Vec<_> =
        (0..ACCOUNTS).map(|account| std::thread::spawn(move || one_account(account))).collect();
    let begun: u32 = accounts.into_iter().map(|account| account.join().expect("an account")).sum();
    assert!(begun as usize >= ACCOUNTS * ROLLOUTS / 2, "only {begun} rollouts were begun");
}

fn one_account(account: usize) -> u32 {
    let folder = tempfile::tempdir().expect("a folder");
    let bench = Bench { practice: Practice::start(&FAULTS), folder };
    for number in 0..ROLLOUTS {
        let from = bench.version();
        let to = if from == "7" { "8" } else { "7" };
        bench.start_and_kill(to, moment(account * ROLLOUTS + number));
        let Some(begun) = bench.rollouts().into_iter().next() else { continue };
        let ended = settled(&bench, begun["id"].as_str().expect("an id"));
        let version = bench.version();
        let expected = match ended["state"].as_str().expect("a state") {
            "completed" => ended["to"].clone(),
            "rolled-back" => ended["from"].clone(),
            other => panic!("at rest as `{other}`: {ended}"),
        };
        assert_eq!(expected, version.as_str(), "journal and alias agree: {ended}");
    }
    newest(bench.folder.path())
}

/// Takes a rollout up until it is at rest; killed programs lose nothing.
fn settled(bench: &Bench, id: &str) -> Value {
    let mut said = String::new();
    for _ in 0..TRIES {
        let row = bench.rollouts().into_iter().find(|row| row["id"] == id).expect("the rollout");
        if !row["endedAt"].is_null() && row["state"] != "needs-attention" {
            return row;
        }
        said = complained(&bench.run(&["rollout", "resume", id]));
        let again = bench.run(&["rollout", "status", id, "--json"]);
        said += &complained(&again);
    }
    panic!("never at rest: {said}");
}

#[test]
fn the_preflight_on_the_command_line_says_what_the_flags_and_the_flows_come_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let bench = Bench { practice: Practice::start(&[]), folder };
    let wanted = |flags: &[&str]| -> Value {
        let start = ["rollout", "start", "orders:PROD", "--to", "8", "--plan", "AllAtOnce"];
        let output = bench.run(&[&start[..], &["--json"], flags].concat());
        let draft: Value = serde_json::from_str(&printed(&output)).expect("JSON");
        draft["wish"]["gates"].clone()
    };
    let usual = wanted(&[]);
    assert_eq!(usual["version"]["slower"]["limitMillis"], 5000, "the shortest of the flows");
    assert_eq!(usual["probeTimes"]["kind"], "beforeStart");
    assert_eq!(usual["errorsInARow"], 4);
    let own = wanted(&[
        "--notice=10",
        "--false-alarms=2",
        "--normal=3",
        "--tolerate-failures=2",
        "--patience=600",
        "--slower-than=900",
        "--unreadable-limit=7",
        "--pause-when-unreadable",
        "--probe-after=1,3",
    ]);
    let gate = &own["version"];
    assert_eq!((&gate["noticePercent"], &gate["falseAlarmsPercent"]), (&10.0.into(), &2.0.into()));
    assert_eq!((&gate["normalPercent"], &gate["toleratedFailures"]), (&3.0.into(), &2.into()));
    assert_eq!((&gate["patienceSeconds"], &own["errorsInARow"]), (&600.into(), &7.into()));
    assert_eq!(gate["slower"]["limitMillis"], 900);
    assert_eq!(own["pauseWhenBlind"], true);
    assert_eq!(own["probeTimes"], serde_json::json!({ "kind": "steps", "steps": [1, 3] }));
    assert_eq!(wanted(&["--no-duration"])["version"]["slower"], Value::Null);
}
