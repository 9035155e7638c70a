//! The terminal phone is as strict as the provider, and does what its pages say.

mod call;
mod document;
mod http;
pub mod oracles;
mod scripted_server;
mod signing;
mod terminal;
