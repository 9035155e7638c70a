//! The console: pages for the people who work here, each for whoever may do what it is for.

mod account;
mod again;
mod audit;
mod browsers;
mod changes;
mod cookies;
mod editions;
mod failure;
mod frame;
mod guard;
mod home;
mod invitation;
mod language;
mod operators;
mod qr;
mod refusals;
mod routes;
mod sign_in;
mod visitor;

pub use routes::{ConsoleRoute, routes};

use axum::response::Response;
use failure::ConsoleFailure;

/// The page that answers, or the reason for which there is none.
type Answer = Result<Response, ConsoleFailure>;
