//! Inputs to be checked: texts, labels in CBOR and pictures, told apart by content.

use std::ffi::OsStr;
use std::path::Path;

use label_io::files;
use label_qr::QrError;

use crate::error::CliError;

/// Bytes of an input: a phone's picture in PNG; labels and texts are far smaller.
const INPUT_BYTES: usize = 64 * 1_024 * 1_024;
/// Formats that are often taken for one that is read, and how they begin.
const OTHER_FORMATS: [(&[u8], &str); 7] = [
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"%PDF", "a PDF document"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
];
/// The head of the CBOR tag 18, with which every label starts.
const TAG_SIGN1: u8 = 0xd2;

/// The kind of an argument, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As a file if there is one, else as a text if it looks like that of a QR code.
    Any,
    /// As the text itself.
    Text,
}

/// The content of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scan {
    /// The text of a QR code.
    Text(String),
    /// The bytes of a label, compact or full.
    Credential(Vec<u8>),
    /// The texts of the QR codes in a picture; empty where none was found.
    Picture(Vec<String>),
}

/// Reads what an argument means; `-` is standard input.
pub(crate) fn read(argument: &OsStr, form: Form) -> Result<Scan, CliError> {
    let path = Path::new(argument);
    if argument == "-" {
        let bytes = files::read(path, INPUT_BYTES)?;
        return match form {
            Form::Any => sniff(path, bytes),
            Form::Text => Ok(Scan::Text(String::from_utf8_lossy(&bytes).into_owned())),
        };
    }
    if form == Form::Any && path.exists() {
        return sniff(path, files::read(path, INPUT_BYTES)?);
    }
    let text = argument.to_string_lossy();
    if form == Form::Any && !looks_like_text(&text) {
        return Err(CliError::Usage {
            message: format!("'{text}' is neither a file nor the text of a QR code"),
            hint: "put the whole text of the code in quotes, or check the file's name".into(),
        });
    }
    Ok(Scan::Text(text.into_owned()))
}

/// Folds full-width forms to ASCII, as a Japanese input method makes them.
pub(crate) fn fold_width(text: &str) -> String {
    let fold = |character: char| match character {
        '\u{ff01}'..='\u{ff5e}' => {
            u8::try_from(u32::from(character) - 0xfee0).map_or(character, char::from)
        }
        '\u{3000}' => ' ',
        _ => character,
    };
    text.chars().map(fold).collect()
}

/// Tells whether an argument that is no file can only be the text of a QR code.
fn looks_like_text(argument: &str) -> bool {
    let text = fold_width(argument);
    let text = text.trim();
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits || text.contains("#1") || text.contains("://") || text.starts_with("]Q")
}

/// Tells by content what a file holds.
fn sniff(path: &Path, bytes: Vec<u8>) -> Result<Scan, CliError> {
    let file = path.to_owned();
    if bytes.is_empty() {
        return Err(CliError::InputEmpty { file });
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(b"\xff\xd8\xff") {
        return picture(path, &bytes);
    }
    let mut others = OTHER_FORMATS.iter();
    if let Some((_, form)) = others.find(|(start, _)| bytes.starts_with(start)) {
        return Err(CliError::InputForm { file, form });
    }
    // ISO base media file format (ISO/IEC 14496-12): the type stands after the length of its box.
    if bytes.get(4..8) == Some(b"ftyp") {
        let form = "a HEIC or AVIF picture";
        return Err(CliError::InputForm { file, form });
    }
    if bytes.first() == Some(&TAG_SIGN1) {
        return Ok(Scan::Credential(bytes));
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Scan::Text(file_text(&text).to_owned()),
        Err(error) => Scan::Credential(error.into_bytes()),
    })
}

/// A file's text without what editors add: a byte order mark and one line end.
fn file_text(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

fn picture(path: &Path, bytes: &[u8]) -> Result<Scan, CliError> {
    match label_qr::read_all_picture(bytes) {
        Ok(readings) => {
            let texts = readings.into_iter().map(|reading| reading.text);
            Ok(Scan::Picture(texts.collect()))
        }
        Err(QrError::PictureNoSymbol) => Ok(Scan::Picture(Vec::new())),
        Err(error) => Err(CliError::QrFile {
            file: path.to_owned(),
            source: error,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_from_names() {
        for text in [
            "https://label.example.jp/#1000",
            "]Q1https://label.example.jp/",
            "1000",
            "１０００",
            "ｈｔｔｐｓ：／／label.example.jp/＃１000",
            "https+//label.example.jp/#1000",
        ] {
            assert!(looks_like_text(text), "{text}");
        }
        for name in ["", " ", "label.txt", "-", "1000.txt", "a#b"] {
            assert!(!looks_like_text(name), "{name}");
        }
    }

    #[test]
    fn contents_are_told_apart() {
        let scan = |bytes: &[u8]| sniff(Path::new("x"), bytes.to_vec());
        let text = |text: &str| Ok(Scan::Text(text.into()));
        assert_eq!(scan(b"1000\r\n"), text("1000"));
        assert_eq!(scan(b"\xef\xbb\xbf1000\n\n"), text("1000\n"));
        assert_eq!(scan(b"\xd2\x84"), Ok(Scan::Credential(vec![0xd2, 0x84])));
        assert_eq!(scan(b"\x84\x40"), Ok(Scan::Credential(vec![0x84, 0x40])));
        let file = || Path::new("x").to_owned();
        assert_eq!(scan(b""), Err(CliError::InputEmpty { file: file() }));
        let form = "a GIF picture";
        assert_eq!(
            scan(b"GIF89a"),
            Err(CliError::InputForm { file: file(), form })
        );
        assert!(matches!(
            scan(b"\x89PNG\r\n\x1a\n"),
            Err(CliError::QrFile { .. })
        ));
    }
}
