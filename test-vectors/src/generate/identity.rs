//! Keys and certificates of the vectors: everything from fixed secrets.

use label_core::certify::{
    CertificateRequest, DistinguishedName, Role, TbsFields, certify, certify_raw,
};
use label_core::{
    Algorithm, CertificateHint, Purpose, Signer, SigningKey, UnixTime, certificate_hint,
};
use zeroize::Zeroizing;

use super::fixed;
use super::times::{
    INTERMEDIATE_END, INTERMEDIATE_START, ROOT_END, ROOT_START, SIGNER_END, SIGNER_START,
};

/// Somebody who signs: a key and the certificates behind it.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) algorithm: Algorithm,
    /// The fixed secret; also the serial number of the certificate.
    pub(crate) secret: u8,
    /// Certificates in DER, the own one first.
    pub(crate) chain: Vec<Vec<u8>>,
}

impl Identity {
    /// A root that certifies itself.
    pub(crate) fn root(name: &str, algorithm: Algorithm, secret: u8) -> Self {
        let mut root = Self::bare(algorithm, secret);
        let fields = root.root_fields(name);
        root.chain = vec![root.certify(&fields)];
        root
    }

    /// An authority below a root.
    pub(crate) fn intermediate(&self, name: &str, secret: u8) -> Self {
        let bare = Self::bare(Algorithm::Ed25519, secret);
        let fields = self.intermediate_fields(name, &bare);
        self.issue(&bare, &fields)
    }

    /// A signer below this authority.
    pub(crate) fn signer(
        &self,
        name: &str,
        algorithm: Algorithm,
        secret: u8,
        purpose: Purpose,
    ) -> Self {
        let bare = Self::bare(algorithm, secret);
        let request = self.signer_request(name, &bare, purpose);
        let certificate = fixed(certify(&request, &self.key()));
        bare.under(certificate, self)
    }

    /// A signer of labels below this authority, whose certificate says what `fault` makes of it.
    pub(crate) fn faulty_signer(&self, secret: u8, fault: impl FnOnce(&mut TbsFields)) -> Self {
        let bare = Self::bare(Algorithm::Ed25519, secret);
        let mut fields = self.signer_fields("Label signer", &bare);
        fault(&mut fields);
        self.issue(&bare, &fields)
    }

    /// A key without certificates.
    pub(crate) fn bare(algorithm: Algorithm, secret: u8) -> Self {
        Self {
            algorithm,
            secret,
            chain: Vec::new(),
        }
    }

    /// A holder of a key with a certificate in these fields, issued by this authority.
    pub(crate) fn issue(&self, holder: &Self, fields: &TbsFields) -> Self {
        holder.clone().under(self.certify(fields), self)
    }

    /// The holder with a certificate, and the issuer's chain unless that is a root.
    pub(crate) fn under(mut self, certificate: Vec<u8>, issuer: &Self) -> Self {
        self.chain = vec![certificate];
        if !issuer.is_root() {
            self.chain.extend(issuer.chain.iter().cloned());
        }
        self
    }

    pub(crate) fn certify(&self, fields: &TbsFields) -> Vec<u8> {
        fixed(certify_raw(fields, &self.key()))
    }

    /// The fields of an own root certificate.
    pub(crate) fn root_fields(&self, name: &str) -> TbsFields {
        let request = self.request(name, (ROOT_START, ROOT_END), Role::Root);
        fixed(TbsFields::new(&request, &self.key().public_key()))
    }

    /// The fields of an intermediate that this authority issues.
    pub(crate) fn intermediate_fields(&self, name: &str, holder: &Self) -> TbsFields {
        let role = Role::Intermediate {
            issuer: self.certificate(),
        };
        let request = holder.request(name, (INTERMEDIATE_START, INTERMEDIATE_END), role);
        fixed(TbsFields::new(&request, &self.key().public_key()))
    }

    /// The fields of a label signer that this authority issues.
    pub(crate) fn signer_fields(&self, name: &str, holder: &Self) -> TbsFields {
        let request = self.signer_request(name, holder, Purpose::LabelSigning);
        fixed(TbsFields::new(&request, &self.key().public_key()))
    }

    fn signer_request<'a>(
        &'a self,
        name: &str,
        holder: &Self,
        purpose: Purpose,
    ) -> CertificateRequest<'a> {
        let issuer = self.certificate();
        let role = Role::Signer { issuer, purpose };
        holder.request(name, (SIGNER_START, SIGNER_END), role)
    }

    fn request<'a>(
        &self,
        name: &str,
        (not_before, not_after): (u64, u64),
        role: Role<'a>,
    ) -> CertificateRequest<'a> {
        CertificateRequest {
            subject: DistinguishedName {
                common_name: name.to_owned(),
                organization: Some("Specimen scheme".to_owned()),
                country: None,
            },
            public_key: self.key().public_key(),
            serial: vec![self.secret],
            not_before: UnixTime::from_seconds(not_before),
            not_after: UnixTime::from_seconds(not_after),
            role,
        }
    }

    pub(crate) fn key(&self) -> SigningKey {
        let secret = Zeroizing::new([self.secret; 32]);
        fixed(SigningKey::from_bytes(self.algorithm, &secret))
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        fixed(self.key().sign(message))
    }

    /// The own certificate; empty for a bare key.
    pub(crate) fn certificate(&self) -> &[u8] {
        self.chain.first().map_or(&[], Vec::as_slice)
    }

    pub(crate) fn hint(&self) -> CertificateHint {
        certificate_hint(self.certificate())
    }

    fn is_root(&self) -> bool {
        let own = label_core::Certificate::from_der(self.certificate());
        own.is_ok_and(|own| own.is_self_issued())
    }
}
