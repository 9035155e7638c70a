//! The hotline: languages, limits, and the tree of sectors, groups and services.

use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};

use super::search::SearchIndex;
use super::{
    Body, Code, Evidence, Fact, Hours, Listening, MenuKey, Phrase, Prompt, PromptBook, PromptId,
    Referral, Section, SectionKind,
};

/// Everything that can be heard, without the mistakes: what the files say.
#[derive(Debug, Clone)]
pub struct Hotline {
    /// The languages, in the order in which a line offers them unless it says otherwise.
    pub languages: Vec<Language>,
    pub limits: Limits,
    /// The IANA name of the time zone that hours and dates are meant in.
    pub time_zone: String,
    pub hours: Hours,
    /// The prompts of the sentences about the hours that can be foreseen.
    pub hours_prompts: Vec<PromptId>,
    /// The words that are listened for beside the names of services.
    pub listening: Listening,
    /// The bodies that give services.
    pub bodies: Vec<Body>,
    /// The services of other bodies that callers ask for here.
    pub referrals: Vec<Referral>,
    /// By ascending key.
    pub sectors: Vec<Sector>,
    pub prompts: PromptBook,
    /// The phrases' prompts, in the order of [`Phrase::ALL`].
    pub phrases: Box<[PromptId; Phrase::ALL.len()]>,
    /// [`Body::caution`] for services that name no body.
    pub caution: PromptId,
    /// The gate's prompts: the one at `n` offers a language on key `n + 1`.
    pub gate: Vec<PromptId>,
    /// The prompts of the digits 0 to 9, for numbers that are spoken digit by digit.
    pub digits: [PromptId; 10],
    /// Built when it is first asked for.
    pub(crate) search: OnceLock<Arc<SearchIndex>>,
    /// The template of text messages in each language; it has every [`TextPart`](super::TextPart) that is needed.
    pub text_template: Vec<String>,
}

/// The position of a language in [`Hotline::languages`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LanguageIndex(u8);

impl LanguageIndex {
    pub const fn new(position: u8) -> Self {
        Self(position)
    }

    pub fn position(self) -> usize {
        usize::from(self.0)
    }
}

#[derive(Debug, Clone)]
pub struct Language {
    /// The short code in the files and in addresses: `ar`, `en`.
    pub code: String,
    /// The name in the language itself, for people who read.
    pub name: String,
    /// The BCP 47 tag that providers are told: `ar-AE`.
    pub locale: String,
    /// The BCP 47 tag of the language as callers speak it, where that is another: `ar-BH`.
    pub heard_as: Option<String>,
    /// The voice to ask for, by dialect; a dialect without one takes its provider's default.
    pub voices: Vec<(String, String)>,
    /// The number, in E.164, of the person that callers in this language are put through to.
    pub person: Option<String>,
    /// Whoever answers there takes the call with a key, so that no mailbox does.
    pub person_presses: bool,
    pub characters_per_second: f32,
}

impl Language {
    /// The rates of speech that can be true: 5 to 40 characters in a second.
    pub const RATES: RangeInclusive<f32> = 5.0..=40.0;

    /// The BCP 47 tag of the language as callers speak it.
    pub fn heard_as(&self) -> &str {
        self.heard_as.as_deref().unwrap_or(&self.locale)
    }

    /// The voice to ask for in a dialect.
    pub fn voice(&self, dialect: &str) -> Option<&str> {
        self.voices.iter().find(|(name, _)| name == dialect).map(|(_, voice)| voice.as_str())
    }
}

/// The limits of waiting, and of failures before the call is brought to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Seconds to wait for a key after a menu: 3 to 15.
    pub key_seconds: u8,
    /// Seconds to wait for a key after the gate: 1 to 5.
    pub gate_seconds: u8,
    /// Silences in a row at one place: 1 to 5.
    pub no_input: u8,
    /// Wrong keys in a row at one place: 1 to 5.
    pub no_match: u8,
    /// Silences and wrong keys together in a row: as many as each alone, to 10.
    pub together: u8,
    /// Turns in a call, so that a stuck key does not hold a line for ever: 20 to 500.
    pub turns: u16,
    /// Seconds that a person's telephone rings: 10 to 60.
    pub ring_seconds: u8,
    /// Segments that a text message is sent in at most: 1 to 10.
    pub text_segments: u8,
}

impl Limits {
    /// For [`Limits::key_seconds`]; ISO/IEC 13714 asks for 3 to 10, and slow callers need more.
    pub const KEY_SECONDS: RangeInclusive<u16> = 3..=15;
    pub const GATE_SECONDS: RangeInclusive<u16> = 1..=5;
    pub const FAILURES: RangeInclusive<u16> = 1..=5;
    pub const TOGETHER: RangeInclusive<u16> = 1..=10;
    pub const TURNS: RangeInclusive<u16> = 20..=500;
    pub const RING_SECONDS: RangeInclusive<u16> = 10..=60;
    /// For [`Limits::text_segments`]; ten stay below the 1,600 characters that Twilio takes at most (its error 21617).
    pub const TEXT_SEGMENTS: RangeInclusive<u16> = 1..=10;
    /// [`Limits::text_segments`] where nothing is said: some 400 letters of Arabic, 900 of English.
    pub const USUAL_TEXT_SEGMENTS: u16 = 6;
}

/// One of the three parts of the ministry's work.
#[derive(Debug, Clone)]
pub struct Sector {
    pub id: String,
    pub key: MenuKey,
    /// Its written name, in each language.
    pub name: Vec<String>,
    pub title: PromptId,
    pub option: PromptId,
    /// By ascending key.
    pub groups: Vec<Group>,
}

impl Sector {
    /// Its written name in a language.
    pub fn name_in(&self, language: LanguageIndex) -> &str {
        self.name.get(language.position()).map_or("", String::as_str)
    }

    /// The last key that a sector can have: in the main menu, those after it are the system's.
    pub const LAST_KEY: u8 = 4;
}

#[derive(Debug, Clone)]
pub struct Group {
    pub id: String,
    pub key: MenuKey,
    /// Its written name, in each language.
    pub name: Vec<String>,
    pub title: PromptId,
    pub option: PromptId,
    /// By ascending key, those that have moved among them.
    pub services: Vec<Service>,
}

/// One service of the ministry, or the place of one that has moved.
#[derive(Debug, Clone)]
pub struct Service {
    pub id: String,
    pub code: Code,
    /// Its written name, in each language.
    pub name: Vec<String>,
    /// Other names that callers use, in each language: never spoken, only listened for.
    pub also: Vec<Vec<String>>,
    /// True if the ministry has confirmed what is spoken.
    pub confirmed: bool,
    /// The position in [`Hotline::bodies`] of the body that gives it.
    pub body: Option<usize>,
    /// In the words of the catalogue: `citizen`, `resident`, …
    pub audience: Vec<String>,
    pub evidence: Evidence,
    pub facts: Vec<Fact>,
    /// The address of its page in the web, in each language that has one.
    pub links: Vec<Option<String>>,
    pub title: PromptId,
    pub option: PromptId,
    /// The sentence of the option in each language, for another key, which is left open.
    pub offer: Vec<String>,
    pub code_prompt: PromptId,
    /// One to three sentences. A service that has moved has none.
    pub summary: Option<PromptId>,
    /// By ascending key.
    pub sections: Vec<Section>,
    pub moved: Option<Moved>,
}

/// The new place of a service that has left.
#[derive(Debug, Clone, Copy)]
pub struct Moved {
    /// The code that it went to; never that of a service that has moved itself.
    pub to: Code,
    pub prompt: PromptId,
}

impl Service {
    /// The section of this kind, if there are facts for it.
    pub fn section(&self, kind: SectionKind) -> Option<&Section> {
        self.sections.iter().find(|section| section.kind == kind)
    }

    /// True if callers hear something to act on: what to bring, to pay, to wait for or to do, or where to go.
    pub fn can_be_acted_on(&self) -> bool {
        self.sections.iter().any(|section| section.kind != SectionKind::Who)
    }

    /// True if callers are told something, and no fact names a source for it.
    pub fn is_unsourced(&self) -> bool {
        let tells = self.confirmed || !self.sections.is_empty() || self.evidence != Evidence::None;
        tells && self.facts.is_empty()
    }
}

impl Hotline {
    pub fn language(&self, index: LanguageIndex) -> &Language {
        &self.languages[index.position()]
    }

    pub fn language_by_code(&self, code: &str) -> Option<LanguageIndex> {
        let position = self.languages.iter().position(|language| language.code == code)?;
        u8::try_from(position).ok().map(LanguageIndex)
    }

    /// Every language's index, in the hotline's order.
    pub fn language_indices(&self) -> impl Iterator<Item = LanguageIndex> + use<> {
        (0..=u8::MAX).take(self.languages.len()).map(LanguageIndex)
    }

    /// The sector on a key of the main menu.
    pub fn sector(&self, key: MenuKey) -> Option<&Sector> {
        self.sectors.iter().find(|sector| sector.key == key)
    }

    /// The group on a key of a sector's menu.
    pub fn group(&self, sector: MenuKey, key: MenuKey) -> Option<&Group> {
        self.sector(sector)?.groups.iter().find(|group| group.key == key)
    }

    /// The service with a code, also one that has moved.
    pub fn service(&self, code: Code) -> Option<&Service> {
        let group = self.group(code.sector, code.group)?;
        group.services.iter().find(|service| service.code == code)
    }

    /// Every service with its sector and group, by ascending code.
    pub fn services(&self) -> impl Iterator<Item = (&Sector, &Group, &Service)> {
        self.sectors.iter().flat_map(|sector| {
            sector.groups.iter().flat_map(move |group| {
                group.services.iter().map(move |service| (sector, group, service))
            })
        })
    }

    pub fn phrase(&self, phrase: Phrase) -> PromptId {
        self.phrases[phrase as usize]
    }

    /// Sends callers to the body that gives a service, to check what the ministry has not confirmed.
    pub fn caution(&self, service: &Service) -> PromptId {
        let body = service.body.and_then(|body| self.bodies.get(body));
        body.map_or(self.caution, |body| body.caution)
    }

    /// The prompt of a sentence about the hours, if it was foreseen.
    pub fn hours_prompt(&self, sentence: &str, language: LanguageIndex) -> Option<PromptId> {
        let mut prompts = self.hours_prompts.iter().copied();
        prompts.find(|id| self.prompt(*id, language).text == sentence)
    }

    pub fn prompt(&self, id: PromptId, language: LanguageIndex) -> &Prompt {
        self.prompts.get(id, language)
    }

    /// The index that finds services by what a caller said. The first call builds it, which takes some milliseconds.
    pub fn search(&self) -> &SearchIndex {
        self.search.get_or_init(|| Arc::new(SearchIndex::new(self)))
    }
}
