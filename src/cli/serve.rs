//! `sila serve`

use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use rustix::process::{Resource, getrlimit, setrlimit};
use sila::clock;
use sila::config::Purpose;
use sila::server;
use sila::server::Ambient;
use sila::store::{LockError, StoreLock};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::logging;
use super::shared::{CommandContext, random};

/// Answers calls until it is told to stop.
pub async fn run(context: &CommandContext<'_>) -> anyhow::Result<ExitCode> {
    let config = context.load_for(Purpose::Serve)?;
    let _log = logging::start(&config, context.colours(&io::stderr()))?;
    for advice in &config.advice {
        tracing::warn!("{advice}");
    }
    raise_file_limit();
    // Held until the end: a store is not replaced under a running server.
    let _lock = match StoreLock::shared(&config.data_dir) {
        Err(error @ LockError::File { .. }) => {
            tracing::warn!(%error, "nothing keeps the store from being replaced while this server runs");
            None
        }
        lock => Some(lock?),
    };
    let ambient = Ambient { clock: clock::system(), random: random()? };
    // Before anybody can know that we run: a signal that came first would end us unheard.
    let signals = Signals::listen()?;
    let running = server::start(config, ambient).await?;
    say_what_is_heard(&running);
    let editions = Arc::clone(&running.app.calls.editions);
    // Beside the first calls: it costs as much as a start.
    tokio::task::spawn_blocking(move || {
        if editions.files_differ() {
            tracing::warn!(
                edition = %editions.active().edition.number,
                "the hotline's files are not what callers hear; `sila publish` makes them heard"
            );
        }
    });
    Ok(until_ended(running, signals).await)
}

/// The signals that a server listens to.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    fn listen() -> anyhow::Result<Self> {
        let listen = |kind| signal(kind).context("signals can't be heard");
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            // Whoever closes a terminal or turns a log over does not mean to end a telephone line.
            hang_up: listen(SignalKind::hangup())?,
        })
    }
}

/// Waits until the server is told to stop or can't go on, and stops it.
async fn until_ended(mut running: server::Running, mut signals: Signals) -> ExitCode {
    let end = loop {
        tokio::select! {
            _ = signals.interrupt.recv() => break ExitCode::SUCCESS,
            _ = signals.terminate.recv() => break ExitCode::SUCCESS,
            () = running.failed() => {
                tracing::error!("a task ended that the server can't do without");
                break ExitCode::FAILURE;
            }
            _ = signals.hang_up.recv() => tracing::info!("a hang-up signal is ignored; the configuration is read at the start only"),
        }
    };
    tracing::info!("stopping: requests in flight are finished first");
    let lost = running.stop().await;
    let end = match lost {
        0 => end,
        count => {
            tracing::error!(count, "stopped; the records of some turns are LOST");
            ExitCode::FAILURE
        }
    };
    tracing::info!("stopped");
    end
}

/// Takes as many files and connections as the system allows us; the usual limit is meant for programs
/// that hold a few.
fn raise_file_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::debug!(%error, "the limit of open files stays as it is");
    }
}

fn say_what_is_heard(running: &server::Running) {
    let app = &running.app;
    let heard = app.calls.editions.active();
    let hotline = heard.hotline();
    let services: Vec<_> =
        hotline.services().filter(|(_, _, service)| service.moved.is_none()).collect();
    let unconfirmed = services.iter().filter(|(_, _, service)| !service.confirmed).count();
    let prompts = hotline.prompts.all();
    let unrecorded = prompts.iter().filter(|prompt| prompt.recording.is_none()).count();
    tracing::info!(
        edition = %heard.edition.number,
        services = services.len(),
        languages = hotline.languages.len(),
        unrecorded,
        "listening on {}",
        running.address
    );
    if unconfirmed > 0 {
        tracing::warn!(
            unconfirmed,
            "the ministry has not confirmed what is said about some services"
        );
    }
    for language in hotline.languages.iter().filter(|language| language.person.is_none()) {
        tracing::warn!(
            language = language.code,
            "callers can't be put through to a person: hotline.toml names none for this language"
        );
    }
    for line in app.lines.values() {
        tracing::info!(line = line.name(), "the provider calls {}", running.voice_url(line.name()));
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;
    use sila::config::Config;

    use super::*;

    #[tokio::test]
    async fn a_server_whose_journal_ended_stops_and_says_so_with_its_exit_code() {
        let folder = tempfile::tempdir().unwrap();
        let folder = Utf8Path::from_path(folder.path()).unwrap();
        let config = Config::for_this_machine(folder.to_owned()).unwrap();
        let ambient = Ambient { clock: clock::system(), random: [7; 32] };
        let running = server::start(config, ambient).await.unwrap();
        running.app.calls.journal.close().await;
        let end = until_ended(running, Signals::listen().unwrap()).await;
        assert_eq!(format!("{end:?}"), format!("{:?}", ExitCode::FAILURE));
    }
}
