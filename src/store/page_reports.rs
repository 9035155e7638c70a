//! Reports from readers of the website: opinions on a page, remarks about it, and words that fit no service. Nobody is known
//! by them.

use jiff::Timestamp;

use super::database::operations;
use crate::catalogue::{Code, EditionNumber};

named_enum! {
    /// A reader's opinion of the page of a service.
    pub enum PageOpinion {
        Useful = "yes",
        NotUseful = "no",
        /// Something on it is wrong.
        Wrong = "wrong",
    }
}

/// Something that a reader of the website brought about and that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageReport {
    pub at: Timestamp,
    pub content: PageReportContent,
}

/// The content of a [`PageReport`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageReportContent {
    /// Counted by the day.
    Opinion { service: Code, edition: EditionNumber, opinion: PageOpinion },
    /// Words that the website was searched for and that fit no service, with their keyed hash. They are kept once somebody
    /// else has said them, on the telephone or here.
    Unheard { language: String, said: String, mark: String },
    /// A reader says what is wrong.
    Remark { service: Code, edition: EditionNumber, language: String, text: String },
}

/// Readers' opinions of the page of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRating {
    pub service: Code,
    /// The edition that they read.
    pub edition: EditionNumber,
    pub yes: u64,
    pub no: u64,
    pub wrong: u64,
}

/// A remark about the page of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRemark {
    pub at: Timestamp,
    /// The code of the service.
    pub service: String,
    pub edition: EditionNumber,
    pub language: String,
    pub text: String,
}

operations! {
    /// Keeps reports, all or none of them.
    change fn keep_page_reports(reports: &[PageReport]) -> () = page_reports::keep;

    /// The opinions of days that ended after `since`, by service and edition. A day is one in UTC.
    read fn page_ratings(since: Timestamp) -> Vec<PageRating> = page_reports::ratings;

    /// At most `limit` of the remarks that were made at or after `since`, the newest first.
    read fn page_remarks(since: Timestamp, limit: u16) -> Vec<PageRemark> = page_reports::remarks;

    /// Removes opinions of days before this time, and remarks that were made before it; says how many.
    in_batches fn remove_page_reports(before: Timestamp) -> u64 = retention::remove_page_reports;
}
