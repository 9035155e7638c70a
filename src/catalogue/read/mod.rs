//! Reading the hotline's files: all mistakes at once, each with its position.
//!
//! Each file is read on its own ([`hotline`], [`phrases`], [`menus`], [`service`]), then what they
//! say of each other is compared ([`across`]), and only if nothing is wrong a hotline is built
//! ([`build`]). A reader gives back what it understood, so that one mistake does not hide another.

mod across;
mod build;
mod files;
mod hotline;
mod keys;
mod menus;
mod mistakes;
mod phrases;
mod pieces;
mod service;
mod syntax;
mod table;
mod texts;

use super::position::TextFile;
use super::{Diagnostic, Hotline, Language, Severity, SourceFile};
use mistakes::Mistakes;

/// Reads a hotline from its files.
///
/// Gives the hotline, its prompts without recordings, and the warnings; or every mistake that was
/// found, sorted by file and position, of which at least one is an error.
pub fn load(files: &[SourceFile]) -> Result<(Hotline, Vec<Diagnostic>), Vec<Diagnostic>> {
    let texts: Vec<_> = files.iter().map(files::text).collect();
    let mistakes = Mistakes::default();
    let hotline = read(files, &texts, &mistakes);
    let found = mistakes.sorted();
    match hotline {
        Some(hotline) if found.iter().all(|one| one.severity == Severity::Warning) => {
            Ok((hotline, found))
        }
        _ => Err(found),
    }
}

/// What every reader needs: where mistakes go, and the languages.
#[derive(Clone, Copy)]
struct Context<'r> {
    mistakes: &'r Mistakes,
    /// `None` where the file that lists the languages has mistakes itself: then texts are not held
    /// against it.
    languages: Option<&'r [Language]>,
}

fn read<'r>(
    files: &[SourceFile],
    texts: &'r [TextFile<'r>],
    mistakes: &'r Mistakes,
) -> Option<Hotline> {
    let layout = files::Layout::of(files, texts, mistakes);
    let basics = layout
        .hotline
        .as_ref()
        .and_then(|file| hotline::read(file, mistakes));
    let languages = basics.as_ref().map(|basics| basics.languages.as_slice());
    let context = Context {
        mistakes,
        languages,
    };
    let phrases = layout
        .phrases
        .as_ref()
        .map(|file| phrases::read(file, context));
    let sectors = menus::read_sectors(&layout, context);
    if let (Some(basics), Some(phrases)) = (&basics, &phrases) {
        phrases::check_gate(phrases, basics, mistakes);
    }
    across::check(&sectors, mistakes);
    build::build(basics.as_ref()?, &phrases?, &sectors)
}
