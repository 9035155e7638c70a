//! A deployment looked at from outside before it goes live, as its provider and its callers meet it.
//!
//! One file for each check; each gives [`Finding`]s. Nothing is changed by looking: the store is not brought up
//! to date, and no request becomes a call.

mod answers;
mod audio;
mod console;
mod database;
mod disk;
mod fallback;
mod line;
mod permissions;
mod person;
mod public_url;
mod report;
mod time;
mod variants;
mod web;

use std::collections::BTreeSet;
use std::net::SocketAddr;

use crate::calls::editions::load_hotline;
use crate::catalogue::RecordingHash;
use crate::clock::Clock;
use crate::config::{Config, ConfigError, LineConfig};
use crate::dialects::PublicUrl;
use crate::operate::LineSpeaker;

pub use disk::Space;
pub use report::{Finding, Outcome, Report, Trouble};
pub use web::{Patience, Web, WebAnswer};

/// A look at a deployment.
pub struct Preflight<'c> {
    /// The configuration, with its secrets.
    pub config: &'c Config,
    /// Only this line, if one is named.
    pub line: Option<&'c str>,
    pub clock: Clock,
    pub web: Web,
}

/// The report where the configuration can't even be read.
pub fn unreadable(error: &ConfigError) -> Report {
    let remedy = "Mend the configuration; `sila config` explains every key.";
    let details = match error {
        ConfigError::Mistakes(mistakes) => mistakes.iter().map(ToString::to_string).collect(),
        ConfigError::Unreadable { .. } => vec![error.to_string()],
    };
    let finding = |detail: String| Finding::new("configuration", Err(Trouble::new(detail, remedy)));
    Report(details.into_iter().map(finding).collect())
}

impl Preflight<'_> {
    /// Looks at everything, in the order in which it would be mended.
    pub async fn run(&self) -> Report {
        let mut findings = self.configuration();
        if self.lines().next().is_none() {
            return Report(findings);
        }
        let now = (self.clock)();
        let (database, recordings) = database::check(self.config, &self.speakers(), now).await;
        findings.extend(database);
        findings.extend(disk::check(&self.config.data_dir));
        findings.extend(permissions::check(self.config));
        findings.extend(self.outside(recordings.as_ref()).await);
        Report(findings)
    }

    fn configuration(&self) -> Vec<Finding> {
        let lines: Vec<_> = self.lines().map(|line| line.name.as_str()).collect();
        let finding = |found| Finding::new("configuration", found);
        if let (Some(line), true) = (self.line, lines.is_empty()) {
            return vec![finding(Err(Trouble::new(
                format!("there is no line `{line}` in it"),
                "Name one of its lines, or leave out --line.",
            )))];
        }
        let loads = Ok(format!("lines: {}", lines.join(", ")));
        let advice = self.config.advice.iter().map(|advice| Err(Trouble::unclear(advice)));
        std::iter::once(loads).chain(advice).map(finding).collect()
    }

    fn lines(&self) -> impl Iterator<Item = &LineConfig> {
        let lines = self.config.lines.iter();
        lines.filter(|line| self.line.is_none_or(|wanted| wanted == line.name))
    }

    /// The speakers of the lines that are looked at.
    fn speakers(&self) -> Vec<LineSpeaker<'_>> {
        let is_looked_at = |one: &LineSpeaker<'_>| self.line.is_none_or(|line| line == one.line);
        self.config.line_speakers().into_iter().filter(is_looked_at).collect()
    }

    async fn outside(&self, recordings: Option<&BTreeSet<RecordingHash>>) -> Vec<Finding> {
        let Some(base) = base(self.config) else {
            let trouble = Trouble::new(
                "there is no public_url, and the port to listen on is not fixed",
                "Set public_url to the address that the provider calls.",
            );
            return vec![Finding::new("public url", Err(trouble))];
        };
        let place = Deployment {
            web: &self.web,
            clock: &self.clock,
            base: &base,
            listen: self.config.listen,
            ops_listen: self.config.ops_listen.unwrap_or(self.config.listen),
        };
        let (mut findings, date) = public_url::check(&place, self.lines().next()).await;
        let Some(date) = date else {
            let trouble = Trouble::unclear("not checked: the public URL does not answer");
            findings.push(Finding::new("lines, audio, fallback", Err(trouble)));
            return findings;
        };
        findings.push(Finding::new("clock", time::check(&date, (self.clock)())));
        for line in self.lines() {
            findings.extend(line::check(&place, line).await);
        }
        findings.push(Finding::new("audio", audio::check(&place, recordings).await));
        findings.extend(console::check(&place, self.config).await);
        let hotline = load_hotline(self.config.menus.as_deref());
        if let Ok(hotline) = &hotline {
            findings.extend(person::check(self.config, hotline));
        }
        for line in self.lines() {
            findings.extend(fallback::check(&place, line, hotline.as_ref()).await);
        }
        findings
    }
}

/// The address at which the deployment is met.
struct Deployment<'p> {
    web: &'p Web,
    clock: &'p Clock,
    base: &'p PublicUrl,
    /// The server's address on its own machine.
    listen: SocketAddr,
    /// The address of its health there.
    ops_listen: SocketAddr,
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
