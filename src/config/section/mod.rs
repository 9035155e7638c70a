//! Reading a table key by key. A mistake names the key's place, what is wrong, and how to mend it; it is noted, and reading goes
//! on as if nothing were written there, so that all of them are told at once.

mod secrets;

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::source::ConfigSource;
use super::{ConfigMistake, PREFIX};

pub use secrets::CALLER_KEY;

/// A table that is read: from the environment, else from the file, else from the defaults.
pub struct ConfigSection<'s> {
    source: &'s ConfigSource<'s>,
    /// Its name in messages, in front of a key.
    name: String,
    /// The beginning of its variables' names.
    prefix: String,
    /// The byte of the file at which it begins.
    position: Option<usize>,
    written: Option<&'s DeTable<'s>>,
    defaults: Option<&'s DeTable<'s>>,
    known: Vec<String>,
}

/// A value as it is found.
enum FoundValue<'s> {
    Variable(&'s str),
    Written(&'s DeValue<'s>),
}

impl<'s> ConfigSection<'s> {
    pub fn root(
        source: &'s ConfigSource<'s>,
        written: &'s DeTable<'s>,
        defaults: &'s DeTable<'s>,
    ) -> Self {
        let empty = Self::empty(source, String::new(), PREFIX.to_owned());
        Self { written: Some(written), defaults: Some(defaults), ..empty }
    }

    /// A table of which nothing is written.
    fn empty(source: &'s ConfigSource<'s>, name: String, prefix: String) -> Self {
        let known = Vec::new();
        Self { source, name, prefix, position: None, written: None, defaults: None, known }
    }

    /// Gives the table another name in messages.
    pub fn call(&mut self, name: String) {
        self.name = name;
    }

    /// Notes a mistake at a key, or in the table where the key is missing.
    pub fn wrong(&self, key: &str, reason: impl Into<String>) {
        let reason = reason.into();
        let variable = self.variable_of(key);
        if self.source.environment.get(&variable).is_some() {
            return self.source.note(ConfigMistake { position: None, at: variable, reason });
        }
        let written = self.written.and_then(|table| table.get_key_value(key));
        let position = written.map(|(key, _)| key.span().start).or(self.position);
        let name = self.name_of(key);
        let at = match position {
            Some(position) => {
                format!("{}:{}: {name}", self.source.file, self.source.line(position))
            }
            None => name,
        };
        self.source.note(ConfigMistake { position, at, reason });
    }

    /// The name of a key in messages.
    fn name_of(&self, key: &str) -> String {
        match self.name.as_str() {
            "" => key.to_owned(),
            name => format!("{name}, {key}"),
        }
    }

    /// Notes that a key must be written and is not, unless it is misspelt, which is told anyway.
    pub fn lacks(&self, key: &str, reason: impl Into<String>) {
        let mut written = self.written.into_iter().flat_map(|table| table.keys());
        let is_misspelt = written.any(|written| {
            let written = written.get_ref();
            !self.knows(written) && is_near(written, key)
        });
        if !is_misspelt {
            self.wrong(key, reason);
        }
    }

    /// The number of mistakes that were noted until now, also elsewhere.
    pub fn mistake_count(&self) -> usize {
        self.source.mistake_count()
    }

    pub fn text(&mut self, key: &str) -> Option<&'s str> {
        match self.find(key)? {
            FoundValue::Variable(text) => Some(text),
            FoundValue::Written(DeValue::String(text)) => Some(text),
            FoundValue::Written(_) => {
                self.wrong(key, "write a text in quotes");
                None
            }
        }
    }

    /// A text that means something.
    pub fn parsed<T, E: ToString>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let parsed = parse(self.text(key)?);
        parsed.map_err(|reason| self.wrong(key, reason.to_string())).ok()
    }

    pub fn flag(&mut self, key: &str) -> Option<bool> {
        match self.find(key)? {
            FoundValue::Written(DeValue::Boolean(flag)) => Some(*flag),
            FoundValue::Variable("true") => Some(true),
            FoundValue::Variable("false") => Some(false),
            _ => {
                self.wrong(key, "write true or false");
                None
            }
        }
    }

    /// A whole number from `least` to `most`; `what` says so in words.
    pub fn number(&mut self, key: &str, least: u16, most: u16, what: &str) -> u16 {
        let number = match self.find(key) {
            Some(FoundValue::Written(DeValue::Integer(number))) => {
                u16::from_str_radix(number.as_str(), number.radix()).ok()
            }
            Some(FoundValue::Variable(text)) => text.trim().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number| (least..=most).contains(number));
        number.unwrap_or_else(|| {
            self.wrong(key, format!("write {what}"));
            least
        })
    }

    /// A list of texts, which a variable separates with commas; one text alone is a list as well.
    pub fn list(&mut self, key: &str) -> Vec<String> {
        let text = |value: &Spanned<DeValue<'_>>| value.get_ref().as_str().map(str::to_owned);
        let texts = match self.find(key) {
            None => Some(Vec::new()),
            Some(FoundValue::Variable(text)) => {
                Some(text.split(',').map(|item| item.trim().to_owned()).collect())
            }
            Some(FoundValue::Written(DeValue::String(text))) => Some(vec![text.to_string()]),
            Some(FoundValue::Written(DeValue::Array(list))) => list.iter().map(text).collect(),
            Some(FoundValue::Written(_)) => None,
        };
        texts.unwrap_or_else(|| {
            self.wrong(key, "write a text in quotes, or a list of them: [\"ONE\", \"TWO\"]");
            Vec::new()
        })
    }

    /// A table, if anything of it is written.
    pub fn table(&mut self, key: &str) -> Option<ConfigSection<'s>> {
        let reason = || format!("write it as a table: [{key}]");
        let prefix = format!("{}__", self.variable_of(key));
        if let Some(FoundValue::Variable(_)) = self.find(key) {
            self.wrong(key, reason());
            return None;
        }
        let in_table = |table: Option<&'s DeTable<'s>>| {
            let (key, value) = table?.get_key_value(key)?;
            Some((key.span().start, value.get_ref().as_table()))
        };
        let (written, defaults) = (in_table(self.written), in_table(self.defaults));
        if let Some((_, None)) = written {
            self.wrong(key, reason());
            return None;
        }
        let exists = written.is_some() || defaults.is_some() || self.source.has_variables(&prefix);
        exists.then(|| ConfigSection {
            position: written.map(|(position, _)| position),
            written: written.and_then(|(_, table)| table),
            defaults: defaults.and_then(|(_, table)| table),
            ..Self::empty(self.source, self.name_of(key), prefix)
        })
    }

    /// A list of tables with a `name`, in which a `-` is a `_` in the names of variables. A table of which there are only
    /// variables is added.
    pub fn tables(&mut self, key: &str) -> Vec<ConfigSection<'s>> {
        let prefix = format!("{}__", self.variable_of(key));
        let list = match self.find(key) {
            None => Some(Vec::new()),
            Some(FoundValue::Written(value)) => value.as_array().map(|list| list.iter().collect()),
            Some(FoundValue::Variable(_)) => None,
        };
        let table = |value: &'s Spanned<DeValue<'s>>| {
            Some((value.span().start, value.get_ref().as_table()?))
        };
        let tables = list.and_then(|list| list.into_iter().map(table).collect::<Option<Vec<_>>>());
        let Some(tables) = tables else {
            self.wrong(key, format!("write it as a list of tables: [[{key}]]"));
            return Vec::new();
        };
        let section =
            |name: &str| Self::empty(self.source, key.to_owned(), format!("{prefix}{name}__"));
        let mut only_variables = self.source.parts(&prefix);
        let mut sections = Vec::new();
        for (position, table) in tables {
            let name = table.get("name").and_then(|name| name.get_ref().as_str());
            let name = name.unwrap_or_default().to_ascii_uppercase().replace('-', "_");
            only_variables.remove(&name);
            let position = Some(position);
            sections.push(ConfigSection { position, written: Some(table), ..section(&name) });
        }
        sections.extend(only_variables.iter().map(|name| section(name)));
        sections
    }

    /// The name of a table of which there are only variables.
    pub fn name_in_variables(&self) -> Option<String> {
        let name = self.prefix.trim_end_matches('_').rsplit("__").next()?;
        self.written.is_none().then(|| name.to_ascii_lowercase())
    }

    /// Notes keys of the file that nothing has asked for.
    pub fn finish(&self) {
        for key in self.written.into_iter().flat_map(|table| table.keys()) {
            if !self.knows(key.get_ref()) {
                self.wrong(key.get_ref(), self.not_known(key.get_ref()));
            }
        }
    }

    fn knows(&self, key: &str) -> bool {
        self.known.iter().any(|known| known == key)
    }

    /// Notes variables that nothing has asked for, or says which one may be meant where others may have set them: for
    /// a service called `sila`, Kubernetes sets `SILA_PORT` and more.
    pub fn finish_variables(&self) -> Vec<String> {
        let mut advice = Vec::new();
        for (name, key) in self.source.unused() {
            if key.contains("__") {
                let (position, at) = (None, name.to_owned());
                let reason = "there is no such key; `sila config` shows all of them".to_owned();
                self.source.note(ConfigMistake { position, at, reason });
                continue;
            }
            let near =
                self.nearest(&key).map(|near| format!("; meant as {}?", self.variable_of(near)));
            advice.push(format!(
                "the variable {name} is no key of the configuration and is not used{}",
                near.unwrap_or_default()
            ));
        }
        advice
    }

    fn not_known(&self, key: &str) -> String {
        match self.nearest(key) {
            Some(near) => format!("there is no such key; meant as `{near}`?"),
            None => format!("there is no such key; known: {}", self.known.join(", ")),
        }
    }

    /// The key that a misspelt one is meant as.
    fn nearest(&self, key: &str) -> Option<&str> {
        let known = self.known.iter().map(String::as_str);
        let (distance, near) =
            known.map(|known| (strsim::osa_distance(key, known), known)).min()?;
        (distance <= 2).then_some(near)
    }

    /// Every key that is written.
    fn keys(&self) -> BTreeSet<String> {
        let written = self.written.into_iter().flat_map(|table| table.keys());
        let written = written.map(|key| key.get_ref().to_string());
        written.chain(self.source.keys(&self.prefix)).collect()
    }

    pub fn is_written(&self, key: &str) -> bool {
        let in_file = self.written.is_some_and(|table| table.contains_key(key));
        in_file || self.source.environment.get(&self.variable_of(key)).is_some()
    }

    fn variable_of(&self, key: &str) -> String {
        format!("{}{}", self.prefix, key.to_ascii_uppercase())
    }

    fn find(&mut self, key: &str) -> Option<FoundValue<'s>> {
        if !self.knows(key) {
            self.known.push(key.to_owned());
        }
        if let Some(value) = self.source.variable(&self.variable_of(key)) {
            return Some(FoundValue::Variable(value));
        }
        let in_table = |table: Option<&'s DeTable<'s>>| table.and_then(|table| table.get(key));
        let value = in_table(self.written).or_else(|| in_table(self.defaults))?;
        Some(FoundValue::Written(value.get_ref()))
    }
}

/// Returns whether a key may be another one, misspelt.
fn is_near(key: &str, other: &str) -> bool {
    strsim::osa_distance(key, other) <= 2
}
