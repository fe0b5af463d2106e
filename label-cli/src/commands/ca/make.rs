//! `label ca root`, `intermediate` and `signer`: making certificates.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use label_core::certify::{CertificateRequest, DistinguishedName, Role, certify};
use label_core::{Certificate, PublicKey, Purpose, Signer as _, UnixTime};
use label_io::files::{self, Access};
use label_io::random;
use label_io::time::{self, Edge};
use label_keys::certificates;
use label_keys::{Key, KeySource, PassphraseSource, Summary};

use super::show::Shown;
use crate::args::passphrase::PassphraseArgs;
use crate::commands::help;
use crate::error::CliError;
use crate::outcome::Outcome;
use crate::output::Output;

/// Make a root certificate, signed with its own key
///
/// It may certify signers, and intermediates that certify signers.
#[derive(Args, Debug)]
#[command(after_help = help!("  label ca root --key root.key --name 'Example Root' --organization 'Example Agency' --country JP --years 20 --out root.pem"))]
pub(crate) struct Root {
    /// Private key of the root: a file, or a pkcs11: URI
    #[arg(long, value_name = "KEY")]
    key: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    #[command(flatten)]
    statement: Statement,
}

impl Root {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let validity = self.statement.check()?;
        let key = label_keys::load_signing_key(&self.key, &self.passphrase.source(), out)?;
        let request = self
            .statement
            .request(validity, key.public_key(), Role::Root)?;
        let certificate = certify(&request, &key)?;
        self.statement.write(&[certificate], out)?;
        out.next("'label ca signer' certifies the key that signs labels")?;
        Ok(Outcome::Done)
    }
}

/// Make a certificate of an authority below a root
///
/// It may certify signers, but no further authorities.
#[derive(Args, Debug)]
#[command(after_help = help!("  label ca intermediate --ca-key root.key --ca root.pem --key branch.key --name 'Example Branch' --years 10 --out branch.pem"))]
pub(crate) struct Intermediate {
    #[command(flatten)]
    authority: Authority,
    #[command(flatten)]
    statement: Statement,
}

impl Intermediate {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let validity = self.statement.check()?;
        let pair = self.authority.load(out)?;
        let issuer = &pair.issuer;
        let role = Role::Intermediate { issuer };
        let request = self.statement.request(validity, pair.subject_key, role)?;
        let certificate = certify(&request, &pair.issuer_key)?;
        self.statement.write(&[certificate], out)?;
        out.next("'label ca signer' certifies the key that signs labels")?;
        Ok(Outcome::Done)
    }
}

/// Certify the key that signs labels or status lists
///
/// One certificate has one purpose. Its validity lies within the authority's; labels must expire
/// within it.
#[derive(Args, Debug)]
#[command(after_help = help!("  label ca signer --ca-key root.key --ca root.pem --key signer.key --purpose label --name 'Label Signer 1' --years 5 --out signer.pem"))]
pub(crate) struct Signer {
    #[command(flatten)]
    authority: Authority,
    /// What the key may sign
    #[arg(long)]
    purpose: PurposeName,
    /// Also write the authority's certificates that are no roots
    #[arg(long)]
    chain: bool,
    #[command(flatten)]
    statement: Statement,
}

/// The purposes, as arguments name them.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum PurposeName {
    Label,
    Status,
}

impl From<PurposeName> for Purpose {
    fn from(name: PurposeName) -> Self {
        match name {
            PurposeName::Label => Self::LabelSigning,
            PurposeName::Status => Self::StatusSigning,
        }
    }
}

impl Signer {
    pub(super) fn run(&self, out: &mut Output) -> Result<Outcome, CliError> {
        let validity = self.statement.check()?;
        let pair = self.authority.load(out)?;
        let (issuer, purpose) = (&pair.issuer, self.purpose.into());
        let role = Role::Signer { issuer, purpose };
        let request = self.statement.request(validity, pair.subject_key, role)?;
        let mut chain = vec![certify(&request, &pair.issuer_key)?];
        if self.chain {
            chain.extend(self.authority.intermediates()?);
        }
        self.statement.write(&chain, out)?;
        Ok(Outcome::Done)
    }
}

/// Who certifies, and which key.
#[derive(Args, Debug)]
struct Authority {
    /// Private key of the authority: a file, or a pkcs11: URI
    #[arg(long, value_name = "KEY")]
    ca_key: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// Certificate of the authority: the first in this file
    #[arg(long, value_name = "FILE")]
    ca: PathBuf,
    /// Key to certify: a file with a public or private key, or a pkcs11: URI
    #[arg(long, value_name = "KEY")]
    key: PathBuf,
    /// Read the passphrase of --key from the first line of this file
    #[arg(long, value_name = "FILE")]
    key_passphrase_file: Option<PathBuf>,
    /// Read the PIN of --key from the first line of this file, where its token asks for one
    #[arg(long, value_name = "FILE")]
    key_pin_file: Option<PathBuf>,
}

/// An authority and the key that it shall certify.
struct Pair {
    /// The authority's certificate, in DER.
    issuer: Vec<u8>,
    issuer_key: Key,
    subject_key: PublicKey,
}

impl Authority {
    /// Reads the files, asking for passphrases where keys are encrypted.
    fn load(&self, out: &mut Output) -> Result<Pair, CliError> {
        let mut certificates = certificates::read(&self.ca)?;
        let source = self.passphrase.source();
        let subject_source = KeySource {
            passphrase: PassphraseSource::new(self.key_passphrase_file.as_ref(), None),
            pin: PassphraseSource::new(self.key_pin_file.as_ref(), None),
            module: source.module.clone(),
        };
        let subject_key = label_keys::load_public_key(&self.key, &subject_source, out)?;
        let issuer_key = label_keys::load_signing_key(&self.ca_key, &source, out)?;
        let above = certificates.iter().map(|der| Certificate::from_der(der));
        let mut above = above.filter_map(|certificate| certificate.ok()?.public_key().ok());
        if subject_key == issuer_key.public_key() || above.any(|key| key == subject_key) {
            return Err(CliError::KeyIsAuthority);
        }
        Ok(Pair {
            issuer: certificates.swap_remove(0),
            issuer_key,
            subject_key,
        })
    }

    /// The authority's certificates that no verifier holds as a root.
    fn intermediates(&self) -> Result<Vec<Vec<u8>>, CliError> {
        let mut chain = Vec::new();
        for certificate in certificates::read(&self.ca)? {
            if Summary::new(&certificate, &[])?.role != "root" {
                chain.push(certificate);
            }
        }
        Ok(chain)
    }
}

/// What the certificate states, and where it goes.
#[derive(Args, Debug)]
struct Statement {
    /// Common name of the subject
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Organisation of the subject
    #[arg(long, value_name = "NAME")]
    organization: Option<String>,
    /// Country of the subject, two capital letters
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// Start of the validity [default: now]
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    #[command(flatten)]
    end: End,
    /// File to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// When the validity ends.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct End {
    /// End of the validity, included
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// Years of validity, instead of its end
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=100))]
    years: Option<i64>,
}

impl Statement {
    /// Checks what needs no key, before anybody types a passphrase; returns the validity.
    fn check(&self) -> Result<(UnixTime, UnixTime), CliError> {
        files::refuse_existing(&self.out)?;
        let from = match &self.from {
            Some(text) => time::parse(text, Edge::Start)?,
            None => time::now(),
        };
        let to = match (&self.end.to, self.end.years) {
            (Some(text), _) => Some(time::parse(text, Edge::End)?),
            (None, years) => time::after_years(from, years.unwrap_or_default()),
        };
        let to = to.ok_or(label_core::Error::ClaimRange { claim: "validity" })?;
        Ok((from, to))
    }

    fn request<'a>(
        &self,
        (not_before, not_after): (UnixTime, UnixTime),
        public_key: PublicKey,
        role: Role<'a>,
    ) -> Result<CertificateRequest<'a>, CliError> {
        Ok(CertificateRequest {
            subject: DistinguishedName {
                common_name: self.name.clone(),
                organization: self.organization.clone(),
                country: self.country.clone(),
            },
            public_key,
            serial: random::serial()?,
            not_before,
            not_after,
            role,
        })
    }

    /// Writes the certificates to the new file and shows the first.
    fn write(&self, chain: &[Vec<u8>], out: &mut Output) -> Result<(), CliError> {
        let pem = certificates::to_pem(chain)?;
        files::write_new(&self.out, pem.as_bytes(), Access::Public)?;
        let made = chain.first().map_or(&[][..], Vec::as_slice);
        Shown::new(&self.out, made, &[])?.print(out)
    }
}
