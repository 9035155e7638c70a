//! Mistakes in notices.

use jiff::civil::DateTime;

use super::{Explanation, spoken};
use crate::catalogue::NoticeMistake;
use crate::catalogue::problem::LanguageName;

/// A mistake in a notice, and what to do about it.
pub fn notice_mistake(mistake: &NoticeMistake) -> String {
    use NoticeMistake as M;
    match mistake {
        M::MissingLanguage(LanguageName { code, name }) => format!(
            "There is no text in {name} ({code}): write one, for callers in every language hear it."
        ),
        M::UnknownLanguage { code, spoken } => format!(
            "The hotline does not speak the language `{code}`: it speaks {}.",
            spoken.join(", ")
        ),
        M::RepeatedLanguage(code) => {
            format!("There are two texts in the language `{code}`: leave one out.")
        }
        M::UnknownSector { sector, known } => {
            let known: Vec<_> = known.iter().map(u8::to_string).collect();
            let known = known.join(", ");
            format!("There is no sector {sector}: write one of {known}, or none for all callers.")
        }
        M::Backwards { from, until } => format!(
            "It would end on {}, and begin only on {}: write an end after the beginning.",
            time(*until),
            time(*from)
        ),
        M::Over { until } => format!("{} is past: write an end that is to come.", time(*until)),
        M::Unspeakable { code, problem } => {
            let Explanation { message, hint } = spoken::spoken(problem);
            format!("In the text for `{code}`: {message} To mend it: {hint}.")
        }
    }
}

fn time(at: DateTime) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}
