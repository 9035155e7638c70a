//! The layers of a configuration: the environment over the file over the defaults.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use toml::de::DeTable;

use super::{ConfigError, Purpose};
use crate::catalogue::toml_slip;
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
}

impl<'s> ConfigSource<'s> {
    pub fn new(
        file: &'s Utf8Path,
        text: &'s str,
        environment: &'s Environment,
        purpose: Purpose,
    ) -> Self {
        let (secret_files, used) = (RefCell::default(), RefCell::default());
        Self { file, text, environment, purpose, secret_files, used }
    }

    /// Parses the file; the mistake never repeats what is written, which may be a secret.
    pub fn parse(&self) -> Result<DeTable<'s>, ConfigError> {
        let parsed = DeTable::parse(self.text).map_err(|error| {
            let before = error.span().and_then(|span| self.text.get(..span.start));
            let at = before.map_or(self.file.to_string(), |before| {
                let column = before.rsplit('\n').next().unwrap_or(before).chars().count() + 1;
                format!("{}:{}:{column}", self.file, self.line(before.len()))
            });
            let span = error.span().unwrap_or_default();
            let slip = toml_slip(self.text, span, error.message());
            let reason = match slip.as_ref().map(english::toml_slip) {
                Some((wrong, remedy)) => format!("{wrong}: {remedy}"),
                None => format!(
                    "this line is not valid TOML ({}): compare it with those that `sila config` shows",
                    error.message()
                ),
            };
            ConfigError::new(at, reason)
        });
        parsed.map(toml::Spanned::into_inner)
    }

    pub fn defaults() -> Result<DeTable<'static>, ConfigError> {
        let defaults = DeTable::parse(super::DEFAULT);
        let defaults =
            defaults.map_err(|error| ConfigError::new("default.toml", error.message()))?;
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
