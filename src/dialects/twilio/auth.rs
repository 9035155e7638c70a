//! A line's secrets at Twilio: auth tokens, shared keys, and the account of its API.

use secrecy::SecretString;

use super::api::check_account;
use crate::dialects::{AuthError, AuthTable};

/// The token in use and, while it is being changed, the next one.
const MOST_TOKENS: usize = 2;

/// A line's secrets.
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
    /// The secret.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialects::Auth as _;

    const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";

    fn read(mut table: AuthTable) -> Result<TwilioAuth, AuthError> {
        TwilioAuth::read(&mut table)
    }

    fn mistake(table: AuthTable) -> String {
        read(table).unwrap_err().to_string()
    }

    fn tokens(tokens: &[&str]) -> AuthTable {
        let table = AuthTable::default();
        tokens.iter().fold(table, |table, token| table.with_secret("auth_token", *token))
    }

    #[test]
    fn a_line_needs_one_or_two_tokens_or_a_shared_key_and_none_of_them_blank() {
        assert!(read(tokens(&["a"])).is_ok());
        assert!(read(tokens(&["a", "b"])).is_ok());
        assert!(mistake(tokens(&[])).contains("every request would be refused"));
        assert!(mistake(tokens(&["a", "b", "c"])).contains("two tokens at most"));
        for blank in ["", "b\n", " "] {
            let message = mistake(tokens(&["a", blank]));
            assert!(message.starts_with("auth_token: the secret is empty"), "{message}");
        }
        let key = |id: Option<&str>, secrets: &[&str]| {
            let mut table = AuthTable::default();
            for secret in secrets {
                table = table.with_secret("shared_key", *secret);
            }
            match id {
                Some(id) => table.with_text("shared_key_id", id),
                None => table,
            }
        };
        assert!(read(key(Some("SK1"), &["s"])).is_ok());
        for table in [key(Some("SK1"), &[]), key(None, &["s"])] {
            assert!(mistake(table).starts_with("shared_key: write both"));
        }
        assert!(mistake(key(Some("SK1"), &["s", "t"])).contains("write one"));
    }

    #[test]
    fn an_account_is_signed_in_to_with_the_first_token() {
        assert!(read(tokens(&["a"])).unwrap().api(None).is_none());
        let auth = read(tokens(&["a", "b"]).with_text("account_id", ACCOUNT)).unwrap();
        let shown = format!("{:?}", auth.api(None).unwrap());
        assert!(shown.contains("api.twilio.com"), "{shown}");
        let message = mistake(tokens(&["a"]).with_text("account_id", "AC1"));
        assert!(message.starts_with("account_id: "), "{message}");
        let shared = AuthTable::default()
            .with_text("shared_key_id", "SK1")
            .with_secret("shared_key", "s")
            .with_text("account_id", ACCOUNT);
        assert!(mistake(shared).contains("auth_token_env"));
    }

    #[test]
    fn what_is_not_known_is_left_and_a_secret_in_the_open_is_not_repeated() {
        let mut table = tokens(&["a"]).with_text("auth_tokn", "hush");
        TwilioAuth::read(&mut table).unwrap();
        assert_eq!(table.unknown(), Some("auth_tokn"));
        let message = mistake(AuthTable::default().with_text("auth_token", "hush"));
        assert!(message.contains("auth_token_env or auth_token_file"), "{message}");
        assert!(!message.contains("hush"));
    }

    #[test]
    fn secrets_are_not_shown() {
        let table = tokens(&["quiet"])
            .with_text("shared_key_id", "SK1")
            .with_secret("shared_key", "hush")
            .with_text("account_id", ACCOUNT);
        let auth = read(table).unwrap();
        let shown = format!("{auth:?} {:?} {:?}", auth.secrets(), auth.api(None));
        assert!(!shown.contains("quiet") && !shown.contains("hush"), "{shown}");
    }
}
