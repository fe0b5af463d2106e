//! Batches: a plan that is checked whole, and its signing, which can be stopped anywhere.

mod desk;
mod plan_file;
mod render;
mod run;
mod warnings;

pub(crate) use desk::{RegisterDesk, granted};
pub(crate) use plan_file::{Header, PlanFile, write};
pub(crate) use render::{Rendering, render};
pub(crate) use run::sign;
pub(crate) use warnings::{Warning, warnings};
