//! Words in place of keys.

use crate::catalogue::{
    AnswerWord, LanguageIndex, Match, MenuKey, Phrase, Section, SectionKind, SpokenReply,
};

use super::{Awaits, EndReason, EventKind, Flow, Form, Key, Mark, Meaning, Place, Then, meaning};
use crate::dialogue::meaning::MORE;

impl Flow<'_, '_> {
    /// Follows what a caller said: digits where such are dialled, an answer in place of a key, else a service.
    pub(super) fn hear(&mut self, said: &str, confidence: Option<u8>) -> Then {
        let search = self.hotline.search();
        let dialling = matches!(self.state.place, Place::Dial(..) | Place::Lookup);
        if dialling && self.state.awaits == Awaits::Key {
            let keys: Option<Vec<_>> = search
                .digits(said)
                .map(|digits| digits.chars().filter_map(Key::from_char).collect());
            if let Some(keys) = keys {
                return self.press(&keys);
            }
        }
        let answered = search.reply(said).and_then(|reply| self.reply(reply));
        answered.unwrap_or_else(|| match self.state.place {
            Place::Gate => self.unheard_at_gate(said),
            _ => self.find(said, confidence),
        })
    }

    /// Does what an answer means here; none where it means nothing, and may be what a service is called.
    fn reply(&mut self, reply: SpokenReply) -> Option<Then> {
        let word = match reply {
            SpokenReply::Digit(digit) => {
                let key = Key::Digit(digit);
                if self.means_something(key) {
                    self.understood();
                }
                return Some(self.press(&[key]));
            }
            SpokenReply::Language(language) => return self.speak_in(language),
            SpokenReply::Word(word) => word,
        };
        if let Some(kind) = section(word) {
            return self.go_to_section(kind);
        }
        let key = self.key_for(word).filter(|key| self.means_something(*key))?;
        self.understood();
        Some(self.press(&[key]))
    }

    fn means_something(&self, key: Key) -> bool {
        let means = meaning(key, &self.state, self.hotline, self.context);
        !matches!(means, Meaning::Nothing)
    }

    /// Only what is not understood twice on end leaves the keys alone.
    pub(super) fn understood(&mut self) {
        self.state.marks.clear(Mark::MisunderstoodOnce);
    }

    /// The key that a word stands for at this place.
    fn key_for(&self, word: AnswerWord) -> Option<Key> {
        let (place, awaits) = (self.state.place, self.state.awaits);
        let in_section = matches!(place, Place::Section(..)) && awaits == Awaits::Key;
        let in_service = matches!(place, Place::Service(_) | Place::Section(..));
        let inquiry_offered = matches!(awaits, Awaits::LastKey | Awaits::Offer);
        let asks = matches!(place, Place::Confirm(_) | Place::Resume(..) | Place::Useful(..));
        let digit = |digit| Some(Key::Digit(digit));
        match word {
            AnswerWord::Back | AnswerWord::Star => Some(Key::Star),
            AnswerWord::Again | AnswerWord::Help | AnswerWord::Hash => Some(Key::Hash),
            AnswerWord::MainMenu => digit(9),
            AnswerWord::Yes | AnswerWord::Next if awaits == Awaits::Resume => digit(Section::PAUSE),
            AnswerWord::Yes | AnswerWord::Question if inquiry_offered => digit(8),
            AnswerWord::No if inquiry_offered => Some(Key::Star),
            AnswerWord::Yes if asks => digit(1),
            AnswerWord::No if asks => digit(2),
            AnswerWord::No if matches!(place, Place::Found(_)) => digit(5),
            AnswerWord::Next if matches!(place, Place::Resume(..)) => digit(1),
            AnswerWord::Next if in_section => digit(Section::NEXT),
            AnswerWord::Previous if in_section => digit(Section::PREVIOUS),
            AnswerWord::Pause if in_section => digit(Section::PAUSE),
            AnswerWord::Text if in_service => digit(7),
            AnswerWord::Question if in_service || place == Place::Main => digit(8),
            AnswerWord::More | AnswerWord::Next if matches!(place, Place::Received(_)) => {
                digit(MORE)
            }
            AnswerWord::Reply if place == Place::Main => digit(6),
            AnswerWord::Dial if place == Place::Main => digit(7),
            AnswerWord::Forget if place == Place::Main => digit(5),
            _ => None,
        }
    }

    /// Reads a section of the service that the caller is at, or says that it has none such.
    fn go_to_section(&mut self, kind: SectionKind) -> Option<Then> {
        let (Place::Service(code) | Place::Section(code, _)) = self.state.place else {
            return None;
        };
        let place = Place::Section(code, kind);
        if !place.exists_in(self.hotline) {
            self.note(EventKind::NoMatch { key: None });
            return Some(self.failed_match(Phrase::NoSuchSection));
        }
        self.understood();
        self.enter(place, None, true);
        Some(self.speak(Form::Full))
    }

    /// Goes on in a language that the line offers.
    fn speak_in(&mut self, language: LanguageIndex) -> Option<Then> {
        let position = self.context.offered.iter().position(|offered| *offered == language)?;
        let key = MenuKey::new(u8::try_from(position + 1).ok()?)?;
        let key = Some(Key::Digit(key.number()));
        if self.state.place == Place::Gate {
            return Some(self.choose(language, key));
        }
        self.forgive();
        self.understood();
        self.chosen(language, key);
        let form = match self.state.place {
            // An answer to a question may be in another language again.
            Place::Status(_) => Form::Short,
            _ => Form::Full,
        };
        Some(self.speak(form))
    }

    /// The languages are offered again to whoever says something else, such as a greeting.
    fn unheard_at_gate(&mut self, said: &str) -> Then {
        if self.hotline.search().matched(said, self.language(), None) == Match::Person {
            return self.person(EndReason::NoPerson);
        }
        self.note(EventKind::SpeechUnmatched);
        self.state.no_match = self.state.no_match.saturating_add(1);
        if self.given_up() {
            return self.take_default_language();
        }
        self.speech.gate(self.context.offered, None);
        self.collect()
    }
}

/// The section that a word asks for.
fn section(word: AnswerWord) -> Option<SectionKind> {
    match word {
        AnswerWord::Who => Some(SectionKind::Who),
        AnswerWord::Documents => Some(SectionKind::Documents),
        AnswerWord::Fee => Some(SectionKind::Fee),
        AnswerWord::Duration => Some(SectionKind::Duration),
        AnswerWord::Steps => Some(SectionKind::Steps),
        AnswerWord::Channels => Some(SectionKind::Channels),
        _ => None,
    }
}
