//! Prints the versions that the two crates were built with, as JSON.

use serde::Serialize;

#[derive(Serialize)]
struct Versions {
    core: &'static str,
    desk: &'static str,
}

fn main() -> anyhow::Result<()> {
    let versions = Versions { core: desk_core::VERSION, desk: env!("CARGO_PKG_VERSION") };
    println!("{}", serde_json::to_string(&versions)?);
    Ok(())
}
