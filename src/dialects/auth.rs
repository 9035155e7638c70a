//! A line's secrets, as its dialect reads them from `[line.auth]`.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use url::Url;

use super::{CallRequest, ProviderApi, PublicUrl, Rejection, Request};

/// A line's secrets; no secret is shown by `{:?}`.
pub trait Auth: fmt::Debug + Send + Sync {
    /// Checks that a request was signed with one of the secrets, and parses it.
    ///
    /// `public_url` is the address under which the provider reaches us, from configuration and never from what a
    /// request says of itself. What the provider signed too long before `now` is refused, if it signs a time.
    fn verify<'r>(
        &self,
        request: &Request<'r>,
        public_url: &PublicUrl,
        now: Timestamp,
    ) -> Result<Box<dyn CallRequest + 'r>, Rejection>;

    /// The secrets that requests may be signed with, in the order of the configuration.
    fn secrets(&self) -> Vec<NamedSecret>;

    /// Sentences on secrets that can hardly be right, each with what to do and without the secret.
    fn advice(&self) -> Vec<String> {
        Vec::new()
    }

    /// The provider's API, signed in to: at this address, or at the provider's public one. `None` without an account.
    fn api(&self, at: Option<Url>) -> Option<Box<dyn ProviderApi>>;
}

/// A secret that requests are signed with.
#[derive(Debug, Clone)]
pub struct NamedSecret {
    /// Its name in a sentence, which tells nothing of its value: `the token`, `the shared key SK1`.
    pub name: String,
    /// The id that the provider sends along, if it gives its secrets one.
    pub id: Option<String>,
    pub secret: SecretString,
}

/// The values of `[line.auth]`, which a dialect takes out one by one.
#[derive(Debug, Default)]
pub struct AuthTable {
    texts: BTreeMap<String, String>,
    secrets: BTreeMap<String, Vec<SecretString>>,
    known: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{key}: {reason}")]
pub struct AuthError {
    /// The key, without the ending that says where its secret stands.
    pub key: String,
    /// The mistake, and the way to mend it.
    pub reason: String,
}

impl AuthError {
    /// A mistake at this key.
    pub fn new(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { key: key.into(), reason: reason.into() }
    }
}

impl AuthTable {
    /// Adds a value that is no secret.
    #[must_use]
    pub fn with_text(mut self, key: &str, value: &str) -> Self {
        self.texts.insert(key.to_owned(), value.to_owned());
        self
    }

    /// Adds a secret; several under one key are kept in order.
    #[must_use]
    pub fn with_secret(mut self, key: &str, value: impl Into<SecretString>) -> Self {
        let secrets = self.secrets.entry(key.to_owned()).or_default();
        secrets.push(value.into());
        self
    }

    /// Takes out a value that is no secret.
    pub fn text(&mut self, key: &'static str) -> Option<String> {
        self.known.push(key.to_owned());
        self.texts.remove(key)
    }

    /// Takes out the secrets under a key, and refuses blank ones.
    pub fn secrets(&mut self, key: &'static str) -> Result<Vec<SecretString>, AuthError> {
        self.known.extend([format!("{key}_env"), format!("{key}_file")]);
        if self.texts.remove(key).is_some() {
            let reason =
                format!("a secret does not stand here: write {key}_env or {key}_file instead");
            return Err(AuthError::new(key, reason));
        }
        let secrets = self.secrets.remove(key).unwrap_or_default();
        if secrets.iter().any(|secret| is_blank(secret.expose_secret())) {
            let reason = "the secret is empty or has spaces or line breaks around it: write the secret alone";
            return Err(AuthError::new(key, reason));
        }
        Ok(secrets)
    }

    /// The keys that were asked for, as they are written.
    pub fn known(&self) -> Vec<String> {
        self.known.clone()
    }

    /// The keys that were not taken out.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().chain(self.secrets.keys()).map(String::as_str)
    }
}

/// Anybody can sign with an empty secret, and a line break at the end of a file is not part of one.
fn is_blank(secret: &str) -> bool {
    secret.is_empty() || secret.trim() != secret
}
