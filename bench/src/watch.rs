//! The watch, and the line that is printed.

use std::fmt::{Display, Write as _};
use std::io::Write as _;
use std::time::{Duration, Instant};

/// How long `work` takes, by the clock on the wall.
#[allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
pub(crate) fn time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let began = Instant::now();
    let done = work();
    (done, began.elapsed())
}

/// Runs `work` twice and gives the second: the first warms caches and the allocator, for us as for the peers.
pub(crate) fn time_warm<T>(mut work: impl FnMut() -> T) -> (T, Duration) {
    drop(work());
    time(work)
}

/// One line of JSON, key by key.
pub(crate) struct Line(String);

impl Line {
    pub(crate) fn new(what: &str) -> Line {
        // `bench/run` names the same program anew where it is run in another way.
        let tool = std::env::var("LABEL").unwrap_or_else(|_| "forlob".to_owned());
        Line(format!("{{\"what\":\"{what}\",\"tool\":\"{tool}\""))
    }

    pub(crate) fn with(mut self, key: &str, value: impl Display) -> Line {
        // Writing to a string cannot fail.
        let _ = write!(self.0, ",\"{key}\":{value}");
        self
    }

    pub(crate) fn seconds(self, duration: Duration) -> Line {
        self.with("seconds", duration.as_secs_f64())
    }

    /// Prints the line, with the most memory that this process has had.
    pub(crate) fn print(self) -> anyhow::Result<()> {
        let line = self.with("peak_mb", peak_memory()? / 1000);
        Ok(writeln!(std::io::stdout(), "{}}}", line.0)?)
    }
}

/// The most memory that the process has had, in kB, as Linux counts it.
fn peak_memory() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let kilobytes =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")).and_then(|rest| rest.split_whitespace().next());
    Ok(kilobytes.and_then(|number| number.parse::<u64>().ok()).unwrap_or(0) * 1024 / 1000)
}
