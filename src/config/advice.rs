//! Advice on what is legal but contradictory or unsafe.

use url::{Host, Url};

use super::Config;
use crate::dialects::Access;
use crate::store::Location;

/// Sentences on what is unwise in a configuration, each with what to do.
pub fn on(config: &Config) -> Vec<String> {
    let mut advice = Vec::new();
    for line in &config.lines {
        if let Access::UnsignedFromHere = line.access {
            advice.push(format!(
                "the line `{}` takes unsigned requests from this machine: it is for development only; \
                 what a proxy on this machine forwards is refused only where its headers show it",
                line.name
            ));
        }
    }
    for line in &config.lines {
        if let Access::Signed(auth) = &line.access {
            let odd = auth.advice().into_iter();
            advice.extend(odd.map(|advice| format!("the line `{}`: {advice}", line.name)));
        }
    }
    if let Location::Postgres(url) = &config.database {
        advice.extend(on_shared_keys(config));
        if url.is_unverified_elsewhere() {
            advice.push(
                "database_url leads to another machine without sslmode=verify-full: whoever stands between can read \
                 and change everything; add it, and sslrootcert with the authority of the database's certificate"
                    .to_owned(),
            );
        }
        if url.has_password() {
            advice.push(
                "database_url holds a password, which whoever reads the configuration sees: leave it out and \
                 name a password file in PGPASSFILE, or give the password in PGPASSWORD"
                    .to_owned(),
            );
        }
    }
    match &config.public_url {
        Some(url) => {
            let url = Url::parse(url.as_str());
            advice.extend(url.iter().flat_map(on_public_url));
        }
        None if !config.listen.ip().is_loopback() => advice.push(format!(
            "the server listens on {} for other machines, but no line takes signed requests: \
             nothing but refusals will be heard there",
            config.listen
        )),
        None => {}
    }
    advice
}

/// Advice on the keys that servers with one database must share.
fn on_shared_keys(config: &Config) -> Vec<String> {
    let advice = |name: &str, alone: &str| {
        format!(
            "database_url names a database that several servers can share, but {name}_env and {name}_file are \
             not written, so that each server makes a key of its own: {alone}; give all of them the same key"
        )
    };
    let mut found = Vec::new();
    if config.address_key.is_none() {
        found.push(advice(
            "address_key",
            "a call that goes on at another server begins again there",
        ));
    }
    if config.caller_key.is_none() {
        found.push(advice(
            "caller_key",
            "a caller is somebody else to each of them, and `sila forget` finds the calls of one alone",
        ));
    }
    if config.operator_key.is_none() {
        found.push(advice(
            "operator_key",
            "an operator's one-time codes are right at one of them alone",
        ));
    }
    found
}

fn on_public_url(url: &Url) -> Vec<String> {
    let mut advice = Vec::new();
    if url.scheme() == "http" && !is_loopback(url) {
        advice.push(
            "public_url begins with http: what callers press crosses the network in clear; use https"
                .to_owned(),
        );
    }
    if url.scheme() == "https" && url.port().is_some() {
        advice.push(
            "public_url has a port of its own: some providers leave it out when they sign, so both \
             forms are accepted"
                .to_owned(),
        );
    }
    advice
}

/// True if an address leads to this machine itself.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
