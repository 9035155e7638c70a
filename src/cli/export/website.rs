//! `sila export website`

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use camino::{Utf8Path, Utf8PathBuf};
use sila::calls::editions::{LoadedEdition, Offers};
use sila::catalogue::{self, Edition, EditionNumber, source};
use sila::clock;
use sila::config::Config;
use sila::dialects::PublicUrl;
use sila::operate::recordings::Library;
use sila::operate::{FolderReplacement, OperateError, open};
use sila::store::{Database, StoreError};
use sila::web::data::{EditionHistory, HistoryEntry};
use sila::web::pages::SiteDelivery;
use sila::web::{Site, recordings_named_in, site_files};

use crate::cli::shared::{CommandContext, Mistaken, ProgressLine, print};

/// Write the website as files for any web server, its search included.
#[derive(clap::Args)]
pub struct WebsiteArgs {
    /// The folder to write to: new, empty, or an earlier export of the website, which is replaced.
    folder: Utf8PathBuf,
    /// The number of an edition, or a folder with the hotline's files; without it, what callers hear now.
    edition: Option<String>,
    /// The address at which the folder will be served; without it, the configuration's `public_url`.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// An edition that is exported, with its history and its recordings.
struct Exported {
    edition: Edition,
    /// The changes that the feed tells of.
    known: Vec<Arc<HistoryEntry>>,
    /// The store with the recordings; none where there is none yet.
    database: Option<Database>,
}

/// Writes the website, and says how much it is.
pub async fn run(context: &CommandContext<'_>, options: WebsiteArgs) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let public_url = match &options.url {
        Some(text) => Some(PublicUrl::parse(text)?),
        None => config.public_url.clone(),
    };
    let public_url = public_url.context(
        "Search engines, the feed and the other language need the website's whole address. Give the one at which the \
         folder will be served, for example --url https://services.example.bh, or set public_url in the configuration.",
    )?;
    let progress = ProgressLine::begin("writing the website");
    let mut folder = FolderReplacement::begin(&options.folder)?;
    let Exported { edition, known, database } =
        exported(&config, options.edition.as_deref(), &public_url).await?;
    let number = edition.number;
    let site = Site {
        edition: Arc::new(LoadedEdition::lenient(edition, &Offers::new())),
        activation: known.first().map(|entry| entry.activation),
        public_url,
        settings: config.website.clone(),
        delivery: SiteDelivery::Files,
    };
    let files = site_files(&site, &known, clock::system()())?;
    for file in &files {
        folder.write(&file.path, file.content.as_bytes())?;
    }
    if let Some(database) = database {
        for hash in recordings_named_in(&files) {
            let wav = database.bytes(&hash.to_string()).await?;
            let wav = wav.ok_or_else(|| OperateError::MissingRecording(hash.to_string()))?;
            folder.write(&format!("audio/{hash}.wav"), &wav)?;
        }
        database.close().await;
    }
    let written = folder.finish()?;
    drop(progress);
    let of = match (number, &options.edition) {
        (EditionNumber::UNPUBLISHED, Some(menus)) => format!("the files in {menus}"),
        (number, _) => format!("edition {number}"),
    };
    let tenths = written.bytes / 100_000;
    print(&format!(
        "The website of {of} is in {}: {} files, {}.{} MB, to be served at {}\n",
        options.folder,
        written.files,
        tenths / 10,
        tenths % 10,
        site.address("/")
    ))
}

/// An edition of the store, or one of a folder's files with the recordings that there are.
async fn exported(
    config: &Config,
    name: Option<&str>,
    public_url: &PublicUrl,
) -> anyhow::Result<Exported> {
    let database = match Database::existing(&config.database, &config.store).await {
        Err(StoreError::Missing { .. }) if name.is_some_and(is_folder) => None,
        other => Some(other?),
    };
    let number = match (name, &database) {
        (Some(name), _) => EditionNumber::parse(name),
        (None, Some(database)) => {
            Some(database.active().await?.context("nothing is heard yet")?.edition)
        }
        (None, None) => None,
    };
    if let Some((number, database)) = number.zip(database.as_ref()) {
        let edition = open(database, number).await?;
        let known = EditionHistory::up_to(number, public_url, database).await?;
        return Ok(Exported { edition, known, database: Some(database.clone()) });
    }
    let folder = Utf8Path::new(name.unwrap_or_default());
    if !folder.exists() {
        bail!(
            "`{folder}` is neither the number of an edition nor a folder; `sila editions` lists the editions"
        );
    }
    let files = source::read_folder(folder)?;
    let (hotline, _) = catalogue::load(&files)
        .map_err(|mistakes| Mistaken { folder: folder.to_owned(), mistakes })?;
    let library = match &database {
        Some(database) => Library::open(database).await?,
        None => Library::default(),
    };
    let hash = source::content_hash(&files);
    let edition = Edition::freeze(hotline, &hash, |prompt| library.recording_for(prompt));
    Ok(Exported { edition, known: Vec::new(), database })
}

/// True unless it is the number of an edition.
fn is_folder(name: &str) -> bool {
    EditionNumber::parse(name).is_none()
}
