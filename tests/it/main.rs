//! The tests that cross a boundary: whole calls, whole files, whole outages.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::doc_markdown,
    reason = "a test fails by panicking, and quotes pages word for word"
)]

mod alone;
mod calls;
mod captured_log;
mod catalogue;
mod cli;
mod config;
mod console;
mod database;
mod dialects;
mod dialogue;
mod docs;
mod hostile;
mod jobs;
mod keys;
mod manual_clock;
mod numerals;
mod one_time_codes;
mod operate;
mod oracles;
mod outages;
mod postgres;
mod preflight;
mod providers;
mod recordings;
mod sdk;
mod server;
mod skipped;
mod small_disk;
mod store;
mod test_server;
mod text;
mod wait;
mod website;
