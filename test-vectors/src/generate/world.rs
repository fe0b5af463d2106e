//! The scheme owner of the vectors: roots, signers, status lists and trust files.

use label_core::{Algorithm, Purpose, SignerRecord, Specimen, TrustFile, UnixTime};

use super::draft::Draft;
use super::fixed;
use super::identity::Identity;
use super::item::{Item, bytes, int, map, text};
use super::times::{STATUS_EXPIRES, STATUS_ISSUED, TRUST_EXPIRES, TRUST_ISSUED};

/// The address of the status list.
pub(crate) const URI: &str = "https://label.example.jp/status/1";
/// The type in the protected header of a status list.
pub(crate) const STATUS_TYP: &str = "application/statuslist+cwt";
/// The values of the status list, four bits each, the lower half of a byte first: 0 valid, 1 revoked,
/// 2 suspended, 3 withdrawn, 4 superseded (12), 5 the value 7, which has no meaning, the rest valid.
const STATUS_VALUES: [u8; 16] = [0x10, 0x32, 0x7c, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// Everybody in the vectors, in the trust file or outside.
pub(crate) struct World {
    pub(crate) root: Identity,
    pub(crate) p256_root: Identity,
    pub(crate) ed25519: Identity,
    pub(crate) esp256: Identity,
    pub(crate) status: Identity,
    pub(crate) intermediate: Identity,
    /// A signer below the intermediate.
    pub(crate) below: Identity,
    /// A P-256 signer below the P-256 root.
    pub(crate) all_p256: Identity,
    /// A signer below the root that no trust file names.
    pub(crate) unlisted: Identity,
    /// A signer below a root that nobody trusts.
    pub(crate) stranger: Identity,
}

impl World {
    pub(crate) fn new() -> Self {
        use Algorithm::{Ed25519, Esp256};
        use Purpose::{LabelSigning, StatusSigning};
        let root = Identity::root("Specimen root", Ed25519, 1);
        let p256_root = Identity::root("Specimen P-256 root", Esp256, 2);
        let intermediate = root.intermediate("Specimen intermediate", 3);
        let foreign_root = Identity::root("Foreign root", Ed25519, 4);
        Self {
            ed25519: root.signer("Label signer Ed25519", Ed25519, 10, LabelSigning),
            esp256: root.signer("Label signer P-256", Esp256, 11, LabelSigning),
            status: root.signer("Status signer", Ed25519, 12, StatusSigning),
            below: intermediate.signer("Label signer below", Ed25519, 13, LabelSigning),
            all_p256: p256_root.signer("Label signer all P-256", Esp256, 14, LabelSigning),
            unlisted: root.signer("Label signer unlisted", Ed25519, 15, LabelSigning),
            stranger: foreign_root.signer("Foreign signer", Ed25519, 16, LabelSigning),
            root,
            p256_root,
            intermediate,
        }
    }

    /// The parts of the trust file that most vectors use.
    pub(crate) fn main(&self) -> TrustFile {
        TrustFile {
            issued: Some(UnixTime::from_seconds(TRUST_ISSUED)),
            expires: Some(UnixTime::from_seconds(TRUST_EXPIRES)),
            anchors: vec![
                self.root.certificate().to_vec(),
                self.p256_root.certificate().to_vec(),
            ],
            signers: [&self.ed25519, &self.esp256, &self.below, &self.all_p256]
                .into_iter()
                .map(label_signer)
                .chain([status_signer(&self.status)])
                .collect(),
            status_lists: vec![self.status_list().encode()],
            hosts: vec!["label.example.jp".to_owned()],
            specimen: Specimen::Yes,
        }
    }

    /// A trust file with one signer of labels, the status signer and the signer's root.
    pub(crate) fn only(&self, signer: &Identity, root: &Identity) -> TrustFile {
        let mut file = self.main();
        file.signers = vec![label_signer(signer), status_signer(&self.status)];
        if root.certificate() != self.root.certificate() {
            file.anchors = vec![
                root.certificate().to_vec(),
                self.root.certificate().to_vec(),
            ];
        }
        file
    }

    /// A sound status list.
    pub(crate) fn status_list(&self) -> Draft {
        Draft::new(&self.status, Some(STATUS_TYP), status_claims())
    }
}

pub(crate) fn label_signer(identity: &Identity) -> SignerRecord {
    SignerRecord {
        chain: identity.chain.clone(),
        status_uri: Some(URI.to_owned()),
    }
}

pub(crate) fn status_signer(identity: &Identity) -> SignerRecord {
    SignerRecord {
        chain: identity.chain.clone(),
        status_uri: None,
    }
}

pub(crate) fn encode(file: &TrustFile) -> Vec<u8> {
    fixed(file.encode())
}

fn status_claims() -> Item {
    map([
        (2, text(URI)),
        (4, int(STATUS_EXPIRES.into())),
        (6, int(STATUS_ISSUED.into())),
        (65_533, status_entries(4, &zlib(&STATUS_VALUES))),
        (65_534, int(43_200)),
    ])
}

pub(crate) fn status_entries(bits: i128, compressed: &[u8]) -> Item {
    Item::Map(vec![
        (text("lst"), bytes(compressed)),
        (text("bits"), int(bits)),
    ])
}

/// A zlib stream of one stored block (RFC 1950; RFC 1951, section 3.2.4), the same for ever.
pub(crate) fn zlib(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in content {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    let mut stream = vec![0x78, 0x01, 0x01];
    stream.extend(length.to_le_bytes());
    stream.extend((!length).to_le_bytes());
    stream.extend(content);
    stream.extend((high << 16 | low).to_be_bytes());
    stream
}

/// A zlib stream of so many zero bytes, at least one, in one block with codes of its own (RFC 1951, section
/// 3.2.7): a zero, then itself 258 times again and again, in two bits.
pub(crate) fn zeros(count: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(0b101, 3); // the last block, with codes of its own:
    bits.push(29, 5); // 286 for literals and lengths,
    bits.push(0, 5); // one for distances,
    bits.push(14, 4); // 18 for how long those are: 0 for symbol 18, 10 for 1, 11 for 2
    for length in [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 2] {
        bits.push(length, 3);
    }
    // Literal 0 has two bits, the end two, length 258 one, distance 1 one; between them are 255 and 28 unused.
    for (value, count) in [(3, 2), (0, 1), (127, 7), (0, 1), (106, 7), (3, 2)] {
        bits.push(value, count);
    }
    for (value, count) in [(0, 1), (17, 7), (1, 2), (1, 2)] {
        bits.push(value, count);
    }
    let (runs, rest) = ((count - 1) / 258, (count - 1) % 258);
    (0..=rest).for_each(|_| bits.push(1, 2)); // literal 0: code 10, its first bit first
    (0..runs).for_each(|_| bits.push(0, 2)); // length 258: code 0; distance 1: code 0
    bits.push(3, 2); // the end: code 11
    let mut stream = vec![0x78, 0x01];
    stream.extend(bits.bytes);
    stream.extend(
        u16::try_from(count % 65_521)
            .unwrap_or_default()
            .to_be_bytes(),
    );
    stream.extend(1_u16.to_be_bytes());
    stream
}

/// Bits, the lowest of a byte first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn push(&mut self, value: u8, count: u32) {
        for bit in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(byte) = self.bytes.last_mut() {
                *byte |= (value >> bit & 1) << (self.used % 8);
            }
            self.used += 1;
        }
    }
}
