//! One text, one value: how each kind of field is read.

use std::borrow::Cow;

use label_core::scheme::{Category, Criteria, Lang, Scheme, Schemes};
use label_core::{
    Assessment, Code, Day, Error, Gtin, HolderId, SupplyChain, SupportEnd, check_text,
    is_forbidden, limits,
};
use label_io::IoError;
use label_io::time::{self, Edge};

use super::calendar::{Precision, calendar, excel_day};
use super::check_digit;
use super::moment::Moment;
use super::words::{self, ASSESSMENTS, SUPPLY_CHAIN, UNSUPPORTED};

/// A code and words.
pub(crate) type Complaint = (&'static str, String);
type Read<T> = Result<T, Complaint>;

/// International code designator of the Japanese corporate number (ISO 6523).
const CORPORATE_NUMBER: u64 = 188;

/// A text of a label.
pub(crate) fn text(text: &str) -> Read<String> {
    if let Some(character) = text.chars().find(|character| is_forbidden(*character)) {
        let code = Error::TextCharacter { claim: "" }.code();
        let number = u32::from(character);
        return Err((code, format!("U+{number:04X} is not allowed in labels")));
    }
    match check_text("", text) {
        Ok(()) => Ok(text.to_owned()),
        Err(error @ Error::ClaimTooLong { .. }) => {
            let (bytes, limit) = (text.len(), limits::TEXT_BYTES);
            let letters = limit / 3;
            let message = format!(
                "{bytes} bytes; at most {limit} are taken, which is {limit} Latin or {letters} Japanese characters"
            );
            Err((error.code(), message))
        }
        Err(error) => Err((error.code(), error.to_string().replacen(": ", "", 1))),
    }
}

/// A scheme, by name, title or code.
pub(crate) fn scheme<'a>(text: &str, schemes: &'a Schemes) -> Read<&'a Scheme> {
    let code = match text.parse() {
        Ok(number) => Code::Number(number),
        Err(_) => Code::Text(fold(text).to_ascii_lowercase()),
    };
    let is_titled = |one: &&Scheme| {
        let titles = Lang::ALL.map(|lang| [one.title(lang), one.short_title(lang)]);
        titles.as_flattened().contains(&text)
    };
    let found = schemes
        .get(&code)
        .or_else(|| schemes.iter().find(is_titled));
    found.ok_or_else(|| {
        let names: Vec<&str> = schemes.iter().map(Scheme::name).collect();
        let names = names.join(", ");
        let code = Error::SchemeUnknown.code();
        (code, format!("no scheme '{text}'; expected one of {names}"))
    })
}

/// A level, by number or by its mark; Japanese desks put a word or a star in front.
pub(crate) fn level(text: &str, scheme: Option<&Scheme>) -> Read<u64> {
    let levels = scheme.map(Scheme::levels).unwrap_or_default();
    let folded = fold(text);
    match levels.iter().find(|level| level.mark() == folded) {
        Some(level) => Ok(level.number()),
        None => number(words::level_digits(&folded)).map_err(|(code, _)| {
            let marks = scheme.map(words::levels).unwrap_or_default();
            (
                code,
                format!("'{text}' is no level; expected a number, or one of {marks}"),
            )
        }),
    }
}

/// Reads the kind of the assessment, a word or a number.
pub(crate) fn assessment(text: &str) -> Read<Assessment> {
    let folded = fold(text);
    let by_number = || folded.parse().ok().and_then(Assessment::from_number);
    words::choose(&ASSESSMENTS, &folded)
        .or_else(by_number)
        .ok_or_else(|| {
            let known = words::list(&ASSESSMENTS);
            ("choice", format!("'{text}' is none of {known}"))
        })
}

/// The words for some assessments.
pub fn assessment_words(assessments: &[Assessment]) -> String {
    let words = ASSESSMENTS.into_iter();
    let words = words.filter(|(_, assessment, _)| assessments.contains(assessment));
    words
        .map(|(word, ..)| word)
        .collect::<Vec<_>>()
        .join(" or ")
}

/// A criteria document: the scheme's code for it if there is one.
pub(crate) fn criteria(document: &str, scheme: &Scheme) -> Read<Code> {
    let mut known = scheme.criteria().iter();
    let named = known.find(|criteria| criteria.document() == document);
    let is_known = |code| scheme.criteria_document(&Code::Number(code)).is_some();
    code(document, named.map(Criteria::code), is_known)
}

/// A product type: the scheme's code for it if there is one.
pub(crate) fn category(name: &str, scheme: &Scheme) -> Read<Code> {
    let mut known = scheme.categories().iter();
    let named = known.find(|category| Lang::ALL.iter().any(|lang| category.name(*lang) == name));
    let is_known = |code| {
        scheme
            .category_name(&Code::Number(code), Lang::En)
            .is_some()
    };
    code(name, named.map(Category::code), is_known)
}

/// The code that belongs to a name, a code that is written as such, or else the text.
fn code(name: &str, named: Option<u64>, is_known: impl Fn(u64) -> bool) -> Read<Code> {
    if let Some(code) = named {
        return Ok(Code::Number(code));
    }
    if !fold(name).bytes().all(|byte| byte.is_ascii_digit()) {
        return text(name).map(Code::Text);
    }
    let number = number(name)?;
    if is_known(number) {
        return Ok(Code::Number(number));
    }
    Err((
        "code_unknown",
        format!("the scheme has no code {number}; write the name"),
    ))
}

/// An organisation: `0188:` and its number, or a bare Japanese corporate number.
pub(crate) fn holder_id(text: &str) -> Read<HolderId> {
    let folded = digits(text)?;
    let (icd, id) = folded.split_once(':').unwrap_or(("0188", &folded));
    let numeric = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if icd.len() != 4 || !numeric(icd) || id.is_empty() {
        let expected = "expected four digits, ':' and a number, for example 0188:1234567890123";
        return Err(("holder_id", format!("'{text}' is no holder id; {expected}")));
    }
    let icd = number(icd)?;
    if icd == CORPORATE_NUMBER {
        corporate_number(id)?;
    }
    let exact = numeric(id) && !id.starts_with('0');
    let id = match id.parse() {
        Ok(number) if exact => Code::Number(number),
        _ => self::text(id).map(Code::Text)?,
    };
    Ok(HolderId { icd, id })
}

/// An organisation as people write it, in the one form that the register keeps.
///
/// # Errors
///
/// Fails with a sentence that says what was expected.
pub fn read_holder_id(text: &str) -> Result<String, String> {
    let id = holder_id(text).map_err(|(_, message)| message)?;
    Ok(holder_id_text(&id))
}

/// An organisation, as [`read_holder_id`] reads it.
pub fn holder_id_text(id: &HolderId) -> String {
    format!("{:04}:{}", id.icd, id.id)
}

fn corporate_number(digits: &str) -> Read<()> {
    let numeric = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !numeric || digits.len() != 13 {
        let message = format!("'{digits}' is no corporate number; expected 13 digits");
        return Err(("corporate_number", message));
    }
    match check_digit::of_corporate_number(digits) {
        Some(expected) if !digits.starts_with(expected) => {
            let message = format!("{digits} has a wrong check digit; expected {expected} in front");
            Err(("corporate_number", message))
        }
        _ => Ok(()),
    }
}

/// A GTIN, a JAN code among them.
pub(crate) fn gtin(text: &str) -> Read<Gtin> {
    let code = Error::GtinInvalid.code();
    if text.starts_with(['\'', '’', '＇']) {
        let message =
            format!("{text}: begins with the apostrophe that Excel puts before text; leave it out");
        return Err((code, message));
    }
    let digits = digits(text)?;
    let numeric = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !numeric || !matches!(digits.len(), 8 | 12 | 13 | 14) {
        let message = format!("'{text}' is no JAN or GTIN; expected 8, 12, 13 or 14 digits");
        return Err((code, message));
    }
    Gtin::parse(&digits).map_err(|_| match check_digit::of_gtin(&digits) {
        Some(expected) => {
            let message =
                format!("{digits} has a wrong check digit; expected {expected} at the end");
            (code, message)
        }
        None => (code, format!("{digits} is no JAN or GTIN")),
    })
}

/// The result of a supply-chain check, with its day if there is one.
pub(crate) fn supply_chain(text: &str) -> Read<SupplyChain> {
    let folded = fold(text);
    let (word, date) = match folded.split_once(':') {
        Some((word, date)) => (word, Some(date)),
        None => (folded.as_ref(), None),
    };
    let Some(status) = words::choose(&SUPPLY_CHAIN, word.trim()) else {
        let known = words::list(&SUPPLY_CHAIN);
        return Err(("choice", format!("'{word}' is none of {known}")));
    };
    let day = date.map(|date| day(date.trim()).ok_or_else(|| no_day(date)));
    Ok(SupplyChain {
        status,
        day: day.transpose()?,
    })
}

fn no_day(text: &str) -> Complaint {
    ("date", format!("'{text}' is no day; expected YYYY-MM-DD"))
}

/// Reads the end of support.
pub(crate) fn support_end(text: &str) -> Read<SupportEnd> {
    let folded = fold(text);
    if UNSUPPORTED
        .iter()
        .any(|word| folded.eq_ignore_ascii_case(word))
    {
        return Ok(SupportEnd::Unsupported);
    }
    refuse_excel_day(&folded)?;
    let end = calendar(&folded).and_then(|(number, _)| SupportEnd::from_number(number));
    end.filter(|end| *end != SupportEnd::Unsupported)
        .ok_or_else(|| {
            let expected = "expected YYYY-MM-DD, YYYY-MM or unsupported";
            ("date", format!("'{text}' is no end of support; {expected}"))
        })
}

/// An index into the status list.
pub(crate) fn status_index(text: &str) -> Read<u64> {
    let index = number(text)?;
    let entries = limits::STATUS_ENTRIES;
    match usize::try_from(index) {
        Ok(index) if index < entries => Ok(index as u64),
        _ => Err((
            "number",
            format!("{index} is no status index; expected less than {entries}"),
        )),
    }
}

impl Moment {
    /// Reads a day, RFC 3339, or `@` and seconds since 1970.
    ///
    /// # Errors
    ///
    /// Fails where the text is none of these, or a time before 1970 or after the year 9999.
    pub fn parse(text: &str) -> Result<Self, IoError> {
        match day(text) {
            Some(day) => Ok(Self::Day(day)),
            None => time::parse(text, Edge::Start).map(Self::Time),
        }
    }
}

/// A time or a day.
pub(crate) fn moment(text: &str) -> Read<Moment> {
    let folded = fold(text);
    refuse_excel_day(&folded)?;
    Moment::parse(&folded).map_err(|error| {
        let expected = "expected YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ";
        (error.code(), format!("'{text}' is no time; {expected}"))
    })
}

/// Refuses the number that is left of a date where a cell is not formatted as one.
fn refuse_excel_day(text: &str) -> Read<()> {
    match excel_day(text) {
        Some(day) => {
            let reason = format!(
                "the number by which Excel counts {day}; format the column as Text and write {day}"
            );
            Err(("excel_date", format!("{text}: {reason}")))
        }
        None => Ok(()),
    }
}

/// A day of the calendar.
pub(crate) fn day(text: &str) -> Option<Day> {
    match calendar(text) {
        Some((number, Precision::Day)) => Day::new(number),
        _ => None,
    }
}

/// A whole number.
pub(crate) fn number(text: &str) -> Read<u64> {
    let digits = digits(text)?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse().ok().filter(|_| plain);
    number.ok_or_else(|| ("number", format!("'{text}' is no whole number")))
}

/// Digits in their ASCII form; forms that a spreadsheet made of them are refused.
fn digits(text: &str) -> Read<Cow<'_, str>> {
    let folded = fold(text);
    let mantissa = folded.split_once(['E', 'e']).filter(|(mantissa, power)| {
        let power = power.strip_prefix(['+', '-']).unwrap_or(power);
        let plain =
            |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        plain(mantissa) && plain(power)
    });
    match mantissa {
        Some(_) => {
            let reason = "Excel changed this number; format the column as Text";
            Err(("excel_number", format!("{folded}: {reason}")))
        }
        None => Ok(folded),
    }
}

/// A full-width form of an ASCII character as that character.
pub(crate) fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        _ => character,
    }
}

/// Full-width forms to ASCII.
fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(narrow).collect())
    }
}
