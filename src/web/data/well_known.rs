//! `/robots.txt` and `/.well-known/security.txt`.

use std::fmt::Write as _;

use axum::response::{IntoResponse as _, Response};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::export::languages;
use super::request::DataRequest;
use crate::web::RequestRefusal;

const TEXT: &str = "text/plain; charset=utf-8";

/// The days after which somebody should look again whether the contact holds; RFC 9116 asks for less than a year.
const DAYS: i64 = 180;

/// `/robots.txt` (RFC 9309): everything but searches.
pub async fn robots(request: DataRequest) -> Response {
    let base = request.app.public_url.path();
    let mut text = "User-agent: *\n".to_owned();
    for ui in languages(&request) {
        let _ = writeln!(text, "Disallow: {base}/{}/search", ui.code());
    }
    let _ = writeln!(text, "\nSitemap: {}", request.address("/sitemap.xml"));
    request.reply(TEXT, text)
}

/// `/.well-known/security.txt` (RFC 9116), where a contact is configured.
pub async fn security(request: DataRequest) -> Response {
    let contact = request.app.website.as_ref().and_then(|website| website.contact.clone());
    let expires = expiry((request.app.calls.clock)());
    let Some((contact, expires)) = contact.zip(expires) else {
        return request.app.refused(RequestRefusal::UnknownAddress).into_response();
    };
    let spoken: Vec<&str> = languages(&request).iter().map(|ui| ui.code()).collect();
    let own = request.address("/.well-known/security.txt");
    let languages = spoken.join(", ");
    let text = format!(
        "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: {languages}\nCanonical: {own}\n"
    );
    request.reply(TEXT, text)
}

/// A midnight in half a year.
fn expiry(now: Timestamp) -> Option<Timestamp> {
    let today = now.to_zoned(TimeZone::UTC).start_of_day().ok()?;
    Some(today.checked_add(DAYS.days()).ok()?.timestamp())
}
