//! Secrets, which stand in variables and files of their own.

use std::fs;

use camino::Utf8Path;
use secrecy::SecretString;

use super::{ConfigError, Environment, Purpose};

/// The start of the keys that name the key of callers' hashes.
pub const CALLER_KEY: &str = "caller_key";

/// What reading a value may need.
#[derive(Clone, Copy)]
pub struct Surroundings<'e> {
    pub environment: &'e Environment,
    /// The configuration file's folder: where relative paths begin.
    pub folder: &'e Utf8Path,
    pub purpose: Purpose,
}

/// Where a secret is to be found.
pub struct Place<'p> {
    /// The line that it belongs to, if it is a line's.
    pub line: Option<&'p str>,
    /// The start of its keys: `auth_token` for `auth_token_env` and `auth_token_file`.
    pub name: &'static str,
    pub variables: &'p [String],
    pub files: &'p [String],
}

impl Place<'_> {
    /// The secrets that the variables or files hold; never empty ones. None are read that the purpose does
    /// not need.
    pub fn read(&self, around: Surroundings<'_>) -> Result<Vec<SecretString>, ConfigError> {
        if !self.variables.is_empty() && !self.files.is_empty() {
            let key = self
                .line
                .map_or_else(|| self.name.to_owned(), |line| format!("line `{line}`"));
            let reason = format!("write {0}_env or {0}_file, not both", self.name);
            return Err(ConfigError::value(key, reason));
        }
        let is_needed = match around.purpose {
            Purpose::Serve => true,
            Purpose::Callers => self.name == CALLER_KEY,
            Purpose::Tools => false,
        };
        if !is_needed && self.line.is_some() {
            // What a line's dialect makes of its secrets is checked all the same, and then dropped.
            let named = self.variables.iter().chain(self.files);
            return Ok(named.map(|_| SecretString::from("not read")).collect());
        }
        if !is_needed {
            return Ok(Vec::new());
        }
        let variables = self
            .variables
            .iter()
            .map(|name| self.in_variable(name, around));
        let files = self.files.iter().map(|name| self.in_file(name, around));
        variables.chain(files).collect()
    }

    fn in_variable(
        &self,
        name: &str,
        around: Surroundings<'_>,
    ) -> Result<SecretString, ConfigError> {
        match around.environment.get(name).map(str::trim) {
            Some(value) if !value.is_empty() => Ok(SecretString::from(value)),
            _ => Err(self.wrong(format!(
                "the environment variable `{name}` is empty or not set"
            ))),
        }
    }

    fn in_file(&self, name: &str, around: Surroundings<'_>) -> Result<SecretString, ConfigError> {
        let file = around.folder.join(name);
        let text = fs::read_to_string(&file)
            .map_err(|cause| self.wrong(format!("the file `{file}` can't be read ({cause}): check the path, and that this user may read it")))?;
        match text.trim() {
            "" => Err(self.wrong(format!("the file `{file}` is empty"))),
            text => Ok(SecretString::from(text)),
        }
    }

    fn wrong(&self, reason: String) -> ConfigError {
        let name = self.name;
        let key = self
            .line
            .map_or_else(|| name.to_owned(), |line| format!("line `{line}`, {name}"));
        ConfigError::value(key, reason)
    }
}
