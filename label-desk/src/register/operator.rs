//! The doer of an action, as the journal names one.

use label_core::UnixTime;
use label_io::time;

use crate::error::DeskError;
use crate::register::journal::Act;

impl Act {
    /// An action at a time; where nobody is named, the user of the operating system did it.
    ///
    /// # Errors
    ///
    /// Fails where there is nobody to name.
    pub fn new(at: UnixTime, who: Option<&str>, why: &str) -> Result<Self, DeskError> {
        let who = who.map(str::to_owned).or_else(user);
        let who = who.filter(|name| !name.trim().is_empty());
        Ok(Self {
            at,
            who: who.ok_or(DeskError::ByMissing)?,
            why: why.to_owned(),
        })
    }

    /// Fails where the time of the action is still to come.
    ///
    /// # Errors
    ///
    /// Fails where it is.
    pub fn refuse_ahead(&self) -> Result<(), DeskError> {
        match is_ahead(self.at) {
            true => Err(DeskError::ActAhead {
                at: time::format(self.at),
            }),
            false => Ok(()),
        }
    }
}

/// Seconds that the clocks of two machines may be apart.
const AHEAD: u64 = 300;

/// Tells whether a time is still to come, by more than clocks may be apart.
pub(crate) fn is_ahead(at: UnixTime) -> bool {
    at > time::now().saturating_add(AHEAD)
}

/// The action of the program itself.
pub(crate) fn itself() -> Act {
    Act {
        at: time::now(),
        who: user().unwrap_or_else(|| "unknown".to_owned()),
        why: String::new(),
    }
}

/// The name of the user that this process runs as.
#[cfg(target_os = "linux")]
fn user() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let number = std::fs::metadata("/proc/self").ok()?.uid().to_string();
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == number).then(|| name.to_owned())
    });
    Some(named.unwrap_or_else(|| format!("user {number}")))
}

/// The name of the user, as the environment says it.
#[cfg(not(target_os = "linux"))]
fn user() -> Option<String> {
    ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok())
}
