//! Arguments that several commands share.

pub(crate) mod as_of;
mod colour;
pub(crate) mod consent;
pub(crate) mod intake;
mod label;
pub(crate) mod operator;
pub(crate) mod passphrase;
mod print_check;
mod printed;
pub(crate) mod register;
mod symbol;

pub(crate) use self::colour::ColourArgs;
pub(crate) use self::intake::IntakeArgs;
pub(crate) use self::label::LabelArgs;
pub(crate) use self::print_check::PrintCheckArgs;
pub(crate) use self::printed::{PrintedArgs, listed};
pub(crate) use self::symbol::{SymbolArgs, SymbolReport, formats, millimetres};
