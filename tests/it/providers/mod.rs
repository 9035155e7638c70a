//! Telephony providers on this machine, each as strict as its pages say.

mod json;
pub mod twilio;
