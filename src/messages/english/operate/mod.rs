//! Refusals and failures of what people change.

mod diff;

use crate::catalogue::source::{MOST_BYTES, MOST_ENTRIES};
use crate::catalogue::{Diagnostic, Severity};
use crate::operate::drafts::{DraftError, PathError, PathRule};
use crate::operate::notices::{AddError, EndError};
use crate::operate::{
    BaseError, CancelError, Conflict, ExportError, LoadError, OpenError, PublishError,
    PutBackError, RollbackError, TakeBackupError,
};
use crate::store::{NoticeRecord, Reason, shown};

pub use diff::{diff, diff_in_short};

/// The reason why nothing was published.
pub fn publish_error(error: &PublishError) -> String {
    match error {
        PublishError::Words(error) => error.to_string(),
        PublishError::UnspokenLanguage { line, language } => format!(
            "the line `{line}` offers the language `{language}`, which these files do not speak: put it back, or \
             take it out of the line's `languages` first"
        ),
        PublishError::Past(from) => {
            format!("{from} is past: publish at once, or give a time to come")
        }
        PublishError::Conflict(change) => conflict(change),
        PublishError::Busy => "Others are publishing at this moment. Try again.".to_owned(),
        PublishError::Store(error) => error.to_string(),
    }
}

/// The change that somebody else made since the base.
pub fn conflict(Conflict { active, edition, .. }: &Conflict) -> String {
    let author = shown(&active.author);
    let number = edition.number;
    let done = match active.reason {
        Reason::Published => format!("{author} published edition {number} in the meantime"),
        Reason::Scheduled => format!(
            "The time of edition {number}, which {author} had scheduled, has come in the meantime"
        ),
        Reason::RolledBack => format!("{author} went back to edition {number} in the meantime"),
    };
    let note = match edition.note.as_str() {
        "" => String::new(),
        note => format!(": “{}”", shown(note)),
    };
    format!("{done}{note}. What you wanted was not done: look at what changed first.")
}

/// The reason why the revision of a base is not known.
pub fn base_error(error: &BaseError) -> String {
    match error {
        BaseError::Unknown(number) => {
            format!("there is no edition {number}; `sila editions` lists those that there are")
        }
        BaseError::Store(error) => error.to_string(),
    }
}

/// The reason why an edition was not gone back to.
pub fn rollback_error(error: &RollbackError) -> String {
    match error {
        RollbackError::Words(error) => error.to_string(),
        RollbackError::AlreadyHeard(number) => {
            format!("Edition {number} is the one that is heard. Nothing was changed.")
        }
        RollbackError::Open(error) => open_error(error),
        RollbackError::Conflict(change) => conflict(change),
        RollbackError::Busy => {
            "What is heard is changing at this moment. Look at `sila editions`, and try again."
                .to_owned()
        }
        RollbackError::Store(error) => error.to_string(),
    }
}

/// The reason why an edition was not taken off the schedule.
pub fn cancel_error(error: &CancelError) -> String {
    match error {
        CancelError::Words(error) => error.to_string(),
        CancelError::NotScheduled(number) => {
            format!("edition {number} is not on the schedule; `sila editions` shows what is")
        }
        CancelError::Store(error) => error.to_string(),
    }
}

/// The reason why an edition can't be brought out of the store.
pub fn open_error(error: &OpenError) -> String {
    match error {
        OpenError::Unknown(number) => {
            format!("There is no edition {number}. `sila editions` lists those that there are.")
        }
        OpenError::Retired { number, at } => format!(
            "Edition {number} was retired on {}: what it was made of is not kept any more. Publish its files again \
             if you have them.",
            at.strftime("%Y-%m-%d")
        ),
        OpenError::Load(error) => load_error(error),
        OpenError::Store(error) => error.to_string(),
    }
}

/// The reason why an edition can't be heard.
pub fn load_error(error: &LoadError) -> String {
    match error {
        LoadError::Mistakes { number, mistakes } => format!(
            "Edition {number} can't be read by this version of the program{}. Export it, correct that and publish it \
             again, or run the version that published it.",
            first(mistakes)
        ),
        LoadError::Damaged { number, published, found } => format!(
            "Edition {number} is damaged: what is in the store hashes to {found}, and {published} was published. Roll \
             back to another edition, or restore the store from a copy."
        ),
    }
}

fn first(mistakes: &[Diagnostic]) -> String {
    let worst = mistakes.iter().find(|mistake| mistake.severity == Severity::Error);
    worst.map_or_else(String::new, |mistake| {
        format!(" ({}:{}: {})", mistake.file, mistake.line, mistake.rule())
    })
}

/// The reason why an edition was not written as files.
pub fn export_error(error: &ExportError) -> String {
    match error {
        ExportError::NotEmpty(folder) => format!(
            "{folder} is not empty. Give a folder that is new or empty: nothing is written over."
        ),
        ExportError::NoFolder(file) => {
            format!("{file} is a file, not a folder. Give a folder that is new or empty.")
        }
        ExportError::Unwritable { path, problem } => format!(
            "{path} can't be written ({problem}). See who may write there, and that the disk has room."
        ),
        ExportError::Path(error) => {
            format!("The edition has a file that can't be written: {}", path_error(error))
        }
        ExportError::Unreadable(error) => error.to_string(),
        ExportError::Different(folder) => format!(
            "What was written to {folder} is not what the edition is made of. See that the disk is well."
        ),
        ExportError::Missing(hash) => {
            format!("The store lacks the recording {hash}. Restore the store from a copy.")
        }
        ExportError::Store(error) => error.to_string(),
    }
}

/// The reason why a notice is not added.
pub fn add_notice_error(error: &AddError) -> String {
    match error {
        AddError::NothingHeard => {
            "Nothing is heard yet, so that no notice can be checked. Start the server once, or publish the menus."
                .to_owned()
        }
        AddError::Mistakes(_) => "The notice can't be heard as it is.".to_owned(),
        AddError::Words(error) => error.to_string(),
        AddError::Open(error) => open_error(error),
        AddError::Store(error) => error.to_string(),
    }
}

/// The reason why a notice is not ended.
pub fn end_notice_error(error: &EndError) -> String {
    match error {
        EndError::Unknown(id) => {
            format!("There is no notice {id}. `sila notices` lists those that there are.")
        }
        EndError::Ended(record) => {
            let NoticeRecord { notice, ended, .. } = &**record;
            let author = ended.as_ref().map(|end| shown(&end.author));
            let author = author.unwrap_or_else(|| "Somebody".to_owned());
            format!("{author} has ended notice {} already.", notice.id)
        }
        EndError::Over(record) => format!(
            "Notice {} has expired by itself: callers do not hear it any more.",
            record.notice.id
        ),
        EndError::Words(error) => error.to_string(),
        EndError::Store(error) => error.to_string(),
    }
}

/// The reason why something can't be done with a draft.
pub fn draft_error(error: &DraftError) -> String {
    match error {
        DraftError::Words(error) => error.to_string(),
        DraftError::Unknown(number) => {
            format!("There is no draft {number}: it was published or discarded.")
        }
        DraftError::Change(error) => error.to_string(),
        DraftError::Path(error) => path_error(error),
        DraftError::TooLarge { path } => format!(
            "{path} is larger than {} KiB. Take out of it what does not belong there.",
            MOST_BYTES / 1024
        ),
        DraftError::TooMany => format!(
            "There are {MOST_ENTRIES} files and folders in the draft already. Take one out first."
        ),
        DraftError::NoFile { path } => format!("There is no file {path} in the draft."),
        DraftError::Mistakes(mistakes) => format!("The draft has mistakes: {}.", mistakes.len()),
        DraftError::Open(error) => open_error(error),
        DraftError::Publish(error) => publish_error(error),
        DraftError::Store(error) => error.to_string(),
    }
}

/// The reason why a file can't have a path.
pub fn path_error(PathError { path, rule }: &PathError) -> String {
    let reason = match rule {
        PathRule::Empty => "it is empty",
        PathRule::TooLong => "it is too long",
        PathRule::Absolute => "it must not begin with a slash",
        PathRule::EmptyName => "a name between two slashes is missing",
        PathRule::Dots => "it must not have . or .. in it",
        PathRule::Characters => "it must not have a backslash, a line's end or the like in it",
        PathRule::PassedOver => "files of that name are passed over when a folder is read",
    };
    format!("“{path}” can't be the path of a file: {reason}.")
}

/// The reason why there is no backup.
pub fn take_backup_error(error: &TakeBackupError) -> String {
    match error {
        TakeBackupError::Words(error) => error.to_string(),
        TakeBackupError::Backup(error) => error.to_string(),
        TakeBackupError::Unrecorded(error) => {
            format!("the backup is whole, but it can't be noted in the audit: {error}")
        }
    }
}

/// The reason why a backup was not put back.
pub fn put_back_error(error: &PutBackError) -> String {
    match error {
        PutBackError::Words(error) => error.to_string(),
        PutBackError::Restore(error) => error.to_string(),
        PutBackError::Editions { folder, cause } => format!(
            "the backup is in its place, but {folder} can't be removed ({cause}), and its editions may be others than \
             those of the backup: remove it before the server starts"
        ),
        PutBackError::Unrecorded(error) => {
            format!("the backup is in its place, but that can't be noted in its audit: {error}")
        }
    }
}
