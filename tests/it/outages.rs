//! Whatever stops, calls go on: the program killed under load, a disk full, gone, garbled or stalled.

pub mod binary;
mod disk;
mod kill;
pub mod provider;
mod publishing;
pub mod wire;
