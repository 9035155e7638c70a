//! Secrets: where they come from, who needs them, and that nobody sees them.

use rustix::fs::{CWD, FileType, Mode, mknodat};
use secrecy::ExposeSecret as _;
use sila::config::Purpose;
use sila::dialects::Access;

use super::{SIGNED, read, read_for, refusal};

#[test]
fn a_secret_may_have_any_name_wherever_it_stands_in_the_alphabet() {
    let text = "public_url = 'https://a.example'";
    for token in ["SILA_AAA", "SILA_ZZZ"] {
        let variables = [("SILA_LINE__MAIN__AUTH__AUTH_TOKEN_ENV", token), (token, TOKEN)];
        assert_eq!(read(text, &variables).unwrap().advice, [""; 0], "{token}");
    }
}

/// As the provider's console shows one.
const TOKEN: &str = "0123456789abcdef0123456789ABCDEF";

#[test]
fn a_secret_that_can_hardly_be_one_is_said_without_repeating_it() {
    let text = "public_url = 'https://a.example'\n[[line]]\nname = 'main'\nauth = { auth_token_env = ['NOW', 'NEXT'] }";
    let advice =
        |token: &str| read(text, &[("NOW", TOKEN), ("NEXT", token)]).unwrap().advice.join("\n");
    assert_eq!(advice(TOKEN), "");
    let named = format!("TWILIO_AUTH_TOKEN={TOKEN}");
    let (quoted, invisible) = (format!("\"{TOKEN}\""), format!("{TOKEN}\u{200b}"));
    for odd in [&named, &quoted, &invisible, "your_auth_token"] {
        let said = advice(odd);
        assert!(said.contains("the line `main`: token 2 does not look like"), "{odd}: {said}");
        assert!(!said.contains(odd) && !said.contains(TOKEN), "{said}");
    }
}

#[test]
fn a_mark_that_an_editor_writes_in_front_is_no_part_of_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, format!("\u{feff}{TOKEN}\r\n")).unwrap();
    let text = format!(
        "public_url = 'https://a.example'\n[[line]]\nname = 'main'\nauth = {{ auth_token_file = '{}' }}",
        file.display()
    );
    let config = read(&text, &[]).unwrap();
    let Access::Signed(auth) = &config.lines[0].access else { panic!("not signed") };
    assert_eq!(auth.secrets()[0].secret.expose_secret(), TOKEN);
}

#[test]
fn only_serving_reads_the_files_of_secrets() {
    let folder = tempfile::tempdir().unwrap();
    // Whoever reads it waits for somebody who writes.
    let file = folder.path().join("token");
    mknodat(CWD, &file, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    let text =
        format!("[[line]]\nname = 'main'\nauth = {{ auth_token_file = '{}' }}", file.display());
    let (done, read) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let config = read_for("sila.toml", Purpose::Tools, &text, &[]);
        done.send(config.is_ok()).unwrap();
    });
    assert_eq!(read.recv_timeout(std::time::Duration::from_mins(1)), Ok(true));
}

#[test]
fn only_serving_needs_the_secrets() {
    for text in [SIGNED, "[[line]]\nname = 'main'\nauth = { auth_token_file = 'nowhere' }"] {
        let config = read_for("sila.toml", Purpose::Tools, text, &[]).unwrap();
        assert!(matches!(config.lines[0].access, Access::Nobody));
    }
    for text in ["", "[[line]]\nname = 'main'\nunsigned = true"] {
        let config = read_for("sila.toml", Purpose::Tools, text, &[]).unwrap();
        assert!(matches!(config.lines[0].access, Access::Nobody));
    }
}

#[test]
fn the_callers_key_alone_is_read_to_work_on_what_is_kept_of_them() {
    let text = format!("address_key_env = 'NOT_SET'\ncaller_key_env = 'CALLERS'\n{SIGNED}");
    let variables = [("CALLERS", "a")];
    let config = read_for("sila.toml", Purpose::Callers, &text, &variables).unwrap();
    assert!(config.caller_key.is_some() && config.address_key.is_none());
    assert!(matches!(config.lines[0].access, Access::Nobody));
    let missing = read_for("sila.toml", Purpose::Callers, &text, &[]).unwrap_err();
    assert!(missing.to_string().starts_with("sila.toml:2: caller_key_env: "), "{missing}");
}

#[test]
fn a_secret_that_was_typed_into_the_file_is_not_repeated() {
    let line = "[[line]]\nname = 'a'\nunsigned = true\n";
    for (text, said) in [
        ("address_key = 'hush'", "address_key_env or address_key_file instead"),
        (
            "[[line]]\nname = 'a'\nauth.auth_token = 'hush'",
            "auth_token_env or auth_token_file instead",
        ),
        (
            "[[line]]\nname = 'a'\nauth.shared_key = 'hush'",
            "shared_key_env or shared_key_file instead",
        ),
        ("[[line]]\nname = 'a'\nauth.auth_token = hush", "sila.toml:3:"),
        ("[[line]]\nname = 'a'\nauth.auth_token = 'hush", "sila.toml:3:"),
        ("[[line]]\nname = 'a'\nauth.nothing = 'hush'", "known: "),
        ("[[line]]\nname = 'a'\nunsigned = 'hush'", "write true or false"),
        (
            "[[line]]\nname = 'a'\nauth.auth_token_env = { hush = 'hush' }",
            "write a text in quotes, or a list",
        ),
        (&format!("{line}auth = 'hush'"), "write it as a table"),
        ("log_format = 'hush'", "sila.toml:1: log_format: write text or json"),
    ] {
        let message = refusal(text, &[]);
        assert!(message.contains(said), "{message}");
        assert!(!message.contains("hush"), "{message}");
    }
}

#[test]
fn a_secret_stands_in_one_place() {
    let both = "[[line]]\nname = 'main'\nauth = { auth_token_env = 'A', auth_token_file = 'b' }";
    assert_eq!(
        refusal(both, &[]),
        "sila.toml:3: line `main`, auth, auth_token_env: write auth_token_env or auth_token_file, not both"
    );
}

#[test]
fn a_line_fails_closed_without_a_secret() {
    let message = refusal("public_url = 'https://a.example'\n[[line]]\nname = 'main'", &[]);
    assert!(message.contains("every request would be refused"), "{message}");
    let message = refusal(SIGNED, &[("TOKEN", "a")]);
    assert!(message.contains("`NEXT` is empty or not set"), "{message}");
    let message = refusal(SIGNED, &[("TOKEN", "a"), ("NEXT", "  ")]);
    assert!(message.contains("`NEXT` is empty or not set"), "{message}");
}

#[test]
fn secrets_are_never_shown() {
    let config = read(SIGNED, &[("TOKEN", "hush-hush"), ("NEXT", "very-quiet")]).unwrap();
    let shown = format!("{config:?}");
    assert!(!shown.contains("hush") && !shown.contains("quiet"), "{shown}");
}

#[test]
fn every_file_that_is_named_for_a_secret_is_known() {
    let text = "
        address_key_file = 'key'
        caller_key_file = 'callers'
        operator_key_file = 'operators'
        [[line]]
        name = 'main'
        [line.auth]
        auth_token_file = ['/etc/a', 'b']
        shared_key_id = 'SK1'
        shared_key_file = 'c'
    ";
    let config = read_for("/etc/sila/sila.toml", Purpose::Tools, text, &[]).unwrap();
    let expected = [
        "/etc/sila/key",
        "/etc/sila/callers",
        "/etc/sila/operators",
        "/etc/a",
        "/etc/sila/b",
        "/etc/sila/c",
    ];
    assert_eq!(config.secret_files, expected);
}

#[test]
fn the_file_with_the_databases_password_is_known_where_there_is_a_database() {
    let files = |database: &str| {
        let text = format!("database_url = '{database}'");
        let variables = [("PGPASSFILE", "/etc/sila/pgpass")];
        read(&text, &variables).unwrap().secret_files
    };
    assert_eq!(files("postgres://sila@db/sila"), ["/etc/sila/pgpass"]);
    assert_eq!(files("sqlite:sila.db"), [""; 0]);
}
