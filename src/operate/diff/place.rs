//! The places of a hotline with what can be heard at each.

use std::collections::HashMap;

use super::change::{Change, ChangeKind, PlaceFact, change};
use super::{Different, settings};
use crate::catalogue::{Hotline, Phrase, Referral, Service};
use crate::dialogue::RecordedPlace;

/// Phrases that are said at the main menu alone.
const MAIN: [Phrase; 2] = [Phrase::MainMenu, Phrase::MainHelp];

/// The place of texts that many places say.
const EVERYWHERE: &str = "everywhere";

/// A place with everything that is heard there.
pub(super) struct ComparedPlace<'h> {
    /// `main`, `sector` and so on.
    kind: &'static str,
    id: &'h str,
    /// The keys that lead to it from the main menu.
    keys: String,
    pub(super) name: &'h [String],
    facts: Vec<PlaceFact<'h>>,
}

/// Every place, in the order of the menus.
pub(super) fn places<'h>(hotline: &'h Hotline) -> Vec<ComparedPlace<'h>> {
    let mut prompts = prompts(hotline);
    let mut said_at = |owner: &str| prompts.remove(owner).unwrap_or_default();
    let is_main = |fact: &PlaceFact<'_>| MAIN.iter().any(|phrase| phrase.name() == fact.part);
    let (main, mut everywhere): (Vec<_>, Vec<_>) = said_at("phrase").into_iter().partition(is_main);
    everywhere.extend(said_at("section"));
    everywhere.extend(said_at("digit"));
    let referred = said_at("referral");
    let fixed = |kind, facts| ComparedPlace { kind, id: "", keys: String::new(), name: &[], facts };
    let mut places = vec![
        fixed("hotline", settings::facts(hotline)),
        fixed(EVERYWHERE, everywhere),
        fixed("gate", said_at("gate")),
        fixed("main", main),
    ];
    let mut place = |kind, id: &'h str, name: &'h [String], keys: String, service| {
        let mut facts = vec![PlaceFact::new(ChangeKind::Keys, &keys)];
        facts.extend(
            by_language(hotline, name)
                .map(|(code, name)| PlaceFact::new(ChangeKind::Name, name).language(code)),
        );
        if let Some(service) = service {
            facts.extend(service_facts(hotline, service));
        }
        facts.extend(said_at(&keys));
        ComparedPlace { kind, id, keys, name, facts }
    };
    for sector in &hotline.sectors {
        places.push(place("sector", &sector.id, &sector.name, sector.key.to_string(), None));
        for group in &sector.groups {
            let keys = format!("{}{}", sector.key, group.key);
            places.push(place("group", &group.id, &group.name, keys, None));
            for service in &group.services {
                let keys = service.code.to_string();
                places.push(place("service", &service.id, &service.name, keys, Some(service)));
            }
        }
    }
    places.extend(hotline.referrals.iter().map(|referral| ComparedPlace {
        id: referral.id.as_str(),
        keys: referral.id.to_string(),
        ..fixed("referral", referral_facts(hotline, referral, &referred))
    }));
    places
}

/// Values with the code of the language of each.
fn by_language<'h, T>(
    hotline: &'h Hotline,
    values: &'h [T],
) -> impl Iterator<Item = (&'h str, &'h T)> {
    hotline.languages.iter().map(|language| language.code.as_str()).zip(values)
}

fn service_facts<'h>(hotline: &'h Hotline, service: &'h Service) -> Vec<PlaceFact<'h>> {
    let also = by_language(hotline, &service.also).map(|(code, entries)| {
        PlaceFact::new(ChangeKind::Also, entries.join("\n")).language(code).list('\n')
    });
    let moved =
        service.moved.iter().map(|moved| PlaceFact::new(ChangeKind::Moved, moved.to.to_string()));
    let confirmed = service.confirmed.then(|| PlaceFact::new(ChangeKind::Confirmed, "yes"));
    let body = service.body.and_then(|body| hotline.bodies.get(body));
    let body = body.map(|body| PlaceFact::new(ChangeKind::Body, &body.id));
    let links = by_language(hotline, &service.links).filter_map(|(code, link)| {
        Some(PlaceFact::new(ChangeKind::Link, link.as_ref()?).language(code))
    });
    let sections = service.sections.iter().map(|section| {
        PlaceFact::new(ChangeKind::Section, section.key.to_string()).part(section.kind.name())
    });
    also.chain(moved).chain(confirmed).chain(body).chain(links).chain(sections).collect()
}

/// The words of a referral, and of the facts in `said` its own text and recordings.
fn referral_facts<'h>(
    hotline: &'h Hotline,
    referral: &'h Referral,
    said: &[PlaceFact<'h>],
) -> Vec<PlaceFact<'h>> {
    let words = by_language(hotline, &referral.words).map(|(code, words)| {
        PlaceFact::new(ChangeKind::Also, words.join("\n")).language(code).list('\n')
    });
    let said = said.iter().filter(|fact| fact.part == part_name("referral", referral.id.as_str()));
    words.chain(said.cloned().map(|fact| fact.part("says"))).collect()
}

/// Texts and recordings by the first part of the prompts' ids: `gate`, `phrase`, or the keys of a place.
fn prompts(hotline: &Hotline) -> HashMap<&str, Vec<PlaceFact<'_>>> {
    let mut owners: HashMap<&str, Vec<PlaceFact<'_>>> = HashMap::new();
    for prompt in hotline.prompts.all() {
        let Some((owner, part)) = prompt.id.split_once('.') else {
            continue;
        };
        let facts = owners.entry(owner).or_default();
        let fact = |what, value: String| {
            PlaceFact::new(what, value).part(part_name(owner, part)).language(&prompt.language)
        };
        facts.push(fact(ChangeKind::Text, prompt.text.clone()));
        if let Some(recording) = &prompt.recording {
            facts.push(fact(ChangeKind::Recording, recording.hash.to_string()));
        }
    }
    owners
}

/// The name of a prompt at its place.
fn part_name(owner: &str, part: &str) -> String {
    match (owner, part) {
        ("gate", key) => format!("option on key {key}"),
        ("digit", digit) => format!("digit {digit}"),
        ("section", part) => match part.rsplit_once('.') {
            Some((section, key)) => format!("{section}-option on key {key}"),
            None => part.to_owned(),
        },
        (_, "moved") => "where it went".to_owned(),
        (_, part) => part.replace('.', " "),
    }
}

impl ComparedPlace<'_> {
    /// The place as it is written down; none for what is said at many.
    pub(super) fn recorded(&self) -> Option<RecordedPlace> {
        RecordedPlace::of(self.kind, Some(&self.keys), None)
    }

    /// The place as people say it.
    pub(super) fn title(&self) -> String {
        format!("{} {}", self.kind, self.keys).trim_end().to_owned()
    }

    /// True if it is the same in another edition.
    pub(super) fn is_same(&self, other: &ComparedPlace<'_>) -> bool {
        (self.kind, self.id) == (other.kind, other.id)
    }

    /// True if it comes before another place in the order of the menus.
    pub(super) fn stands_before(&self, other: &Different) -> bool {
        let keys = other.place.split_once(' ').map(|(_, keys)| keys);
        keys.is_some_and(|keys| self.keys.as_str() < keys)
    }

    /// The differences from its state before, in the languages that both have.
    pub(super) fn changes(
        &self,
        old: &ComparedPlace<'_>,
        is_common: impl Fn(&str) -> bool,
    ) -> Vec<Change> {
        let told = self.facts.iter().map(|fact| change(old.like(fact), Some(fact)));
        let gone = old.facts.iter().filter(|fact| self.like(fact).is_none());
        let changes = told.chain(gone.map(|fact| change(Some(fact), None))).flatten();
        let is_heard = |change: &Change| match change.what {
            // What many places say is told at each if only some of them say it now.
            ChangeKind::Text | ChangeKind::Recording if self.kind == EVERYWHERE => {
                self.says(change) && old.says(change)
            }
            // What is not said any more needs no voice.
            ChangeKind::Recording => self.says(change),
            _ => true,
        };
        let changes = changes.filter(|change| change.language.as_deref().is_none_or(&is_common));
        changes.filter(is_heard).collect()
    }

    /// The guidance at a new place; its names and numbers follow from the place.
    pub(super) fn added(&self, is_common: impl Fn(&str) -> bool) -> Vec<Change> {
        let mut changes = vec![Change::of_place(ChangeKind::Added)];
        if ["service", "referral"].contains(&self.kind) {
            let guidance = self.facts.iter().filter(|fact| match fact.what {
                ChangeKind::Text | ChangeKind::Recording => {
                    !["title", "option", "code"].contains(&fact.part.as_str())
                }
                what => what == ChangeKind::Link,
            });
            let guidance = guidance.filter(|fact| fact.language.is_none_or(&is_common));
            changes.extend(guidance.filter_map(|fact| change(None, Some(fact))));
        }
        changes
    }

    fn like(&self, fact: &PlaceFact<'_>) -> Option<&PlaceFact<'_>> {
        self.facts.iter().find(|known| known.is_like(fact))
    }

    /// True if the text that a change is about is said here.
    fn says(&self, change: &Change) -> bool {
        self.facts.iter().any(|fact| {
            fact.what == ChangeKind::Text
                && fact.part == change.part
                && fact.language == change.language.as_deref()
        })
    }
}
