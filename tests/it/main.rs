//! Whole calls, whole pages, whole outages.

mod store;
