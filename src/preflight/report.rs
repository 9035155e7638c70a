//! What was found, for people and for machines.

use std::fmt::Write as _;

use serde::Serialize;

/// How a check went.
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

/// What one check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub name: String,
    /// How it went.
    pub outcome: Outcome,
    /// What was seen.
    pub detail: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

/// Everything that was found, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report(pub Vec<Finding>);

/// What is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    pub detail: String,
    pub remedy: String,
}

impl Finding {
    pub(super) fn ok(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { name: name.into(), outcome: Outcome::Ok, detail: detail.into(), remedy: None }
    }

    pub(super) fn warning(
        name: impl Into<String>,
        detail: impl Into<String>,
        remedy: Option<&str>,
    ) -> Self {
        Self {
            name: name.into(),
            outcome: Outcome::Warning,
            detail: detail.into(),
            remedy: remedy.map(str::to_owned),
        }
    }

    pub(super) fn failed(
        name: impl Into<String>,
        detail: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            outcome: Outcome::Failed,
            detail: detail.into(),
            remedy: Some(remedy.into()),
        }
    }

    pub(super) fn trouble(name: impl Into<String>, trouble: Trouble) -> Self {
        Self::failed(name, trouble.detail, trouble.remedy)
    }
}

impl Trouble {
    pub(super) fn new(detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { detail: detail.into(), remedy: remedy.into() }
    }
}

impl Report {
    /// True if nothing failed.
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
