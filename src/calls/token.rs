//! Tokens: a call's state, sealed, as it travels from one turn to the next.
//!
//! A token is `state~code`, or `state~code~2` after the state was lost twice in a row. The count is not sealed, for
//! a node that lost the state may not have the key; it can only bring a call to an earlier end.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::editions::LoadedEdition;
use super::{CallLine, Calls};
use crate::dialects::CallId;
use crate::dialogue::{self, CallState, Whisper};
use crate::keys::SEPARATOR;

/// Begins the token with which a call begins again after the program failed in it.
const FAILED: &str = "failed-";
/// The token with which a call begins again after the program failed in the turn of `token`; none where it failed at
/// a beginning, for it would only fail again.
pub fn apology_token(token: Option<&str>) -> Option<String> {
    let token = token.filter(|token| !token.starts_with(FAILED))?;
    Some(format!("{FAILED}{}", fingerprint(token)))
}

impl Calls {
    /// The words that a person hears before the caller of this token is put through, and the edition that they are
    /// from; none where the token is not the call's.
    pub fn whisper(
        &self,
        line: &CallLine,
        caller: &CallId,
        token: &str,
    ) -> Option<(Arc<LoadedEdition>, Whisper)> {
        let (sealed, _) = split_count(token);
        let opened = self.seal.open(&line.name, caller.as_str(), sealed)?;
        let own = CallState::edition_of(opened).and_then(|number| self.editions.get(number));
        let edition = own.unwrap_or_else(|| self.editions.active());
        let state = CallState::decode(opened, &edition.edition)?;
        let whisper = dialogue::whisper(edition.hotline(), &state);
        Some((edition, whisper))
    }
}

/// The draw of [`Seal::number_of_turn`](crate::keys::Seal::number_of_turn) by which a reference is shifted in a token;
/// references themselves come of the first few.
const REFERENCE_SHIFT: u32 = u32::MAX;

impl Calls {
    /// Hides the reference in a call's state that is to be sealed: proxies log addresses.
    pub(super) fn hide_reference(&self, call: &CallId, state: CallState) -> CallState {
        state.at_reference(|reference| reference.shifted(self.reference_shift(call, &state)))
    }

    /// Undoes [`hide_reference`](Self::hide_reference).
    pub(super) fn show_reference(&self, call: &CallId, state: CallState) -> CallState {
        state.at_reference(|reference| reference.shifted_back(self.reference_shift(call, &state)))
    }

    fn reference_shift(&self, call: &CallId, state: &CallState) -> u64 {
        let turn = (state.restart, state.turn);
        self.seal.number_of_turn(call.as_str(), turn, REFERENCE_SHIFT)
    }
}

/// Splits a token into what was sealed and how often in a row the state was lost.
pub(super) fn split_count(token: &str) -> (&str, u8) {
    let counted = token.rsplit_once(SEPARATOR);
    let counted = counted.filter(|(sealed, _)| sealed.contains(SEPARATOR));
    let count = counted.and_then(|(sealed, times)| Some((sealed, times.parse().ok()?)));
    count.unwrap_or((token, 0))
}

/// Tells one lost token from another, the same for every retry; never 0.
pub(super) fn fingerprint(token: &str) -> u32 {
    let hash = Sha256::digest(token.as_bytes());
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_split_off_and_nothing_else_is() {
        assert_eq!(split_count("3_1_en~code"), ("3_1_en~code", 0));
        assert_eq!(split_count("3_1_en~code~2"), ("3_1_en~code", 2));
        assert_eq!(split_count("failed-17"), ("failed-17", 0));
        for odd in ["", "~", "~~", "a~b~", "a~b~256", "a~b~-1"] {
            assert_eq!(split_count(odd), (odd, 0));
        }
    }

    #[test]
    fn a_call_begins_again_after_a_failure_once() {
        let again = apology_token(Some("3_1_en~code")).unwrap();
        assert_eq!(apology_token(Some("3_1_en~code")), Some(again.clone()));
        assert_ne!(apology_token(Some("3_1_en~other")), Some(again.clone()));
        assert_eq!(apology_token(Some(&again)), None);
        assert_eq!(apology_token(None), None);
    }
}
