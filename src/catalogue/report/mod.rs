//! The report on a hotline's files: every mistake, then what the hotline is made of.

mod duration;
mod hours;
mod summary;
mod text;
mod way;

use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use super::{Diagnostic, Prompt, Recording, Severity, SourceFile, load};
pub use hours::HoursSummary;
pub use summary::{EvidenceCount, LanguageSummary, LongestSection, Summary};
pub use text::{TextPreview, TextSummary};
pub use way::Way;

/// What was found in a hotline's files.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Check {
    /// Whether the files can go on the line: there are at most warnings.
    pub passed: bool,
    /// Every mistake by file and position.
    pub diagnostics: Vec<Diagnostic>,
    /// What the hotline is made of, if the files can go on the line.
    pub summary: Option<Summary>,
}

/// Looks through a hotline's files; `find_recording` knows the recordings that there are.
pub fn check(files: &[SourceFile], find_recording: impl Fn(&Prompt) -> Option<Recording>) -> Check {
    match load(files) {
        Ok((mut hotline, diagnostics)) => {
            hotline.prompts.attach_recordings(find_recording);
            Check {
                passed: true,
                diagnostics,
                summary: Some(Summary::of(&hotline)),
            }
        }
        Err(diagnostics) => Check {
            passed: false,
            diagnostics,
            summary: None,
        },
    }
}

impl Check {
    /// The same on a day, on which what was right when it was written may be past.
    #[must_use]
    pub fn on(mut self, today: Date) -> Self {
        if let Some(summary) = &mut self.summary {
            summary.hours.look_at(today);
        }
        self
    }

    /// Writes the report for people.
    pub fn write_text(&self, out: &mut impl Write, colour: bool) -> io::Result<()> {
        for diagnostic in &self.diagnostics {
            writeln!(out, "{}", diagnostic.render(colour))?;
        }
        let warnings = self.count(Severity::Warning);
        if let Some(summary) = &self.summary {
            writeln!(out, "{summary}")?;
            let past = summary.hours.past_holidays();
            if let Some(past) = &past {
                writeln!(out, "warning: {past}\n")?;
            }
            let warnings = warnings + usize::from(past.is_some());
            return match warnings {
                0 => writeln!(out, "No mistakes."),
                _ => writeln!(out, "No mistakes, and {}.", counted(warnings, "warning")),
            };
        }
        let files: BTreeSet<_> = self.diagnostics.iter().map(|one| &one.file).collect();
        let mistakes = counted(self.count(Severity::Error), "mistake");
        let warnings = match warnings {
            0 => String::new(),
            _ => format!(" and {}", counted(warnings, "warning")),
        };
        let files = counted(files.len(), "file");
        writeln!(
            out,
            "{mistakes}{warnings} in {files}. Nothing was changed: callers hear what they heard before."
        )
    }

    /// Writes the report for machines: one JSON object.
    pub fn write_json(&self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics
            .iter()
            .filter(|one| one.severity == severity)
            .count()
    }
}

/// A number with its noun: "1 file", "3 files".
fn counted(number: usize, noun: impl Display) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}
