//! How long things are kept: `[keep]`.

use super::ConfigError;
use super::raw::RawKeep;
use crate::store::RetentionOptions;

/// Longer than anybody plans for, so that a slip of the finger is found.
const MOST_DAYS: i64 = 36_500;

/// The table's keys.
pub const KEYS: [&str; 7] = [
    "calls_days",
    "callers_days",
    "editions_days",
    "notices_days",
    "inquiries_days",
    "texts_days",
    "unheard_days",
];

/// How long things are kept, with every number checked.
pub fn resolve(raw: &RawKeep) -> Result<RetentionOptions, ConfigError> {
    let default = RetentionOptions::default();
    Ok(RetentionOptions {
        calls_days: days("calls_days", raw.calls_days, default.calls_days)?,
        callers_days: days("callers_days", raw.callers_days, default.callers_days)?,
        editions_days: days("editions_days", raw.editions_days, default.editions_days)?,
        notices_days: days("notices_days", raw.notices_days, default.notices_days)?,
        inquiries_days: days("inquiries_days", raw.inquiries_days, default.inquiries_days)?,
        texts_days: days("texts_days", raw.texts_days, default.texts_days)?,
        unheard_days: days("unheard_days", raw.unheard_days, default.unheard_days)?,
    })
}

fn days(key: &str, written: Option<i64>, otherwise: u16) -> Result<u16, ConfigError> {
    let Some(days) = written else {
        return Ok(otherwise);
    };
    u16::try_from(days)
        .ok()
        .filter(|_| days <= MOST_DAYS)
        .ok_or_else(|| {
            let reason = format!("write a number of days from 1 to {MOST_DAYS}, or 0 for ever");
            ConfigError::value(format!("keep, {key}"), reason)
        })
}
