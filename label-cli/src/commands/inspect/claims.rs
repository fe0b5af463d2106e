//! Claims for programs to read, with names from the scheme tables; unverified.

use label_core::scheme::{Lang, Scheme, Schemes};
use label_core::{Claims, Code, rfc3339};
use serde_json::{Value, json};

/// The claims under the names that verdicts use.
pub(super) fn decoded(claims: &Claims) -> Value {
    let (label, schemes) = (&claims.label, Schemes::builtin());
    let scheme = schemes.get(&label.scheme);
    let level = scheme
        .zip(label.level)
        .and_then(|(scheme, level)| scheme.level(level));
    let criteria = label.criteria.as_ref();
    let category = label.category.as_ref();
    let gtins = label.gtins.iter().map(ToString::to_string);
    json!({
        "registration": claims.registration,
        "scheme": scheme_name(scheme, &label.scheme),
        "level": label.level,
        "level_mark": level.map(label_core::scheme::Level::mark),
        "assessment": label.assessment.number(),
        "criteria": criteria.map(|code| named(scheme.and_then(|s| s.criteria_document(code)), code)),
        "holder": label.holder,
        "holder_id": label.holder_id.as_ref().map(|id| format!("{:04}:{}", id.icd, id.id)),
        "product": label.product,
        "models": label.models,
        "gtins": gtins.collect::<Vec<_>>(),
        "category": category.map(|code| named(scheme.and_then(|s| s.category_name(code, Lang::En)), code)),
        "supply_chain": label.supply_chain.map(|check| json!({
            "status": check.status.number(),
            "day": check.day.map(|day| day.to_string()),
        })),
        "support_end": label.support_end.map(|end| end.to_string()),
        "status_index": label.status_index,
        "evaluator": label.evaluator,
        "issued": rfc3339(claims.issued),
        "expires": claims.expires.map(rfc3339),
    })
}

fn scheme_name(scheme: Option<&Scheme>, code: &Code) -> String {
    let assigned = match code {
        Code::Number(number) => Schemes::name_of(*number),
        Code::Text(_) => None,
    };
    named(scheme.map(Scheme::name).or(assigned), code)
}

fn named(name: Option<&str>, code: &Code) -> String {
    name.map_or_else(|| code.to_string(), str::to_owned)
}
