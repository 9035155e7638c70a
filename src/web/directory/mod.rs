//! The public website: every service as it is heard, from the edition that is active.

mod address;
mod card;
mod context;
mod form;
mod home;
mod info;
mod linked;
mod menu;
mod opinion;
mod routes;
mod search;
mod service;
mod strands;
mod visit;

pub use address::PageAddress;
pub use card::{Card, host};
pub use info::AUDIENCES;
pub use routes::routes;
