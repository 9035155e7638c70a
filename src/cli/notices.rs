//! `sila notices`

use std::fmt::Write as _;
use std::process::ExitCode;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sila::catalogue::{Hotline, MenuKey, NewNotice, NoticeId, spoken};
use sila::clock;
use sila::messages::english;
use sila::operate::notices::{self, CheckedNotice};
use sila::store::{NoticeRecord, shown};

use super::desk::Desk;
use super::shared::{
    CommandContext, Reasoned, columns, moment, print, said_name, store_to_change, table, time,
    zone_of,
};

/// Notices that are over are listed for so many days.
const LISTED_DAYS: u16 = 30;

/// List, add and end the announcements to callers.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct NoticesArgs {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Option<NoticesCommand>,
}

#[derive(clap::Subcommand)]
enum NoticesCommand {
    /// Announce something to all callers or to those of one sector, once in each call; it expires by itself.
    Add(Add),
    /// End a notice before its time, at once and on every machine.
    End {
        /// Its number.
        number: u32,
        #[command(flatten)]
        author: Reasoned,
    },
}

#[derive(clap::Args)]
struct Add {
    /// The words in one language, as `en=The office is closed today.`; once for each language of the hotline.
    #[arg(long = "text", value_name = "CODE=TEXT", required = true, value_parser = text)]
    texts: Vec<(String, String)>,
    /// The key of the sector whose callers hear it; without it, all callers do.
    #[arg(long, value_name = "KEY", value_parser = sector)]
    sector: Option<MenuKey>,
    /// The time from which callers hear it: `2027-03-01 06:00` in the hotline's time zone, or with an offset; without it, at once.
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// The time at which it expires, written in the same way.
    #[arg(long, value_name = "TIME")]
    until: String,
    /// Only check it, and show how long it takes to hear.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    author: Reasoned,
}

/// Lists the notices, adds one or ends one.
pub async fn run(context: &CommandContext<'_>, options: NoticesArgs) -> anyhow::Result<ExitCode> {
    let said = match options.command {
        None => list(&Desk::to_read(context).await?, options.json).await?,
        Some(NoticesCommand::Add(add)) => Box::pin(add.run(context)).await?,
        Some(NoticesCommand::End { number, author }) => {
            let config = context.load()?;
            let (database, _lock) = store_to_change(&config).await?;
            let id = NoticeId::new(number);
            let ended = notices::end(&database, id, author.signed(context).by()).await;
            database.close().await;
            ended?;
            let days = match config.keep.notices_days {
                0 => LISTED_DAYS,
                kept => kept.min(LISTED_DAYS),
            };
            let days = english::counted(days, "day");
            format!("Notice {id} is not heard any more. It stays in the list for {days}.\n")
        }
    };
    print(&said)
}

fn text(written: &str) -> Result<(String, String), String> {
    let (code, text) = written.split_once('=').ok_or(
        "write the language's code, an equals sign and the text: en=The office is closed.",
    )?;
    Ok((code.to_owned(), text.to_owned()))
}

fn sector(written: &str) -> Result<MenuKey, String> {
    let key = written.parse().ok().and_then(MenuKey::new);
    key.ok_or_else(|| "a sector's key is one of the digits 1 to 8".to_owned())
}

impl Add {
    async fn run(self, context: &CommandContext<'_>) -> anyhow::Result<String> {
        let (database, _lock) = store_to_change(&context.load()?).await?;
        let signed = self.author.signed(context);
        let now = signed.by().at;
        let hotline = if self.dry_run {
            notices::heard(&database).await?
        } else {
            notices::heard_for(&database, signed.by()).await?
        };
        let zone = zone_of(&hotline);
        let from = self.from.as_deref().map(|from| moment(from, &zone));
        let notice = NewNotice {
            sector: self.sector,
            from: from.transpose()?.unwrap_or(now),
            until: moment(&self.until, &zone)?,
            texts: self.texts,
        };
        let result = if self.dry_run {
            let checked = notices::check(&database, notice, hotline, now).await;
            checked.map(|checked| ("Nothing was added. It would be heard".to_owned(), checked))
        } else {
            let added = notices::add(&database, notice, hotline, signed.by()).await;
            added.map(|(id, checked)| (format!("Notice {id} is heard"), checked))
        };
        database.close().await;
        let (begun, checked) = result?;
        Ok(preview(&begun, &checked, now))
    }
}

/// The callers who hear a notice, its time, and its length in each language.
fn preview(begun: &str, checked: &CheckedNotice, now: Timestamp) -> String {
    let CheckedNotice { notice, hotline, overlapping: others, .. } = checked;
    let zone = zone_of(hotline);
    let from = if notice.from <= now {
        "from now on".to_owned()
    } else {
        format!("from {}", time(notice.from, &zone))
    };
    let until = time(notice.until, &zone);
    let by = audience(notice.sector, hotline);
    let mut said = format!("{begun} {from} until {until}, by {by}:\n");
    let rows: Vec<_> = hotline
        .languages
        .iter()
        .filter_map(|language| {
            let text = notice.text(&language.code)?;
            let seconds = format!("{:.0}", spoken::estimated_seconds(text, language));
            let seconds = english::counted(&*seconds, "second");
            Some([format!("  {}", language.code), seconds, text.to_owned()])
        })
        .collect();
    said.push_str(&columns(&rows));
    for oddity in &checked.oddities {
        let _ = writeln!(said, "Take care: {}", english::notice_mistake(oddity));
    }
    if *others > 0 {
        let others = english::counted(*others, "other notice");
        let _ = writeln!(
            said,
            "Take care: {others} will be heard in some of that time by the same callers."
        );
    }
    said
}

fn audience(sector: Option<MenuKey>, hotline: &Hotline) -> String {
    let Some(key) = sector else {
        return "all callers".to_owned();
    };
    match hotline.sector(key) {
        Some(sector) => format!("callers of {key} {}", said_name(&sector.name, hotline)),
        None => format!("callers of {key}"),
    }
}

/// The notices that are heard now, that are coming, and that were over lately.
async fn list(desk: &Desk, json: bool) -> anyhow::Result<String> {
    let now = clock::system()();
    let listed = SignedDuration::from_hours(24 * i64::from(LISTED_DAYS));
    let since = now.saturating_sub(listed).unwrap_or(Timestamp::MIN);
    let mut notices = desk.database.notices(since).await?;
    desk.database.close().await;
    if notices.is_empty() && !json {
        return Ok("No notices. `sila notices add` announces something.\n".to_owned());
    }
    // What is heard, then what is coming, then what is over; each with the next change first.
    notices.sort_by_key(|record| match () {
        () if record.in_force(now) => (0, record.notice.until.as_microsecond(), record.notice.id),
        () if record.is_coming(now) => (1, record.notice.from.as_microsecond(), record.notice.id),
        () => (2, -record.over_at().as_microsecond(), record.notice.id),
    });
    if json {
        let list: Vec<_> = notices.iter().map(|record| machine(record, now)).collect();
        return Ok(serde_json::to_string_pretty(&list)? + "\n");
    }
    let rows = notices.iter().map(|record| row(record, desk, now));
    let table = table(["notice", "", "heard by", "from", "until", "added by"], rows);
    let mut lines = table.lines();
    let mut said = format!("{}\n", lines.next().unwrap_or_default());
    for (line, record) in lines.zip(&notices) {
        let _ = writeln!(said, "{line}");
        for (code, text) in &record.notice.texts {
            let _ = writeln!(said, "        {code}  {}", shown(text));
        }
    }
    Ok(said)
}

fn machine(record: &NoticeRecord, now: Timestamp) -> Value {
    let NoticeRecord { notice, author, ended, .. } = record;
    let texts = notice.texts.iter().map(|(code, text)| (code.clone(), json!(text)));
    json!({
        "notice": notice.id.to_string(),
        "heard_now": record.in_force(now),
        "sector": notice.sector.map(|key| key.to_string()),
        "from": notice.from,
        "until": notice.until,
        "ended_at": ended.as_ref().map(|_| record.over_at()),
        "ended_by": ended.as_ref().map(|end| &end.author),
        "author": author,
        "texts": texts.collect::<serde_json::Map<_, _>>(),
    })
}

fn row(record: &NoticeRecord, desk: &Desk, now: Timestamp) -> [String; 6] {
    let state = match &record.ended {
        Some(end) => format!("ended by {}", shown(&end.author)),
        None if record.in_force(now) => "heard now".to_owned(),
        None if record.is_coming(now) => "coming".to_owned(),
        None => "expired".to_owned(),
    };
    [
        record.notice.id.to_string(),
        state,
        audience(record.notice.sector, &desk.hotline),
        desk.time(record.notice.from),
        desk.time(record.over_at()),
        shown(&record.author),
    ]
}
