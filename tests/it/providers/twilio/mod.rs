//! A strict Twilio: it signs and asks as Twilio does, refuses what Twilio would refuse, follows documents as its
//! pages say, and presses keys.

pub mod api;
mod asking;
mod audio;
pub mod call;
mod course;
pub mod document;
mod exchange;
pub mod fault;
pub mod heard;
mod notices;
pub mod phone;
mod reading;
pub mod sign;
pub mod tests;
mod values;
pub mod verbs;
mod xml;
