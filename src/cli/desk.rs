//! The operators' desk: the store, and what is heard now, to name services and languages by.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sila::calls::editions::load_hotline;
use sila::catalogue::{Code, Hotline};
use sila::config::Config;
use sila::operate::{OperateError, notices};
use sila::store::{Database, StoreLock};
use sila::text::isolated;

use super::shared::{CommandContext, say_trouble, store_to_change, time, zone_of};

/// The store with what is heard now, or else would be heard first.
pub struct Desk {
    pub config: Config,
    pub database: Database,
    pub hotline: Hotline,
    pub zone: TimeZone,
    _lock: Option<StoreLock>,
}

impl Desk {
    /// To look at what is there.
    pub async fn to_read(context: &CommandContext<'_>) -> anyhow::Result<Self> {
        let config = context.load()?;
        let database = Database::existing(&config.database, &config.store).await?;
        Self::at(config, database, None).await
    }

    /// To change what is there.
    pub async fn to_change(context: &CommandContext<'_>) -> anyhow::Result<Self> {
        let config = context.load()?;
        let (database, lock) = store_to_change(&config).await?;
        Self::at(config, database, lock).await
    }

    async fn at(
        config: Config,
        database: Database,
        lock: Option<StoreLock>,
    ) -> anyhow::Result<Self> {
        let hotline = match notices::heard(&database).await {
            Err(OperateError::NothingHeard) => load_hotline(config.menus.as_deref())?,
            heard => heard?,
        };
        Ok(Self { zone: zone_of(&hotline), config, database, hotline, _lock: lock })
    }

    /// A moment on the hotline's clocks.
    pub fn time(&self, at: Timestamp) -> String {
        time(at, &self.zone)
    }

    /// The name of a service in the hotline's first language; none where it is not heard any more.
    pub fn name_of(&self, code: &str) -> Option<&str> {
        let service = self.hotline.service(Code::parse(code)?)?;
        service.name.first().map(String::as_str)
    }

    /// A service by its code and name.
    pub fn service(&self, code: &str) -> String {
        match self.name_of(code) {
            Some(name) => format!("{} {}", isolated(code), isolated(name)),
            None => isolated(code),
        }
    }
}

/// The time zone of what is heard now, or else would be heard first. Where that can't be read, it is said, and times
/// are in UTC.
pub async fn zone_heard(config: &Config, database: &Database) -> TimeZone {
    let hotline = match notices::heard(database).await {
        Err(OperateError::NothingHeard) => {
            load_hotline(config.menus.as_deref()).map_err(anyhow::Error::from)
        }
        heard => heard.map_err(anyhow::Error::from),
    };
    match hotline {
        Ok(hotline) => zone_of(&hotline),
        Err(error) => {
            say_trouble("times are in UTC, for the time zone can't be read", &error);
            TimeZone::UTC
        }
    }
}

/// A text that somebody wrote, or a hyphen.
pub fn or_dash(text: Option<&str>) -> String {
    text.map_or_else(|| "-".to_owned(), isolated)
}

/// A number from 1 to 500: the rows of a list.
pub fn rows() -> clap::builder::RangedI64ValueParser<u16> {
    clap::value_parser!(u16).range(1..=500)
}
