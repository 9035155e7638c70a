//! Tests that cross HTTP or SQL.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::doc_markdown,
    reason = "a test fails by panicking, and quotes pages word for word"
)]

mod caller_call;
mod caller_document;
mod caller_http;
mod caller_oracles;
mod caller_signing;
mod caller_stage;
mod caller_terminal;
