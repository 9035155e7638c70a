//! Whether a deployment is fit to go live: looked at from outside, as its provider and its callers meet it.
//!
//! One file for each check; each gives [`Finding`]s. Nothing is changed by looking: the store is not brought up
//! to date, and no request becomes a call.

mod answers;
mod audio;
mod database;
mod disk;
mod documents;
mod fallback;
mod line;
mod permissions;
mod public_url;
mod report;
mod time;
mod variants;
mod web;

use std::net::SocketAddr;

use crate::calls::editions::load_hotline;
use crate::clock::Clock;
use crate::config::{Config, ConfigError, LineConfig};
use crate::dialects::PublicUrl;

pub use disk::Space;
pub use report::{Finding, Outcome, Report};
pub use web::{Patience, Web};

/// What was looked at, and who looks.
pub struct Preflight<'c> {
    /// The configuration, with its secrets.
    pub config: &'c Config,
    /// Only this line, if one is named.
    pub line: Option<&'c str>,
    /// The time.
    pub clock: Clock,
    /// What asks over the network.
    pub web: Web,
}

/// What is found where the configuration can't even be read.
pub fn unreadable(error: &ConfigError) -> Report {
    let remedy = "Mend the configuration; `sila config` explains every key.";
    Report(vec![Finding::failed("configuration", error.to_string(), remedy)])
}

impl Preflight<'_> {
    /// Looks at everything, in the order in which it would be mended.
    pub async fn run(&self) -> Report {
        let mut findings = self.configuration();
        if self.lines().next().is_none() {
            return Report(findings);
        }
        let (database, edition) = database::check(self.config).await;
        findings.extend(database);
        findings.extend(disk::check(&self.config.data_dir));
        findings.extend(permissions::check(self.config));
        findings.extend(self.outside(edition.as_ref()).await);
        Report(findings)
    }

    fn configuration(&self) -> Vec<Finding> {
        let lines: Vec<_> = self.lines().map(|line| line.name.as_str()).collect();
        if let (Some(line), true) = (self.line, lines.is_empty()) {
            let detail = format!("there is no line `{line}` in it");
            let remedy = "Name one of its lines, or leave out --line.";
            return vec![Finding::failed("configuration", detail, remedy)];
        }
        let detail = format!("lines: {}", lines.join(", "));
        let loads = Finding::ok("configuration", detail);
        let advice = self.config.advice.iter();
        let advice = advice.map(|advice| Finding::warning("configuration", advice.clone(), None));
        std::iter::once(loads).chain(advice).collect()
    }

    fn lines(&self) -> impl Iterator<Item = &LineConfig> {
        let lines = self.config.lines.iter();
        lines.filter(|line| self.line.is_none_or(|wanted| wanted == line.name))
    }

    async fn outside(&self, edition: Option<&database::Heard>) -> Vec<Finding> {
        let Some(base) = base(self.config) else {
            let detail = "there is no public_url, and the port to listen on is not fixed";
            let remedy = "Set public_url to the address that the provider calls.";
            return vec![Finding::failed("public url", detail, remedy)];
        };
        let place =
            Place { web: &self.web, clock: &self.clock, base: &base, listen: self.config.listen };
        let (mut findings, date) = public_url::check(&place, self.lines().next()).await;
        let Some(date) = date else {
            let detail = "not checked: the public URL does not answer";
            findings.push(Finding::warning("lines, audio, fallback", detail, None));
            return findings;
        };
        findings.push(time::check(date.as_deref(), (self.clock)()));
        for line in self.lines() {
            findings.extend(line::check(&place, line).await);
        }
        findings.push(audio::check(&place, edition).await);
        let hotline = load_hotline(self.config.menus.as_deref());
        for line in self.lines() {
            findings.extend(fallback::check(&place, line, hotline.as_ref()).await);
        }
        findings
    }
}

/// Where the deployment is met.
struct Place<'p> {
    web: &'p Web,
    clock: &'p Clock,
    /// The public URL.
    base: &'p PublicUrl,
    /// Where the server listens on its own machine.
    listen: SocketAddr,
}

/// The address to look from outside at: the public URL, else the server on this machine.
fn base(config: &Config) -> Option<PublicUrl> {
    if let Some(url) = &config.public_url {
        return Some(url.clone());
    }
    if config.listen.port() == 0 {
        return None;
    }
    PublicUrl::of_this_machine(config.listen).ok()
}
