//! Serves a practice account alone: `cargo run --example serve -- 127.0.0.1:4577 [SCALE]`.

use crossfade_practice::{PracticeOptions, serve, usage_example};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let listen = words.next().unwrap_or_else(|| "127.0.0.1:4577".to_owned()).parse()?;
    let time_scale = words.next().map_or(Ok(1.0), |word| word.parse())?;
    let flows = words.next().map(|word| word.parse()).transpose()?;
    let options = PracticeOptions { listen, time_scale, flows, ..PracticeOptions::default() };
    let server = serve(options).await?;
    eprintln!("{}", usage_example(&server.endpoint()));
    tokio::signal::ctrl_c().await?;
    server.shutdown().await;
    Ok(())
}
