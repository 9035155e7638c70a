//! What is said at a place, in full and in short.

use crate::catalogue::{Hotline, LanguageIndex, Phrase, Prompt, PromptId, SectionKind, Service};

use super::Place;

/// How much is said at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Everything: when the caller comes from above, or asks to hear it again.
    Full,
    /// The choices alone: when the caller has heard the rest already.
    Short,
}

/// Collects the prompts of one answer in one language.
pub struct Speech<'e> {
    hotline: &'e Hotline,
    /// How many languages the line offers.
    languages: usize,
    prompts: Vec<&'e Prompt>,
}

impl<'e> Speech<'e> {
    /// Nothing said yet, on a line that offers so many languages.
    pub fn new(hotline: &'e Hotline, languages: usize) -> Self {
        Self {
            hotline,
            languages,
            prompts: Vec::with_capacity(16),
        }
    }

    /// Everything that was said.
    pub fn into_prompts(self) -> Vec<&'e Prompt> {
        self.prompts
    }

    /// Says one prompt.
    pub fn say(&mut self, prompt: PromptId, language: LanguageIndex) {
        self.prompts.push(self.hotline.prompt(prompt, language));
    }

    /// Says a phrase.
    pub fn phrase(&mut self, phrase: Phrase, language: LanguageIndex) {
        self.say(self.hotline.phrase(phrase), language);
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
    pub fn place(&mut self, place: Place, form: Form, language: LanguageIndex) {
        let hotline = self.hotline;
        match place {
            Place::Gate => {}
            Place::Main => {
                let options = hotline.sectors.iter().map(|sector| sector.option);
                let title = hotline.phrase(Phrase::MainMenu);
                // It tells how to change the language: nothing to say where there is but one.
                let how = (self.languages > 1).then_some(Phrase::MainHelp);
                self.menu(title, options, how, form, language);
            }
            Place::Sector(key) => {
                if let Some(sector) = hotline.sector(key) {
                    let options = sector.groups.iter().map(|group| group.option);
                    self.menu(sector.title, options, Some(Phrase::Help), form, language);
                }
            }
            Place::Group(sector, key) => {
                if let Some(group) = hotline.group(sector, key) {
                    let still_here = group
                        .services
                        .iter()
                        .filter(|service| service.moved.is_none());
                    let options = still_here.map(|service| service.option);
                    self.menu(group.title, options, Some(Phrase::Help), form, language);
                }
            }
            Place::Service(code) => {
                if let Some(service) = hotline.service(code) {
                    self.service(service, form, language);
                }
            }
            Place::Section(code, kind) => {
                if let Some(service) = hotline.service(code) {
                    match form {
                        Form::Full => self.section(service, kind, language),
                        Form::Short => self.service(service, form, language),
                    }
                }
            }
        }
    }

    /// Says how to go on from guidance or a menu, and how to reach a person where one can be reached.
    pub fn help(&mut self, how: Option<Phrase>, language: LanguageIndex) {
        if let Some(how) = how {
            self.phrase(how, language);
        }
        if self.hotline.language(language).person.is_some() {
            self.phrase(Phrase::PersonHelp, language);
        }
    }

    fn menu(
        &mut self,
        title: PromptId,
        options: impl Iterator<Item = PromptId>,
        how: Option<Phrase>,
        form: Form,
        language: LanguageIndex,
    ) {
        if form == Form::Full {
            self.say(title, language);
        }
        options.for_each(|option| self.say(option, language));
        if form == Form::Full {
            self.help(how, language);
        }
    }

    fn service(&mut self, service: &Service, form: Form, language: LanguageIndex) {
        if form == Form::Full {
            self.say(service.title, language);
            if let Some(summary) = service.summary {
                self.say(summary, language);
            }
        }
        for section in &service.sections {
            self.say(section.option, language);
        }
        if form == Form::Full {
            self.say(service.code_prompt, language);
        }
        if form == Form::Full || service.sections.is_empty() {
            self.help(Some(Phrase::GuidanceHelp), language);
        }
    }

    fn section(&mut self, service: &Service, kind: SectionKind, language: LanguageIndex) {
        let mut from_here = service
            .sections
            .iter()
            .skip_while(|section| section.kind != kind);
        if let Some(section) = from_here.next() {
            self.say(section.text, language);
        }
        if !service.confirmed {
            self.phrase(Phrase::Unconfirmed, language);
        }
        if let Some(next) = from_here.next() {
            self.say(next.option, language);
        }
        self.help(Some(Phrase::GuidanceHelp), language);
    }
}
