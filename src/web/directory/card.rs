//! A service as the website shows it: what it is, the way there, what is heard.

use crate::catalogue::spoken::sentences;
use crate::catalogue::{
    Fact, Group, Hotline, LanguageIndex, MenuKey, Prompt, PromptId, Recording, Section,
    SectionKind, Sector, Service,
};
use crate::dialogue::{Abilities, Place, SpokenPrompt, heard_at};

/// A service with its place in the hotline, in one language.
#[derive(Clone, Copy)]
pub struct Card<'h> {
    pub hotline: &'h Hotline,
    pub sector: &'h Sector,
    pub group: &'h Group,
    pub service: &'h Service,
    pub language: LanguageIndex,
}

/// Something that is said, with the recording of it where there is one.
#[derive(Clone, Copy)]
pub struct Said<'h> {
    pub text: &'h str,
    pub recording: Option<&'h Recording>,
}

/// A section of a card.
pub struct CardSection<'h> {
    pub kind: SectionKind,
    /// The key on which it is heard.
    pub key: MenuKey,
    pub pieces: Vec<Said<'h>>,
}

impl<'h> Card<'h> {
    /// The written name.
    pub fn name(&self) -> &'h str {
        name_in(&self.service.name, self.language)
    }

    pub fn sector_name(&self) -> &'h str {
        name_in(&self.sector.name, self.language)
    }

    pub fn group_name(&self) -> &'h str {
        name_in(&self.group.name, self.language)
    }

    pub fn summary(&self) -> Option<Said<'h>> {
        self.service.summary.map(|id| self.said(id))
    }

    /// Sends readers to the body that gives it, to check what the ministry has not confirmed.
    pub fn caution(&self) -> Option<Said<'h>> {
        let caution = self.hotline.caution(self.service);
        (!self.service.confirmed).then(|| self.said(caution))
    }

    pub fn sections(&self) -> Vec<CardSection<'h>> {
        self.service.sections.iter().map(|section| self.section(section)).collect()
    }

    fn section(&self, section: &'h Section) -> CardSection<'h> {
        let pieces = section.pieces.iter().map(|piece| self.said(*piece)).collect();
        CardSection { kind: section.kind, key: section.key, pieces }
    }

    /// Everything that a caller hears who comes to the service.
    pub fn heard(&self) -> Vec<Said<'h>> {
        let place = Place::Service(self.service.code);
        let prompts = heard_at(self.hotline, place, self.language, Abilities::default());
        let said = prompts.into_iter().filter_map(|prompt| match prompt {
            SpokenPrompt::Hotline(id, language) => {
                Some(Said::of(self.hotline.prompt(id, language)))
            }
            SpokenPrompt::Words(_) => None,
        });
        said.collect()
    }

    /// The address of its page at the ministry or on the national portal.
    pub fn link(&self) -> Option<&'h str> {
        let own = self.service.links.get(self.language.position());
        own.and_then(Option::as_deref)
    }

    /// The pages that what is told rests on, each once, with what it says.
    pub fn sources(&self) -> Vec<(&'h str, Vec<&'h Fact>)> {
        let mut sources: Vec<(&str, Vec<&Fact>)> = Vec::new();
        for fact in &self.service.facts {
            match sources.iter_mut().find(|(source, _)| *source == fact.source) {
                Some((_, facts)) => facts.push(fact),
                None => sources.push((&fact.source, vec![fact])),
            }
        }
        sources
    }

    /// The other services of its group.
    pub fn siblings(&self) -> impl Iterator<Item = Card<'h>> {
        let card = *self;
        let there = self.group.services.iter().filter(|service| service.moved.is_none());
        there.map(move |service| Card { service, ..card })
    }

    /// The key of the language at the gate.
    pub fn language_key(&self) -> usize {
        self.language.position() + 1
    }

    fn said(&self, id: PromptId) -> Said<'h> {
        Said::of(self.hotline.prompt(id, self.language))
    }
}

impl CardSection<'_> {
    /// Documents and steps are read one by one.
    pub fn is_list(&self) -> bool {
        matches!(self.kind, SectionKind::Documents | SectionKind::Steps)
    }
}

impl<'h> Said<'h> {
    fn of(prompt: &'h Prompt) -> Self {
        Self { text: &prompt.text, recording: prompt.recording.as_ref() }
    }

    pub fn sentences(&self) -> Vec<&'h str> {
        sentences(self.text).map(|range| &self.text[range]).collect()
    }
}

/// The service with this code, in a language.
pub fn cards(hotline: &Hotline, language: LanguageIndex) -> impl Iterator<Item = Card<'_>> {
    hotline.services().map(move |(sector, group, service)| Card {
        hotline,
        sector,
        group,
        service,
        language,
    })
}

/// A name in a language.
pub fn name_in(names: &[String], language: LanguageIndex) -> &str {
    names.get(language.position()).map_or("", String::as_str)
}

/// The host of an address, as people recognise it.
pub fn host(address: &str) -> String {
    let host = url::Url::parse(address).ok().and_then(|url| Some(url.host_str()?.to_owned()));
    let host = host.unwrap_or_else(|| address.to_owned());
    host.strip_prefix("www.").map_or(host.clone(), str::to_owned)
}
