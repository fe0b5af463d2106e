//! The demonstration's scheme owner: root, signers and trust bundle.

use label_core::certify::{CertificateRequest, DistinguishedName, Role, certify};
use label_core::scheme::Schemes;
use label_core::{
    Algorithm, Bundle, Certificate, Claims, Code, Credential, ExactRecord, ListSigner, Numbers,
    Published, Purpose, RootSet, SignedTrustList, Signer, SignerState, SigningKey, Snapshot,
    Specimen, Status, StatusList, TrustList, UnixTime, digest, issue, sign_snapshot,
    sign_status_list,
};
use label_io::Staging;
use label_io::random;
use label_keys::certificates;

use crate::error::CliError;

const DAY: u64 = 86_400;
const YEAR: u64 = 365 * DAY;
/// Entries of a status list; the table's indices are below it.
const ENTRIES: usize = 1_024;
/// Bits of a status: enough for withdrawn, not for superseded.
const BITS: u8 = 2;

/// Everything that signs.
pub(super) struct Owner {
    now: UnixTime,
    root: (SigningKey, Vec<u8>),
    /// Signs trust lists too; both roots must.
    second_root: (SigningKey, Vec<u8>),
    intermediate: (SigningKey, Vec<u8>),
    status: (SigningKey, Vec<u8>),
    /// Signs what holders declare.
    declared: LabelSigner,
    /// Signs what others evaluated: a P-256 key, as many hardware modules have, below an intermediate.
    evaluated: LabelSigner,
}

/// A key that signs labels.
pub(super) struct LabelSigner {
    pub(super) key: SigningKey,
    pub(super) certificate: Certificate,
    /// The certificate and its issuers up to the root, which is left out.
    pub(super) chain: Vec<Vec<u8>>,
    status_uri: String,
}

impl Owner {
    /// Makes every key and certificate.
    pub(super) fn new(now: UnixTime) -> Result<Self, CliError> {
        let key = SigningKey::generate;
        let root_key = key(Algorithm::Ed25519)?;
        let root = certificate("Specimen Root CA", Role::Root, &root_key, &root_key, now)?;
        let second_key = key(Algorithm::Esp256)?;
        let name = "Specimen Second Root CA";
        let second_root = certificate(name, Role::Root, &second_key, &second_key, now)?;
        let below = |name, role, algorithm| {
            let own = key(algorithm)?;
            let made = certificate(name, role, &own, &root_key, now)?;
            Ok::<_, CliError>((own, made))
        };
        let signer = |purpose| Role::Signer {
            issuer: &root,
            purpose,
        };
        let role = Role::Intermediate { issuer: &root };
        let (middle_key, middle) = below("Specimen Intermediate CA", role, Algorithm::Esp256)?;
        let role = signer(Purpose::StatusSigning);
        let status = below("Specimen Status Signer", role, Algorithm::Ed25519)?;
        let role = signer(Purpose::LabelSigning);
        let (declared_key, declared) = below("Specimen Label Signer 1", role, Algorithm::Ed25519)?;
        let evaluated_key = key(Algorithm::Esp256)?;
        let role = Role::Signer {
            issuer: &middle,
            purpose: Purpose::LabelSigning,
        };
        let evaluated = certificate(
            "Specimen Label Signer 2",
            role,
            &evaluated_key,
            &middle_key,
            now,
        )?;
        Ok(Self {
            now,
            declared: LabelSigner::new(declared_key, vec![declared], 1)?,
            evaluated: LabelSigner::new(evaluated_key, vec![evaluated, middle.clone()], 2)?,
            root: (root_key, root),
            second_root: (second_key, second_root),
            intermediate: (middle_key, middle),
            status,
        })
    }

    /// The key for a label: one for declared labels, one for those that somebody else evaluated.
    pub(super) fn signer_for(&self, claims: &Claims) -> &LabelSigner {
        match claims.label.assessment {
            label_core::Assessment::SelfDeclared | label_core::Assessment::Reviewed => {
                &self.declared
            }
            label_core::Assessment::Evaluated | label_core::Assessment::Certified => {
                &self.evaluated
            }
        }
    }

    /// Signs a label.
    pub(super) fn issue(&self, claims: &Claims) -> Result<Credential, CliError> {
        let signer = self.signer_for(claims);
        let schemes = Schemes::builtin();
        Ok(issue(claims, &signer.certificate, &schemes, &signer.key)?)
    }

    /// The bundle of today: trust list, status lists with one revoked index, and the record of issued labels.
    pub(super) fn bundle(
        &self,
        issued: &[Credential],
        revoked: Option<u64>,
    ) -> Result<Bundle, CliError> {
        let mut bundle = Bundle {
            trust_lists: vec![self.trust_list()?],
            ..Bundle::default()
        };
        let mut snapshot = Snapshot {
            epoch: 1,
            version: 1,
            issued: self.now,
            expires: self.now + 30 * DAY,
            signers: Vec::new(),
            journal: None,
        };
        for signer in [&self.declared, &self.evaluated] {
            let certificate = &signer.certificate;
            let own = issued
                .iter()
                .filter(|label| label.hint() == certificate.hint());
            let identities: Vec<_> = own.map(Credential::identity).collect();
            let status_list = self.status_list(&signer.status_uri, revoked)?;
            let record = ExactRecord::build(&identities)?.as_bytes().to_vec();
            let published = Published {
                status_list: digest(&status_list),
                filter: None,
                record: Some(digest(&record)),
            };
            snapshot
                .signers
                .push((certificate.fingerprint(), published));
            bundle.status_lists.push(status_list);
            bundle.records.push(record);
        }
        let (key, certificate) = &self.status;
        let certificate = Certificate::from_der(certificate)?;
        bundle.snapshots = vec![sign_snapshot(&snapshot, &certificate, key)?];
        Ok(bundle)
    }

    /// The trust list, signed by both roots.
    fn trust_list(&self) -> Result<Vec<u8>, CliError> {
        let roots = [&self.root, &self.second_root];
        let signers = [&self.declared, &self.evaluated];
        let addresses = signers.map(|signer| signer.status_uri.clone());
        let mut list = SignedTrustList::draft(&TrustList {
            epoch: 1,
            version: 1,
            issued: self.now,
            expires: self.now + YEAR,
            roots: RootSet::new(&roots.map(|(_, root)| root.clone()), roots.len())?,
            earlier_roots: Vec::new(),
            label_signers: signers.map(LabelSigner::listed).into(),
            list_signers: vec![ListSigner {
                chain: vec![self.status.1.clone()],
                addresses: addresses.into(),
                state: SignerState::Active,
            }],
            hosts: vec!["label.example.jp".into()],
            recognition: Vec::new(),
            specimen: Specimen::Yes,
        })?;
        for (key, root) in roots {
            list.sign(&Certificate::from_der(root)?, key)?;
        }
        Ok(list.encode()?)
    }

    fn status_list(&self, uri: &str, revoked: Option<u64>) -> Result<Vec<u8>, CliError> {
        let (key, certificate) = &self.status;
        let mut list = StatusList::new(uri, self.now, BITS, ENTRIES)?;
        list.expires = Some(self.now + 30 * DAY);
        list.ttl = Some(DAY);
        if let Some(index) = revoked {
            list.set(index, Status::Revoked)?;
        }
        Ok(sign_status_list(
            &list,
            &Certificate::from_der(certificate)?,
            key,
        )?)
    }

    /// Writes every key, unencrypted since it is worth nothing, and its certificate.
    pub(super) fn write_keys(&self, files: &mut Staging) -> Result<(), CliError> {
        let first = |signer: &LabelSigner| signer.certificate.der().to_vec();
        for (name, key, certificate) in [
            ("root", &self.root.0, self.root.1.clone()),
            (
                "second-root",
                &self.second_root.0,
                self.second_root.1.clone(),
            ),
            (
                "intermediate",
                &self.intermediate.0,
                self.intermediate.1.clone(),
            ),
            ("status", &self.status.0, self.status.1.clone()),
            ("labels-1", &self.declared.key, first(&self.declared)),
            ("labels-2", &self.evaluated.key, first(&self.evaluated)),
        ] {
            let pem = certificates::to_pem(&[certificate])?;
            files.write(&format!("keys/{name}.pem"), pem.as_bytes())?;
            files.write_secret(
                &format!("keys/{name}.key"),
                label_keys::to_pem(key)?.as_bytes(),
            )?;
        }
        Ok(())
    }
}

impl LabelSigner {
    fn new(key: SigningKey, chain: Vec<Vec<u8>>, number: u32) -> Result<Self, CliError> {
        let certificate =
            Certificate::from_der(chain.first().map(Vec::as_slice).unwrap_or_default())?;
        let status_uri = format!("{}/status/{number}", super::PAGE);
        Ok(Self {
            key,
            certificate,
            chain,
            status_uri,
        })
    }

    /// The entry of the signer in the trust list: every scheme of the demonstration, and its numbers.
    fn listed(&self) -> label_core::LabelSigner {
        label_core::LabelSigner {
            chain: self.chain.clone(),
            schemes: [1, 4, 10].map(Code::Number).into(),
            numbers: vec![Numbers::Prefix("SPEC-".into())],
            status_uri: self.status_uri.clone(),
            highest_index: Some(ENTRIES as u64 - 1),
            state: SignerState::Active,
        }
    }

    /// A signer that no trust list names: a root and a key of its own.
    pub(super) fn stranger(now: UnixTime) -> Result<Self, CliError> {
        let root_key = SigningKey::generate(Algorithm::Ed25519)?;
        let root = certificate(
            "Specimen Stranger CA",
            Role::Root,
            &root_key,
            &root_key,
            now,
        )?;
        let key = SigningKey::generate(Algorithm::Ed25519)?;
        let role = Role::Signer {
            issuer: &root,
            purpose: Purpose::LabelSigning,
        };
        let signer = certificate("Specimen Stranger", role, &key, &root_key, now)?;
        Self::new(key, vec![signer], 9)
    }
}

/// Makes a certificate that is valid from four years ago for ten years.
fn certificate(
    name: &str,
    role: Role<'_>,
    key: &SigningKey,
    issuer: &SigningKey,
    now: UnixTime,
) -> Result<Vec<u8>, CliError> {
    let request = CertificateRequest {
        subject: DistinguishedName {
            common_name: name.into(),
            organization: Some("Specimen scheme owner (demonstration)".into()),
            country: Some("JP".into()),
        },
        public_key: key.public_key(),
        serial: random::serial()?,
        not_before: now.saturating_sub(4 * YEAR),
        not_after: now + 6 * YEAR,
        role,
    };
    Ok(certify(&request, issuer)?)
}
