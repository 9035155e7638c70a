//! Reading the hotline's files: all mistakes at once, each with its position.
//!
//! Each file is read on its own ([`hotline`], [`hours`], [`phrases`], [`menus`], [`service`]), then what they
//! say of each other is compared ([`across`]), and only if nothing is wrong a hotline is built
//! ([`build`]). A reader gives back what it understood, so that one mistake does not hide another.

mod across;
mod also;
mod answers;
mod bodies;
mod build;
mod built_in;
mod copies;
mod dates;
mod files;
mod holidays;
mod hotline;
mod hours;
mod keys;
mod link;
mod listening;
mod menus;
mod mistakes;
mod phrases;
mod pieces;
mod referrals;
mod service;
mod speech;
mod syntax;
mod table;
mod text_message;
mod texts;

use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::position::TextFile;
use super::problem::Example;
use super::{Diagnostic, Hotline, Hours, Language, Occasion, Severity, SourceFile};
use build::HotlineRest;
use built_in::Completed;
use mistakes::Mistakes;
pub(super) use mistakes::sort;
pub use speech::check_speech;
pub use syntax::{TomlError, parse_toml};

/// Reads a hotline from its files.
///
/// Gives the hotline, its prompts without recordings, and the warnings; or every mistake that was
/// found, sorted by file and position, of which at least one is an error.
pub fn load(files: &[SourceFile]) -> Result<(Hotline, Vec<Diagnostic>), Vec<Diagnostic>> {
    let completed = built_in::complete(files);
    let texts: Vec<_> = completed.files.iter().map(files::text).collect();
    let mistakes = Mistakes::default();
    let hotline = read(&completed, &texts, &mistakes);
    let found = mistakes.sorted();
    match hotline {
        Some(hotline) if found.iter().all(|one| one.severity == Severity::Warning) => {
            Ok((hotline, found))
        }
        _ => Err(found),
    }
}

#[derive(Clone, Copy)]
struct Context<'r> {
    mistakes: &'r Mistakes,
    /// `None` where the file that lists the languages has mistakes itself: then texts are not held
    /// against it.
    languages: Option<&'r [Language]>,
}

impl Context<'_> {
    fn codes(self) -> Vec<String> {
        let languages = self.languages.unwrap_or_default().iter();
        languages.map(|language| language.code.clone()).collect()
    }

    /// An example of a field with a text in each language.
    fn example(self, heading: &'static str) -> Example {
        let languages = self.codes();
        Example::Texts { heading, languages }
    }
}

fn read<'r>(
    completed: &Completed<'_>,
    texts: &'r [TextFile<'r>],
    mistakes: &'r Mistakes,
) -> Option<Hotline> {
    let layout = files::Layout::of(&completed.files, texts, mistakes);
    let basics = layout.hotline.as_ref().and_then(|file| hotline::read(file, mistakes));
    let languages = basics.as_ref().map(|basics| basics.languages.as_slice());
    let context = Context { mistakes, languages };
    let text_template = layout.hotline.as_ref().and_then(|file| text_message::read(file, context));
    let phrases =
        layout.phrases.as_ref().map(|file| phrases::read(file, &completed.phrases, context));
    let sectors = menus::read_sectors(&layout, context);
    if let (Some(basics), Some(phrases)) = (&basics, &phrases) {
        phrases::check_gate(phrases, basics, mistakes);
    }
    let bodies = layout.bodies.as_ref().map_or(Vec::new(), |file| bodies::read(file, context));
    let referrals = layout.referrals.as_ref();
    let referrals = referrals.map_or(Vec::new(), |file| referrals::read(file, context));
    across::check(&sectors, &bodies, &referrals, mistakes);
    let mut hours = Hours::unknown(zone(basics.as_ref()));
    hours::read(&layout, context, &mut hours);
    let listening = layout
        .listening
        .as_ref()
        .map(|file| listening::read(file, completed.listening, &sectors, context));
    let rest = HotlineRest {
        text_template: text_template?,
        bodies,
        referrals,
        hours,
        listening: listening.unwrap_or_default(),
    };
    let hotline = build::build(basics.as_ref()?, &phrases?, &sectors, rest)?;
    text_message::check(&hotline, &sectors, mistakes);
    Some(hotline)
}

/// The part of a hotline that must be known before holidays are added.
#[derive(Debug)]
pub struct KnownHolidays {
    pub languages: Vec<String>,
    pub zone: TimeZone,
    /// Its holidays, also those whose names are still to be translated.
    pub holidays: Vec<Occasion>,
}

/// Reads the part of a hotline that must be known before holidays are added. Mistakes elsewhere do not matter, nor in
/// the names of holidays.
pub fn known_holidays(files: &[SourceFile]) -> Result<KnownHolidays, Vec<Diagnostic>> {
    let names = ["hotline.toml", "holidays.toml"];
    let files: Vec<_> =
        files.iter().filter(|file| names.contains(&file.path.as_str())).cloned().collect();
    let texts: Vec<_> = files.iter().map(files::text).collect();
    let (mistakes, in_names) = (Mistakes::default(), Mistakes::default());
    let known = known(&files, &texts, &mistakes, &in_names);
    let mut found = mistakes.sorted();
    found.retain(|one| names.contains(&one.file.as_str()));
    match known {
        Some(known) if found.is_empty() => Ok(known),
        _ => Err(found),
    }
}

fn known<'r>(
    files: &[SourceFile],
    texts: &'r [TextFile<'r>],
    mistakes: &'r Mistakes,
    in_names: &'r Mistakes,
) -> Option<KnownHolidays> {
    let layout = files::Layout::of(files, texts, mistakes);
    let basics = hotline::read(layout.hotline.as_ref()?, mistakes)?;
    let read = |mistakes, languages| {
        let context = Context { mistakes, languages };
        let file = layout.holidays.as_ref();
        file.map_or(Vec::new(), |file| holidays::read(file, context))
    };
    // Without languages, names are not looked at.
    read(mistakes, None);
    Some(KnownHolidays {
        holidays: read(in_names, Some(&basics.languages)),
        zone: zone(Some(&basics)),
        languages: basics.languages.iter().map(|one| one.code.clone()).collect(),
    })
}

/// The hotline's time zone; UTC where a mistake in it is noted anyway.
fn zone(basics: Option<&hotline::Basics>) -> TimeZone {
    let name = basics.and_then(|basics| basics.time_zone.as_deref());
    name.and_then(|name| TimeZoneDatabase::bundled().get(name).ok()).unwrap_or(TimeZone::UTC)
}
