//! How what is heard changes: editions published, loaded and made heard.
//!
//! [`publish()`] checks a hotline's files, takes the recordings of exactly their texts, and puts both into the
//! store as an edition with a number; [`load()`] brings it back and proves that it is the same. Whoever
//! publishes says what was heard when the files were prepared: if somebody else was faster, both learn of it.

mod diff;
pub mod drafts;
mod export;
mod library;
mod load;
pub mod notices;
mod publish;
mod race;
mod rollback;

pub use diff::{Change, Diff, Different, Heard, Often, Recorded, diff};
pub use export::{ExportError, export, export_recordings};
pub use library::record;
pub use load::{LoadError, OpenError, contents, load, open};
pub use publish::{
    NewlyPublished, Publication, PublishError, Published, SHIPPED, publish, publish_first,
};
pub use race::Raced;
pub use rollback::{RollbackError, RolledBack, roll_back};
