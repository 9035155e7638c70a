//! The layers of a configuration: the environment over the file over the defaults.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use toml::de::DeTable;

use super::{ConfigError, ConfigMistake, Purpose};
use crate::catalogue::{TomlError, parse_toml};
use crate::messages::english;

/// The process's environment, read once when it starts.
#[derive(Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// An environment with these variables.
    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(variables.into_iter().collect())
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The variables whose names begin so, with the rest of their names.
    fn beginning<'e>(&'e self, prefix: &'e str) -> impl Iterator<Item = (&'e str, &'e str)> {
        let names = self.0.keys().map(String::as_str);
        names.filter_map(move |name| Some((name, name.strip_prefix(prefix)?)))
    }
}

/// The layers, and what was read of them.
pub struct ConfigSource<'s> {
    pub file: &'s Utf8Path,
    pub text: &'s str,
    pub environment: &'s Environment,
    pub purpose: Purpose,
    /// The files that are named to hold a secret.
    pub secret_files: RefCell<Vec<Utf8PathBuf>>,
    /// The variables that were read.
    used: RefCell<BTreeSet<String>>,
    mistakes: RefCell<Vec<ConfigMistake>>,
}

impl<'s> ConfigSource<'s> {
    pub fn new(
        file: &'s Utf8Path,
        text: &'s str,
        environment: &'s Environment,
        purpose: Purpose,
    ) -> Self {
        Self {
            file,
            text,
            environment,
            purpose,
            secret_files: RefCell::default(),
            used: RefCell::default(),
            mistakes: RefCell::default(),
        }
    }

    /// Parses the file; its errors never repeat what is written, which may be a secret.
    pub fn parse(&self) -> Result<DeTable<'s>, ConfigError> {
        let (table, errors) = parse_toml(self.text);
        for TomlError { span, parser, slip } in errors {
            let before = self.text.get(..span.start).unwrap_or_default();
            let column = before.rsplit('\n').next().unwrap_or(before).chars().count() + 1;
            let at = format!("{}:{}:{column}", self.file, self.line(before.len()));
            let reason = match slip.as_ref().map(english::toml_slip) {
                Some((wrong, remedy)) => format!("{wrong}: {remedy}"),
                None => format!(
                    "this line is not valid TOML ({parser}): compare it with those that `sila config` shows"
                ),
            };
            self.note(ConfigMistake { position: Some(span.start), at, reason });
        }
        self.mistaken().map(|()| table)
    }

    /// Notes a mistake, to be told with all others, once.
    pub fn note(&self, mistake: ConfigMistake) {
        let mut mistakes = self.mistakes.borrow_mut();
        if !mistakes.contains(&mistake) {
            mistakes.push(mistake);
        }
    }

    /// The number of mistakes that were noted until now.
    pub fn mistake_count(&self) -> usize {
        self.mistakes.borrow().len()
    }

    /// Fails where mistakes were noted: with all of them, in the order of the file, those in variables last.
    pub fn mistaken(&self) -> Result<(), ConfigError> {
        let mut mistakes = self.mistakes.take();
        mistakes.sort_by_key(|mistake| mistake.position.unwrap_or(usize::MAX));
        if mistakes.is_empty() { Ok(()) } else { Err(ConfigError::Mistakes(mistakes)) }
    }

    pub fn defaults() -> Result<DeTable<'static>, ConfigError> {
        let defaults = DeTable::parse(super::DEFAULT);
        let defaults =
            defaults.map_err(|error| ConfigError::one("default.toml", error.message()))?;
        Ok(defaults.into_inner())
    }

    /// The line of a byte of the file.
    pub fn line(&self, position: usize) -> usize {
        let before = self.text.get(..position).unwrap_or_default();
        before.matches('\n').count() + 1
    }

    /// A path that is seen from the file's folder.
    pub fn path(&self, path: &str) -> Utf8PathBuf {
        self.file.parent().unwrap_or(Utf8Path::new("")).join(path)
    }

    pub fn variable(&self, name: &str) -> Option<&'s str> {
        let value = self.environment.get(name)?;
        self.used.borrow_mut().insert(name.to_owned());
        Some(value)
    }

    /// True if any variable's name begins so.
    pub fn has_variables(&self, prefix: &str) -> bool {
        self.environment.beginning(prefix).next().is_some()
    }

    /// The keys of a table of which the variables' names begin so.
    pub fn keys(&self, prefix: &str) -> Vec<String> {
        let rests = self.environment.beginning(prefix).map(|(_, rest)| rest);
        let keys = rests.filter(|rest| !rest.contains("__"));
        keys.map(str::to_ascii_lowercase).collect()
    }

    /// The first part of the rest of every name that begins so, each once.
    pub fn parts(&self, prefix: &str) -> BTreeSet<String> {
        let rests = self.environment.beginning(prefix).map(|(_, rest)| rest);
        rests.filter_map(|rest| Some(rest.split_once("__")?.0.to_owned())).collect()
    }

    /// The `SILA_…` variables that nothing has read, with the key that each would be.
    pub fn unused(&self) -> Vec<(&'s str, String)> {
        let variables = self.environment.beginning(super::PREFIX);
        let used = self.used.borrow();
        let unused = variables.filter(|(name, _)| !used.contains(*name));
        unused.map(|(name, rest)| (name, rest.to_ascii_lowercase())).collect()
    }
}
