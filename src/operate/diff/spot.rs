//! The places of a hotline, with everything that is said at each.

use super::{Change, Different, Recorded, also};
use crate::catalogue::{
    Code, Group, Hotline, LanguageIndex, MenuKey, Phrase, PromptId, Section, Sector, Service,
};

/// A place with what is said there.
pub(super) struct Spot<'h> {
    kind: Kind,
    id: &'h str,
    pub(super) place: String,
    /// The keys that lead to it from the main menu.
    keys: String,
    pub(super) name: &'h [String],
    parts: Vec<(String, PromptId)>,
    service: Option<&'h Service>,
}

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
pub(super) fn all(hotline: &Hotline) -> Vec<Spot<'_>> {
    let mut spots = vec![everywhere(hotline), gate(hotline), main(hotline)];
    for sector in &hotline.sectors {
        spots.push(of_sector(sector));
        for group in &sector.groups {
            spots.push(of_group(sector.key, group));
            spots.extend(group.services.iter().map(of_service));
        }
    }
    spots
}

/// Phrases that are said at the main menu alone.
const MAIN: [Phrase; 2] = [Phrase::MainMenu, Phrase::MainHelp];

fn everywhere(hotline: &Hotline) -> Spot<'_> {
    let phrases = Phrase::ALL
        .into_iter()
        .filter(|phrase| !MAIN.contains(phrase))
        .map(|phrase| (phrase.name().to_owned(), hotline.phrase(phrase)));
    let mut parts: Vec<_> = phrases.collect();
    let sections = hotline
        .services()
        .flat_map(|(_, _, service)| &service.sections);
    for Section {
        kind, key, option, ..
    } in sections
    {
        let part = format!("{}-option on key {key}", kind.name());
        if !parts.iter().any(|(known, _)| *known == part) {
            parts.push((part, *option));
        }
    }
    Spot::fixed(Kind::Everywhere, "everywhere", parts)
}

fn gate(hotline: &Hotline) -> Spot<'_> {
    let keys = (1..).map(|key: u8| format!("option on key {key}"));
    let parts = keys.zip(hotline.gate.iter().copied()).collect();
    Spot::fixed(Kind::Gate, "gate", parts)
}

fn main(hotline: &Hotline) -> Spot<'_> {
    let parts = MAIN.map(|phrase| (phrase.name().to_owned(), hotline.phrase(phrase)));
    Spot::fixed(Kind::Main, "main", parts.into())
}

fn of_sector(sector: &Sector) -> Spot<'_> {
    Spot {
        kind: Kind::Sector,
        id: &sector.id,
        place: format!("sector {}", sector.key),
        keys: sector.key.to_string(),
        name: &sector.name,
        parts: menu(sector.title, sector.option),
        service: None,
    }
}

fn of_group(sector: MenuKey, group: &Group) -> Spot<'_> {
    Spot {
        kind: Kind::Group,
        id: &group.id,
        place: format!("group {sector}{}", group.key),
        keys: format!("{sector}{}", group.key),
        name: &group.name,
        parts: menu(group.title, group.option),
        service: None,
    }
}

fn of_service(service: &Service) -> Spot<'_> {
    let mut parts = menu(service.title, service.option);
    parts.push(("code".to_owned(), service.code_prompt));
    parts.extend(guidance(service));
    Spot {
        kind: Kind::Service,
        id: &service.id,
        place: format!("service {}", service.code),
        keys: service.code.to_string(),
        name: &service.name,
        parts,
        service: Some(service),
    }
}

fn menu(title: PromptId, option: PromptId) -> Vec<(String, PromptId)> {
    vec![("title".to_owned(), title), ("option".to_owned(), option)]
}

/// What is said about a service beyond its name and code.
fn guidance(service: &Service) -> impl Iterator<Item = (String, PromptId)> {
    let moved = service
        .moved
        .map(|moved| ("where it went".to_owned(), moved.prompt));
    let summary = service
        .summary
        .map(|summary| ("summary".to_owned(), summary));
    let sections = service.sections.iter().flat_map(|section| {
        let many = section.pieces.len() > 1;
        (1..).zip(&section.pieces).map(move |(number, piece)| {
            let name = section.kind.name();
            let name = if many {
                format!("{name} {number}")
            } else {
                name.to_owned()
            };
            (name, *piece)
        })
    });
    moved.into_iter().chain(summary).chain(sections)
}

impl<'h> Spot<'h> {
    fn fixed(kind: Kind, place: &str, parts: Vec<(String, PromptId)>) -> Self {
        Self {
            kind,
            id: "",
            place: place.to_owned(),
            keys: String::new(),
            name: &[],
            parts,
            service: None,
        }
    }

    /// Whether it is the same in another edition.
    pub(super) fn is(&self, other: &Spot<'_>) -> bool {
        self.kind == other.kind && self.id == other.id
    }

    /// Whether it comes before another place in the order of the menus.
    pub(super) fn stands_before(&self, other: &Different) -> bool {
        let keys = |place: &str| place.split_once(' ').map(|(_, keys)| keys.to_owned());
        keys(&other.place).is_some_and(|other| self.keys < other)
    }

    fn moved_to(&self) -> Option<Code> {
        self.service?.moved.map(|moved| moved.to)
    }

    fn part(&self, part: &str) -> Option<PromptId> {
        self.parts
            .iter()
            .find(|(known, _)| known == part)
            .map(|(_, prompt)| *prompt)
    }

    fn sections(&self) -> &'h [Section] {
        self.service
            .map(|service| service.sections.as_slice())
            .unwrap_or_default()
    }
}

impl Pair<'_> {
    /// What is different at a place that both have.
    pub(super) fn changes(&self, old: &Spot<'_>, new: &Spot<'_>) -> Vec<Change> {
        let mut changes = Vec::new();
        if old.keys != new.keys {
            changes.push(Change::Keys {
                before: old.keys.clone(),
                after: new.keys.clone(),
            });
        }
        changes.extend(self.names(old, new));
        if let (Some(old), Some(new)) = (old.service, new.service) {
            changes.extend(also::changes(old, new, self.languages()));
        }
        let (before, after) = (old.moved_to(), new.moved_to());
        if before != after {
            changes.push(Change::Moved {
                before: before.map(|code| code.to_string()),
                after: after.map(|code| code.to_string()),
            });
        }
        let confirmed = |spot: &Spot<'_>| spot.service.map(|service| service.confirmed);
        if let (Some(before), Some(after)) = (confirmed(old), confirmed(new))
            && before != after
        {
            changes.push(Change::Confirmed { after });
        }
        changes.extend(self.links(Some(old), new));
        changes.extend(sections(old, new));
        for (part, _) in &new.parts {
            self.compare(part, old.part(part), new.part(part), &mut changes, new.kind);
        }
        for (part, prompt) in &old.parts {
            if new.part(part).is_none() {
                self.compare(part, Some(*prompt), None, &mut changes, new.kind);
            }
        }
        changes
    }

    /// What is said at a new place.
    pub(super) fn added(&self, new: &Spot<'_>) -> Vec<Change> {
        let mut changes = vec![Change::Added];
        let guidance = new.service.into_iter().flat_map(guidance);
        for (part, prompt) in guidance {
            self.compare(&part, None, Some(prompt), &mut changes, new.kind);
        }
        changes.extend(self.links(None, new));
        changes
    }

    fn names(&self, old: &Spot<'_>, new: &Spot<'_>) -> Vec<Change> {
        let names = self.languages().filter_map(|(code, before, after)| {
            let before = old.name.get(before.position())?;
            let after = new.name.get(after.position())?;
            (before != after).then(|| Change::Name {
                language: code.to_owned(),
                before: before.clone(),
                after: after.clone(),
            })
        });
        names.collect()
    }

    /// The pages that are others; all of them at a new place.
    fn links(&self, old: Option<&Spot<'_>>, new: &Spot<'_>) -> Vec<Change> {
        let link = |spot: &Spot<'_>, language: LanguageIndex| {
            let links = &spot.service?.links;
            links.get(language.position())?.clone()
        };
        let changes = self.languages().filter_map(|(code, in_before, in_after)| {
            let before = old.and_then(|old| link(old, in_before));
            let after = link(new, in_after);
            (before != after).then(|| Change::Link {
                language: code.to_owned(),
                before,
                after,
            })
        });
        changes.collect()
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
        before: Option<PromptId>,
        after: Option<PromptId>,
        changes: &mut Vec<Change>,
        kind: Kind,
    ) {
        // Options of sections are said wherever a service has that section: it is told there.
        if kind == Kind::Everywhere && (before.is_none() || after.is_none()) {
            return;
        }
        for (code, in_before, in_after) in self.languages() {
            let old = before.map(|prompt| self.before.prompt(prompt, in_before));
            let new = after.map(|prompt| self.after.prompt(prompt, in_after));
            let (old_text, new_text) = (old.map(|old| &old.text), new.map(|new| &new.text));
            if old_text != new_text {
                changes.push(Change::Text {
                    part: part.to_owned(),
                    language: code.to_owned(),
                    before: old_text.cloned(),
                    after: new_text.cloned(),
                });
            }
            let recording =
                |prompt: Option<&crate::catalogue::Prompt>| Some(prompt?.recording.as_ref()?.hash);
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

fn sections(old: &Spot<'_>, new: &Spot<'_>) -> Vec<Change> {
    let key = |spot: &Spot<'_>, section: &Section| {
        spot.sections()
            .iter()
            .find(|other| other.kind == section.kind)
            .map(|section| section.key.to_string())
    };
    let mut changes: Vec<Change> = Vec::new();
    for section in old.sections().iter().chain(new.sections()) {
        let change = Change::Section {
            section: section.kind.name().to_owned(),
            before: key(old, section),
            after: key(new, section),
        };
        let is_new = key(old, section) != key(new, section) && !changes.contains(&change);
        changes.extend(is_new.then_some(change));
    }
    changes
}
