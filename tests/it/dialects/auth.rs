//! `[line.auth]`, read.

use sila::dialects::twilio::Twilio;
use sila::dialects::{Auth, AuthError, AuthTable, Dialect as _};

const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";

fn read(mut table: AuthTable) -> Result<Box<dyn Auth>, AuthError> {
    Twilio.read_auth(&mut table)
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
    Twilio.read_auth(&mut table).unwrap();
    assert_eq!(table.unknown().collect::<Vec<_>>(), ["auth_tokn"]);
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
