//! Dialects through their seam: requests verified and read, documents written and read back, APIs asked.

mod api;
mod auth;
mod fixtures;
mod follow;
mod local;
mod names;
mod reading;
mod rendering;
mod signature;
mod texts;
mod xml;

use sila::dialects::{DIALECTS, find};

#[test]
fn every_dialect_is_found_by_its_name() {
    for dialect in DIALECTS {
        assert_eq!(find(dialect.name()).unwrap().name(), dialect.name());
    }
    assert!(find("Twilio").is_none() && find("").is_none());
}
