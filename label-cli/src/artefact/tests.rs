//! Pictures are read back, and what was changed is refused.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use label_core::certify::{CertificateRequest, DistinguishedName, Role, certify};
use label_core::scheme::Schemes;
use label_core::{Algorithm, Purpose, Signer, SigningKey, issue};
use zeroize::Zeroizing;

use super::*;
use crate::symbol::Module;
use crate::table::{self, Grouping};

const PAGE: &str = "https://label.example.jp";
const OPTIONS: SymbolOptions = SymbolOptions {
    ecc: label_core::qr::Ecc::M,
    module: Module { dots: 3, dpi: 203 },
    svg: true,
    png: true,
};

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(Algorithm::Ed25519, &Zeroizing::new([seed; 32])).unwrap()
}

fn signer() -> Vec<u8> {
    let name = |name: &str| DistinguishedName {
        common_name: name.to_owned(),
        organization: None,
        country: None,
    };
    let request = |subject, key: &SigningKey, role| CertificateRequest {
        subject: name(subject),
        public_key: key.public_key(),
        serial: vec![1; 8],
        not_before: 1_700_000_000,
        not_after: 2_000_000_000,
        role,
    };
    let root = certify(&request("Root", &key(1), Role::Root), &key(1)).unwrap();
    let role = Role::Signer {
        issuer: &root,
        purpose: Purpose::LabelSigning,
    };
    certify(&request("Signer", &key(2), role), &key(1)).unwrap()
}

fn credential(signer: &[u8]) -> Credential {
    let rules = crate::draft::Rules {
        schemes: &Schemes::builtin(),
        issued: 1_790_000_000,
    };
    let table = "registration,scheme,product,supply_chain,evaluator\n\
        A & <B>,us-ctm,\"見本 & \"\"製品\"\"\",declared,Specimen Lab\n";
    let entries = table::read(
        "t.csv".as_ref(),
        table.as_bytes(),
        &crate::draft::Draft::default(),
        rules,
        Grouping::PerModel,
    );
    let claims = &entries.unwrap()[0].claims;
    let signer = Certificate::from_der(signer).unwrap();
    issue(claims, &signer, rules.schemes, &key(2)).unwrap()
}

#[test]
fn every_artefact_holds_the_credential() {
    let chain = [signer()];
    let credential = credential(&chain[0]);
    let made = artefacts(&credential, &chain, PAGE, None, &OPTIONS).unwrap();
    assert_eq!(Credential::decode(&made.cbor).unwrap().chain(), chain);
    let svg = made.svg.unwrap();
    assert!(svg.contains("<title>A &amp; &lt;B&gt; 見本 &amp; &quot;製品&quot;</title>"));
    assert_eq!(read_back::svg(&svg).as_ref(), Ok(&made.text));
    assert_eq!(read_back::png(&made.png.unwrap()).as_ref(), Ok(&made.text));
    let text = QrText::parse(&made.text).unwrap();
    assert_eq!(text.credential(), credential.to_compact().unwrap());
}

#[test]
fn terminals_show_the_symbol_either_way() {
    let chain = [signer()];
    let compact = credential(&chain[0]).to_compact().unwrap();
    let text = QrText::new(PAGE, None, &compact).unwrap();
    let drawing = Drawing::new(&text, None, &OPTIONS).unwrap();
    for style in [TerminalStyle::DarkOnLight, TerminalStyle::Inverse] {
        let blocks = drawing.terminal(style).unwrap();
        assert_eq!(
            read_back::terminal(&blocks, style),
            Ok(drawing.text.clone())
        );
    }
}

#[test]
fn what_was_changed_is_refused() {
    let chain = [signer()];
    let credential = credential(&chain[0]);
    let compact = credential.to_compact().unwrap();
    let key = Some(key(3).public_key());
    let text = QrText::new(PAGE, None, &compact).unwrap();
    let other_key = Drawing::new(&text, key, &OPTIONS).err();
    assert_eq!(other_key, Some(CliError::Core(Error::Signature)));

    let mut drawing = Drawing::new(&text, None, &OPTIONS).unwrap();
    let mut other = compact.clone();
    other[40] ^= 1;
    let other = QrText::new(PAGE, None, &other).unwrap().to_string();
    let error = CliError::ReadBack { what: "PNG" };
    assert_eq!(drawing.check("PNG", &other), Err(error.clone()));
    let moved = drawing.text.replace("label.example.jp", "other.example.jp");
    assert_eq!(drawing.check("PNG", &moved), Err(error.clone()));
    assert_eq!(drawing.check("PNG", &drawing.text.clone()), Ok(()));
    drawing.credential.push(0);
    assert_eq!(drawing.check("PNG", &drawing.text.clone()), Err(error));
}

#[test]
fn a_credential_of_another_signer_is_refused() {
    let credential = credential(&signer());
    let error = |chain: &[Vec<u8>]| artefacts(&credential, chain, PAGE, None, &OPTIONS).err();
    assert_eq!(error(&[]), Some(CliError::Core(Error::ChainLength)));
    let name = DistinguishedName {
        common_name: "Root".to_owned(),
        organization: None,
        country: None,
    };
    let request = CertificateRequest {
        subject: name,
        public_key: key(2).public_key(),
        serial: vec![1; 8],
        not_before: 0,
        not_after: 1,
        role: Role::Root,
    };
    let other = certify(&request, &key(2)).unwrap();
    assert_eq!(
        error(&[other]),
        Some(CliError::Core(Error::CoseX5chainMismatch))
    );
}

#[test]
fn pictures_that_are_none_are_refused() {
    for svg in [
        "",
        "<svg viewBox=\"0 0 9 9\">",
        "<svg viewBox=\"0 0 x x\"><path d=\"M1 1h1v1h-2z\"/>",
    ] {
        assert_eq!(read_back::svg(svg), Err(Error::PictureMalformed), "{svg}");
    }
    let blank = "<svg viewBox=\"0 0 60 60\"><path d=\"M1 1h1v1h-1z\"/>";
    assert_eq!(read_back::svg(blank), Err(Error::PictureNoSymbol));
    let style = TerminalStyle::Inverse;
    assert!(read_back::terminal("", style).is_err());
    assert_eq!(
        read_back::terminal("x", style),
        Err(Error::PictureMalformed)
    );
}
