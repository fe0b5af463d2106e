//! Refusals: specimens of forged, copied and wrongly dated labels, and what becomes of them.

use label_core::{Check, Claims, Credential, Gtin, Input, Policy, QrText, Verdict, issue, verify};
use label_io::Staging;
use label_print::{Drawing, LabelFiles};

use super::owner::LabelSigner;
use super::{PAGE, Specimen, Stage};
use crate::error::CliError;

const DAY: u64 = 86_400;
/// The table's product whose label is abused.
const VICTIM: usize = 0;
/// The table's product that a label is copied to.
const OTHER: usize = 5;

/// One attempt and its verdict.
pub(super) struct Refusal {
    /// Name of its files, where it has any.
    pub(super) name: &'static str,
    /// The attempt, in Japanese and English.
    pub(super) attempt: (&'static str, &'static str),
    /// The code that must refuse it.
    expected: &'static str,
    pub(super) verdict: Verdict,
    /// The credential in its full form; absent where it is the genuine one.
    cbor: Option<Vec<u8>>,
    /// QR text and PNG.
    drawing: Option<(String, Vec<u8>)>,
}

impl Refusal {
    /// The machine code of the check that refused.
    pub(super) fn code(&self) -> &'static str {
        self.verdict.decisive().map_or("ok", Check::code)
    }
}

/// Makes every attempt; one that is not refused with its own code is an error.
pub(super) fn all(stage: &Stage, specimens: &[Specimen]) -> Result<Vec<Refusal>, CliError> {
    let (Some(victim), Some(other)) = (specimens.get(VICTIM), specimens.get(OTHER)) else {
        return Err(CliError::ReadBack { what: "table" });
    };
    let refusals = vec![
        flipped_bit(stage, victim)?,
        unknown_signer(stage, victim)?,
        stolen_key(stage, victim)?,
        postdated(stage, victim)?,
        copied_code(stage, victim, other)?,
        copied_label(stage, victim, other),
        early_clock(stage, victim),
    ];
    match refusals
        .iter()
        .all(|refusal| refusal.code() == refusal.expected)
    {
        true => Ok(refusals),
        false => Err(CliError::ReadBack { what: "refusal" }),
    }
}

/// Writes the attempts that are files of their own.
pub(super) fn write(files: &mut Staging, refusals: &[Refusal]) -> Result<(), CliError> {
    for refusal in refusals {
        let stem = format!("refused/{}", refusal.name);
        if let Some(cbor) = &refusal.cbor {
            files.write(&format!("{stem}.cbor"), cbor)?;
        }
        if let Some((text, png)) = &refusal.drawing {
            files.write(&format!("{stem}.txt"), format!("{text}\n").as_bytes())?;
            files.write(&format!("{stem}.png"), png)?;
        }
    }
    Ok(())
}

/// One bit of the signature is changed.
fn flipped_bit(stage: &Stage, victim: &Specimen) -> Result<Refusal, CliError> {
    let compact = flip_last(victim.credential.to_compact()?);
    let chain = victim.credential_chain(stage);
    let full = Credential::decode(&compact)?.to_full(chain)?;
    let gtin = victim.gtin();
    Ok(Refusal {
        name: "flipped-bit",
        attempt: ("1ビットを書き換えたラベル", "a label with one bit changed"),
        expected: "signature",
        ..drawn(stage, &QrText::new(PAGE, gtin, &compact)?, Some(full))?
    })
}

/// The same claims under a key that nobody trusts.
fn unknown_signer(stage: &Stage, victim: &Specimen) -> Result<Refusal, CliError> {
    let stranger = LabelSigner::stranger(stage.now)?;
    let made = forge(stage, &stranger, &victim.entry.claims)?;
    Ok(Refusal {
        name: "unknown-signer",
        attempt: (
            "知らない鍵で署名されたラベル",
            "a label under an unknown key",
        ),
        expected: "signer_unknown",
        ..drawn(stage, &QrText::parse(&made.text)?, Some(made.cbor))?
    })
}

/// Signed by the right key, but not by its owner: the record of issued labels does not have it.
fn stolen_key(stage: &Stage, victim: &Specimen) -> Result<Refusal, CliError> {
    let mut claims = victim.entry.claims.clone();
    claims.label.product = "Specimen of nobody".into();
    let made = forge(stage, stage.owner.signer_for(&claims), &claims)?;
    Ok(Refusal {
        name: "stolen-key",
        attempt: ("盗まれた鍵で署名されたラベル", "a label under a stolen key"),
        expected: "not_issued",
        ..drawn(stage, &QrText::parse(&made.text)?, Some(made.cbor))?
    })
}

/// Signed by the right key, dated a week ahead.
fn postdated(stage: &Stage, victim: &Specimen) -> Result<Refusal, CliError> {
    let mut claims = victim.entry.claims.clone();
    claims.issued = stage.now + 7 * DAY;
    let made = forge(stage, stage.owner.signer_for(&claims), &claims)?;
    Ok(Refusal {
        name: "not-yet-issued",
        attempt: ("発行日が1週間先のラベル", "a label dated a week ahead"),
        expected: "not_yet_valid",
        ..drawn(stage, &QrText::parse(&made.text)?, Some(made.cbor))?
    })
}

/// A genuine label behind the address of another product.
fn copied_code(stage: &Stage, victim: &Specimen, other: &Specimen) -> Result<Refusal, CliError> {
    let compact = victim.credential.to_compact()?;
    Ok(Refusal {
        name: "other-product",
        attempt: (
            "別の商品のアドレスに付け替えたラベル",
            "a label behind another product's address",
        ),
        expected: "gtin_path_mismatch",
        ..drawn(stage, &QrText::new(PAGE, other.gtin(), &compact)?, None)?
    })
}

/// A genuine label on another product, of which the till has read the JAN code.
fn copied_label(stage: &Stage, victim: &Specimen, other: &Specimen) -> Refusal {
    let policy = Policy {
        gtin: other.gtin(),
        ..Policy::default()
    };
    Refusal {
        name: "other-jan",
        attempt: (
            "別の商品に貼られたラベル（JAN照合）",
            "a label on another product, by its JAN code",
        ),
        expected: "gtin_mismatch",
        verdict: verify(
            Input::Text(&victim.made.text),
            &stage.trust,
            stage.now,
            &policy,
        ),
        cbor: None,
        drawing: None,
    }
}

/// A genuine label, checked with a clock that shows the day before its issue.
fn early_clock(stage: &Stage, victim: &Specimen) -> Refusal {
    let at = victim.entry.claims.issued.saturating_sub(DAY);
    Refusal {
        name: "early-clock",
        attempt: (
            "発行前を示す時計での確認",
            "a clock that shows a day before the issue",
        ),
        expected: "clock_before_trust",
        verdict: verify(
            Input::Text(&victim.made.text),
            &stage.trust,
            at,
            &Policy::default(),
        ),
        cbor: None,
        drawing: None,
    }
}

/// Draws a text, reads it back and checks it as anybody would.
fn drawn(stage: &Stage, text: &QrText, cbor: Option<Vec<u8>>) -> Result<Refusal, CliError> {
    let drawing = Drawing::new(text, None, &super::symbol_options())?;
    let input = Input::Text(&drawing.text);
    Ok(Refusal {
        name: "",
        attempt: ("", ""),
        expected: "",
        verdict: verify(input, &stage.trust, stage.now, &Policy::default()),
        cbor,
        drawing: Some((drawing.text, drawing.png.unwrap_or_default())),
    })
}

fn forge(stage: &Stage, signer: &LabelSigner, claims: &Claims) -> Result<LabelFiles, CliError> {
    let credential = issue(
        claims,
        &signer.certificate,
        stage.trust.schemes(),
        &signer.key,
    )?;
    super::make(&credential, signer, claims.label.gtins.first().copied())
}

fn flip_last(mut bytes: Vec<u8>) -> Vec<u8> {
    if let Some(last) = bytes.last_mut() {
        *last ^= 1;
    }
    bytes
}

impl Specimen {
    fn gtin(&self) -> Option<Gtin> {
        self.entry.claims.label.gtins.first().copied()
    }

    fn credential_chain<'a>(&self, stage: &'a Stage) -> &'a [Vec<u8>] {
        &stage.owner.signer_for(&self.entry.claims).chain
    }
}
