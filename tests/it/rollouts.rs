//! Rollouts by the real program, killed at random moments, with faults on.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::Value;

use crate::{
    program::{Practice, complained, crossfade, printed, waiting},
    setup::signed,
};

/// Practice accounts that are worked on at the same time.
const ACCOUNTS: u64 = 2;
/// Rollouts that must have begun on each.
const ROLLOUTS: u32 = 25;
/// What every random moment is drawn from.
const SEED: u64 = 20_261_123;
/// So often taking a rollout up is killed as well, before it is let run.
const KILLED_AGAIN: usize = 2;
/// So often a rollout may need to be taken up again before it is given up.
const TRIES: usize = 12;
/// Longest that a run may take.
const PATIENCE: Duration = Duration::from_secs(30);

const FAULTS: [&str; 4] = ["--faults", "throttle=0.04,error=0.04,lost=0.04", "--time-scale", "600"];

struct Bench {
    practice: Practice,
    folder: tempfile::TempDir,
}

impl Bench {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = crossfade(self.folder.path());
        command.args(arguments).args(["--endpoint", &self.practice.endpoint]);
        command
    }

    fn run(&self, arguments: &[&str]) -> std::process::Output {
        self.command(arguments).output().expect("a run")
    }

    fn spawned(&self, arguments: &[&str]) -> Run {
        let mut command = self.command(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Run(command.spawn().expect("the program starts"))
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
}

/// Random numbers, the same in each run.
struct Draws(u64);

impl Draws {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }

    fn millis(&mut self, end: u64) -> Duration {
        Duration::from_millis(self.below(end))
    }
}

/// A rollout as the journal has it.
#[derive(Debug)]
struct Row {
    id: String,
    from: String,
    to: String,
    stage: String,
    sentence: String,
    ended: bool,
}

/// What the journal has, read from the file itself.
struct Journal(rusqlite::Connection);

impl Journal {
    fn of(folder: &Path) -> Self {
        let file = folder.join("practice/journal.sqlite3");
        Self(rusqlite::Connection::open(file).expect("a journal"))
    }

    fn count(&self, of: &str) -> u32 {
        let query = format!("SELECT count(*) FROM {of}");
        self.0.query_row(&query, [], |row| row.get(0)).expect("a count")
    }

    fn newest(&self) -> Row {
        let query = "SELECT id, from_version, to_version, stage, sentence, ended_at IS NOT NULL \
            FROM rollouts ORDER BY id DESC LIMIT 1";
        let row = |row: &rusqlite::Row<'_>| {
            Ok(Row {
                id: row.get(0)?,
                from: row.get(1)?,
                to: row.get(2)?,
                stage: row.get(3)?,
                sentence: row.get(4)?,
                ended: row.get(5)?,
            })
        };
        self.0.query_row(query, [], row).expect("a rollout")
    }

    /// Returns once the process has written one of these, or has ended.
    fn until_more(&self, of: &str, than: u32, process: &mut Run) {
        for () in waiting(PATIENCE) {
            if process.has_ended() || self.count(of) > than {
                return;
            }
        }
    }
}

/// A run of the program, killed when it goes out of scope.
struct Run(Child);

impl Run {
    fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("a process").is_some()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn killed_at_random_moments_every_alias_comes_to_rest_and_the_journal_agrees() {
    eprintln!("seed {SEED}");
    // Both accounts come to their end, whatever becomes of the other.
    let (begun, killed) = std::thread::scope(|scope| {
        let begin = |account| scope.spawn(move || one_account(account));
        let accounts: Vec<_> = (0..ACCOUNTS).map(begin).collect();
        let ends = accounts.into_iter().map(|account| account.join().expect("an account"));
        ends.fold((0, 0), |all, (begun, killed)| (all.0 + begun, all.1 + killed))
    });
    eprintln!("{begun} rollouts were begun, and killed {killed} times before they were at rest");
    assert!(begun >= 50, "only {begun} rollouts were begun");
    assert!(killed >= begun, "{begun} rollouts were killed only {killed} times");
}

/// How many rollouts were begun, and how often they were killed on their way.
fn one_account(account: u64) -> (u32, u32) {
    let folder = tempfile::tempdir().expect("a folder");
    let bench = Bench { practice: Practice::start(&FAULTS), folder };
    let mut draws = Draws(SEED + account);
    let mut from = bench.version();
    let journal = Journal::of(bench.folder.path());
    let (mut begun, mut killed) = (0, 0);
    while begun < ROLLOUTS {
        start_and_kill(&bench, &journal, &from, &mut draws);
        if journal.count("rollouts") == begun {
            assert_eq!(bench.version(), from, "nothing was begun");
            continue;
        }
        begun += 1;
        let (ended, kills) = settled(&bench, &journal, &mut draws);
        killed += kills;
        from = bench.version();
        let expected = match ended.stage.as_str() {
            "completed" => &ended.to,
            "rolled-back" => &ended.from,
            other => panic!("at rest as `{other}`: {ended:?}"),
        };
        assert_eq!(*expected, from, "journal and alias agree: {ended:?}");
    }
    (begun, killed)
}

/// Starts a rollout, and kills the program before it begins or on its way.
fn start_and_kill(bench: &Bench, journal: &Journal, from: &str, draws: &mut Draws) {
    let to = if from == "7" { "8" } else { "7" };
    let start = ["rollout", "start", "orders:PROD", "--to", to, "--yes"];
    let plan = ["--plan", "20 % 2 min, 60 % 2 min, 100 %", "--alarm", "orders-PROD-errors"];
    // Every third has all gates; so little traffic often makes those ask.
    let gates: &[&str] = if draws.below(3) == 0 {
        &["--probe-after", "all", "--tolerate-failures", "1"]
    } else {
        &["--no-version-gate", "--no-probes"]
    };
    let before = journal.count("rollouts");
    let mut process = bench.spawned(&[&start[..], &plan, gates].concat());
    if draws.below(5) > 0 {
        journal.until_more("rollouts", before, &mut process);
    }
    std::thread::sleep(draws.millis(700));
}

/// Takes a rollout up until it is at rest; killed programs lose nothing.
fn settled(bench: &Bench, journal: &Journal, draws: &mut Draws) -> (Row, u32) {
    let mut killed = 0;
    for again in 0..TRIES {
        let row = journal.newest();
        if row.ended && row.stage != "needs-attention" {
            return (row, killed);
        }
        killed += u32::from(again <= KILLED_AGAIN);
        // What waits for a person gets one.
        let resume: &[&str] = if row.stage == "paused" {
            &["rollout", "promote", &row.id, "--fully"]
        } else {
            &["rollout", "resume", &row.id]
        };
        let before = journal.count("rollout_records");
        let mut process = bench.spawned(resume);
        if again < KILLED_AGAIN {
            journal.until_more("rollout_records", before, &mut process);
            std::thread::sleep(draws.millis(400));
        } else {
            // It may come to wait for a person meanwhile.
            let asks = || row.stage != "paused" && journal.newest().stage == "paused";
            let mut stands = || process.has_ended() || asks();
            assert!(waiting(PATIENCE).any(|()| stands()), "it neither ends nor asks: {row:?}");
        }
    }
    let row = journal.newest();
    panic!("never at rest: {} {row:?}", row.sentence);
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

#[test]
fn the_report_has_what_codedeploy_did_while_nobody_looked() {
    let folder = tempfile::tempdir().expect("a folder");
    let bench = Bench { practice: Practice::start(&["--time-scale", "60"]), folder };
    let through = "--code-deploy=orders/orders-PROD";
    let plan = "Canary10Percent5Minutes";
    let start = ["rollout", "start", "orders:PROD", "--to", "8", "--plan", plan, through, "--yes"];
    let mut run = bench.spawned(&start);
    let begun = || {
        let rows = bench.run(&["rollout", "status", "--json"]);
        assert!(rows.status.success(), "{}", complained(&rows));
        let rows: Value = serde_json::from_str(&printed(&rows)).expect("JSON");
        let row = rows.as_array().and_then(|rows| rows.first().cloned());
        row.filter(|row| row["deployment"].is_string())
    };
    let row = waiting(PATIENCE).find_map(|()| begun().or_else(|| run.has_ended().then(begun)?));
    let id = row.expect("it begins")["id"].as_str().expect("an id").to_owned();
    drop(run);
    let stands = || printed(&bench.run(&["alias", "show", "orders:PROD", "--json"]));
    let whole = |shares: &str| shares.contains(r#""version":"8""#) && !shares.contains("\"7\"");
    waiting(PATIENCE).find(|()| whole(&stands().replace(' ', ""))).expect("CodeDeploy goes on");
    let page = bench.folder.path().join("report.html");
    let output = bench.run(&["rollout", "report", &id, "--to", page.to_str().expect("a path")]);
    assert!(output.status.success(), "{output:?}");
    let page = std::fs::read_to_string(page).expect("a report");
    assert!(page.contains("Done: the new version has everything."), "it looked first");
}

#[test]
fn what_a_rollout_prints_as_json_is_an_object_a_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let bench = Bench { practice: Practice::start(&["--time-scale", "600"]), folder };
    let start = ["rollout", "start", "orders:PROD", "--to", "8", "--plan", "AllAtOnce", "--json"];
    let objects = |more: &[&str]| -> Vec<Value> {
        let output = bench.run(&[&start, more].concat());
        assert!(output.status.success(), "{}", complained(&output));
        let lines = printed(&output);
        lines.lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
    };
    let [draft] = objects(&[]).try_into().expect("one line");
    assert_eq!(draft["wish"]["to"], "8");
    let told = objects(&["--yes"]);
    assert!(told.len() > 2, "{told:?}");
    assert_eq!(told.last().expect("the end")["state"], "completed");
}

#[test]
fn where_environments_are_kept_ready_for_the_alias_lambda_is_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let bench = Bench { practice: Practice::start(&["--time-scale", "20"]), folder };
    let keep = "PUT /2019-09-30/functions/orders/provisioned-concurrency?Qualifier=PROD";
    let five = r#"{"ProvisionedConcurrentExecutions":5}"#;
    signed(&bench.practice.endpoint, "lambda", keep, five);
    let start = ["rollout", "start", "orders:PROD", "--to", "8", "--plan", "AllAtOnce", "--yes"];
    let output = bench.run(&start);
    assert!(output.status.success(), "{}{}", printed(&output), complained(&output));
    assert_eq!(bench.version(), "8");

    let back = bench.run(&["alias", "move", "orders:PROD", "--to", "7", "--yes", "--json"]);
    assert!(back.status.success(), "{}{}", printed(&back), complained(&back));
    let act: Value = serde_json::from_str(&printed(&back)).expect("JSON");
    assert_eq!((&act["outcome"], &act["undo"]["possible"]), (&"done".into(), &true.into()));
}
