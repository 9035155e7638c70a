//! The tests that cross a boundary: whole calls, whole files, whole outages.

mod dialogue;
mod store;
