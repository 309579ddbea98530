//! Progress bars: on a terminal, for what takes long; nothing anywhere else.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over `of` steps.
pub(crate) fn steps(what: &'static str, of: u64) -> ProgressBar {
    bar(what, of, "{msg:<22} {bar:32} {pos:>10}/{len} {eta:>5}")
}

/// A bar over `of` bytes, with the rate.
pub(crate) fn bytes(what: &'static str, of: u64) -> ProgressBar {
    bar(what, of, "{msg:<22} {bar:32} {bytes:>10}/{total_bytes} {bytes_per_sec:>12} {eta:>5}")
}

/// A sign that something goes on, of which nobody knows how long it takes.
pub(crate) fn unknown(what: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{msg:<22} {spinner} {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(200));
    bar.with_message(what)
}

fn bar(what: &'static str, of: u64, template: &str) -> ProgressBar {
    // The draw target hides itself where standard error is no terminal.
    let bar = ProgressBar::with_draw_target(Some(of), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.with_message(what)
}
