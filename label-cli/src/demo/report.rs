//! The report of the demonstration: a table, the refusals, and what to try next.

use std::path::Path;
use std::time::Duration;

use label_core::{Check, Outcome, Trust};
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::Specimen;
use super::refused::Refusal;
use crate::error::CliError;
use crate::language::Language;
use crate::output::Output;
use crate::visible::Visible;

/// Widest that a column becomes, in columns of the terminal.
const WIDEST: usize = 46;

/// Prints the result in the language and the form that are asked for.
pub(super) fn print(
    directory: &Path,
    specimens: &[Specimen],
    refusals: &[Refusal],
    trust: &Trust,
    took: Duration,
    out: &mut Output,
) -> Result<(), CliError> {
    let registrations = by_registration(specimens);
    if out.is_json() {
        return out.json(&Summary::new(directory, specimens, refusals, took));
    }
    let words = words(out.language());
    out.line(words.banner)?;
    out.line("")?;
    let header = words.columns.map(str::to_owned);
    let rows = registrations.iter().map(|group| row(group, trust, words));
    table(
        &std::iter::once(header).chain(rows).collect::<Vec<_>>(),
        out,
    )?;
    out.line("")?;
    out.line(words.refused)?;
    let refused = refusals.iter().map(|refusal| {
        let attempt = words.choose(refusal.attempt);
        let outcome = words.outcome(refusal.verdict.outcome());
        [
            format!("  {attempt}"),
            outcome.to_owned(),
            refusal.code().to_owned(),
        ]
    });
    table(&refused.collect::<Vec<_>>(), out)?;
    out.line("")?;
    let (labels, seconds) = (specimens.len(), took.as_secs_f64());
    let made = words.choose((
        "枚のラベルを発行・描画・読取・確認しました",
        "labels issued, drawn, read back and checked",
    ));
    out.line(format_args!(
        "{labels} {made}: {}/ ({seconds:.2} s)",
        directory.display()
    ))?;
    out.line("")?;
    next(directory, specimens, words, out)
}

/// Prints commands to try, which work as they stand.
fn next(
    directory: &Path,
    specimens: &[Specimen],
    words: &Words,
    out: &mut Output,
) -> Result<(), CliError> {
    let Some(first) = specimens.first() else {
        return Ok(());
    };
    let (directory, id) = (directory.display(), &first.entry.id);
    let label = program();
    let verify = format!("{label} verify --trust {directory}/trust.cbor {directory}");
    out.line(words.next)?;
    for command in [
        format!("{verify}/labels/{id}.png"),
        format!("{verify}/labels/{id}.txt --min-level 3"),
        format!("{verify}/refused/flipped-bit.png"),
        format!("{label} inspect {directory}/labels/{id}.cbor"),
        format!("{label} render {directory}/labels/{id}.txt --terminal"),
    ] {
        out.line(format_args!("  {command}"))?;
    }
    Ok(())
}

/// The command as it was called, so that what is printed works as it stands.
fn program() -> String {
    let called = std::env::args().next();
    called.unwrap_or_else(|| "label".to_owned())
}

fn by_registration(specimens: &[Specimen]) -> Vec<&[Specimen]> {
    specimens
        .chunk_by(|a, b| a.entry.claims.registration == b.entry.claims.registration)
        .collect()
}

/// One registration: number, level, holder, product, how many labels, outcome.
fn row(group: &[Specimen], trust: &Trust, words: &Words) -> [String; 6] {
    let Some(first) = group.first() else {
        return Default::default();
    };
    let (claims, label) = (&first.entry.claims, &first.entry.claims.label);
    let scheme = trust.schemes().get(&label.scheme);
    let mark = scheme.and_then(|scheme| {
        let level = label.level.and_then(|level| scheme.level(level));
        level.map_or(Some(scheme.name()), |level| Some(level.mark()))
    });
    let outcome = words.outcome(first.verdict.outcome());
    let outcome = match first.verdict.decisive() {
        Some(check) => format!("{outcome} [{}]", check.code()),
        None => outcome.to_owned(),
    };
    [
        claims.registration.clone(),
        mark.unwrap_or_default().to_owned(),
        label.holder.clone().unwrap_or_default(),
        label.product.clone(),
        group.len().to_string(),
        outcome,
    ]
}

/// Prints rows in columns as wide as what stands in them.
fn table<const N: usize>(rows: &[[String; N]], out: &mut Output) -> Result<(), CliError> {
    let cell = |text: &String| clip(&Visible(text).to_string());
    let rows: Vec<[String; N]> = rows.iter().map(|row| row.each_ref().map(cell)).collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, text) in widths.iter_mut().zip(row) {
            *width = text.width().max(*width);
        }
    }
    for row in &rows {
        let cells = row.iter().zip(widths).map(|(text, width)| {
            let padding = " ".repeat(width - text.width());
            format!("{text}{padding}")
        });
        out.line(cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

/// Cuts a text that is too wide for a column.
fn clip(text: &str) -> String {
    if text.width() <= WIDEST {
        return text.to_owned();
    }
    let mut clipped = String::new();
    for character in text.chars() {
        if clipped.width() + 3 > WIDEST {
            break;
        }
        clipped.push(character);
    }
    clipped + "…"
}

/// The words of one language.
struct Words {
    language: Language,
    banner: &'static str,
    columns: [&'static str; 6],
    refused: &'static str,
    next: &'static str,
}

impl Words {
    fn choose(&self, (ja, en): (&'static str, &'static str)) -> &'static str {
        match self.language {
            Language::Ja => ja,
            Language::En => en,
        }
    }

    fn outcome(&self, outcome: Outcome) -> &'static str {
        self.choose(match outcome {
            Outcome::Accepted => ("✓ 受理", "✓ accepted"),
            Outcome::Rejected => ("✗ 拒否", "✗ rejected"),
            Outcome::CannotDecide => ("? 判定不能", "? cannot decide"),
        })
    }
}

fn words(language: Language) -> &'static Words {
    match language {
        Language::Ja => &Words {
            language: Language::Ja,
            banner: "見本 — ここに出てくる名称はすべて架空です",
            columns: ["登録番号", "レベル", "取得者", "製品", "枚数", "結果"],
            refused: "次のものは通りません",
            next: "次にお試しください",
        },
        Language::En => &Words {
            language: Language::En,
            banner: "SPECIMENS — every name here is invented",
            columns: [
                "registration",
                "level",
                "holder",
                "product",
                "labels",
                "outcome",
            ],
            refused: "what is refused",
            next: "try next",
        },
    }
}

/// The result for machines.
#[derive(Serialize)]
struct Summary {
    directory: String,
    specimen: bool,
    seconds: f64,
    labels: Vec<LabelSummary>,
    refused: Vec<LabelSummary>,
}

#[derive(Serialize)]
struct LabelSummary {
    id: String,
    outcome: &'static str,
    code: Option<&'static str>,
}

impl Summary {
    fn new(directory: &Path, specimens: &[Specimen], refusals: &[Refusal], took: Duration) -> Self {
        let label = |id: &str, verdict: &label_core::Verdict| LabelSummary {
            id: id.to_owned(),
            outcome: verdict.outcome().code(),
            code: verdict.decisive().map(Check::code),
        };
        let labels = specimens
            .iter()
            .map(|specimen| label(&specimen.entry.id, &specimen.verdict));
        let refused = refusals
            .iter()
            .map(|refusal| label(refusal.name, &refusal.verdict));
        Self {
            directory: directory.display().to_string(),
            specimen: true,
            seconds: took.as_secs_f64(),
            labels: labels.collect(),
            refused: refused.collect(),
        }
    }
}
