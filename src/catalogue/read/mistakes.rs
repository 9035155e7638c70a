//! Collecting problems.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::table::Text;
use crate::catalogue::position::{Spot, TextFile};
use crate::catalogue::problem::FileProblem;
use crate::catalogue::spoken::TextProblem;
use crate::catalogue::{Diagnostic, Problem, Severity};

#[derive(Debug, Default)]
pub(super) struct Mistakes {
    found: RefCell<Vec<Diagnostic>>,
    unreadable: RefCell<BTreeSet<String>>,
}

impl Mistakes {
    /// Notes a problem, unless the file is unreadable anyway.
    pub(super) fn add(&self, spot: Spot<'_>, problem: impl Into<Problem>) {
        let problem = problem.into();
        let severity = problem.rule().severity();
        self.add_as(spot, problem, severity);
    }

    /// Notes a problem with another weight than its rule has.
    pub(super) fn add_as(&self, spot: Spot<'_>, problem: impl Into<Problem>, severity: Severity) {
        if !self.is_unreadable(spot.file.path) {
            let diagnostic = Diagnostic { severity, ..Diagnostic::new(problem.into(), spot) };
            self.found.borrow_mut().push(diagnostic);
        }
    }

    /// Notes the problems of a text that is to be spoken.
    pub(super) fn add_all(&self, text: &Text<'_>, found: impl IntoIterator<Item = TextProblem>) {
        for TextProblem { problem, range } in found {
            self.add(text.part(range), problem);
        }
    }

    pub(super) fn add_missing_file(&self, path: &str) {
        let file = TextFile { path, text: "".into() };
        let problem = FileProblem::MissingFile { path: path.to_owned() };
        let mut diagnostic = Diagnostic::new(problem.into(), Spot::top(&file));
        diagnostic.excerpt = None;
        self.found.borrow_mut().push(diagnostic);
    }

    /// Passes over further problems in a file that breaks the rules of TOML: most would only follow
    /// from those.
    pub(super) fn unreadable(&self, path: &str) {
        self.unreadable.borrow_mut().insert(path.to_owned());
    }

    /// True if a file breaks the rules of TOML.
    pub(super) fn is_unreadable(&self, path: &str) -> bool {
        self.unreadable.borrow().contains(path)
    }

    /// All problems by file and position.
    pub(super) fn sorted(self) -> Vec<Diagnostic> {
        let mut found = self.found.into_inner();
        sort(&mut found);
        found
    }
}

/// Sorts problems by file and position.
pub fn sort(found: &mut [Diagnostic]) {
    found.sort_by(|a, b| {
        let key = |one: &Diagnostic| (one.span.start, one.span.end, one.rule());
        a.file.cmp(&b.file).then_with(|| key(a).cmp(&key(b)))
    });
}

/// The candidate that a word was probably meant to be.
pub(super) fn suggestion<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            let near = strsim::normalized_damerau_levenshtein(&word, &candidate.to_lowercase());
            // `doc` is meant to be `documents`: a long beginning is as good as a near miss.
            let begins = word.len() >= 3 && candidate.to_lowercase().starts_with(&word);
            (if begins { near.max(0.7) } else { near }, candidate)
        })
        .filter(|(likeness, _)| *likeness >= 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
