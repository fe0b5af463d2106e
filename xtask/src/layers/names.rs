//! The file in which a name is defined, past every re-export.

use super::tree::{Mention, Module, Tree};

/// Re-exports of re-exports that are followed.
const HOPS: usize = 16;

/// An import as the rules see it.
pub(super) struct Arrow {
    /// The file and line with the import.
    pub(super) from: usize,
    pub(super) line: usize,
    /// The file that defines what is imported.
    pub(super) to: usize,
    /// The imported path, from the root of the crate.
    pub(super) path: Vec<String>,
}

impl Tree {
    /// Every import and path that leaves its file.
    ///
    /// An index and not an import: a module shows parts of its own folder (`pub use child::Name`).
    pub(super) fn arrows(&self) -> Vec<Arrow> {
        let mut arrows = Vec::new();
        for module in &self.modules {
            let imports = module.imports.iter();
            let imports =
                imports.filter(|import| !(import.shown && self.is_below(module, &import.mention)));
            let mentions = imports
                .map(|import| &import.mention)
                .chain(&module.mentions);
            for mention in mentions {
                let Some(path) = self.absolute(module, &mention.path) else {
                    continue;
                };
                let Some(to) = self.defines(&path, HOPS) else {
                    continue;
                };
                if to != module.file {
                    arrows.push(Arrow {
                        from: module.file,
                        line: mention.line,
                        to,
                        path,
                    });
                }
            }
        }
        arrows
    }

    /// The names from the root of the crate, or nothing where another crate or a local name is meant.
    pub(super) fn absolute(&self, module: &Module, path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(rest.to_vec()),
            "self" if !rest.is_empty() => Some([&module.path, rest].concat()),
            "super" => {
                let above = self.modules.first();
                let (_, outer) = module.path.split_last()?;
                let outer = outer
                    .iter()
                    .try_fold(above?, |at, name| self.child(at, name))?;
                match rest {
                    [] => Some(outer.path.clone()),
                    [next, ..] if next == "super" => self.absolute(outer, rest),
                    _ => Some([&outer.path, rest].concat()),
                }
            }
            name if module.children.contains_key(name) => Some([&module.path, path].concat()),
            name => {
                let import = module.imports.iter().find(|import| import.name == name)?;
                // `use clap::Parser` names Parser, which is of another crate.
                if import
                    .mention
                    .path
                    .first()
                    .is_some_and(|start| start == name)
                {
                    return None;
                }
                let start = self.absolute(module, &import.mention.path)?;
                Some([start.as_slice(), rest].concat())
            }
        }
    }

    fn child<'a>(&'a self, module: &Module, name: &str) -> Option<&'a Module> {
        self.modules.get(*module.children.get(name)?)
    }

    fn is_below(&self, module: &Module, mention: &Mention) -> bool {
        let path = self.absolute(module, &mention.path);
        path.is_some_and(|path| path.starts_with(&module.path) && path.len() > module.path.len())
    }

    /// The file that defines a path, or nothing where that is in another crate.
    fn defines(&self, path: &[String], hops: usize) -> Option<usize> {
        let mut module = self.modules.first()?;
        for (position, name) in path.iter().enumerate() {
            if let Some(child) = self.child(module, name) {
                module = child;
                continue;
            }
            if module.items.contains(name) || hops == 0 {
                return Some(module.file);
            }
            let rest = path.get(position + 1..).unwrap_or_default();
            return self.handed_on(module, name, rest, hops);
        }
        Some(module.file)
    }

    /// The file behind a name that a module imports itself.
    fn handed_on(
        &self,
        module: &Module,
        name: &str,
        rest: &[String],
        hops: usize,
    ) -> Option<usize> {
        let follow = |mention: &Mention, more: &[String]| {
            let start = self.absolute(module, &mention.path)?;
            self.defines(&[&start, more].concat(), hops - 1)
        };
        if let Some(import) = module.imports.iter().find(|import| import.name == name) {
            return follow(&import.mention, rest);
        }
        let mut globs = module.imports.iter().filter(|import| import.name == "*");
        let found = globs.find_map(|glob| {
            let start = self.absolute(module, &glob.mention.path)?;
            let at = start
                .iter()
                .try_fold(self.modules.first()?, |at, name| self.child(at, name))?;
            let has = at.items.contains(name)
                || at.children.contains_key(name)
                || at.imports.iter().any(|import| import.name == name);
            let more = [&[name.to_owned()], rest].concat();
            has.then(|| follow(&glob.mention, &more)).flatten()
        });
        // A name that a macro makes.
        Some(found.unwrap_or(module.file))
    }
}
