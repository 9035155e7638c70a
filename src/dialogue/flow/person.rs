//! A person: the transfer, and what happens without one.

use crate::catalogue::{LanguageIndex, Phrase};

use super::{Awaits, EndReason, EventKind, Flow, Form, Input, Mark, Place, Then, TransferOutcome};

impl Flow<'_, '_> {
    /// Puts the caller through, or says where to find help where nobody can be reached.
    pub(super) fn person(&mut self, wanted_because: EndReason) -> Then {
        if wanted_because == EndReason::NoPerson {
            self.forgive();
        }
        let reachable = |language: &LanguageIndex| self.has_person(*language);
        let at_gate = self.state.place == Place::Gate;
        if at_gate && let Some(language) = self.context.offered.iter().copied().find(reachable) {
            // Nobody knows yet which language the caller speaks: rather a person in another than none.
            if language != self.language() {
                self.chosen(language, None);
            }
        } else if at_gate && self.context.offered.len() > 1 {
            return self.nobody_at_gate();
        }
        let language = self.language();
        let number = self.hotline.language(language).person.as_deref();
        let Some(number) = number.filter(|_| self.has_person(language)) else {
            return self.nobody(wanted_because);
        };
        self.speech.phrase(Phrase::Transfer, language);
        self.note(EventKind::TransferStarted);
        self.state.awaits = Awaits::Transfer;
        Then::Transfer {
            number: number.to_owned(),
            ring_seconds: self.hotline.limits.ring_seconds,
            next: self.next(),
        }
    }

    /// Returns whether somebody can be reached in a language at this hour, other than the caller or who was called.
    fn has_person(&self, language: LanguageIndex) -> bool {
        let number = self.hotline.language(language).person.as_deref();
        self.is_open() && number.is_some() && !self.context.parties.contains(&number)
    }

    /// Says in each language that nobody is there, and offers the languages again.
    fn nobody_at_gate(&mut self) -> Then {
        self.note(EventKind::NoPerson);
        self.speech.gate(self.context.offered, Some(Phrase::NoPerson));
        self.collect()
    }

    /// A caller who failed hears goodbye; one who asked may still go on with a key.
    fn nobody(&mut self, wanted_because: EndReason) -> Then {
        self.note(EventKind::NoPerson);
        let language = self.language();
        if wanted_because == EndReason::GaveUp {
            self.say_hours();
            return self.give_up();
        }
        if !self.say_hours() {
            self.speech.phrase(Phrase::NoPerson, language);
        }
        self.directions();
        if self.context.abilities.records {
            self.speech.phrase(Phrase::InquiryHelp, language);
        }
        self.speech.phrase(Phrase::Help, language);
        self.state.awaits = Awaits::LastKey;
        self.collect()
    }

    /// Whoever does not get on is offered, once in a call, to leave a question, and else hears goodbye.
    fn give_up(&mut self) -> Then {
        if !self.context.abilities.records || self.state.marks.has(Mark::GaveUpOnce) {
            return self.farewell(EndReason::GaveUp);
        }
        self.state.marks.set(Mark::GaveUpOnce);
        self.offer_inquiry(Awaits::LastKey)
    }

    /// Says when somebody is there, if there are hours and they can be said.
    fn say_hours(&mut self) -> bool {
        let language = self.language();
        if self.hotline.language(language).person.is_none() || self.is_open() {
            return false;
        }
        let code = &self.hotline.language(language).code;
        let sentences = self.hotline.hours.says(self.context.line, self.context.now, code);
        for sentence in &sentences {
            match self.hotline.hours_prompt(sentence, language) {
                Some(prompt) => self.speech.say(prompt, language),
                None => self.speech.words("hours", sentence, language),
            }
        }
        !sentences.is_empty()
    }

    /// Takes how a transfer went.
    pub(super) fn transferred(&mut self, input: &Input) -> Then {
        let Input::Transferred { outcome, seconds, caller_gone } = *input else {
            return self.after_transfer(TransferOutcome::Failed, None);
        };
        if caller_gone {
            return self.gone_in_transfer(outcome, seconds);
        }
        self.after_transfer(outcome, seconds)
    }

    /// The caller hung up while it rang, or when they had spoken: nobody is there to say anything to.
    fn gone_in_transfer(&mut self, outcome: TransferOutcome, seconds: Option<u32>) -> Then {
        self.note(EventKind::TransferEnded { outcome, seconds });
        self.end(match outcome {
            TransferOutcome::Answered => EndReason::Transferred,
            _ => EndReason::HungUp,
        })
    }

    fn after_transfer(&mut self, outcome: TransferOutcome, seconds: Option<u32>) -> Then {
        self.note(EventKind::TransferEnded { outcome, seconds });
        self.state.awaits = Awaits::Key;
        let language = self.language();
        let what = match outcome {
            TransferOutcome::Answered => {
                self.speech.phrase(Phrase::Goodbye, language);
                return self.end(EndReason::Transferred);
            }
            TransferOutcome::Busy => Phrase::TransferBusy,
            TransferOutcome::NoAnswer | TransferOutcome::Cancelled => Phrase::TransferNoAnswer,
            TransferOutcome::Failed => Phrase::TransferFailed,
        };
        let at_gate = self.state.place == Place::Gate;
        if at_gate {
            // First of all, so that languages do not mix.
            self.state.language = Some(language);
            self.offer_other_languages();
        }
        self.speech.phrase(what, language);
        if self.given_up() {
            return self.give_up();
        }
        if at_gate {
            return self.choose(language, None);
        }
        if self.context.abilities.records {
            return self.offer_inquiry(Awaits::Offer);
        }
        self.speak(Form::Short)
    }

    /// Offers to leave a question, or to go back to where the caller was.
    fn offer_inquiry(&mut self, awaits: Awaits) -> Then {
        let language = self.language();
        self.forgive();
        self.state.awaits = awaits;
        self.speech.phrase(Phrase::InquiryHelp, language);
        self.speech.phrase(Phrase::Help, language);
        self.collect()
    }
}
