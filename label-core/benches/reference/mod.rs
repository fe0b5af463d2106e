//! The three reference labels of the size budget, and a scheme owner that signs them.

use label_core::certify::{CertificateRequest, DistinguishedName, Role, certify};
use label_core::scheme::Schemes;
use label_core::{
    Algorithm, Assessment, Certificate, Claims, Code, Credential, Day, Error, Gtin, HolderId,
    Label, Purpose, QrText, Signer, SignerRecord, SigningKey, Status, StatusList, SupplyChain,
    SupplyChainStatus, SupportEnd, TrustFile, issue, sign_status_list,
};

/// The time of every check: 2026-11-22.
pub const NOW: u64 = 1_795_305_600;
/// Seconds of a year of 365 days.
pub const YEAR: u64 = 31_536_000;
/// The status index that is revoked.
pub const REVOKED: u64 = 7;
const STATUS_URI: &str = "https://label.example.jp/status/1";
/// The address in front of every text.
pub const PAGE: &str = "https://label.example.jp";

/// A root, a label signer, a status signer and the trust file that names them.
pub struct Owner {
    pub certificate: Certificate,
    pub key: SigningKey,
    pub status: (SigningKey, Certificate),
    pub trust: TrustFile,
    pub schemes: Schemes,
}

impl Owner {
    /// Makes the keys and certificates; `algorithm` is the one that signs labels.
    pub fn new(algorithm: Algorithm) -> Result<Self, Error> {
        let root_key = SigningKey::generate(Algorithm::Ed25519)?;
        let (key, status_key) = (
            SigningKey::generate(algorithm)?,
            SigningKey::generate(algorithm)?,
        );
        let root = certificate(Role::Root, "Specimen Root", &root_key, &root_key)?;
        let signer = |purpose, name, key| {
            certificate(
                Role::Signer {
                    issuer: &root,
                    purpose,
                },
                name,
                key,
                &root_key,
            )
        };
        let label = signer(Purpose::LabelSigning, "Specimen Labels", &key)?;
        let status = signer(Purpose::StatusSigning, "Specimen Status", &status_key)?;
        let record = |der: &Vec<u8>, uri: Option<&str>| SignerRecord {
            chain: vec![der.clone()],
            status_uri: uri.map(Into::into),
        };
        let trust = TrustFile {
            issued: Some(NOW - 60),
            expires: Some(NOW + YEAR),
            signers: vec![record(&label, Some(STATUS_URI)), record(&status, None)],
            anchors: vec![root],
            hosts: vec!["label.example.jp".into()],
            ..TrustFile::default()
        };
        let mut owner = Self {
            certificate: Certificate::from_der(&label)?,
            key,
            status: (status_key, Certificate::from_der(&status)?),
            trust,
            schemes: Schemes::builtin(),
        };
        let mut list = StatusList::new(STATUS_URI, NOW - 60, 2, 1_024)?;
        list.expires = Some(NOW + YEAR / 12);
        list.set(REVOKED, Status::Revoked)?;
        owner.trust.status_lists = vec![owner.publish(&list)?];
        Ok(owner)
    }

    /// Signs a status list.
    pub fn publish(&self, list: &StatusList) -> Result<Vec<u8>, Error> {
        let (key, certificate) = &self.status;
        sign_status_list(list, certificate, key)
    }

    /// Signs a label.
    pub fn issue(&self, claims: &Claims) -> Result<Credential, Error> {
        issue(claims, &self.certificate, &self.schemes, &self.key)
    }

    /// The text for a label's symbol.
    pub fn text(&self, claims: &Claims) -> Result<QrText, Error> {
        let compact = self.issue(claims)?.to_compact()?;
        QrText::new(PAGE, claims.label.gtins.first().copied(), &compact)
    }
}

fn certificate(
    role: Role<'_>,
    name: &str,
    key: &SigningKey,
    issuer: &SigningKey,
) -> Result<Vec<u8>, Error> {
    let subject = DistinguishedName {
        common_name: name.into(),
        organization: None,
        country: None,
    };
    let request = CertificateRequest {
        subject,
        public_key: key.public_key(),
        serial: vec![1],
        not_before: NOW - YEAR,
        not_after: NOW + 3 * YEAR,
        role,
    };
    certify(&request, issuer)
}

/// Latin names, no holder, no support end.
pub fn small() -> Result<Claims, Error> {
    Ok(Claims {
        registration: "JC26-000123".into(),
        expires: Some(NOW + 2 * YEAR),
        issued: NOW - 86_400,
        label: Label {
            scheme: Code::Number(1),
            level: Some(1),
            assessment: Assessment::SelfDeclared,
            criteria: Some(Code::Number(1)),
            holder: None,
            holder_id: None,
            product: "Specimen Cam".into(),
            models: vec!["SC-100".into()],
            gtins: vec![Gtin::parse("4901234567894")?],
            category: None,
            supply_chain: Some(SupplyChain {
                status: SupplyChainStatus::Cleared,
                day: None,
            }),
            support_end: None,
            status_index: Some(123),
            evaluator: None,
        },
    })
}

/// Japanese names, supply chain with its day, support end.
pub fn typical() -> Result<Claims, Error> {
    let mut claims = small()?;
    let label = &mut claims.label;
    label.holder = Some("見本電機株式会社".into());
    label.product = "ホームゲートウェイ（見本）".into();
    label.models = vec!["HG-2600AX-W".into()];
    label.supply_chain = Some(SupplyChain {
        status: SupplyChainStatus::Cleared,
        day: Day::new(20_261_030),
    });
    label.support_end = SupportEnd::from_number(20_311_200);
    Ok(claims)
}

/// Also the holder's number and the category.
pub fn full() -> Result<Claims, Error> {
    let mut claims = typical()?;
    claims.label.holder_id = Some(HolderId {
        icd: 188,
        id: Code::Number(7_123_456_789_012),
    });
    claims.label.category = Some(Code::Number(1));
    Ok(claims)
}
