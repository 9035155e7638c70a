//! The server's time for a page of the website.
//!
//! `cargo bench --bench pages` asks the website's router for a page of each kind in both languages and prints microseconds,
//! bytes, and the ratio to a bare axum handler that returns the same bytes, which is the baseline. No page should take a
//! thousand. `-- --short` is one short round, to see that it works.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "a program for a person at a terminal"
)]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::routing::get;
use camino::Utf8Path;
use http::{Request, StatusCode};
use sila::clock;
use sila::config::Config;
use sila::server::{self, Ambient};
use sila::web::{data, directory, served};
use tower::ServiceExt as _;

/// The end of an address in a language's folder, a kind of page each.
const PAGES: [&str; 9] = [
    "",
    "/1",
    "/11",
    "/114",
    "/search?q=wall%20permit",
    "/search?q=%D8%B1%D8%AE%D8%B5%D8%A9%20%D8%B3%D9%88%D8%B1",
    "/for/citizen",
    "/programme",
    "/data",
];
const DATA: [&str; 6] = [
    "/api/services",
    "/api/services/114",
    "/data/services.csv",
    "/data/ar/hsds.json",
    "/data/cpsv-ap.jsonld",
    "/sitemap.xml",
];

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let config =
        Config::for_this_machine(Utf8Path::from_path(folder.path()).unwrap().into()).unwrap();
    let ambient = Ambient { clock: clock::system(), random: [7; 32] };
    let running = server::start(config, ambient).await.unwrap();
    let routes = directory::routes(&running.app).merge(data::routes());
    let website = served(routes, Arc::clone(&running.app));
    println!("                                            µs   of the baseline      bytes");
    for language in ["ar", "en"] {
        for end in PAGES {
            print(&website, &format!("/{language}{end}")).await;
        }
    }
    for address in DATA {
        print(&website, address).await;
    }
    running.stop().await;
}

async fn print(website: &Router, address: &str) {
    let page = ask(website, address).await;
    let bytes = page.len();
    let baseline = Router::new().fallback(get(move || {
        let page = page.clone();
        async move { page }
    }));
    let (ours, bare) = (time(website, address).await, time(&baseline, address).await);
    println!("{address:<37} {ours:>9.1} {:>17.1} {bytes:>10}", ours / bare);
}

async fn ask(router: &Router, address: &str) -> axum::body::Bytes {
    let mut request = Request::get(address).body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 9))));
    let response = router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{address}");
    to_bytes(response.into_body(), usize::MAX).await.unwrap()
}

/// The median of microseconds over many requests.
async fn time(router: &Router, address: &str) -> f64 {
    let short = std::env::args().any(|argument| argument == "--short");
    let goes = if short { 3 } else { 501 };
    let mut times = Vec::with_capacity(goes);
    for _ in 0..goes {
        let begin = Instant::now();
        ask(router, address).await;
        times.push(begin.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    times[goes / 2]
}
