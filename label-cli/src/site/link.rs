//! Modules of JavaScript made into one script.
//!
//! This is no parser. The page's modules and those of wasm-bindgen keep each import and export on a
//! line of its own, in a few forms; any other form is a fault.

use super::Files;
use super::page::fault;
use crate::error::CliError;

/// What may follow `export` where something is declared.
const DECLARATIONS: [&str; 4] = ["async function ", "class ", "const ", "function "];

/// The page's modules as one script, each after those that it imports.
///
/// No two of them declare the same name at their top level; a test of the page sees to that.
pub(super) fn page(files: &Files, roots: &[&str]) -> Result<String, CliError> {
    let mut linked = Linked::default();
    for root in roots {
        linked.add(files, root)?;
    }
    Ok(linked.script)
}

#[derive(Default)]
struct Linked {
    script: String,
    open: Vec<String>,
    done: Vec<String>,
}

impl Linked {
    fn add(&mut self, files: &Files, name: &str) -> Result<(), CliError> {
        if self.done.iter().any(|done| done == name) {
            return Ok(());
        }
        if self.open.iter().any(|open| open == name) {
            return Err(fault(name, "imports itself"));
        }
        self.open.push(name.to_owned());
        let source = files.get(name).ok_or_else(|| fault(name, "not there"))?;
        let source = str::from_utf8(source).map_err(|_| fault(name, "not UTF-8"))?;
        let mut own = String::new();
        for (number, line) in source.lines().enumerate() {
            match statement(line) {
                Statement::Other(line) | Statement::Declares { line, .. } => {
                    own.push_str(line);
                    own.push('\n');
                }
                Statement::Imports { from } => self.add(files, from)?,
                _ => return Err(unknown(name, number)),
            }
        }
        self.script.push_str(&own);
        self.done.extend(self.open.pop());
        Ok(())
    }
}

/// A module as an expression: a function that runs it and gives its exports as an object.
pub(super) fn module(name: &str, source: &str) -> Result<String, CliError> {
    let mut script = String::from("(() => {\n");
    let mut exports = Vec::new();
    for (number, line) in source.lines().enumerate() {
        match statement(line) {
            Statement::Other(line) => script.push_str(line),
            Statement::Declares { line, name } => {
                script.push_str(line);
                exports.push(name.to_owned());
            }
            Statement::Exports(pairs) => {
                let pair = |(inner, outer)| format!("{outer}: {inner}");
                exports.extend(pairs.into_iter().map(pair));
            }
            _ => return Err(unknown(name, number)),
        }
        script.push('\n');
    }
    let exports = exports.join(", ");
    Ok(format!("{script}return {{ {exports} }};\n}})()"))
}

fn unknown(name: &str, number: usize) -> CliError {
    let line = number + 1;
    fault(
        name,
        &format!("line {line}: an import or export of a form that is not known"),
    )
}

/// What a line is to a linker.
enum Statement<'a> {
    /// `import { a, b } from "./x.js";`
    Imports { from: &'a str },
    /// `export function a…`: the line without `export`, and what it declares.
    Declares { line: &'a str, name: &'a str },
    /// `export { a, b as c };`: names inside and outside.
    Exports(Vec<(&'a str, &'a str)>),
    /// Part of the module itself.
    Other(&'a str),
    /// An import or export of another form.
    Unknown,
}

fn statement(line: &str) -> Statement<'_> {
    let known = if let Some(rest) = line.strip_prefix("import") {
        imports(rest)
    } else if let Some(rest) = line.strip_prefix("export ") {
        exports(rest)
    } else {
        Some(Statement::Other(line))
    };
    known.unwrap_or(Statement::Unknown)
}

fn imports(rest: &str) -> Option<Statement<'_>> {
    let (names, from) = rest.strip_prefix(" { ")?.split_once(" } from \"./")?;
    let from = from.strip_suffix("\";")?;
    names
        .split(", ")
        .all(is_name)
        .then_some(Statement::Imports { from })
}

fn exports(rest: &str) -> Option<Statement<'_>> {
    if let Some(names) = rest.strip_prefix("{ ") {
        let names = names.strip_suffix(" };")?.split(", ");
        let pairs = names.map(|name| name.split_once(" as ").unwrap_or((name, name)));
        let pairs: Vec<_> = pairs.collect();
        let plain = pairs
            .iter()
            .all(|(inner, outer)| is_name(inner) && is_name(outer));
        return plain.then_some(Statement::Exports(pairs));
    }
    let declared = DECLARATIONS
        .iter()
        .find_map(|word| rest.strip_prefix(word))?;
    let end = declared
        .find(|c| !is_name_character(c))
        .unwrap_or(declared.len());
    let name = declared.get(..end).filter(|name| is_name(name))?;
    Some(Statement::Declares { line: rest, name })
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_name_character)
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '$')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn files(files: &[(&str, &str)]) -> Files {
        let files = files.iter();
        files
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect()
    }

    #[test]
    fn what_is_imported_comes_first_and_once() {
        let files = files(&[
            ("a.js", "export const one = 1;\n"),
            (
                "b.js",
                "import { one } from \"./a.js\";\nexport async function two() {\n  return one;\n}\n",
            ),
            (
                "c.js",
                "import { one } from \"./a.js\";\nimport { two } from \"./b.js\";\none + two();\n",
            ),
        ]);
        assert_eq!(
            page(&files, &["a.js", "c.js"]).unwrap(),
            "const one = 1;\nasync function two() {\n  return one;\n}\none + two();\n"
        );
    }

    #[test]
    fn a_module_gives_its_exports() {
        let source = "let wasm;\nexport class Verifier {\n}\nexport function version() {}\n\
                      export { initSync, init as default };";
        assert_eq!(
            module("x.js", source).unwrap(),
            "(() => {\nlet wasm;\nclass Verifier {\n}\nfunction version() {}\n\n\
             return { Verifier, version, initSync: initSync, default: init };\n})()"
        );
    }

    #[test]
    fn other_forms_are_refused() {
        for line in [
            "import x from \"./a.js\";",
            "import * as x from \"./a.js\";",
            "import { x as y } from \"./a.js\";",
            "import { x } from './a.js';",
            "import { x } from \"a.js\";",
            "import { x } from \"./a.js\"",
            "import \"./a.js\";",
            "import(\"./a.js\");",
            "import {",
            "export default x;",
            "export default function x() {",
            "export let x = 1;",
            "export * from \"./a.js\";",
            "export { x } from \"./a.js\";",
            "export {",
            "export const { x } = y;",
        ] {
            let files = files(&[("a.js", ""), ("b.js", line)]);
            let error = page(&files, &["b.js"]).unwrap_err();
            assert_eq!(
                error.to_string(),
                "b.js: line 1: an import or export of a form that is not known",
                "{line}"
            );
            assert_eq!(module("b.js", line).unwrap_err(), error, "{line}");
        }
        let unbundled = files(&[("b.js", "export { x };")]);
        assert!(page(&unbundled, &["b.js"]).is_err());
    }

    #[test]
    fn cycles_and_gaps_are_faults() {
        let files = files(&[
            ("a.js", "import { b } from \"./b.js\";"),
            ("b.js", "import { a } from \"./a.js\";"),
            ("c.js", "import { d } from \"./d.js\";"),
        ]);
        for (root, message) in [
            ("a.js", "a.js: imports itself"),
            ("c.js", "d.js: not there"),
        ] {
            assert_eq!(page(&files, &[root]).unwrap_err().to_string(), message);
        }
    }
}
