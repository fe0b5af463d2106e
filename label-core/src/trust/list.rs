//! Trust lists: what the scheme owner's root keys say about everybody else.

mod codec;

use crate::base::digest::Digest;
use crate::base::time::UnixTime;
use crate::base::version::ListVersion;
use crate::cose::sign::Sign;
use crate::error::Error;
use crate::label::claims::{Code, Label};
use crate::label::specimen::Specimen;
use crate::pki::certificate::Certificate;
use crate::trust::root_set::RootSet;
use crate::{limits, scheme};

/// The type in the protected header of a trust list.
pub(crate) const TYP: &str = "application/vnd.label.trust-list+cose";

/// The content of a trust list; not signed itself.
///
/// ```cddl
/// trust-list = {
///   1 => 1                       ; version of this object's format
///   2 => uint .ge 1              ; epoch: counts root sets
///   3 => uint .ge 1              ; version: counts lists within an epoch
///   4 => seconds                 ; issued
///   5 => seconds                 ; expires
///   6 => [1*16 certificate]      ; root set
///   7 => 1..16                   ; threshold: roots that must sign
///   8 => [1*256 label-signer]
///   9 => [1*64 list-signer]
///   ? 10 => [1*64 tstr]          ; page hosts, in lower case
///   ? 11 => [1*64 recognition]
///   ? 12 => true                 ; specimen: demonstration or test labels
///   ? 13 => [1*16 certificate]   ; earlier roots, above signers that still count
/// }
/// label-signer = {
///   1 => [1*3 certificate]       ; chain, signer first
///   2 => [1*64 scheme]           ; schemes that it may sign
///   ? 3 => [1*64 numbers]        ; registration numbers that it may sign; any where absent
///   4 => tstr                    ; address of its status list
///   ? 5 => uint                  ; highest status index that it was given
///   ? 6 => state                 ; active where absent
/// }
/// list-signer = {
///   1 => [1*3 certificate]       ; chain, signer first
///   2 => [1*256 tstr]            ; addresses of the status lists that it may sign
///   ? 6 => state
/// }
/// scheme = uint / tstr           ; as in a label
/// numbers = tstr / [tstr, tstr]  ; a prefix, or the first and the last of a range
/// state = [1, seconds]           ; retired: signs nothing from then on
///       / [2, seconds]           ; revoked: nothing that it ever signed counts
/// recognition = {
///   1 => scheme                  ; a label of this scheme
///   2 => scheme                  ; counts as one of that
///   3 => { 1*16 uint => uint }   ; its level, and what it counts as; other levels do not count
///   4 => seconds                 ; from
///   ? 5 => seconds               ; until
///   ? 6 => [1*64 (uint / tstr)]  ; only products of these categories
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TrustList {
    /// Counts root sets, from 1.
    pub epoch: u64,
    /// Counts lists within an epoch, from 1.
    pub version: u64,
    /// The time at which the list was made.
    pub issued: UnixTime,
    /// The time by which it must be replaced.
    pub expires: UnixTime,
    /// The roots that sign it.
    pub roots: RootSet,
    /// Earlier roots in DER, above signers that still count; they sign no list any more.
    pub earlier_roots: Vec<Vec<u8>>,
    /// The signers of labels.
    pub label_signers: Vec<LabelSigner>,
    /// The signers of status lists and snapshots.
    pub list_signers: Vec<ListSigner>,
    /// The scheme owner's page hosts, in lower case.
    pub hosts: Vec<String>,
    /// The foreign labels that count, and as what.
    pub recognition: Vec<Recognition>,
    /// Tells demonstration and test labels under this list from real ones.
    pub specimen: Specimen,
}

impl TrustList {
    /// Epoch and version: what orders trust lists.
    pub fn order(&self) -> ListVersion {
        let (epoch, version) = (self.epoch, self.version);
        ListVersion { epoch, version }
    }

    /// Checks that every key stands in one certificate only, whatever it is there for: what is revoked or
    /// retired is a key. A certificate may stand in several chains.
    ///
    /// # Errors
    ///
    /// [`Error::KeyRepeated`]; else the errors of [`Certificate::from_der`].
    pub fn check_keys(&self) -> Result<(), Error> {
        let mut keys: Vec<(Digest, &[u8])> = Vec::new();
        for (der, _) in self.certificates() {
            let key = Certificate::from_der(der)?.key_digest();
            if keys.iter().any(|(other, of)| *other == key && *of != der) {
                return Err(Error::KeyRepeated);
            }
            keys.push((key, der));
        }
        Ok(())
    }

    /// Every certificate, in the order of the keys of the map; true where it is that of a revoked signer.
    pub(crate) fn certificates(&self) -> impl Iterator<Item = (&[u8], bool)> {
        let roots = self.roots.certificates().iter().map(Certificate::der);
        let labels = self.label_signers.iter();
        let labels = labels.map(|signer| (&signer.chain, signer.state));
        let lists = self.list_signers.iter();
        let lists = lists.map(|signer| (&signer.chain, signer.state));
        let chains = labels.chain(lists).flat_map(|(chain, state)| {
            let places = chain.iter().enumerate();
            places.map(move |(place, der)| (der.as_slice(), place == 0 && state.is_revoked()))
        });
        let earlier = self.earlier_roots.iter().map(Vec::as_slice);
        roots.chain(earlier).map(|der| (der, false)).chain(chains)
    }
}

/// A signer of labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelSigner {
    /// The certificate chain in DER, signer first.
    pub chain: Vec<Vec<u8>>,
    /// The schemes that it may sign.
    pub schemes: Vec<Code>,
    /// The registration numbers that it may sign; any where empty.
    pub numbers: Vec<Numbers>,
    /// The address of its status list.
    pub status_uri: String,
    /// The highest status index that it was given.
    pub highest_index: Option<u64>,
    /// Its state: it signs, has retired or was revoked.
    pub state: SignerState,
}

/// A signer of status lists and snapshots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListSigner {
    /// The certificate chain in DER, signer first.
    pub chain: Vec<Vec<u8>>,
    /// The addresses of the status lists that it may sign.
    pub addresses: Vec<String>,
    /// Its state: it signs, has retired or was revoked.
    pub state: SignerState,
}

/// The state of a signer, and with it of everything that it signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SignerState {
    /// It signs.
    #[default]
    Active,
    /// It signs nothing from a time on; what it signed before counts.
    Retired {
        /// From when on.
        since: UnixTime,
    },
    /// Nothing that it ever signed counts.
    Revoked {
        /// The time at which that was found.
        since: UnixTime,
    },
}

/// Registration numbers, compared byte by byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// Those that begin so.
    Prefix(String),
    /// Those as long as both ends and between them, ends included.
    Range {
        /// The first.
        first: String,
        /// The last.
        last: String,
    },
}

/// The labels of one scheme that count as labels of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognition {
    /// The scheme of the label.
    pub scheme: Code,
    /// The scheme as whose label it counts.
    pub counts_as: Code,
    /// Its levels and what each counts as; other levels do not count.
    pub levels: Vec<(u64, u64)>,
    /// The time from which they count.
    pub from: UnixTime,
    /// The time up to which they count.
    pub until: Option<UnixTime>,
    /// Only for products of these categories; for any where empty.
    pub categories: Vec<Code>,
}

impl SignerState {
    /// True where nothing of the signer counts.
    pub fn is_revoked(self) -> bool {
        matches!(self, Self::Revoked { .. })
    }

    /// Checks that what was issued at a time counts.
    ///
    /// # Errors
    ///
    /// [`Error::SignerRevoked`]; [`Error::SignerRetired`] where it was issued at or after the retirement.
    pub fn check(self, issued: UnixTime) -> Result<(), Error> {
        match self {
            Self::Revoked { since } => Err(Error::SignerRevoked { since }),
            Self::Retired { since } if issued >= since => Err(Error::SignerRetired { since }),
            _ => Ok(()),
        }
    }
}

impl Numbers {
    /// True for a registration number that is one of these.
    pub fn contains(&self, number: &str) -> bool {
        match self {
            Self::Prefix(prefix) => number.as_bytes().starts_with(prefix.as_bytes()),
            Self::Range { first, last } => {
                number.len() == first.len()
                    && (first.as_bytes()..=last.as_bytes()).contains(&number.as_bytes())
            }
        }
    }
}

impl LabelSigner {
    /// Checks that the signer may sign a label with this registration number, but for the time.
    ///
    /// # Errors
    ///
    /// [`Error::ScopeScheme`], [`Error::ScopeNumber`] or [`Error::IndexAboveIssued`], in that order.
    pub fn check_scope(&self, number: &str, label: &Label) -> Result<(), Error> {
        let mut schemes = self.schemes.iter();
        if !schemes.any(|allowed| scheme::same(allowed, &label.scheme)) {
            return Err(Error::ScopeScheme);
        }
        if !self.numbers.is_empty() && !self.numbers.iter().any(|some| some.contains(number)) {
            return Err(Error::ScopeNumber);
        }
        match (label.status_index, self.highest_index) {
            (Some(index), Some(highest)) if index > highest => {
                Err(Error::IndexAboveIssued { index, highest })
            }
            _ => Ok(()),
        }
    }
}

/// A trust list with the signatures of its roots, checked or not as its methods say.
///
/// ```cddl
/// signed-trust-list = #6.98([
///   protected: bstr .cbor { 16: "application/vnd.label.trust-list+cose" },
///   unprotected: {},
///   payload: bstr .cbor trust-list,
///   signatures: [*32 root-signature]
/// ])
/// root-signature = [
///   protected: bstr .cbor { 1: -19 / -9, 34: x5t },
///   unprotected: {},
///   signature: bstr .size 64
/// ]
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SignedTrustList {
    list: TrustList,
    pub(crate) sign: Sign,
}

impl SignedTrustList {
    /// Decodes a trust list; a draft without signatures is one too. Nothing is verified.
    ///
    /// # Errors
    ///
    /// [`Error::InputTooLarge`] above [`limits::TRUST_LIST_BYTES`]; else the code of the first broken rule
    /// of CBOR, COSE or a claim.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let sign = Sign::decode(bytes, TYP, limits::TRUST_LIST_BYTES)?;
        Ok(Self {
            list: TrustList::decode(sign.payload())?,
            sign,
        })
    }

    /// The decoded list; the signature is unchecked.
    pub fn unverified(&self) -> &TrustList {
        &self.list
    }

    /// The bytes that the list consists of, as received.
    pub fn payload(&self) -> &[u8] {
        self.sign.payload()
    }

    /// Checks that as many roots as must have signed: of its own set, and of the set before if there is one.
    ///
    /// # Errors
    ///
    /// [`Error::RootThreshold`] where too few signed; the errors of [`signed_by`](Self::signed_by).
    pub fn verify(&self, before: Option<&RootSet>) -> Result<(), Error> {
        self.list.roots.check(&self.sign)?;
        before.map_or(Ok(()), |before| before.check(&self.sign))
    }

    /// The number of roots of a set that signed.
    ///
    /// # Errors
    ///
    /// [`Error::RootSignature`] where a signature that names a root of the set is wrong;
    /// [`Error::RootRepeated`] where one root signed twice.
    pub fn signed_by(&self, roots: &RootSet) -> Result<usize, Error> {
        roots.signed(&self.sign).map(|signed| signed.len())
    }

    /// The hints at the certificates whose keys signed, or claim to have.
    pub fn signers(&self) -> impl Iterator<Item = crate::base::digest::CertificateHint> {
        self.sign
            .signatures()
            .iter()
            .map(|signature| signature.hint)
    }
}
