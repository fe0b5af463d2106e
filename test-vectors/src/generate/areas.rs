//! The areas of the vectors, each in its own module.

mod address;
mod bundle;
mod cbor;
mod certificate;
mod claims;
mod cose;
mod digits;
mod exact;
mod filter;
mod good;
mod key;
mod list;
mod path;
mod policy;
mod record;
mod scheme;
mod scope;
mod signature;
mod signer;
mod size;
mod snapshot;
mod status;
mod store;
mod text;
mod time;
mod trust;
mod update;

use label_core::TrustFile;

use super::case::Case;
use super::offer;
use super::world::{World, encode};

/// Every vector.
pub(crate) fn all(world: &World) -> Vec<Case> {
    [
        address::cases,
        bundle::cases,
        cbor::cases,
        certificate::cases,
        claims::cases,
        cose::cases,
        digits::cases,
        exact::cases,
        filter::cases,
        good::cases,
        key::cases,
        list::cases,
        path::cases,
        policy::cases,
        record::cases,
        scheme::cases,
        scope::cases,
        signature::cases,
        signer::cases,
        size::cases,
        snapshot::cases,
        status::cases,
        store::cases,
        text::cases,
        time::cases,
        trust::cases,
        update::cases,
    ]
    .into_iter()
    .flat_map(|cases| cases(world))
    .collect()
}

/// The trust files, the bundle and the store that several vectors use.
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
    let files = [("main", main), ("undated", undated), ("no_hosts", no_hosts)];
    let files = files.map(|(name, file)| (name, encode(&file)));
    let (offer, exact) = (offer::sound(world), offer::exact(world));
    let offers = [
        ("bundle", offer.encode()),
        ("store", offer.store().encode()),
        ("exact", exact.encode()),
        ("exact_store", exact.store().encode()),
    ];
    files.into_iter().chain(offers).collect()
}
