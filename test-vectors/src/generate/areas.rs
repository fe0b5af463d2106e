//! The areas of the vectors, each in its own module.

mod address;
mod cbor;
mod certificate;
mod claims;
mod cose;
mod digits;
mod good;
mod key;
mod path;
mod policy;
mod scheme;
mod signature;
mod signer;
mod size;
mod status;
mod text;
mod time;
mod trust;

use label_core::TrustFile;

use super::case::Case;
use super::world::{World, encode};

/// Every vector.
pub(crate) fn all(world: &World) -> Vec<Case> {
    [
        address::cases,
        cbor::cases,
        certificate::cases,
        claims::cases,
        cose::cases,
        digits::cases,
        good::cases,
        key::cases,
        path::cases,
        policy::cases,
        scheme::cases,
        signature::cases,
        signer::cases,
        size::cases,
        status::cases,
        text::cases,
        time::cases,
        trust::cases,
    ]
    .into_iter()
    .flat_map(|cases| cases(world))
    .collect()
}

/// The trust files that several vectors use.
pub(crate) fn shared_trust(world: &World) -> Vec<(&'static str, Vec<u8>)> {
    let main = world.main();
    let undated = TrustFile {
        issued: None,
        expires: None,
        ..main.clone()
    };
    let no_hosts = TrustFile {
        hosts: Vec::new(),
        ..main.clone()
    };
    [("main", main), ("undated", undated), ("no_hosts", no_hosts)]
        .into_iter()
        .map(|(name, file)| (name, encode(&file)))
        .collect()
}
