//! `cloudprint queue`: print the queue that stands on standard input.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use cloudprint_queue::{parse_queue, render};

const USAGE: &str = "usage: cloudprint queue < JOBS | cloudprint --version";

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("--version") => say(&format!("cloudprint {}\n", env!("CARGO_PKG_VERSION"))),
        Some("queue") => queue(),
        _ => fail(USAGE, 2),
    }
}

fn queue() -> ExitCode {
    let mut text = String::new();
    if let Err(error) = io::stdin().read_to_string(&mut text) {
        return fail(&format!("cannot read the queue: {error}"), 1);
    }
    match parse_queue(&text) {
        Ok(jobs) => say(&render(&jobs)),
        Err(problems) => {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            fail(&lines.join("\n"), 1)
        }
    }
}

/// Prints data. A reader that has gone away is no failure of ours.
fn say(text: &str) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            fail(&format!("cannot print: {error}"), 1)
        }
        _ => ExitCode::SUCCESS,
    }
}

fn fail(message: &str, code: u8) -> ExitCode {
    eprintln!("{message}");
    ExitCode::from(code)
}
