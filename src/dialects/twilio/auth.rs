//! A line's secrets at Twilio: auth tokens, shared keys, and the account of its API.

use secrecy::SecretString;

use super::api::check_account;
use crate::dialects::{AuthError, AuthTable};

/// The token in use and, while it is being changed, the next one.
const MOST_TOKENS: usize = 2;

#[derive(Debug)]
pub struct TwilioAuth {
    /// The account's auth tokens.
    pub tokens: Vec<SecretString>,
    /// The shared key that the account signs with instead.
    pub shared_key: Option<SharedKey>,
    /// The account's SID, if the API is to be asked.
    pub account: Option<String>,
}

/// A secret that Twilio names in each request that it signs with it.
#[derive(Debug)]
pub struct SharedKey {
    /// Its name; no secret.
    pub id: String,
    pub secret: SecretString,
}

impl TwilioAuth {
    /// Reads `auth_token`, `shared_key_id`, `shared_key` and `account_id`.
    pub fn read(table: &mut AuthTable) -> Result<Self, AuthError> {
        let (shared_key_id, account) = (table.text("shared_key_id"), table.text("account_id"));
        let (tokens, shared_keys) = (table.secrets("auth_token"), table.secrets("shared_key"));
        let (tokens, shared_keys) = (tokens?, shared_keys?);
        if tokens.len() > MOST_TOKENS {
            let reason =
                "write two tokens at most: the one in use and, while you change it, the next one";
            return Err(AuthError::new("auth_token", reason));
        }
        let wrong_key = |reason| AuthError::new("shared_key", reason);
        let shared_key = match (shared_key_id, shared_keys.len(), shared_keys.into_iter().next()) {
            (None, _, None) => None,
            (Some(id), 1, Some(secret)) => Some(SharedKey { id, secret }),
            (_, 2.., _) => return Err(wrong_key("write one shared key")),
            _ => {
                return Err(wrong_key(
                    "write both: shared_key_id, and shared_key_env or shared_key_file",
                ));
            }
        };
        if tokens.is_empty() && shared_key.is_none() {
            let reason = "without it every request would be refused: name the environment variable that holds the \
                          provider's token in auth_token_env, or a file in auth_token_file";
            return Err(AuthError::new("auth_token", reason));
        }
        if let Some(id) = &account {
            check_account(id).map_err(|reason| AuthError::new("account_id", reason))?;
            if tokens.is_empty() {
                let reason = "the account is signed in to with the auth token: name auth_token_env or \
                              auth_token_file as well";
                return Err(AuthError::new("account_id", reason));
            }
        }
        Ok(Self { tokens, shared_key, account })
    }
}
