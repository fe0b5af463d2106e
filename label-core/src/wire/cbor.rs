//! Strict deterministic CBOR: checks the received bytes before any library decodes them.
//!
//! Core deterministic encoding (RFC 8949, section 4.2.1) and less: definite lengths, shortest
//! integers, map keys in bytewise order without duplicates, no floats, no tags, of the simple
//! values only false, true and null, nesting of at most [`limits::NESTING`](crate::limits::NESTING), at most
//! [`limits::CBOR_ITEMS`](crate::limits::CBOR_ITEMS) items.

pub(crate) mod diagnostic;
mod fields;
mod head;
pub(crate) mod lenient;
mod strict;
mod write;

pub(crate) use fields::{
    Fields, array, array_of, byte_strings, bytes, counters, distinct, fixed, list, map, map_of,
    period, positive, raw_text, time, uint,
};
pub(crate) use strict::{check_tagged, decode, decode_tagged, encode};
pub(crate) use write::{write, write_array, write_bytes, write_text};
