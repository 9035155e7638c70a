//! Inquiries: a question is left, and its status heard.

use crate::catalogue::Phrase;

use super::{Awaits, EndReason, EventKind, Flow, Form, Input, Key, Lookup, Place, Reference, Then};
use crate::dialogue::{InquiryProgress, LeftQuestion, LookupResult};

/// Seconds that a recording may take, and seconds of silence that end it: whoever thinks of the next word is not
/// interrupted.
const MAX_SECONDS: u16 = 120;
const SILENCE_SECONDS: u8 = 5;
/// Nobody asks a question in less.
const MIN_SECONDS: u32 = 2;
/// Recordings with nothing in them, before the caller is brought back.
const MAX_EMPTY: u8 = 2;

impl Flow<'_, '_> {
    pub(super) fn ask_for_question(&mut self) -> Then {
        if *self.context.lookup == LookupResult::Spent {
            self.note(EventKind::InquiryRefused);
            self.speech.phrase(Phrase::InquirySpent, self.language());
            self.state.place = self.state.place.parent();
            return self.speak(Form::Short);
        }
        self.needs = Some(Lookup::MayAsk);
        self.record(Phrase::Inquiry)
    }

    /// Records what a phrase asks for.
    pub(super) fn record(&mut self, asks: Phrase) -> Then {
        self.speech.phrase(asks, self.language());
        self.state.awaits = Awaits::Recording;
        Then::Record { longest: MAX_SECONDS, silence: SILENCE_SECONDS, next: self.next() }
    }

    /// Takes what was recorded at a place that may have gone since.
    pub(super) fn recorded(&mut self, input: &Input, place: Place) -> Then {
        match *input {
            Input::RecordingEnded { withdrawn: true, .. } => self.withdraw(),
            Input::RecordingEnded { seconds, caller_gone, .. }
                if seconds.is_none_or(|seconds| seconds >= MIN_SECONDS) =>
            {
                let kept = *self.context.lookup != LookupResult::NotKept;
                let reference = self.context.reference.filter(|_| kept);
                match place {
                    Place::Addition(left) => self.keep_addition(left, reference),
                    place => self.keep_question(place, reference),
                }
                if caller_gone {
                    return self.end(EndReason::HungUp);
                }
                self.acknowledge(place, reference.is_some())
            }
            Input::RecordingEnded { caller_gone: true, .. } => self.end(EndReason::HungUp),
            _ => self.nothing_recorded(),
        }
    }

    /// Goes back without keeping anything.
    fn withdraw(&mut self) -> Then {
        let back = self.state.place.parent();
        self.enter(back, Some(Key::Star), true);
        self.speak(Form::Short)
    }

    /// Promises the question an answer, if it can be kept.
    fn keep_question(&mut self, place: Place, reference: Option<Reference>) {
        let about = match place {
            Place::Inquiry(about) => about.filter(|code| self.hotline.service(*code).is_some()),
            _ => None,
        };
        self.forgive();
        if let Some(reference) = reference {
            self.note(EventKind::InquiryLeft { reference: Some(reference), about });
            let left = LeftQuestion { reference, turn: self.state.turn, recordings: 1 };
            self.state.place = Place::Received(left);
        } else {
            self.note(EventKind::InquiryLost);
            self.state.place = about.map_or(Place::Main, Place::Service);
        }
    }

    /// Puts what was said to the question that was left before, if it can be kept. What was not written down counts as well:
    /// it may be yet.
    fn keep_addition(&mut self, left: LeftQuestion, reference: Option<Reference>) {
        self.forgive();
        let recordings = left.recordings.saturating_add(1);
        self.note(match reference {
            Some(_) => EventKind::InquiryContinued { reference, turn: left.turn },
            None => EventKind::InquiryLost,
        });
        self.state.place = Place::Received(LeftQuestion { recordings, ..left });
    }

    /// Says whether what was recorded at a place was kept.
    fn acknowledge(&mut self, place: Place, kept: bool) -> Then {
        let phrase = match (place, kept) {
            (Place::Addition(_), true) => Phrase::AdditionReceived,
            (Place::Addition(_), false) => Phrase::AdditionFailed,
            (_, true) => return self.speak(Form::Full),
            (_, false) => Phrase::InquiryFailed,
        };
        self.speech.phrase(phrase, self.language());
        self.speak(Form::Short)
    }

    fn nothing_recorded(&mut self) -> Then {
        self.note(EventKind::NoInput);
        self.state.no_input = self.state.no_input.saturating_add(1);
        self.state.awaits = Awaits::Key;
        let adds = matches!(self.state.place, Place::Addition(_));
        if adds {
            self.state.place = self.state.place.parent();
        }
        if self.given_up() {
            self.speech.phrase(Phrase::TooMany, self.language());
            return self.person(EndReason::GaveUp);
        }
        let empty = if adds { Phrase::AdditionEmpty } else { Phrase::InquiryEmpty };
        self.speech.phrase(empty, self.language());
        if !adds && self.state.no_input >= MAX_EMPTY {
            self.state.place = self.state.place.parent();
        }
        self.speak(Form::Short)
    }

    /// Says that no more references are looked up today, or in this call.
    pub(super) fn look_nothing_up(&mut self) {
        self.speech.phrase(Phrase::LookupSpent, self.language());
        self.state.place = Place::Main;
    }

    /// Tells how an inquiry stands; says whether there is such a one, as far as is known.
    pub(super) fn tell_status(&mut self, reference: Reference) -> bool {
        let known = match self.context.lookup {
            LookupResult::Inquiry(known) => Some(known),
            LookupResult::Spent => {
                self.note(EventKind::InquiryAsked { told: false });
                self.look_nothing_up();
                return true;
            }
            _ => None,
        };
        if known.is_none() {
            self.needs = Some(Lookup::Inquiry(reference));
        }
        if known == Some(&InquiryProgress::Unknown) {
            return false;
        }
        let told = known.is_some();
        if told {
            self.forgive();
        }
        // An answer is heard in the language in which the question was left, and the call goes on in it.
        if let Some(InquiryProgress::Answered { language, .. }) = known
            && language.is_some_and(|language| language != self.language())
        {
            self.state.language = *language;
            self.note(EventKind::LanguageChosen { key: None });
        }
        self.note(EventKind::InquiryAsked { told });
        self.speech.status(known, self.language());
        true
    }
}
