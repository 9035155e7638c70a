//! `sila hours`

use std::fmt::Write as _;
use std::fs;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use camino::{Utf8Path, Utf8PathBuf};
use jiff::{Timestamp, ToSpan as _};
use sila::catalogue::hours::{Reason, written};
use sila::catalogue::{Hotline, Hours, Opening, SourceFile, holidays, source};
use sila::config::{Config, Purpose};
use sila::{clock, server};

use super::shared::{Mistaken, Settings, columns, moment, print};

/// How many days are shown.
const DAYS: i32 = 14;

/// Where the holidays are in the hotline's folder.
const FILE: &str = "holidays.toml";

/// Show when people answer, line by line, and import holidays from a calendar.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Options {
    #[command(subcommand)]
    what: Option<What>,
    /// The time to look at: `2027-03-01 06:00` in the hotline's time zone, or with an offset; without it, now.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The hotline's files; without it, the configuration's, or the shipped ones.
    #[arg(long, value_name = "DIR")]
    menus: Option<Utf8PathBuf>,
}

#[derive(clap::Subcommand)]
enum What {
    /// Add the holidays of an iCalendar file to holidays.toml, below what stands there.
    Import {
        /// The calendar.
        calendar: Utf8PathBuf,
        /// The hotline's files; without it, the configuration's.
        #[arg(long, value_name = "DIR")]
        menus: Option<Utf8PathBuf>,
        /// The language of the names, where the calendar does not say; without it, the hotline's first.
        #[arg(long, value_name = "CODE")]
        language: Option<String>,
    },
}

/// Shows the hours, or takes holidays over.
pub fn run(settings: &Settings<'_>, options: Options) -> anyhow::Result<ExitCode> {
    let config = settings.load(Purpose::Tools)?;
    if let Some(What::Import {
        calendar,
        menus,
        language,
    }) = options.what
    {
        let Some(folder) = menus.or(config.menus) else {
            bail!("the shipped files can't be changed: give your own with --menus DIR");
        };
        return import(&calendar, &folder, language.as_deref());
    }
    let folder = options.menus.as_ref().or(config.menus.as_ref());
    let (hotline, _) = server::load_hotline(folder.map(Utf8PathBuf::as_path))?;
    let now = match &options.at {
        Some(at) => moment(at, &hotline.hours.zone)?,
        None => clock::system()(),
    };
    print(&shown(&config, &hotline, now))
}

/// What holds at a moment and on the days after it, line by line.
fn shown(config: &Config, hotline: &Hotline, now: Timestamp) -> String {
    let hours = &hotline.hours;
    let local = now.to_zoned(hours.zone.clone());
    let day = written::weekday(local.weekday());
    let mut text = format!(
        "{day} {} in {}\n",
        local.strftime("%Y-%m-%d %H:%M"),
        hotline.time_zone
    );
    let configured = config.lines.iter().map(|line| line.name.as_str());
    let mut lines: Vec<_> = configured.collect();
    for own in &hours.lines {
        if !lines.contains(&own.line.as_str()) {
            lines.push(&own.line);
        }
    }
    for line in lines {
        let _ = write!(text, "\nLine {line}: {}\n", opening(hours, line, now));
        for language in &hotline.languages {
            let said = hours.says(line, now, &language.code);
            if !said.is_empty() {
                let _ = writeln!(
                    text,
                    "  callers hear ({}): {}",
                    language.code,
                    said.join(" ")
                );
            }
        }
        text.push_str(&days(hours, line, now));
    }
    text
}

fn opening(hours: &Hours, line: &str, now: Timestamp) -> String {
    let shown = |at: Timestamp| {
        let at = at.to_zoned(hours.zone.clone());
        let day = written::weekday(at.weekday());
        format!("{day} {}", at.strftime("%Y-%m-%d %H:%M"))
    };
    match hours.opening(line, now) {
        Opening::Always => {
            "no hours are known, so people are taken to be there at any time".to_owned()
        }
        Opening::Open { until: None } => "open, without an end in the next 30 days".to_owned(),
        Opening::Open { until: Some(until) } => format!("open until {}", shown(until)),
        Opening::Closed { opens: None, .. } => "closed for the next 30 days".to_owned(),
        Opening::Closed {
            opens: Some(opens), ..
        } => format!("closed until {}", shown(opens.timestamp())),
    }
}

/// The hours of each day with their reason; empty if no hours are known.
fn days(hours: &Hours, line: &str, now: Timestamp) -> String {
    let today = now.to_zoned(hours.zone.clone()).date();
    let rows: Vec<_> = (0..DAYS)
        .filter_map(|ahead| today.checked_add(ahead.days()).ok())
        .filter_map(|date| {
            let day = hours.day(line, date)?;
            let reason = match day.reason {
                Reason::Usual => String::new(),
                Reason::Season(occasion) => format!("season {}", occasion.names()),
                Reason::Holiday(occasion) => format!("holiday {}", occasion.names()),
                Reason::Exception(occasion) => format!("exception {}", occasion.names()),
            };
            let weekday = written::weekday(date.weekday()).to_owned();
            Some([
                String::new(),
                date.to_string(),
                weekday,
                written::spans(day.spans),
                reason,
            ])
        })
        .collect();
    columns(&rows)
}

fn import(
    calendar: &Utf8Path,
    folder: &Utf8Path,
    language: Option<&str>,
) -> anyhow::Result<ExitCode> {
    let mut files = source::read_folder(folder)?;
    let known = holidays::known_holidays(&files).map_err(|mistakes| Mistaken {
        folder: folder.to_owned(),
        mistakes,
    })?;
    let language = match language {
        Some(code) if known.languages.iter().any(|one| one == code) => code,
        Some(code) => bail!(
            "the hotline does not speak `{code}`: give one of its languages ({})",
            known.languages.join(", ")
        ),
        None => known.languages.first().map_or("ar", |code| code),
    };
    let size = fs::metadata(calendar).with_context(|| format!("{calendar} can't be read"))?;
    if size.len() > holidays::MOST_BYTES {
        bail!(
            "{calendar} is larger than {} MiB: export the holidays alone",
            holidays::MOST_BYTES >> 20
        );
    }
    let bytes = fs::read(calendar).with_context(|| format!("{calendar} can't be read"))?;
    let events = holidays::read_calendar(&bytes, &known.zone).with_context(|| {
        format!("{calendar} is no calendar that can be read; nothing was changed")
    })?;
    if events.is_empty() {
        bail!("{calendar} has no events (VEVENT) in it; nothing was changed");
    }
    let before = files.iter().find(|file| file.path == FILE);
    let before = before.map_or(String::new(), |file| {
        String::from_utf8_lossy(&file.bytes).into_owned()
    });
    let added = holidays::add(&before, &known.holidays, &known.languages, language, events);
    let (count, _, skipped) = added.counts();
    let mut said = added.to_string();
    if count > 0 {
        // What was written by hand in another form may not bear what is written below it.
        files.retain(|file| file.path != FILE);
        files.push(SourceFile::new(FILE, added.text.clone()));
        let after = holidays::known_holidays(&files).map_or(0, |after| after.holidays.len());
        if after != known.holidays.len() + count {
            bail!(
                "{FILE} is written in a form that nothing can be added to: write `[[holiday]]` for each in it; \
                 nothing was changed"
            );
        }
        let path = folder.join(FILE);
        fs::write(&path, &added.text).with_context(|| format!("{path} can't be written"))?;
        let _ = writeln!(said, "Callers hear of them after the next `sila publish`.");
    }
    if added.untranslated > 0 {
        let _ = writeln!(
            said,
            "Names to be translated in {FILE} before that: {}. `sila check` shows each.",
            added.untranslated
        );
    }
    print(&said)?;
    Ok(if skipped == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
