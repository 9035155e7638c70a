//! Findings, for people and for machines.

use std::fmt::Write as _;

use serde::Serialize;

/// The outcome of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// As it should be.
    Ok,
    /// Calls are answered, but something is unwise or could not be looked at.
    Warning,
    /// Calls would fail.
    Failed,
}

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The thing that was looked at.
    pub name: String,
    pub outcome: Outcome,
    pub detail: String,
    pub remedy: Option<String>,
}

/// Everything that was found, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report(pub Vec<Finding>);

/// Something that is not as it should be, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}. {}", remedy.as_deref().unwrap_or_default())]
pub struct Trouble {
    pub outcome: Outcome,
    pub detail: String,
    pub remedy: Option<String>,
}

impl Finding {
    pub(super) fn new(name: impl Into<String>, found: Result<String, Trouble>) -> Self {
        let name = name.into();
        match found {
            Ok(detail) => Self { name, outcome: Outcome::Ok, detail, remedy: None },
            Err(Trouble { outcome, detail, remedy }) => Self { name, outcome, detail, remedy },
        }
    }
}

impl Trouble {
    /// Something for which calls would fail.
    pub(super) fn new(detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { outcome: Outcome::Failed, detail: detail.into(), remedy: Some(remedy.into()) }
    }

    /// Something with which calls are answered all the same.
    pub(super) fn warning(detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { outcome: Outcome::Warning, ..Self::new(detail, remedy) }
    }

    /// Something that could not be looked at.
    pub(super) fn unclear(detail: impl Into<String>) -> Self {
        Self { outcome: Outcome::Warning, detail: detail.into(), remedy: None }
    }
}

impl Report {
    pub fn passed(&self) -> bool {
        self.count(Outcome::Failed) == 0
    }

    /// A line for each finding, below it what to do, and a sentence at the end.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for finding in &self.0 {
            let word = match finding.outcome {
                Outcome::Ok => "ok",
                Outcome::Warning => "warning",
                Outcome::Failed => "FAILED",
            };
            let _ = writeln!(text, "{word:<7}  {} - {}", finding.name, finding.detail);
            if let Some(remedy) = &finding.remedy {
                let _ = writeln!(text, "{:7}  {remedy}", "");
            }
        }
        let (failed, warnings) = (self.count(Outcome::Failed), self.count(Outcome::Warning));
        let verdict = if failed == 0 { "Ready for calls" } else { "Not ready for calls" };
        let _ = writeln!(text, "\n{verdict}. Failed: {failed}. Warnings: {warnings}.");
        text
    }

    /// The same for machines.
    pub fn json(&self) -> String {
        let report = serde_json::json!({ "passed": self.passed(), "findings": self.0 });
        format!("{report:#}\n")
    }

    fn count(&self, outcome: Outcome) -> usize {
        let findings = self.0.iter();
        findings.filter(|one| one.outcome == outcome).count()
    }
}
