//! The terminal phone is as strict as the provider, and does what its pages say.

mod call;
pub mod document;
mod http;
pub mod oracles;
pub mod scripted_server;
mod signing;
