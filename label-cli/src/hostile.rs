//! Random and mutated bytes into every parser of the command: no panic, nothing raw on a terminal.
//!
//! A million inputs a parser in release builds, fewer in others. The core's own parsers have theirs.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, unreachable_pub)]

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use label_core::scheme::Schemes;
use label_core::{Algorithm, UnixTime};
use label_desk::issued::IssuedLabels;
use label_desk::label_fields::{Draft, Rules};
use label_desk::plan::{self, Header, PlanFile};
use label_desk::table::{self, Grouping};
use label_io::time::{self, Edge};
use label_keys::{KeyFile, TokenUri, certificates};
use test_vectors::fixtures::random::Random;
use test_vectors::fixtures::reference::{self, Owner};

use crate::visible::Visible;
use crate::{input, trust};

const INPUTS: u32 = if cfg!(debug_assertions) {
    2_000
} else {
    1_000_000
};

fn hammer(seeds: &[Vec<u8>], parse: impl Fn(&[u8])) {
    for seed in seeds {
        parse(seed);
    }
    let mut random = Random::new();
    for round in 0..INPUTS {
        parse(&random.input(round, seeds));
    }
}

fn text(parse: impl Fn(&str)) -> impl Fn(&[u8]) {
    move |bytes| parse(&String::from_utf8_lossy(bytes))
}

fn rules(schemes: &Schemes) -> Rules<'_> {
    Rules {
        schemes,
        issued: UnixTime::from_seconds(1_795_305_600),
    }
}

#[test]
fn no_table_panics() {
    let schemes = Schemes::builtin();
    let rules = rules(&schemes);
    let table = "registration,scheme,level,assessment,criteria,product,models,gtins,supply_chain,support_end\n\
                 R-1,jc-star,1,self,JST-CR-01-01-2024R1,ルータ,A;B,4912345000002;4912345000019,cleared:2026-01-31,2031-12\n";
    let japanese = "登録番号,制度,レベル,評価方式,適合基準,製品名,型番,JANコード\nR-1,jc-star,１,self,X,\"見,本\",M,４９１２３４５００００02\n";
    let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode(japanese);
    let seeds = [table.as_bytes().to_vec(), shift_jis.into_owned()];
    hammer(&seeds, |bytes| {
        let grouping = [Grouping::PerModel, Grouping::PerRegistration][bytes.len() % 2];
        let _ = table::read(
            Path::new("t.csv"),
            bytes,
            &Draft::default(),
            rules,
            grouping,
        );
    });
}

#[test]
fn no_plan_panics() {
    let schemes = Schemes::builtin();
    let rules = rules(&schemes);
    let table = "registration,scheme,level,assessment,criteria,product,models,supply_chain\n\
                 R-1,jc-star,1,self,JST-CR-01-01-2024R1,ルータ,A;B,cleared\n";
    let entries = table::read(
        Path::new("t.csv"),
        table.as_bytes(),
        &Draft::default(),
        rules,
        Grouping::PerModel,
    );
    let labels: Vec<_> = entries
        .unwrap()
        .into_iter()
        .map(|entry| entry.claims)
        .collect();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("plan");
    let header = Header::new("register", "signer", "https://label.example.jp", 2);
    let plan = plan::NewPlan::new(&header, &labels).unwrap();
    plan.write(&path).unwrap();
    hammer(&[fs::read(&path).unwrap()], |bytes| {
        let _ = PlanFile::parse(&path, bytes);
    });
}

#[test]
fn no_label_of_elsewhere_panics() {
    let owner = Owner::new(Algorithm::Ed25519).unwrap();
    let claims = reference::typical().unwrap();
    let schemes = Schemes::builtin();
    let label = label_core::issue(&claims, &owner.certificate, &schemes, &owner.key).unwrap();
    let chain = [owner.certificate.der().to_vec()];
    let full = label.to_full(&chain).unwrap();
    let text = URL_SAFE_NO_PAD.encode(&full);
    let row = format!(
        "{},{},{text},=1",
        claims.registration,
        claims.label.models.join(";")
    );
    let table = format!("registration,model,credential,text\n{row}\n{row}\n");
    let mut issued = IssuedLabels::default();
    issued.add(Path::new("ID.cbor"), &full).unwrap();
    assert_eq!(issued.labels.len(), 1);
    hammer(&[full, table.into()], |bytes| {
        let _ = IssuedLabels::default().add(Path::new("issued.csv"), bytes);
    });
}

#[test]
fn no_spreadsheet_panics() {
    let schemes = Schemes::builtin();
    let rules = rules(&schemes);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/fixtures");
    let book = fs::read(fixtures.join("products.xlsx")).unwrap();
    hammer(&[book], |bytes| {
        let (path, draft) = (Path::new("t.xlsx"), Draft::default());
        let _ = table::read(path, bytes, &draft, rules, Grouping::PerModel);
    });
}

#[test]
fn no_label_in_json_panics() {
    let label = r#"{"registration":"R-1","scheme":"jc-star","level":1,"models":["A"],"gtins":["4912345000002"]}"#;
    hammer(&[label.into()], |bytes| {
        let _ = Draft::from_json(Path::new("label.json"), bytes);
    });
}

#[test]
fn no_pem_file_panics() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/fixtures");
    let seeds = ["desk.key", "desk.pem"].map(|name| fs::read(fixtures.join(name)).unwrap());
    hammer(
        &seeds,
        text(|pem| {
            let path = Path::new("file.pem");
            let _ = (KeyFile::parse(path, pem), certificates::from_pem(path, pem));
            // Each certificate of a bundle is checked with real signatures: a tenth of the inputs.
            if pem.len() % 10 == 0 {
                let _ = trust::certificates_only(path, pem);
            }
        }),
    );
}

#[test]
fn no_token_uri_panics() {
    let seed = "pkcs11:token=a;object=%41;id=%00;slot-id=1?module-path=/m&pin-source=file:/p";
    hammer(
        &[seed.into()],
        text(|uri| {
            let _ = (TokenUri::parse(uri), TokenUri::of(Path::new(uri)));
        }),
    );
}

#[test]
fn no_time_or_width_panics() {
    let seeds = ["2027-03-31T00:00:00+09:00", "@1806451200", "2027-03-31"].map(Vec::from);
    hammer(
        &seeds,
        text(|time| {
            let _ = (
                time::parse(time, Edge::Start),
                time::parse(time, Edge::End),
                input::fold_width(time),
            );
        }),
    );
}

#[test]
fn nothing_raw_reaches_a_terminal() {
    let seeds = [
        "\u{1b}[2J\u{9b}31m",
        "見本\u{202e}\u{feff}",
        "line\nline\r\t",
    ]
    .map(Vec::from);
    hammer(
        &seeds,
        text(|text| {
            let shown = Visible(text).to_string();
            assert!(!shown.chars().any(label_core::is_forbidden), "{shown:?}");
        }),
    );
}
