//! Files of the labels of a plan, made from the register; what is there already is not made again.

use std::fs;
use std::path::{Path, PathBuf};

use label_core::Credential;
use label_desk::register::{Label, Register};
use label_io::files::{Access, Outputs};
use label_io::parallel;
use label_print::{LabelFiles, SymbolOptions};

use crate::error::CliError;
use crate::progress::Progress;

/// The endings of the files of a label.
const KINDS: [&str; 4] = ["txt", "svg", "png", "cbor"];

/// The way to draw labels, and the place.
pub(crate) struct Rendering<'a> {
    pub(crate) directory: &'a Path,
    pub(crate) chain: &'a [Vec<u8>],
    pub(crate) page: &'a str,
    pub(crate) options: &'a SymbolOptions,
}

/// Writes the files of every signed label of a plan; gives how many labels that are.
pub(crate) fn render(
    register: &mut Register,
    plan: &str,
    rendering: &Rendering<'_>,
) -> Result<u64, CliError> {
    let counts = register.read(|db| db.counts(plan))?;
    let outputs = Outputs::open(rendering.directory, is_written)?;
    let progress = Progress::new(usize::try_from(counts.signed).unwrap_or(usize::MAX));
    let (mut after, mut made) = (0, 0);
    loop {
        let labels = register.read(|db| db.signed(plan, after))?;
        let Some(last) = labels.last() else {
            break;
        };
        after = last.line;
        let work = |label: &Label| {
            let written = rendering.write(label, &outputs);
            progress.step();
            written
        };
        let (written, ()) = parallel::map(&labels, work, || ());
        for one in written {
            one?;
            made += 1;
        }
    }
    outputs.sync()?;
    Ok(made)
}

impl Rendering<'_> {
    /// Writes the files of a label; the credential comes last and says that the others are there.
    fn write(&self, label: &Label, outputs: &Outputs) -> Result<(), CliError> {
        let bytes = label.credential.as_deref().unwrap_or_default();
        let credential = Credential::decode(bytes)?;
        let cbor = self.path(label, "cbor");
        let full = credential.to_full(self.chain)?;
        if self.is_complete(label) && fs::read(&cbor).is_ok_and(|there| there == full) {
            return Ok(());
        }
        let claims = credential.unverified_claims()?;
        let gtin = claims.label.only_gtin();
        let made = LabelFiles::new(&credential, self.chain, self.page, gtin, self.options)?;
        let text = format!("{}\n", made.text);
        let pictures = [
            ("txt", Some(text.as_bytes())),
            ("svg", made.svg.as_deref().map(str::as_bytes)),
            ("png", made.png.as_deref()),
        ];
        for (kind, bytes) in pictures {
            if let Some(bytes) = bytes {
                outputs.write(&name(label, kind), bytes, Access::Public)?;
            }
        }
        Ok(outputs.write(&name(label, "cbor"), &made.cbor, Access::Public)?)
    }

    fn is_complete(&self, label: &Label) -> bool {
        let wanted = [
            ("txt", true),
            ("svg", self.options.svg),
            ("png", self.options.png),
        ];
        let mut wanted = wanted.iter().filter(|(_, wanted)| *wanted);
        wanted.all(|(kind, _)| {
            let there = fs::metadata(self.path(label, kind));
            there.is_ok_and(|there| there.len() > 0)
        })
    }

    fn path(&self, label: &Label, kind: &str) -> PathBuf {
        self.directory.join(name(label, kind))
    }
}

/// The name of a file of a label.
fn name(label: &Label, kind: &str) -> String {
    format!("{}.{kind}", label.name)
}

/// True for the names of the files of labels.
fn is_written(name: &str) -> bool {
    let kind = Path::new(name).extension();
    kind.is_some_and(|kind| KINDS.iter().any(|known| kind == *known))
}
