//! Reads the items of a module: their imports, the names that they use, and those that they define.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemUse, Meta, UseTree};

use super::tree::{Import, Mention};

/// The items of one module, without its child modules.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) imports: Vec<Import>,
    pub(super) mentions: Vec<Mention>,
    pub(super) functions: Vec<(String, usize, usize)>,
    /// First and last lines of what is compiled for tests alone.
    pub(super) tests: Vec<(usize, usize)>,
    /// Inside a function a `use` brings no name into the module.
    depth: usize,
}

impl Reader {
    fn function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        self.functions.push((
            signature.ident.to_string(),
            signature.span().start().line,
            block.span().end().line,
        ));
    }

    fn leaves(&mut self, before: &[String], tree: &UseTree, shown: bool) {
        let line = tree.span().start().line;
        let mut add = |name: String, path: Vec<String>| {
            self.imports.push(Import {
                name,
                mention: Mention { path, line },
                shown,
            });
        };
        match tree {
            UseTree::Path(path) => {
                let path_so_far = [before, &[path.ident.to_string()]].concat();
                self.leaves(&path_so_far, &path.tree, shown);
            }
            UseTree::Name(leaf) if leaf.ident == "self" => {
                add(before.last().cloned().unwrap_or_default(), before.to_vec());
            }
            UseTree::Name(leaf) => {
                let name = leaf.ident.to_string();
                add(name.clone(), [before, &[name]].concat());
            }
            UseTree::Rename(leaf) if leaf.ident == "self" => {
                add(leaf.rename.to_string(), before.to_vec());
            }
            UseTree::Rename(leaf) => add(
                leaf.rename.to_string(),
                [before, &[leaf.ident.to_string()]].concat(),
            ),
            UseTree::Glob(_) => add("*".to_owned(), before.to_vec()),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.leaves(before, tree, shown);
                }
            }
        }
    }

    /// Paths in tokens that are not parsed: a macro's arguments, or its body.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        path.clear();
                    }
                    path.push(ident.to_string());
                    if path.len() > 1 {
                        self.mentions.push(Mention {
                            path: path.clone(),
                            line: ident.span().start().line,
                        });
                    }
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    self.tokens(group.stream());
                    path.clear();
                }
                _ => path.clear(),
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        match attributes(item) {
            Some(attributes) if for_tests(attributes) => {
                let span = item.span();
                self.tests.push((span.start().line, span.end().line));
            }
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_some() {
            return;
        }
        let outer = std::mem::take(&mut self.imports);
        let shown = !matches!(item.vis, syn::Visibility::Inherited);
        self.leaves(&[], &item.tree, shown);
        let inner = std::mem::replace(&mut self.imports, outer);
        if self.depth == 0 {
            self.imports.extend(inner);
        } else {
            self.mentions
                .extend(inner.into_iter().map(|import| import.mention));
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.depth += 1;
        visit::visit_block(self, block);
        self.depth -= 1;
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        // `Self`, a local name or `pub(crate)` leaves no file.
        if path.leading_colon.is_none() && path.segments.len() > 1 {
            self.mentions.push(Mention {
                path: path
                    .segments
                    .iter()
                    .map(|part| part.ident.to_string())
                    .collect(),
                line: path.span().start().line,
            });
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.tokens(item.tokens.clone());
        visit::visit_macro(self, item);
    }
}

/// Only what is compiled for tests and nothing else.
pub(super) fn for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            let text = list.tokens.to_string();
            text == "test" || text.starts_with("all (test")
        }
        Meta::Path(path) => path.is_ident("test"),
        _ => false,
    })
}

fn attributes(item: &Item) -> Option<&[Attribute]> {
    Some(match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => return None,
    })
}

/// The name that an item defines.
pub(super) fn name(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(item) => item.ident.to_string(),
        Item::Enum(item) => item.ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Macro(item) => item.ident.as_ref()?.to_string(),
        Item::Static(item) => item.ident.to_string(),
        Item::Struct(item) => item.ident.to_string(),
        Item::Trait(item) => item.ident.to_string(),
        Item::Type(item) => item.ident.to_string(),
        Item::Union(item) => item.ident.to_string(),
        _ => return None,
    })
}

/// The lines that tokens stand on; a doc comment is the token group `[doc = …]` behind a `#`.
pub(super) fn lines(tokens: TokenStream, found: &mut BTreeSet<usize>) {
    let mut hash = None;
    for token in tokens {
        let span = token.span();
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => hash = Some(span.start().line),
            // The inner attribute's mark.
            TokenTree::Punct(punct) if punct.as_char() == '!' && hash.is_some() => {}
            TokenTree::Group(group) if hash.is_some() && is_doc(&group.stream()) => hash = None,
            token => {
                found.extend(hash.take());
                match token {
                    TokenTree::Group(group) => {
                        found.insert(group.span_open().start().line);
                        found.insert(group.span_close().end().line);
                        lines(group.stream(), found);
                    }
                    _ => found.extend(span.start().line..=span.end().line),
                }
            }
        }
    }
}

fn is_doc(tokens: &TokenStream) -> bool {
    matches!(tokens.clone().into_iter().next(), Some(TokenTree::Ident(ident)) if ident == "doc")
}
