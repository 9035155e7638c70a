//! The configuration as it is written, before anything is checked.

use serde::Deserialize;

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawConfig {
    pub listen: Option<String>,
    pub public_url: Option<String>,
    pub data_dir: Option<String>,
    pub database_url: Option<String>,
    pub menus: Option<String>,
    pub address_key_env: Option<String>,
    pub address_key_file: Option<String>,
    pub caller_key_env: Option<String>,
    pub caller_key_file: Option<String>,
    pub log_format: Option<LogFormat>,
    pub log_level: Option<String>,
    #[serde(default)]
    pub keep: RawKeep,
    #[serde(default)]
    pub limits: RawLimits,
    #[serde(default)]
    pub line: Vec<RawLine>,
}

/// `[keep]`: for how many days each thing is kept.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the unit stands in each key")]
pub struct RawKeep {
    pub calls_days: Option<i64>,
    pub callers_days: Option<i64>,
    pub editions_days: Option<i64>,
    pub notices_days: Option<i64>,
    pub inquiries_days: Option<i64>,
    pub texts_days: Option<i64>,
    pub unheard_days: Option<i64>,
}

/// `[limits]`: how much one caller may ask for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawLimits {
    pub texts_a_day: Option<i64>,
}

/// One `[[line]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawLine {
    pub name: String,
    pub dialect: Option<String>,
    #[serde(default)]
    pub auth_token_env: OneOrMore,
    #[serde(default)]
    pub auth_token_file: OneOrMore,
    pub shared_key_id: Option<String>,
    pub shared_key_env: Option<String>,
    pub shared_key_file: Option<String>,
    pub fallback_url: Option<String>,
    pub account_id: Option<String>,
    pub api_url: Option<String>,
    pub text_from: Option<String>,
    pub delete_recordings: Option<bool>,
    pub caller_id: Option<String>,
    pub listen: Option<bool>,
    #[serde(default)]
    pub languages: Vec<String>,
    #[serde(default)]
    pub unsigned: bool,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

/// One name, or a list of them.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "OneOrMoreRaw")]
pub struct OneOrMore(pub Vec<String>);

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "write a name in quotes, or a list of names: [\"ONE\", \"TWO\"]"
)]
enum OneOrMoreRaw {
    One(String),
    More(Vec<String>),
}

impl From<OneOrMoreRaw> for OneOrMore {
    fn from(raw: OneOrMoreRaw) -> Self {
        match raw {
            OneOrMoreRaw::One(name) => Self(vec![name]),
            OneOrMoreRaw::More(names) => Self(names),
        }
    }
}
