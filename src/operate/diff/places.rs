//! The places of a hotline with the prompts that are spoken at each, as the prompts' ids say.

use std::collections::HashMap;

use super::{Change, Different, Recorded};
use crate::catalogue::{
    Hotline, LanguageIndex, MenuKey, Phrase, Prompt, Recording, Section, Service,
};
use crate::dialogue::{PlaceKind, RecordedPlace};

/// Phrases that are said at the main menu alone.
const MAIN: [Phrase; 2] = [Phrase::MainMenu, Phrase::MainHelp];

/// A place with everything that is said there.
pub(super) struct Place<'h> {
    kind: Kind,
    id: &'h str,
    /// The keys that lead to it from the main menu.
    keys: String,
    pub(super) name: &'h [String],
    parts: Vec<Part<'h>>,
    service: Option<&'h Service>,
}

/// A prompt's name at its place, and the prompt in every language.
type Part<'h> = (String, &'h [Prompt]);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Everywhere,
    Gate,
    Main,
    Sector,
    Group,
    Service,
}

/// Two hotlines that are compared.
pub(super) struct Pair<'h> {
    pub(super) before: &'h Hotline,
    pub(super) after: &'h Hotline,
}

/// Every place, in the order of the menus.
pub(super) fn all(hotline: &Hotline) -> Vec<Place<'_>> {
    let mut prompts = by_owner(hotline);
    let mut parts_of = |owner: &str| prompts.remove(owner).unwrap_or_default();
    let is_main = |(part, _): &Part<'_>| MAIN.iter().any(|phrase| phrase.name() == part);
    let (main, mut everywhere): (Vec<_>, Vec<_>) =
        parts_of("phrase").into_iter().partition(is_main);
    everywhere.extend(parts_of("section"));
    everywhere.extend(parts_of("digit"));
    let mut places = vec![
        Place::fixed(Kind::Everywhere, everywhere),
        Place::fixed(Kind::Gate, parts_of("gate")),
        Place::fixed(Kind::Main, main),
    ];
    let mut place = |kind, (id, name): (_, _), keys: String, service| Place {
        kind,
        id,
        name,
        parts: parts_of(&keys),
        keys,
        service,
    };
    for sector in &hotline.sectors {
        let named = (sector.id.as_str(), sector.name.as_slice());
        places.push(place(Kind::Sector, named, sector.key.to_string(), None));
        for group in &sector.groups {
            let named = (group.id.as_str(), group.name.as_slice());
            let keys = format!("{}{}", sector.key, group.key);
            places.push(place(Kind::Group, named, keys, None));
            for service in &group.services {
                let named = (service.id.as_str(), service.name.as_slice());
                let keys = service.code.to_string();
                places.push(place(Kind::Service, named, keys, Some(service)));
            }
        }
    }
    places
}

/// The prompts by the first part of their ids: `gate`, `phrase`, or the keys of a place.
fn by_owner(hotline: &Hotline) -> HashMap<&str, Vec<Part<'_>>> {
    let mut owners: HashMap<&str, Vec<Part<'_>>> = HashMap::new();
    let all = hotline.prompts.all();
    for prompts in all.chunks(hotline.languages.len().max(1)) {
        let id = prompts.first().and_then(|prompt| prompt.id.split_once('.'));
        if let Some((owner, part)) = id {
            let part = (part_name(owner, part), prompts);
            owners.entry(owner).or_default().push(part);
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

impl<'h> Place<'h> {
    fn fixed(kind: Kind, parts: Vec<Part<'h>>) -> Self {
        Self { kind, id: "", keys: String::new(), name: &[], parts, service: None }
    }

    /// The place as it is written down; none for what is said at many.
    pub(super) fn recorded(&self) -> Option<RecordedPlace> {
        let kind = match self.kind {
            Kind::Everywhere => return None,
            Kind::Gate => PlaceKind::Gate,
            Kind::Main => PlaceKind::Main,
            Kind::Sector => PlaceKind::Sector,
            Kind::Group => PlaceKind::Group,
            Kind::Service => PlaceKind::Service,
        };
        RecordedPlace::of(kind.name(), Some(&self.keys), None)
    }

    /// The place as people say it.
    pub(super) fn title(&self) -> String {
        let word = match self.kind {
            Kind::Everywhere => "everywhere",
            Kind::Gate => "gate",
            Kind::Main => "main",
            Kind::Sector => "sector",
            Kind::Group => "group",
            Kind::Service => "service",
        };
        format!("{word} {}", self.keys).trim_end().to_owned()
    }

    /// True if it is the same in another edition.
    pub(super) fn is_same(&self, other: &Place<'_>) -> bool {
        self.kind == other.kind && self.id == other.id
    }

    /// True if it comes before another place in the order of the menus.
    pub(super) fn stands_before(&self, other: &Different) -> bool {
        let keys = other.place.split_once(' ').map(|(_, keys)| keys);
        keys.is_some_and(|keys| self.keys.as_str() < keys)
    }

    fn part(&self, name: &str) -> Option<&'h [Prompt]> {
        let part = self.parts.iter().find(|(known, _)| known == name);
        part.map(|(_, prompts)| *prompts)
    }
}

impl Pair<'_> {
    /// The differences at a place that both have.
    pub(super) fn changes(&self, old: &Place<'_>, new: &Place<'_>) -> Vec<Change> {
        let mut changes = Vec::new();
        if old.keys != new.keys {
            changes.push(Change::Keys { before: old.keys.clone(), after: new.keys.clone() });
        }
        self.names(old, new, &mut changes);
        if let (Some(old), Some(new)) = (old.service, new.service) {
            self.service(old, new, &mut changes);
        }
        for (part, prompts) in &new.parts {
            let before = old.part(part);
            // What many places say is told at each if only some of them say it now.
            if before.is_some() || new.kind != Kind::Everywhere {
                self.compare(part, before, Some(prompts), &mut changes);
            }
        }
        for (part, prompts) in &old.parts {
            if new.part(part).is_none() && new.kind != Kind::Everywhere {
                self.compare(part, Some(prompts), None, &mut changes);
            }
        }
        changes
    }

    /// The guidance at a new place; its names and numbers follow from the place.
    pub(super) fn added(&self, new: &Place<'_>) -> Vec<Change> {
        let mut changes = vec![Change::Added];
        if let Some(service) = new.service {
            for (part, prompts) in &new.parts {
                if !["title", "option", "code"].contains(&part.as_str()) {
                    self.compare(part, None, Some(prompts), &mut changes);
                }
            }
            self.links(None, service, &mut changes);
        }
        changes
    }

    fn names(&self, old: &Place<'_>, new: &Place<'_>, changes: &mut Vec<Change>) {
        for (code, in_before, in_after) in self.languages() {
            let names = (old.name.get(in_before.position()), new.name.get(in_after.position()));
            if let (Some(before), Some(after)) = names
                && before != after
            {
                changes.push(Change::Name {
                    language: code.to_owned(),
                    before: before.clone(),
                    after: after.clone(),
                });
            }
        }
    }

    fn service(&self, old: &Service, new: &Service, changes: &mut Vec<Change>) {
        self.also(old, new, changes);
        let moved_to = |service: &Service| service.moved.map(|moved| moved.to.to_string());
        if moved_to(old) != moved_to(new) {
            changes.push(Change::Moved { before: moved_to(old), after: moved_to(new) });
        }
        if old.confirmed != new.confirmed {
            changes.push(Change::Confirmed { after: new.confirmed });
        }
        self.links(Some(old), new, changes);
        sections(old, new, changes);
    }

    /// The words by which callers also find a service; their order is no difference.
    fn also(&self, old: &Service, new: &Service, changes: &mut Vec<Change>) {
        for (code, in_before, in_after) in self.languages() {
            let words = (old.also.get(in_before.position()), new.also.get(in_after.position()));
            let (Some(before), Some(after)) = words else {
                continue;
            };
            let (gone, new) = (missing(before, after), missing(after, before));
            if !gone.is_empty() || !new.is_empty() {
                changes.push(Change::Also { language: code.to_owned(), gone, new });
            }
        }
    }

    /// The pages that are others; all of them at a new place.
    fn links(&self, old: Option<&Service>, new: &Service, changes: &mut Vec<Change>) {
        let link = |service: &Service, language: LanguageIndex| {
            service.links.get(language.position())?.clone()
        };
        for (code, in_before, in_after) in self.languages() {
            let before = old.and_then(|old| link(old, in_before));
            let after = link(new, in_after);
            if before != after {
                changes.push(Change::Link { language: code.to_owned(), before, after });
            }
        }
    }

    /// The languages that both have, and where each has them.
    fn languages(&self) -> impl Iterator<Item = (&str, LanguageIndex, LanguageIndex)> {
        self.after.language_indices().filter_map(|after| {
            let code = self.after.language(after).code.as_str();
            Some((code, self.before.language_by_code(code)?, after))
        })
    }

    fn compare(
        &self,
        part: &str,
        before: Option<&[Prompt]>,
        after: Option<&[Prompt]>,
        changes: &mut Vec<Change>,
    ) {
        for (code, in_before, in_after) in self.languages() {
            let old = before.and_then(|prompts| prompts.get(in_before.position()));
            let new = after.and_then(|prompts| prompts.get(in_after.position()));
            let text = |prompt: Option<&Prompt>| prompt.map(|prompt| prompt.text.clone());
            if text(old) != text(new) {
                changes.push(Change::Text {
                    part: part.to_owned(),
                    language: code.to_owned(),
                    before: text(old),
                    after: text(new),
                });
            }
            let recording = |prompt: Option<&Prompt>| {
                let recording: &Recording = prompt?.recording.as_ref()?;
                Some(recording.hash)
            };
            let after = match (recording(old), recording(new)) {
                (None, Some(_)) => Recorded::New,
                // What is not said any more needs no voice.
                (Some(_), None) if new.is_some() => Recorded::Gone,
                (Some(old), Some(new)) if old != new => Recorded::Changed,
                _ => continue,
            };
            changes.push(Change::Recording {
                part: part.to_owned(),
                language: code.to_owned(),
                after,
            });
        }
    }
}

/// The entries that are not among others.
fn missing(entries: &[String], others: &[String]) -> Vec<String> {
    let missing = entries.iter().filter(|entry| !others.contains(entry));
    missing.cloned().collect()
}

fn sections(old: &Service, new: &Service, changes: &mut Vec<Change>) {
    let key = |service: &Service, section: &Section| -> Option<MenuKey> {
        let same = service.sections.iter().find(|other| other.kind == section.kind);
        same.map(|same| same.key)
    };
    for section in old.sections.iter().chain(&new.sections) {
        let (before, after) = (key(old, section), key(new, section));
        let change = Change::Section {
            section: section.kind.name().to_owned(),
            before: before.map(|key| key.to_string()),
            after: after.map(|key| key.to_string()),
        };
        if before != after && !changes.contains(&change) {
            changes.push(change);
        }
    }
}
