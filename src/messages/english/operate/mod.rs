//! Refusals and failures of what people change.

mod diff;
mod operators;

use std::io;

use camino::Utf8Path;

use super::counted;
use crate::catalogue::source::{MOST_BYTES, MOST_ENTRIES};
use crate::catalogue::{Diagnostic, EditionNumber, Severity};
use crate::operate::drafts::{PathError, PathRule};
use crate::operate::inquiries::{ReferenceError, grouped_reference};
use crate::operate::{Conflict, LoadError, LogState, MARK, OperateError};
use crate::store::sqlite::{ForgottenIn, LeftCopy};
use crate::store::{Reason, shown};

pub use diff::{diff, diff_in_short};

/// Writes a function that says an error in words: for each pattern, the arguments of `format!`.
macro_rules! sentences {
    ($(#[$about:meta])* $name:ident($type:ident) $($pattern:pat => ($($words:tt)*))*) => {
        $(#[$about])*
        pub fn $name(error: &$type) -> String {
            use $type as E;
            match error { $($pattern => format_args!($($words)*).to_string(),)* }
        }
    };
}

sentences! {
    /// The reason why something was not done.
    error(OperateError)
    E::UnspokenLanguage { line, language } =>
        ("the line `{line}` offers the language `{language}`, which these files do not speak: put it back, or take it \
          out of the line's `languages` first")
    E::Past(from) => ("{from} is past: publish at once, or give a time to come")
    E::Conflict(change) => ("{}", conflict(change))
    E::Busy => ("What is heard is changing at this moment. Look at `sila editions`, and try again.")
    E::AlreadyHeard(number) => ("Edition {number} is the one that is heard. Nothing was changed.")
    E::NotScheduled(number) => ("edition {number} is not on the schedule; `sila editions` shows what is")
    E::UnknownEdition(number) => ("There is no edition {number}. `sila editions` lists those that there are.")
    E::Retired { number, at } =>
        ("Edition {number} was retired on {}: what it was made of is not kept any more. Publish its files again if you \
          have them.", at.strftime("%Y-%m-%d"))
    E::Load(error) => ("{}", load_error(error))
    E::NothingHeard =>
        ("Nothing is heard yet, so that no notice can be checked. Start the server once, or publish the menus.")
    E::NoticeMistakes(_) => ("The notice can't be heard as it is.")
    E::UnknownNotice(id) => ("There is no notice {id}. `sila notices` lists those that there are.")
    E::NoticeEnded(record) =>
        ("{} has ended notice {} already.",
         record.ended.as_ref().map_or("Somebody".to_owned(), |end| shown(&end.author)), record.notice.id)
    E::NoticeExpired(id) => ("Notice {id} has expired by itself: callers do not hear it any more.")
    E::UnknownDraft(number) => ("There is no draft {number}: it was published or discarded.")
    E::Path(error) => ("{}", path_error(error))
    E::TooLarge { path } =>
        ("{path} is larger than {} KiB. Take out of it what does not belong there.", MOST_BYTES / 1024)
    E::TooMany => ("There are {MOST_ENTRIES} files and folders in the draft already. Take one out first.")
    E::NoFile { path } => ("There is no file {path} in the draft.")
    E::Mistakes(mistakes) => ("The draft has mistakes: {}.", mistakes.len())
    E::Reference(error) => ("{}", reference_error(error))
    E::UnknownInquiry(address) =>
        ("There is no inquiry with the reference {address}. Check the digits; closed ones are removed some time later.")
    E::Several(address, found) =>
        ("{} inquiries have the reference {}. Name the one that you mean by its address:", found.len(),
         grouped_reference(address.reference()))
    E::Closed(address) =>
        ("The inquiry {} is closed, and nothing more can be done about it.", grouped_reference(address.reference()))
    E::LanguageGone { code } =>
        ("the question was left in the language `{code}`, which the hotline speaks no more, so that no answer in it \
          can be heard: call the caller back, then close the inquiry")
    E::NoLanguage => ("the hotline speaks no language")
    E::Unspeakable(_) => ("the answer can't be spoken like this, and nothing was changed")
    E::NotEmpty(folder) => ("{folder} is not empty. Give a folder that is new or empty: nothing is written over.")
    E::ForeignFolder(folder) =>
        ("{folder} has files in it that no export of the website wrote, and they would be lost. Give a folder that is new \
          or empty, or remove it first.")
    E::NoFolder(file) => ("{file} is a file, not a folder. Give a folder that is new or empty.")
    E::Unwritable { path, problem } =>
        ("{path} can't be written ({problem}). See who may write there, and that the disk has room.")
    E::Different(folder) =>
        ("What was written to {folder} is not what the edition is made of. See that the disk is well.")
    E::Damaged(why) =>
        ("A recording of the inquiry is damaged in the store: {why}. Restore the store from a copy.")
    E::MissingRecording(hash) => ("The store lacks the recording {hash}. Restore the store from a copy.")
    E::Unrecorded(id) => ("There is no recording of {id}, and nothing was removed. `sila recordings list` shows what there is.")
    E::Operator(refusal) => ("{}", operators::refusal(refusal))
    E::Interrupted(why) => ("The delivery could not be read: {why}. Please report this.")
    E::Leftover { folder, cause } =>
        ("the backup is in its place, but {folder} can't be removed ({cause}), and its editions may be others than \
          those of the backup: remove it before the server starts")
    other => ("{other}")
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

/// A line on the differences that can't be told after a change of what is heard.
pub fn not_compared(cause: &OperateError) -> String {
    format!("Take care: what callers hear differently can't be told. {}\n", error(cause))
}

/// A line on a folder that does not know which edition its files are.
pub fn unmarked(folder: &Utf8Path, number: EditionNumber, problem: &io::Error) -> String {
    format!(
        "Take care: {} can't be written ({problem}), so that the folder does not know its edition. Give `--base {number}` \
         the next time that you publish it.\n",
        folder.join(MARK)
    )
}

/// A line on what may be left in the log beside the store; empty if nothing is.
pub fn left_in_log(log: &LogState, removed: &str) -> String {
    match log {
        LogState::Clean => String::new(),
        LogState::InUse => format!(
            "Somebody is reading the store: the log beside it still has {removed}, until it is next written over.\n"
        ),
        LogState::NotWrittenBack(error) => format!(
            "The log beside the store may still have {removed}: it could not be written back into the store, which the \
             next program that opens the store tries again. {error}\n"
        ),
    }
}

/// What became of the copies of the store, a line for each.
pub fn forgotten_in_copies(copies: &[(LeftCopy, ForgottenIn)]) -> String {
    let line = |(LeftCopy { file, .. }, forgotten_in): &(LeftCopy, ForgottenIn)| match forgotten_in
    {
        ForgottenIn::Erased => format!("Neither has {file}, a copy of the store.\n"),
        ForgottenIn::Removed => {
            format!("{file}, a copy of the store, could not be changed and was removed.\n")
        }
        ForgottenIn::Left(cause) => format!(
            "{file}, a copy of the store, could neither be changed nor removed ({cause}): remove it, with its -wal \
             and -shm.\n"
        ),
    };
    copies.iter().map(line).collect()
}

fn load_error(error: &LoadError) -> String {
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

fn reference_error(error: &ReferenceError) -> String {
    let (written, wrong) = match error {
        ReferenceError::NotDigits(written) => {
            (format!("`{written}`"), "write its eight digits, such as 1234 5674".to_owned())
        }
        ReferenceError::WrongLength { written, digits } => {
            let digits = counted(*digits, "digit");
            (format!("`{written}`"), format!("it has {digits}, and a reference has eight"))
        }
        ReferenceError::WrongDigit(reference) => {
            let wrong = "one of its digits is wrong, for the last does not fit the others";
            (grouped_reference(reference), wrong.to_owned())
        }
    };
    format!("{written} is no reference: {wrong}. `sila inquiries` lists them")
}

fn path_error(PathError { path, rule }: &PathError) -> String {
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
