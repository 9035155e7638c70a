//! Where the store is: a file here, or a database server.

use std::fmt;
use std::str::FromStr as _;

use camino::Utf8PathBuf;
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::PgConnectOptions;

/// Where the store is.
#[derive(Debug, Clone)]
pub enum Location {
    /// A file on this machine, for one server.
    File(Utf8PathBuf),
    /// A PostgreSQL database, for any number of servers.
    Postgres(PostgresUrl),
}

impl fmt::Display for Location {
    /// What an operator may read: without any password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{path}"),
            Self::Postgres(url) => write!(f, "{url}"),
        }
    }
}

/// The address of a PostgreSQL database: `postgres://user@host:port/database`.
#[derive(Debug, Clone)]
pub struct PostgresUrl(SecretString);

impl PostgresUrl {
    /// Reads an address; anything that the driver does not understand is an error without the text.
    pub fn parse(text: &str) -> Option<Self> {
        let known = text.starts_with("postgres://") || text.starts_with("postgresql://");
        (known && PgConnectOptions::from_str(text).is_ok()).then(|| Self(text.into()))
    }

    /// Whether it holds a password in clear.
    pub fn has_password(&self) -> bool {
        url::Url::parse(self.0.expose_secret()).is_ok_and(|url| {
            url.password().is_some() || url.query_pairs().any(|(name, _)| name == "password")
        })
    }

    /// What the driver connects with.
    pub(super) fn connect_options(&self) -> Result<PgConnectOptions, sqlx::Error> {
        PgConnectOptions::from_str(self.0.expose_secret())
    }
}

impl fmt::Display for PostgresUrl {
    /// Host, port and database alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.connect_options() {
            Ok(options) => write!(
                f,
                "postgres://{}:{}/{}",
                options.get_host(),
                options.get_port(),
                options.get_database().unwrap_or_default()
            ),
            Err(_) => f.write_str("postgres://"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PostgresUrl;

    #[test]
    fn shows_no_password() {
        for text in [
            "postgres://sila:secret@db.example.bh:6432/hotline",
            "postgresql://sila@db.example.bh:6432/hotline?password=secret&sslmode=verify-full",
        ] {
            let url = PostgresUrl::parse(text).unwrap();
            assert!(url.has_password());
            assert_eq!(url.to_string(), "postgres://db.example.bh:6432/hotline");
            assert!(!format!("{url:?}").contains("secret"));
        }
        let plain = PostgresUrl::parse("postgres://sila@db.example.bh/hotline").unwrap();
        assert!(!plain.has_password());
        assert!(PostgresUrl::parse("mysql://db.example.bh/hotline").is_none());
    }
}
