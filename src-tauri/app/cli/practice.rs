//! `crossfade practice`: the practice account by itself.

use std::{net::SocketAddr, process::ExitCode};

use clap::Args;
use crossfade_practice::{Faults, PracticeOptions, Quirks, Quota};

use super::{complain, say};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Where to listen; loopback only.
    #[arg(long, default_value = "127.0.0.1:4577", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// How many times faster than the wall its time runs.
    #[arg(long, default_value_t = 1.0, value_name = "N", value_parser = time_scale)]
    time_scale: f64,
    /// The same seed makes the same world.
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
    /// Pad the instance with generated flows up to this many.
    #[arg(long, value_name = "N")]
    flows: Option<usize>,
    /// Pad the account with generated functions up to this many.
    #[arg(long, value_name = "N")]
    functions: Option<usize>,
    /// Enforce AWS's published request rates: `aws` or `off`.
    #[arg(long, default_value = "off", value_name = "aws|off")]
    quota: Quota,
    /// Trouble on purpose, such as `throttle=0.1,error=0.05,latency-ms=200,lag-ms=2000`.
    #[arg(long, value_name = "FAULTS")]
    faults: Option<Faults>,
    /// What AWS does at times, such as `settling-s=30,unlisted-s=0,bare-functions-only,lists-bare,saves-only`.
    #[arg(long, value_name = "QUIRKS")]
    quirks: Option<Quirks>,
    /// Start with one instance and nothing in it.
    #[arg(long)]
    empty: bool,
}

pub(super) async fn run(arguments: Arguments) -> ExitCode {
    let Arguments { listen, time_scale, seed, flows, functions, quota, faults, quirks, empty } =
        arguments;
    let options = PracticeOptions {
        listen,
        time_scale,
        seed,
        flows,
        functions,
        quota,
        faults: faults.unwrap_or_default(),
        quirks: quirks.unwrap_or_default(),
        empty,
        ..PracticeOptions::default()
    };
    let server = match crossfade_practice::serve(options).await {
        Ok(server) => server,
        Err(error) => return complain(&error),
    };
    say(format!("Practice account at {}", server.endpoint()));
    say(crossfade_practice::usage_example(&server.endpoint()));
    say("Stop with Ctrl+C; nothing is kept.");
    if let Err(error) = tokio::signal::ctrl_c().await {
        return complain(&error);
    }
    server.shutdown().await;
    ExitCode::SUCCESS
}

fn time_scale(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(scale) if scale > 0.0 && scale <= 3600.0 => Ok(scale),
        Ok(_) | Err(_) => Err("take a number above 0, up to 3600".to_owned()),
    }
}
