//! Running programs as the system tells of them (`/proc`, proc_pid_stat(5)).

use std::fs;
use std::process::{Child, ExitStatus};
use std::thread;
use std::time::Duration;

/// Clock ticks of `/proc` in a second: 100 on every Linux that Rust runs on.
const TICKS: f64 = 100.0;
/// The pause between two looks for the end of a program.
const PAUSE: Duration = Duration::from_millis(20);

/// Waits for a program; gives the seconds that cores spent on it and on all that it waited for, where
/// the system tells.
pub(crate) fn finish(child: &mut Child) -> Result<(ExitStatus, Option<f64>), String> {
    // The times of the children are complete once a program has ended, and gone once it was waited for.
    let mut busy = None;
    while let Some(fields) = fields(&child.id().to_string()) {
        if fields.first().is_some_and(|state| state == "Z") {
            busy = seconds(&fields, 11..15);
            break;
        }
        thread::sleep(PAUSE);
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    Ok((status, busy))
}

/// Seconds that the cores spent on programs that this one ran to their end.
pub(crate) fn of_children() -> Result<f64, String> {
    let fields = fields("self");
    fields
        .and_then(|fields| seconds(&fields, 13..15))
        .ok_or_else(|| "/proc/self/stat: no times".to_owned())
}

/// The fields after the name, which is in brackets; the first is the state.
fn fields(process: &str) -> Option<Vec<String>> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    Some(fields.split_whitespace().map(str::to_owned).collect())
}

/// The sum of some fields that count ticks.
fn seconds(fields: &[String], range: std::ops::Range<usize>) -> Option<f64> {
    let ticks = fields.get(range)?.iter();
    let ticks: Option<f64> = ticks.map(|field| field.parse::<f64>().ok()).sum();
    Some(ticks? / TICKS)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::process::Command;

    use super::finish;

    #[test]
    fn the_work_of_a_program_and_its_children_is_counted() {
        let work = "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done";
        let both = format!("sh -c '{work}'; {work}");
        let busy = |script: &str| {
            let mut child = Command::new("sh").args(["-c", script]).spawn().unwrap();
            let (status, busy) = finish(&mut child).unwrap();
            assert!(status.success());
            busy.unwrap()
        };
        assert!(busy("exit 0") < 0.1);
        assert!(busy(&both) > 1.3 * busy(work));
    }
}
