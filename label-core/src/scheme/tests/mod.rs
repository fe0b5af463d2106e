#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod builtin;
mod check;
mod table;

use super::{Scheme, Schemes};
use crate::base::time::UnixTime;
use crate::base::zone::Zone;
use crate::label::claims::{Assessment, Claims, Code, Label, SupplyChain, SupplyChainStatus};
use crate::label::values::{Day, Gtin};

/// A scheme without code, written as its owner would: nothing in this crate knows it.
const OWN: &str = r#"{
  "name": "harbour-mark",
  "title": { "ja": "港湾表示制度", "en": "Harbour Mark" },
  "short_title": { "ja": "港湾表示", "en": "Harbour Mark" },
  "owner": { "ja": "見本港湾協会", "en": "Example Harbour Association" },
  "short_owner": { "ja": "見本協会", "en": "EHA" },
  "meaning": { "ja": "港で使う機器の表示です。", "en": "A mark for devices used in harbours." },
  "zone": "-05:30",
  "kinds": ["device", "system"],
  "levels": [
    {
      "number": 10, "mark": "H", "name": { "ja": "標準", "en": "Standard" }, "assessments": [1, 2],
      "meaning": { "ja": "試験所が確認しました。", "en": "A laboratory checked it." }
    },
    {
      "number": 20, "mark": "HH", "name": { "ja": "上級", "en": "Advanced" }, "assessments": [3],
      "meaning": { "ja": "認証されました。", "en": "It was certified. Renewed yearly." }
    }
  ],
  "assessments": [],
  "criteria": [{ "code": 7, "document": "EHA-7:2026" }],
  "categories": [{ "code": 3, "name": { "ja": "標識灯", "en": "Beacon" } }],
  "validity": { "kind": "at_most", "years": 1 },
  "required": ["level", "expires", "holder", "support_end"],
  "forbidden": ["gtins"],
  "supply_chain": [3],
  "till": { "ja": "型番を確認してください。", "en": "Compare the model number." },
  "statuses": {
    "valid": { "ja": "有効", "en": "valid" },
    "suspended": { "ja": "停止", "en": "on hold" },
    "withdrawn": { "ja": "返上", "en": "given back" },
    "revoked": { "ja": "取消し", "en": "struck off" },
    "superseded": { "ja": "更新", "en": "renewed" }
  },
  "must_say": [
    { "text": { "ja": "港で使う機器の表示です。", "en": "A mark for devices used in harbours." } },
    { "levels": [20], "text": { "ja": "毎年更新します。", "en": "Renewed yearly." } }
  ],
  "must_not_say": ["unsinkable", "沈まない"],
  "sources": ["An example."]
}"#;

fn own() -> Scheme {
    Scheme::from_json(OWN).unwrap()
}

fn builtin(name: &str) -> Scheme {
    let mut sources = Schemes::SOURCES.iter();
    let (_, json) = sources.find(|(known, _)| *known == name).unwrap();
    Scheme::from_json(json).unwrap()
}

/// The midnight in Japan with which a day begins.
fn midnight(yyyymmdd: u64) -> UnixTime {
    let zone = Zone::parse("+09:00").unwrap();
    Day::new(yyyymmdd).unwrap().start(zone)
}

/// The smallest label in use: nothing that JC-STAR does not demand but GTIN and status.
pub(crate) fn small() -> Claims {
    Claims {
        registration: "R-0001".to_string(),
        expires: Some(midnight(20_280_301)),
        issued: midnight(20_260_301),
        label: Label {
            scheme: Code::Number(1),
            level: Some(1),
            assessment: Assessment::SelfDeclared,
            criteria: Some(Code::Number(1)),
            holder: None,
            holder_id: None,
            product: "Router 3000".to_string(),
            models: vec!["R3000-A".to_string()],
            gtins: vec![Gtin::parse("4901234567894").unwrap()],
            category: None,
            supply_chain: Some(SupplyChain {
                status: SupplyChainStatus::Cleared,
                day: None,
            }),
            support_end: None,
            status_index: Some(0),
            evaluator: None,
        },
    }
}
