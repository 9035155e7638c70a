//! `sila hours`

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::bail;
use camino::Utf8PathBuf;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use sila::calls::editions::load_hotline;
use sila::catalogue::holidays::{self, CalendarImportError, ImportOptions};
use sila::catalogue::hours::{DAYS_AHEAD, DayReason, written};
use sila::catalogue::{Hotline, Hours, Opening};
use sila::clock;
use sila::config::Config;
use sila::messages::english;
use sila::operate::{HolidaysError, import_holidays};

use super::shared::{CommandContext, Mistaken, columns, exit, moment, print, print_json};

/// The number of days that are shown.
const DAYS: i32 = 14;

/// Show when people answer, line by line, and import holidays from a calendar.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct HoursArgs {
    #[command(subcommand)]
    command: Option<HoursCommand>,
    /// The time to look at: `2027-03-01 06:00` in the hotline's time zone, or with an offset; without it, now.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The hotline's files; without it, the configuration's, or the shipped ones.
    #[arg(long, value_name = "DIR")]
    menus: Option<Utf8PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Subcommand)]
enum HoursCommand {
    /// Add the holidays of an iCalendar file to holidays.toml, below what stands there.
    Import(Import),
}

#[derive(clap::Args)]
struct Import {
    /// The calendar.
    calendar: Utf8PathBuf,
    /// The hotline's files; without it, the configuration's.
    #[arg(long, value_name = "DIR")]
    menus: Option<Utf8PathBuf>,
    /// The language of the names, where the calendar does not say; without it, the hotline's first.
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// The first day: holidays that are over before it are left out; without it, today.
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// The last day: holidays that begin after it are left out.
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Only say what would be added.
    #[arg(long)]
    dry_run: bool,
}

/// Shows the hours, or takes holidays over.
pub fn run(context: &CommandContext<'_>, options: HoursArgs) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    if let Some(HoursCommand::Import(import)) = options.command {
        return import.run(config.menus);
    }
    let folder = options.menus.as_ref().or(config.menus.as_ref());
    let hotline = load_hotline(folder.map(Utf8PathBuf::as_path))?;
    let now = match &options.at {
        Some(at) => moment(at, &hotline.hours.zone)?,
        None => clock::system()(),
    };
    if options.json {
        return print_json(&machine(&config, &hotline, now));
    }
    print(&shown(&config, &hotline, now))
}

/// The hours at a moment and on the days after it, line by line.
fn shown(config: &Config, hotline: &Hotline, now: Timestamp) -> String {
    let hours = &hotline.hours;
    let local = now.to_zoned(hours.zone.clone());
    let day = written::weekday(local.weekday());
    let mut text = format!("{day} {} in {}\n", local.strftime("%Y-%m-%d %H:%M"), hotline.time_zone);
    for line in lines(config, hours) {
        let _ = write!(text, "\nLine {line}: {}\n", opening(hours, line, now));
        for language in &hotline.languages {
            let said = hours.says(line, now, &language.code);
            if !said.is_empty() {
                let _ = writeln!(text, "  callers hear ({}): {}", language.code, said.join(" "));
            }
        }
        text.push_str(&days(hours, line, now));
    }
    text
}

/// The names of the lines that are configured, and of those that have hours of their own.
fn lines<'c>(config: &'c Config, hours: &'c Hours) -> Vec<&'c str> {
    let configured = config.lines.iter().map(|line| line.name.as_str());
    let mut lines: Vec<_> = configured.collect();
    for own in &hours.lines {
        if !lines.contains(&own.line.as_str()) {
            lines.push(&own.line);
        }
    }
    lines
}

/// The same for machines.
fn machine(config: &Config, hotline: &Hotline, now: Timestamp) -> Vec<Value> {
    let hours = &hotline.hours;
    let lines = lines(config, hours).into_iter();
    lines
        .map(|line| {
            let (is_open, changes_at) = match hours.opening(line, now) {
                Opening::Always => (true, None),
                Opening::Open { until } => (true, until),
                Opening::Closed { opens, .. } => (false, opens.map(|opens| opens.timestamp())),
            };
            let says = hotline.languages.iter().map(|language| {
                let code = &language.code;
                (code.clone(), json!(hours.says(line, now, code).join(" ")))
            });
            let days = day_rows(hours, line, now).into_iter();
            let days = days.map(|[_, date, weekday, hours, reason]| {
                json!({ "date": date, "weekday": weekday, "hours": hours, "reason": reason })
            });
            json!({
                "line": line,
                "at": now,
                "open": is_open,
                "changes_at": changes_at,
                "callers_hear": says.collect::<serde_json::Map<_, _>>(),
                "days": days.collect::<Vec<_>>(),
            })
        })
        .collect()
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
        Opening::Open { until: None } => {
            format!("open, without an end in the next {DAYS_AHEAD} days")
        }
        Opening::Open { until: Some(until) } => format!("open until {}", shown(until)),
        Opening::Closed { opens: None, .. } => format!("closed for the next {DAYS_AHEAD} days"),
        Opening::Closed { opens: Some(opens), .. } => {
            format!("closed until {}", shown(opens.timestamp()))
        }
    }
}

/// The hours of each day with their reason; empty if no hours are known.
fn days(hours: &Hours, line: &str, now: Timestamp) -> String {
    columns(&day_rows(hours, line, now))
}

fn day_rows(hours: &Hours, line: &str, now: Timestamp) -> Vec<[String; 5]> {
    let today = now.to_zoned(hours.zone.clone()).date();
    (0..DAYS)
        .filter_map(|ahead| today.checked_add(ahead.days()).ok())
        .filter_map(|date| {
            let day = hours.day(line, date)?;
            let reason = match day.reason {
                DayReason::Usual => String::new(),
                DayReason::Season(occasion) => format!("season {}", occasion.names()),
                DayReason::Holiday(occasion) => format!("holiday {}", occasion.names()),
                DayReason::Exception(occasion) => format!("exception {}", occasion.names()),
            };
            let weekday = written::weekday(date.weekday()).to_owned();
            Some([String::new(), date.to_string(), weekday, written::spans(day.spans), reason])
        })
        .collect()
}

impl Import {
    fn run(self, configured: Option<Utf8PathBuf>) -> anyhow::Result<ExitCode> {
        let Self { calendar, menus, language, from, until, dry_run } = self;
        let Some(folder) = menus.or(configured) else {
            bail!("the shipped files can't be changed: give your own with --menus DIR");
        };
        let options = ImportOptions { language, from, until };
        let now = clock::system()();
        let added = match import_holidays(&calendar, &folder, &options, now, !dry_run) {
            Err(HolidaysError::Import(CalendarImportError::Files(mistakes))) => {
                return Err(Mistaken { folder, mistakes }.into());
            }
            Err(HolidaysError::Import(error)) => {
                bail!(english::import_error(&error, calendar.as_str()))
            }
            added => added?,
        };
        let mut said = english::import_report(&added);
        if dry_run {
            let _ = writeln!(said, "Nothing was changed: this was a dry run.");
        } else if added.changes() {
            let _ = writeln!(said, "Callers hear of them after the next `sila publish`.");
        }
        if added.untranslated > 0 {
            let _ = writeln!(
                said,
                "Names to be translated in {}: {}. `sila check` shows each.",
                holidays::FILE,
                added.untranslated
            );
        }
        print(&said)?;
        Ok(exit(added.counts().skipped == 0 && added.unread.is_empty()))
    }
}
