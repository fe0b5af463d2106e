//! Mistakes that people have to mend: applications, answers, plans that are lost, tables that go round.

use crate::life::{sign, state, step};
use crate::workbook::{Cell, xlsx};
use crate::world::{Desk, KINDS, PAGE, table};

/// An application ends without an answer, and whatever was granted before stays.
#[test]
fn an_application_is_closed() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(1, 1));
        let close = |number| step("close", number, &["--reason", "mistake", "--why", "W"]);
        assert_eq!(desk.fails(&close("R-0")), "registration_state");
        desk.done(&step("renew", "R-0", &["--at", "2026-11-06"]));
        desk.done(&close("R-0"));
        let shown = state(&desk, "R-0");
        assert_eq!(
            (&shown["state"], &shown["term"]),
            (&"valid".into(), &1.into())
        );
        desk.done(&step("renew", "R-0", &["--at", "2026-11-07"]));

        let new = table(1, 1).replace("R-0,", "R-8,").replace("M-0", "M-8");
        desk.write("new.csv", &new);
        let apply = ["registration", "apply", "new.csv", "--at", "2026-11-08"];
        desk.done(&apply);
        desk.done(&close("R-8"));
        let shown = state(&desk, "R-8");
        let ended = (&shown["state"], &shown["reason"]);
        assert_eq!(ended, (&"refused".into(), &"mistake".into()));
        desk.done(&apply);
        desk.audit();
    }
}

/// A wrong answer is corrected until the grant, and none is older than its question.
#[test]
fn an_answer_is_corrected() {
    for kind in KINDS {
        let desk = Desk::new(kind);
        desk.write("apply.csv", &table(1, 1));
        desk.done(&["registration", "apply", "apply.csv", "--at", "2026-11-02"]);
        desk.done(&step("inquire", "R-0", &["--at", "2026-11-03"]));
        let answer = |word, day| {
            let more = ["--answer", word, "--day", day, "--at", "2026-11-05"];
            step("answer", "R-0", &more)
        };
        let early = desk.fails(&answer("cleared", "2026-11-02"));
        assert_eq!(early, "answer_before_inquiry");
        desk.done(&answer("cleared", "2026-11-04"));
        desk.done(&answer("refused", "2026-11-05"));
        assert_eq!(state(&desk, "R-0")["state"], "refused");
        assert_eq!(desk.fails(&step("grant", "R-0", &[])), "registration_state");
        desk.audit();
    }
}

/// The labels of a plan whose file is lost are given up by its id.
#[test]
fn a_lost_plan_is_cancelled() {
    for kind in KINDS {
        let desk = Desk::granted(kind, &table(2, 1));
        desk.plan("plan.jsonl");
        let signing = ["batch", "sign", "plan.jsonl", "--key", "desk.key"];
        let killed = desk
            .command(&[&signing[..], &["--at", "2026-11-07"]].concat())
            .env("LABEL_FAULT", "kill:12")
            .output()
            .unwrap();
        assert_eq!(killed.status.code(), None);
        std::fs::remove_file(desk.path("plan.jsonl")).unwrap();
        let journal = desk.done(&["register", "journal"]);
        let (_, id) = journal.split_once("plan:").unwrap();
        desk.done(&["batch", "cancel", &id[..64]]);
        sign(&desk, "again.jsonl", "2026-11-08");
        desk.check(2);
    }
}

/// A model with several GTINs is planned from a table that leaves them out.
#[test]
fn several_gtins_come_from_the_register() {
    let desk = Desk::new(KINDS[0]);
    let line = "R-0,jc-star,1,self,JST-CR-01-01-2024R1,H,P,";
    let head = "registration,scheme,level,assessment,criteria,holder,product,model,gtin\n";
    let two = format!("{line}A,4912345000002;4912345000019\n");
    desk.grant(&format!("{head}{two}{line}B,4912345000026\n"));
    desk.write("plan.csv", "registration,model\nR-0,A\nR-0,B\n");
    desk.write(
        "wrong.csv",
        "registration,model,gtin\nR-0,A,4912345000033\n",
    );
    let plan = |table, out| {
        let of = [
            "batch", "plan", table, "--signer", "desk.pem", "--page", PAGE,
        ];
        [&of[..], &["--out", out, "--at", "2026-11-06"]].concat()
    };
    assert_eq!(desk.problems(&plan("wrong.csv", "p")), ["register_differs"]);
    desk.done(&plan("plan.csv", "plan.jsonl"));
    desk.done(&["batch", "sign", "plan.jsonl", "--key", "desk.key"]);
    desk.check(2);
}

/// The export has the labels of every term, and can be read again as a table.
#[test]
fn an_export_has_every_term_and_comes_back() {
    let desk = Desk::new(KINDS[0]);
    let head = "registration,scheme,level,assessment,criteria,holder,product,model,gtin\n";
    let line = "R-0,jc-star,1,self,JST-CR-01-01-2024R1,H;I,'=P,A,4912345000002\n";
    desk.grant(&format!("{head}{line}"));
    sign(&desk, "first.jsonl", "2026-11-06");
    desk.done(&step("renew", "R-0", &["--at", "2026-11-07"]));
    for words in [
        "inquire --all --at 2026-11-07",
        "answer --all --answer cleared --day 2026-11-07 --at 2026-11-07",
        "grant --all --at 2026-11-08 --old-labels supersede",
    ] {
        let words: Vec<&str> = words.split(' ').collect();
        desk.done(&[&["registration"], &words[..]].concat());
    }
    sign(&desk, "second.jsonl", "2026-11-09");
    let rows = desk.json(&["register", "export"]);
    let rows = rows.as_array().unwrap();
    let of = |row: usize| (rows[row]["term"].as_u64(), rows[row]["state"].as_str());
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (of(0), of(1)),
        ((Some(2), Some("valid")), (Some(1), Some("superseded")))
    );
    let csv = desk.done(&["register", "export"]);
    let row = csv.lines().nth(1).unwrap();
    let cells = "\"H;I\",\"\",\"'=P\",\"A\",\"=\"\"4912345000002\"\"\"";
    assert!(row.contains(cells), "{row}");
    let again = "registration,model,product,gtin\nR-7,A,'=P,\"=\"\"4912345000002\"\"\"\n";
    desk.write("again.csv", again);
    let apply = ["registration", "apply", "again.csv", "--scheme", "jc-star"];
    let more = ["--level", "1", "--assessment", "self", "--criteria", "X"];
    assert_eq!(
        desk.problems(&[&apply[..], &more].concat()),
        ["gtin_registered"]
    );
}

/// A name that a spreadsheet changed is not taken for the name.
#[test]
fn names_in_a_workbook_are_text() {
    let desk = Desk::new(KINDS[0]);
    let words = |line: &str| -> Vec<Cell> {
        let words = line.split(',');
        words.map(|word| Cell::Text(word.to_owned())).collect()
    };
    let row = |model| {
        let mut row = words("R-0,jc-star,1,self,JST-CR-01-01-2024R1,H,P");
        row.push(model);
        row
    };
    let head = || words("registration,scheme,level,assessment,criteria,holder,product,model");
    let apply = ["registration", "apply", "t.xlsx", "--at", "2026-11-02"];
    for cell in [
        Cell::Number("123".to_owned()),
        Cell::Day("46024".to_owned()),
    ] {
        std::fs::write(desk.path("t.xlsx"), xlsx(&[head(), row(cell)])).unwrap();
        assert_eq!(desk.problems(&apply), ["cell_not_text"]);
    }
    let text = row(Cell::Text("3-4".to_owned()));
    std::fs::write(desk.path("t.xlsx"), xlsx(&[head(), text])).unwrap();
    desk.done(&apply);
}
