//! From what is written to what the server runs with.

use std::collections::HashSet;
use std::fs;
use std::ops::Range;

use camino::{Utf8Path, Utf8PathBuf};
use toml::Table;
use url::Url;

use super::raw::{LogFormat, OneOrMore, RawConfig, RawLine};
use super::secrets::{CALLER_KEY, Place, Surroundings};
use super::{
    Config, ConfigError, Environment, LineConfig, Purpose, advice, keep, log_level, provider,
};
use crate::dialects::{
    self, Access, AuthTable, DIALECTS, Dialect, PhoneNumber, ProviderApi, PublicUrl,
    RecordingDelivery,
};
use crate::dialogue::Abilities;
use crate::jobs::ErrandOptions;
use crate::store::sqlite::SqliteOptions;
use crate::store::{JournalOptions, Location, PostgresUrl};
use crate::web::Limits;

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
    let text = match fs::read_to_string(name) {
        Ok(text) => text,
        Err(cause) if file.is_none() && cause.kind() == std::io::ErrorKind::NotFound => {
            String::new()
        }
        Err(cause) => {
            return Err(ConfigError::Unreadable {
                file: name.to_string(),
                cause,
            });
        }
    };
    from_text(name, &text, environment, purpose)
}

/// Reads the configuration from a text; `file` is where it stands.
pub(super) fn from_text(
    file: &Utf8Path,
    text: &str,
    environment: &Environment,
    purpose: Purpose,
) -> Result<Config, ConfigError> {
    let mistake = |error: toml::de::Error| ConfigError::Mistake {
        place: place(file, text, error.span()),
        mistake: explained(error.message()),
    };
    // The file on its own first: its mistakes are shown with line and column.
    toml::from_str::<RawConfig>(text).map_err(mistake)?;
    let mut table: Table = toml::from_str(text).map_err(mistake)?;
    let mut advice = environment.lay_over(&mut table)?;
    let raw: RawConfig = table.try_into().map_err(mistake)?;
    let around = Surroundings {
        environment,
        folder: file.parent().unwrap_or(Utf8Path::new("")),
        purpose,
    };
    let mut config = resolve(raw, around)?;
    if purpose == Purpose::Serve {
        advice.extend(advice::on(&config));
    }
    config.advice = advice;
    Ok(config)
}

/// The file, line and column of a mistake; never what stands there, which may be a secret.
fn place(file: &Utf8Path, text: &str, span: Option<Range<usize>>) -> String {
    let Some(before) = span.and_then(|span| text.get(..span.start)) else {
        return file.to_string();
    };
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or(before).chars().count() + 1;
    format!("{file}, line {line}, column {column}")
}

/// What is wrong, without the value that was written, which may be a secret.
fn explained(message: &str) -> String {
    for (key, name) in [
        ("unknown field `auth_token`", "auth_token"),
        ("unknown field `shared_key`", "shared_key"),
        ("unknown field `address_key`", "address_key"),
        ("unknown field `caller_key`", "caller_key"),
    ] {
        if message.starts_with(key) {
            return format!(
                "a secret does not stand in this file: write {name}_env or {name}_file instead"
            );
        }
    }
    let expected = message
        .strip_prefix("invalid type: string \"")
        .and_then(|rest| rest.rsplit_once("\", expected "))
        .or_else(|| {
            message
                .strip_prefix("unknown variant `")
                .and_then(|rest| rest.split_once("`, expected "))
        });
    match expected {
        Some((_, expected)) => format!("this text is not known here, expected {expected}"),
        None => message.to_owned(),
    }
}

fn resolve(raw: RawConfig, around: Surroundings<'_>) -> Result<Config, ConfigError> {
    let listen = raw
        .listen
        .as_deref()
        .unwrap_or("127.0.0.1:8080")
        .parse()
        .map_err(|_| {
            ConfigError::value(
                "listen",
                "write an address and a port, such as 127.0.0.1:8080",
            )
        })?;
    let public_url = raw.public_url.as_deref().map(public_url).transpose()?;
    let data_dir = around
        .folder
        .join(raw.data_dir.as_deref().unwrap_or("sila-data"));
    let database = match raw.database_url.as_deref() {
        Some(url) => match database(url)? {
            Location::File(file) => Location::File(around.folder.join(file)),
            elsewhere @ Location::Postgres(_) => elsewhere,
        },
        None => Location::File(data_dir.join("sila.db")),
    };
    let address_key = Place {
        line: None,
        name: "address_key",
        variables: raw.address_key_env.as_slice(),
        files: raw.address_key_file.as_slice(),
    };
    let address_key = address_key.read(around)?;
    let mut secret_files = secret_files(&raw, around.folder);
    if let Location::Postgres(_) = database {
        // As the database's own tools read it: seen from the working folder.
        let password = around.environment.get("PGPASSFILE");
        secret_files.extend(
            password
                .filter(|file| !file.is_empty())
                .map(Utf8PathBuf::from),
        );
    }
    if let Some(level) = &raw.log_level {
        log_level::check(level)?;
    }
    let caller_key = Place {
        line: None,
        name: CALLER_KEY,
        variables: raw.caller_key_env.as_slice(),
        files: raw.caller_key_file.as_slice(),
    };
    let caller_key = caller_key.read(around)?;
    let has_lines = !raw.line.is_empty();
    let config = Config {
        listen,
        public_url,
        poll: super::POLL,
        edition_patience: super::EDITION_PATIENCE,
        recordings: data_dir.join("recordings"),
        data_dir,
        database,
        store: SqliteOptions::default(),
        journal: JournalOptions::default(),
        menus: raw.menus.map(|menus| around.folder.join(menus)),
        secret_files,
        address_key: address_key.into_iter().next(),
        caller_key: caller_key.into_iter().next(),
        keep: keep::resolve(&raw.keep)?,
        texts_a_day: provider::texts_a_day(&raw.limits)?,
        errands: ErrandOptions::default(),
        log_json: raw.log_format == Some(LogFormat::Json),
        log_level: raw.log_level.unwrap_or_else(|| "info".to_owned()),
        lines: lines(raw.line, around)?,
        limits: Limits::default(),
        advice: Vec::new(),
    };
    let signed = config
        .lines
        .iter()
        .find(|line| matches!(line.access, Access::Signed(_)));
    if let (Some(line), None) = (signed, &config.public_url) {
        let reason = format!(
            "the signatures of the line `{}` can't be checked without it: write the address that the \
             provider calls, such as https://hotline.example.bh",
            line.name
        );
        return Err(ConfigError::value("public_url", reason));
    }
    keep_unsigned_here(&config, has_lines)?;
    Ok(config)
}

/// Refuses unsigned lines on a server that is to be reached from outside: a proxy that leaves no trace in
/// its requests would open them to everybody.
fn keep_unsigned_here(config: &Config, has_lines: bool) -> Result<(), ConfigError> {
    let outside = config
        .public_url
        .as_ref()
        .is_some_and(|url| !Url::parse(url.as_str()).is_ok_and(|url| advice::is_loopback(&url)));
    let unsigned = config
        .lines
        .iter()
        .find(|line| matches!(line.access, Access::UnsignedFromHere));
    match unsigned {
        Some(line) if outside && has_lines => Err(ConfigError::value(
            format!("line `{}`, unsigned", line.name),
            "with this public_url a proxy could open the line to everybody: give the line its auth \
             token, or take public_url out",
        )),
        Some(_) if outside => Err(ConfigError::value(
            "public_url",
            "there is only the unsigned line `demo`, and a proxy could open it to everybody: give a \
             line its auth token, or take public_url out",
        )),
        _ => Ok(()),
    }
}

fn public_url(text: &str) -> Result<PublicUrl, ConfigError> {
    let wrong = |reason: &str| ConfigError::value("public_url", reason);
    if let Ok(url) = Url::parse(text) {
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("leave out everything from `?` or `#` on"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong(
                "leave out the user name and password: a secret has its own place",
            ));
        }
    }
    PublicUrl::parse(text).map_err(|error| wrong(&error.to_string()))
}

fn database(url: &str) -> Result<Location, ConfigError> {
    let wrong = |reason| ConfigError::value("database_url", reason);
    if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        return PostgresUrl::parse(url).map(Location::Postgres).ok_or_else(|| {
            wrong("write it as postgres://user@host:5432/database, with a password in PGPASSFILE or in the environment")
        });
    }
    let file = url
        .strip_prefix("sqlite:")
        .map(|file| file.strip_prefix("//").unwrap_or(file));
    match file {
        None | Some("") => Err(wrong(
            "write sqlite: and a file, such as sqlite:/var/lib/sila/sila.db, or postgres://user@host/database",
        )),
        Some(":memory:") => Err(wrong(
            "what is only in memory is lost at the end: write a file, such as sqlite:/var/lib/sila/sila.db",
        )),
        Some(file) if file.contains(['?', '#']) => {
            Err(wrong("leave out everything from `?` or `#` on"))
        }
        Some(file) if file.starts_with("file:") => Err(wrong(
            "leave out `file:`: write the file alone, such as sqlite:/var/lib/sila/sila.db",
        )),
        Some(file) => Ok(Location::File(Utf8PathBuf::from(file))),
    }
}

fn lines(raw: Vec<RawLine>, around: Surroundings<'_>) -> Result<Vec<LineConfig>, ConfigError> {
    if raw.is_empty() {
        let mut demo = LineConfig::demo();
        if around.purpose != Purpose::Serve {
            demo.access = Access::Nobody;
        }
        return Ok(vec![demo]);
    }
    let mut names = HashSet::new();
    raw.into_iter()
        .map(|raw| {
            let line = line(raw, around)?;
            if !names.insert(line.name.clone()) {
                let reason = "two lines have this name; give each its own";
                return Err(ConfigError::value(format!("line `{}`", line.name), reason));
            }
            Ok(line)
        })
        .collect()
}

fn line(raw: RawLine, around: Surroundings<'_>) -> Result<LineConfig, ConfigError> {
    let key = |name: &str| format!("line `{}`, {name}", raw.name);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    if raw.name.is_empty() || raw.name.len() > 40 || !raw.name.chars().all(plain) {
        let reason = "write a name of at most 40 small Latin letters, digits, `-` and `_`: it stands in addresses";
        return Err(ConfigError::value(key("name"), reason));
    }
    let dialect = raw.dialect.as_deref().unwrap_or("twilio");
    let dialect = dialects::find(dialect).ok_or_else(|| {
        let known: Vec<_> = DIALECTS.iter().map(|dialect| dialect.name()).collect();
        let reason = format!("`{dialect}` is not a dialect; known: {}", known.join(", "));
        ConfigError::value(key("dialect"), reason)
    })?;
    let profile = dialect.profile();
    let api_url = provider::api_url(&raw)?;
    let (access, api) = access(&raw, dialect, api_url, around)?;
    if api.is_none() {
        provider::needs_an_account(&raw)?;
    }
    if let Some(sender) = &raw.text_from {
        dialect
            .check_sender(sender)
            .map_err(|reason| ConfigError::value(key("text_from"), reason))?;
    }
    let caller_id = raw.caller_id.as_deref().map(PhoneNumber::written);
    let caller_id = caller_id
        .transpose()
        .map_err(|error| ConfigError::value(key("caller_id"), error.to_string()))?;
    if raw.listen == Some(true) && !profile.speech {
        let reason = "this dialect understands no speech: take it out";
        return Err(ConfigError::value(key("listen"), reason));
    }
    let abilities = Abilities {
        listens: raw.listen.unwrap_or(profile.speech),
        records: api.is_some() && profile.recording != RecordingDelivery::Never,
        texts: api.is_some() && raw.text_from.is_some() && profile.texts,
    };
    let fallback_url = raw.fallback_url.as_deref().map(|text| fallback_url(text).ok_or_else(|| {
        let reason = "write the whole address of the apology, such as https://files.example.bh/fallback.xml";
        ConfigError::value(key("fallback_url"), reason)
    }));
    let fallback_url = fallback_url.transpose()?;
    Ok(LineConfig {
        name: raw.name,
        dialect,
        access,
        api: api.filter(|_| around.purpose == Purpose::Serve),
        abilities,
        text_from: raw.text_from,
        delete_recordings: raw.delete_recordings.unwrap_or(false),
        caller_id,
        languages: raw.languages,
        fallback_url,
    })
}

type AccessAndApi = (Access, Option<Box<dyn ProviderApi>>);

fn access(
    raw: &RawLine,
    dialect: &dyn Dialect,
    api_url: Option<Url>,
    around: Surroundings<'_>,
) -> Result<AccessAndApi, ConfigError> {
    let key = |name: &str| format!("line `{}`, {name}", raw.name);
    let OneOrMore(token_env) = &raw.auth_token_env;
    let OneOrMore(token_file) = &raw.auth_token_file;
    let tokens = Place {
        line: Some(&raw.name),
        name: "auth_token",
        variables: token_env,
        files: token_file,
    };
    let shared_key = Place {
        line: Some(&raw.name),
        name: "shared_key",
        variables: raw.shared_key_env.as_slice(),
        files: raw.shared_key_file.as_slice(),
    };
    let mut table = AuthTable::default();
    for place in [&tokens, &shared_key] {
        for secret in place.read(around)? {
            table = table.with_secret(place.name, secret);
        }
    }
    for (key, text) in [
        ("shared_key_id", &raw.shared_key_id),
        ("account_id", &raw.account_id),
    ] {
        if let Some(text) = text {
            table = table.with_text(key, text);
        }
    }
    if raw.unsigned {
        if !table.is_empty() {
            let reason =
                "the line has a secret, so its requests are signed: take one of the two out";
            return Err(ConfigError::value(key("unsigned"), reason));
        }
        let access = match around.purpose {
            Purpose::Serve => Access::UnsignedFromHere,
            _ => Access::Nobody,
        };
        return Ok((access, None));
    }
    if table.is_empty() {
        let reason = "without it every request would be refused: name the environment variable that \
                      holds the provider's token, or set `unsigned = true` for development";
        return Err(ConfigError::value(key("auth_token_env"), reason));
    }
    let auth = dialect.read_auth(table);
    let auth = auth.map_err(|error| ConfigError::value(key(&error.key), error.reason))?;
    let api = auth.api(api_url);
    let access = match around.purpose {
        Purpose::Serve => Access::Signed(auth),
        _ => Access::Nobody,
    };
    Ok((access, api))
}

/// An address on the web, without a user and password in it.
fn fallback_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https");
    let is_open = url.username().is_empty() && url.password().is_none();
    (is_web && is_open).then_some(url)
}

/// Every file that is named to hold a secret.
fn secret_files(raw: &RawConfig, folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let of_lines = raw.line.iter().flat_map(|line| {
        let OneOrMore(tokens) = &line.auth_token_file;
        tokens.iter().chain(&line.shared_key_file)
    });
    let keys = raw.address_key_file.iter().chain(&raw.caller_key_file);
    let named = keys.chain(of_lines);
    named.map(|file| folder.join(file)).collect()
}
