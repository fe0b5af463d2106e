//! The schemes as forms need them.

use label_core::Assessment;
use label_core::scheme::{Category, Criteria, Lang, Level, Scheme, Schemes};
use label_desk::label_fields::assessment_words;
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::js::{self, Fault, SchemeList};

/// A scheme; every name is one that the fields of a label take.
#[derive(Serialize)]
struct Form<'a> {
    name: &'a str,
    title: Both<'a>,
    levels: Vec<Step<'a>>,
    assessments: Vec<String>,
    criteria: Vec<&'a str>,
    categories: Vec<Both<'a>>,
    required: Vec<&'static str>,
    forbidden: Vec<&'static str>,
}

/// A text in both languages.
#[derive(Serialize)]
struct Both<'a> {
    en: &'a str,
    ja: &'a str,
}

#[derive(Serialize)]
struct Step<'a> {
    number: u64,
    mark: &'a str,
    assessments: Vec<String>,
}

/// The built-in schemes.
#[wasm_bindgen]
pub fn schemes() -> Result<SchemeList, Fault> {
    let schemes = Schemes::builtin();
    js::to_js(&schemes.iter().map(form).collect::<Vec<_>>())
}

fn form(scheme: &Scheme) -> Form<'_> {
    let names =
        |fields: &[label_core::scheme::Field]| fields.iter().map(|field| field.name()).collect();
    Form {
        name: scheme.name(),
        title: both(|lang| scheme.title(lang)),
        levels: scheme.levels().iter().map(step).collect(),
        assessments: words(scheme.assessments(None).unwrap_or_default()),
        criteria: scheme.criteria().iter().map(Criteria::document).collect(),
        categories: scheme.categories().iter().map(category).collect(),
        required: names(scheme.required()),
        forbidden: names(scheme.forbidden()),
    }
}

fn step(level: &Level) -> Step<'_> {
    Step {
        number: level.number(),
        mark: level.mark(),
        assessments: words(level.assessments()),
    }
}

fn category(category: &Category) -> Both<'_> {
    both(|lang| category.name(lang))
}

fn words(assessments: &[Assessment]) -> Vec<String> {
    let each = assessments.chunks(1);
    each.map(assessment_words).collect()
}

fn both<'a>(text: impl Fn(Lang) -> &'a str) -> Both<'a> {
    Both {
        en: text(Lang::En),
        ja: text(Lang::Ja),
    }
}
