//! `sila translations`

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::bail;
use camino::Utf8PathBuf;
use sila::operate::translations::{
    TranslatableText, TranslationState, TranslationsImported, import_translations,
    translatable_texts, translation_sheet,
};

use super::shared::{CommandContext, ProgressLine, print, print_bytes, print_json};
use sila::messages::english::counted;

/// Write the sheet for a translator, and take translations in.
#[derive(clap::Args)]
pub struct TranslationsArgs {
    /// The folder with the menu files; without it, the configuration's, or the shipped ones.
    #[arg(long, global = true, value_name = "DIR")]
    menus: Option<Utf8PathBuf>,
    #[command(subcommand)]
    verb: TranslationsCommand,
}

#[derive(clap::Subcommand)]
enum TranslationsCommand {
    /// Writes the sheet for a translator, as CSV: every text with its id, its original and its translation.
    Export(ExportTranslationsArgs),
    /// Writes the translations of a sheet into the menu files.
    Import(ImportTranslationsArgs),
}

#[derive(clap::Args)]
struct ExportTranslationsArgs {
    /// The code of the language to translate into, which stands in hotline.toml.
    language: String,
    /// The language of the originals; without it, the first of the others.
    #[arg(long, value_name = "LANG")]
    from: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct ImportTranslationsArgs {
    /// The code of the language that the sheet is in.
    language: String,
    /// The sheet, as CSV.
    sheet: Utf8PathBuf,
    /// Only say what would be written.
    #[arg(long)]
    dry_run: bool,
}

/// Writes a sheet, or takes one in.
pub fn run(context: &CommandContext<'_>, options: TranslationsArgs) -> anyhow::Result<ExitCode> {
    let folder = options.menus.or(context.load()?.menus);
    match options.verb {
        TranslationsCommand::Export(ExportTranslationsArgs { language, from, json }) => {
            let (pair, texts) = translatable_texts(folder.as_deref(), &language, from.as_deref())?;
            if json {
                return print_json(&texts);
            }
            let mut csv = Vec::new();
            translation_sheet(&mut csv, &pair, &texts, place)?;
            let _ = writeln!(io::stderr().lock(), "{}", in_short(&texts));
            print_bytes(&csv)
        }
        TranslationsCommand::Import(ImportTranslationsArgs { language, sheet, dry_run }) => {
            let Some(folder) = folder else {
                bail!("the shipped files can't be changed: give your own with --menus DIR");
            };
            let progress = ProgressLine::begin("writing translations");
            let imported = import_translations(&sheet, &folder, &language, !dry_run)?;
            drop(progress);
            print(&described(&imported, dry_run))
        }
    }
}

/// The place of a text, for somebody who has not seen the files.
fn place(text: &TranslatableText) -> String {
    match &text.name {
        Some(name) => format!("{name}: {} ({})", text.field, text.file),
        None => format!("{} ({})", text.field, text.file),
    }
}

fn in_short(texts: &[TranslatableText]) -> String {
    let count = |state| texts.iter().filter(|text| text.state == state).count();
    format!(
        "{}: {} new, {} stale, {} current.",
        counted(texts.len(), "text"),
        count(TranslationState::New),
        count(TranslationState::Stale),
        count(TranslationState::Current)
    )
}

fn described(imported: &TranslationsImported, dry_run: bool) -> String {
    let TranslationsImported { written, files, empty, stale } = imported;
    let done = if dry_run { "Would be written" } else { "Written" };
    let mut said =
        format!("{done}: {} in {}.\n", counted(written.len(), "text"), counted(*files, "file"));
    let mut list = |what: &str, ids: &[String]| {
        if !ids.is_empty() {
            let _ = writeln!(said, "{what}: {}.", some_of(ids));
        }
    };
    list("Without a translation in the sheet", empty);
    list("Stale, since the original was changed after the sheet was written", stale);
    said.push_str(match (dry_run, written.is_empty()) {
        (true, _) => "Nothing was changed: this was a dry run.\n",
        (_, true) => "Nothing was changed.\n",
        _ => "`sila check` says what can't be spoken so. Callers hear it after the next `sila publish`.\n",
    });
    said
}

/// The first of some ids, and how many there are.
fn some_of(ids: &[String]) -> String {
    const SHOWN: usize = 10;
    let mut some = ids.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if let more @ 1.. = ids.len().saturating_sub(SHOWN) {
        let _ = write!(some, " and {more} more");
    }
    some
}
