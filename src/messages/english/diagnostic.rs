//! A diagnostic with its line, for terminals.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, MietteError,
    MietteSpanContents, Report, SourceCode, SourceSpan, SpanContents,
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
    let severity = match diagnostic.severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
    };
    let mut report =
        MietteDiagnostic::new(message).with_code(title(diagnostic)).with_severity(severity);
    if let Some(excerpt) = &diagnostic.excerpt {
        report = report.with_label(LabeledSpan::new_with_span(None, excerpt.mark.clone()));
    }
    let report = Report::new(report).with_source_code(ShownExcerpt(diagnostic.clone()));
    let mut rendered = String::new();
    // Writing to a string fails only if a formatter does; the plain form is always there.
    match handler.render_report(&mut rendered, report.as_ref()) {
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

/// Shows the excerpt under the line number that it has in its file.
struct ShownExcerpt(Diagnostic);

impl SourceCode for ShownExcerpt {
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let Diagnostic { file, line, column, excerpt, .. } = &self.0;
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
