//! The configuration: its layers, its mistakes, and what is said of it.

mod account;
mod layers;
mod mistakes;
mod secrets;

use sila::config::{Config, ConfigError, Environment, Purpose, from_text};

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
