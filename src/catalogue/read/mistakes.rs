//! Collecting mistakes.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::catalogue::position::Spot;
use crate::catalogue::{Diagnostic, Rule};

/// The mistakes that were found so far.
#[derive(Debug, Default)]
pub(super) struct Mistakes {
    found: RefCell<Vec<Diagnostic>>,
    unreadable: RefCell<BTreeSet<String>>,
}

impl Mistakes {
    /// Notes a mistake, unless the file is unreadable anyway.
    pub(super) fn add(
        &self,
        rule: Rule,
        spot: Spot<'_>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        if self.is_unreadable(spot.file.path) {
            return;
        }
        self.found.borrow_mut().push(Diagnostic {
            rule,
            severity: rule.severity(),
            file: spot.file.path.to_owned(),
            span: spot.span(),
            line: spot.line(),
            column: spot.column(),
            excerpt: Some(spot.excerpt()),
            message: message.into(),
            hint: hint.into(),
        });
    }

    /// Notes that a file is not there.
    pub(super) fn add_missing_file(&self, path: String, message: String, hint: &str) {
        self.found.borrow_mut().push(Diagnostic {
            rule: Rule::MissingFile,
            severity: Rule::MissingFile.severity(),
            file: path,
            span: 0..0,
            line: 1,
            column: 1,
            excerpt: None,
            message,
            hint: hint.into(),
        });
    }

    /// Passes over further mistakes in a file that breaks the rules of TOML: most would only follow
    /// from those.
    pub(super) fn unreadable(&self, path: &str) {
        self.unreadable.borrow_mut().insert(path.to_owned());
    }

    /// Whether a file breaks the rules of TOML.
    pub(super) fn is_unreadable(&self, path: &str) -> bool {
        self.unreadable.borrow().contains(path)
    }

    /// All mistakes by file and position.
    pub(super) fn sorted(self) -> Vec<Diagnostic> {
        let mut found = self.found.into_inner();
        found.sort_by(|a, b| {
            (&a.file, a.span.start, a.span.end, a.rule).cmp(&(
                &b.file,
                b.span.start,
                b.span.end,
                b.rule,
            ))
        });
        found
    }
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

/// Words as a sentence lists them: "`a`, `b` or `c`".
pub(super) fn one_of<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_what_was_probably_meant() {
        let fields = ["documents", "duration", "fee", "summary"];
        for (word, meant) in [
            ("sumary", "summary"),
            ("fees", "fee"),
            ("doc", "documents"),
            ("Fee", "fee"),
        ] {
            assert_eq!(suggestion(word, fields), Some(meant));
        }
        assert_eq!(suggestion("opening-hours", fields), None);
        assert_eq!(suggestion("", fields), None);
    }

    #[test]
    fn lists_words() {
        assert_eq!(one_of(["a"]), "`a`");
        assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
