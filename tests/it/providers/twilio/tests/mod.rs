//! The terminal phone is as strict as the provider, and does what its pages say.

mod call;
mod dial_and_record;
pub mod document;
mod gather;
mod http;
pub mod oracles;
pub mod scripted_server;
mod signing;
