//! `label status show`: what a status file or a published list says.

use std::path::{Path, PathBuf};

use clap::Args;
use label_core::{
    Bundle, ForeignStatusToken, Status, StatusList, StatusToken, Store, UnixTime, limits,
};
use label_desk::status_file::StatusFile;
use label_io::files;
use serde_json::json;

use crate::commands::help;
use crate::commands::trust::in_file;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Show status files and published status lists, UNVERIFIED
#[derive(Args, Debug)]
#[command(after_help = help!("  label status show status.json --index 17\n  label status show part.cbor"))]
pub(crate) struct Show {
    /// Status file, signed status list, part, bundle or store
    file: PathBuf,
    /// Show only the status of this index
    #[arg(long, value_name = "N")]
    index: Option<u64>,
}

impl Show {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let lists = lists(&self.file)?;
        let mut values = Vec::new();
        for list in &lists {
            let index = self.index.map(|index| list.get(index).map(Status::code));
            let index = index
                .transpose()
                .map_err(|source| in_file(&self.file, source))?;
            let exceptions: Vec<_> = list.exceptions().collect();
            if out.is_json() {
                let statuses = exceptions.iter().map(
                    |(index, status)| json!({ "index": index, "status": status.map(Status::code) }),
                );
                values.push(json!({
                    "address": list.uri,
                    "issued": list.issued.to_string(),
                    "expires": list.expires.map(|time| time.to_string()),
                    "status": index,
                    "statuses": statuses.collect::<Vec<_>>(),
                }));
                continue;
            }
            out.line(&list.uri)?;
            match index {
                Some(status) => {
                    let status = out.word("state", status);
                    out.line(format_args!("  {status}"))?;
                }
                None => {
                    for (index, status) in exceptions {
                        let word = status.map_or("unknown", Status::code);
                        let word = out.word("state", word);
                        out.line(format_args!("  {index}: {word}"))?;
                    }
                }
            }
        }
        if out.is_json() {
            out.json(&json!({ "verified": false, "lists": values }))?;
        }
        Ok(Outcome::Done)
    }
}

fn lists(path: &Path) -> Result<Vec<StatusList>, CliError> {
    let bytes = files::read(path, limits::STORE_BYTES)?;
    if bytes.first() == Some(&b'{') {
        return Ok(vec![StatusFile::read(path)?.list(UnixTime::default())?]);
    }
    let fault = |source| in_file(path, source);
    let tokens = if Store::is_store(&bytes) {
        Store::decode(&bytes)
            .map_err(fault)?
            .bundle()
            .status_lists
            .clone()
    } else if Bundle::is_bundle(&bytes) {
        Bundle::decode(&bytes).map_err(fault)?.status_lists
    } else {
        return one(&bytes).map(|list| vec![list]).map_err(fault);
    };
    let tokens = tokens
        .iter()
        .map(|token| StatusToken::decode(token)?.unverified());
    tokens.collect::<Result<_, _>>().map_err(fault)
}

/// A list of this format, or else one of another program.
fn one(token: &[u8]) -> Result<StatusList, label_core::Error> {
    let own = StatusToken::decode(token).and_then(|token| token.unverified());
    own.or_else(|fault| {
        let foreign = ForeignStatusToken::decode(token).and_then(|token| token.unverified());
        foreign.map_err(|_| fault)
    })
}
