//! Secrets where none belongs: what is wrong is said, they are not repeated.

/// The ends of what may still be shown: schemes of addresses in which people put PINs and passwords, and
/// the head of a private key in PEM.
const BEFORE_SECRETS: [&str; 4] = ["pkcs11:", "postgres:", "postgresql:", "private key"];

/// The heads of DER that private keys begin with, behind the head of their SEQUENCE: the INTEGER that is the
/// version of PKCS#1 and PKCS#8 (0), SEC 1 and RFC 5958 (1), and PKCS#12 (3).
const DER_VERSIONS: [&[u8]; 3] = [&[2, 1, 0], &[2, 1, 1], &[2, 1, 3]];

/// A text in which no secret follows those that are known.
pub(crate) fn masked(text: &str) -> String {
    let arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    masked_of(text, arguments)
}

/// A text without the secrets of the arguments, whatever they hold, and without others that it shows.
///
/// Those end with the quote behind them, else with the text.
fn masked_of(text: &str, arguments: impl Iterator<Item = String>) -> String {
    let mut text = text.to_owned();
    for argument in arguments {
        if let Some((_, scheme, secret)) = split(&argument) {
            text = text.replace(&format!("{scheme}{secret}"), &format!("{scheme}…"));
        }
    }
    let mut shown = String::new();
    let mut rest = text.as_str();
    while let Some((before, scheme, secret)) = split(rest) {
        shown.extend([before, scheme, "…"]);
        rest = closing_quote(secret).unwrap_or_default();
    }
    shown + rest
}

/// A text before the first of what stands before secrets, that itself, and the rest.
fn split(text: &str) -> Option<(&str, &str, &str)> {
    // Same length: positions in the one are positions in the other.
    let lower = text.to_ascii_lowercase();
    let found = BEFORE_SECRETS
        .iter()
        .filter_map(|head| Some((lower.find(head)?, head.len())));
    let (start, length) = found.min()?;
    let (before, rest) = text.split_at_checked(start)?;
    let (scheme, secret) = rest.split_at_checked(length)?;
    Some((before, scheme, secret))
}

/// A text from the first quote that ends a word: an apostrophe within a secret does not.
fn closing_quote(text: &str) -> Option<&str> {
    let ends_word = |quote: &usize| {
        let behind = text.get(quote + 1..).unwrap_or_default();
        let behind = behind.trim_start_matches([':', ',', ';', '.', ')']);
        behind.is_empty() || behind.starts_with(char::is_whitespace)
    };
    let mut quotes = text.match_indices('\'').map(|(at, _)| at);
    quotes.find(ends_word).and_then(|quote| text.get(quote..))
}

/// Tells whether bytes hold a private key: PEM of any kind (RFC 7468, OpenSSH, PGP), a file of PuTTY, or DER.
pub(crate) fn is_private_key(bytes: &[u8]) -> bool {
    let is_head = |line: &[u8]| {
        let line = String::from_utf8_lossy(line).to_ascii_uppercase();
        let pem = line.find("BEGIN ").and_then(|start| line.get(start..));
        pem.is_some_and(|head| head.contains("PRIVATE KEY"))
            || line.starts_with("PUTTY-USER-KEY-FILE-")
    };
    is_der(bytes)
        || bytes
            .split(|byte| matches!(byte, b'\n' | b'\r'))
            .any(is_head)
}

/// Tells whether bytes are a SEQUENCE that begins as private keys do.
fn is_der(bytes: &[u8]) -> bool {
    let rest = match bytes {
        [0x30, length, rest @ ..] if *length < 0x80 => rest,
        [0x30, 0x81, _, rest @ ..] | [0x30, 0x82, _, _, rest @ ..] => rest,
        _ => return false,
    };
    DER_VERSIONS.iter().any(|version| rest.starts_with(version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_after_their_scheme() {
        for (text, shown) in [
            (
                "unexpected argument 'pkcs11:token=a?pin-value=98765432' found",
                "unexpected argument 'pkcs11:…' found",
            ),
            (
                "'PKCS11:token=a?pin-value=9876 5432' and 'Postgres://desk:98765432@localhost'",
                "'PKCS11:…' and 'Postgres:…'",
            ),
            ("postgresql://desk:98765432@localhost", "postgresql:…"),
            (
                "'postgres://desk:it's.9876@localhost': no such table, 'pkcs11:a?pin-value=x'&y'",
                "'postgres:…': no such table, 'pkcs11:…'",
            ),
            (
                "unexpected argument '-----BEGIN EC PRIVATE KEY-----\nMHcCAQ' found",
                "unexpected argument '-----BEGIN EC PRIVATE KEY…' found",
            ),
            ("--register takes a file", "--register takes a file"),
            ("'レジスタ' pkcs11", "'レジスタ' pkcs11"),
        ] {
            assert_eq!(masked_of(text, std::iter::empty()), shown);
        }
    }

    #[test]
    fn an_argument_is_hidden_to_its_end() {
        let argument = "--register=postgres://desk:98' 76@localhost";
        let text = format!("invalid value '{argument}' for '--register'");
        let shown = masked_of(&text, [argument.to_owned()].into_iter());
        assert_eq!(
            shown,
            "invalid value '--register=postgres:…' for '--register'"
        );
    }

    #[test]
    fn private_keys_are_told_from_labels() {
        for kind in ["", "ENCRYPTED ", "EC ", "RSA ", "DSA ", "OPENSSH "] {
            let pem = format!("-----BEGIN {kind}PRIVATE KEY-----\nMC4CAQAw\n");
            for text in [
                pem.clone(),
                format!("notes\r\n\r\n{pem}"),
                format!("\u{feff}{pem}"),
                pem.to_ascii_lowercase(),
            ] {
                assert!(is_private_key(text.as_bytes()), "{text}");
            }
        }
        for text in [
            "-----BEGIN PGP PRIVATE KEY BLOCK-----",
            "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----",
            "PuTTY-User-Key-File-3: ssh-ed25519",
        ] {
            assert!(is_private_key(text.as_bytes()), "{text}");
        }
        for der in [
            &[0x30, 0x2e, 2, 1, 0, 0x30, 5][..],
            &[0x30, 0x77, 2, 1, 1, 4, 0x20],
            &[0x30, 0x81, 0x87, 2, 1, 0, 0x30],
            &[0x30, 0x82, 4, 0xa4, 2, 1, 0, 2],
        ] {
            assert!(is_private_key(der), "{der:?}");
        }
        for other in [
            &b""[..],
            b"https://label.example.jp/01/04901234567894#1000",
            b"-----BEGIN CERTIFICATE-----",
            b"-----BEGIN PUBLIC KEY-----",
            b"no private key is in here",
            b"\xd2\x84",
            b"\x30\x03\x02\x01\x02",
        ] {
            assert!(!is_private_key(other), "{other:?}");
        }
    }
}
