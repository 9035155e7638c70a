//! Levels of the log.

use tracing_subscriber::filter::Targets;

/// The words for how much is logged.
const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

/// Refuses what would silently log nothing: the log takes an unknown word for the name of a part.
pub(super) fn check(level: &str) -> Result<(), String> {
    let wrong = |reason: String| {
        let how = format!("write {}, or a list such as info,sila::web=debug", LEVELS.join(", "));
        Err(format!("{reason}: {how}"))
    };
    let is_level = |word: &str| LEVELS.iter().any(|level| level.eq_ignore_ascii_case(word));
    let mut directives = level.split(',').map(str::trim);
    match directives.find(|part| !part.contains('=') && !is_level(part)) {
        Some("") => return wrong("a word is missing".to_owned()),
        Some(word) => return wrong(format!("`{word}` is no level")),
        None => {}
    }
    match level.parse::<Targets>() {
        Ok(_) => Ok(()),
        Err(error) => wrong(error.to_string()),
    }
}
