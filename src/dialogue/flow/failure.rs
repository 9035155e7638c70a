//! Silence, and keys that mean nothing.

use crate::catalogue::Phrase;

use super::{Awaits, CallState, EndReason, EventKind, Flow, Form, Key, Onward, Place, Then};

/// Minutes that a pause lasts at most.
const MAX_PAUSE: u8 = 5;

impl Flow<'_, '_> {
    pub(super) fn no_input(&mut self) -> Then {
        self.note(EventKind::NoInput);
        match (self.state.awaits, self.state.place) {
            (Awaits::LastKey, _) => {
                self.speech.phrase(Phrase::Goodbye, self.language());
                return self.end(EndReason::NoPerson);
            }
            (Awaits::Resume, _) => return self.still_paused(),
            (_, Place::Gate) => return self.take_default_language(),
            // Whoever does not want to answer is not asked again.
            (_, Place::Useful(_, onward)) => {
                self.enter(onward.place(self.state.place), None, true);
                return self.speak(Form::Short);
            }
            (_, Place::Resume(..)) => {
                self.enter(Place::Main, None, true);
                return self.speak(Form::Full);
            }
            _ => {}
        }
        self.state.awaits = Awaits::Key;
        self.state.no_input = self.state.no_input.saturating_add(1);
        self.after_failure(Phrase::NoInput)
    }

    fn still_paused(&mut self) -> Then {
        self.state.no_input = self.state.no_input.saturating_add(1);
        if self.state.no_input < MAX_PAUSE {
            self.speech.phrase(Phrase::StillPaused, self.language());
            return self.collect();
        }
        self.forgive();
        self.state.no_input = 1;
        self.after_failure(Phrase::NoInput)
    }

    /// The minutes of a pause are no failures of the caller.
    pub(super) fn end_pause(&mut self) {
        if self.state.awaits == Awaits::Resume {
            self.state.no_input = 0;
        }
    }

    pub(super) fn no_match(&mut self, key: Option<Key>) -> Then {
        self.note(EventKind::NoMatch { key });
        self.failed_match(Phrase::NoMatch)
    }

    pub(super) fn failed_match(&mut self, what: Phrase) -> Then {
        self.end_pause();
        self.state.no_match = self.state.no_match.saturating_add(1);
        self.state.awaits = Awaits::Key;
        self.after_failure(what)
    }

    /// Says what went wrong and the short form again, as long as the caps allow.
    pub(super) fn after_failure(&mut self, what: Phrase) -> Then {
        let at_gate = self.state.place == Place::Gate;
        if self.given_up() {
            if at_gate {
                return self.take_default_language();
            }
            // What was keyed came through, and nothing has that number.
            if matches!(what, Phrase::UnknownCode | Phrase::UnknownReference) {
                self.speech.phrase(what, self.language());
            }
            self.speech.phrase(Phrase::TooMany, self.language());
            return self.person(EndReason::GaveUp);
        }
        if at_gate {
            self.speech.gate(self.context.offered, Some(what));
            return self.collect();
        }
        self.speech.phrase(what, self.language());
        self.speak(Form::Short)
    }

    pub(super) fn given_up(&self) -> bool {
        let limits = &self.hotline.limits;
        let CallState { no_input, no_match, .. } = self.state;
        no_input >= limits.no_input
            || no_match >= limits.no_match
            || no_input.saturating_add(no_match) >= limits.together
    }
}

impl Onward {
    /// The place after a question on the way.
    pub(super) fn place(self, asked_at: Place) -> Place {
        match self {
            Self::Main => Place::Main,
            Self::Group => asked_at.parent(),
        }
    }
}
