//! Progress of a long run: on a terminal only, and only once it has lasted.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The time that a run lasts before it is worth a bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// The bar, its count, its speed and the time that is left.
const TEMPLATE: &str = "{wide_bar} {pos}/{len}  {per_sec}  {eta} left";

/// A bar on standard error; gone when dropped.
pub(crate) struct Progress {
    bar: ProgressBar,
    start: Instant,
}

impl Progress {
    /// Starts a run of so many steps.
    pub(crate) fn new(steps: usize) -> Self {
        let steps = u64::try_from(steps).ok();
        let bar = ProgressBar::with_draw_target(steps, ProgressDrawTarget::hidden());
        // The template is right; without it, the bar is plain.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style);
        }
        Self {
            bar,
            start: Instant::now(),
        }
    }

    /// Counts one step as done.
    pub(crate) fn step(&self) {
        self.advance(1);
    }

    /// Counts some steps as done.
    pub(crate) fn advance(&self, steps: usize) {
        self.bar.inc(steps as u64);
        if self.bar.is_hidden() && self.start.elapsed() > PATIENCE {
            // Stays hidden where standard error is no terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
