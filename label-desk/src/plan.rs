//! Batches: a plan that is checked whole, and its signing, which can be stopped anywhere.

mod desk;
mod export;
mod file;
mod signing;
mod warnings;

pub use desk::{RegisterDesk, granted};
pub use export::export;
pub use file::{Header, NewPlan, PlanFile};
pub use signing::{SignWith, sign};
pub use warnings::{Warning, warnings};
