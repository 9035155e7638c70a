//! The secrets of a line.

use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

/// What a line and its provider alone know; never shown, not even with `{:?}`.
#[derive(Debug, Clone)]
pub struct Secrets {
    tokens: Vec<SecretString>,
    shared_keys: Vec<SharedKey>,
}

/// A secret that the provider names in each request that it signs with it.
#[derive(Debug, Clone)]
pub struct SharedKey {
    /// Its name at the provider; no secret.
    pub id: String,
    /// The secret.
    pub secret: SecretString,
}

impl Secrets {
    /// How many tokens a line can have: the one in use and, while it is changed, the next one.
    pub const TOKENS: usize = 2;

    /// The secrets of a line: up to two tokens, any number of shared keys, and one at least of all.
    pub fn new(
        tokens: Vec<SecretString>,
        shared_keys: Vec<SharedKey>,
    ) -> Result<Self, SecretsError> {
        if tokens.is_empty() && shared_keys.is_empty() {
            return Err(SecretsError::None);
        }
        if tokens.len() > Self::TOKENS {
            return Err(SecretsError::TooMany);
        }
        let mut all = tokens
            .iter()
            .chain(shared_keys.iter().map(|key| &key.secret));
        if all.any(|secret| is_blank(secret.expose_secret())) {
            return Err(SecretsError::Blank);
        }
        Ok(Self {
            tokens,
            shared_keys,
        })
    }

    /// The tokens.
    pub fn tokens(&self) -> &[SecretString] {
        &self.tokens
    }

    /// The shared keys.
    pub fn shared_keys(&self) -> &[SharedKey] {
        &self.shared_keys
    }
}

/// Anybody can sign with an empty secret, and a line break at the end of a file is not part of one.
fn is_blank(secret: &str) -> bool {
    secret.is_empty() || secret.trim() != secret
}

/// Why a line cannot have these secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SecretsError {
    /// There is none.
    #[error(
        "The line has no secret, so nobody could tell its provider's requests from forged ones. Give it the provider's auth token or a shared key."
    )]
    None,
    /// There are more tokens than a rotation needs.
    #[error(
        "The line has more than two auth tokens. Keep the one in use and, while you change it, the next one."
    )]
    TooMany,
    /// One is empty.
    #[error(
        "A secret of the line is empty or has spaces or line breaks around it. Write the secret alone."
    )]
    Blank,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_needs_one_or_two_tokens_or_a_shared_key_and_none_of_them_blank() {
        let tokens = |tokens: &[&str]| {
            let tokens = tokens.iter().map(|token| (*token).into()).collect();
            Secrets::new(tokens, Vec::new()).map(|_| ()).err()
        };
        assert_eq!(tokens(&[]), Some(SecretsError::None));
        assert_eq!(tokens(&["a"]), None);
        assert_eq!(tokens(&["a", "b"]), None);
        assert_eq!(tokens(&["a", "b", "c"]), Some(SecretsError::TooMany));
        assert_eq!(tokens(&[""]), Some(SecretsError::Blank));
        assert_eq!(tokens(&["a", "b\n"]), Some(SecretsError::Blank));
        let key = |secret: &str| SharedKey {
            id: "key".to_owned(),
            secret: secret.into(),
        };
        assert!(Secrets::new(Vec::new(), vec![key("s")]).is_ok());
        let blank = Secrets::new(vec!["a".into()], vec![key(" ")]);
        assert_eq!(blank.err(), Some(SecretsError::Blank));
    }

    #[test]
    fn secrets_are_not_shown() {
        let key = SharedKey {
            id: "key".to_owned(),
            secret: "hush".into(),
        };
        let secrets = Secrets::new(vec!["quiet".into()], vec![key]).unwrap();
        let shown = format!("{secrets:?}");
        assert!(
            !shown.contains("quiet") && !shown.contains("hush"),
            "{shown}"
        );
    }
}
