//! The records of issued labels in a bundle or part, as the commands show them.

use label_core::Bundle;
use serde_json::Value;

/// The kinds of records that are there, each with its number and its bytes.
pub(crate) fn rows(bundle: &Bundle) -> Vec<(&'static str, String)> {
    let kinds = [
        ("exact records", &bundle.records),
        ("additions", &bundle.additions),
        ("issued filters", &bundle.filters),
    ];
    let held = kinds.into_iter().filter(|(_, blobs)| !blobs.is_empty());
    held.map(|(name, blobs)| (name, format!("{} ({} bytes)", blobs.len(), size(blobs))))
        .collect()
}

/// Adds the same to an object.
pub(crate) fn add_to(value: &mut Value, bundle: &Bundle) {
    let Some(object) = value.as_object_mut() else {
        return;
    };
    for (name, bytes, blobs) in [
        ("records", "record_bytes", &bundle.records),
        ("additions", "addition_bytes", &bundle.additions),
        ("filters", "filter_bytes", &bundle.filters),
    ] {
        object.insert(name.into(), blobs.len().into());
        object.insert(bytes.into(), size(blobs).into());
    }
}

fn size(blobs: &[Vec<u8>]) -> usize {
    blobs.iter().map(Vec::len).sum()
}
