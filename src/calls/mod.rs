//! Calls: what they are answered with, and what is written down of them.

pub mod editions;
pub mod lookup;
pub mod notices;
pub mod record;

pub use notices::LiveNotices;
