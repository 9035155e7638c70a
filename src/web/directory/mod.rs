//! The public website: every service as it is heard, from the edition that is active.

mod address;
mod answer;
mod ask;
mod card;
mod context;
mod files;
mod home;
mod info;
mod linked;
mod menu;
mod opinion;
mod parts;
mod routes;
mod search;
mod service;
mod visit;

pub use address::PageAddress;
pub use card::{Card, host};
pub use files::files;
pub use info::AUDIENCES;
pub use routes::routes;
