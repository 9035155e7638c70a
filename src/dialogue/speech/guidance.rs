//! The prompts of guidance: of a service, and of its sections.

use crate::catalogue::{LanguageIndex, Phrase, SectionKind, Service};
use crate::dialogue::Mark;

use super::{Form, Speech, SpeechStyle};

impl Speech<'_> {
    /// Says a service: its name, its summary, what there is to hear of it, and its code.
    pub(super) fn service(&mut self, service: &Service, style: SpeechStyle) {
        let (language, full) = (style.language, style.form == Form::Full);
        let leads_on = service.can_be_acted_on();
        if full {
            self.say(service.title, language);
            if let Some(summary) = service.summary {
                self.say(summary, language);
            }
            self.caution(service, language);
            if !leads_on {
                self.question_or_person(language);
            }
        }
        for section in &service.sections {
            self.say(section.option, language);
        }
        if full {
            self.say(service.code_prompt, language);
        }
        // Where there is more to hear, a text message is offered after it.
        if full && service.sections.is_empty() {
            self.text_help(style);
        }
        if full || service.sections.is_empty() {
            self.guidance_help(style, leads_on || !full);
        }
    }

    /// Offers an inquiry and a person, where the line can do that, to whoever heard nothing to act on.
    fn question_or_person(&mut self, language: LanguageIndex) {
        if self.abilities.records {
            self.phrase(Phrase::InquiryHelp, language);
        }
        self.help(None, language);
    }

    fn text_help(&mut self, style: SpeechStyle) {
        if self.abilities.texts && style.marks.has(Mark::TakesTexts) {
            self.phrase(Phrase::TextHelp, style.language);
        }
    }

    /// Says with whom to check what the ministry has not confirmed.
    fn caution(&mut self, service: &Service, language: LanguageIndex) {
        if !service.confirmed {
            self.say(self.hotline.caution(service), language);
            self.told.set(Mark::CautionHeard);
        }
    }

    /// Offers a text message and an inquiry, where the line can do that.
    fn extras(&mut self, style: SpeechStyle) {
        self.text_help(style);
        if self.abilities.records {
            self.phrase(Phrase::InquiryHelp, style.language);
        }
    }

    /// Says one piece of a section, and once for each service what comes after guidance, with its code.
    pub(super) fn section(&mut self, service: &Service, kind: SectionKind, style: SpeechStyle) {
        let (language, full) = (style.language, style.form == Form::Full);
        let mut from_here = service.sections.iter().skip_while(|section| section.kind != kind);
        let Some(section) = from_here.next() else {
            return;
        };
        let next = from_here.next();
        let piece = usize::from(style.piece).min(section.pieces.len().saturating_sub(1));
        let last = piece + 1 == section.pieces.len();
        let tail_is_new = !style.marks.has(Mark::TailHeard);
        let tail = full && last && tail_is_new;
        if let Some(text) = section.pieces.get(piece).filter(|_| full) {
            self.say(*text, language);
            if !style.marks.has(Mark::CautionHeard) {
                self.caution(service, language);
            }
            if tail {
                self.say(service.code_prompt, language);
            }
        }
        // Between short sections it leads back as well; there, nobody needs to be told.
        if piece > 0 {
            self.phrase(Phrase::PreviousPiece, language);
        }
        if (full && tail_is_new) || (!full && !last) {
            self.phrase(Phrase::PauseHelp, language);
        }
        match next {
            _ if !last => self.phrase(Phrase::NextPiece, language),
            Some(next) => self.say(next.next_option, language),
            None => {}
        }
        if tail {
            self.extras(style);
            self.told.set(Mark::TailHeard);
        }
        // Somebody who has heard all must still hear a way on.
        let nothing_else = next.is_none() && last && !tail_is_new;
        if nothing_else && style.marks.has(Mark::GuidanceHelpHeard) {
            self.phrase(Phrase::Help, language);
        } else {
            self.guidance_help(style, true);
        }
    }

    /// Says how to go on from guidance, unless that is known; with how to reach a person where that was not said yet.
    pub(super) fn guidance_help(&mut self, style: SpeechStyle, with_person: bool) {
        if style.form == Form::Full && style.marks.has(Mark::GuidanceHelpHeard) {
            return;
        }
        if with_person {
            self.help(Some(Phrase::GuidanceHelp), style.language);
        } else {
            self.phrase(Phrase::GuidanceHelp, style.language);
        }
        self.told.set(Mark::HelpHeard);
        self.told.set(Mark::GuidanceHelpHeard);
    }
}
