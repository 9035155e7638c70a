//! Differences in words, for people who read them in a terminal.

use std::fmt;

use super::{Change, Diff, Different, Heard, Recorded};
use crate::store::grouped;

/// The language in which names are told, if the hotline has it.
const NAMES_IN: &str = "en";

/// How many places the short form names.
const FEW: usize = 10;

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return writeln!(f, "Callers would hear no difference.");
        }
        for (position, place) in self.places.iter().enumerate() {
            if position > 0 {
                writeln!(f)?;
            }
            write!(f, "{place}")?;
        }
        Ok(())
    }
}

impl Diff {
    /// Which places are different, one a line, and how many more there are.
    pub fn short(&self) -> String {
        if self.is_empty() {
            return "Callers hear no difference: only what is never spoken is another.".to_owned();
        }
        let mut lines: Vec<_> = self.places.iter().take(FEW).map(Different::short).collect();
        if let more @ 1.. = self.places.len().saturating_sub(FEW) {
            lines.push(format!("and {} more", grouped(more as u64)));
        }
        lines.join("\n")
    }
}

impl Different {
    /// The place as people know it: `service 114 Demolition permit`.
    pub fn title(&self) -> String {
        let name = self.name.get(NAMES_IN).or(self.name.values().next());
        match name {
            Some(name) => format!("{} {name}", self.place),
            None => self.place.clone(),
        }
    }

    fn short(&self) -> String {
        let mut what: Vec<String> = Vec::new();
        for change in &self.changes {
            let word = change.word();
            if !what.contains(&word) {
                what.push(word);
            }
        }
        if self.changes.first() == Some(&Change::Added) {
            what.truncate(1);
        }
        format!("{}: {}", self.title(), what.join(", "))
    }
}

impl fmt::Display for Different {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title())?;
        for change in &self.changes {
            writeln!(f, "  {}", change.to_string().replace('\n', "\n    "))?;
        }
        for heard in &self.heard {
            writeln!(f, "  {heard}")?;
        }
        Ok(())
    }
}

impl Change {
    /// What it is about, in a word or two.
    fn word(&self) -> String {
        match self {
            Self::Added => "new".to_owned(),
            Self::Removed => "gone".to_owned(),
            Self::Keys { .. } => "keys".to_owned(),
            Self::Name { .. } => "name".to_owned(),
            Self::Also { .. } => "what it is also called".to_owned(),
            Self::Moved {
                after: Some(to), ..
            } => format!("moved to {to}"),
            Self::Moved { after: None, .. } => "back".to_owned(),
            Self::Confirmed { .. } => "confirmed or not".to_owned(),
            Self::Link { .. } => "link".to_owned(),
            Self::Section { section, .. } => section.clone(),
            Self::Text { part, .. } | Self::Recording { part, .. } => part.clone(),
            Self::Setting { setting, .. } => setting.clone(),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added => f.write_str("is new"),
            Self::Removed => f.write_str("is gone"),
            Self::Keys { before, after } => write!(f, "is reached by {after} instead of {before}"),
            Self::Name {
                language,
                before,
                after,
            } => changed(
                f,
                &format!("written name ({language})"),
                Some(before),
                Some(after),
            ),
            Self::Also {
                language,
                gone,
                new,
            } => {
                write!(f, "what callers also call it ({language})")?;
                let gone = gone.iter().map(|entry| ('-', entry));
                let new = new.iter().map(|entry| ('+', entry));
                gone.chain(new)
                    .try_for_each(|(sign, entry)| write!(f, "\n{sign} {entry}"))
            }
            Self::Moved {
                after: Some(after), ..
            } => write!(f, "has moved to {after}"),
            Self::Moved { after: None, .. } => f.write_str("is here again"),
            Self::Confirmed { after: true } => {
                f.write_str("is confirmed: callers are no longer told that it is not")
            }
            Self::Confirmed { after: false } => {
                f.write_str("is not confirmed: callers are told so")
            }
            Self::Link {
                language,
                before,
                after,
            } => changed(
                f,
                &format!("link ({language})"),
                before.as_ref(),
                after.as_ref(),
            ),
            Self::Section {
                section,
                before,
                after,
            } => match (before, after) {
                (None, Some(key)) => write!(f, "{section} is offered now, on key {key}"),
                (Some(before), Some(after)) => {
                    write!(f, "{section} is on key {after} instead of {before}")
                }
                _ => write!(f, "{section} is not offered any more"),
            },
            Self::Text {
                part,
                language,
                before,
                after,
            } => changed(
                f,
                &format!("{part} ({language})"),
                before.as_ref(),
                after.as_ref(),
            ),
            Self::Recording {
                part,
                language,
                after,
            } => write!(f, "{part} ({language}) {after}"),
            Self::Setting {
                setting,
                before,
                after,
            } => {
                let or_none = |value: &Option<String>| value.clone().unwrap_or("none".to_owned());
                write!(
                    f,
                    "{setting}: {} instead of {}",
                    or_none(after),
                    or_none(before)
                )
            }
        }
    }
}

fn changed(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    before: Option<&String>,
    after: Option<&String>,
) -> fmt::Result {
    f.write_str(what)?;
    for line in before.into_iter().flat_map(|before| before.lines()) {
        write!(f, "\n- {line}")?;
    }
    for line in after.into_iter().flat_map(|after| after.lines()) {
        write!(f, "\n+ {line}")?;
    }
    Ok(())
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::New => "is recorded now",
            Self::Changed => "is recorded anew",
            Self::Gone => "is not recorded any more: the provider's voice speaks",
        })
    }
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match &self.section {
            Some(section) => format!("its {section}"),
            None => "this place".to_owned(),
        };
        let calls = match self.last_7_days {
            1 => "1 call".to_owned(),
            calls => format!("{} calls", grouped(calls)),
        };
        let month = grouped(self.last_30_days);
        write!(
            f,
            "{calls} heard {what} in the last 7 days, {month} in the last 30."
        )
    }
}
