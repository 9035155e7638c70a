//! The bodies that give services: `bodies.toml`.

use super::PromptId;

/// A body that gives services, such as an authority.
#[derive(Debug, Clone)]
pub struct Body {
    pub id: String,
    /// Its name as it stands in a sentence, in each language.
    pub name: Vec<String>,
    /// The address of its website, in each language that has one.
    pub links: Vec<Option<String>>,
    /// Sends callers to it to check what the ministry has not confirmed.
    pub caution: PromptId,
}
