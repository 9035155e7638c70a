//! Endings that change with the case and with what follows.

use crate::numerals::Case;

/// The state of a word: by itself, or bound to the noun after it, which takes away its last ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// By itself: «مئتان».
    Absolute,
    /// Bound to the next noun: «مئتا يوم».
    Construct,
}

/// The dual of a case and state, from the form it is listed under: «يومان» gives «يومين» and «يوما».
pub(super) fn dual(listed: &str, case: Case, state: State) -> String {
    let stem = listed.strip_suffix("ان").unwrap_or(listed);
    let ending = match (case, state) {
        (Case::Nominative, State::Absolute) => "ان",
        (Case::Nominative, State::Construct) => "ا",
        (_, State::Absolute) => "ين",
        (_, State::Construct) => "ي",
    };
    format!("{stem}{ending}")
}

/// The round number of tens of a case, from the form it is listed under: «عشرون» gives «عشرين».
pub(super) fn tens(listed: &str, case: Case) -> String {
    match (case, listed.strip_suffix("ون")) {
        (Case::Accusative | Case::Genitive, Some(stem)) => format!("{stem}ين"),
        _ => listed.to_owned(),
    }
}
