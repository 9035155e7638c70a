//! The terminal phone: a strict stand-in for the telephony provider.
//!
//! It signs and asks as the provider does, refuses what the provider would refuse, follows documents
//! as the provider's pages say, and presses keys. It knows documents and HTTP only.

mod asking;
pub mod audio;
pub mod call;
mod course;
pub mod document;
pub mod exchange;
pub mod fault;
pub mod heard;
mod notices;
pub mod phone;
mod reading;
pub mod sign;
pub mod terminal;
mod values;
pub mod verbs;
mod xml;
