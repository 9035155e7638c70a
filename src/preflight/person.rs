//! The person of each language: no number of the hotline's own.

use super::report::{Finding, Trouble};
use crate::catalogue::Hotline;
use crate::config::LineConfig;
use crate::dialects::PhoneNumber;

/// Compares the persons' numbers with the numbers of the lines, as far as the configuration names them.
pub(super) fn check(lines: &[LineConfig], hotline: &Hotline) -> Vec<Finding> {
    let mut findings = Vec::new();
    for language in &hotline.languages {
        let Some(person) = &language.person else { continue };
        let own = lines.iter().find(|line| numbers(line).any(|number| number.reveal() == person));
        findings.extend(own.map(|line| {
            let trouble = Trouble::warning(
                format!(
                    "callers who speak {} would be put through to the line `{}` again, and are not",
                    language.name, line.name
                ),
                format!(
                    "Write a telephone at which somebody answers as `person` of `{}`.",
                    language.code
                ),
            );
            Finding::new(format!("person {}", language.code), Err(trouble))
        }));
    }
    findings
}

fn numbers(line: &LineConfig) -> impl Iterator<Item = PhoneNumber> {
    let sender = line.text_from.as_deref().and_then(|from| PhoneNumber::written(from).ok());
    line.caller_id.clone().into_iter().chain(sender)
}
