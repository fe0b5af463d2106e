//! Tables, right and wrong.

#![allow(clippy::format_collect, clippy::unwrap_used, clippy::indexing_slicing)]

use label_core::UnixTime;
use label_core::scheme::Schemes;

use super::*;
use crate::label_fields::Column;

const ISSUED: UnixTime = UnixTime::from_seconds(1_795_305_600);

fn read_with(bytes: &[u8], defaults: &Draft, grouping: Grouping) -> Result<Vec<Entry>, DeskError> {
    let rules = Rules {
        schemes: &Schemes::builtin(),
        issued: ISSUED,
    };
    read(Path::new("products.csv"), bytes, defaults, rules, grouping)
}

fn read_rows(table: &str) -> Result<Vec<Entry>, DeskError> {
    read_with(table.as_bytes(), &Draft::default(), Grouping::PerModel)
}

/// A full table of which only the columns after the first are varied.
fn label(columns: &str, cells: &str) -> Result<Vec<Entry>, DeskError> {
    let fixed = "registration,scheme,level,assessment,criteria,supply_chain,product";
    let values = "R-1,jc-star,1,self,JST-CR-01-01-2024R1,cleared,Router";
    let models = if columns.contains("model") {
        ["", ""]
    } else {
        [",models", ",M"]
    };
    read_rows(&format!(
        "{fixed}{}{columns}\n{values}{}{cells}\n",
        models[0], models[1]
    ))
}

fn messages<T>(result: Result<T, DeskError>) -> Vec<String> {
    let Err(DeskError::Labels { problems, more }) = result else {
        return vec![result.err().unwrap().to_string()];
    };
    let rest = (more > 0).then(|| format!("and {more} more"));
    let problems = problems
        .iter()
        .map(|problem| problem.to_string().replace("products.csv: ", ""));
    problems.chain(rest).collect()
}

#[test]
fn models_of_a_row_and_rows_of_a_registration_are_alike() {
    let one = label(",models,jan", ",A;B；C,4912345000002;;4912345000026").unwrap();
    let three = "registration,scheme,level,assessment,criteria,supply_chain,product,型番,JANコード\n\
        R-1,jc-star,1,self,JST-CR-01-01-2024R1,cleared,Router,A,4912345000002\n\
        R-1,jc-star,1,self,JST-CR-01-01-2024R1,cleared,Router,B,\n\
        R-1,jc-star,1,self,JST-CR-01-01-2024R1,cleared,Router,C,4912345000026\n";
    let rows = read_rows(three).unwrap();
    let claims = |entries: &[Entry]| {
        entries
            .iter()
            .map(|entry| entry.claims.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(claims(&one), claims(&rows));
    let ids: Vec<&str> = rows.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, ["R-1-001", "R-1-002", "R-1-003"]);
    assert_eq!(rows[2].place, Place::Row("products.csv".into(), 4));

    for table in [three.to_owned(), three.replace("R-1,", " R-1 ,")] {
        let whole = read_with(
            table.as_bytes(),
            &Draft::default(),
            Grouping::PerRegistration,
        );
        let whole = whole.unwrap();
        assert_eq!(whole.len(), 1);
        assert_eq!(whole[0].claims.label.models, ["A", "B", "C"]);
        assert_eq!(whole[0].claims.label.gtins.len(), 2);
    }
}

#[test]
fn tables_come_as_spreadsheets_save_them() {
    let table = "登録番号,制度,レベル,評価方式,適合基準,サプライチェーン,製品名,事業者名,型番,JANコード,備考\n\
        R-1,jc-star,1,self,JST-CR-01-01-2024R1,cleared,ルータ①㈱髙,見本電機,Ｍ,4912345000002,\"二行の\nメモ, と \"\"引用\"\"\"\n\
        ,,,,,,,,,,\n\n\
        R-2,jc-star,★2,self,基準,cleared,カメラ,見本電機,N,,\n";
    let plain = read_rows(table).unwrap();
    assert_eq!(plain[0].claims.label.product, "ルータ①㈱髙");
    assert_eq!(plain[0].claims.label.models, ["M"]);
    assert_eq!(plain[1].place, Place::Row("products.csv".into(), 5));
    let sjis = encoding_rs::SHIFT_JIS.encode(table).0;
    assert!(str::from_utf8(&sjis).is_err());
    let crlf = table.replace('\n', "\r\n");
    for bytes in [
        [b"\xef\xbb\xbf", table.as_bytes()].concat(),
        crlf.clone().into_bytes(),
        table.replace('\n', "\r").into_bytes(),
        sjis.to_vec(),
        encoding_rs::SHIFT_JIS.encode(&crlf).0.to_vec(),
        table.trim_end().as_bytes().to_vec(),
    ] {
        let entries = read_with(&bytes, &Draft::default(), Grouping::PerModel);
        assert_eq!(entries.as_ref(), Ok(&plain));
    }
    let utf16: Vec<u8> = table.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        [b"\xff\xfe", &utf16[..]].concat(),
        b"a,\xfd\xfe\xff".to_vec(),
    ] {
        let error = DeskError::TableEncoding {
            file: "products.csv".into(),
            broken: None,
        };
        assert_eq!(
            read_with(&bytes, &Draft::default(), Grouping::PerModel),
            Err(error)
        );
    }
}

#[test]
fn rows_are_counted_as_spreadsheets_do() {
    let table = "\n\nregistration,scheme,level,assessment,criteria,supply_chain,product,models,jan,note\n\n\
        R-1,jc-star,1,self,X,cleared,Router,A,1,\"a\nb\nc\"\n,,,,,,,,,\n\
        R-1,jc-star,1,self,X,cleared,Router,B,2,\n";
    let found = messages(read_rows(table));
    let start: Vec<&str> = found.iter().map(|message| &message[..17]).collect();
    assert_eq!(start, ["row 5, column jan", "row 7, column jan"]);
}

#[test]
fn cells_are_named_with_row_and_column() {
    let names = Column::all().map(|column| format!("{} or {}", column.name(), column.japanese()));
    let names: Vec<String> = names.collect();
    let unknown = format!(
        "row 1: no field is called 'jna'; known are {}",
        names.join(", ")
    );
    for (columns, cells, message) in [
        (
            ",jan",
            ",4912345000003",
            "row 2, column jan: 4912345000003 has a wrong check digit; expected 2 at the end",
        ),
        (
            ",JAN",
            ",4.90E+12",
            "row 2, column JAN: 4.90E+12: Excel changed this number; format the column as Text",
        ),
        (
            ",法人番号",
            ",1234567890123",
            "row 2, column 法人番号: 1234567890123 has a wrong check digit; expected 9 in front",
        ),
        (
            ",support_end",
            ",Dec-28",
            "row 2, column support_end: 'Dec-28' is no end of support; expected YYYY-MM-DD, YYYY-MM or unsupported",
        ),
        (
            ",holder",
            ",a\u{200b}b",
            "row 2, column holder: U+200B is not allowed in labels",
        ),
        (
            ",holder",
            ",\"a\nb\"",
            "row 2, column holder: U+000A is not allowed in labels",
        ),
        (
            ",models",
            ",A;;B",
            "row 2, column models: must not be empty",
        ),
        (",models", ",A;B;A", "row 2, column models: A: stands twice"),
        (
            ",models",
            ",",
            "row 2, column models: missing; scheme jc-star demands it",
        ),
        (
            ",models,jan",
            ",A;B;C,4912345000002;4912345000019",
            "row 2, column jan: 2 GTINs for 3 models; expected one each, in order",
        ),
        (
            ",expires",
            ",2029-01-01",
            "row 2, column expires: the validity is not what the scheme allows",
        ),
        (",evaluator,jna", ",x,y", &unknown),
        (
            ",gtin,jan",
            ",,",
            "row 1, column gtin: stands twice, also as 'jan'",
        ),
        (",", ",x", "row 2: a cell without a header"),
        (
            ",holder",
            ",a,b",
            "row 2: 10 cells; expected 9, as in the header",
        ),
        (
            ",holder",
            "",
            "row 2: 8 cells; expected 9, as in the header",
        ),
    ] {
        let found = messages(label(columns, cells));
        assert_eq!(found, [message], "{columns} {cells}");
    }
}

#[test]
fn rows_may_not_contradict_each_other() {
    let header = "registration,scheme,level,assessment,criteria,supply_chain,product,models,gtins,holder,status_index";
    let row = |registration: &str, rest: &str| {
        format!("{registration},jc-star,1,self,X,cleared,{rest}\n")
    };
    let first = row("R-1", "P,A,4912345000002,H,1");
    for (second, message) in [
        (
            row("R-1", "P,A,,H,1"),
            "row 3, column models: A: stands twice, also in row 2",
        ),
        (
            row("R-1", "P,B,,I,1"),
            "row 3, column holder: is not that of row 2, which has the same registration",
        ),
        (
            row("R-1", "P,B,,H,2"),
            "row 3, column status_index: is not that of row 2, which has the same registration",
        ),
        (
            row("R-2", "P,A,,H,1"),
            "row 3, column status_index: 1: belongs to another registration, in row 2",
        ),
        (
            row("R-2", "P,A,4912345000002,H,2"),
            "row 3, column gtins: 4912345000002: stands twice, also in row 2",
        ),
    ] {
        let table = format!("{header}\n{first}{second}");
        assert_eq!(messages(read_rows(&table)), [message]);
    }
    let other = row("R-1", "Q,B,,H,1");
    let table = format!("{header}\n{first}{other}");
    assert_eq!(read_rows(&table).map(|entries| entries.len()), Ok(2));
    let whole = read_with(
        table.as_bytes(),
        &Draft::default(),
        Grouping::PerRegistration,
    );
    let message = "row 3, column product: is not that of row 2, which has the same registration";
    assert_eq!(messages(whole), [message]);
}

#[test]
fn arguments_stand_for_columns_that_are_missing() {
    let mut defaults = Draft::default();
    for (column, text) in [
        (Column::Scheme, "jc-star"),
        (Column::Level, "1"),
        (Column::Assessment, "self"),
        (Column::Criteria, "X"),
        (Column::SupplyChain, "cleared"),
    ] {
        defaults.set(column, [text]);
    }
    let read = |table: &str| read_with(table.as_bytes(), &defaults, Grouping::PerModel);
    let entries = read("registration,product,model\nR-1,P,A\nR-2,P,B\n").unwrap();
    assert_eq!(entries[1].claims.label.level, Some(1));
    let both = messages(read("registration,product,model,level\nR-1,P,A,2\n"));
    assert_eq!(both, ["row 1, column level: is also given as level"]);
    // An empty cell is no wish for the argument.
    let both = messages(read("registration,product,model,criteria\nR-1,P,A,\n"));
    assert_eq!(both, ["row 1, column criteria: is also given as criteria"]);
}

#[test]
fn every_fault_is_reported_in_order_and_only_once() {
    assert_eq!(
        messages(read_rows("")),
        ["row 1: the table holds no labels"]
    );
    let header = "registration,scheme,level,criteria,supply_chain,product,models";
    assert_eq!(
        messages(read_rows(header)),
        ["row 1: the table holds no labels"]
    );
    let found = messages(read_rows("a;b\n1;2\n3;4\n"));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("row 1: no field is called 'a;b'; known are "));
    let found = messages(read_rows(
        "登録番号;型番
1;2
",
    ));
    let message =
        "row 1: the columns are separated by semicolons; save the table as CSV, with commas";
    assert_eq!(found, [message]);
    let rows = |row: fn(u32) -> String| (0..60).map(row).collect::<Vec<_>>().join("\n");
    let half = rows(|row| format!("R-{row},jc-star,{},X,cleared,P,M", row % 2 * 8 + 1));
    let Err(DeskError::Labels { problems, more }) = read_rows(&format!("{header}\n{half}")) else {
        unreachable!("the rows are wrong");
    };
    assert_eq!((problems.len(), more), (31, 0));
    assert_eq!(problems[0].message, "missing; expected self or reviewed");
    let message = "'9' is no level of scheme jc-star; expected one of ★1, ★2, ★3, ★4";
    assert_eq!(problems[1].message, message);
    let all: Vec<_> = (0..1_234)
        .map(|row| format!("R-{row},x,1,X,cleared,P,M"))
        .collect();
    let found = messages(read_rows(&format!("{header}\n{}", all.join("\n"))));
    assert_eq!(found.len(), 1_234);
    assert!(found[0].starts_with("row 2, ") && found[1_233].starts_with("row 1235, "));
    let many: String = (0..100_001).map(|_| "x\n").collect();
    let found = messages(read_rows(&format!("{header}\n{many}")));
    assert_eq!(found.len(), 100_001);
    assert_eq!(found[100_000], "and 1 more");
}

#[test]
fn the_first_rows_are_reported_whatever_is_found_later() {
    let header = "registration,scheme,level,assessment,criteria,supply_chain,holder,product,models";
    let doubles = "R-1,jc-star,1,self,JST-CR-01-01-2024R1,cleared,H,P,A\n".repeat(3);
    let wrong = "R-2,x,1,self,X,cleared,H,P,A\n".repeat(600);
    let found = messages(read_rows(&format!("{header}\n{doubles}{wrong}")));
    assert_eq!(found.len(), 602);
    assert!(
        found[0].starts_with("row 3, column models: A: stands twice"),
        "{}",
        found[0]
    );
    assert!(found[1].starts_with("row 4, "), "{}", found[1]);
}

#[test]
fn tables_are_not_wider_than_any_is() {
    let wide = ["a"; 257].join(",");
    assert_eq!(
        messages(read_rows(&format!("{wide}\nR-1,x\n{wide}\n"))),
        [
            "row 1: 257 cells; at most 256 are read",
            "row 2: 2 cells; expected 1, as in the header",
            "row 3: 257 cells; at most 256 are read",
        ]
    );
    let long = label(",models", &format!(",{}", ";".repeat(10_000)));
    assert_eq!(
        messages(long),
        ["row 2, column models: more than 10000 texts"]
    );
}

#[test]
fn any_bytes_are_a_table_or_an_error() {
    let rows =
        (0..30).map(|row| format!("R-{row},jc-star,1,self,X,cleared:2026-11-01,\"見本,\",M\n"));
    let seed = format!(
        "registration,scheme,level,assessment,criteria,supply_chain,product,models\n{}",
        rows.collect::<String>()
    );
    let mut state = 7_u32;
    for _ in 0..300 {
        let mut bytes = seed.clone().into_bytes();
        for _ in 0..6 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = state as usize % bytes.len();
            bytes[at] = b"\"\n,;\r\0\x82\xa0E+"[(state >> 16) as usize % 10];
        }
        // A column that is not known: every table has faults.
        bytes.splice(0..0, *b"x,");
        let result = read_with(&bytes, &Draft::default(), Grouping::PerModel);
        assert!(!messages(result).is_empty());
    }
}
