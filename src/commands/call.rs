//! `sila call`

use std::collections::VecDeque;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use camino::Utf8PathBuf;
use sila::caller::phone::{Phone, Settings as PhoneSettings};
use sila::caller::sign::Signing;
use sila::caller::terminal::{self, Entry, Keyboard};
use sila::clock;
use sila::server::config::{Config, Environment, Purpose};
use sila::server::{self, Ambient, Running};
use tokio::io::BufReader;

use super::shared::{Settings, random};

/// Calls the hotline from this terminal, as a caller hears it.
#[derive(clap::Args)]
pub struct Options {
    /// The webhook to call, such as `http://127.0.0.1:8080/voice/demo`; without it, a server is started for
    /// the time of the call.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// The environment variable with the auth token to sign with; without it, requests are unsigned.
    #[arg(long, value_name = "NAME", requires = "url")]
    token_env: Option<String>,
    /// The hotline's files, for the server that is started; without it, the configuration's.
    #[arg(long, value_name = "DIR", conflicts_with = "url")]
    menus: Option<Utf8PathBuf>,
    /// The keys to press, one at each menu: 2,1,1,4. A dot is silence, h hangs up; busy, no-answer, failed
    /// and answered end a transfer. Then the call goes on live, if this is a terminal.
    #[arg(long, value_name = "KEYS")]
    keys: Option<String>,
    /// A program that plays recordings, such as "aplay -q {file}".
    #[arg(long, value_name = "COMMAND")]
    play: Option<String>,
    /// The number that calls.
    #[arg(long, default_value = "+97317000000", value_name = "NUMBER")]
    from: String,
}

/// Calls the hotline.
pub async fn run(settings: &Settings<'_>, options: Options) -> anyhow::Result<ExitCode> {
    let keys = options.keys.as_deref().map(terminal::list).transpose()?;
    let server = match &options.url {
        Some(_) => None,
        None => Some(start_server(settings, options.menus.clone()).await?),
    };
    let url = match (&server, &options.url) {
        (Some((running, _)), _) => running.voice_url(LINE),
        (None, Some(url)) => url.clone(),
        (None, None) => bail!("there is nothing to call"),
    };
    let signing = signing(&options, settings.environment)?;
    let result = lead(&url, signing, &options, keys).await;
    if let Some((running, _folder)) = server {
        running.stop().await;
    }
    result
}

/// The line of the server that is started for one call.
const LINE: &str = "demo";

async fn lead(
    url: &str,
    signing: Signing,
    options: &Options,
    keys: Option<VecDeque<Entry>>,
) -> anyhow::Result<ExitCode> {
    let url = url
        .parse()
        .context("--url: write a whole address, such as http://127.0.0.1:8080/voice/demo")?;
    let mut phone = PhoneSettings::new(url, options.from.clone(), "+97380000000");
    let mut status = phone.voice_url.clone();
    status.set_path(&format!(
        "{}/status",
        phone.voice_url.path().trim_end_matches('/')
    ));
    phone.status_url = Some(status);
    phone.signing = signing;
    let id = random()?;
    let id = format!("CA{}", hex::encode(&id[..16]));
    let mut call = Phone::new(phone)
        .context("no connection can be made")?
        .call(&id, clock::system()());
    let play = options.play.clone();
    let led = terminal::Options { keys, play };
    let mut output = tokio::io::stdout();
    let input = match Keyboard::take()? {
        Some(keyboard) => terminal::Input::Keyboard(keyboard),
        None => terminal::Input::Lines(BufReader::new(tokio::io::stdin())),
    };
    let summary = terminal::run(&mut call, led, input, &mut output).await?;
    Ok(if summary.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn signing(options: &Options, environment: &Environment) -> anyhow::Result<Signing> {
    let Some(name) = &options.token_env else {
        return Ok(Signing::Unsigned);
    };
    let token = environment
        .get(name)
        .with_context(|| format!("the environment variable `{name}` is not set"))?;
    Ok(Signing::AuthToken(token.into()))
}

/// Starts a server of its own on a free port of this machine, with a folder of its own for what it keeps,
/// which goes when the call is over. Recordings are those of the configuration.
async fn start_server(
    settings: &Settings<'_>,
    menus: Option<Utf8PathBuf>,
) -> anyhow::Result<(Running, tempfile::TempDir)> {
    let configured = settings.load(Purpose::Tools)?;
    let folder = tempfile::tempdir().context("there is no room for temporary files")?;
    let own = Utf8PathBuf::try_from(folder.path().to_owned())
        .context("the temporary folder has a name that can't be read")?;
    let mut config = Config::for_this_machine(own);
    config.menus = menus.or(configured.menus);
    config.recordings = configured.recordings;
    let ambient = Ambient {
        clock: clock::system(),
        random: random()?,
    };
    Ok((server::start(config, ambient).await?, folder))
}
