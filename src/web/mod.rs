//! HTTP: handlers and the state that they share.

pub mod app;
mod audio;
pub mod console;
pub mod data;
pub mod directory;
mod fallback;
mod files;
mod form;
mod gauges;
mod links;
pub mod listen;
mod ops;
pub mod pages;
mod preflight;
mod recording;
mod refusal;
mod request;
mod routes;
mod site;
mod status;
mod texts;
mod voice;
mod whisper;

pub use app::{App, PageLimits, ProviderLine, Website};
pub use fallback::document as fallback_document;
pub use files::{SiteFile, SiteFileError, recordings_named_in, site_files};
pub use links::CallLinks;
pub use listen::{OPS_CONNECTIONS, Timeouts, most_connections, serve};
pub use preflight::PREFLIGHT;
pub use refusal::RequestRefusal;
pub use routes::{ops_routes, provider_routes, served};
pub use site::Site;
