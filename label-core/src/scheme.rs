//! Schemes as data: what each scheme grants, demands and lets one say.
//!
//! A scheme is one JSON table; a new one needs no code. The tables of this project are built in,
//! anybody's own table is read with [`Scheme::from_json`] under the same rules.

mod check;
mod decode;
mod forbidden;
mod lang;
mod read;
mod set;
mod table;
#[cfg(feature = "wording")]
mod texts;
mod validate;
mod validity;

pub use lang::Lang;
pub(crate) use lang::Text;
pub(crate) use set::same;
pub use set::{SCHEME_CODES, Schemes};
pub use table::{Category, Criteria, Field, Level, ProductKind, Scheme};
pub use validity::Validity;

#[cfg(test)]
pub(crate) mod tests;
