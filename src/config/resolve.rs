//! From what is written to what the server runs with.

use std::fs;
use std::string::FromUtf8Error;

use camino::{Utf8Path, Utf8PathBuf};
use url::Url;

use super::section::{CALLER_KEY, ConfigSection};
use super::source::{ConfigSource, Environment};
use super::{Config, ConfigError, LineConfig, Purpose, advice, line, log_level};
use crate::calls::QuestionLimits;
use crate::dialects::{Access, PhoneNumber, PublicUrl};
use crate::jobs::{JobOptions, TextLimits};
use crate::store::sqlite::SqliteOptions;
use crate::store::{JournalOptions, Location, PostgresUrl, RetentionOptions, RetentionPace};
use crate::web::{Timeouts, Website};

/// Longer than anybody plans for, so that a slip of the finger is found.
const MOST_DAYS: u16 = 36_500;

/// More than anybody reads or asks, so that a slip of the finger is found.
const MOST_A_DAY: u16 = 100;
const MOST_LINE_A_DAY: u16 = 50_000;

/// Reads the configuration: the file if there is one, and the environment over it.
///
/// `file` is the path that was asked for; without one, `sila.toml` in the working folder is read if it
/// is there. Relative paths are seen from the file's folder. Secrets are read to serve alone.
pub fn load(
    file: Option<&Utf8Path>,
    environment: &Environment,
    purpose: Purpose,
) -> Result<Config, ConfigError> {
    let name = file.unwrap_or(Utf8Path::new("sila.toml"));
    let text = match fs::read(name) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|error| not_utf8(name, &error))?,
        Err(cause) if file.is_none() && cause.kind() == std::io::ErrorKind::NotFound => {
            String::new()
        }
        Err(cause) => {
            return Err(ConfigError::Unreadable { file: name.to_string(), cause });
        }
    };
    from_text(name, &text, environment, purpose)
}

fn not_utf8(file: &Utf8Path, error: &FromUtf8Error) -> ConfigError {
    let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
    let line = good.matches('\n').count() + 1;
    let reason = "from here on the file is not saved as UTF-8: in the editor, choose “Save as”, and the encoding UTF-8";
    ConfigError::one(format!("{file}:{line}"), reason)
}

/// Reads the configuration from a text; `file` is where it stands.
pub fn from_text(
    file: &Utf8Path,
    text: &str,
    environment: &Environment,
    purpose: Purpose,
) -> Result<Config, ConfigError> {
    let source = ConfigSource::new(file, text, environment, purpose);
    let (written, defaults) = (source.parse()?, ConfigSource::defaults()?);
    let mut root = ConfigSection::root(&source, &written, &defaults);
    let config = resolve(&source, &mut root);
    root.finish();
    let advice = root.finish_variables();
    source.mistaken()?;
    let mut config =
        config.ok_or_else(|| ConfigError::one("default.toml", "a value is missing"))?;
    config.advice = advice;
    if purpose == Purpose::Serve {
        config.advice.extend(advice::on(&config));
    }
    Ok(config)
}

/// Reads the configuration, with the defaults for keys that are not written; mistakes are noted.
fn resolve(source: &ConfigSource<'_>, root: &mut ConfigSection<'_>) -> Option<Config> {
    let address = |text: &str| {
        let reason = "write an address and a port, such as 127.0.0.1:8080";
        text.parse().map_err(|_| reason)
    };
    let listen = root.parsed("listen", address);
    let ops_listen = root.parsed("ops_listen", address);
    let public_url = root.parsed("public_url", public_url);
    let data_dir = source.path(root.text("data_dir").unwrap_or_default());
    let database = match root.parsed("database_url", database) {
        Some(Location::File(file)) => Location::File(source.path(file.as_str())),
        Some(elsewhere) => elsewhere,
        None => Location::File(data_dir.join("sila.db")),
    };
    let menus = root.text("menus").map(|menus| source.path(menus));
    let address_key = root.secrets("address_key").into_iter().next();
    let caller_key = root.secrets(CALLER_KEY).into_iter().next();
    let operator_key = root.secrets("operator_key").into_iter().next();
    let log_json = root.parsed("log_format", |text| match text {
        "text" => Ok(false),
        "json" => Ok(true),
        _ => Err("write text or json"),
    });
    let log_level =
        root.parsed("log_level", |level| log_level::check(level).map(|()| level.to_owned()));
    let keep = keep(root);
    let limits = limits(root);
    let website = website(root);
    let serves_console = console(root);
    let (lines, is_without_lines) = line::lines(root, source.purpose);
    if let Location::Postgres(_) = database {
        // As the database's own tools read it: seen from the working folder.
        let password = source.environment.get("PGPASSFILE").filter(|file| !file.is_empty());
        source.secret_files.borrow_mut().extend(password.map(Utf8PathBuf::from));
    }
    check_access(root, public_url.as_ref(), &lines);
    let (text_limits, question_limits) = limits?;
    Some(Config {
        listen: listen?,
        ops_listen,
        public_url,
        poll: super::POLL,
        edition_patience: super::EDITION_PATIENCE,
        recordings: data_dir.join("recordings"),
        data_dir,
        database,
        store: SqliteOptions::default(),
        journal: JournalOptions::default(),
        menus,
        secret_files: source.secret_files.take(),
        address_key,
        caller_key,
        operator_key,
        keep: keep?,
        retention_pace: RetentionPace::default(),
        text_limits,
        question_limits,
        website: website?,
        serves_console: serves_console?,
        jobs: JobOptions::default(),
        log_json: log_json.unwrap_or_default(),
        log_level: log_level?,
        lines,
        is_without_lines,
        timeouts: Timeouts::default(),
        advice: Vec::new(),
    })
}

fn console(root: &mut ConfigSection<'_>) -> Option<bool> {
    let mut table = root.table("console")?;
    let serves = table.flag("serve").unwrap_or_default();
    table.finish();
    Some(serves)
}

fn website(root: &mut ConfigSection<'_>) -> Option<Website> {
    let mut table = root.table("website")?;
    let is_served = table.flag("serve").unwrap_or_default();
    let telephone = table.parsed("telephone", |text| {
        PhoneNumber::written(text).map_err(|error| error.to_string())?;
        Ok::<_, String>(text.trim().to_owned())
    });
    let contact = table.parsed("contact", |text| {
        if is_contact(text) {
            Ok(text.to_owned())
        } else {
            Err("write an https address, or mailto: and an e-mail address")
        }
    });
    let questions = table.flag("questions").unwrap_or_default();
    table.finish();
    Some(Website { is_served, telephone, contact, questions })
}

/// Returns whether an address can stand as a contact in security.txt (RFC 9116, section 2.5.3).
fn is_contact(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_whole = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    is_whole
        && match url.scheme() {
            "https" => url.has_host(),
            "mailto" => {
                let parts = url.path().split_once('@');
                parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
            }
            _ => false,
        }
}

fn keep(root: &mut ConfigSection<'_>) -> Option<RetentionOptions> {
    let mut keep = root.table("keep")?;
    let what = format!("a number of days from 1 to {MOST_DAYS}, or 0 for ever");
    let mut days = |key| keep.number(key, 0, MOST_DAYS, &what);
    let options = RetentionOptions {
        calls_days: days("calls_days"),
        callers_days: days("callers_days"),
        editions_days: days("editions_days"),
        notices_days: days("notices_days"),
        inquiries_days: days("inquiries_days"),
        texts_days: days("texts_days"),
        unheard_days: days("unheard_days"),
        wishes_days: days("wishes_days"),
        sessions_days: days("sessions_days"),
    };
    keep.finish();
    Some(options)
}

fn limits(root: &mut ConfigSection<'_>) -> Option<(TextLimits, QuestionLimits)> {
    let mut limits = root.table("limits")?;
    let mut number = |key, most, none: &str| {
        limits.number(key, 1, most, &format!("a number from 1 to {most}{none}"))
    };
    let none = "; a line without text_from sends none at all";
    let a_day = number("texts_a_day", MOST_A_DAY, none);
    let line_a_day = number("line_texts_a_day", MOST_LINE_A_DAY, none);
    let questions = QuestionLimits {
        a_day: number("questions_a_day", MOST_A_DAY, ""),
        line_a_day: number("line_questions_a_day", MOST_LINE_A_DAY, ""),
        unknown_a_day: number("unknown_references_a_day", MOST_A_DAY, ""),
    };
    let before = limits.mistake_count();
    let countries = limits.list("text_countries");
    let is_code = |code: &String| {
        (1..=7).contains(&code.len())
            && !code.starts_with('0')
            && code.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_list = limits.mistake_count() == before;
    if is_list && (countries.is_empty() || !countries.iter().all(is_code)) {
        let reason =
            "write the codes of countries without + and noughts, such as [\"973\", \"966\"]";
        limits.wrong("text_countries", reason);
    }
    limits.finish();
    Some((TextLimits { a_day, line_a_day, countries }, questions))
}

/// Refuses signed lines without the address that is signed, and unsigned lines on a server that is to be reached from
/// outside: a proxy that leaves no trace in its requests would open them to everybody.
fn check_access(root: &ConfigSection<'_>, public_url: Option<&PublicUrl>, lines: &[LineConfig]) {
    let outside = public_url
        .is_some_and(|url| !Url::parse(url.as_str()).is_ok_and(|url| advice::is_loopback(&url)));
    for line in lines {
        let name = &line.name;
        match line.access {
            Access::Signed(_) if public_url.is_none() && !root.is_written("public_url") => {
                let reason = format!(
                    "the signatures of the line `{name}` can't be checked without it: write the address that the \
                     provider calls, such as https://hotline.example.bh"
                );
                return root.lacks("public_url", reason);
            }
            Access::UnsignedFromHere if outside => {
                let reason = format!(
                    "with this address a proxy could open the unsigned line `{name}` to everybody: give the line the \
                     provider's secrets in [line.auth], or take public_url out"
                );
                return root.wrong("public_url", reason);
            }
            _ => {}
        }
    }
}

fn public_url(text: &str) -> Result<PublicUrl, String> {
    if let Ok(url) = Url::parse(text) {
        if url.query().is_some() || url.fragment().is_some() {
            return Err("leave out everything from `?` or `#` on".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            let reason = "leave out the user name and password: a secret has its own place";
            return Err(reason.to_owned());
        }
    }
    PublicUrl::parse(text).map_err(|error| error.to_string())
}

fn database(url: &str) -> Result<Location, &'static str> {
    if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        return PostgresUrl::parse(url).map(Location::Postgres).ok_or(
            "write it as postgres://user@host:5432/database, with a password in PGPASSFILE or in the environment",
        );
    }
    let file = url.strip_prefix("sqlite:").map(|file| file.strip_prefix("//").unwrap_or(file));
    match file {
        None | Some("") => Err(
            "write sqlite: and a file, such as sqlite:/var/lib/sila/sila.db, or postgres://user@host/database",
        ),
        Some(":memory:") => Err(
            "what is only in memory is lost at the end: write a file, such as sqlite:/var/lib/sila/sila.db",
        ),
        Some(file) if file.contains(['?', '#']) => Err("leave out everything from `?` or `#` on"),
        Some(file) if file.starts_with("file:") => {
            Err("leave out `file:`: write the file alone, such as sqlite:/var/lib/sila/sila.db")
        }
        Some(file) => Ok(Location::File(Utf8PathBuf::from(file))),
    }
}
