//! The texts in the sources of the command and its libraries.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Libraries whose words the command passes on.
const LIBRARIES: [&str; 5] = [
    "label-desk",
    "label-io",
    "label-keys",
    "label-print",
    "label-qr",
];
/// Files that hold the code of other languages, HTML, PostScript, SQL and settings of servers; and the demonstration,
/// which says everything in both languages.
const CODE: [&str; 18] = [
    "label-cli/src/demo/owner.rs",
    "label-cli/src/demo/refused.rs",
    "label-cli/src/demo/report.rs",
    "label-cli/src/hostile.rs",
    "label-cli/src/messages/japanese.rs",
    "label-cli/src/site/headers.rs",
    "label-cli/src/site/servers.rs",
    "label-cli/src/site/single.rs",
    "label-cli/src/site/well_known.rs",
    "label-desk/src/register/schema.rs",
    "label-desk/src/register/words.rs",
    "label-print/src/eps.rs",
    "label-print/src/hostile.rs",
    "label-print/src/pdf/objects.rs",
    "label-print/src/read_back/modules.rs",
    "label-print/src/svg.rs",
    "label-print/src/symbol/sizes.rs",
    "label-qr/src/svg.rs",
];
/// First words of statements to a database.
const SQL: [&str; 17] = [
    "SELECT ", "WHERE ", "ORDER BY", "INSERT ", "UPDATE ", "DELETE ", "FROM ", "CREATE ",
    "PRAGMA ", "BEGIN", "SET ", "ALTER ", "GRANT ", "AND ", "JOIN ", "DROP ", "COMMENT ",
];
/// Files that give errors their codes.
const CODES: [&str; 4] = ["error.rs", "code.rs", "token_fault.rs", "module.rs"];

/// A file of source.
pub(super) struct Source {
    /// Its path in the repository.
    pub(super) file: String,
    /// Texts that look as if they were for people.
    pub(super) texts: Vec<String>,
    tokens: TokenStream,
}

/// Every file of the command and the libraries, without tests.
pub(super) fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for library in LIBRARIES.into_iter().chain(["label-cli"]) {
        collect(&root.join(library).join("src"), &mut files);
    }
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let file = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            let tokens: TokenStream = fs::read_to_string(&path).unwrap().parse().unwrap();
            let mut texts = Vec::new();
            if !CODE.contains(&file.as_str()) {
                read(
                    tokens.clone(),
                    file.starts_with("label-cli/src/commands/"),
                    &mut texts,
                );
            }
            Source {
                file,
                texts,
                tokens,
            }
        })
        .collect()
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match path.is_dir() {
            true if name != "tests" => collect(&path, files),
            false if path.extension() == Some("rs".as_ref()) && name != "tests.rs" => {
                files.push(path);
            }
            _ => {}
        }
    }
}

/// Adds the texts of tokens: not those of attributes and tests, which have their own.
fn read(tokens: TokenStream, with_names: bool, texts: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut is_call = false;
    while let Some(token) = tokens.next() {
        let after_name = std::mem::replace(&mut is_call, matches!(&token, TokenTree::Ident(_)));
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                tokens.next_if(|next| next.to_string() == "!");
                let attribute = tokens.next_if(|next| group(next, Delimiter::Bracket).is_some());
                if attribute.is_some_and(|attribute| is_of_tests(&attribute)) {
                    // The item that is only there in tests.
                    tokens.by_ref().find(|token| {
                        group(token, Delimiter::Brace).is_some() || token.to_string() == ";"
                    });
                }
            }
            TokenTree::Group(group) => {
                if !after_name && with_names {
                    texts.extend(name(&group));
                }
                read(group.stream(), with_names, texts);
            }
            TokenTree::Literal(literal) => {
                let literal = literal.to_string();
                let text = syn::parse_str::<syn::LitStr>(&literal).map(|text| text.value());
                texts.extend(text.ok().filter(|text| is_said(text)));
            }
            _ => {}
        }
    }
}

fn is_of_tests(attribute: &TokenTree) -> bool {
    let attribute = attribute.to_string().replace(' ', "");
    attribute.starts_with("[cfg(test)") || attribute.starts_with("[cfg(all(test")
}

fn group(token: &TokenTree, delimiter: Delimiter) -> Option<&Group> {
    match token {
        TokenTree::Group(group) if group.delimiter() == delimiter => Some(group),
        _ => None,
    }
}

/// The name in a name with its value: `("plan", …)`.
fn name(pair: &Group) -> Option<String> {
    if pair.delimiter() != Delimiter::Parenthesis {
        return None;
    }
    let mut tokens = pair.stream().into_iter();
    let (first, second, third) = (tokens.next()?, tokens.next()?, tokens.next()?);
    let name = syn::parse_str::<syn::LitStr>(&first.to_string())
        .ok()?
        .value();
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b' ');
    let of_texts = tokens.next().is_none() && third.to_string().starts_with('"');
    (second.to_string() == "," && !of_texts && is_name && !name.is_empty()).then_some(name)
}

/// True of a text with words between spaces.
fn is_said(text: &str) -> bool {
    if SQL.iter().any(|word| text.trim_start().starts_with(word)) {
        return false;
    }
    // Ends of help, of which every line is looked up.
    if text.starts_with("EXAMPLES\n") || text.starts_with("EXIT CODES\n") {
        return false;
    }
    let text = super::shape(text).replace("{}", "…");
    let words = text
        .split([' ', '\n'])
        .filter(|word| !word.starts_with("--"))
        .map(|word| word.trim_matches(|letter: char| letter.is_ascii_punctuation()));
    let is_word =
        |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    text.trim().contains([' ', '\n']) && words.filter(is_word).count() > 0
}

/// The codes of the errors of every library but the core, and of the command: with the names of their values, each
/// with whether it may be missing.
pub(super) fn library_codes() -> BTreeMap<String, BTreeMap<String, bool>> {
    let mut codes: BTreeMap<String, BTreeMap<String, bool>> = BTreeMap::new();
    let sources = sources();
    for library in LIBRARIES.into_iter().chain(["label-cli"]) {
        let own: Vec<&Source> = sources
            .iter()
            .filter(|source| {
                let name = source.file.rsplit('/').next().unwrap_or_default();
                source.file.starts_with(library) && CODES.contains(&name)
            })
            .collect();
        for source in &own {
            let mut variants = BTreeMap::new();
            variants_of(source.tokens.clone(), &mut variants);
            for (variant, fields) in variants {
                let mut others = own.iter().filter(|other| other.file != source.file);
                let code = code_of(source.tokens.clone(), &variant);
                let code = code
                    .or_else(|| others.find_map(|other| code_of(other.tokens.clone(), &variant)));
                if let Some(code) = code {
                    codes.entry(code).or_default().extend(fields);
                }
            }
        }
    }
    // They carry another error, or are told one by one.
    for code in ["labels", "usage"] {
        codes.remove(code);
    }
    // Told as two values.
    let encoding = codes.entry("table_encoding".to_owned()).or_default();
    if let Some(optional) = encoding.remove("broken") {
        encoding.extend(["encoding", "row"].map(|name| (name.to_owned(), optional)));
    }
    codes
}

/// The variants of the enums within `with_fields!`, with their fields.
fn variants_of(tokens: TokenStream, variants: &mut BTreeMap<String, BTreeMap<String, bool>>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for pair in tokens.windows(3) {
        let [name, TokenTree::Punct(_), TokenTree::Group(body)] = pair else {
            continue;
        };
        if name.to_string() != "with_fields" {
            continue;
        }
        let body = body
            .stream()
            .into_iter()
            .filter_map(|token| group(&token, Delimiter::Brace).cloned());
        let mut variant = String::new();
        for token in body.flat_map(|body| body.stream()) {
            match token {
                TokenTree::Ident(name) => {
                    variant = name.to_string();
                    variants.insert(variant.clone(), BTreeMap::new());
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    variants.insert(variant.clone(), fields_of(group.stream()));
                }
                _ => {}
            }
        }
    }
}

/// The fields of a variant, each with whether it may be missing.
fn fields_of(tokens: TokenStream) -> BTreeMap<String, bool> {
    let tokens: Vec<String> = tokens.into_iter().map(|token| token.to_string()).collect();
    let mut fields = BTreeMap::new();
    for window in tokens.windows(3) {
        let [name, colon, ty] = window else { continue };
        if colon == ":" && name != ":" && ty != ":" {
            fields.insert(told_as(name), ty == "Option");
        }
    }
    fields
}

/// The name under which a value is told: widths in micrometres are told in millimetres.
fn told_as(name: &str) -> String {
    match name.strip_suffix("_um") {
        Some(width) => format!("{width}_mm"),
        None if name == "micrometres" => "module_mm".to_owned(),
        None => name.to_owned(),
    }
}

/// The code that a match gives to a variant: `Self::Variant { .. } => "code"`.
fn code_of(tokens: TokenStream, variant: &str) -> Option<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token
            && let Some(code) = code_of(group.stream(), variant)
        {
            return Some(code);
        }
        let is_arm = token.to_string() == variant
            && at >= 3
            && tokens
                .get(at - 3)
                .is_some_and(|own| own.to_string() == "Self");
        if !is_arm {
            continue;
        }
        let code = tokens.iter().skip(at + 1).take(4).find_map(|token| {
            let text = syn::parse_str::<syn::LitStr>(&token.to_string())
                .ok()?
                .value();
            text.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
                .then_some(text)
        });
        if code.is_some() {
            return code;
        }
    }
    None
}
