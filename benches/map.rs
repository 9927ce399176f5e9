//! How fast an instance is mapped: `make bench`.
//!
//! The whole way: practice account over the wire, SDK, reader, resolver. The
//! figures of one run belong together; between machines only ratios compare.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures the wall's time")]

use std::time::{Duration, Instant};

use crossfade_aws::{OpenOptions, Target};
use crossfade_engine::{atlas, clock::Clock};
use crossfade_practice::{PracticeOptions, REGION};

const RUNS: usize = 5;

#[tokio::main]
async fn main() {
    println!("{:>6}  {:>12}  {:>12}  {:>14}", "flows", "median", "flows/s", "time per flow");
    let mut first = None;
    for flows in [100, 1_000, 5_000] {
        let median = measure(flows).await;
        let seconds = median.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        let count = flows as f64;
        let each = seconds / count;
        let ratio = each / *first.get_or_insert(each);
        println!(
            "{flows:>6}  {:>9.0} ms  {:>12.0}  {:>11.3} ms  ({ratio:.2} times the first)",
            seconds * 1e3,
            count / seconds,
            each * 1e3,
        );
    }
}

async fn measure(flows: usize) -> Duration {
    let options = PracticeOptions { flows: Some(flows), ..PracticeOptions::default() };
    let server = crossfade_practice::serve(options).await.expect("a practice account");
    let target = Target::Endpoint { url: server.endpoint(), region: REGION.to_owned() };
    let paced = OpenOptions { paced: false, ..OpenOptions::default() };
    let account = crossfade_aws::open(target, paced).await.expect("an account").account;
    let instances = account.flows.instances().await.expect("instances");
    let instance = instances.into_iter().next().expect("an instance");
    let mut times = Vec::new();
    for _ in 0..=RUNS {
        let start = Instant::now();
        let found = atlas::scan(&account, Clock::wall(), instance.clone(), &|_| {}).await;
        times.push(start.elapsed());
        let found = found.expect("an atlas");
        let read = found.flows.iter().filter(|flow| !flow.module).count();
        assert_eq!(read, flows, "the map stopped short");
        assert_eq!(found.incomplete, Vec::<String>::new());
    }
    server.shutdown().await;
    // The first run warms up connections.
    times.remove(0);
    times.sort_unstable();
    times[RUNS / 2]
}
