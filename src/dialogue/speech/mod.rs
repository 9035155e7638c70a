//! The prompts of a place, in full and in short.

mod guidance;

use crate::catalogue::spoken::comma;
use crate::catalogue::{
    Code, Hotline, LanguageIndex, MenuKey, Phrase, Placeholder, Prompt, PromptId,
};
use crate::numerals::in_twos;
use crate::text::fill;

use super::context::{Abilities, InquiryProgress};
use super::{LeftQuestion, Mark, Marks, Place, SpokenPrompt};

/// The length of what is said at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Everything: when the caller comes from above, or asks to hear it again.
    Full,
    /// The choices alone: when the caller has heard the rest already.
    Short,
}

/// The state of the call, as far as it matters for what is said.
#[derive(Debug, Clone, Copy)]
pub struct SpeechStyle {
    pub form: Form,
    pub language: LanguageIndex,
    pub marks: Marks,
    /// The piece of a section, from 0.
    pub piece: u8,
}

/// Collects the prompts of one answer in one language.
pub struct Speech<'e> {
    hotline: &'e Hotline,
    /// Number of languages that the line offers.
    languages: usize,
    abilities: Abilities,
    is_open: bool,
    prompts: Vec<SpokenPrompt>,
    /// The marks of what was told and need not be told again.
    told: Marks,
}

impl<'e> Speech<'e> {
    /// Nothing said yet, on a line that offers so many languages.
    pub fn new(
        hotline: &'e Hotline,
        languages: usize,
        abilities: Abilities,
        is_open: bool,
    ) -> Self {
        let (prompts, told) = (Vec::with_capacity(16), Marks::default());
        Self { hotline, languages, abilities, is_open, prompts, told }
    }

    /// The marks of what was told and need not be told again.
    pub fn told(&self) -> Marks {
        self.told
    }

    pub fn into_prompts(self) -> Vec<SpokenPrompt> {
        self.prompts
    }

    /// Returns whether persons are there at this hour.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    pub fn say(&mut self, prompt: PromptId, language: LanguageIndex) {
        self.prompts.push(SpokenPrompt::Hotline(prompt, language));
    }

    pub fn phrase(&mut self, phrase: Phrase, language: LanguageIndex) {
        self.say(self.hotline.phrase(phrase), language);
    }

    /// Says what was put into words for this call alone, under the name of what it is.
    pub fn words(&mut self, id: &str, text: &str, language: LanguageIndex) {
        let language = self.hotline.language(language);
        let prompt = Prompt::unrecorded(id, text, language);
        self.prompts.push(SpokenPrompt::Words(Box::new(prompt)));
    }

    /// Offers each language in that language, after `first` in the same breath if there is one.
    pub fn gate(&mut self, offered: &[LanguageIndex], first: Option<Phrase>) {
        for (language, prompt) in offered.iter().zip(&self.hotline.gate) {
            if let Some(first) = first {
                self.phrase(first, *language);
            }
            self.say(*prompt, *language);
        }
    }

    /// Says what a place below the gate offers.
    pub fn place(&mut self, place: Place, style: SpeechStyle) {
        let hotline = self.hotline;
        let language = style.language;
        match place {
            Place::Gate | Place::Inquiry(_) | Place::Addition(_) => {}
            Place::Main => self.main(style),
            Place::Sector(key) => {
                if let Some(sector) = hotline.sector(key) {
                    let options = sector.groups.iter().map(|group| group.option);
                    self.menu(sector.title, options, style);
                }
            }
            Place::Group(sector, key) => {
                if let Some(group) = hotline.group(sector, key) {
                    let still_here =
                        group.services.iter().filter(|service| service.moved.is_none());
                    let options = still_here.map(|service| service.option);
                    self.menu(group.title, options, style);
                }
            }
            Place::Service(code) => {
                if let Some(service) = hotline.service(code) {
                    self.service(service, style);
                }
            }
            Place::Section(code, kind) => {
                if let Some(service) = hotline.service(code) {
                    self.section(service, kind, style);
                }
            }
            Place::Dial(first, second) => self.dial(first, second, style),
            Place::Confirm(code) => {
                self.title(code, language);
                self.phrase(Phrase::Confirm, language);
            }
            Place::Found(codes) => self.found(codes, style),
            Place::Resume(code, _) => {
                if style.form == Form::Full {
                    self.phrase(Phrase::Resume, language);
                    self.title(code, language);
                }
                self.phrase(Phrase::ResumeChoice, language);
            }
            Place::Useful(..) => self.phrase(Phrase::Useful, language),
            Place::Received(left) => self.received(left, style),
            Place::Lookup => {
                self.phrase(Phrase::Lookup, language);
                self.phrase(Phrase::DialBack, language);
            }
            Place::Status(_) => self.help(Some(Phrase::GuidanceHelp), language),
        }
    }

    pub fn status(&mut self, known: Option<&InquiryProgress>, language: LanguageIndex) {
        let phrase = match known {
            None => Phrase::StatusUnknown,
            Some(InquiryProgress::Unknown) => Phrase::UnknownReference,
            Some(InquiryProgress::Open) => Phrase::StatusOpen,
            Some(InquiryProgress::Answered { .. }) => Phrase::StatusAnswered,
            Some(InquiryProgress::AnsweredElsewhere) => Phrase::StatusElsewhere,
            Some(InquiryProgress::Closed) => Phrase::StatusClosed,
        };
        self.phrase(phrase, language);
        if let Some(InquiryProgress::Answered { text, .. }) = known {
            self.words("inquiry.answer", text, language);
        }
    }

    /// Says how to go on from guidance or a menu, and how to reach a person where one can be reached.
    pub fn help(&mut self, how: Option<Phrase>, language: LanguageIndex) {
        if let Some(how) = how {
            self.phrase(how, language);
        }
        if self.is_open && self.hotline.language(language).person.is_some() {
            self.phrase(Phrase::PersonHelp, language);
        }
    }

    pub fn digits(&mut self, digits: &str, language: LanguageIndex) {
        let hotline = self.hotline;
        let digits = digits.chars().filter_map(|digit| digit.to_digit(10));
        let prompts: Vec<_> = digits.map(|digit| hotline.digits[digit as usize]).collect();
        let words = |prompt: &PromptId| hotline.prompt(*prompt, language);
        if prompts.len() < 8 || prompts.iter().all(|one| words(one).recording.is_some()) {
            for prompt in prompts {
                self.say(prompt, language);
            }
            return;
        }
        // A voice runs single words together, or reads each as a sentence: fours, and in them twos, are what people note.
        let comma = comma(hotline.language(language));
        for four in prompts.chunks(4) {
            let four: Vec<_> = four.iter().map(|prompt| words(prompt).text.as_str()).collect();
            let text = format!("{}.", in_twos(&four, comma));
            self.words("digits", &text, language);
        }
    }

    pub fn title(&mut self, code: Code, language: LanguageIndex) {
        if let Some(service) = self.hotline.service(code) {
            self.say(service.title, language);
        }
    }

    fn main(&mut self, style: SpeechStyle) {
        let (language, full) = (style.language, style.form == Form::Full);
        if full {
            self.phrase(Phrase::MainMenu, language);
        }
        let hotline = self.hotline;
        for sector in &hotline.sectors {
            self.say(sector.option, language);
        }
        if self.listens(style.marks) {
            self.phrase(Phrase::SayWhat, language);
        }
        if full && style.marks.has(Mark::Remembered) {
            self.phrase(Phrase::ForgetHelp, language);
        }
        if self.abilities.records {
            self.phrase(Phrase::LookupHelp, language);
        }
        self.phrase(Phrase::DialHelp, language);
        if self.abilities.records {
            self.phrase(Phrase::InquiryHelp, language);
        }
        if full {
            // It tells how to change the language: nothing to say where there is but one, and nothing new to somebody
            // who is remembered, and has just heard of the others.
            let is_new = self.languages > 1 && !style.marks.has(Mark::Remembered);
            let how = is_new.then_some(Phrase::MainHelp);
            self.help(how, language);
        }
    }

    /// Returns whether words are listened for: until they were not understood twice.
    pub fn listens(&self, marks: Marks) -> bool {
        self.abilities.listens && !marks.has(Mark::MisunderstoodTwice)
    }

    fn menu(
        &mut self,
        title: PromptId,
        options: impl Iterator<Item = PromptId>,
        style: SpeechStyle,
    ) {
        let language = style.language;
        if style.form == Form::Full {
            self.say(title, language);
        }
        options.for_each(|option| self.say(option, language));
        if style.form == Form::Full && !style.marks.has(Mark::HelpHeard) {
            self.phrase(Phrase::Help, language);
            self.told.set(Mark::HelpHeard);
        }
    }

    fn dial(&mut self, first: Option<MenuKey>, second: Option<MenuKey>, style: SpeechStyle) {
        let language = style.language;
        let what = first.map_or(Phrase::Dial, |_| Phrase::DialRest);
        self.phrase(what, language);
        // The last digit is taken at once, and so is the star in its place.
        let back = second.map_or(Phrase::DialBack, |_| Phrase::Help);
        self.phrase(back, language);
    }

    fn found(&mut self, codes: [Option<Code>; 4], style: SpeechStyle) {
        let language = style.language;
        if style.form == Form::Full {
            self.phrase(Phrase::Found, language);
        }
        let choices = [Phrase::Choice1, Phrase::Choice2, Phrase::Choice3, Phrase::Choice4];
        for (code, choice) in codes.into_iter().flatten().zip((1..).zip(choices)) {
            self.offer(code, choice, language);
        }
        self.phrase(Phrase::NoneOfThem, language);
    }

    /// Offers a service on a key that is not its own in the menus. A voice says it as the menus do, in one sentence;
    /// nobody records that for each key.
    fn offer(&mut self, code: Code, (key, choice): (usize, Phrase), language: LanguageIndex) {
        let hotline = self.hotline;
        let Some(service) = hotline.service(code) else {
            return;
        };
        let words = |prompt: PromptId| hotline.prompt(prompt, language);
        let recorded = [service.title, hotline.phrase(choice)];
        if recorded.iter().all(|prompt| words(*prompt).recording.is_some()) {
            for prompt in recorded {
                self.say(prompt, language);
            }
            return;
        }
        let offer = service.offer.get(language.position()).map_or("", String::as_str);
        let text = fill(offer, &[(Placeholder::Key, &words(hotline.digits[key]).text)]);
        self.words(&format!("found.{key}"), &text, language);
    }

    fn received(&mut self, left: LeftQuestion, style: SpeechStyle) {
        let (language, digits) = (style.language, left.reference.to_string());
        if style.form == Form::Full {
            self.phrase(Phrase::Received, language);
            self.digits(&digits, language);
            self.phrase(Phrase::OnceMore, language);
            self.digits(&digits, language);
            self.phrase(Phrase::ReceivedHelp, language);
        }
        if self.abilities.records && left.takes_more() {
            self.phrase(Phrase::AdditionHelp, language);
        }
        self.guidance_help(style, true);
    }
}
