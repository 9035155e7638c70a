//! From what is written to what the server runs with.

use std::collections::HashSet;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use secrecy::SecretString;
use toml::Table;
use url::Url;

use super::raw::{LogFormat, OneOrMore, RawConfig, RawLine};
use super::{Access, Config, ConfigError, Environment, LineConfig, advice};
use crate::dialects::{Dialect, PublicUrl, Secrets, SharedKey};
use crate::server::Limits;
use crate::store::JournalOptions;
use crate::store::sqlite::SqliteOptions;

/// Reads the configuration: the file if there is one, and the environment over it.
///
/// `file` is the path that was asked for; without one, `sila.toml` in the working folder is read if it
/// is there.
pub fn load(file: Option<&Utf8Path>, environment: &Environment) -> Result<Config, ConfigError> {
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
    from_text(name.as_str(), &text, environment)
}

/// Reads the configuration from a text; `name` is the file's name for messages.
pub(super) fn from_text(
    name: &str,
    text: &str,
    environment: &Environment,
) -> Result<Config, ConfigError> {
    let mistake = |error: toml::de::Error| ConfigError::Mistake {
        file: name.to_owned(),
        mistake: error.to_string(),
    };
    // The file on its own first: its mistakes are shown with line and column.
    toml::from_str::<RawConfig>(text).map_err(mistake)?;
    let mut table: Table = toml::from_str(text).map_err(mistake)?;
    environment.lay_over(&mut table)?;
    let raw: RawConfig = table.try_into().map_err(mistake)?;
    resolve(raw, environment)
}

fn resolve(raw: RawConfig, environment: &Environment) -> Result<Config, ConfigError> {
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
    let data_dir = Utf8PathBuf::from(raw.data_dir.as_deref().unwrap_or("sila-data"));
    let database = match raw.database_url.as_deref() {
        Some(url) => database(url)?,
        None => data_dir.join("sila.db"),
    };
    let address_key = secrets(
        "address_key",
        &raw.address_key_env.into_iter().collect::<Vec<_>>(),
        &raw.address_key_file.into_iter().collect::<Vec<_>>(),
        environment,
    )?;
    let mut config = Config {
        listen,
        public_url,
        recordings: data_dir.join("recordings"),
        data_dir,
        database,
        store: SqliteOptions::default(),
        journal: JournalOptions::default(),
        menus: raw.menus.map(Utf8PathBuf::from),
        address_key: address_key.into_iter().next(),
        log_json: raw.log_format == Some(LogFormat::Json),
        log_level: raw.log_level.unwrap_or_else(|| "info".to_owned()),
        lines: lines(raw.line, environment)?,
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
    config.advice = advice::on(&config);
    Ok(config)
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

fn database(url: &str) -> Result<Utf8PathBuf, ConfigError> {
    match url.strip_prefix("sqlite:") {
        Some(file) if !file.trim_start_matches("//").is_empty() => {
            Ok(Utf8PathBuf::from(file.strip_prefix("//").unwrap_or(file)))
        }
        _ => Err(ConfigError::value(
            "database_url",
            "write sqlite: and a file, such as sqlite:/var/lib/sila/sila.db",
        )),
    }
}

fn lines(raw: Vec<RawLine>, environment: &Environment) -> Result<Vec<LineConfig>, ConfigError> {
    if raw.is_empty() {
        return Ok(vec![LineConfig::demo()]);
    }
    let mut names = HashSet::new();
    raw.into_iter()
        .map(|raw| {
            let line = line(raw, environment)?;
            if !names.insert(line.name.clone()) {
                let reason = "two lines have this name; give each its own";
                return Err(ConfigError::value(format!("line `{}`", line.name), reason));
            }
            Ok(line)
        })
        .collect()
}

fn line(raw: RawLine, environment: &Environment) -> Result<LineConfig, ConfigError> {
    let key = |name: &str| format!("line `{}`, {name}", raw.name);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    if raw.name.is_empty() || raw.name.len() > 40 || !raw.name.chars().all(plain) {
        let reason = "write a name of at most 40 small Latin letters, digits, `-` and `_`: it stands in addresses";
        return Err(ConfigError::value(key("name"), reason));
    }
    let dialect = raw.dialect.as_deref().unwrap_or("twilio");
    let dialect = Dialect::parse(dialect).ok_or_else(|| {
        let reason = format!(
            "`{dialect}` is not a dialect; known: {}",
            Dialect::ALL.map(Dialect::name).join(", ")
        );
        ConfigError::value(key("dialect"), reason)
    })?;
    let OneOrMore(token_env) = &raw.auth_token_env;
    let OneOrMore(token_file) = &raw.auth_token_file;
    let tokens = secrets(&key("auth_token"), token_env, token_file, environment)?;
    let shared_keys = shared_keys(&raw, environment)?;
    let has_secret = !tokens.is_empty() || !shared_keys.is_empty();
    let access = match (raw.unsigned, has_secret) {
        (true, false) => Access::UnsignedFromHere,
        (true, true) => {
            let reason =
                "the line has a secret, so its requests are signed: take one of the two out";
            return Err(ConfigError::value(key("unsigned"), reason));
        }
        (false, false) => {
            let reason = "without it every request would be refused: name the environment variable that \
                          holds the provider's token, or set `unsigned = true` for development";
            return Err(ConfigError::value(key("auth_token_env"), reason));
        }
        (false, true) => Secrets::new(tokens, shared_keys)
            .map(Access::Signed)
            .map_err(|error| ConfigError::value(key("auth_token"), error.to_string()))?,
    };
    Ok(LineConfig {
        name: raw.name,
        dialect,
        access,
        languages: raw.languages,
    })
}

fn shared_keys(raw: &RawLine, environment: &Environment) -> Result<Vec<SharedKey>, ConfigError> {
    let key = format!("line `{}`, shared_key", raw.name);
    let env: Vec<String> = raw.shared_key_env.iter().cloned().collect();
    let file: Vec<String> = raw.shared_key_file.iter().cloned().collect();
    let secret = secrets(&key, &env, &file, environment)?.into_iter().next();
    match (&raw.shared_key_id, secret) {
        (Some(id), Some(secret)) => Ok(vec![SharedKey {
            id: id.clone(),
            secret,
        }]),
        (None, None) => Ok(Vec::new()),
        _ => Err(ConfigError::value(
            key,
            "write both: shared_key_id, and shared_key_env or shared_key_file",
        )),
    }
}

/// The secrets that variables or files hold; never empty ones.
fn secrets(
    key: &str,
    variables: &[String],
    files: &[String],
    environment: &Environment,
) -> Result<Vec<SecretString>, ConfigError> {
    if !variables.is_empty() && !files.is_empty() {
        let reason = format!("write {key}_env or {key}_file, not both");
        return Err(ConfigError::value(key, reason));
    }
    let from_variable = |name: &String| match environment.get(name).map(str::trim) {
        Some(value) if !value.is_empty() => Ok(SecretString::from(value)),
        _ => Err(ConfigError::value(
            key,
            format!("the environment variable `{name}` is empty or not set"),
        )),
    };
    let from_file = |name: &String| {
        let text = fs::read_to_string(name).map_err(|cause| {
            ConfigError::value(key, format!("the file `{name}` can't be read: {cause}"))
        })?;
        match text.trim() {
            "" => Err(ConfigError::value(
                key,
                format!("the file `{name}` is empty"),
            )),
            text => Ok(SecretString::from(text)),
        }
    };
    variables
        .iter()
        .map(from_variable)
        .chain(files.iter().map(from_file))
        .collect()
}
