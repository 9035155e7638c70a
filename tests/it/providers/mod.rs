//! Telephony providers on this machine, each as strict as its pages say.

pub mod twilio;
