//! A line's account at its provider, and what the line can do with it.

use sila::config::{Config, ConfigError, Purpose};
use sila::dialogue::Abilities;

use super::{SIGNED, read, read_for, refusal};

const ACCOUNT: &str = "[line.auth]\nauth_token_env = ['TOKEN', 'NEXT']\naccount_id = 'AC0123456789abcdef0123456789abcdef'\n";

fn with_account(more: &str) -> Result<Config, ConfigError> {
    let line = SIGNED.replace("auth = ", "# auth = ");
    let text = format!("{line}{more}\n{ACCOUNT}");
    read(&text, &[("TOKEN", "first"), ("NEXT", "second")])
}

fn abilities(config: &Config) -> (bool, bool, bool) {
    let Abilities { listens, records, texts } = config.lines[0].abilities;
    (listens, records, texts)
}

#[test]
fn a_line_with_an_account_records_and_with_a_sender_it_texts() {
    let plain = read(SIGNED, &[("TOKEN", "a"), ("NEXT", "b")]).unwrap();
    assert_eq!(abilities(&plain), (true, false, false));
    assert!(plain.lines[0].api.is_none());
    let account = with_account("").unwrap();
    assert_eq!(abilities(&account), (true, true, false));
    let config = with_account("text_from = 'Ministry'\nlisten = false").unwrap();
    assert_eq!(abilities(&config), (false, true, true));
    assert_eq!(config.text_limits.a_day, 5);
    let demo = read("", &[]).unwrap();
    assert_eq!(abilities(&demo), (true, false, false));
}

#[test]
fn the_account_is_signed_in_to_with_the_first_token() {
    let config = with_account("").unwrap();
    let api = config.lines[0].api.as_ref().unwrap();
    let recording = "https://api.twilio.com/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Recordings/\
                     REaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    let request = api.fetch_recording(recording).unwrap();
    // The account and `first`.
    let basic = "Basic QUMwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjpmaXJzdA==";
    assert_eq!(request.headers["authorization"], basic);
    let shown = format!("{config:?}");
    assert!(!shown.contains("first"), "{shown}");
    // Whoever does not serve has no secrets, and needs none.
    let text = format!("[[line]]\nname = 'main'\ntext_from = 'Ministry'\n{ACCOUNT}");
    let config = read_for("sila.toml", Purpose::Tools, &text, &[]).unwrap();
    assert!(config.lines[0].api.is_none());
    assert_eq!(abilities(&config), (true, true, true));
    let shared = "
        public_url = 'https://hotline.example.bh'
        [[line]]
        name = 'main'
        [line.auth]
        shared_key_id = 'SK1'
        shared_key_env = 'TOKEN'
        account_id = 'AC0123456789abcdef0123456789abcdef'
    ";
    let refused = refusal(shared, &[("TOKEN", "a")]);
    assert!(refused.contains("auth_token_env"), "{refused}");
}

#[test]
fn what_a_provider_is_asked_with_is_checked() {
    for (key, value) in [
        ("api_url", "'http://api.example.bh'"),
        ("api_url", "'https://me:hush@api.example.bh'"),
        ("api_url", "'https://api.example.bh?x'"),
        ("api_url", "'ftp://api.example.bh'"),
        ("api_url", "'api.example.bh'"),
        ("text_from", "'17000000'"),
        ("text_from", "'The Ministry of Works'"),
        ("caller_id", "'17000000'"),
    ] {
        let message = with_account(&format!("{key} = {value}")).unwrap_err().to_string();
        assert!(message.starts_with(&format!("sila.toml:6: line `main`, {key}: ")), "{message}");
        assert!(!message.contains("hush"), "{message}");
    }
    for api in ["http://127.0.0.1:8081", "http://localhost:1", "https://api.example.bh/x"] {
        with_account(&format!("api_url = '{api}'")).unwrap();
    }
    let caller_id = with_account("caller_id = '+973 1700 0000'").unwrap();
    let caller_id = caller_id.lines[0].caller_id.as_ref().unwrap();
    assert_eq!(caller_id.reveal(), "+97317000000");
    let tokens = [("TOKEN", "a"), ("NEXT", "b")];
    for alone in
        ["api_url = 'https://api.example.bh'", "text_from = 'Ministry'", "delete_recordings = true"]
    {
        let message = refusal(&format!("{SIGNED}{alone}"), &tokens);
        assert!(message.contains("nothing without an account"), "{message}");
    }
    let wrong = SIGNED.replace(" }", ", account_id = 'AC1' }");
    let message = refusal(&wrong, &tokens);
    assert!(message.starts_with("sila.toml:5: line `main`, auth, account_id: "), "{message}");
}

#[test]
fn a_caller_gets_so_many_messages_a_day() {
    let many = |text: &str| read(text, &[]).map(|config| config.text_limits.a_day);
    assert_eq!(many("[limits]\ntexts_a_day = 1").unwrap(), 1);
    for countries in ["[]", "['+973']", "['00973']", "['Bahrain']"] {
        let message = refusal(&format!("[limits]\ntext_countries = {countries}"), &[]);
        assert!(message.starts_with("sila.toml:2: limits, text_countries: "), "{message}");
    }
    for number in ["0", "-1", "101"] {
        let message = refusal(&format!("[limits]\ntexts_a_day = {number}"), &[]);
        assert!(message.starts_with("sila.toml:2: limits, texts_a_day: "), "{message}");
    }
    let config = read("", &[("SILA_LIMITS__TEXTS_A_DAY", "7")]).unwrap();
    assert_eq!(config.text_limits.a_day, 7);
    let message = refusal("", &[("SILA_LIMITS__TEXTS_A_DAY", "many")]);
    assert!(message.starts_with("SILA_LIMITS__TEXTS_A_DAY: write a number"), "{message}");
}

#[test]
fn the_environment_overrides_what_a_provider_is_asked_with() {
    let variables = [
        ("TOKEN", "a"),
        ("NEXT", "b"),
        ("SILA_LINE__MAIN__AUTH__ACCOUNT_ID", "AC0123456789abcdef0123456789abcdef"),
        ("SILA_LINE__MAIN__TEXT_FROM", "Ministry"),
        ("SILA_LINE__MAIN__DELETE_RECORDINGS", "true"),
        ("SILA_LINE__MAIN__LISTEN", "false"),
    ];
    let config = read(SIGNED, &variables).unwrap();
    let line = &config.lines[0];
    assert!(line.delete_recordings && !line.abilities.listens);
    assert_eq!(line.text_from.as_deref(), Some("Ministry"));
    let mut wrong = variables;
    wrong[5].1 = "perhaps";
    assert_eq!(refusal(SIGNED, &wrong), "SILA_LINE__MAIN__LISTEN: write true or false");
}
