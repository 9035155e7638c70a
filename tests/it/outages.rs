//! Whatever stops, calls go on: the program killed under load, a disk full, gone, garbled or stalled, a database
//! away, a clock set back, menus published.

pub mod binary;
pub mod cable;
mod clock;
mod crowd;
mod database;
mod disk;
mod files;
mod kill;
mod load;
mod log;
mod notices;
pub mod provider;
mod publishing;
mod restored;
mod small_disk;
pub mod wire;

use sila::dialects::PublicUrl;

/// The address that the provider calls, whichever node answers.
fn public_url() -> PublicUrl {
    PublicUrl::parse(provider::PUBLIC).unwrap()
}
