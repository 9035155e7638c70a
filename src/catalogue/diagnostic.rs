//! Problems in the hotline's files, with their positions.

use std::ops::Range;

use serde::Serialize;

use super::position::{Excerpt, Spot, TextFile};
use super::spoken::TextProblem;
use super::{Problem, Rule, Severity};

/// A problem and its place in a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diagnostic {
    #[serde(flatten)]
    pub problem: Problem,
    pub severity: Severity,
    /// The file's path in the hotline's folder; also of a file that is missing.
    pub file: String,
    /// The bytes of the file that are meant.
    pub span: Range<usize>,
    /// The line in which the span begins, counted from 1.
    pub line: usize,
    /// The character of the line at which the span begins, counted from 1.
    pub column: usize,
    /// The line, shortened around the span; none if the file is missing.
    pub excerpt: Option<Excerpt>,
}

impl Diagnostic {
    /// A problem at a spot in a file.
    pub(super) fn new(problem: Problem, spot: Spot<'_>) -> Self {
        Self {
            severity: problem.rule().severity(),
            file: spot.file.path.to_owned(),
            span: spot.span(),
            line: spot.line(),
            column: spot.column(),
            excerpt: Some(spot.excerpt()),
            problem,
        }
    }

    /// A problem in a text that is in no file, under the name that people know it by.
    pub fn in_text(name: &str, text: &str, found: TextProblem) -> Self {
        let file = TextFile { path: name, text: text.into() };
        let mut diagnostic = Self::new(found.problem.into(), Spot::new(&file, found.range));
        diagnostic.excerpt.take_if(|_| text.trim().is_empty());
        diagnostic
    }

    pub fn rule(&self) -> Rule {
        self.problem.rule()
    }
}
