//! The layers of a label, each as far as it could be decoded.

use label_core::scheme::Schemes;
use label_core::{
    Algorithm, Claims, ClaimsReport, Credential, Error, Gtin, QrText, certificate_hint, diagnostic,
    digits, hex,
};
use label_keys::Summary;
use label_qr::{Ecc, Mode, Symbol};
use serde::Serialize;

use super::parts::Parts;

/// Digits of a whole group.
const GROUP: usize = 17;

/// Everything that could be made out of one input; nothing of it is verified.
#[derive(Default, Serialize)]
pub(super) struct Layers {
    /// Always false.
    verified: bool,
    pub(super) text: Option<TextLayer>,
    pub(super) symbols: Vec<SymbolLayer>,
    pub(super) digits: Option<DigitsLayer>,
    pub(super) bytes: Option<BytesLayer>,
    pub(super) cose: Option<CoseLayer>,
    pub(super) claims: Option<ClaimsLayer>,
    pub(super) identity: Option<IdentityLayer>,
    pub(super) certificates: Vec<CertificateLayer>,
    pub(super) faults: Vec<Fault>,
    #[serde(skip)]
    credential: Option<Credential>,
    #[serde(skip)]
    signer: Option<Vec<u8>>,
}

/// The scanned text.
#[derive(Serialize)]
pub(super) struct TextLayer {
    pub(super) scanned: String,
    pub(super) repairs: Vec<&'static str>,
    pub(super) address: Option<String>,
    pub(super) host: Option<String>,
    /// The number after `/01/`, in 14 digits.
    pub(super) gtin: Option<String>,
    /// True where its check digit is right.
    pub(super) gtin_valid: Option<bool>,
}

/// The symbol that this text takes at one level of error correction.
#[derive(Serialize)]
pub(super) struct SymbolLayer {
    /// `L`, `M`, `Q` or `H`.
    pub(super) ecc: &'static str,
    pub(super) version: u8,
    /// Modules a side, without quiet zone.
    pub(super) modules: usize,
    pub(super) segments: Vec<SegmentLayer>,
}

/// A segment of a symbol.
#[derive(Serialize)]
pub(super) struct SegmentLayer {
    pub(super) mode: &'static str,
    pub(super) characters: usize,
    /// The size in bits, with the segment's header.
    pub(super) bits: usize,
}

/// The digits, without the format version.
#[derive(Serialize)]
pub(super) struct DigitsLayer {
    pub(super) count: usize,
    pub(super) groups: usize,
    pub(super) text: String,
}

/// The bytes of the label.
#[derive(Serialize)]
pub(super) struct BytesLayer {
    pub(super) length: usize,
    pub(super) hex: String,
    pub(super) diagnostic: String,
}

/// The COSE_Sign1, taken apart leniently.
#[derive(Serialize)]
pub(super) struct CoseLayer {
    pub(super) tag: Option<u64>,
    pub(super) protected: String,
    pub(super) alg: Option<i64>,
    pub(super) alg_name: Option<&'static str>,
    pub(super) x5t: Option<String>,
    pub(super) unprotected: String,
    pub(super) payload_length: usize,
    pub(super) signature: String,
    pub(super) signature_length: usize,
}

/// The claims.
#[derive(Serialize)]
pub(super) struct ClaimsLayer {
    pub(super) diagnostic: String,
    /// With the names from the scheme tables; null where the claims cannot be decoded.
    pub(super) decoded: Option<ClaimsReport>,
    #[serde(skip)]
    pub(super) claims: Option<Claims>,
}

/// The identity of the credential.
#[derive(Serialize)]
pub(super) struct IdentityLayer {
    pub(super) compact_length: Option<usize>,
    /// The length with the enclosed certificates, if there are any.
    pub(super) full_length: Option<usize>,
    /// The SHA-256 of the Sig_structure.
    pub(super) identity: String,
    pub(super) sig_structure: String,
}

/// An enclosed certificate.
#[derive(Serialize)]
pub(super) struct CertificateLayer {
    #[serde(flatten)]
    pub(super) summary: Summary,
    /// True where the signed header names it.
    pub(super) named: bool,
}

/// The reason for which a layer could not be decoded.
#[derive(Serialize)]
pub(super) struct Fault {
    /// `text`, `digits`, `cose`, `claims` or `certificates`.
    pub(super) layer: &'static str,
    pub(super) code: &'static str,
    pub(super) message: String,
    /// Byte or digit offset in the layer, from zero; digits are counted after the format version.
    pub(super) at: Option<usize>,
    #[serde(skip)]
    pub(super) error: Error,
}

impl Layers {
    /// Takes a scanned text apart.
    pub(super) fn of_text(scanned: &str) -> Self {
        match QrText::parse(scanned) {
            Ok(text) => Self {
                text: Some(TextLayer::new(scanned, Some(&text))),
                symbols: symbols(&text),
                ..Self::of_bytes(text.credential())
            },
            Err(error) => Self {
                text: Some(TextLayer::new(scanned, None)),
                faults: vec![Fault::of_text(error)],
                ..Self::default()
            },
        }
    }

    /// Takes the bytes of a label apart.
    pub(super) fn of_bytes(bytes: &[u8]) -> Self {
        let mut layers = Self {
            bytes: Some(BytesLayer {
                length: bytes.len(),
                hex: hex(bytes),
                diagnostic: diagnostic(bytes),
            }),
            ..Self::default()
        };
        if let Some(parts) = Parts::split(bytes) {
            layers.cose = Some(CoseLayer::new(&parts));
            layers.claims = Some(ClaimsLayer {
                diagnostic: diagnostic(&parts.payload),
                decoded: None,
                claims: None,
            });
            layers.certificates(&parts);
        }
        match Credential::decode(bytes) {
            Ok(credential) => layers.credential(credential),
            Err(error) => layers.faults.insert(0, Fault::new("cose", error)),
        }
        layers
    }

    /// The reason for which nothing could be read at all.
    pub(super) fn unreadable(&self) -> Option<&Error> {
        let fault = self.faults.first()?;
        self.bytes.is_none().then_some(&fault.error)
    }

    /// The bytes that the signature covers.
    pub(super) fn to_be_signed(&self) -> Option<&[u8]> {
        self.credential.as_ref().map(Credential::to_be_signed)
    }

    /// The first enclosed certificate, in DER.
    pub(super) fn signer(&self) -> Option<&[u8]> {
        self.signer.as_deref()
    }

    fn credential(&mut self, credential: Credential) {
        let compact = credential.to_compact().ok().map(|bytes| bytes.len());
        let chain = credential.chain();
        let full = || credential.to_full(chain).ok().map(|bytes| bytes.len());
        self.identity = Some(IdentityLayer {
            compact_length: compact,
            full_length: if chain.is_empty() { None } else { full() },
            identity: credential.identity().to_string(),
            sig_structure: hex(credential.to_be_signed()),
        });
        self.digits = credential.to_compact().ok().map(|compact| {
            let text = digits::encode(&compact);
            let (count, groups) = (text.len(), text.len().div_ceil(GROUP));
            DigitsLayer {
                count,
                groups,
                text,
            }
        });
        match (credential.unverified_claims(), &mut self.claims) {
            (Ok(claims), Some(layer)) => {
                layer.decoded = Some(ClaimsReport::new(&claims, &Schemes::builtin()));
                layer.claims = Some(claims);
            }
            (Ok(_), None) => {}
            (Err(error), _) => self.faults.insert(0, Fault::new("claims", error)),
        }
        self.credential = Some(credential);
    }

    fn certificates(&mut self, parts: &Parts) {
        self.signer = parts.chain.first().cloned();
        for der in &parts.chain {
            match Summary::new(der, &parts.chain) {
                Ok(summary) => self.certificates.push(CertificateLayer {
                    named: parts.x5t.as_deref() == Some(&certificate_hint(der)),
                    summary,
                }),
                Err(error) => self.faults.push(Fault::new("certificates", error)),
            }
        }
    }
}

impl TextLayer {
    fn new(scanned: &str, text: Option<&QrText>) -> Self {
        let repairs = text.map(QrText::repairs).unwrap_or_default();
        let address = text.and_then(QrText::address);
        let gtin = address.and_then(|address| address.gtin);
        Self {
            scanned: scanned.to_owned(),
            repairs: repairs.iter().map(|repair| repair.code()).collect(),
            address: address.map(|address| address.text.clone()),
            host: address.and_then(|address| address.host.clone()),
            gtin: gtin.map(|gtin| format!("{gtin:014}")),
            gtin_valid: gtin.map(|gtin| Gtin::new(gtin).is_ok()),
        }
    }
}

impl CoseLayer {
    fn new(parts: &Parts) -> Self {
        let algorithm = parts.algorithm.and_then(Algorithm::from_number);
        Self {
            tag: parts.tag,
            protected: diagnostic(&parts.protected),
            alg: parts.algorithm,
            alg_name: algorithm.map(Algorithm::name),
            x5t: parts.x5t.as_deref().map(hex),
            unprotected: diagnostic(&parts.unprotected),
            payload_length: parts.payload.len(),
            signature: hex(&parts.signature),
            signature_length: parts.signature.len(),
        }
    }
}

impl Fault {
    /// A fault of the text around the digits, or of the digits.
    fn of_text(error: Error) -> Self {
        let in_digits = error.code().starts_with("digits_");
        Self::new(if in_digits { "digits" } else { "text" }, error)
    }

    fn new(layer: &'static str, error: Error) -> Self {
        Self {
            layer,
            code: error.code(),
            message: error.to_string(),
            at: offset(&error),
            error,
        }
    }
}

/// The place where an encoding is at fault.
fn offset(error: &Error) -> Option<usize> {
    match error {
        Error::CborDuplicateKey { at }
        | Error::CborDepth { at }
        | Error::CborFloat { at }
        | Error::CborIndefinite { at }
        | Error::CborMapOrder { at }
        | Error::CborNotShortest { at }
        | Error::CborReserved { at }
        | Error::CborSimple { at }
        | Error::CborTag { at }
        | Error::CborTrailing { at }
        | Error::CborTruncated { at }
        | Error::CborUtf8 { at }
        | Error::DigitsCharacter { at } => Some(*at),
        Error::DigitsRange { group } => Some(group * GROUP),
        _ => None,
    }
}

/// The symbols that a text takes; none where it is not one that is printed.
fn symbols(text: &QrText) -> Vec<SymbolLayer> {
    let levels = [(Ecc::L, "L"), (Ecc::M, "M"), (Ecc::Q, "Q"), (Ecc::H, "H")];
    let prefix = text.prefix();
    let symbols = levels.into_iter().filter_map(|(level, ecc)| {
        let symbol = Symbol::encode(&prefix, text.digits(), level).ok()?;
        let segments = symbol.segments().iter().map(|segment| SegmentLayer {
            mode: match segment.mode {
                Mode::Byte => "byte",
                Mode::Numeric => "numeric",
            },
            characters: segment.characters,
            bits: segment.bits,
        });
        Some(SymbolLayer {
            ecc,
            version: symbol.version(),
            modules: symbol.width(),
            segments: segments.collect(),
        })
    });
    symbols.collect()
}
