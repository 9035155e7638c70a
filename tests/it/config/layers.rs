//! The layers of the configuration: the defaults, the file, and the environment.

use sila::config::{DEFAULT, Purpose};
use sila::dialects::Access;

use super::{SIGNED, read, read_for, refusal};

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
        "[website]\nno_such_key = 1",
        "[console]\nno_such_key = 1",
        "[[line]]\nname = 'a'\nunsigned = true\nno_such_key = 1",
        "[[line]]\nname = 'a'\nauth = { no_such_key = '1' }",
    ]
    .iter()
    .flat_map(|text| {
        let message = refusal(text, &[]);
        let (_, known) = message.split_once("known: ").unwrap();
        known.split(", ").map(str::to_owned).collect::<Vec<_>>()
    })
    .filter(|key| {
        !matches!(key.as_str(), "line" | "keep" | "limits" | "website" | "console" | "auth")
    })
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
            ("SILA_OPERATOR_KEY_VALUE", "e"),
        ],
    )
    .unwrap();
    assert_eq!(config.lines[0].languages, ["ar", "en"]);
    assert!(matches!(config.lines[0].access, Access::Signed(_)));
    assert!(config.address_key.is_some() && config.caller_key.is_some());
    assert!(config.operator_key.is_some());
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
