//! How each telephony provider asks and wants to be answered.
//!
//! A dialect checks that a request is the provider's own, reads it into the dialogue's words, and
//! writes an answer as the provider's document. A provider's name stands nowhere else in the code.

pub mod twilio;
