//! The configuration: its layers, its mistakes, and what is said of it.

mod secrets;

use sila::config::{Config, ConfigError, DEFAULT, Environment, Purpose, from_text};
use sila::dialects::Access;
use sila::dialogue::Abilities;

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    read_for("sila.toml", Purpose::Serve, text, variables)
}

fn read_for(
    file: &str,
    purpose: Purpose,
    text: &str,
    variables: &[(&str, &str)],
) -> Result<Config, ConfigError> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    from_text(file.into(), text, &Environment::new(variables), purpose)
}

fn refusal(text: &str, variables: &[(&str, &str)]) -> String {
    read(text, variables).unwrap_err().to_string()
}

const SIGNED: &str = "
public_url = 'https://hotline.example.bh/sila/'
[[line]]
name = 'main'
auth = { auth_token_env = ['TOKEN', 'NEXT'] }
";

#[test]
fn without_any_configuration_there_is_one_line_for_this_machine() {
    let config = read("", &[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.database.to_string(), "sila-data/sila.db");
    let [demo] = config.lines.as_slice() else { panic!("one line") };
    assert_eq!(demo.name, "demo");
    assert!(matches!(demo.access, Access::UnsignedFromHere));
    assert!(config.advice.iter().any(|line| line.contains("development")), "and it is said");
}

#[test]
fn the_printed_default_is_what_holds_without_a_file() {
    let printed = read(DEFAULT, &[]).unwrap();
    assert_eq!(format!("{printed:?}"), format!("{:?}", read("", &[]).unwrap()));
}

#[test]
fn the_printed_default_shows_every_key() {
    // Whatever the structures know, the manual has; whatever the manual has, they know.
    let mut shown: Vec<String> = DEFAULT
        .lines()
        .filter_map(|line| line.trim_start_matches("# ").split_once(" = "))
        .map(|(key, _)| key.to_owned())
        .filter(|key| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        .collect();
    shown.sort();
    let mut known: Vec<String> = [
        "no_such_key = 1",
        "[keep]\nno_such_key = 1",
        "[limits]\nno_such_key = 1",
        "[[line]]\nname = 'a'\nunsigned = true\nno_such_key = 1",
        "[[line]]\nname = 'a'\nauth = { no_such_key = '1' }",
    ]
    .iter()
    .flat_map(|text| {
        let message = refusal(text, &[]);
        let (_, known) = message.split_once("known: ").unwrap();
        known.split(", ").map(str::to_owned).collect::<Vec<_>>()
    })
    .filter(|key| !matches!(key.as_str(), "line" | "keep" | "limits" | "auth"))
    .collect();
    known.sort();
    assert_eq!(shown, known);
}

#[test]
fn every_commented_key_of_the_default_can_be_used() {
    let all = DEFAULT
        .lines()
        .map(|line| line.strip_prefix("# ").unwrap_or(line))
        .filter(|line| line.contains(" = ") || line.starts_with('['))
        .filter(|line| !line.split(' ').next().is_some_and(|key| key.ends_with("_file")))
        .collect::<Vec<_>>()
        .join("\n");
    let config = read(
        &all,
        &[
            ("TWILIO_AUTH_TOKEN", "a"),
            ("TWILIO_SHARED_KEY", "b"),
            ("SILA_ADDRESS_KEY_VALUE", "c"),
            ("SILA_CALLER_KEY_VALUE", "d"),
        ],
    )
    .unwrap();
    assert_eq!(config.lines[0].languages, ["ar", "en"]);
    assert!(matches!(config.lines[0].access, Access::Signed(_)));
    assert!(config.address_key.is_some() && config.caller_key.is_some());
}

#[test]
fn the_environment_overrides_every_kind_of_key() {
    let config = read(
        SIGNED,
        &[
            ("TOKEN", "a"),
            ("SILA_LISTEN", "0.0.0.0:9000"),
            ("SILA_PUBLIC_URL", "http://127.0.0.1:9000"),
            ("SILA_KEEP__CALLS_DAYS", "30"),
            ("SILA_LINE__MAIN__AUTH__AUTH_TOKEN_ENV", "TOKEN"),
            ("SILA_LINE__MAIN__LANGUAGES", "en, ar"),
            ("SILA_LINE__SECOND_LINE__UNSIGNED", "true"),
        ],
    )
    .unwrap();
    assert_eq!(config.listen.to_string(), "0.0.0.0:9000");
    assert_eq!((config.keep.calls_days, config.keep.callers_days), (30, 90));
    assert_eq!(config.lines[0].languages, ["en", "ar"]);
    assert_eq!(config.lines[1].name, "second_line");
}

#[test]
fn a_variable_that_means_nothing_is_advice_alone() {
    let advice = |name| read("", &[(name, "x")]).unwrap().advice.join("\n");
    assert!(advice("SILA_LISTNE").contains("meant as SILA_LISTEN?"));
    let kubernetes = advice("SILA_SERVICE_HOST");
    assert!(kubernetes.contains("SILA_SERVICE_HOST is no key"), "{kubernetes}");
    assert!(!kubernetes.contains("meant as"), "{kubernetes}");
    for unknown in ["SILA_LINE__A__NOPE", "SILA_KEEP__NOPE"] {
        let variables = [(unknown, "x"), ("SILA_LINE__A__UNSIGNED", "true")];
        let message = refusal("", &variables);
        assert!(message.starts_with(&format!("{unknown}: there is no such key")), "{message}");
    }
}

#[test]
fn a_wrong_value_in_the_environment_names_its_variable() {
    let message = refusal("", &[("SILA_LOG_FORMAT", "xml")]);
    assert_eq!(message, "SILA_LOG_FORMAT: write text or json");
    let message = refusal("", &[("SILA_KEEP__CALLS_DAYS", "a year")]);
    assert_eq!(
        message,
        "SILA_KEEP__CALLS_DAYS: write a number of days from 1 to 36500, or 0 for ever"
    );
}

#[test]
fn relative_paths_begin_at_the_files_folder() {
    let text = "database_url = 'sqlite:calls.db'\nmenus = 'menus'";
    let variables = [("SILA_DATA_DIR", "data")];
    let config = read_for("/etc/sila/sila.toml", Purpose::Serve, text, &variables).unwrap();
    assert_eq!(config.data_dir, "/etc/sila/data");
    assert_eq!(config.recordings, "/etc/sila/data/recordings");
    assert_eq!(config.database.to_string(), "/etc/sila/calls.db");
    assert_eq!(config.menus.unwrap(), "/etc/sila/menus");
    let text = "[[line]]\nname = 'a'\nauth = { auth_token_file = 'token' }";
    let message = read_for("/nowhere/sila.toml", Purpose::Serve, text, &[]).unwrap_err();
    assert!(message.to_string().contains("`/nowhere/token`"), "{message}");
}

#[test]
fn an_unsigned_line_is_refused_under_a_public_address() {
    let line = "[[line]]\nname = 'a'\nunsigned = true";
    let message = refusal(&format!("public_url = 'https://a.example'\n{line}"), &[]);
    assert!(message.starts_with("sila.toml:1: public_url: "), "{message}");
    assert!(message.contains("the unsigned line `a`"), "{message}");
    let message = refusal("public_url = 'https://a.example'", &[]);
    assert!(message.contains("the unsigned line `demo`"), "{message}");
    for here in ["http://127.0.0.1:8080", "http://[::1]", "http://localhost"] {
        read(&format!("public_url = '{here}'\n{line}"), &[]).unwrap();
    }
}

#[test]
fn a_signed_line_needs_the_public_address() {
    let text = "[[line]]\nname = 'main'\nauth = { auth_token_env = 'TOKEN' }";
    let message = refusal(text, &[("TOKEN", "a")]);
    assert!(message.starts_with("public_url: the signatures of the line `main`"), "{message}");
}

#[test]
fn a_mistake_in_the_file_has_its_line_and_says_what_may_be_meant() {
    let message = refusal("listen = '127.0.0.1:1'\nlisen = 2", &[]);
    assert_eq!(message, "sila.toml:2: lisen: there is no such key; meant as `listen`?");
    let message = refusal("listen = '127.0.0.1:1'\nlisten 2", &[]);
    assert!(message.starts_with("sila.toml:2:8: "), "{message}");
    let message = refusal("[keep]\n\ncalls_days = '400'", &[]);
    assert_eq!(
        message,
        "sila.toml:3: keep, calls_days: write a number of days from 1 to 36500, or 0 for ever"
    );
    let message = refusal("\n[[line]]\nname = 'a'\nunsigned = 'no'", &[]);
    assert_eq!(message, "sila.toml:4: line `a`, unsigned: write true or false");
    let message = refusal(&format!("{SIGNED}\n[line.auht]\n"), &[("TOKEN", "a"), ("NEXT", "b")]);
    assert!(message.starts_with("sila.toml:7: line `main`, auht: "), "{message}");
}

#[test]
fn what_is_legal_but_unwise_is_said() {
    let advice = |text: &str| read(text, &[("TOKEN", "a")]).unwrap().advice.join("\n");
    let signed = "[[line]]\nname = 'main'\nauth = { auth_token_env = 'TOKEN' }";
    assert!(advice(&format!("public_url = 'http://a.example'\n{signed}")).contains("use https"));
    assert!(advice(&format!("public_url = 'https://a.example:8443'\n{signed}")).contains("port"));
    assert!(advice("listen = '0.0.0.0:80'").contains("refusals"));
    let shared = "database_url = 'postgres://sila@db.example.bh/sila'\n";
    for key in ["address_key_env", "caller_key_env"] {
        assert!(advice(shared).contains(key), "{}", advice(shared));
        let given = advice(&format!("{shared}{key} = 'TOKEN'\n"));
        assert!(!given.contains(key), "{given}");
    }
    let database = |user: &str| advice(&format!("database_url = 'postgres://{user}@db/hotline'"));
    let unwise = database("sila:hunter2");
    assert!(unwise.contains("PGPASSFILE") && !unwise.contains("hunter2"));
    assert!(!database("sila").contains("PGPASSFILE"));
    assert_eq!(advice(&format!("public_url = 'https://a.example'\n{signed}")), "");
}

#[test]
fn an_unusable_value_says_what_to_write() {
    for (text, start) in [
        ("listen = 'here'", "listen: "),
        ("listen = 80", "listen: write a text in quotes"),
        ("keep = 1", "keep: write it as a table: [keep]"),
        ("line = 1", "line: write it as a list of tables: [[line]]"),
        ("[[line]]\nunsigned = true", "line, name: it is missing"),
        ("public_url = 'hotline'", "public_url: "),
        ("public_url = 'ftp://a.example'", "public_url: "),
        ("public_url = 'https://a.example/?x=1'", "public_url: "),
        ("public_url = 'https://me:secret@a.example'", "public_url: "),
        ("database_url = 'mysql://x'", "database_url: "),
        ("database_url = 'sqlite:'", "database_url: "),
        ("database_url = 'postgres://db:no-port/x'", "database_url: "),
        ("database_url = 'sqlite::memory:'", "database_url: "),
        ("database_url = 'sqlite://:memory:'", "database_url: "),
        ("database_url = 'sqlite:a.db?mode=ro'", "database_url: "),
        ("database_url = 'sqlite:file:a.db'", "database_url: "),
        ("[keep]\ncalls_days = -1", "keep, calls_days: "),
        ("[keep]\ncallers_days = 36501", "keep, callers_days: "),
        ("[keep]\neditions_days = 99999999", "keep, editions_days: "),
        ("[[line]]\nname = 'Main Line'\nunsigned = true", "line, name: "),
        ("[[line]]\nname = 'a'\ndialect = 'morse'\nunsigned = true", "line `a`, dialect: "),
        (
            "[[line]]\nname = 'a'\nunsigned = true\n[[line]]\nname = 'a'\nunsigned = true",
            "line `a`, name: ",
        ),
    ] {
        let message = refusal(text, &[]);
        let lines = text.lines().count();
        assert!(message.starts_with("sila.toml:"), "{text}: {message}");
        let (line, rest) = message["sila.toml:".len()..].split_once(": ").unwrap();
        assert!(line.parse::<usize>().unwrap() <= lines, "{text}: {message}");
        assert!(rest.starts_with(start), "{text}: {message}");
    }
}

#[test]
fn the_address_of_the_static_apology_is_a_whole_one() {
    let read_url = |url: &str| {
        read(&format!("{SIGNED}fallback_url = '{url}'"), &[("TOKEN", "a"), ("NEXT", "b")])
    };
    let config = read_url("https://files.example.bh/fallback.xml").unwrap();
    let url = config.lines[0].fallback_url.as_ref().unwrap();
    assert_eq!(url.as_str(), "https://files.example.bh/fallback.xml");
    for url in ["fallback.xml", "ftp://files.example.bh/a", "https://user:hush@files.example.bh/a"]
    {
        let message = read_url(url).unwrap_err().to_string();
        assert!(message.starts_with("sila.toml:6: line `main`, fallback_url: "), "{message}");
        assert!(!message.contains("hush"), "{message}");
    }
}

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
    assert_eq!(config.texts_a_day, 5);
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
    let many = |text: &str| read(text, &[]).map(|config| config.texts_a_day);
    assert_eq!(many("[limits]\ntexts_a_day = 1").unwrap(), 1);
    for number in ["0", "-1", "101"] {
        let message = refusal(&format!("[limits]\ntexts_a_day = {number}"), &[]);
        assert!(message.starts_with("sila.toml:2: limits, texts_a_day: "), "{message}");
    }
    let config = read("", &[("SILA_LIMITS__TEXTS_A_DAY", "7")]).unwrap();
    assert_eq!(config.texts_a_day, 7);
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

#[test]
fn a_word_that_would_log_nothing_is_refused() {
    for level in ["info", "OFF", "info,sila::web=debug", "warn,sila=trace"] {
        read(&format!("log_level = '{level}'"), &[]).unwrap();
    }
    for (level, said) in [
        ("warning", "`warning` is no level: write off, error, warn, info"),
        ("info,sila::web", "`sila::web` is no level"),
        ("", "a word is missing"),
        ("info,", "a word is missing"),
        ("sila=loud", ": write off"),
        ("very=loud=indeed", ": write off"),
    ] {
        let refused = refusal(&format!("log_level = '{level}'"), &[]);
        assert!(refused.contains(said), "{refused}");
    }
}
