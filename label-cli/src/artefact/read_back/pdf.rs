//! stub
use crate::artwork::raster::Raster;
pub(super) fn page(_file: &[u8], _module_mm: f64) -> Option<Raster> { None }
pub(crate) fn symbols(_file: &[u8], _module_mm: f64) -> Option<Vec<String>> { None }
