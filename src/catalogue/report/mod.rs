//! The report on a hotline's files: all problems, then the hotline in numbers.

mod heard;
mod own;
mod summary;
mod way;

use jiff::civil::Date;
use serde::Serialize;

use super::read::sort;
use super::{Diagnostic, Prompt, Recording, Severity, SourceFile, Speakers, check_speech, load};
pub use heard::{HeardMenu, HeardWay};
pub use own::{CircularPerson, NumberOwner, OwnNumber};
pub use summary::{
    EvidenceCount, HoursSummary, LanguageSummary, LongestSection, Summary, TextMessageSummary,
};
pub use way::Way;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// True if the files can be published: there are at most warnings.
    pub passed: bool,
    pub diagnostics: Vec<Diagnostic>,
    /// The hotline in numbers, if the files can be published.
    pub summary: Option<Summary>,
    /// Persons to whom nobody is put through, for their numbers are the hotline's own.
    pub circular_persons: Vec<CircularPerson>,
}

/// Checks a hotline's files, also against who has to speak them and the hotline's own numbers; `find_recording` knows the
/// recordings that there are.
pub fn check(
    files: &[SourceFile],
    speakers: &Speakers<'_>,
    own: &[OwnNumber],
    find_recording: impl Fn(&Prompt) -> Option<Recording>,
) -> Check {
    let (hotline, mut diagnostics) = match load(files) {
        Ok((hotline, warnings)) => (Some(hotline), warnings),
        Err(mistakes) => (None, mistakes),
    };
    diagnostics.extend(check_speech(files, speakers));
    sort(&mut diagnostics);
    let passed = diagnostics.iter().all(|one| one.severity == Severity::Warning);
    let circular_persons =
        hotline.as_ref().map_or_else(Vec::new, |hotline| CircularPerson::all(hotline, own));
    let summary = hotline.filter(|_| passed).map(|mut hotline| {
        hotline.prompts.attach_recordings(find_recording);
        Summary::of(&hotline)
    });
    Check { passed, diagnostics, summary, circular_persons }
}

impl Check {
    /// The same on a day, on which holidays that were written long ago may be past.
    #[must_use]
    pub fn on(mut self, today: Date) -> Self {
        if let Some(Summary { hours, .. }) = &mut self.summary {
            hours.all_past = hours.last_holiday.map(|last| last < today);
        }
        self
    }

    pub fn count(&self, severity: Severity) -> usize {
        let counted = self.diagnostics.iter().filter(|one| one.severity == severity);
        counted.count()
    }
}
