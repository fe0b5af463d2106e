//! The registrar's desk: from a table of products to signed and published labels.
//!
//! [`table`] reads products from CSV and XLSX, [`applications`] what holders apply for. [`register`]
//! holds every registration, signer, label and status, and a journal of every action. [`plan`] checks
//! a batch of labels whole and signs it so that it can be stopped anywhere; [`publish`] makes of the
//! register what verifiers load.
//!
//! Without feature `register` there are tables, labels as people write them, and plans to be read: what a page
//! needs that issues labels in a browser.
//!
//! ```
//! use std::path::Path;
//!
//! use label_core::UnixTime;
//! use label_core::scheme::Schemes;
//! use label_desk::label_fields::{Draft, Rules};
//! use label_desk::register::{Act, Anchors, Location, Register, model};
//! use label_desk::table::{self, Grouping};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let directory = tempfile::tempdir()?;
//! // A table of one product, read by the rules of the schemes.
//! let csv = "registration,scheme,level,assessment,criteria,product,model,supply_chain\n\
//!            R-1,jc-star,1,self,JST-CR-01-01-2024R1,Router,RT-1,cleared:2026-11-01\n";
//! let schemes = Schemes::builtin();
//! let issued = UnixTime::from_seconds(1_793_491_200);
//! let rules = Rules { schemes: &schemes, issued };
//! let file = Path::new("products.csv");
//! let entries = table::read(file, csv.as_bytes(), &Draft::default(), rules, Grouping::PerModel)?;
//!
//! // The application for it, in a new register.
//! let location = Location::File(directory.path().join("register.db"));
//! let act = Act::new(issued, Some("intake"), "letter of 2026-10-01")?;
//! let mut register = Register::init(&location, &act)?;
//! let claims = entries[0].claims.clone();
//! let models = vec![model(&claims, &schemes)];
//! register.apply(&act, &[(claims, models)], &[])?;
//! assert!(register.audit(&Anchors::default())?.findings.is_empty());
//!
//! // Applied for once, it cannot be applied for again.
//! let claims = entries[0].claims.clone();
//! let again = register.apply(&act, &[(claims, Vec::new())], &[]);
//! assert_eq!(again.map_err(|error| error.code()), Err("registration_exists"));
//! # Ok(())
//! # }
//! ```

#![warn(clippy::missing_errors_doc)]

#[cfg(feature = "register")]
pub mod amendments;
#[cfg(feature = "register")]
pub mod applications;
#[cfg(feature = "register")]
pub mod ends;
mod error;
#[cfg(feature = "register")]
pub mod issued;
pub mod label_fields;
#[cfg(feature = "register")]
mod part;
pub mod plan;
#[cfg(feature = "register")]
pub mod publish;
#[cfg(feature = "register")]
pub mod register;
#[cfg(feature = "register")]
pub mod report;
#[cfg(feature = "register")]
pub mod settings;
#[cfg(feature = "register")]
pub mod status_file;
pub mod table;
#[cfg(feature = "register")]
pub mod toml_file;
#[cfg(feature = "register")]
pub mod trust_spec;

pub use error::DeskError;
