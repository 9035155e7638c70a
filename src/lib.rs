//! Sila: a phone-menu server.
//!
//! A telephony provider asks over HTTP what a caller should hear next; Sila answers with a document.
//! Read [`catalogue`] (what can be heard) first, then [`dialogue`] (how a call goes), then [`editions`] (how
//! what is heard changes).

pub mod caller;
pub mod catalogue;
pub mod clock;
pub mod dialects;
pub mod dialogue;
pub mod editions;
pub mod notices;
pub mod numerals;
pub mod preflight;
pub mod recordings;
pub mod server;
pub mod store;
