//! Making and signing trust lists.

use crate::cose::sign::Sign;
use crate::error::Error;
use crate::pki::certificate::Certificate;
use crate::pki::signer::Signer;
use crate::trust::list::{SignedTrustList, TYP, TrustList};

impl SignedTrustList {
    /// Starts a list that nobody has signed yet.
    ///
    /// # Errors
    ///
    /// The errors of [`TrustList::encode`] and [`TrustList::check_keys`].
    pub fn draft(list: &TrustList) -> Result<Self, Error> {
        list.check_keys()?;
        let sign = Sign::prepare(TYP, list.encode()?)?;
        Self::decode(&sign.encode()?)
    }

    /// Adds the signature of a root, of this set or of the one before, after it has been verified.
    ///
    /// A key that is not the certificate's is [`Error::CertKeyMismatch`], a second signature of
    /// one root [`Error::RootRepeated`].
    ///
    /// # Errors
    ///
    /// [`Error::CertKeyMismatch`] for a key that is not the certificate's; [`Error::RootRepeated`] for a
    /// second signature of one root; [`Error::Signature`] for one that does not verify; the errors of
    /// [`TrustList::check_keys`]; the key's own error.
    pub fn sign<S>(&mut self, root: &Certificate, key: &S) -> Result<(), S::Error>
    where
        S: Signer + ?Sized,
    {
        self.unverified().check_keys()?;
        let public = root.public_key()?;
        if key.public_key() != public {
            return Err(Error::CertKeyMismatch.into());
        }
        if self.signers().any(|hint| hint == root.hint()) {
            return Err(Error::RootRepeated.into());
        }
        let message = self.sign.to_be_signed(public.algorithm(), root.hint())?;
        let signature = key.sign(&message)?;
        public.verify(&message, &signature)?;
        Ok(self.sign.push(public.algorithm(), root.hint(), signature)?)
    }

    /// Adds the signatures of a copy of the same list that others signed.
    ///
    /// A copy that says something else is [`Error::TrustFork`].
    ///
    /// # Errors
    ///
    /// [`Error::TrustFork`] where the copy says something else.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        let same = self.payload() == other.payload() && self.sign.protected == other.sign.protected;
        if !same {
            return Err(Error::TrustFork);
        }
        for signature in other.sign.signatures() {
            if self.signers().all(|hint| hint != signature.hint) {
                self.sign
                    .push(signature.algorithm, signature.hint, signature.bytes)?;
            }
        }
        Ok(())
    }

    /// Encodes the list with its signatures.
    ///
    /// # Errors
    ///
    /// The codes of CBOR and COSE, where it cannot be encoded.
    pub fn encode(&self) -> Result<Vec<u8>, Error> {
        self.sign.encode()
    }
}
