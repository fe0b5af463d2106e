//! `label site serve`: a built site on this machine, for trying.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;

use clap::Args;
use label_io::reason;
use serde_json::json;

use super::Choice;
use crate::commands::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;
use crate::site::Served;

/// Show a built site on this machine, for trying
///
/// Sends the headers of the build, answers addresses that are no file with the page as servers are
/// told to, and prints the address. Only this machine can reach it. Ctrl-C ends it.
#[derive(Args, Debug)]
#[command(after_help = help!("  label site serve site\n  label site serve site --port 8080 --open yes"))]
pub(crate) struct Serve {
    /// Directory that 'label site build' made
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Port; 0 takes any that is free
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Address of this machine: 127.0.0.1, ::1 and the like
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = loopback)]
    address: IpAddr,
    /// Whether to open it in the browser
    #[arg(
        long,
        value_name = "YES|NO",
        default_value = "no",
        hide_possible_values = true
    )]
    open: Choice,
}

impl Serve {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let site = Served::open(&self.directory)?;
        let asked = SocketAddr::new(self.address, self.port);
        let failed = |error: std::io::Error| CliError::Listen {
            address: asked.to_string(),
            reason: reason(&error),
        };
        let listener = TcpListener::bind(asked).map_err(failed)?;
        let bound = listener.local_addr().map_err(failed)?;
        let address = format!("http://{bound}{}", site.base());
        if out.is_json() {
            out.json(&json!({ "address": address }))?;
        } else {
            out.line(&address)?;
        }
        out.next("press Ctrl-C to end")?;
        out.flush()?;
        if self.open == Choice::Yes && open::that_detached(&address).is_err() {
            out.warning("no browser was found; open the address by hand")?;
        }
        site.run(listener)?;
        Ok(Outcome::Done)
    }
}

/// Reads an address that no other machine can reach.
fn loopback(text: &str) -> Result<IpAddr, String> {
    let address = text.parse::<IpAddr>();
    let address = address.ok().filter(IpAddr::is_loopback);
    address.ok_or_else(|| "not an address of this machine alone, such as 127.0.0.1".to_owned())
}
