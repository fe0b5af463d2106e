//! Issue: from claims to a signed credential, in one step or split around a remote key.

use crate::cose::sign1::Sign1;
use crate::error::Error;
use crate::label::claims::Claims;
use crate::label::credential::Credential;
use crate::limits;
use crate::lists::snapshot::{self, Snapshot, SnapshotToken};
use crate::lists::status::{self, StatusList, StatusToken};
use crate::pki::certificate::Certificate;
use crate::pki::key::{PublicKey, SignatureBytes};
use crate::pki::purpose::Purpose;
use crate::pki::signer::Signer;
use crate::scheme::Schemes;

impl Credential {
    /// The same credential with this signature.
    fn with_signature(&self, signature: SignatureBytes) -> Self {
        Self {
            sign1: self.sign1.clone().with_signature(signature),
            to_be_signed: self.to_be_signed.clone(),
        }
    }
}

/// A credential ready to be signed, wherever the key is.
///
/// [`prepare`](Self::new), sign [`to_be_signed`](Self::to_be_signed), [`finish`](Self::finish).
#[derive(Clone, Debug)]
pub struct PreparedLabel {
    credential: Credential,
    key: PublicKey,
}

impl PreparedLabel {
    /// Checks the claims against the format and its size limit, the scheme and the signer's
    /// certificate.
    ///
    /// # Errors
    ///
    /// The errors of [`Issuer::new`] and [`Issuer::prepare`].
    pub fn new(claims: &Claims, signer: &Certificate, schemes: &Schemes) -> Result<Self, Error> {
        Issuer::new(signer, schemes)?.prepare(claims)
    }

    /// The bytes to be signed: a whole message, not a digest.
    pub fn to_be_signed(&self) -> &[u8] {
        self.credential.to_be_signed()
    }

    /// The credential with zeros for its signature, as large as the signed one: to show how its symbol will look.
    ///
    /// No key made that signature, so no verifier accepts it.
    pub fn unsigned(&self) -> Credential {
        self.credential.with_signature([0; 64])
    }

    /// Adds the signature, after it has been verified, and gives the credential.
    ///
    /// # Errors
    ///
    /// [`Error::Signature`] where the signature is not one of the signer's key over these bytes.
    pub fn finish(self, signature: SignatureBytes) -> Result<Credential, Error> {
        self.key.verify(self.to_be_signed(), &signature)?;
        Credential::decode(&self.credential.with_signature(signature).to_compact()?)
    }
}

/// A signer's certificate that was checked once, for many labels.
#[derive(Clone, Debug)]
pub struct Issuer<'a> {
    signer: &'a Certificate,
    key: PublicKey,
    schemes: &'a Schemes,
}

impl<'a> Issuer<'a> {
    /// Checks that the certificate is a label signer's, and its key.
    ///
    /// # Errors
    ///
    /// The `Cert…` code of the rule that the certificate breaks.
    pub fn new(signer: &'a Certificate, schemes: &'a Schemes) -> Result<Self, Error> {
        signer.check_signer(Purpose::LabelSigning)?;
        let key = signer.public_key()?;
        Ok(Self {
            signer,
            key,
            schemes,
        })
    }

    /// Checks the claims against the format and its size limit, the scheme and the certificate.
    ///
    /// # Errors
    ///
    /// [`Error::SchemeUnknown`] without a table of the scheme; the errors of [`Scheme::check`](crate::scheme::Scheme::check)
    /// and [`Claims::encode`]; [`Error::LabelNotNested`] outside the certificate's validity;
    /// [`Error::InputTooLarge`] above [`limits::COMPACT_BYTES`].
    pub fn prepare(&self, claims: &Claims) -> Result<PreparedLabel, Error> {
        let (signer, key) = (self.signer, &self.key);
        let scheme = self
            .schemes
            .get(&claims.label.scheme)
            .ok_or(Error::SchemeUnknown)?;
        scheme.check(claims)?;
        let last = claims.expires.unwrap_or(claims.issued);
        if claims.issued < signer.not_before() || last > signer.not_after() {
            return Err(Error::LabelNotNested);
        }
        let sign1 = Sign1::prepare(key.algorithm(), None, signer.hint(), claims.encode()?)?;
        let credential = Credential::new(sign1);
        let key = key.clone();
        let prepared = PreparedLabel { credential, key };
        // Every signature is as long as the one that is missing.
        let compact = prepared.unsigned().to_compact()?;
        if compact.len() > limits::COMPACT_BYTES {
            return Err(Error::InputTooLarge {
                limit: limits::COMPACT_BYTES,
            });
        }
        Ok(prepared)
    }
}

/// Issues a credential with a key at hand.
///
/// ```
/// use label_core::{Credential, issue, scheme::Schemes};
/// # use test_vectors::fixtures::reference::{self, Owner};
/// # let owner = Owner::new(label_core::Algorithm::Ed25519)?;
/// # let (claims, certificate, key) = (reference::typical()?, &owner.certificate, &owner.key);
///
/// let label = issue(&claims, certificate, &Schemes::builtin(), key)?;
/// let read = Credential::decode(&label.to_compact()?)?;
/// assert_eq!(read.identity(), label.identity());
/// assert_eq!(read.unverified_claims()?, claims);
/// # Ok::<(), label_core::Error>(())
/// ```
///
/// # Errors
///
/// The errors of [`PreparedLabel::new`] and [`PreparedLabel::finish`], and the key's own error.
pub fn issue<S: Signer + ?Sized>(
    claims: &Claims,
    signer: &Certificate,
    schemes: &Schemes,
    key: &S,
) -> Result<Credential, S::Error> {
    let prepared = PreparedLabel::new(claims, signer, schemes)?;
    let signature = key.sign(prepared.to_be_signed())?;
    Ok(prepared.finish(signature)?)
}

/// Signs a status list with a key at hand and gives the signed list, after it has been verified.
///
/// ```
/// use label_core::{Status, StatusList, StatusToken, UnixTime, sign_status_list};
/// # let owner = test_vectors::fixtures::owner::Owner::new();
/// # let (certificate, key) = (owner.lists.certificate(), &owner.lists.key);
///
/// let issued = UnixTime::from_seconds(1_795_305_600);
/// let mut list = StatusList::new("https://label.example.jp/status/1", issued, 4, 1_000)?;
/// list.set(7, Status::Withdrawn)?;
/// list.expires = Some(issued + 7 * 86_400);
/// let token = sign_status_list(&list, &certificate, key)?;
///
/// let read = StatusToken::decode(&token)?.verify(&certificate.public_key()?)?;
/// assert_eq!(read.get(7), Ok(Status::Withdrawn));
/// # Ok::<(), label_core::Error>(())
/// ```
///
/// A list that no verifier would read, too large or with times out of range, is an error.
///
/// # Errors
///
/// The `Cert…` code where the certificate is not a list signer's; the error of a list that no
/// verifier would read, too large or with times out of range; and the key's own error.
pub fn sign_status_list<S: Signer + ?Sized>(
    list: &StatusList,
    signer: &Certificate,
    key: &S,
) -> Result<Vec<u8>, S::Error> {
    let (token, public) = sign_list(status::TYP, list.encode()?, signer, key)?;
    StatusToken::decode(&token)?.verify(&public)?;
    Ok(token)
}

/// Signs a snapshot with a key at hand and gives the signed snapshot, after it has been verified.
///
/// # Errors
///
/// The `Cert…` code where the certificate is not a list signer's; the errors of [`Snapshot::encode`];
/// and the key's own error.
pub fn sign_snapshot<S: Signer + ?Sized>(
    snapshot: &Snapshot,
    signer: &Certificate,
    key: &S,
) -> Result<Vec<u8>, S::Error> {
    let (token, public) = sign_list(snapshot::TYP, snapshot.encode()?, signer, key)?;
    SnapshotToken::decode(&token)?.verify(&public)?;
    Ok(token)
}

fn sign_list<S: Signer + ?Sized>(
    typ: &str,
    payload: Vec<u8>,
    signer: &Certificate,
    key: &S,
) -> Result<(Vec<u8>, PublicKey), S::Error> {
    signer.check_signer(Purpose::StatusSigning)?;
    let public = signer.public_key()?;
    let prepared = Sign1::prepare(public.algorithm(), Some(typ), signer.hint(), payload)?;
    let signature = key.sign(&prepared.to_be_signed())?;
    Ok((prepared.with_signature(signature).encode(&[]), public))
}
