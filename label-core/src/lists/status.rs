//! Token Status List in CWT form (draft-ietf-oauth-status-list-21): one small value per label.

use ciborium::Value;

use crate::base::digest::CertificateHint;
use crate::base::time::UnixTime;
use crate::cose::sign1::Sign1;
use crate::error::Error;
use crate::limits;
use crate::pki::key::{Algorithm, PublicKey};
use crate::wire::cbor::{self, Fields};

/// The type in the protected header of a status list (draft section 5.2).
pub(crate) const TYP: &str = "application/statuslist+cwt";

/// The status of one label (draft section 7.1 for 0 to 2; 3 and 12 are application-specific values).
///
/// Complete: what becomes of a label with a new status, every register has to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// 0: valid.
    Valid,
    /// 1: revoked by the scheme owner.
    Revoked,
    /// 2: suspended.
    Suspended,
    /// 3: withdrawn by the holder.
    Withdrawn,
    /// 12: replaced by a newer label.
    Superseded,
}

impl Status {
    /// The value in the list.
    pub fn value(self) -> u8 {
        match self {
            Self::Valid => 0,
            Self::Revoked => 1,
            Self::Suspended => 2,
            Self::Withdrawn => 3,
            Self::Superseded => 12,
        }
    }

    /// The status of a value in the list.
    pub fn from_value(value: u8) -> Option<Self> {
        [
            Self::Valid,
            Self::Revoked,
            Self::Suspended,
            Self::Withdrawn,
            Self::Superseded,
        ]
        .into_iter()
        .find(|status| status.value() == value)
    }

    /// True where the draft gives the value its meaning, for every application.
    fn is_of_draft(self) -> bool {
        matches!(self, Self::Valid | Self::Revoked | Self::Suspended)
    }

    /// The stable machine code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
            Self::Withdrawn => "withdrawn",
            Self::Superseded => "superseded",
        }
    }
}

/// A status list, inflated.
///
/// ```cddl
/// status-claims = {
///   2 => tstr               ; address of the list
///   ? 4 => seconds          ; exp
///   6 => seconds            ; iat
///   65533 => status-list
///   ? 65534 => uint .ge 1   ; ttl in seconds
/// }
/// status-list = { "lst": bstr, "bits": 1 / 2 / 4 / 8 }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusList {
    /// The address of the list: what binds it to a signer.
    pub uri: String,
    /// The time at which the list was made.
    pub issued: UnixTime,
    /// The end of the list: it is not relied on from then on.
    pub expires: Option<UnixTime>,
    /// After how many seconds a newer list may exist.
    pub ttl: Option<u64>,
    bits: u8,
    values: Vec<u8>,
    meaning: Meaning,
}

/// The values of a list that have a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// Those of [`Status`].
    Label,
    /// Those of the draft; what other values mean its issuer's application knows.
    Draft,
}

impl StatusList {
    /// Makes a list of `entries` valid labels of 1, 2, 4 or 8 bits each.
    ///
    /// # Errors
    ///
    /// [`Error::StatusMalformed`] for another width; [`Error::StatusTooLarge`] above
    /// [`limits::STATUS_ENTRIES`].
    pub fn new(uri: &str, issued: UnixTime, bits: u8, entries: usize) -> Result<Self, Error> {
        if !matches!(bits, 1 | 2 | 4 | 8) {
            return Err(Error::StatusMalformed);
        }
        if entries > limits::STATUS_ENTRIES {
            return Err(Error::StatusTooLarge);
        }
        Ok(Self {
            uri: uri.into(),
            issued,
            expires: None,
            ttl: None,
            bits,
            values: vec![0; (entries * usize::from(bits)).div_ceil(8)],
            meaning: Meaning::Label,
        })
    }

    /// The status at an index; [`Error::StatusOutOfRange`] outside the list.
    ///
    /// # Errors
    ///
    /// [`Error::StatusOutOfRange`] outside the list; [`Error::StatusUnknown`] for a value without meaning.
    pub fn get(&self, index: u64) -> Result<Status, Error> {
        let value = self.value(index)?;
        let status = Status::from_value(value);
        let draft = self.meaning == Meaning::Draft;
        status
            .filter(|status| !draft || status.is_of_draft())
            .ok_or(Error::StatusUnknown { value })
    }

    /// The value at an index, whatever it means; [`Error::StatusOutOfRange`] outside the list.
    ///
    /// # Errors
    ///
    /// [`Error::StatusOutOfRange`] outside the list.
    pub fn value(&self, index: u64) -> Result<u8, Error> {
        let (byte, shift) = self.position(index)?;
        let byte = self.values.get(byte).ok_or(Error::StatusOutOfRange)?;
        Ok(byte >> shift & self.mask())
    }

    /// Sets the status at an index; a value that needs more bits is [`Error::StatusMalformed`].
    ///
    /// # Errors
    ///
    /// [`Error::StatusOutOfRange`] outside the list; [`Error::StatusMalformed`] for a value that needs
    /// more bits.
    pub fn set(&mut self, index: u64, status: Status) -> Result<(), Error> {
        let (byte, shift) = self.position(index)?;
        let mask = self.mask();
        if status.value() > mask {
            return Err(Error::StatusMalformed);
        }
        let byte = self.values.get_mut(byte).ok_or(Error::StatusOutOfRange)?;
        *byte = *byte & !(mask << shift) | status.value() << shift;
        Ok(())
    }

    /// True where the list has an entry at an index, and that says revoked.
    pub fn is_revoked(&self, index: u64) -> bool {
        self.get(index) == Ok(Status::Revoked)
    }

    /// The indices that are revoked, in order.
    pub fn revoked(&self) -> impl Iterator<Item = u64> {
        let entries = self.exceptions();
        let revoked = entries.filter(|(_, status)| *status == Some(Status::Revoked));
        revoked.map(|(index, _)| index)
    }

    /// The indices that are not valid, in order, and their status; `None` for a value without meaning.
    pub fn exceptions(&self) -> impl Iterator<Item = (u64, Option<Status>)> {
        let per_byte = u64::from(8 / self.bits);
        let bytes = (0..).zip(&self.values);
        // Most bytes say valid for all their entries.
        let marked = bytes.filter(|(_, byte)| **byte != 0);
        let indices = marked.flat_map(move |(byte, _)| byte * per_byte..(byte + 1) * per_byte);
        let entries = indices.map(|index| (index, self.get(index).ok()));
        entries.filter(|(_, status)| *status != Some(Status::Valid))
    }

    /// The claims to be signed, in deterministic CBOR.
    ///
    /// # Errors
    ///
    /// The codes of CBOR, where it cannot be encoded.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        let compressed = miniz_oxide::deflate::compress_to_vec_zlib(&self.values, 9);
        let list = Value::Map(vec![
            ("lst".into(), Value::Bytes(compressed)),
            ("bits".into(), self.bits.into()),
        ]);
        let entries = [
            (2, Some(self.uri.as_str().into())),
            (4, self.expires.map(UnixTime::to_value)),
            (6, Some(self.issued.to_value())),
            (65_533, Some(list)),
            (65_534, self.ttl.map(Value::from)),
        ];
        let entries = entries
            .into_iter()
            .filter_map(|(key, value)| Some((Value::from(key), value?)));
        cbor::encode(&Value::Map(entries.collect()))
    }

    /// Decodes the claims of a list and inflates it, up to the limits.
    ///
    /// # Errors
    ///
    /// The codes of CBOR and of claims; [`Error::StatusMalformed`] and [`Error::StatusTooLarge`] for
    /// entries that cannot be inflated.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        Self::decode_packed(bytes)?.inflate(&mut { limits::STATUS_INFLATED_BYTES })
    }

    /// The same without inflating it.
    fn decode_packed(bytes: &[u8]) -> Result<PackedList, Error> {
        let mut fields = Fields::new("status list", cbor::decode(bytes)?)?;
        let uri = fields.required(2, "uri", cbor::raw_text)?;
        let expires = fields.optional(4, "expires", cbor::time)?;
        let issued = fields.required(6, "issued", cbor::time)?;
        let (bits, compressed) = fields.required(65_533, "status_list", |claim, value| {
            let mut list = Fields::new(claim, value)?;
            let packed = packed(&mut list)?;
            list.end().map(|()| packed)
        })?;
        let ttl = fields.optional(65_534, "ttl", cbor::positive)?;
        fields.end()?;
        Ok(PackedList(Self {
            uri,
            issued,
            expires,
            ttl,
            bits,
            values: compressed,
            meaning: Meaning::Label,
        }))
    }

    /// A list of which only the values of the draft are understood.
    pub(crate) fn of_draft(
        uri: String,
        issued: UnixTime,
        expires: Option<UnixTime>,
        ttl: Option<u64>,
        (bits, compressed): (u8, Vec<u8>),
    ) -> PackedList {
        PackedList(Self {
            uri,
            issued,
            expires,
            ttl,
            bits,
            values: compressed,
            meaning: Meaning::Draft,
        })
    }

    /// The byte that holds an index, and how far its value is shifted: the lowest bits come first.
    fn position(&self, index: u64) -> Result<(usize, u8), Error> {
        let per_byte = u64::from(8 / self.bits);
        let byte = usize::try_from(index / per_byte).map_err(|_| Error::StatusOutOfRange)?;
        let shift = u8::try_from(index % per_byte).unwrap_or_default() * self.bits;
        Ok((byte, shift))
    }

    fn mask(&self) -> u8 {
        u8::MAX >> (8 - self.bits)
    }
}

/// A status list whose entries are still compressed.
pub(crate) struct PackedList(StatusList);

impl PackedList {
    /// The time at which the list was made.
    pub(crate) fn issued(&self) -> UnixTime {
        self.0.issued
    }

    /// Inflates the list and takes its bytes off the room that there is for them; one that cannot be
    /// inflated takes all that it might have.
    pub(crate) fn inflate(self, room: &mut usize) -> Result<StatusList, Error> {
        let mut list = self.0;
        let most = limits::STATUS_INFLATED_BYTES / 8 * usize::from(list.bits);
        let most = most.min(*room);
        let values = inflate(&list.values, most);
        *room -= values.as_ref().map_or(most, Vec::len);
        list.values = values?;
        Ok(list)
    }
}

/// Takes the width and the compressed entries out of a list.
pub(crate) fn packed(list: &mut Fields) -> Result<(u8, Vec<u8>), Error> {
    let mut required = |claim| list.take_text(claim).ok_or(Error::ClaimMissing { claim });
    let compressed = cbor::bytes("lst", required("lst")?)?;
    let claim = "bits";
    let bits = u8::try_from(cbor::uint(claim, required(claim)?)?);
    let bits = bits.ok().filter(|bits| matches!(bits, 1 | 2 | 4 | 8));
    Ok((bits.ok_or(Error::ClaimRange { claim })?, compressed))
}

/// Inflates up to a number of bytes; nothing may follow the stream.
fn inflate(mut compressed: &[u8], limit: usize) -> Result<Vec<u8>, Error> {
    use miniz_oxide::inflate::TINFLStatus;
    use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};
    let flags = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER
        | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut state = Box::<DecompressorOxide>::default();
    let (mut values, mut filled) = (Vec::new(), 0);
    loop {
        let length = values.len().max(compressed.len());
        values.resize((2 * length).min(limit), 0);
        let (status, read, written) =
            decompress(&mut state, compressed, &mut values, filled, flags);
        filled += written;
        compressed = compressed.get(read..).unwrap_or_default();
        match status {
            TINFLStatus::Done if compressed.is_empty() => {
                values.truncate(filled);
                return Ok(values);
            }
            TINFLStatus::HasMoreOutput if values.len() < limit => {}
            TINFLStatus::HasMoreOutput => return Err(Error::StatusTooLarge),
            _ => return Err(Error::StatusMalformed),
        }
    }
}

/// A signed status list, decoded; its signature is not checked.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusToken(Sign1);

impl StatusToken {
    /// Decodes a signed status list.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::STATUS_TOKEN_BYTES`]; else the code of the first broken
    /// rule of CBOR or COSE.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        Sign1::decode(bytes, Some(TYP), limits::STATUS_TOKEN_BYTES).map(Self)
    }

    /// The hint at the certificate that signed the list.
    pub fn hint(&self) -> CertificateHint {
        self.0.hint
    }

    /// The algorithm named in the signed header.
    pub fn algorithm(&self) -> Algorithm {
        self.0.algorithm
    }

    /// The decoded list; the signature is unchecked.
    ///
    /// # Errors
    ///
    /// The errors of [`StatusList::decode`].
    pub fn unverified(&self) -> Result<StatusList, Error> {
        StatusList::decode(self.0.payload())
    }

    /// Verifies the signature and only then decodes and inflates the list.
    ///
    /// # Errors
    ///
    /// [`Error::AlgKeyMismatch`], [`Error::Signature`], and the errors of [`StatusList::decode`].
    pub fn verify(&self, key: &PublicKey) -> Result<StatusList, Error> {
        self.verify_packed(key)?
            .inflate(&mut { limits::STATUS_INFLATED_BYTES })
    }

    /// The same without inflating the list.
    pub(crate) fn verify_packed(&self, key: &PublicKey) -> Result<PackedList, Error> {
        if key.algorithm() != self.0.algorithm {
            return Err(Error::AlgKeyMismatch);
        }
        key.verify(&self.0.to_be_signed(), &self.0.signature)?;
        StatusList::decode_packed(self.0.payload())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const MADE: UnixTime = UnixTime::from_seconds(1);

    #[test]
    fn every_width_holds_what_fits() {
        for (bits, status) in [
            (1, Status::Revoked),
            (2, Status::Withdrawn),
            (4, Status::Superseded),
            (8, Status::Superseded),
        ] {
            let mut list =
                StatusList::new("https://label.example.jp/status/1", MADE, bits, 1_000).unwrap();
            list.set(999, status).unwrap();
            let list = StatusList::decode(&list.encode().unwrap()).unwrap();
            assert_eq!(list.get(999), Ok(status));
            assert_eq!(list.get(998), Ok(Status::Valid));
            assert_eq!(list.get(1_000), Err(Error::StatusOutOfRange));
            assert_eq!(list.get(u64::MAX), Err(Error::StatusOutOfRange));
        }
        let mut narrow = StatusList::new("u", MADE, 2, 8).unwrap();
        assert_eq!(
            narrow.set(0, Status::Superseded),
            Err(Error::StatusMalformed)
        );
    }

    #[test]
    fn inflation_stops_at_its_limit() {
        for bits in [1, 2, 4, 8] {
            let largest = limits::STATUS_INFLATED_BYTES / 8 * usize::from(bits);
            let deflate = |bytes| miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; bytes], 1);
            // The number of entries' bytes or the fault, and the room that is left.
            let inflate = |compressed: &[u8], mut room| {
                let mut list = StatusList::new("u", MADE, bits, 0).unwrap();
                list.values = compressed.to_vec();
                let list = PackedList(list).inflate(&mut room);
                (list.map(|list| list.values.len()), room)
            };
            let (whole, all) = (deflate(largest), limits::INFLATED_BYTES);
            assert_eq!(inflate(&whole, all), (Ok(largest), all - largest));
            assert_eq!(inflate(&whole, largest), (Ok(largest), 0));
            let too_large = |left| (Err(Error::StatusTooLarge), left);
            assert_eq!(inflate(&whole, largest - 1), too_large(0));
            let bomb = deflate(largest + 1);
            assert_eq!(inflate(&bomb, all), too_large(all - largest));
            // A stream shows only at its end that it is none.
            let broken = (Err(Error::StatusMalformed), all - largest);
            assert_eq!(inflate(b"no zlib", all), broken);
        }
    }

    #[test]
    fn a_stream_ends_where_the_bytes_do() {
        for length in [0, 1, 2, 100, 70_000] {
            let entries: Vec<u8> = (0..length).map(|at: u32| at.to_le_bytes()[1]).collect();
            for level in [0, 1, 9] {
                let mut stream = miniz_oxide::deflate::compress_to_vec_zlib(&entries, level);
                assert_eq!(inflate(&stream, 70_000).as_ref(), Ok(&entries));
                let adler = stream.split_off(stream.len() - 4);
                stream.extend(&adler);
                // The bytes that follow may well look like the end of a stream.
                stream.extend(&adler);
                assert_eq!(inflate(&stream, 70_000), Err(Error::StatusMalformed));
                stream.truncate(stream.len() - 3);
                assert_eq!(inflate(&stream, 70_000), Err(Error::StatusMalformed));
                stream.truncate(stream.len() - 2);
                assert_eq!(inflate(&stream, 70_000), Err(Error::StatusMalformed));
            }
        }
    }
}
