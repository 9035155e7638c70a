//! Sila: a phone-menu server.
//!
//! A telephony provider asks over HTTP what a caller should hear next; Sila answers with a document.
//! Read [`catalogue`] (what can be heard) first, then [`dialogue`] (how a call goes), then [`operate`] (how
//! what is heard changes).

#[macro_use]
mod named;

pub mod calls;
pub mod catalogue;
pub mod clock;
pub mod config;
pub mod dialects;
pub mod dialogue;
pub mod hourly_limit;
pub mod jobs;
pub mod keys;
pub mod log_pace;
pub mod messages;
pub mod metrics;
pub mod numerals;
pub mod operate;
pub mod preflight;
pub mod recordings;
pub mod server;
pub mod store;
pub mod supervised;
pub mod text;
pub mod web;
