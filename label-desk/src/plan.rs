//! Batches: a plan that is checked whole, and its signing, which can be stopped anywhere.

#[cfg(feature = "register")]
mod desk;
#[cfg(feature = "register")]
mod export;
mod file;
#[cfg(feature = "register")]
mod signing;
#[cfg(feature = "register")]
mod write;

#[cfg(feature = "register")]
pub use desk::{RegisterDesk, granted};
#[cfg(feature = "register")]
pub use export::export;
pub use file::{Header, PlanFile, Planned};
#[cfg(feature = "register")]
pub use signing::{SignWith, sign};
#[cfg(feature = "register")]
pub use write::NewPlan;
