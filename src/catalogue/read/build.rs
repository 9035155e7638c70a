//! Building the hotline out of what the files say: above all, its prompts.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::bodies::BodyRead;
use super::hotline::Basics;
use super::menus::{GroupRead, Head, SectorRead};
use super::phrases::Phrases;
use super::pieces::pieces;
use super::referrals::ReferralRead;
use super::service::ServiceRead;
use super::table::Text;
use super::texts::Localised;
use crate::catalogue::hours::Wording;
use crate::catalogue::spoken::comma;
use crate::catalogue::{
    Body, Code, Group, Hotline, Hours, Language, Listening, MenuKey, Moved, Pattern, Phrase,
    Placeholder, Prompt, PromptBook, PromptId, Referral, ReferralId, Section, SectionKind, Sector,
    Service,
};
use crate::numerals::in_twos;
use crate::text::fill;

/// The prompt that tells callers to check with somebody what the ministry has not confirmed.
const UNCONFIRMED: &str = "phrase.unconfirmed";

/// The parts of a hotline besides its menus and its phrases.
pub(super) struct HotlineRest<'r> {
    pub text_template: Vec<String>,
    pub bodies: Vec<BodyRead<'r>>,
    pub referrals: Vec<ReferralRead<'r>>,
    pub hours: Hours,
    pub listening: Listening,
}

/// Builds the hotline; `None` if anything that it is made of is missing, which has been noted.
pub(super) fn build(
    basics: &Basics,
    phrases: &Phrases<'_>,
    sectors: &[SectorRead<'_>],
    rest: HotlineRest<'_>,
) -> Option<Hotline> {
    let HotlineRest { text_template, bodies, referrals, mut hours, listening } = rest;
    hours.wording = wording(&basics.languages, phrases)?;
    let mut builder = HotlineBuilder {
        languages: &basics.languages,
        phrases,
        digits: phrases.digits.as_deref()?,
        spoken_names: spoken_names(sectors)?,
        bodies: Vec::new(),
        prompts: PromptBook::new(basics.languages.len()),
        section_options: BTreeMap::new(),
    };
    let spoken = Phrase::ALL.iter().zip(&phrases.fixed).map(|(phrase, texts)| {
        Some(builder.add(&format!("phrase.{}", phrase.name()), texts.as_deref()?))
    });
    let spoken = spoken.collect::<Option<Vec<_>>>()?.try_into().ok()?;
    let in_charge = phrases.pattern(Pattern::OfficeInCharge)?;
    let caution = builder.fill(UNCONFIRMED, Pattern::Unconfirmed, in_charge, &[])?;
    builder.bodies = bodies.iter().map(|one| builder.body(one)).collect::<Option<_>>()?;
    let gate = (1..=basics.languages.len()).map(|key| builder.gate(key)).collect::<Option<_>>()?;
    let digits = std::array::from_fn(|digit| builder.digit(digit));
    let referrals = referrals.iter().map(|one| builder.referral(one)).collect::<Option<_>>()?;
    let mut built = sectors.iter().map(|one| builder.sector(one)).collect::<Option<Vec<_>>>()?;
    built.sort_by_key(|sector| sector.key);
    let sentences = hours.sentences().into_iter();
    let hours_prompts = sentences.map(|(id, texts)| builder.add(&id, &texts)).collect();
    let HotlineBuilder { bodies, prompts, .. } = builder;
    Some(Hotline {
        limits: basics.limits?,
        time_zone: basics.time_zone.clone()?,
        hours,
        hours_prompts,
        listening,
        bodies,
        referrals,
        sectors: built,
        prompts,
        phrases: spoken,
        caution,
        gate,
        digits,
        text_template,
        languages: basics.languages.clone(),
        search: OnceLock::new(),
    })
}

/// The words that hours are told in, in each language.
fn wording(languages: &[Language], phrases: &Phrases<'_>) -> Option<Vec<Wording>> {
    let weekdays = phrases.weekdays.as_ref()?;
    let patterns: Vec<_> = phrases.patterns.iter().map(Option::as_deref).collect();
    let patterns: Vec<&[String]> = patterns.into_iter().collect::<Option<_>>()?;
    let one = |(position, (language, weekdays)): (usize, (&Language, &Vec<String>))| Wording {
        language: language.code.clone(),
        patterns: patterns.iter().map(|texts| texts[position].clone()).collect(),
        weekdays: weekdays.clone(),
        comma: comma(language),
    };
    Some(languages.iter().zip(weekdays).enumerate().map(one).collect())
}

/// The spoken name of each service in each language, for those that have moved to it.
fn spoken_names(sectors: &[SectorRead<'_>]) -> Option<BTreeMap<Code, Vec<String>>> {
    let groups = sectors.iter().flat_map(|sector| &sector.groups);
    groups
        .flat_map(|group| &group.services)
        .map(|service| Some((service.code?, service.names.complete()?.1)))
        .collect()
}

struct HotlineBuilder<'a> {
    languages: &'a [Language],
    phrases: &'a Phrases<'a>,
    digits: &'a [Vec<String>],
    spoken_names: BTreeMap<Code, Vec<String>>,
    bodies: Vec<Body>,
    prompts: PromptBook,
    section_options: BTreeMap<(SectionKind, MenuKey), PromptId>,
}

impl HotlineBuilder<'_> {
    /// Adds a prompt that is spoken as it is given for each language.
    fn add(&mut self, id: &str, texts: &[String]) -> PromptId {
        self.prompts.add(
            self.languages
                .iter()
                .zip(texts)
                .map(|(language, text)| Prompt::unrecorded(id, text, language)),
        )
    }

    fn fill(
        &mut self,
        id: &str,
        pattern: Pattern,
        name: &[String],
        code: &[MenuKey],
    ) -> Option<PromptId> {
        let texts: Vec<_> = self
            .phrases
            .pattern(pattern)?
            .iter()
            .enumerate()
            .map(|(position, pattern)| {
                let digits = self.words(position, code);
                let values = [
                    (Placeholder::Key, digits.as_str()),
                    (Placeholder::Code, &digits),
                    (Placeholder::Name, name.get(position).map_or("", |name| name)),
                    (Placeholder::Body, name.get(position).map_or("", |name| name)),
                ];
                fill(pattern, &values)
            })
            .collect();
        Some(self.add(id, &texts))
    }

    /// The words for keys, with the language's comma between them.
    fn words(&self, language: usize, keys: &[MenuKey]) -> String {
        let words = self.digits.get(language).zip(self.languages.get(language));
        let Some((words, language)) = words else {
            return String::new();
        };
        let words: Vec<_> = keys
            .iter()
            .filter_map(|key| words.get(usize::from(key.number())))
            .map(String::as_str)
            .collect();
        words.join(comma(language))
    }

    fn digit(&mut self, digit: usize) -> PromptId {
        let word = |words: &Vec<String>| words.get(digit).cloned().unwrap_or_default();
        let words: Vec<String> = self.digits.iter().map(word).collect();
        self.add(&format!("digit.{digit}"), &words)
    }

    fn gate(&mut self, key: usize) -> Option<PromptId> {
        let pressed = MenuKey::new(u8::try_from(key).ok()?)?;
        self.fill(&format!("gate.{key}"), Pattern::Gate, &[], &[pressed])
    }

    fn body(&mut self, read: &BodyRead<'_>) -> Option<Body> {
        let id = read.id.as_ref()?.value.clone().into_owned();
        let name = read.name.as_ref()?.owned()?;
        let prompt = format!("{UNCONFIRMED}.{id}");
        let caution = self.fill(&prompt, Pattern::Unconfirmed, &name, &[])?;
        Some(Body { id, name, links: owned(&read.links), caution })
    }

    fn referral(&mut self, read: &ReferralRead<'_>) -> Option<Referral> {
        let id = ReferralId::parse(&read.id.as_ref()?.value)?;
        let says = read.says.as_ref()?.owned()?;
        let telephone = read.telephone.as_ref().map(|number| number.value.clone().into_owned());
        let digits = telephone.as_deref().unwrap_or_default();
        let filled = |number: &dyn Fn(usize) -> String| -> Vec<String> {
            let texts = says.iter().enumerate();
            texts.map(|(at, text)| fill(text, &[(Placeholder::Telephone, number(at))])).collect()
        };
        let spoken = filled(&|language| self.telephone(language, digits));
        let written = filled(&|_| digits.to_owned());
        let owned = |texts: &Vec<Text<'_>>| {
            texts.iter().map(|text| text.value.clone().into_owned()).collect()
        };
        Some(Referral {
            id,
            words: read.words.iter().map(owned).collect(),
            prompt: self.add(&format!("referral.{id}"), &spoken),
            written,
            source: read.source.as_ref()?.value.clone().into_owned(),
            telephone,
        })
    }

    /// The words for the digits of a telephone number in a language.
    fn telephone(&self, language: usize, digits: &str) -> String {
        let words = self.digits.get(language).zip(self.languages.get(language));
        let Some((words, language)) = words else {
            return String::new();
        };
        let digits = digits.chars().filter_map(|digit| digit.to_digit(10));
        let words: Vec<_> = digits.map(|digit| words[digit as usize].as_str()).collect();
        in_twos(&words, comma(language))
    }

    fn sector(&mut self, read: &SectorRead<'_>) -> Option<Sector> {
        let (id, key, name, spoken) = read.head.complete()?;
        let title = self.fill(&format!("{key}.title"), Pattern::Title, &spoken, &[])?;
        let option = self.fill(&format!("{key}.option"), Pattern::SectorOption, &spoken, &[key])?;
        let mut groups =
            read.groups.iter().map(|group| self.group(key, group)).collect::<Option<Vec<_>>>()?;
        groups.sort_by_key(|group| group.key);
        Some(Sector { id, key, name, title, option, groups })
    }

    fn group(&mut self, sector: MenuKey, read: &GroupRead<'_>) -> Option<Group> {
        let (id, key, name, spoken) = read.head.complete()?;
        let title = self.fill(&format!("{sector}{key}.title"), Pattern::Title, &spoken, &[])?;
        let option =
            self.fill(&format!("{sector}{key}.option"), Pattern::GroupOption, &spoken, &[key])?;
        let mut services = read
            .services
            .iter()
            .map(|service| self.service(service))
            .collect::<Option<Vec<_>>>()?;
        services.sort_by_key(|service| service.code);
        Some(Group { id, key, name, title, option, services })
    }

    fn service(&mut self, read: &ServiceRead<'_>) -> Option<Service> {
        let code = read.code?;
        let (name, spoken) = read.names.complete()?;
        let title = self.fill(&format!("{code}.title"), Pattern::Title, &spoken, &[])?;
        let option =
            self.fill(&format!("{code}.option"), Pattern::ServiceOption, &spoken, &[code.service])?;
        let offers = self.phrases.pattern(Pattern::ServiceOption)?.iter().zip(&spoken);
        let offer = offers.map(|(offer, name)| fill(offer, &[(Placeholder::Name, name)])).collect();
        let code_prompt =
            self.fill(&format!("{code}.code"), Pattern::ServiceCode, &[], &code.keys())?;
        let summary = match &read.summary {
            Some(summary) => Some(self.add(&format!("{code}.summary"), &summary.owned()?)),
            None => None,
        };
        let sections = (1..)
            .zip(&read.sections)
            .map(|(number, (kind, text))| self.section(code, *kind, MenuKey::new(number)?, text))
            .collect::<Option<_>>()?;
        let moved = match read.moved_to {
            Some(to) => Some(self.moved(code, to.value)?),
            None => None,
        };
        let body = read.body.as_ref();
        Some(Service {
            id: read.id.as_ref()?.value.clone().into_owned(),
            code,
            name,
            also: read.also.clone(),
            confirmed: read.confirmed,
            body: body.and_then(|id| self.bodies.iter().position(|body| body.id == id.value)),
            audience: read.audience.clone(),
            evidence: read.evidence,
            facts: read.facts.clone(),
            links: owned(&read.links),
            title,
            option,
            offer,
            code_prompt,
            summary,
            sections,
            moved,
        })
    }

    fn section(
        &mut self,
        code: Code,
        kind: SectionKind,
        key: MenuKey,
        text: &Localised<'_, Text<'_>>,
    ) -> Option<Section> {
        let option = self.section_option(kind, key)?;
        let next_option = self.section_option(kind, MenuKey::new(Section::NEXT)?)?;
        let in_pieces = pieces(&text.owned()?, self.languages);
        let one = in_pieces.len() == 1;
        let pieces = (1..)
            .zip(&in_pieces)
            .map(|(number, texts)| {
                let id = format!("{code}.{}", kind.name());
                self.add(&if one { id } else { format!("{id}.{number}") }, texts)
            })
            .collect();
        Some(Section { kind, key, pieces, option, next_option })
    }

    /// The prompt that offers a section on a key, which services share.
    fn section_option(&mut self, kind: SectionKind, key: MenuKey) -> Option<PromptId> {
        if let Some(shared) = self.section_options.get(&(kind, key)) {
            return Some(*shared);
        }
        let id = format!("section.{}.{key}", kind.name());
        let option = self.fill(&id, Pattern::section_option(kind), &[], &[key])?;
        self.section_options.insert((kind, key), option);
        Some(option)
    }

    fn moved(&mut self, from: Code, to: Code) -> Option<Moved> {
        let name = self.spoken_names.get(&to)?.clone();
        let prompt = self.fill(&format!("{from}.moved"), Pattern::Moved, &name, &to.keys())?;
        Some(Moved { to, prompt })
    }
}

/// The texts of a field that may be left out in a language.
fn owned(texts: &[Option<Text<'_>>]) -> Vec<Option<String>> {
    texts.iter().map(|text| Some(text.as_ref()?.value.clone().into_owned())).collect()
}

impl Head<'_> {
    /// The id, the key, the written and the spoken name.
    fn complete(&self) -> Option<(String, MenuKey, Vec<String>, Vec<String>)> {
        let (written, spoken) = self.names.as_ref()?.complete()?;
        Some((self.id.as_ref()?.value.clone().into_owned(), self.key?, written, spoken))
    }
}
