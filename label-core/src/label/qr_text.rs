//! The text in the QR symbol: an address, `#`, and the credential in digits.
//!
//! ```abnf
//! qr-text   = address "#1" digits
//! address   = "https://" host [":" port] path
//! path      = *("/" segment) "/01/" 14DIGIT   ; with a GTIN: a GS1 Digital Link URI
//!           / 1*("/" segment)                 ; without
//! ```

use std::borrow::Cow;

use crate::error::Error;
use crate::label::values::Gtin;
use crate::limits;
use crate::wire::digits;

/// The digit that starts the fragment: the version of the format.
const VERSION: char = '1';

/// Digits of the shortest GTIN: nobody takes a word or the day of a date for one.
const SHORTEST_GTIN: usize = 8;

/// A QR text taken apart, or about to be drawn.
///
/// ```
/// use label_core::{Gtin, QrText, Repair};
/// # use test_vectors::fixtures::reference::{self, Owner};
/// # let owner = Owner::new(label_core::Algorithm::Ed25519)?;
/// # let compact = owner.issue(&reference::typical()?)?.to_compact()?;
///
/// let gtin = Gtin::parse("4901234567894")?;
/// let text = QrText::new("https://label.example.jp", Some(gtin), &compact)?.to_string();
/// assert!(text.starts_with("https://label.example.jp/01/04901234567894#1"));
///
/// let read = QrText::parse(&format!("]Q1{text}\r\n"))?;
/// assert_eq!(read.credential(), compact);
/// assert_eq!(read.repairs(), [Repair::AimPrefix, Repair::Whitespace]);
/// # Ok::<(), label_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrText {
    address: Option<Address>,
    digits: String,
    credential: Vec<u8>,
    repairs: Vec<Repair>,
}

/// The address in a symbol; nothing of it is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Address {
    /// Everything before the `#`.
    pub text: String,
    /// The host in lower case without port; `None` where the text is not an `https` address.
    pub host: Option<String>,
    /// The first GTIN after `/01/`, where there is one.
    pub gtin: Option<u64>,
}

/// A repair that a reader made: the credential is sound, the scanner's settings are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Repair {
    /// A symbology identifier stood in front (`]Q1`, `]Q3`; ISO/IEC 15424).
    AimPrefix,
    /// Letters had their case changed (CapsLock).
    Case,
    /// Characters were full-width (an input method was on).
    FullWidth,
    /// The keyboard layout was another than the scanner's (`https+//`).
    KeyboardLayout,
    /// White space or a line end stood around.
    Whitespace,
}

impl Repair {
    /// The stable machine code.
    pub fn code(self) -> &'static str {
        match self {
            Self::AimPrefix => "aim_prefix",
            Self::Case => "case",
            Self::FullWidth => "full_width",
            Self::KeyboardLayout => "keyboard_layout",
            Self::Whitespace => "whitespace",
        }
    }
}

impl QrText {
    /// Makes the text for a compact credential.
    ///
    /// `page` is the scheme owner's address in lower-case `https`, without query and fragment;
    /// with a GTIN, `/01/` and its 14 digits follow.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] for a credential that is empty or above [`limits::COMPACT_BYTES`];
    /// [`Error::PrefixInvalid`] for an address that is not as said.
    pub fn new(page: &str, gtin: Option<Gtin>, compact: &[u8]) -> Result<Self, Error> {
        if compact.is_empty() || compact.len() > limits::COMPACT_BYTES {
            return Err(Error::InputTooLarge {
                limit: limits::COMPACT_BYTES,
            });
        }
        let page = page.strip_suffix('/').unwrap_or(page);
        check_page(page)?;
        let text = match gtin {
            Some(gtin) => format!("{page}/01/{gtin}"),
            None if has_path(page) => page.to_string(),
            None => format!("{page}/"),
        };
        Ok(Self {
            address: Some(Address::new(text)),
            digits: format!("{VERSION}{}", digits::encode(compact)),
            credential: compact.to_vec(),
            repairs: Vec::new(),
        })
    }

    /// Takes a scanned text apart and puts right what scanners and keyboards do to it.
    ///
    /// Accepts any address, or none: what counts is the digits after the last `#`. Refuses a text of
    /// several lines or with several labels, since nobody can say which of them is meant.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::INPUT_CHARACTERS`]; [`Error::TextSeveral`],
    /// [`Error::TextGtin`] and [`Error::TextNoCredential`] where there is not one label;
    /// [`Error::DigitsVersion`] for a version that is not known, and the errors of [`digits::decode`].
    pub fn parse(scanned: &str) -> Result<Self, Error> {
        let limit = limits::INPUT_CHARACTERS;
        if scanned.len() > 3 * limit || scanned.chars().count() > limit {
            return Err(Error::InputTooLarge { limit });
        }
        let mut repairs = Vec::new();
        let folded = fold_width(scanned);
        note(
            &mut repairs,
            Repair::FullWidth,
            matches!(folded, Cow::Owned(_)),
        );
        let trimmed = folded.trim_matches([' ', '\t', '\r', '\n']);
        note(
            &mut repairs,
            Repair::Whitespace,
            trimmed.len() != folded.len(),
        );
        let text = strip_aim_prefix(trimmed, &mut repairs);
        let (address, digits, body) = split(text)?;
        let address = address.filter(|address| !address.is_empty());
        let address = address.map(|address| Address::read(address, &mut repairs));
        repairs.sort_unstable();
        repairs.dedup();
        Ok(Self {
            address,
            credential: digits::decode(body)?,
            digits: digits.to_string(),
            repairs,
        })
    }

    /// Everything before the digits, the `#` included: the byte-mode segment of the symbol.
    pub fn prefix(&self) -> String {
        self.address
            .as_ref()
            .map(|address| format!("{}#", address.text))
            .unwrap_or_default()
    }

    /// The digits with the format version in front: the numeric segment of the symbol.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// The address in the symbol; `None` for a bare digit string.
    pub fn address(&self) -> Option<&Address> {
        self.address.as_ref()
    }

    /// The credential's bytes.
    pub fn credential(&self) -> &[u8] {
        &self.credential
    }

    /// The repairs that the text needed, in a fixed order.
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }
}

/// Writes the text as it stands in the symbol.
impl std::fmt::Display for QrText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.prefix(), self.digits)
    }
}

impl Address {
    fn new(text: String) -> Self {
        let rest = text.strip_prefix("https://").unwrap_or_default();
        let authority = rest.split('/').next().unwrap_or_default();
        // A user name, before an `@`, is no host; an address with one is nobody's page.
        let host = authority
            .split(':')
            .next()
            .filter(|_| !authority.contains('@'));
        let host = host
            .filter(|host| !host.is_empty())
            .map(str::to_ascii_lowercase);
        let gtin = gtins_in(&text).into_iter().flatten().next();
        Self { text, host, gtin }
    }

    /// Every value after `/01/`, `None` where it is no GTIN: readers differ in which of several they take.
    pub(crate) fn gtins(&self) -> Vec<Option<u64>> {
        gtins_in(&self.text)
    }

    /// Reads an address that a scanner may have mangled.
    fn read(text: &str, repairs: &mut Vec<Repair>) -> Self {
        let mut text = Cow::Borrowed(text);
        let head = |text: &str| text.get(..8).map(str::to_ascii_lowercase);
        if head(&text).is_some_and(|head| head == "https+//") {
            note(repairs, Repair::KeyboardLayout, true);
            text = Cow::Owned(text.chars().map(from_japanese_layout).collect());
        }
        if head(&text).is_some_and(|head| head == "https://") && !text.starts_with("https://") {
            note(repairs, Repair::Case, true);
            text = Cow::Owned(text.to_ascii_lowercase());
        }
        Self::new(text.into_owned())
    }
}

/// The address, if any, the digits and those of them that follow the version.
fn split(text: &str) -> Result<(Option<&str>, &str, &str), Error> {
    if holds_several(text) {
        return Err(Error::TextSeveral);
    }
    let (address, digits) = match text.rsplit_once('#') {
        Some((address, digits)) => (Some(address), digits),
        None => (None, text),
    };
    let bare = address.is_none();
    // Before the version: many bar codes begin with a 1.
    if bare && Gtin::parse(digits).is_ok() {
        return Err(Error::TextGtin);
    }
    let count = leading_digits(digits);
    let long = count >= limits::VERSION_DIGITS;
    match digits.strip_prefix(VERSION) {
        _ if bare && (!long || count < digits.len()) => Err(Error::TextNoCredential),
        Some(body) => Ok((address, digits, body)),
        None if long => Err(Error::DigitsVersion),
        None => Err(Error::TextNoCredential),
    }
}

/// True of a text with several lines, several labels, or one label twice.
fn holds_several(text: &str) -> bool {
    let is_long = |part: &str| leading_digits(part) >= limits::VERSION_DIGITS;
    let is_label = |part: &&str| part.starts_with(VERSION) || is_long(part);
    let (first, second) = halves(text.rsplit('#').next().unwrap_or_default());
    text.contains(['\r', '\n'])
        || text.split('#').skip(1).filter(is_label).count() > 1
        || first == second && is_long(first) && leading_digits(first) == first.len()
}

/// A text in two parts of the same length, or all of it and nothing.
fn halves(text: &str) -> (&str, &str) {
    let halves = text.split_at_checked(text.len() / 2);
    halves.unwrap_or((text, ""))
}

fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// The values after path keys for a GTIN (GS1 Digital Link, application identifier 01, also by its name);
/// `None` for one that others may take for a GTIN and that is none.
///
/// Reads any text as an address, since others read GTINs in addresses that are not `https` too, and reads it as
/// tolerantly as the most tolerant of them: percent-encoding, backslashes, empty segments and parameters of a key
/// hide no value.
fn gtins_in(address: &str) -> Vec<Option<u64>> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let path = percent_decode(&path.replace('\t', ""));
    let segments: Vec<&str> = path
        .split(['/', '\\'])
        .filter(|segment| !matches!(*segment, "" | "."))
        .collect();
    // Readers differ in how much of the path it takes away.
    let goes_up = segments.contains(&"..");
    let pairs = segments.iter().zip(segments.iter().skip(1));
    let values = pairs.filter(|(key, _)| is_gtin_key(key));
    values
        .map(|(_, value)| *value)
        .filter(|value| {
            goes_up || value.bytes().filter(u8::is_ascii_digit).count() >= SHORTEST_GTIN
        })
        .map(|value| gtin(value).filter(|_| !goes_up))
        .collect()
}

/// Tells whether the segment after this one is to be a GTIN.
fn is_gtin_key(segment: &str) -> bool {
    let key = segment.split(';').next().unwrap_or_default();
    let key = key.trim_matches(' ');
    key == "01" || key.eq_ignore_ascii_case("gtin")
}

/// A GTIN of 8, 12, 13 or 14 digits, right or not, as a number.
fn gtin(text: &str) -> Option<u64> {
    let is_gtin = matches!(text.len(), 8 | 12 | 13 | 14);
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    (is_gtin && is_plain).then(|| text.parse().ok())?
}

/// Decodes what is percent-encoded (RFC 3986, section 2.1), once.
fn percent_decode(path: &str) -> String {
    let mut parts = path.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let split = part.split_at_checked(2).and_then(|(digits, rest)| {
            let digits = Some(digits).filter(|digits| is_hex(digits))?;
            Some((u8::from_str_radix(digits, 16).ok()?, rest))
        });
        let (byte, rest) = split.unwrap_or((b'%', part));
        bytes.push(byte);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn check_page(page: &str) -> Result<(), Error> {
    let rest = page.strip_prefix("https://").ok_or(Error::PrefixInvalid)?;
    let authority = rest.split('/').next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let plain = |text: &str, marks: &[u8]| {
        let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9') || marks.contains(&byte);
        !text.is_empty() && text.bytes().all(allowed)
    };
    let sound = plain(host, b"-.")
        && port.parse::<u16>().is_ok()
        && plain(rest, b"-._~/:")
        && !rest.contains("//")
        && gtins_in(page).is_empty();
    sound.then_some(()).ok_or(Error::PrefixInvalid)
}

fn has_path(page: &str) -> bool {
    page.strip_prefix("https://")
        .is_some_and(|rest| rest.contains('/'))
}

/// Full-width forms and the ideographic space to ASCII, as NFKC does.
fn fold_width(text: &str) -> Cow<'_, str> {
    let fold = |character: char| match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        '\u{3000}' => ' ',
        _ => character,
    };
    match text.chars().any(|character| fold(character) != character) {
        true => Cow::Owned(text.chars().map(fold).collect()),
        false => Cow::Borrowed(text),
    }
}

/// Removes `]Q1` or `]Q3`, also as a Japanese layout (`[Q1`) or CapsLock (`]q1`) writes it.
fn strip_aim_prefix<'a>(text: &'a str, repairs: &mut Vec<Repair>) -> &'a str {
    let Some((head, rest)) = text.split_at_checked(3) else {
        return text;
    };
    match head.as_bytes() {
        [b']' | b'[', b'Q' | b'q', b'1' | b'3'] => {
            note(repairs, Repair::AimPrefix, true);
            note(repairs, Repair::KeyboardLayout, head.starts_with('['));
            note(repairs, Repair::Case, head.contains('q'));
            rest
        }
        _ => text,
    }
}

/// The character that a US scanner meant, of the one that a Japanese layout made of it.
///
/// Only characters that can stand in an address; digits, letters, `-`, `.`, `/` and `#` are alike.
fn from_japanese_layout(character: char) -> char {
    match character {
        '+' => ':',
        '=' => '_',
        '\'' => '&',
        '^' => '=',
        '~' => '+',
        _ => character,
    }
}

fn note(repairs: &mut Vec<Repair>, repair: Repair, needed: bool) {
    if needed {
        repairs.push(repair);
    }
}
