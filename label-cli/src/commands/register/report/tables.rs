//! The tables of a report, in words.

use clap::ValueEnum;
use label_desk::register::ApplicationKind;
use label_desk::report::{Group, Report};

use crate::commands::table_file::{Cell, Table};
use crate::messages::Messages;

/// The name of a table on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Name {
    States,
    Levels,
    Categories,
    Holders,
    Months,
    Pending,
    OutOfForce,
    Expiring,
    Printed,
}

/// Every table.
pub(super) fn tables(report: &Report, messages: &Messages) -> Vec<(Name, Table)> {
    let of = Words(messages);
    vec![
        (Name::States, of.states(report)),
        (Name::Levels, of.levels(&report.levels)),
        (
            Name::Categories,
            of.groups(
                "report_categories",
                messages.claim("category"),
                &report.categories,
            ),
        ),
        (
            Name::Holders,
            of.groups("report_holders", messages.claim("holder"), &report.holders),
        ),
        (Name::Months, of.months(report)),
        (Name::Pending, of.pending(report)),
        (Name::OutOfForce, of.out_of_force(report)),
        (Name::Expiring, of.expiring(report)),
        (Name::Printed, of.printed(report)),
    ]
}

/// The words that tables are made of.
struct Words<'a>(&'a Messages);

impl Words<'_> {
    fn table(&self, name: &str, headers: &[&str], rows: Vec<Vec<Cell>>) -> Table {
        Table {
            name: self.0.word(name).to_owned(),
            headers: headers.iter().map(|&header| header.to_owned()).collect(),
            rows,
        }
    }

    fn states(&self, report: &Report) -> Table {
        let word = |key| self.0.word(key);
        let rows = report.states.iter();
        let rows = rows.map(|(state, number)| vec![word(state).into(), (*number).into()]);
        let headers = [word("state"), word("report_registrations")];
        self.table("report_states", &headers, rows.collect())
    }

    /// The headers of the numbers of a group.
    fn numbers(&self) -> [&str; 4] {
        let word = |key| self.0.word(key);
        [
            word("report_registrations"),
            word("report_in_force"),
            word("report_models"),
            word("labels"),
        ]
    }

    fn levels(&self, groups: &[Group]) -> Table {
        let headers = [self.0.claim("scheme"), self.0.claim("level")];
        let headers = [&headers[..], &self.numbers()].concat();
        let rows = groups.iter().map(|group| {
            let key: [Cell; 2] = [(&group.scheme).into(), (&group.name).into()];
            [&key[..], &numbers(group)].concat()
        });
        self.table("report_levels", &headers, rows.collect())
    }

    fn groups(&self, name: &str, header: &str, groups: &[Group]) -> Table {
        let headers = [&[header][..], &self.numbers()].concat();
        let rows = groups.iter().map(|group| {
            let key: [Cell; 1] = [(&group.name).into()];
            [&key[..], &numbers(group)].concat()
        });
        self.table(name, &headers, rows.collect())
    }

    fn months(&self, report: &Report) -> Table {
        let word = |key| self.0.word(key);
        let headers = [
            word("report_month"),
            word("report_applied"),
            word("report_granted"),
            word("report_signed"),
            word("report_ending"),
        ];
        let rows = report.months.iter().map(|month| {
            vec![
                (&month.month).into(),
                month.applied.into(),
                month.granted.into(),
                month.signed.into(),
                month.ending.into(),
            ]
        });
        self.table("report_months", &headers, rows.collect())
    }

    fn pending(&self, report: &Report) -> Table {
        let word = |key| self.0.word(key);
        let headers = [
            self.0.claim("registration"),
            self.0.claim("holder"),
            word("report_kind"),
            word("state"),
            word("report_models"),
            word("report_applied_on"),
            word("report_age"),
            word("report_inquired_on"),
            word("report_inquiry_age"),
        ];
        let rows = report.pending.iter().map(|one| {
            let kind = match one.kind {
                ApplicationKind::Models => "models_more",
                kind => kind.as_str(),
            };
            vec![
                (&one.registration).into(),
                (&one.holder).into(),
                word(kind).into(),
                word(one.stage.as_str()).into(),
                one.models.into(),
                (&one.applied).into(),
                one.age_days.into(),
                (&one.inquired).into(),
                (&one.inquiry_age_days).into(),
            ]
        });
        self.table("report_pending", &headers, rows.collect())
    }

    fn out_of_force(&self, report: &Report) -> Table {
        let word = |key| self.0.word(key);
        let headers = [
            self.0.claim("registration"),
            self.0.claim("holder"),
            word("state"),
            word("report_since"),
            word("reason"),
            word("report_why"),
            word("report_who"),
            word("successor"),
        ];
        let rows = report.out_of_force.iter().map(|one| {
            vec![
                (&one.registration).into(),
                (&one.holder).into(),
                word(&one.state).into(),
                (&one.day).into(),
                (&one.reason).into(),
                (&one.why).into(),
                (&one.who).into(),
                (&one.successor).into(),
            ]
        });
        self.table("report_out_of_force", &headers, rows.collect())
    }

    fn expiring(&self, report: &Report) -> Table {
        let word = |key| self.0.word(key);
        let headers = [
            self.0.claim("registration"),
            self.0.claim("holder"),
            word("report_last_day"),
            word("report_days_left"),
            word("report_renewal"),
        ];
        let rows = report.expiring.iter().map(|one| {
            let renewal = match one.renewal {
                true => word("report_renewal_asked").into(),
                false => Cell::Empty,
            };
            vec![
                (&one.registration).into(),
                (&one.holder).into(),
                (&one.last_day).into(),
                one.days_left.into(),
                renewal,
            ]
        });
        let mut table = self.table("report_expiring", &headers, rows.collect());
        table.name = table
            .name
            .replace("{days}", &report.expiring_days.to_string());
        table
    }

    fn printed(&self, report: &Report) -> Table {
        let word = |key| self.0.word(key);
        let headers = [
            self.0.claim("registration"),
            word("report_when"),
            word("report_who"),
            word("report_what"),
        ];
        let rows = report.printed.iter().map(|one| {
            vec![
                (&one.registration).into(),
                (&one.at).into(),
                (&one.who).into(),
                (&one.what).into(),
            ]
        });
        self.table("report_printed", &headers, rows.collect())
    }
}

/// The numbers of a group.
fn numbers(group: &Group) -> [Cell; 4] {
    [
        group.registrations.into(),
        group.in_force.into(),
        group.models.into(),
        group.labels.into(),
    ]
}
