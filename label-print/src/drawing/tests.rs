//! Pictures are read back, and what was changed is refused.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use label_core::certify::{CertificateRequest, DistinguishedName, Role, certify};
use label_core::scheme::Schemes;
use label_core::{
    Algorithm, Assessment, Certificate, Claims, Code, Error, Label, Purpose, Signer, SigningKey,
    SupplyChain, SupplyChainStatus, UnixTime, issue, limits,
};
use zeroize::Zeroizing;

use super::*;
use crate::check::PrintCheck;
use crate::files::LabelFiles;

const PAGE: &str = "https://label.example.jp";
const OPTIONS: SymbolOptions = SymbolOptions {
    ecc: label_qr::Ecc::M,
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
        not_before: UnixTime::from_seconds(1_700_000_000),
        not_after: UnixTime::from_seconds(2_000_000_000),
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
    let claims = Claims {
        registration: "A & <B>".to_owned(),
        expires: None,
        issued: UnixTime::from_seconds(1_790_000_000),
        label: Label {
            scheme: Code::Number(4),
            level: None,
            assessment: Assessment::Certified,
            criteria: None,
            holder: None,
            holder_id: None,
            product: "見本 & \"製品\"".to_owned(),
            models: Vec::new(),
            gtins: Vec::new(),
            category: None,
            supply_chain: Some(SupplyChain {
                status: SupplyChainStatus::Declared,
                day: None,
            }),
            support_end: None,
            status_index: None,
            evaluator: Some("Specimen Lab".to_owned()),
        },
    };
    let signer = Certificate::from_der(signer).unwrap();
    issue(&claims, &signer, &Schemes::builtin(), &key(2)).unwrap()
}

#[test]
fn every_file_holds_the_credential() {
    let chain = [signer()];
    let credential = credential(&chain[0]);
    let made = LabelFiles::new(&credential, &chain, PAGE, None, &OPTIONS).unwrap();
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
    assert_eq!(other_key, Some(PrintError::Core(Error::Signature)));

    let mut drawing = Drawing::new(&text, None, &OPTIONS).unwrap();
    let mut other = compact.clone();
    other[40] ^= 1;
    let other = QrText::new(PAGE, None, &other).unwrap().to_string();
    let error = PrintError::ReadBack { what: "PNG" };
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
    let error = |chain: &[Vec<u8>]| LabelFiles::new(&credential, chain, PAGE, None, &OPTIONS).err();
    assert_eq!(error(&[]), Some(PrintError::Core(Error::ChainLength)));
    let name = DistinguishedName {
        common_name: "Root".to_owned(),
        organization: None,
        country: None,
    };
    let request = CertificateRequest {
        subject: name,
        public_key: key(2).public_key(),
        serial: vec![1; 8],
        not_before: UnixTime::default(),
        not_after: UnixTime::from_seconds(1),
        role: Role::Root,
    };
    let other = certify(&request, &key(2)).unwrap();
    assert_eq!(
        error(&[other]),
        Some(PrintError::Core(Error::CoseX5chainMismatch))
    );
}

#[test]
fn pictures_that_are_none_are_refused() {
    for svg in [
        "",
        "<svg viewBox=\"0 0 9 9\">",
        "<svg viewBox=\"0 0 x x\"><path d=\"M1 1h1v1h-2z\"/>",
    ] {
        assert_eq!(read_back::svg(svg), Err(QrError::PictureMalformed), "{svg}");
    }
    let blank = "<svg viewBox=\"0 0 60 60\"><path d=\"M1 1h1v1h-1z\"/>";
    assert_eq!(read_back::svg(blank), Err(QrError::PictureNoSymbol));
    let style = TerminalStyle::Inverse;
    assert!(read_back::terminal("", style).is_err());
    assert_eq!(
        read_back::terminal("x", style),
        Err(QrError::PictureMalformed)
    );
}

#[test]
fn every_format_is_read_from_its_own_bytes() {
    let chain = [signer()];
    let compact = credential(&chain[0]).to_compact().unwrap();
    let text = QrText::new(PAGE, None, &compact).unwrap();
    let drawing = Drawing::new(&text, None, &OPTIONS).unwrap();
    let colours = Colours {
        dark: [0, 43, 92],
        light: [255, 244, 214],
    };
    for module in [OPTIONS.module, Module { dots: 7, dpi: 600 }] {
        for format in Format::ALL {
            let file = drawing.picture(format, module, colours).unwrap();
            let read = |file: &[u8]| read_back::file(format, file, module);
            assert_eq!(read(&file).as_ref(), Ok(&drawing.text), "{format:?}");
            assert_ne!(
                read(&file[..file.len() / 2]).as_ref(),
                Ok(&drawing.text),
                "{format:?}"
            );
            assert!(read(b"").is_err(), "{format:?}");
        }
    }
    // SBPL counts 999 times eight dots, everything else stays within what is read back.
    let modules = u32::try_from(drawing.symbol.framed_width()).unwrap();
    for (most, format) in [(limits::PICTURE_EDGE, Format::Svg), (999 * 8, Format::Sbpl)] {
        let dots = most / modules + 1;
        let large = Module { dots, dpi: 4_800 };
        let error = drawing.picture(format, large, colours).err();
        assert_eq!(
            error,
            Some(PrintError::Qr(QrError::PictureTooLarge)),
            "{format:?}"
        );
    }
}

#[test]
fn absurd_modules_are_refused_or_drawn() {
    let chain = [signer()];
    let compact = credential(&chain[0]).to_compact().unwrap();
    let text = QrText::new(PAGE, None, &compact).unwrap();
    let drawing = Drawing::new(&text, None, &OPTIONS).unwrap();
    let colours = Colours::default();
    for (dots, dpi) in [(0, 600), (3, 0), (0, 0), (1, u32::MAX), (u32::MAX, 1)] {
        let module = Module { dots, dpi };
        for format in Format::ALL {
            drop(drawing.picture(format, module, colours));
        }
        let check = PrintCheck::new(&drawing, module, colours);
        assert_eq!(check.is_ok(), dots > 1, "{module:?}");
    }
}

#[test]
fn modules_that_are_missing_are_missed() {
    let chain = [signer()];
    let compact = credential(&chain[0]).to_compact().unwrap();
    let text = QrText::new(PAGE, None, &compact).unwrap();
    let drawing = Drawing::new(&text, None, &OPTIONS).unwrap();
    let file = |format| {
        let file = drawing.picture(format, OPTIONS.module, Colours::default());
        String::from_utf8(file.unwrap()).unwrap()
    };
    let read = |format, text: &str| read_back::file(format, text.as_bytes(), OPTIONS.module);
    // The upper half is light.
    let eps = file(Format::Eps);
    let lines: Vec<&str> = eps.lines().collect();
    let first = lines.iter().position(|line| *line == "newpath").unwrap() + 1;
    let half = [&lines[..first], &lines[lines.len() / 2..]]
        .concat()
        .join("\n");
    assert!(read(Format::Eps, &half).is_err());
    let sbpl = file(Format::Sbpl);
    let at = sbpl.find("GH").unwrap() + 8;
    let light = format!(
        "{}{}{}",
        &sbpl[..at],
        "0".repeat(sbpl.len() / 2),
        &sbpl[at + sbpl.len() / 2..]
    );
    assert!(read(Format::Sbpl, &light).is_err());
    for broken in [
        "",
        ",1,1,",
        "8,8,1",
        "8,8,0,00",
        "8,8,1,:",
        "1,1,1,0",
        "1,1,1,000",
        "1,1,1,GZ",
    ] {
        let zpl = format!("^XA^GFA,{broken}^FS^XZ");
        assert!(read(Format::Zpl, &zpl).is_err(), "{broken}");
    }
    for broken in ["", "001", "001001", "001001zz", "\u{e9}\u{e9}\u{e9}\u{e9}"] {
        let sbpl = format!("\u{1b}A\u{1b}GH{broken}\u{1b}Z");
        assert!(read(Format::Sbpl, &sbpl).is_err(), "{broken}");
    }
}
