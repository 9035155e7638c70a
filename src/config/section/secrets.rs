//! Secrets, which stand in variables or in files of their own, never in the configuration itself.

use std::fs;

use camino::Utf8Path;
use secrecy::SecretString;

use super::ConfigSection;
use crate::config::Purpose;
use crate::dialects::{AuthError, AuthTable};

/// The start of the keys that name the key of callers' hashes.
pub const CALLER_KEY: &str = "caller_key";

impl ConfigSection<'_> {
    /// The secrets that the variables in `{name}_env` or the files in `{name}_file` hold, never blank ones; none where
    /// the configuration is read for something that does not need them.
    pub fn secrets(&mut self, name: &str) -> Vec<SecretString> {
        let [in_variables, in_files] = [format!("{name}_env"), format!("{name}_file")];
        let (variables, files) = (self.list(&in_variables), self.list(&in_files));
        if self.is_written(name) {
            let reason =
                format!("a secret does not stand here: write {in_variables} or {in_files} instead");
            self.wrong(name, reason);
            return Vec::new();
        }
        if !variables.is_empty() && !files.is_empty() {
            self.wrong(&in_variables, format!("write {in_variables} or {in_files}, not both"));
            return Vec::new();
        }
        let files: Vec<_> = files.iter().map(|file| self.source.path(file)).collect();
        self.source.secret_files.borrow_mut().extend(files.iter().cloned());
        let is_needed = match self.source.purpose {
            Purpose::Serve => true,
            Purpose::Callers => name == CALLER_KEY,
            Purpose::Tools => false,
        };
        if !is_needed {
            return Vec::new();
        }
        let secrets = variables.iter().map(|variable| (&in_variables, self.in_variable(variable)));
        let secrets = secrets.chain(files.iter().map(|file| (&in_files, in_file(file))));
        secrets
            .filter_map(|(key, secret)| secret.map_err(|reason| self.wrong(key, reason)).ok())
            .collect()
    }

    fn in_variable(&self, name: &str) -> Result<SecretString, String> {
        match self.source.variable(name).map(str::trim) {
            Some(value) if !value.is_empty() => Ok(SecretString::from(value)),
            _ => Err(format!("the environment variable `{name}` is empty or not set")),
        }
    }

    /// A line's secrets, read by its dialect, which is asked all the same where they are not needed: each has something
    /// else in its place then. None where there is a mistake.
    pub fn auth<T>(
        mut self,
        read: impl FnOnce(&mut AuthTable) -> Result<T, AuthError>,
    ) -> Option<T> {
        let before = self.mistake_count();
        let mut table = AuthTable::default();
        for key in self.keys() {
            let Some(name) = key.strip_suffix("_env").or_else(|| key.strip_suffix("_file")) else {
                let text = self.text(&key).unwrap_or_default();
                table = table.with_text(&key, text);
                continue;
            };
            let mut secrets = self.secrets(name);
            if self.source.purpose != Purpose::Serve {
                secrets.resize(self.list(&key).len(), SecretString::from("not read"));
            }
            table =
                secrets.into_iter().fold(table, |table, secret| table.with_secret(name, secret));
        }
        // Messages name a secret's key as it is written.
        let spelt = |section: &Self, key: &str| {
            let mut spellings =
                ["", "_env", "_file"].map(|ending| format!("{key}{ending}")).into_iter();
            spellings.find(|key| section.is_written(key))
        };
        let read = read(&mut table);
        self.known = table.known();
        for key in table.unknown() {
            let key = spelt(&self, key).unwrap_or_else(|| key.to_owned());
            self.wrong(&key, self.not_known(&key));
        }
        // What is missing after another mistake mostly follows from that.
        if self.mistake_count() > before {
            return None;
        }
        read.map_err(|error| {
            let key = spelt(&self, &error.key).unwrap_or(error.key);
            self.wrong(&key, error.reason);
        })
        .ok()
    }
}

fn in_file(file: &Utf8Path) -> Result<SecretString, String> {
    let text = fs::read_to_string(file).map_err(|cause| {
        format!("the file `{file}` can't be read ({cause}): check the path, and that this user may read it")
    })?;
    // Editors on Windows write a mark in front that nobody sees.
    match text.trim_start_matches('\u{feff}').trim() {
        "" => Err(format!("the file `{file}` is empty")),
        text => Ok(SecretString::from(text)),
    }
}
