//! `label issue`: signed labels from arguments, JSON or a table.

mod batch;
mod fields;
mod source;

use std::path::PathBuf;

use clap::Args;
use label_core::QrText;
use label_core::scheme::Schemes;
use label_desk::label_fields::Rules;
use label_desk::table::Grouping;
use label_io::{files, time};

use self::batch::{Desk, Made};
use self::source::Source;
use super::help;
use crate::args::passphrase::PassphraseArgs;
use crate::args::{IntakeArgs, SymbolArgs};
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

pub(super) use self::fields::FieldArgs;

/// Issue labels: one from arguments or JSON, or many from a table
///
/// Everything is checked before the first label is signed, and all faults are reported at once.
/// Texts are trimmed and brought into Unicode normalisation form C; full-width letters and digits in
/// registration numbers, criteria and models become ordinary ones, which is warned of.
///
/// A table is CSV in UTF-8 or Shift_JIS. Its header names the fields as the arguments do, or in
/// Japanese (登録番号, 事業者名, 法人番号, 製品名, 型番, JANコード, …; 'label registration columns' lists
/// all). A row holds one model, or
/// several separated by ';' with their GTINs in the same order; rows of one registration share its
/// status index. Each model gets a credential of its own. Arguments apply to every row, in place of
/// a column.
///
/// For each label there are ID.cbor, the credential with its certificates, and ID.txt, the text of
/// the QR symbol, with the registration number and a running number as ID.
#[derive(Args, Debug)]
#[command(after_help = help!("  label issue --registration R-1 --scheme jc-star --level 1 --assessment self --criteria JST-CR-01-01-2024R1 --product Router --model RT-1 --jan 4901234567894 --supply-chain cleared:2026-10-01 --key signer.key --signer signer.pem --page https://label.example.jp\n  label issue --csv products.csv --expect 477 --key signer.key --signer signer.pem --page https://label.example.jp --out labels --svg"))]
pub(crate) struct Issue {
    /// Read the label from a JSON object with the same fields
    #[arg(long, value_name = "FILE", conflicts_with = "csv")]
    from: Option<PathBuf>,
    /// Read many labels from a table
    #[arg(long, value_name = "FILE", requires = "out")]
    csv: Option<PathBuf>,
    /// Put all models of a registration into one credential
    #[arg(long, requires = "csv")]
    per_registration: bool,
    /// Issue nothing unless the table makes so many labels
    #[arg(long, value_name = "N", requires = "csv")]
    expect: Option<usize>,
    /// Private key of the signer: a file, or a pkcs11: URI
    #[arg(long, value_name = "KEY")]
    key: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// Certificate of the signer, and those between it and the root
    #[arg(long, value_name = "FILE")]
    signer: PathBuf,
    /// Address that the symbols lead to
    #[arg(long, value_name = "URL")]
    page: String,
    /// New or empty directory for the files; without it, the QR text is printed
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Also write ID.svg
    #[arg(long, requires = "out")]
    svg: bool,
    /// Also write ID.png
    #[arg(long, requires = "out")]
    png: bool,
    #[command(flatten)]
    symbol: SymbolArgs,
    #[command(flatten)]
    fields: FieldArgs,
    #[command(flatten)]
    intake: IntakeArgs,
}

impl Issue {
    /// Runs the command.
    pub(crate) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let options = self.symbol.options(self.svg, self.png)?;
        check_page(&self.page)?;
        if let Some(directory) = &self.out {
            files::refuse_filled(directory)?;
        }
        let schemes = Schemes::builtin();
        let desk = Desk::new(&self.signer, &self.page, options)?;
        let texts = self.intake.rules()?;
        let rules = Rules {
            schemes: &schemes,
            issued: time::now(),
        };
        let (source, grouping) = (self.source(), self.grouping());
        let read = source.table(rules, &self.intake.options(grouping, &texts));
        let (entries, mut noticed) = self.intake.settle(self.csv.as_deref(), read, out)?;
        if self.csv.is_none() {
            // Whoever types a label knows what it lacks.
            noticed.warnings.clear();
        }
        noticed.print(out)?;
        self.check_count(entries.len())?;
        let batch = desk.prepare(entries, &schemes)?;
        let key = desk.key(&self.key, &self.passphrase.source(), out)?;
        let made = batch.sign(&key, self.out.as_deref())?;
        self.report(&made, out)
    }

    fn source(&self) -> Source<'_> {
        let draft = self.fields.draft();
        match (&self.csv, &self.from) {
            (Some(file), _) => Source::Table(file, draft),
            (None, Some(file)) => Source::Json(file, draft),
            (None, None) => Source::Arguments(draft),
        }
    }

    fn grouping(&self) -> Grouping {
        match self.per_registration {
            true => Grouping::PerRegistration,
            false => Grouping::PerModel,
        }
    }

    fn check_count(&self, found: usize) -> Result<(), CliError> {
        match (self.expect, &self.csv) {
            (Some(expected), Some(file)) if expected != found => Err(CliError::LabelCount {
                file: file.clone(),
                found,
                expected,
            }),
            _ => Ok(()),
        }
    }

    fn report(&self, made: &[Made], out: &mut Output) -> Result<Outcome, CliError> {
        match (made, &self.csv) {
            (_, Some(_)) if out.is_json() => out.json(&made)?,
            ([only], None) if out.is_json() => out.json(only)?,
            ([only], None) if self.out.is_none() => out.line(&only.text)?,
            ([only], None) => only.print(out)?,
            _ => batch::print_summary(made, out)?,
        }
        if let Some(directory) = &self.out {
            let directory = directory.display();
            out.next(format_args!(
                "'label verify {directory}/ID.cbor' checks a label, 'label render' draws it"
            ))?;
        }
        Ok(Outcome::Done)
    }
}

/// Checks an address before anything is read.
pub(super) fn check_page(page: &str) -> Result<(), CliError> {
    QrText::new(page, None, &[0])
        .map(drop)
        .map_err(|error| CliError::Usage {
            message: format!("--page: {error}"),
            hint: "give for example https://label.example.jp".to_owned(),
        })
}
