//! The store's location: a file here, or a database server.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr as _;

use camino::Utf8PathBuf;
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// The location of the store.
#[derive(Debug, Clone)]
pub enum Location {
    /// A file on this machine, for one server.
    File(Utf8PathBuf),
    /// A PostgreSQL database, for any number of servers.
    Postgres(PostgresUrl),
}

impl fmt::Display for Location {
    /// Without any password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{path}"),
            Self::Postgres(url) => write!(f, "{url}"),
        }
    }
}

/// Parameters of an address, as the driver calls them and as PostgreSQL's own tools do. They refuse others; the
/// password is not among them.
const TOOLS: [(&str, &str); 15] = [
    ("host", "host"),
    ("hostaddr", "hostaddr"),
    ("port", "port"),
    ("dbname", "dbname"),
    ("user", "user"),
    ("sslmode", "sslmode"),
    ("ssl-mode", "sslmode"),
    ("sslrootcert", "sslrootcert"),
    ("ssl-root-cert", "sslrootcert"),
    ("ssl-ca", "sslrootcert"),
    ("sslcert", "sslcert"),
    ("ssl-cert", "sslcert"),
    ("sslkey", "sslkey"),
    ("ssl-key", "sslkey"),
    ("options", "options"),
];

/// The address of a PostgreSQL database: `postgres://user@host:port/database`.
#[derive(Debug, Clone)]
pub struct PostgresUrl(SecretString);

impl PostgresUrl {
    /// Reads an address; anything that the driver does not understand is an error without the text.
    pub fn parse(text: &str) -> Option<Self> {
        let known = text.starts_with("postgres://") || text.starts_with("postgresql://");
        (known && PgConnectOptions::from_str(text).is_ok()).then(|| Self(text.into()))
    }

    /// True if it holds a password in clear.
    pub fn has_password(&self) -> bool {
        url::Url::parse(self.0.expose_secret()).is_ok_and(|url| {
            url.password().is_some() || url.query_pairs().any(|(name, _)| name == "password")
        })
    }

    /// True if the database is on another machine, and may be anybody's there: its certificate is not held against its
    /// name.
    pub fn is_unverified_elsewhere(&self) -> bool {
        let Ok(options) = self.connect_options() else { return false };
        let host = options.get_host();
        let is_here = options.get_socket().is_some()
            || host.starts_with('/')
            || host == "localhost"
            || host
                .trim_matches(['[', ']'])
                .parse()
                .is_ok_and(|address: IpAddr| address.is_loopback());
        !is_here && !matches!(options.get_ssl_mode(), PgSslMode::VerifyFull)
    }

    /// The address as PostgreSQL's own tools take it: with the user and what is said of TLS, and never with the
    /// password.
    pub fn for_tools(&self) -> Option<String> {
        let mut url = url::Url::parse(self.0.expose_secret()).ok()?;
        url.set_password(None).ok();
        let known = url.query_pairs().filter_map(|(name, value)| {
            let (_, name) = TOOLS.iter().find(|(ours, _)| *ours == name)?;
            Some((*name, value.into_owned()))
        });
        let known: Vec<_> = known.collect();
        url.set_query(None);
        if !known.is_empty() {
            url.query_pairs_mut().extend_pairs(known);
            // A form writes a blank as `+`, which the tools leave as it is.
            let query = url.query().map(|query| query.replace('+', "%20"));
            url.set_query(query.as_deref());
        }
        Some(url.into())
    }

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
