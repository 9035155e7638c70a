//! What callers also call a service.

use super::Change;
use crate::catalogue::{LanguageIndex, Service};

/// What is different in each language, given with where it is before and after. The order is no difference.
pub(super) fn changes<'c>(
    before: &Service,
    after: &Service,
    languages: impl Iterator<Item = (&'c str, LanguageIndex, LanguageIndex)>,
) -> Vec<Change> {
    let changes = languages.filter_map(|(code, in_before, in_after)| {
        let before = before.also.get(in_before.position())?;
        let after = after.also.get(in_after.position())?;
        let (gone, new) = (missing(before, after), missing(after, before));
        (!gone.is_empty() || !new.is_empty()).then(|| Change::Also {
            language: code.to_owned(),
            gone,
            new,
        })
    });
    changes.collect()
}

/// The entries that are not among others.
fn missing(entries: &[String], others: &[String]) -> Vec<String> {
    let missing = entries.iter().filter(|entry| !others.contains(entry));
    missing.cloned().collect()
}
