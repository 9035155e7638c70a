//! `sila call`

mod direct;
mod entry;
mod keyboard;
mod print;
mod telephone;
mod terminal;
mod transport;
mod webhook;

use std::collections::{HashSet, VecDeque};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use camino::Utf8PathBuf;
use jiff::Timestamp;
use sila::calls::editions::load_hotline;
use sila::catalogue::{NewNotice, Notice};
use sila::clock::{self, Clock};
use sila::config::{Config, Environment, LineConfig};
use sila::dialects::{self, CallId, DIALECTS, Dialect, NamedSecret, NumberError, PhoneNumber};
use sila::operate;
use sila::server::{Ambient, LocalCalls};
use sila::store::{Authorship, Database, LazyDatabase, StoreError, StoreLock, TextQuery, Via};
use tempfile::TempDir;
use tokio::io::BufReader;
use url::Url;

use self::direct::Direct;
use self::entry::CallerEntry;
use self::keyboard::Keyboard;
use self::print::ShownText;
use self::telephone::Telephone;
use self::terminal::{Terminal, Typing};
use self::transport::{Caller, Transport};
use self::webhook::Webhook;
use super::player::Player;
use super::recordings::bring_recordings;
use super::shared::{CommandContext, exit, moment, random, say_trouble, zone_of};

/// Call the hotline from this terminal, as a caller hears it.
#[derive(clap::Args)]
pub struct CallArgs {
    /// The webhook to call, such as `http://127.0.0.1:8080/voice/demo`; without it, the call is answered
    /// by this program.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The environment variable with the auth token to sign with; without it, requests are unsigned.
    #[arg(long, value_name = "NAME", requires = "url")]
    token_env: Option<String>,
    /// The dialect of the provider whose webhook it is.
    #[arg(long, value_name = "NAME", requires = "url", default_value = DIALECTS[0].name(), value_parser = dialect)]
    dialect: &'static dyn Dialect,
    /// The hotline's files; without it, the configuration's.
    #[arg(long, value_name = "DIR", conflicts_with = "url")]
    menus: Option<Utf8PathBuf>,
    /// The line to call, as it is configured; without it, `demo`, which can do everything that a line can.
    #[arg(long, value_name = "NAME", conflicts_with = "url")]
    line: Option<String>,
    /// The date and the hour of the call: `2026-12-16 09:30` in the hotline's time zone, or with an offset. Then the
    /// notices of that time are heard, and the edition that is scheduled for it unless `--menus` is given.
    #[arg(long, value_name = "TIME", conflicts_with = "url")]
    at: Option<String>,
    /// A folder that keeps the store of this call, for the next call and for `sila inquiries`; without it, nothing
    /// is kept.
    #[arg(long, value_name = "DIR", conflicts_with = "url")]
    data_dir: Option<Utf8PathBuf>,
    /// An audio file that is spoken where a question is recorded; without it, a tone.
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    question: Option<Utf8PathBuf>,
    /// The caller's inputs, one entry at each wait: 2,1,1,4. An entry is keys (0 to 9, *, #), `.` for silence, `h`
    /// to hang up, `speak` where something is recorded, "words" in double quotes where the menu listens, and in a
    /// transfer answered, busy, no-answer or failed. Then the call goes on live, if this is a terminal.
    #[arg(long, value_name = "KEYS")]
    keys: Option<String>,
    /// Prints each turn as JSON on a line, for scripts.
    #[arg(long)]
    json: bool,
    /// A program that plays recordings, such as "aplay -q {file}".
    #[arg(long, value_name = "COMMAND")]
    play: Option<Player>,
    /// The number that calls; a mobile telephone's gets text messages. `anonymous` withholds it.
    #[arg(long, default_value = "+97336000000", value_name = "NUMBER", value_parser = CallerId::parse)]
    from: CallerId,
}

/// The number that a caller shows; none is withheld.
#[derive(Debug, Clone)]
struct CallerId(Option<PhoneNumber>);

impl CallerId {
    fn parse(written: &str) -> Result<Self, NumberError> {
        match written {
            "anonymous" => Ok(Self(None)),
            written => PhoneNumber::written(written).map(|number| Self(Some(number))),
        }
    }
}

/// The number that is called, where no line is.
const CALLED: &str = "+97380000000";

/// Calls the hotline.
pub async fn run(context: &CommandContext<'_>, options: CallArgs) -> anyhow::Result<ExitCode> {
    let keys = options.keys.as_deref().map(entry::list).transpose()?;
    let secret = options.token_env.as_deref().map(|name| secret(name, context.environment));
    let secret = secret.transpose()?;
    let caller = Caller {
        call: call_id()?,
        number: options.from.0.clone(),
        called: PhoneNumber::parse(CALLED),
    };
    if let Some(url) = &options.url {
        let url: Url = url
            .parse()
            .context("--url: write a whole address, such as http://127.0.0.1:8080/voice/demo")?;
        let webhook = Webhook::new(options.dialect, url, secret, caller)?;
        return lead(webhook, options, keys, None).await;
    }
    let question = match &options.question {
        Some(file) => std::fs::read(file).with_context(|| format!("{file} can't be read"))?,
        None => direct::tone()?,
    };
    let own = OwnStore::open(context, &options).await?;
    let clock = match own.at {
        Some(at) => beginning(at),
        None => clock::system(),
    };
    let ambient = Ambient { clock, random: random()? };
    let local = LocalCalls::start(own.config, ambient).await?;
    let messages = Messages {
        store: Arc::clone(&local.calls.database),
        call: caller.call.to_string(),
        to: caller.number.as_ref().map_or_else(String::new, |number| number.reveal().to_owned()),
        shown: HashSet::new(),
    };
    let direct = Direct::new(local, caller, question)?;
    Box::pin(lead(direct, options, keys, Some(messages))).await
}

async fn lead(
    transport: impl Transport,
    options: CallArgs,
    keys: Option<VecDeque<CallerEntry>>,
    messages: Option<Messages>,
) -> anyhow::Result<ExitCode> {
    let typing = match Keyboard::take()? {
        Some(keyboard) => Typing::Keyboard(keyboard),
        None => Typing::Lines(BufReader::new(tokio::io::stdin())),
    };
    let mut terminal = Terminal {
        telephone: Telephone::new(transport),
        keys,
        play: options.play,
        json: options.json,
        typing,
        messages,
        typed: None,
        misled: false,
    };
    let led = terminal.lead().await;
    terminal.telephone.close().await;
    Ok(exit(led?))
}

fn dialect(name: &str) -> Result<&'static dyn Dialect, String> {
    let names = DIALECTS.map(<dyn Dialect>::name).join(", ");
    dialects::find(name).ok_or_else(|| format!("the dialects are: {names}"))
}

/// A clock that shows this time now, and goes on from there.
fn beginning(at: Timestamp) -> Clock {
    let system = clock::system();
    let begun = system();
    Arc::new(move || at.saturating_add(system().duration_since(begun)).unwrap_or(at))
}

/// An id that no other call has, as providers make them.
fn call_id() -> anyhow::Result<CallId> {
    let id = format!("CA{}", hex::encode(&random()?[..16]));
    CallId::parse(&id).context("there is no id for the call")
}

fn secret(name: &str, environment: &Environment) -> anyhow::Result<NamedSecret> {
    let token = environment.get(name);
    let token = token.with_context(|| format!("the environment variable `{name}` is not set"))?;
    Ok(NamedSecret { name: name.to_owned(), id: None, secret: token.into() })
}

/// The text messages that the call asked for. Its server sends none: they are shown.
pub struct Messages {
    store: Arc<LazyDatabase>,
    call: String,
    to: String,
    /// The keys of those that were shown.
    shown: HashSet<String>,
}

impl Messages {
    /// The text messages that came since the last question, as lines for the terminal.
    async fn new_ones(&mut self) -> Result<Vec<ShownText>, StoreError> {
        let store = self.store.get().await?;
        let texts = store.texts(&TextQuery::newest(MOST_TEXTS)).await?;
        let ours = texts.into_iter().rev().filter(|text| {
            text.call.as_ref() == Some(&self.call) && self.shown.insert(text.key.clone())
        });
        Ok(ours.map(|text| ShownText { to: self.to.clone(), body: text.body }).collect())
    }
}

/// A caller gets fewer in a day.
const MOST_TEXTS: u16 = 100;

/// The store of calls from here, and a configuration for it.
struct OwnStore {
    config: Config,
    /// The time of the call; none: now.
    at: Option<Timestamp>,
    /// Removed when the call is over.
    folders: Vec<TempDir>,
    _lock: Option<StoreLock>,
}

impl OwnStore {
    /// Recordings are those of the configuration.
    async fn open(context: &CommandContext<'_>, options: &CallArgs) -> anyhow::Result<Self> {
        let mut configured = context.load()?;
        let line = match &options.line {
            Some(name) => Some(line_of(&mut configured, name)?),
            None => None,
        };
        let mut folders = Vec::new();
        let (data_dir, lock) = if let Some(data_dir) = &options.data_dir {
            refuse_the_real_store(data_dir, &configured)?;
            let lock = StoreLock::shared(data_dir)?;
            (data_dir.clone(), Some(lock))
        } else {
            (temporary(&mut folders)?, None)
        };
        let mut config = Config::for_this_machine(data_dir)?;
        config.lines = match line {
            Some(line) => vec![line],
            None => config.lines.into_iter().map(LineConfig::with_every_ability).collect(),
        };
        config.menus = options.menus.clone().or_else(|| configured.menus.clone());
        bring_recordings(&configured, &config).await?;
        let mut own = Self { config, at: None, folders, _lock: lock };
        if let Some(at) = &options.at {
            own.go_to(at, &configured, options).await?;
        }
        Ok(own)
    }

    /// Goes to a time: what is scheduled and announced for it in the configured store is heard.
    async fn go_to(
        &mut self,
        at: &str,
        configured: &Config,
        options: &CallArgs,
    ) -> anyhow::Result<()> {
        let hotline = load_hotline(self.config.menus.as_deref())?;
        let at = moment(at, &zone_of(&hotline))?;
        self.at = Some(at);
        let from = match Database::existing(&configured.database, &configured.store).await {
            Ok(from) => from,
            Err(StoreError::Missing { .. }) => return Ok(()),
            Err(error) => {
                say_trouble("what is scheduled and announced can't be heard", &error.into());
                return Ok(());
            }
        };
        let schedule = from.schedule().await?;
        let due = schedule.iter().rev().find(|scheduled| scheduled.at <= at);
        if let Some(due) = due.filter(|_| options.menus.is_none()) {
            let (_, contents) = operate::contents(&from, due.edition).await?;
            let menus = temporary(&mut self.folders)?;
            operate::export(&contents.files, &menus)?;
            self.config.menus = Some(menus);
        }
        // A store that is kept would have them twice after the second call.
        if options.data_dir.is_none() {
            self.bring_notices(&from, at).await?;
        }
        from.close().await;
        Ok(())
    }

    /// Announces in the call's store what is announced in the configured one.
    async fn bring_notices(&self, from: &Database, at: Timestamp) -> anyhow::Result<()> {
        let (_, notices) = from.standing_notices().await?;
        let to = Database::open(&self.config.database, &self.config.store).await?;
        let by = Authorship { author: "sila call", via: Via::Cli, uid: None, reason: "", at };
        for Notice { sector, from, until, texts, .. } in notices {
            to.add_notice(&NewNotice { sector, from, until, texts }, by).await?;
        }
        to.close().await;
        Ok(())
    }
}

/// A new folder that is removed with the others.
fn temporary(folders: &mut Vec<TempDir>) -> anyhow::Result<Utf8PathBuf> {
    let folder = tempfile::tempdir().context("there is no room for temporary files")?;
    let path = Utf8PathBuf::try_from(folder.path().to_owned());
    folders.push(folder);
    path.context("the temporary folder has a name that can't be read")
}

/// A configured line, for a call from here.
fn line_of(configured: &mut Config, name: &str) -> anyhow::Result<LineConfig> {
    let names: Vec<&str> = configured.lines.iter().map(|line| line.name.as_str()).collect();
    let names = names.join(", ");
    let position = configured.lines.iter().position(|line| line.name == name);
    let position = position
        .with_context(|| format!("no line is called `{name}`: the configuration has {names}"))?;
    Ok(configured.lines.swap_remove(position).from_here())
}

/// Refuses the server's own folder: what is asked for in this call is for nobody, and a real server would send it.
fn refuse_the_real_store(kept_in: &Utf8PathBuf, configured: &Config) -> anyhow::Result<()> {
    let real = |folder: &Utf8PathBuf| folder.canonicalize_utf8().ok();
    let same = kept_in == &configured.data_dir
        || real(kept_in).is_some_and(|here| Some(here) == real(&configured.data_dir));
    if same {
        bail!(
            "--data-dir: {kept_in} is the server's own folder, and its callers' messages are real; name another one"
        );
    }
    Ok(())
}
