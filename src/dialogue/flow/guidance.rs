//! Guidance: paused, sent as a text message, and rated.

use crate::catalogue::Phrase;

use super::{Awaits, EventKind, Flow, Form, Lookup, Mark, Onward, Place, Then};
use crate::dialogue::{CallerNumber, LookupResult, TextRefusal};

impl Flow<'_, '_> {
    pub(super) fn note_guidance(&mut self) {
        let guidance = match self.state.place {
            Place::Section(..) => true,
            Place::Service(code) => {
                let service = self.hotline.service(code);
                service.is_some_and(|service| service.sections.is_empty())
            }
            _ => return,
        };
        if guidance {
            self.state.marks.set(Mark::GuidanceHeard);
        }
        self.note(EventKind::ServiceHeard);
    }

    /// Holds the line until a key.
    pub(super) fn pause(&mut self) -> Then {
        self.forgive();
        self.state.awaits = Awaits::Resume;
        self.note(EventKind::Paused);
        self.speech.phrase(Phrase::Paused, self.language());
        self.collect()
    }

    /// Whoever leaves a service after its guidance is asked, once in a call, whether it was useful.
    pub(super) fn by_way_of_rating(&self, to: Place, form: Form, last: bool) -> (Place, Form) {
        let (Place::Service(code) | Place::Section(code, _)) = self.state.place else {
            return (to, form);
        };
        let onward = match to {
            Place::Group(..) => Onward::Group,
            Place::Main => Onward::Main,
            _ => return (to, form),
        };
        let marks = self.state.marks;
        if !last || !marks.has(Mark::GuidanceHeard) || marks.has(Mark::UsefulAsked) {
            return (to, form);
        }
        (Place::Useful(code, onward), Form::Full)
    }

    pub(super) fn rated(&mut self, useful: bool, aloud: bool) {
        self.note(EventKind::Rated { useful });
        let Place::Useful(_, onward) = self.state.place else {
            return;
        };
        if aloud {
            self.speech.phrase(Phrase::Thanks, self.language());
        }
        self.enter(onward.place(self.state.place), None, true);
    }

    /// Promises a text message, or says why there can't be one.
    pub(super) fn text_message(&mut self) {
        self.forgive();
        let Some(about) = self.state.place.code() else {
            return;
        };
        let refusal = match (self.context.caller, self.context.lookup) {
            _ if self.state.texted == Some(about) => Some((TextRefusal::Sent, Phrase::TextAgain)),
            (CallerNumber::Withheld, _) => Some((TextRefusal::Withheld, Phrase::TextWithheld)),
            (CallerNumber::Landline | CallerNumber::MobileWithoutTexts, _) => {
                Some((TextRefusal::Landline, Phrase::TextLandline))
            }
            (_, LookupResult::Spent) => Some((TextRefusal::Spent, Phrase::TextSpent)),
            (_, LookupResult::Unsubscribed) => {
                Some((TextRefusal::Unsubscribed, Phrase::TextLandline))
            }
            (_, LookupResult::NotKept) => Some((TextRefusal::NotKept, Phrase::TextFailed)),
            (CallerNumber::Mobile, _) => None,
        };
        let phrase = if let Some((why, phrase)) = refusal {
            self.note(EventKind::TextRefused(why));
            phrase
        } else {
            self.needs = Some(Lookup::MayText);
            self.note(EventKind::TextAsked { about });
            self.state.texted = Some(about);
            Phrase::TextSent
        };
        self.speech.phrase(phrase, self.language());
    }
}
