//! `sila serve`

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use rustix::process::{Resource, getrlimit, setrlimit};
use sila::clock;
use sila::config::Purpose;
use sila::server;
use sila::server::Ambient;
use sila::store::{LockError, StoreLock};
use tokio::signal::unix::{SignalKind, signal};

use super::logging;
use super::shared::{CommandContext, random};

/// Answers calls until it is told to stop.
pub async fn run(context: &CommandContext<'_>) -> anyhow::Result<ExitCode> {
    let config = context.load_for(Purpose::Serve)?;
    let _log = logging::start(&config)?;
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
    let mut terminate = signal(SignalKind::terminate()).context("signals can't be heard")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("signals can't be heard")?;
    // Whoever closes a terminal or turns a log over does not mean to end a telephone line.
    let mut hang_up = signal(SignalKind::hangup()).context("signals can't be heard")?;
    let mut running = server::start(config, ambient).await?;
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
    let end = loop {
        tokio::select! {
            _ = interrupt.recv() => break ExitCode::SUCCESS,
            _ = terminate.recv() => break ExitCode::SUCCESS,
            () = running.failed() => {
                tracing::error!("a task ended that the server can't do without");
                break ExitCode::FAILURE;
            }
            _ = hang_up.recv() => tracing::info!("a hang-up signal is ignored; the configuration is read at the start only"),
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
    Ok(end)
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
