//! Changes by people, each with its rules, its author and its line in the audit.
//!
//! [`publish()`] takes the recordings of exactly the menus' texts, and puts both into the store as an edition with a
//! number; [`load()`] brings it back and proves that it is the same. Whoever publishes names the base that the
//! files were made from: if somebody else was faster, both learn of the [`Conflict`].
//!
//! The command line and the console call these functions and decide nothing. A change writes its act into the audit
//! in its own transaction, and a refusal is written down after it.

mod audited;
mod backup;
mod base;
mod conflict;
mod content;
mod diff;
pub mod drafts;
mod erasure;
mod error;
mod export;
mod folder;
mod holidays;
pub mod inquiries;
mod load;
pub mod notices;
pub mod operators;
mod publish;
pub mod recordings;
mod replace;
mod rollback;
pub mod translations;

pub use backup::{put_back, take_backup};
pub use base::{MARK, base_revision, mark, marked};
pub use conflict::Conflict;
pub use diff::{CallsHeard, Change, ChangeKind, Diff, Different, Often, diff};
pub use erasure::{Forgotten, LogState, forget};
pub use error::{LoadError, OperateError};
pub use export::{export, export_recordings};
pub use folder::{FolderReplacement, WrittenFiles};
pub use holidays::{HolidaysError, import_holidays};
pub use load::{changes_since, contents, load, open};
pub use publish::{
    LineSpeaker, LoadedMenus, NewlyPublished, Publication, Published, SHIPPED, prepare, publish,
    publish_first, speakers,
};
pub use rollback::{RolledBack, cancel, roll_back};
