//! `/robots.txt` and `/.well-known/security.txt`.

use std::fmt::Write as _;

use axum::response::{IntoResponse as _, Response};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::export::languages;
use super::request::DataRequest;
use crate::web::{RequestRefusal, Site};

const TEXT: &str = "text/plain; charset=utf-8";

/// The days after which somebody should look again whether the contact holds; RFC 9116 asks for less than a year.
const DAYS: i64 = 180;

/// `/robots.txt` (RFC 9309): everything but searches.
pub async fn robots(request: DataRequest) -> Response {
    request.reply(TEXT, robots_text(&request.site))
}

/// `/.well-known/security.txt` (RFC 9116), where a contact is configured.
pub async fn security(request: DataRequest) -> Response {
    match security_text(&request.site, (request.app.calls.clock)()) {
        Some(text) => request.reply(TEXT, text),
        None => request.app.refused(RequestRefusal::UnknownAddress).into_response(),
    }
}

pub(super) fn robots_text(site: &Site) -> String {
    let base = site.public_url.path();
    let mut text = "User-agent: *\n".to_owned();
    for ui in languages(site) {
        let _ = writeln!(text, "Disallow: {base}/{}/search", ui.code());
    }
    let _ = writeln!(text, "\nSitemap: {}", site.address("/sitemap.xml"));
    text
}

/// The contact for half a year from now on; none where none is configured.
pub(super) fn security_text(site: &Site, now: Timestamp) -> Option<String> {
    let (contact, expires) = site.settings.contact.as_ref().zip(expiry(now))?;
    let spoken: Vec<&str> = languages(site).iter().map(|ui| ui.code()).collect();
    let own = site.address("/.well-known/security.txt");
    let languages = spoken.join(", ");
    Some(format!(
        "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: {languages}\nCanonical: {own}\n"
    ))
}

/// A midnight in half a year.
fn expiry(now: Timestamp) -> Option<Timestamp> {
    let today = now.to_zoned(TimeZone::UTC).start_of_day().ok()?;
    Some(today.checked_add(DAYS.days()).ok()?.timestamp())
}
