//! The table of invented products, with dates that follow the clock.

use std::path::Path;

use label_core::{Day, UnixTime, Zone, scheme::Schemes};
use label_desk::label_fields::{Draft, Rules};
use label_desk::table::{self, Entry, Grouping};

use super::Specimen;
use crate::error::CliError;

/// The table; `{-40}` stands for the day 40 days ago, `{month+900}` for the month in 900 days.
const TABLE: &str = include_str!("products.csv");
const NAME: &str = "products.csv";
const DAY: i64 = 86_400;

/// The registrations that are not accepted, and the code of the check that refuses them.
const REFUSED: [(&str, &str); 2] = [(EXPIRED, "expired"), (REVOKED, "revoked")];
const EXPIRED: &str = "SPEC-26-0009";
const REVOKED: &str = "SPEC-26-0010";

/// The labels of the table as of a time, read and checked like any scheme owner's table.
pub(super) fn entries(now: UnixTime) -> Result<Vec<Entry>, CliError> {
    let schemes = Schemes::builtin();
    let rules = Rules {
        schemes: &schemes,
        issued: now,
    };
    let table = with_dates(TABLE, now);
    Ok(table::read(
        Path::new(NAME),
        table.as_bytes(),
        &Draft::default(),
        rules,
        Grouping::PerModel,
    )?)
}

/// The status index of the revoked registration.
pub(super) fn revoked(entries: &[Entry]) -> Option<u64> {
    let mut entries = entries.iter();
    let revoked = entries.find(|entry| entry.claims.registration == REVOKED);
    revoked.and_then(|entry| entry.claims.label.status_index)
}

/// Checks that every verdict is the one that the table calls for.
pub(super) fn check(specimens: &[Specimen]) -> Result<(), CliError> {
    for specimen in specimens {
        let registration = specimen.entry.claims.registration.as_str();
        let expected = REFUSED.iter().find(|(refused, _)| *refused == registration);
        let code = specimen.verdict.decisive().map(label_core::Check::code);
        if code != expected.map(|(_, code)| *code) {
            return Err(CliError::ReadBack { what: "verdict" });
        }
    }
    Ok(())
}

/// Puts days and months in place of `{-40}` and `{month+900}`.
fn with_dates(table: &str, now: UnixTime) -> String {
    let mut parts = table.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (mark, rest) = part.split_once('}').unwrap_or((part, ""));
        text.push_str(&date(mark, now).unwrap_or_default());
        text.push_str(rest);
    }
    text
}

fn date(mark: &str, now: UnixTime) -> Option<String> {
    let (days, length) = match mark.strip_prefix("month") {
        Some(days) => (days, "YYYY-MM".len()),
        None => (mark, "YYYY-MM-DD".len()),
    };
    let days: i64 = days.parse().ok()?;
    let seconds = now.seconds().checked_add_signed(days * DAY)?;
    let day = Day::of(UnixTime::from_seconds(seconds), Zone::UTC)?;
    Some(day.to_string().chars().take(length).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use std::collections::BTreeSet;

    use super::*;

    const NOW: UnixTime = UnixTime::from_seconds(1_795_305_600); // 2026-11-22

    #[test]
    fn dates_follow_the_clock() {
        assert_eq!(
            with_dates("a,{-22},{month+40},{+1}", NOW),
            "a,2026-10-31,2027-01,2026-11-23"
        );
    }

    #[test]
    fn the_table_is_as_large_and_varied_as_it_must_be() {
        let entries = entries(NOW).unwrap();
        let count = |values: BTreeSet<String>| values.len();
        let labels = || entries.iter().map(|entry| &entry.claims.label);
        assert!(entries.len() >= 40);
        assert!(
            count(
                entries
                    .iter()
                    .map(|entry| entry.claims.registration.clone())
                    .collect()
            ) >= 12
        );
        assert!(
            count(
                labels()
                    .map(|label| format!("{:?}", label.category))
                    .collect()
            ) >= 5
        );
        let levels: BTreeSet<_> = labels().filter_map(|label| label.level).collect();
        assert_eq!(levels.into_iter().collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert!(labels().all(|label| label.gtins.len() == 1 && label.models.len() == 1));
        for label in labels() {
            let holder = label.holder.as_deref().unwrap();
            for name in [holder, &label.product] {
                let marked = ["見本", "Specimen", "Spécimen"]
                    .iter()
                    .any(|mark| name.contains(mark));
                assert!(marked, "{name} does not say that it is a specimen");
            }
        }
    }

    #[test]
    fn the_demonstration_is_a_table() {
        let table = TABLE;
        let plain = table
            .replace(['{', '}'], "")
            .replace("month+", "2029-12 ")
            .lines()
            .map(|line| {
                line.split(',')
                    .map(|cell| match cell {
                        _ if cell.contains("2029-12") => "2029-12",
                        _ if cell.starts_with("cleared") => "cleared:2026-01-05",
                        _ if cell.starts_with("conditions") => "conditions:2026-01-05",
                        _ if cell.starts_with("declared") => "declared",
                        _ if cell.starts_with(['-', '+']) => "",
                        _ => cell,
                    })
                    .collect::<Vec<_>>()
                    .join(",")
            })
            .collect::<Vec<_>>()
            .join("\n");
        let rules = Rules {
            schemes: &Schemes::builtin(),
            issued: UnixTime::from_seconds(1_795_305_600),
        };
        let defaults = Draft::default();
        let entries = table::read(
            Path::new(NAME),
            plain.as_bytes(),
            &defaults,
            rules,
            Grouping::PerModel,
        )
        .unwrap();
        let models = entries.iter().map(|entry| entry.claims.label.models.len());
        assert!(models.clone().all(|models| models == 1));
        assert_eq!(entries.len(), models.count());
        assert_eq!(entries[0].id, "SPEC-26-0001-001");
        assert_eq!(entries[2].id, "SPEC-26-0001-003");
        assert_eq!(entries[2].claims.label.models, ["HG-3600BE"]);
        assert_eq!(entries[2].claims.label.gtins[0].number(), 4_912_345_000_026);
    }
}
