//! Problems with the TOML itself: the parser's own words, and the usual slips behind them.

use toml::de::DeTable;

use super::mistakes::Mistakes;
use crate::catalogue::is_invisible;
use crate::catalogue::position::{Spot, TextFile};
use crate::catalogue::problem::{FileProblem, TomlSlip};

/// Parses a file and notes the first error of each line, from which the others mostly follow, as does the same error in
/// the next line. The table holds what could be understood.
pub(super) fn parse<'r>(file: &'r TextFile<'r>, mistakes: &Mistakes) -> DeTable<'r> {
    let (table, mut errors) = DeTable::parse_recoverable(&file.text);
    errors.sort_by_key(|error| error.span().map(|span| span.start));
    let mut last: Option<(usize, String)> = None;
    for error in errors {
        let spot = Spot::new(file, error.span().unwrap_or_default());
        let line = spot.line();
        let follows = last.as_ref().is_some_and(|(before, message)| {
            line == *before || (line == before + 1 && error.message() == message)
        });
        last = Some((line, error.message().to_owned()));
        if !follows {
            let problem =
                FileProblem::BadToml { parser: error.message().to_owned(), slip: slip(spot) };
            mistakes.add(spot, problem);
        }
    }
    if last.is_some() {
        mistakes.unreadable(file.path);
    }
    table.into_inner()
}

/// The slip of the keys or of a word processor that the parser stumbled over.
fn slip(spot: Spot<'_>) -> Option<TomlSlip> {
    let (found, (before, rest)) = (spot.text(), spot.line_around());
    let field = before.trim_start().trim_end_matches([' ', ':']);
    let is_field = !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_lowercase());
    if rest.starts_with(|char: char| char != '\r' && is_invisible(char)) {
        Some(TomlSlip::InvisibleCharacter)
    } else if found.contains(['“', '”', '„', '«', '»', '‘', '’', '″']) {
        Some(TomlSlip::TypographicQuotes)
    } else if found.contains('،') || rest.starts_with('،') {
        Some(TomlSlip::ArabicComma)
    } else if !found.is_empty() && found.chars().all(|char| !char.is_ascii() && char.is_numeric()) {
        Some(TomlSlip::OtherDigits)
    } else if found.is_empty() && rest.trim_start().starts_with('#') {
        Some(TomlSlip::NothingButComment)
    } else if is_field && (before.contains(':') || rest.starts_with(':')) {
        Some(TomlSlip::ColonForEquals)
    } else {
        None
    }
}
