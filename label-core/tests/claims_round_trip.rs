//! Claims of every shape come back from CBOR as they went in.
#![allow(missing_docs, clippy::expect_used)]

use label_core::{
    Assessment, Claims, Code, Day, Gtin, HolderId, Label, SupplyChain, SupplyChainStatus,
    SupportEnd, UnixTime, Zone,
};
use proptest::collection::{btree_set, vec};
use proptest::option::of;
use proptest::prelude::*;

fn text() -> impl Strategy<Value = String> {
    // Letters of several scripts with inner spaces; all in normalisation form C.
    "[A-Za-z0-9ぁ-んァ-ヶ一-龠가-힣é]{1,10}( [A-Za-z0-9（）・ー-]{1,8})?"
}

fn code() -> impl Strategy<Value = Code> {
    prop_oneof![
        any::<u64>().prop_map(Code::Number),
        text().prop_map(Code::Text)
    ]
}

fn gtin() -> impl Strategy<Value = Gtin> {
    (1_u64..9_999_999_999_999).prop_filter_map("a number with a check digit", |body| {
        (0..10).find_map(|check| Gtin::new(body * 10 + check).ok())
    })
}

fn time() -> impl Strategy<Value = UnixTime> {
    (0_u64..253_402_300_000).prop_map(UnixTime::from_seconds)
}

fn day() -> impl Strategy<Value = Day> {
    time().prop_filter_map("a day", |time| Day::of(time, Zone::UTC))
}

fn support_end() -> impl Strategy<Value = SupportEnd> {
    prop_oneof![
        Just(SupportEnd::Unsupported),
        day().prop_map(SupportEnd::Day),
        day().prop_filter_map("a month", |day| SupportEnd::from_number(
            day.number() / 100 * 100
        )),
    ]
}

fn supply_chain() -> impl Strategy<Value = SupplyChain> {
    let status = (0_u64..5).prop_filter_map("a status", SupplyChainStatus::from_number);
    (status, of(day())).prop_map(|(status, day)| SupplyChain { status, day })
}

prop_compose! {
    fn names()(
        holder in of(text()),
        product in text(),
        models in btree_set(text(), 0..5),
        evaluator in of(text()),
        registration in text(),
    ) -> (Option<String>, String, Vec<String>, Option<String>, String) {
        (holder, product, models.into_iter().collect(), evaluator, registration)
    }
}

prop_compose! {
    fn label()(
        (holder, product, models, evaluator, registration) in names(),
        scheme in code(),
        level in of(any::<u64>()),
        assessment in (0_u64..4).prop_filter_map("an assessment", Assessment::from_number),
        criteria in of(code()),
        holder_id in of((0_u64..10_000, code()).prop_map(|(icd, id)| HolderId { icd, id })),
        gtins in vec(gtin(), 0..4),
        category in of(code()),
        supply_chain in of(supply_chain()),
        support_end in of(support_end()),
        status_index in of(any::<u64>()),
    ) -> (String, Label) {
        let mut gtins = gtins;
        gtins.sort_unstable();
        gtins.dedup();
        let label = Label {
            scheme, level, assessment, criteria, holder, holder_id, product, models, gtins, category,
            supply_chain, support_end, status_index, evaluator,
        };
        (registration, label)
    }
}

proptest! {
    #[test]
    fn claims_come_back(
        (registration, label) in label(),
        issued in time(),
        valid in of(1_u64..700),
    ) {
        let expires = valid.map(|seconds| issued.saturating_add(seconds));
        let claims = Claims { registration, expires, issued, label };
        let bytes = claims.encode().expect("sound claims encode");
        prop_assert_eq!(Claims::decode(&bytes), Ok(claims));
    }
}
