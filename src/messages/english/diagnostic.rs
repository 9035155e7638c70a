//! A diagnostic with its line, for terminals.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents,
};

use super::{Explanation, explain};
use crate::catalogue::{Diagnostic, Severity};

/// Columns of a rendered message, fixed so that it looks the same wherever it is printed.
const WIDTH: usize = 100;

/// Renders a diagnostic: the position, the message, the line, the hint.
///
/// The position always stands first in plain letters, because terminals reorder Arabic lines
/// and the marks under them can end up elsewhere.
pub fn render(diagnostic: &Diagnostic, colour: bool) -> String {
    let Explanation { message, hint } = explain(&diagnostic.problem);
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(WIDTH)
        // Paths and codes must not be broken at their hyphens.
        .with_word_separator(textwrap::WordSeparator::AsciiSpace)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
        .with_context_lines(0)
        .without_syntax_highlighting()
        .with_footer(format!("hint: {hint}"));
    let mut rendered = String::new();
    let report = Rendered { diagnostic, message };
    // Writing to a string fails only if a formatter does; the plain form is always there.
    match handler.render_report(&mut rendered, &report) {
        Ok(()) => rendered,
        Err(fmt::Error) => one_line(diagnostic),
    }
}

/// Renders a diagnostic in one line, without the excerpt.
pub fn one_line(diagnostic: &Diagnostic) -> String {
    let Explanation { message, hint } = explain(&diagnostic.problem);
    format!("{}: {message} hint: {hint}", title(diagnostic))
}

fn title(diagnostic: &Diagnostic) -> String {
    let Diagnostic { file, line, column, .. } = diagnostic;
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    format!("{file}:{line}:{column} {severity}: {}", diagnostic.rule().name())
}

/// A diagnostic in miette's terms.
#[derive(Debug)]
struct Rendered<'a> {
    diagnostic: &'a Diagnostic,
    message: String,
}

impl fmt::Display for Rendered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Rendered<'_> {}

impl miette::Diagnostic for Rendered<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(title(self.diagnostic)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.diagnostic.excerpt.is_some().then_some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let mark = self.diagnostic.excerpt.as_ref()?.mark.clone();
        let label = LabeledSpan::new_with_span(None, mark);
        Some(Box::new(std::iter::once(label)))
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
        let Diagnostic { file, line, column, excerpt, .. } = self.diagnostic;
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
