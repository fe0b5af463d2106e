//! Fields of a label that were given as arguments, under the names of the arguments.

use label_desk::label_fields::{Column, Place, Problem};

/// Begins a complaint about a field that stands in a table and in the arguments.
const ALSO: &str = "is also given as ";

/// A problem with the names of arguments, where it is about arguments.
pub(crate) fn named(mut problem: Problem) -> Problem {
    if problem.place == Place::Arguments {
        problem.field = problem.field.map(|field| argument(&field));
    }
    if let Some(field) = problem.message.strip_prefix(ALSO)
        && Column::parse(field).is_some()
    {
        problem.message = format!("{ALSO}{}", argument(field));
    }
    problem
}

/// The argument of a field, which the singular names where it is given once for each value.
pub(crate) fn argument(field: &str) -> String {
    let name = match Column::parse(field) {
        Some(Column::Models) => "model",
        Some(Column::Gtins) => "gtin",
        _ => field,
    };
    format!("--{}", name.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use label_desk::label_fields::Fault;

    use super::*;

    #[test]
    fn problems_name_arguments() {
        for (column, argument) in [
            (Column::Level, "--level"),
            (Column::Models, "--model"),
            (Column::Gtins, "--gtin"),
            (Column::HolderId, "--holder-id"),
        ] {
            let fault = Fault::new(column, "code", "is wrong");
            let problem = named(Problem::new(Place::Arguments, fault));
            assert_eq!(problem.to_string(), format!("{argument}: is wrong"));
        }
        let place = Place::Row("table.csv".into(), 1);
        let fault = Fault::new(
            Column::Issued,
            "column_duplicate",
            "is also given as issued",
        );
        assert_eq!(
            named(Problem::new(place, fault)).to_string(),
            "table.csv: row 1, column issued: is also given as --issued"
        );
    }
}
