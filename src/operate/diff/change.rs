//! Facts about a place, and the changes between two of its states.

use serde::Serialize;

/// The kind of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    Added,
    Removed,
    /// The keys that lead to the place, or its code.
    Keys,
    Name,
    /// The words, besides its name, by which callers find the service.
    Also,
    /// The code that the service has moved to.
    Moved,
    /// The ministry has confirmed what is said.
    Confirmed,
    /// The body that gives the service.
    Body,
    /// The page that the service's text message leads to.
    Link,
    /// The key on which a section of the service's guidance is offered.
    Section,
    Text,
    /// The recording of something that is said, by its hash.
    Recording,
    /// A setting of the hotline.
    Setting,
}

/// One thing that callers would hear differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    pub what: ChangeKind,
    /// Its name at its place, where there are several of its kind: `title`, `summary`, `fee 2`; the phrase's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub part: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// None if there was none.
    pub before: Option<String>,
    /// None if there is none.
    pub after: Option<String>,
}

/// A fact about what can be heard at a place.
#[derive(Clone)]
pub(super) struct PlaceFact<'h> {
    pub what: ChangeKind,
    pub part: String,
    pub language: Option<&'h str>,
    pub value: String,
    /// Between the entries of a list, whose order is no difference.
    pub separator: Option<char>,
}

impl Change {
    /// A change of a place as a whole.
    pub(super) fn of_place(what: ChangeKind) -> Self {
        Self { what, part: String::new(), language: None, before: None, after: None }
    }
}

impl<'h> PlaceFact<'h> {
    /// A fact of which a place has one alone.
    pub(super) fn new(what: ChangeKind, value: impl Into<String>) -> Self {
        Self { what, part: String::new(), language: None, value: value.into(), separator: None }
    }

    pub(super) fn part(self, part: impl Into<String>) -> Self {
        Self { part: part.into(), ..self }
    }

    pub(super) fn language(self, language: &'h str) -> Self {
        Self { language: Some(language), ..self }
    }

    /// The same as a list of entries with this character between them.
    pub(super) fn list(self, separator: char) -> Self {
        Self { separator: Some(separator), ..self }
    }

    /// True if it is about the same thing.
    pub(super) fn is_like(&self, other: &PlaceFact<'_>) -> bool {
        (self.what, &self.part, self.language) == (other.what, &other.part, other.language)
    }

    /// The entries of a list that are not in another.
    fn only(&self, other: Option<&PlaceFact<'_>>) -> String {
        let Some(separator) = self.separator else {
            return self.value.clone();
        };
        let others = other.map_or("", |other| other.value.as_str());
        let entries = self.value.split(separator);
        let only = entries.filter(|entry| others.split(separator).all(|other| other != *entry));
        only.collect::<Vec<_>>().join(&separator.to_string())
    }
}

/// The difference between two states of a fact.
pub(super) fn change(old: Option<&PlaceFact<'_>>, new: Option<&PlaceFact<'_>>) -> Option<Change> {
    let fact = new.or(old)?;
    let is_list = fact.separator.is_some();
    let shown = |text: &String| !(is_list && text.is_empty());
    let before = old.map(|old| old.only(new)).filter(shown);
    let after = new.map(|new| new.only(old)).filter(shown);
    (before != after).then(|| Change {
        what: fact.what,
        part: fact.part.clone(),
        language: fact.language.map(str::to_owned),
        before,
        after,
    })
}
