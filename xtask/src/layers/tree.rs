//! The modules of a crate as its sources declare them; tests are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::Visit;
use syn::{Expr, ExprLit, Item, ItemMod, Lit, Meta};

use super::reader::{Reader, for_tests, lines, name};
use crate::command::Outcome;

/// Gives the text of a file.
pub(super) type Files<'a> = &'a dyn Fn(&Path) -> Outcome<String>;

/// The modules of one crate, its root first.
pub(super) struct Tree {
    pub(super) modules: Vec<Module>,
    pub(super) files: Vec<Source>,
}

/// A file with what can be counted in it.
pub(super) struct Source {
    /// From the root of the workspace.
    pub(super) path: PathBuf,
    /// Its lines that hold more than comments, without those of tests.
    pub(super) code: BTreeSet<usize>,
    /// Name, first and last line of each function.
    pub(super) functions: Vec<(String, usize, usize)>,
}

/// A module: its own file, or a block in one.
pub(super) struct Module {
    /// The names from the root of the crate.
    pub(super) path: Vec<String>,
    /// The index of its file in [`Tree::files`].
    pub(super) file: usize,
    pub(super) children: BTreeMap<String, usize>,
    /// Names that are defined here.
    pub(super) items: BTreeSet<String>,
    pub(super) imports: Vec<Import>,
    /// Paths in the code, as they are written.
    pub(super) mentions: Vec<Mention>,
}

/// One name that a `use` brings into a module.
pub(super) struct Import {
    /// Its name here; `*` for everything.
    pub(super) name: String,
    pub(super) mention: Mention,
    /// It is also handed on.
    pub(super) shown: bool,
}

/// A path at a line.
#[derive(Clone)]
pub(super) struct Mention {
    pub(super) path: Vec<String>,
    pub(super) line: usize,
}

/// The place of a module.
#[derive(Clone)]
struct Place {
    /// The index of its file in [`Tree::files`].
    file: usize,
    /// The names from the root of the crate.
    path: Vec<String>,
    /// The directory of its file.
    beside: PathBuf,
    /// The directory with the files of its children.
    below: PathBuf,
}

impl Tree {
    /// Reads a crate from its root file.
    pub(super) fn read(files: Files<'_>, file: &Path) -> Outcome<Self> {
        let mut tree = Self {
            modules: Vec::new(),
            files: Vec::new(),
        };
        tree.read_file(files, file, Vec::new())?;
        Ok(tree)
    }

    fn read_file(&mut self, files: Files<'_>, file: &Path, path: Vec<String>) -> Outcome<usize> {
        let text = files(file)?;
        let failed = |error: &dyn std::fmt::Display, line| {
            Err(format!("{}:{line}: {error}", file.display()))
        };
        let parsed = match syn::parse_file(&text) {
            Ok(parsed) => parsed,
            Err(error) => return failed(&error, error.span().start().line),
        };
        let mut code = BTreeSet::new();
        match text.parse() {
            Ok(tokens) => lines(tokens, &mut code),
            Err(error) => return failed(&error, error.span().start().line),
        }
        self.files.push(Source {
            path: file.to_owned(),
            code,
            functions: Vec::new(),
        });
        let beside = file.parent().unwrap_or(Path::new("")).to_owned();
        // `mod.rs` and the crate's root stand in the directory of their children.
        let below = match file.file_stem() {
            Some(stem) if stem != "mod" && !path.is_empty() => beside.join(stem),
            _ => beside.clone(),
        };
        let place = Place {
            file: self.files.len() - 1,
            path,
            beside,
            below,
        };
        self.read_module(files, &place, &parsed.items)
    }

    fn read_module(&mut self, files: Files<'_>, place: &Place, items: &[Item]) -> Outcome<usize> {
        let mut reader = Reader::default();
        let mut children = Vec::new();
        for item in items {
            match item {
                Item::Mod(child) if !for_tests(&child.attrs) => children.push(child),
                item => reader.visit_item(item),
            }
        }
        if let Some(source) = self.files.get_mut(place.file) {
            source.functions.extend(reader.functions);
            for (first, last) in reader.tests {
                source.code.retain(|line| !(first..=last).contains(line));
            }
        }
        let own = self.modules.len();
        self.modules.push(Module {
            path: place.path.clone(),
            file: place.file,
            children: BTreeMap::new(),
            items: items.iter().filter_map(name).collect(),
            imports: reader.imports,
            mentions: reader.mentions,
        });
        for child in children {
            let index = self.read_child(files, place, child)?;
            if let Some(module) = self.modules.get_mut(own) {
                module.children.insert(child.ident.to_string(), index);
            }
        }
        Ok(own)
    }

    fn read_child(&mut self, files: Files<'_>, place: &Place, child: &ItemMod) -> Outcome<usize> {
        let name = child.ident.to_string();
        let path = [place.path.as_slice(), std::slice::from_ref(&name)].concat();
        if let Some((_, items)) = &child.content {
            let place = Place {
                path,
                below: place.below.join(name),
                ..place.clone()
            };
            return self.read_module(files, &place, items);
        }
        let plain = place.below.join(format!("{name}.rs"));
        let file = match named_file(child) {
            Some(file) => place.beside.join(file),
            None if files(&plain).is_ok() => plain,
            None => place.below.join(name).join("mod.rs"),
        };
        self.read_file(files, &file, path)
    }
}

/// The file that an attribute names, in place of the usual one.
fn named_file(child: &ItemMod) -> Option<String> {
    child
        .attrs
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        })
}
