//! Mistakes, what is legal but unwise, and the messages about them.

use super::{SIGNED, read, refusal};

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
fn a_slip_in_the_file_is_told_as_one_in_the_menus_is() {
    for (text, at, expected) in [
        ("[keep]\ncalls_days = yes", "2:14", "write `true` or `false`"),
        ("// the keys\nlisten = ''", "1:1", "begin a remark with `#`"),
        ("listen = “127.0.0.1:1”", "1:10", "straight double quotes"),
        ("listen = localhost", "1:10", "put it in straight double quotes"),
        ("listen: '127.0.0.1:1'", "1:7", "then `=` and not a colon"),
        ("<<<<<<< HEAD\nlisten = ''\n", "1:1", "delete the lines that begin with `<<<<<<<`"),
        ("[[line]\nname = 'a'", "1:8", "write the heading's name"),
        ("listen = '127.0.0.1:1\n", "1:22", "put it at the end of the text"),
        ("log_level = \"info\n", "1:18", "put it at the end of the text"),
        ("listen = ''\nlisten = ''", "2:1", "a second time"),
    ] {
        let message = refusal(text, &[]);
        assert!(message.starts_with(&format!("sila.toml:{at}: ")), "{text}: {message}");
        assert!(message.contains(expected), "{text}: {message}");
    }
}

#[test]
fn a_file_that_is_not_utf_8_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = camino::Utf8Path::from_path(folder.path()).unwrap().join("sila.toml");
    std::fs::write(&file, b"# \xd8\xb5\nlisten = ''\n# \xc7\xe1\n").unwrap();
    let none = sila::config::Environment::default();
    let error = sila::config::load(Some(&file), &none, sila::config::Purpose::Tools).unwrap_err();
    let expected = format!("{file}:3: from here on the file is not saved as UTF-8");
    assert!(error.to_string().starts_with(&expected), "{error}");
}

#[test]
fn what_is_legal_but_unwise_is_said() {
    let token = "0123456789abcdef0123456789abcdef";
    let advice = |text: &str| read(text, &[("TOKEN", token)]).unwrap().advice.join("\n");
    let signed = "[[line]]\nname = 'main'\nauth = { auth_token_env = 'TOKEN' }";
    assert!(advice(&format!("public_url = 'http://a.example'\n{signed}")).contains("use https"));
    assert!(advice(&format!("public_url = 'https://a.example:8443'\n{signed}")).contains("port"));
    assert!(advice("listen = '0.0.0.0:80'").contains("refusals"));
    let shared = "database_url = 'postgres://sila@db.example.bh/sila'\n";
    for key in ["address_key_env", "caller_key_env", "operator_key_env"] {
        assert!(advice(shared).contains(key), "{}", advice(shared));
        let given = advice(&format!("{shared}{key} = 'TOKEN'\n"));
        assert!(!given.contains(key), "{given}");
    }
    for (address, is_unwise) in [
        ("db.example.bh/hotline", true),
        ("db.example.bh/hotline?sslmode=require", true),
        ("db.example.bh/hotline?sslmode=verify-full", false),
        ("127.0.0.1:5433/hotline", false),
        ("[::1]/hotline", false),
        ("localhost/hotline", false),
        ("localhost/hotline?host=/var/run/postgresql", false),
    ] {
        let said = advice(&format!("database_url = 'postgres://sila@{address}'"));
        assert_eq!(said.contains("sslmode=verify-full"), is_unwise, "{address}: {said}");
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

#[test]
fn questions_are_taken_where_it_is_said_and_nowhere_else() {
    let questions = |text: &str| read(text, &[]).unwrap().website.questions;
    assert!(!questions("") && !questions("[website]\nserve = true"));
    assert!(questions("[website]\nquestions = true"));
    let message = refusal("[website]\nquestions = 'yes'", &[]);
    assert!(message.starts_with("sila.toml:2: website, questions: "), "{message}");
}

#[test]
fn the_contact_for_weaknesses_is_an_address_that_can_be_used() {
    for good in ["mailto:security@example.bh", "https://example.bh/report"] {
        let config = read(&format!("[website]\ncontact = '{good}'"), &[]).unwrap();
        assert_eq!(config.website.contact.as_deref(), Some(good));
    }
    for bad in
        ["security@example.bh", "mailto:somebody", "http://example.bh", "https://", "tel:112"]
    {
        let message = refusal(&format!("[website]\ncontact = '{bad}'"), &[]);
        assert!(message.starts_with("sila.toml:2: website, contact: write an https"), "{message}");
    }
}

#[test]
fn every_mistake_is_told_at_once_and_none_that_follows_from_another() {
    let text = "listen = 80
lisen = 2
public_url = 'hotline'
[keep]
calls_days = '400'
day = 3
[[line]]
name = 'Main Line'
languages = 3
text_from = '17000000'
auth = { auth_token_env = 'NOWHERE' }
[[line]]
name = 'other'
delete_recordings = 1
[line.auht]
auth_token_env = 'NOWHERE'
[[line]]
name = 'morse'
dialect = 'morse'
auth.key = 'hush'
";
    let variables = [("SILA_LOG_FORMAT", "xml"), ("SILA_LINE__OTHER__LISTEN", "perhaps")];
    let message = refusal(text, &variables);
    assert!(message.starts_with("the configuration has 14 mistakes:\n"), "{message}");
    for (line, begin) in message.lines().skip(1).zip([
        "sila.toml:1: listen: write a text",
        "sila.toml:2: lisen: there is no such key; meant as `listen`?",
        "sila.toml:3: public_url: ",
        "sila.toml:5: keep, calls_days: ",
        "sila.toml:6: keep, day: there is no such key",
        "sila.toml:8: line, name: ",
        "sila.toml:9: line, languages: ",
        "sila.toml:10: line, text_from: ",
        "sila.toml:11: line, auth, auth_token_env: ",
        "sila.toml:14: line `other`, delete_recordings: ",
        "sila.toml:15: line `other`, auht: there is no such key; meant as `auth`?",
        "sila.toml:19: line `morse`, dialect: ",
        "SILA_LOG_FORMAT: ",
        "SILA_LINE__OTHER__LISTEN: ",
    ]) {
        assert!(line.starts_with(begin), "{begin} in {message}");
    }
}

#[test]
fn every_line_that_is_not_toml_is_told_at_once() {
    let message = refusal("listen = localhost\nlog_level = info\n[keep]\nlisen = 2\n", &[]);
    let lines: Vec<&str> = message.lines().collect();
    assert_eq!(lines.len(), 3, "what follows from them is not told: {message}");
    assert_eq!(lines[0], "the configuration has 2 mistakes:");
    assert!(lines[1].starts_with("sila.toml:1:10: "), "{message}");
    assert!(lines[2].starts_with("sila.toml:2:13: "), "{message}");
}
