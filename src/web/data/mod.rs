//! Open data: the edition that is heard, for programs.

mod api;
mod cache;
mod cpsv;
mod export;
mod feed;
mod files;
mod history;
mod hsds;
mod record;
mod request;
mod routes;
mod sitemap;
mod well_known;

pub use cache::DataCache;
pub use files::files;
pub use history::{EditionHistory, HistoryEntry};
pub use routes::routes;
