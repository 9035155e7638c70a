//! `sila map`

use std::io::{self, Write as _};
use std::process::ExitCode;

use camino::Utf8PathBuf;
use sila::config::Purpose;
use sila::dialogue;
use sila::server::load_hotline;

use super::shared::Settings;

/// Shows where each key leads.
#[derive(clap::Args)]
pub struct Options {
    /// The folder; without it, the configuration's, or the files that came with this program.
    dir: Option<Utf8PathBuf>,
}

/// Prints the map of the dialogue as Markdown.
pub fn run(settings: &Settings<'_>, options: &Options) -> anyhow::Result<ExitCode> {
    let config = settings.load(Purpose::Tools)?;
    let menus = options.dir.as_deref().or(config.menus.as_deref());
    let (hotline, _) = load_hotline(menus)?;
    io::stdout().write_all(dialogue::map(&hotline).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
