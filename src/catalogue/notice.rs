//! Notices: dated announcements.

use jiff::Timestamp;

use super::MenuKey;

/// Names a notice for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoticeId(u32);

impl NoticeId {
    /// The id with this number.
    pub fn new(number: u32) -> Self {
        Self(number)
    }
}

/// A dated spoken announcement that appears and expires by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number in the record.
    pub id: NoticeId,
    /// The sector whose callers hear it; none: all callers.
    pub sector: Option<MenuKey>,
    /// When it begins to be heard.
    pub from: Timestamp,
    /// When it is heard no more.
    pub until: Timestamp,
    /// What is said, by the code of the language.
    pub texts: Vec<(String, String)>,
}

impl Notice {
    /// What is said in a language.
    pub fn text(&self, language: &str) -> Option<&str> {
        let found = self.texts.iter().find(|(code, _)| code == language);
        found.map(|(_, text)| text.as_str())
    }
}
