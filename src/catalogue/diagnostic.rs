//! Mistakes in the hotline's files, as a person can use them.

use std::fmt::{self, Write as _};
use std::ops::Range;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};
use serde::Serialize;

use super::Rule;
use super::Severity;
use super::position::{Excerpt, Spot, TextFile};
use super::spoken::Fault;

/// Columns of a rendered message, fixed so that it looks the same wherever it is printed.
const WIDTH: usize = 100;

/// One mistake: where it is, what is wrong, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The rule that is broken.
    pub rule: Rule,
    /// Whether the files can go on the line all the same.
    pub severity: Severity,
    /// The file's path in the hotline's folder; also of a file that is missing.
    pub file: String,
    /// The bytes in the file that the mistake is in.
    pub span: Range<usize>,
    /// The line that the mistake begins in, counted from 1.
    pub line: usize,
    /// The character in the line that the mistake begins at, counted from 1.
    pub column: usize,
    /// The line itself, shortened around the mistake; none if the file is missing.
    pub excerpt: Option<Excerpt>,
    /// What is wrong, in a plain sentence.
    pub message: String,
    /// How to mend it.
    pub hint: String,
}

impl Diagnostic {
    /// What is wrong in a text that stands in no file, under the name that it has for people.
    pub fn in_text(name: &str, text: &str, fault: Fault) -> Self {
        let file = TextFile {
            path: name,
            text: text.into(),
        };
        let spot = Spot::new(&file, fault.range);
        Self {
            rule: fault.rule,
            severity: fault.rule.severity(),
            file: name.to_owned(),
            span: spot.span(),
            line: spot.line(),
            column: spot.column(),
            excerpt: (!text.trim().is_empty()).then(|| spot.excerpt()),
            message: fault.message,
            hint: fault.hint,
        }
    }

    /// The mistake as people read it: the position, the sentence, the line, the hint.
    ///
    /// The position always stands first in plain letters, because terminals reorder Arabic lines
    /// and the marks under them can end up elsewhere.
    pub fn render(&self, colour: bool) -> String {
        let theme = if colour {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_width(WIDTH)
            // Paths and codes must not be broken at their hyphens.
            .with_word_separator(textwrap::WordSeparator::AsciiSpace)
            .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
            .with_context_lines(0)
            .without_syntax_highlighting()
            .with_footer(format!("hint: {}", self.hint));
        let mut rendered = String::new();
        // Writing to a string fails only if a formatter does; the plain form is always there.
        match handler.render_report(&mut rendered, &Rendered(self)) {
            Ok(()) => rendered,
            Err(fmt::Error) => self.to_string(),
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rule,
            severity,
            file,
            line,
            column,
            message,
            hint,
            ..
        } = self;
        write!(
            f,
            "{file}:{line}:{column} {severity} {rule}: {message} hint: {hint}"
        )
    }
}

/// A diagnostic in miette's terms.
#[derive(Debug)]
struct Rendered<'a>(&'a Diagnostic);

impl fmt::Display for Rendered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Rendered<'_> {}

impl miette::Diagnostic for Rendered<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let Diagnostic {
            file,
            line,
            column,
            severity,
            rule,
            ..
        } = self.0;
        let mut code = format!("{file}:{line}:{column}");
        let _ = write!(code, " {severity}: {rule}");
        Some(Box::new(code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.0.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.0.excerpt.is_some().then_some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let mark = self.0.excerpt.as_ref()?.mark.clone();
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(
            None, mark,
        ))))
    }
}

/// Shows the excerpt under the line number that it has in its file.
impl SourceCode for Rendered<'_> {
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let Diagnostic {
            file,
            line,
            column,
            excerpt,
            ..
        } = self.0;
        let excerpt = excerpt.as_ref().ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            file.clone(),
            excerpt.text.as_bytes(),
            (0..excerpt.text.len()).into(),
            line - 1,
            column - 1,
            1,
        )))
    }
}
