//! The beginning of a call, and the memory of its caller.

use crate::catalogue::{LanguageIndex, Phrase};

use super::{EndReason, EventKind, Flow, Form, Input, Key, Lookup, Mark, Place, Then};
use crate::dialogue::{CallerNumber, LookupResult};

/// Times that a call may begin again because its state did not come back, before it is brought to an
/// end: with servers that do not share their key, it would never come back.
const MAX_LOST: u8 = 3;

impl Flow<'_, '_> {
    /// Begins a call at the gate, or in the main menu where there is but one language or the caller is known.
    pub(super) fn begin(&mut self, input: &Input) -> Then {
        if self.context.caller == CallerNumber::Mobile {
            self.state.marks.set(Mark::TakesTexts);
        }
        let Input::Lost { times, .. } = input else {
            return self.welcome();
        };
        self.note(EventKind::StateLost);
        if *times > MAX_LOST {
            return self.farewell(EndReason::StateLost);
        }
        if self.context.offered.len() > 1 {
            return self.gate(Some(Phrase::Apology));
        }
        self.speech.phrase(Phrase::Apology, self.first_language());
        self.choose(self.first_language(), None)
    }

    fn welcome(&mut self) -> Then {
        self.note(EventKind::CallStarted);
        if let LookupResult::Caller(known) = self.context.lookup {
            if known.unsubscribed {
                self.state.marks.clear(Mark::TakesTexts);
            }
            if let Some(language) = known.language.filter(|language| self.speaks(*language)) {
                return self.welcome_back(language, known.broke_off);
            }
        }
        // A landline is shared by many, who need not speak one language.
        if matches!(self.context.caller, CallerNumber::Mobile | CallerNumber::MobileWithoutTexts) {
            self.needs = Some(Lookup::Caller);
        }
        if self.context.offered.len() > 1 {
            return self.gate(None);
        }
        self.speech.phrase(Phrase::Welcome, self.first_language());
        self.choose(self.first_language(), None)
    }

    fn speaks(&self, language: LanguageIndex) -> bool {
        language == self.first_language() || self.context.offered.contains(&language)
    }

    fn gate(&mut self, first: Option<Phrase>) -> Then {
        self.note(EventKind::PlaceEntered { key: None });
        self.speech.gate(self.context.offered, first);
        self.collect()
    }

    /// Greets a caller in the language of the last call, and offers to go on where it broke off.
    fn welcome_back(&mut self, language: LanguageIndex, broke_off: Option<Place>) -> Then {
        self.state.language = Some(language);
        if self.context.offered.len() > 1 {
            self.state.marks.set(Mark::Remembered);
        }
        self.note(EventKind::LanguageRemembered);
        self.offer_other_languages();
        self.speech.phrase(Phrase::WelcomeBack, language);
        let resume = broke_off.and_then(|place| match place {
            Place::Service(code) => Some(Place::Resume(code, None)),
            Place::Section(code, kind) => Some(Place::Resume(code, Some(kind))),
            _ => None,
        });
        let resume = resume.filter(|place| place.exists_in(self.hotline));
        self.enter(resume.unwrap_or(Place::Main), None, true);
        self.speak(Form::Full)
    }

    /// Takes the language that is spoken now for a caller who chose none, and says in the others how to come to them.
    pub(super) fn take_default_language(&mut self) -> Then {
        let language = self.language();
        self.state.language = Some(language);
        self.offer_other_languages();
        self.choose(language, None)
    }

    /// Says in each language but the one that is spoken how to come to it.
    pub(super) fn offer_other_languages(&mut self) {
        let own = self.language();
        for other in self.context.offered.iter().filter(|other| **other != own) {
            self.speech.phrase(Phrase::OtherLanguage, *other);
        }
    }

    pub(super) fn choose(&mut self, language: LanguageIndex, key: Option<Key>) -> Then {
        self.chosen(language, key);
        self.enter(Place::Main, None, true);
        self.speak(Form::Full)
    }

    pub(super) fn chosen(&mut self, language: LanguageIndex, key: Option<Key>) {
        if self.state.language.is_some_and(|before| before != language) {
            // What was told in another language is new in this one.
            self.forget_what_was_told();
        }
        self.state.language = Some(language);
        self.note(EventKind::LanguageChosen { key });
    }

    /// Help, and what comes with guidance, are told again.
    pub(super) fn forget_what_was_told(&mut self) {
        let told = [Mark::HelpHeard, Mark::GuidanceHelpHeard, Mark::TailHeard, Mark::CautionHeard];
        for mark in told {
            self.state.marks.clear(mark);
        }
    }

    /// The caller does not want to be remembered.
    pub(super) fn forgets(&mut self) {
        self.forgive();
        self.state.marks.clear(Mark::Remembered);
        self.note(EventKind::LanguageForgotten);
        self.speech.phrase(Phrase::Forgotten, self.language());
    }

    /// Speaks the notices that concern the place and were not heard in this call.
    pub(super) fn announce(&mut self) {
        if matches!(self.state.place, Place::Resume(..) | Place::Useful(..)) {
            return;
        }
        let sector = self.state.place.sector();
        let everybody = (None, Mark::NoticesHeard);
        let here = sector.map(|sector| (Some(sector), Mark::SectorNoticesHeard(sector)));
        for (whose, mark) in [Some(everybody), here].into_iter().flatten() {
            if self.state.marks.has(mark) {
                continue;
            }
            let language = self.language();
            let code = &self.hotline.language(language).code;
            let context = self.context;
            let texts = context
                .notices
                .iter()
                .filter(|notice| notice.sector == whose)
                .filter_map(|notice| notice.text(code));
            let mut heard = false;
            for text in texts {
                self.speech.words("notice", text, language);
                heard = true;
            }
            if heard {
                self.state.marks.set(mark);
                self.note(EventKind::NoticesHeard);
            }
        }
    }
}
