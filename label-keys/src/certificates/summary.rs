//! Summaries of certificates, for people and programs to read.

use der::Decode;
use der::oid::{AssociatedOid, ObjectIdentifier};
use label_core::certify::check_issued;
use label_core::{Error, PublicKey, Purpose, UnixTime, hex};
use label_io::time;
use serde::Serialize;
use sha2::{Digest, Sha256};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier,
};
use x509_cert::time::Time;
use x509_cert::{Certificate, TbsCertificate, Version};

/// Bytes of a certificate hint: the header of a label names its signer by them.
const HINT_BYTES: usize = 8;

/// The content of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// `root`, `intermediate` or `signer`.
    pub role: &'static str,
    /// The purposes of a signer: `label`, `status`, or the identifier of another.
    pub purposes: Vec<String>,
    /// The subject, as RFC 4514 writes names.
    pub subject: String,
    /// The issuer, as RFC 4514 writes names.
    pub issuer: String,
    /// The serial number in hexadecimal.
    pub serial: String,
    /// Start of the validity, RFC 3339 in UTC.
    pub not_before: String,
    /// End of the validity, included, RFC 3339 in UTC.
    pub not_after: String,
    /// The algorithm of the certified key; none where the key is unusable.
    pub algorithm: Option<&'static str>,
    /// The number of authorities that may follow below, where the certificate limits it.
    pub path_length: Option<u8>,
    /// `sha256:` and the SHA-256 of the certificate.
    pub fingerprint: String,
    /// The first eight bytes of the same, by which labels name their signer (RFC 9360, x5t).
    pub hint: String,
    /// The faults that keep the certificate from its use.
    pub problems: Vec<Problem>,
}

/// One thing that keeps a certificate from its use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The stable machine code.
    pub code: &'static str,
    /// The same in words.
    pub message: String,
}

impl Summary {
    /// Sums up a certificate, looking for its issuer among `others`.
    ///
    /// That the issuer is not among them is no problem: it may be elsewhere.
    ///
    /// # Errors
    ///
    /// Fails where the certificate cannot be decoded.
    pub fn new(der: &[u8], others: &[Vec<u8>]) -> Result<Self, Error> {
        let certificate = Certificate::from_der(der).map_err(|_| Error::CertMalformed)?;
        let tbs = certificate.tbs_certificate();
        let usage = Usage::of(tbs)?;
        let key = PublicKey::from_spki(tbs.subject_public_key_info());
        let mut errors = usage.problems(tbs);
        errors.extend(key.as_ref().err().cloned());
        errors.extend(path_problem(der, tbs, others).filter(|error| !errors.contains(error)));
        let digest = Sha256::digest(der);
        let validity = tbs.validity();
        Ok(Self {
            role: usage.role(tbs),
            purposes: usage.purposes.iter().copied().map(purpose).collect(),
            subject: tbs.subject().to_string(),
            issuer: tbs.issuer().to_string(),
            serial: hex(tbs.serial_number().as_bytes()),
            not_before: written(validity.not_before),
            not_after: written(validity.not_after),
            algorithm: key.ok().map(|key| key.algorithm().name()),
            path_length: usage.constraints.and_then(|c| c.path_len_constraint),
            fingerprint: format!("sha256:{}", hex(&digest)),
            hint: hex(digest.get(..HINT_BYTES).unwrap_or_default()),
            problems: errors.iter().map(Problem::new).collect(),
        })
    }

    /// The lines that people read: names and values.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut role = self.role.to_owned();
        if !self.purposes.is_empty() {
            role = format!("{role} ({})", self.purposes.join(", "));
        }
        let mut fields = vec![
            ("role", role),
            ("subject", self.subject.clone()),
            ("issuer", self.issuer.clone()),
            ("serial", self.serial.clone()),
            ("valid from", self.not_before.clone()),
            ("valid until", self.not_after.clone()),
            ("algorithm", self.algorithm.unwrap_or("unusable").to_owned()),
        ];
        if let Some(length) = self.path_length {
            fields.push(("path length", length.to_string()));
        }
        fields.push(("fingerprint", self.fingerprint.clone()));
        fields.push(("hint", self.hint.clone()));
        for Problem { code, message } in &self.problems {
            fields.push(("problem", format!("{code}: {message}")));
        }
        fields
    }
}

impl Problem {
    fn new(error: &Error) -> Self {
        Self {
            code: error.code(),
            message: error.to_string(),
        }
    }
}

/// The uses that the extensions of a certificate allow.
struct Usage {
    constraints: Option<BasicConstraints>,
    key: Option<KeyUsage>,
    purposes: Vec<ObjectIdentifier>,
}

impl Usage {
    fn of(tbs: &TbsCertificate) -> Result<Self, Error> {
        let purposes = extension::<ExtendedKeyUsage>(tbs)?;
        Ok(Self {
            constraints: extension(tbs)?,
            key: extension(tbs)?,
            purposes: purposes.map_or_else(Vec::new, |purposes| purposes.0),
        })
    }

    fn is_authority(&self) -> bool {
        self.constraints.as_ref().is_some_and(|c| c.ca)
    }

    fn role(&self, tbs: &TbsCertificate) -> &'static str {
        match (self.is_authority(), tbs.subject() == tbs.issuer()) {
            (true, true) => "root",
            (true, false) => "intermediate",
            (false, _) => "signer",
        }
    }

    fn problems(&self, tbs: &TbsCertificate) -> Vec<Error> {
        let mut problems = Vec::new();
        if tbs.version() != Version::V3 {
            problems.push(Error::CertVersion);
        }
        if has_unknown_critical(tbs) {
            problems.push(Error::CertCriticalExtension);
        }
        let fits = self.key.as_ref().is_some_and(|usage| {
            let (signs, certifies) = (usage.digital_signature(), usage.key_cert_sign());
            if self.is_authority() {
                certifies
            } else {
                signs && !certifies
            }
        });
        if !fits {
            problems.push(Error::CertKeyUsage);
        }
        if !self.is_authority() {
            match *self.purposes {
                [] => problems.push(Error::CertExtendedKeyUsageMissing),
                [purpose] if Purpose::from_oid(purpose).is_some() => {}
                _ => problems.push(Error::CertExtendedKeyUsage),
            }
        }
        problems
    }
}

fn extension<T>(tbs: &TbsCertificate) -> Result<Option<T>, Error>
where
    T: for<'a> Decode<'a> + AssociatedOid,
{
    match tbs.get_extension::<T>() {
        Ok(found) => Ok(found.map(|(_, value)| value)),
        Err(_) => Err(Error::CertMalformed),
    }
}

fn has_unknown_critical(tbs: &TbsCertificate) -> bool {
    let known = [
        AuthorityKeyIdentifier::OID,
        BasicConstraints::OID,
        ExtendedKeyUsage::OID,
        KeyUsage::OID,
        SubjectKeyIdentifier::OID,
    ];
    tbs.extensions().is_some_and(|extensions| {
        extensions
            .iter()
            .any(|extension| extension.critical && !known.contains(&extension.extn_id))
    })
}

/// The reason for which none of the certificates with the issuer's name issued this one.
fn path_problem(der: &[u8], tbs: &TbsCertificate, others: &[Vec<u8>]) -> Option<Error> {
    let named = others.iter().filter(|other| {
        Certificate::from_der(other)
            .is_ok_and(|other| other.tbs_certificate().subject() == tbs.issuer())
    });
    let mut problem = None;
    for issuer in named {
        match check_issued(der, issuer) {
            Ok(()) => return None,
            Err(error) => problem = Some(error),
        }
    }
    problem
}

fn purpose(oid: ObjectIdentifier) -> String {
    Purpose::from_oid(oid).map_or_else(|| oid.to_string(), |purpose| purpose.name().to_owned())
}

/// A time of a certificate as RFC 3339.
fn written(time: Time) -> String {
    time::format(UnixTime::from_seconds(time.to_unix_duration().as_secs()))
}
