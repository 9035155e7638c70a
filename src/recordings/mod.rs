//! Taking recordings in: from the studio's files to the telephone's format, and the shelf that
//! keeps them.

pub mod convert;
mod refusal;

pub use refusal::Refusal;
