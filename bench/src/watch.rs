//! The watch, and the line that is printed.

use std::fmt::{Display, Write as _};
use std::io::Write as _;
use std::time::{Duration, Instant};

/// How long something took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Took {
    /// By the clock on the wall.
    pub(crate) seconds: Duration,
    /// Of the processor, all threads together: what the clock would say of one thread on a machine of its own.
    pub(crate) processor: Duration,
}

impl Took {
    /// One after the other.
    pub(crate) fn and(self, after: Took) -> Took {
        Took { seconds: self.seconds + after.seconds, processor: self.processor + after.processor }
    }
}

/// How long `work` takes.
#[allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
pub(crate) fn time<T>(work: impl FnOnce() -> T) -> (T, Took) {
    let (began, processor_began) = (Instant::now(), processor_time());
    let done = work();
    (done, Took { seconds: began.elapsed(), processor: processor_time().saturating_sub(processor_began) })
}

/// What this process has had of the processors.
fn processor_time() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec.unsigned_abs() as u32)
}

/// Runs `work` twice and gives the second: the first warms caches and the allocator, for us as for the peers.
pub(crate) fn time_warm<T>(mut work: impl FnMut() -> T) -> (T, Took) {
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

    pub(crate) fn seconds(self, took: Took) -> Line {
        self.with("seconds", took.seconds.as_secs_f64()).with("processor_seconds", took.processor.as_secs_f64())
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
