//! The environment over the file.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::{ConfigError, keep, provider};

/// The process's environment, read once when it starts.
#[derive(Default)]
pub struct Environment(BTreeMap<String, String>);

const PREFIX: &str = "SILA_";
/// Keys that stand at the top of the file.
const TOP: [&str; 11] = [
    "listen",
    "public_url",
    "data_dir",
    "database_url",
    "menus",
    "address_key_env",
    "address_key_file",
    "caller_key_env",
    "caller_key_file",
    "log_format",
    "log_level",
];
/// Keys of a line that hold one text.
const LINE_TEXTS: [&str; 9] = [
    "dialect",
    "shared_key_id",
    "shared_key_env",
    "shared_key_file",
    "fallback_url",
    "account_id",
    "api_url",
    "text_from",
    "caller_id",
];
/// Keys of a line that hold true or false.
const LINE_SWITCHES: [&str; 3] = ["unsigned", "delete_recordings", "listen"];
/// Keys of a line that hold a list.
const LINE_LISTS: [&str; 3] = ["auth_token_env", "auth_token_file", "languages"];

impl Environment {
    /// An environment with these variables.
    pub fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(variables.into_iter().collect())
    }

    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Puts every `SILA_…` variable over the file's table.
    ///
    /// `SILA_LINE__MAIN__DIALECT` means `dialect` of the line called `main`; a line that the file does
    /// not have is added.
    /// Gives advice on variables that mean nothing, which others may have set: for a Service called
    /// `sila`, Kubernetes sets `SILA_PORT` and more.
    pub(super) fn lay_over(&self, table: &mut Table) -> Result<Vec<String>, ConfigError> {
        let mut unknown = Vec::new();
        for (name, value) in &self.0 {
            let Some(path) = name.strip_prefix(PREFIX) else {
                continue;
            };
            let path = path.to_ascii_lowercase();
            let parts: Vec<&str> = path.split("__").collect();
            match parts.as_slice() {
                ["log_format"] if !matches!(value.as_str(), "text" | "json") => {
                    return Err(ConfigError::value(name, "write text or json"));
                }
                [key] if TOP.contains(key) => {
                    table.insert((*key).to_owned(), Value::String(value.clone()));
                }
                ["keep", key] if keep::KEYS.contains(key) => {
                    let number = whole(name, value, "write a number of days, or 0 for ever")?;
                    inner_table(table, "keep", name)?.insert((*key).to_owned(), number);
                }
                ["limits", key] if provider::LIMITS.contains(key) => {
                    let number = whole(name, value, "write a number")?;
                    inner_table(table, "limits", name)?.insert((*key).to_owned(), number);
                }
                ["line", line, key] if !line.is_empty() && is_line_key(key) => {
                    let value = line_value(name, key, value)?;
                    line_table(table, line, name)?.insert((*key).to_owned(), value);
                }
                _ => unknown.push((name, path)),
            }
        }
        // Only now is every name of a secret known.
        let unknown = unknown
            .into_iter()
            .filter(|(name, _)| !is_named_as_secret(table, name));
        unknown
            .map(|(name, path)| {
                if path.starts_with("line__") {
                    let reason = "no key of a line is meant by this variable; see `sila config`";
                    return Err(ConfigError::value(name, reason));
                }
                Ok(ignored(name, &path))
            })
            .collect()
    }
}

fn is_line_key(key: &str) -> bool {
    LINE_SWITCHES.contains(&key) || LINE_TEXTS.contains(&key) || LINE_LISTS.contains(&key)
}

/// Says that a variable is not used, and which one may be meant.
fn ignored(name: &str, path: &str) -> String {
    let nearest = TOP
        .iter()
        .map(|key| (strsim::osa_distance(path, key), key))
        .min()
        .filter(|(distance, _)| *distance <= 2)
        .map(|(_, key)| format!("; meant as {PREFIX}{}?", key.to_ascii_uppercase()));
    format!(
        "the variable {name} is no key of the configuration and is not used{}",
        nearest.unwrap_or_default()
    )
}

/// A variable that the configuration itself names as the holder of a secret may begin with `SILA_`.
fn is_named_as_secret(table: &Table, name: &str) -> bool {
    fn names(value: &Value, name: &str) -> bool {
        match value {
            Value::String(text) => text == name,
            Value::Array(values) => values.iter().any(|value| names(value, name)),
            Value::Table(table) => {
                table
                    .iter()
                    .any(|(key, value)| key.ends_with("_env") && names(value, name))
                    || table.get("line").is_some_and(|lines| names(lines, name))
            }
            _ => false,
        }
    }
    names(&Value::Table(table.clone()), name)
}

fn line_value(name: &str, key: &str, value: &str) -> Result<Value, ConfigError> {
    if LINE_TEXTS.contains(&key) {
        return Ok(Value::String(value.to_owned()));
    }
    if LINE_LISTS.contains(&key) {
        let items = value
            .split(',')
            .map(|item| Value::String(item.trim().to_owned()));
        return Ok(Value::Array(items.collect()));
    }
    match value {
        "true" => Ok(Value::Boolean(true)),
        "false" => Ok(Value::Boolean(false)),
        _ => Err(ConfigError::value(name, "write true or false")),
    }
}

fn inner_table<'t>(
    table: &'t mut Table,
    key: &str,
    variable: &str,
) -> Result<&'t mut Table, ConfigError> {
    let inner = table
        .entry(key)
        .or_insert_with(|| Value::Table(Table::new()));
    inner.as_table_mut().ok_or_else(|| {
        let reason = format!("`{key}` in the file is not a table: write [{key}]");
        ConfigError::value(variable, reason)
    })
}

fn whole(variable: &str, value: &str, reason: &str) -> Result<Value, ConfigError> {
    let number = value.trim().parse().map(Value::Integer);
    number.map_err(|_| ConfigError::value(variable, reason))
}

/// The table of the line with this name, where `-` in a name is `_` in a variable.
fn line_table<'t>(
    table: &'t mut Table,
    line: &str,
    variable: &str,
) -> Result<&'t mut Table, ConfigError> {
    let lines = table
        .entry("line")
        .or_insert_with(|| Value::Array(Vec::new()));
    let Value::Array(lines) = lines else {
        return Err(ConfigError::value(
            variable,
            "`line` in the file is not a list: write [[line]]",
        ));
    };
    let is_meant = |value: &Value| {
        value
            .get("name")
            .and_then(Value::as_str)
            .is_some_and(|name| name.replace('-', "_") == line)
    };
    let position = lines.iter().position(is_meant).unwrap_or_else(|| {
        let name = Value::String(line.to_owned());
        lines.push(Value::Table(Table::from_iter([("name".to_owned(), name)])));
        lines.len() - 1
    });
    match lines.get_mut(position) {
        Some(Value::Table(line)) => Ok(line),
        _ => Err(ConfigError::value(
            variable,
            "the line in the file is not a table",
        )),
    }
}
