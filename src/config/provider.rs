//! What a line asks of its provider's own API, and what it can do with it.

use url::Url;

use super::raw::{RawLimits, RawLine};
use super::{ConfigError, advice};

/// The keys of `[limits]`.
pub const LIMITS: [&str; 1] = ["texts_a_day"];

/// Text messages for one caller in a day, where nothing is written.
pub const TEXTS_A_DAY: u16 = 5;

/// More than anybody reads, so that a slip of the finger is found.
const MOST_TEXTS_A_DAY: i64 = 100;

/// How many text messages one caller may ask for in a day.
pub fn texts_a_day(raw: &RawLimits) -> Result<u16, ConfigError> {
    match raw.texts_a_day {
        None => Ok(TEXTS_A_DAY),
        Some(number @ 1..=MOST_TEXTS_A_DAY) => Ok(number.try_into().unwrap_or(TEXTS_A_DAY)),
        Some(_) => Err(ConfigError::value(
            "limits, texts_a_day",
            "write a number from 1 to 100; a line without text_from sends none at all",
        )),
    }
}

/// Where the provider's API is, if that is written.
pub fn api_url(raw: &RawLine) -> Result<Option<Url>, ConfigError> {
    let api = raw.api_url.as_deref().map(|text| {
        api(text).ok_or_else(|| {
            let reason = "write an https address without user, `?` or `#`, such as https://api.twilio.com; http is taken on this machine alone";
            ConfigError::value(format!("line `{}`, api_url", raw.name), reason)
        })
    });
    api.transpose()
}

/// Refuses what means nothing without an account.
pub fn needs_an_account(raw: &RawLine) -> Result<(), ConfigError> {
    let alone = [
        ("api_url", raw.api_url.is_some()),
        ("text_from", raw.text_from.is_some()),
        ("delete_recordings", raw.delete_recordings == Some(true)),
    ];
    let written = alone.into_iter().find(|(_, is_written)| *is_written);
    written.map_or(Ok(()), |(name, _)| {
        let reason = "it means nothing without account_id: write that as well, or take this out";
        Err(ConfigError::value(
            format!("line `{}`, {name}", raw.name),
            reason,
        ))
    })
}

/// Where the API is, if a secret may be sent there.
fn api(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && advice::is_loopback(&url));
    let is_plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    (is_safe && is_plain && url.has_host()).then_some(url)
}
