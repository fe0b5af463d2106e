//! Layers for people to read.

use label_core::Zone;
use label_core::scheme::Schemes;

use super::layers::{
    BytesLayer, CertificateLayer, ClaimsLayer, CoseLayer, DigitsLayer, IdentityLayer, Layers,
    SymbolLayer, TextLayer,
};
use crate::error::CliError;
use crate::fields::{Row, Words, list};
use crate::messages::Messages;
use crate::output::Output;

/// Prints the layers under a heading that says what they are worth.
pub(super) fn print(layers: &Layers, out: &mut Output) -> Result<(), CliError> {
    let messages = &Messages::new(out.language())?;
    let word = |key| messages.word(key);
    out.painted("1;33", format_args!("? {}", word("unverified")))?;
    out.line(format_args!("  {}", word("unverified_note")))?;
    faults(layers, messages, out)?;
    if let Some(text) = &layers.text {
        out.section(word("scanned"), &scanned(text, messages))?;
        if text.address.is_some() {
            out.section(word("address"), &address(text, messages))?;
        }
    }
    if !layers.symbols.is_empty() {
        out.section(word("symbol"), &symbols(&layers.symbols, messages))?;
    }
    if let Some(digits) = &layers.digits {
        out.section(word("digits"), &self::digits(digits, messages))?;
    }
    if let Some(bytes) = &layers.bytes {
        out.section(word("bytes"), &self::bytes(bytes, messages))?;
    }
    if let Some(cose) = &layers.cose {
        out.section(word("cose"), &self::cose(cose, messages))?;
    }
    if let Some(claims) = &layers.claims {
        self::claims(claims, messages, out)?;
    }
    if let Some(identity) = &layers.identity {
        out.section(word("identity"), &self::identity(identity, messages))?;
    }
    for certificate in &layers.certificates {
        let fields = out.named(&self::certificate(certificate, messages));
        let fields = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()));
        out.section(word("certificates"), &fields.collect::<Vec<_>>())?;
    }
    Ok(())
}

fn faults(layers: &Layers, messages: &Messages, out: &mut Output) -> Result<(), CliError> {
    if layers.faults.is_empty() {
        return Ok(());
    }
    out.section(messages.word("faults"), &[])?;
    let utc = messages.local(Zone::UTC);
    for fault in &layers.faults {
        let (layer, message, code) = (messages.word(fault.layer), &fault.message, fault.code);
        let why = messages.why(&fault.error, utc, |level| level.to_string());
        let line = format!("  ✗ {layer}: {why} ({message}) [{code}]");
        out.painted("1;31", line)?;
    }
    if layers.unreadable().is_none() {
        out.line(format_args!("  {}", messages.word("fault_note")))?;
    }
    Ok(())
}

fn scanned<'a>(text: &TextLayer, messages: &'a Messages) -> Vec<Row<'a>> {
    let repairs = match text.repairs.as_slice() {
        [] => messages.word("none").to_owned(),
        repairs => repairs.join(", "),
    };
    vec![
        (messages.word("text"), text.scanned.clone()),
        (messages.word("repairs"), repairs),
    ]
}

fn address<'a>(text: &TextLayer, messages: &'a Messages) -> Vec<Row<'a>> {
    let none = || messages.word("none").to_owned();
    let gtin = text.gtin.clone().map(|gtin| match text.gtin_valid {
        Some(false) => format!("{gtin} [gtin_invalid]"),
        _ => gtin,
    });
    vec![
        (
            messages.word("text"),
            text.address.clone().unwrap_or_else(none),
        ),
        (
            messages.word("host"),
            text.host.clone().unwrap_or_else(none),
        ),
        (messages.word("address_gtin"), gtin.unwrap_or_else(none)),
    ]
}

fn symbols<'a>(symbols: &'a [SymbolLayer], messages: &'a Messages) -> Vec<Row<'a>> {
    let (version, modules, bits) = (
        messages.word("version"),
        messages.word("modules"),
        messages.word("bits"),
    );
    let segments = symbols.first().map_or(&[][..], |symbol| &symbol.segments);
    let segments = segments
        .iter()
        .map(|segment| format!("{} {}", segment.mode, segment.characters));
    let segments: Vec<String> = segments.collect();
    let mut rows = vec![(messages.word("segments"), segments.join(" + "))];
    rows.extend(symbols.iter().map(|symbol| {
        let width = symbol.modules;
        let used = symbol
            .segments
            .iter()
            .map(|segment| segment.bits.to_string());
        let used: Vec<String> = used.collect();
        let text = format!(
            "{version} {}, {width} × {width} {modules}, {} {bits}",
            symbol.version,
            used.join(" + ")
        );
        (symbol.ecc, text)
    }));
    rows
}

fn digits<'a>(digits: &DigitsLayer, messages: &'a Messages) -> Vec<Row<'a>> {
    vec![
        (messages.word("count"), digits.count.to_string()),
        (messages.word("groups"), digits.groups.to_string()),
        (messages.word("text"), digits.text.clone()),
    ]
}

fn bytes<'a>(bytes: &BytesLayer, messages: &'a Messages) -> Vec<Row<'a>> {
    vec![
        (messages.word("length"), bytes.length.to_string()),
        (messages.word("hex"), bytes.hex.clone()),
        (messages.word("diagnostic"), bytes.diagnostic.clone()),
    ]
}

fn cose<'a>(cose: &CoseLayer, messages: &'a Messages) -> Vec<Row<'a>> {
    let none = || messages.word("none").to_owned();
    let alg = cose.alg.map(|number| match cose.alg_name {
        Some(name) => format!("{number} ({name})"),
        None => number.to_string(),
    });
    let tag = cose.tag.map(|tag| tag.to_string());
    vec![
        (messages.word("tag"), tag.unwrap_or_else(none)),
        (messages.word("protected"), cose.protected.clone()),
        ("alg", alg.unwrap_or_else(none)),
        ("x5t", cose.x5t.clone().unwrap_or_else(none)),
        (messages.word("unprotected"), cose.unprotected.clone()),
        (messages.word("signature"), cose.signature.clone()),
    ]
}

fn claims(layer: &ClaimsLayer, messages: &Messages, out: &mut Output) -> Result<(), CliError> {
    let notation = (messages.word("diagnostic"), layer.diagnostic.clone());
    out.section(messages.word("claims"), &[notation])?;
    let Some(claims) = &layer.claims else {
        return Ok(());
    };
    let words = Words {
        messages,
        schemes: &Schemes::builtin(),
    };
    let mut rows = words.grant(claims);
    rows.extend(words.product(claims));
    rows.extend(words.terms(claims));
    let index = claims.label.status_index;
    let index = index.map(|index| index.to_string());
    rows.extend(list(
        messages.claim("status_index"),
        index.into_iter().collect(),
    ));
    out.section(messages.word("decoded"), &rows)
}

fn identity<'a>(identity: &IdentityLayer, messages: &'a Messages) -> Vec<Row<'a>> {
    let length = |length: Option<usize>| {
        let none = || messages.word("none").to_owned();
        length.map_or_else(none, |length| length.to_string())
    };
    vec![
        (
            messages.word("size_compact"),
            length(identity.compact_length),
        ),
        (messages.word("size_full"), length(identity.full_length)),
        ("SHA-256", identity.identity.clone()),
        ("Sig_structure", identity.sig_structure.clone()),
    ]
}

fn certificate<'a>(certificate: &CertificateLayer, messages: &'a Messages) -> Vec<Row<'a>> {
    let named = if certificate.named { "yes" } else { "no" };
    let mut fields = certificate.summary.fields();
    fields.push((messages.word("hint_match"), messages.word(named).to_owned()));
    fields
}
