//! The description of a trust list: what people write, and the list that follows from it.

use std::path::{Path, PathBuf};

use label_core::{
    Certificate, Code, LabelSigner, ListSigner, ListVersion, Numbers, RootSet, SignerState,
    Specimen, TrustList, UnixTime,
};
use label_io::files;
use label_io::time::{self, Edge};
use label_keys::certificates;
use serde::Deserialize;

use crate::error::DeskError;
use crate::toml_file;

/// Bytes of a description: a hundred signers take less than 64 KiB.
const LIMIT: usize = 1_024 * 1_024;
const DAY: u64 = 86_400;

/// A description of a trust list; paths are relative to its file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustSpec {
    #[serde(skip)]
    directory: PathBuf,
    threshold: usize,
    roots: Vec<PathBuf>,
    #[serde(default)]
    earlier_roots: Vec<PathBuf>,
    days: u64,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    specimen: bool,
    label_signer: Vec<LabelSignerSpec>,
    list_signer: Vec<ListSignerSpec>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelSignerSpec {
    certificate: PathBuf,
    schemes: Vec<Code>,
    #[serde(default)]
    numbers: Vec<NumbersSpec>,
    status_list: String,
    highest_index: Option<u64>,
    retired: Option<String>,
    revoked: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListSignerSpec {
    certificate: PathBuf,
    addresses: Vec<String>,
    retired: Option<String>,
    revoked: Option<String>,
}

/// A prefix, or the first and the last of a range.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum NumbersSpec {
    Prefix(String),
    Range([String; 2]),
}

impl TrustSpec {
    /// Reads a description.
    ///
    /// # Errors
    ///
    /// Fails where the file cannot be read, or is no description.
    pub fn read(path: &Path) -> Result<Self, DeskError> {
        let mut spec: Self = toml_file::parse(path, &files::read(path, LIMIT)?)?;
        spec.directory = path.parent().map(Path::to_owned).unwrap_or_default();
        Ok(spec)
    }

    /// The roots that are to sign.
    ///
    /// # Errors
    ///
    /// Fails where a certificate cannot be read, or they make no root set.
    pub fn roots(&self) -> Result<RootSet, DeskError> {
        let roots = self.certificates(&self.roots)?;
        Ok(RootSet::new(&roots, self.threshold)?)
    }

    /// The list of this order, made at a time.
    ///
    /// # Errors
    ///
    /// Fails where a certificate or a time cannot be read, or the roots make no root set.
    pub fn list(&self, order: ListVersion, at: UnixTime) -> Result<TrustList, DeskError> {
        let roots = self.roots()?;
        let ends = roots.certificates().iter().map(Certificate::not_after);
        let expires = at.saturating_add(self.days.saturating_mul(DAY));
        let label_signers = self.label_signer.iter();
        let list_signers = self.list_signer.iter();
        Ok(TrustList {
            epoch: order.epoch,
            version: order.version,
            issued: at,
            expires: ends.chain([expires]).min().unwrap_or(expires),
            earlier_roots: self.certificates(&self.earlier_roots)?,
            label_signers: label_signers
                .map(|signer| self.label_signer(signer))
                .collect::<Result<_, _>>()?,
            list_signers: list_signers
                .map(|signer| self.list_signer(signer))
                .collect::<Result<_, _>>()?,
            hosts: self.hosts.clone(),
            recognition: Vec::new(),
            specimen: match self.specimen {
                true => Specimen::Yes,
                false => Specimen::No,
            },
            roots,
        })
    }

    fn label_signer(&self, signer: &LabelSignerSpec) -> Result<LabelSigner, DeskError> {
        let numbers = signer.numbers.iter().map(|numbers| match numbers {
            NumbersSpec::Prefix(prefix) => Numbers::Prefix(prefix.clone()),
            NumbersSpec::Range([first, last]) => Numbers::Range {
                first: first.clone(),
                last: last.clone(),
            },
        });
        Ok(LabelSigner {
            chain: certificates::read(&self.directory.join(&signer.certificate))?,
            schemes: signer.schemes.clone(),
            numbers: numbers.collect(),
            status_uri: signer.status_list.clone(),
            highest_index: signer.highest_index,
            state: state(signer.retired.as_deref(), signer.revoked.as_deref())?,
        })
    }

    fn list_signer(&self, signer: &ListSignerSpec) -> Result<ListSigner, DeskError> {
        Ok(ListSigner {
            chain: certificates::read(&self.directory.join(&signer.certificate))?,
            addresses: signer.addresses.clone(),
            state: state(signer.retired.as_deref(), signer.revoked.as_deref())?,
        })
    }

    /// Every certificate in the files.
    fn certificates(&self, paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, DeskError> {
        let files = paths.iter();
        let read = files.map(|path| certificates::read(&self.directory.join(path)));
        Ok(read.collect::<Result<Vec<_>, _>>()?.concat())
    }
}

fn state(retired: Option<&str>, revoked: Option<&str>) -> Result<SignerState, DeskError> {
    let since = |text| time::parse(text, Edge::Start);
    Ok(match (retired, revoked) {
        (_, Some(text)) => SignerState::Revoked {
            since: since(text)?,
        },
        (Some(text), None) => SignerState::Retired {
            since: since(text)?,
        },
        (None, None) => SignerState::Active,
    })
}
