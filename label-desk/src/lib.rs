//! The registrar's desk: from a table of products to signed and published labels.
//!
//! [`table`] reads products from CSV and XLSX, [`applications`] what holders apply for. [`register`]
//! holds every registration, signer, label and status, and a journal of every action. [`plan`] checks
//! a batch of labels whole and signs it so that it can be stopped anywhere; [`publish`] makes of the
//! register what verifiers load.

#![warn(clippy::missing_errors_doc)]

pub mod applications;
mod error;
pub mod label_fields;
pub mod plan;
pub mod publish;
pub mod register;
pub mod status_file;
pub mod table;
pub mod toml_file;
pub mod trust_spec;

pub use error::DeskError;
