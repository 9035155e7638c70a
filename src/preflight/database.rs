//! The store: it opens, its layout is this version's, and what is heard is whole.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::Timestamp;

use super::report::{Finding, Trouble};
use crate::catalogue::{Diagnostic, RecordingHash, Severity, SourceFile, check_speech};
use crate::clock::ClockDoubt;
use crate::config::Config;
use crate::messages::english::{self, Explanation};
use crate::operate::{LineSpeaker, speakers};
use crate::store::postgres::Replication;
use crate::store::{Database, StoreError, shown};

/// Looks at the store without changing it; also gives the recordings of what is heard on these lines.
pub(super) async fn check(
    config: &Config,
    lines: &[LineSpeaker<'_>],
    now: Timestamp,
) -> (Vec<Finding>, Option<BTreeSet<RecordingHash>>) {
    // Opening the store for writing would bring its schema up to date.
    let database = match Database::read_only(&config.database, &config.store).await {
        Ok(database) => database,
        Err(error) => return (vec![Finding::new("database", Err(told(&error)))], None),
    };
    let opens = Ok(format!("{} opens and is of this version", config.database));
    let mut findings = vec![Finding::new("database", opens)];
    let recordings = match edition(config, &database, lines).await {
        Ok((found, recordings)) => {
            findings.extend(found);
            recordings
        }
        Err(error) => {
            findings.push(Finding::new("database", Err(told(&error))));
            None
        }
    };
    if let Ok(Some(there)) = database.time().await {
        findings.push(Finding::new("database clock", clock(there, now)));
    }
    if let Ok(Some(found)) = database.replication().await {
        findings.push(Finding::new("replication", replication(&found)));
    }
    if let Some(trouble) = copies(&database, config.keep.shortest()) {
        findings.push(Finding::new("copies", Err(trouble)));
    }
    database.close().await;
    (findings, recordings)
}

/// Compares our clock with the database's.
fn clock(there: Timestamp, now: Timestamp) -> Result<String, Trouble> {
    let ahead = now.duration_since(there);
    if ahead.abs() <= ClockDoubt::APART {
        return Ok("within five minutes of this machine's".to_owned());
    }
    Err(Trouble::warning(
        ClockDoubt::Database { ahead }.to_string(),
        "Until then, this machine removes nothing that has been kept for long enough.",
    ))
}

/// Says what is lost when a copy takes the database's place.
fn replication(Replication { synchronous, copies }: &Replication) -> Result<String, Trouble> {
    match (synchronous.as_str(), copies) {
        ("", 0) => Ok("no copy of the database follows it".to_owned()),
        ("", copies) => Err(Trouble::warning(
            format!("copies that follow the database: {copies}; no commit waits for any of them"),
            "Set synchronous_standby_names in the database. Without it, a copy that takes over lacks what was committed \
             last: the servers carry the records of calls again, and what was published or answered then is lost.",
        )),
        (names, 0) => Err(Trouble::warning(
            format!("commits wait for synchronous copies (“{}”), and none follows", shown(names)),
            "Start a copy, or take synchronous_standby_names out of the database's settings: until then nothing new is \
             committed, and what happens in calls waits on the servers.",
        )),
        (names, copies) => Ok(format!(
            "commits wait for synchronous copies (“{}”); copies that follow: {copies}",
            shown(names)
        )),
    }
}

/// Names the copies of the store that stand beside it, with all that was ever erased since.
fn copies(database: &Database, days: u16) -> Option<Trouble> {
    let copies = database.copies();
    let names: Vec<_> = copies.iter().map(|copy| copy.file.as_str()).collect();
    let goes = match days {
        0 => "nothing removes them, for everything is kept for ever".to_owned(),
        days => format!("they are removed after {days} days"),
    };
    (!names.is_empty()).then(|| {
        Trouble::warning(
            format!("copies of the whole store are beside it: {}", names.join(", ")),
            format!(
                "Remove them, with their -wal and -shm, when they are not needed any more; {goes}."
            ),
        )
    })
}

type EditionFindings = (Vec<Finding>, Option<BTreeSet<RecordingHash>>);

async fn edition(
    config: &Config,
    database: &Database,
    lines: &[LineSpeaker<'_>],
) -> Result<EditionFindings, StoreError> {
    let nothing = |detail: &str, remedy: &str| {
        Ok((vec![Finding::new("edition", Err(Trouble::new(detail, remedy)))], None))
    };
    let Some(active) = database.active().await? else {
        return nothing(
            "no edition was ever published",
            "Start the server once: it makes the hotline's files the first edition.",
        );
    };
    let Some(contents) = database.contents(active.edition).await? else {
        return nothing(
            "the active edition is not in the store any more",
            "Publish the hotline's files anew.",
        );
    };
    let fixed = contents.recordings.iter();
    let recordings: BTreeSet<_> = fixed.map(|fixed| fixed.recording.hash).collect();
    let mut missing = Vec::new();
    for hash in &recordings {
        let path = config.recordings.join(format!("{hash}.wav"));
        if !path.exists() && database.bytes(&hash.to_string()).await?.is_none() {
            missing.push(*hash);
        }
    }
    let detail =
        format!("edition {} is active, with {} recordings", active.edition, recordings.len());
    let found = match missing.first() {
        None => Ok(detail),
        Some(first) => Err(Trouble::new(
            format!("{detail}, of which {} are nowhere, {first} among them", missing.len()),
            "Restore the store from a backup, or import them again and publish.",
        )),
    };
    let mut findings = vec![Finding::new("edition", found)];
    findings.extend(unspeakable(&contents.files, lines));
    Ok((findings, Some(recordings)))
}

/// What is heard, held against what the lines' providers can speak and hear; nothing where all is well.
fn unspeakable(files: &[SourceFile], lines: &[LineSpeaker<'_>]) -> Vec<Finding> {
    let found = check_speech(files, &speakers(lines));
    let finding = |one: &Diagnostic| {
        let Explanation { message, hint } = english::explain(&one.problem);
        let detail = format!("{}, line {}: {}", one.file, one.line, message.trim_end_matches('.'));
        let remedy = format!("In the edition's files: {hint}. Then publish them.");
        let trouble = match one.severity {
            Severity::Error => Trouble::new(detail, remedy),
            Severity::Warning => Trouble::warning(detail, remedy),
        };
        Finding::new("languages", Err(trouble))
    };
    found.iter().map(finding).collect()
}

/// An error, which says after its first sentence what to do; the causes stand with what is wrong.
fn told(error: &StoreError) -> Trouble {
    let told = error.to_string();
    let (what, remedy) = told
        .split_once(". ")
        .unwrap_or((told.as_str(), "See the messages of the server at this time."));
    let mut what = what.to_owned();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let said = error.to_string();
        let said = said.trim_end().trim_end_matches('.');
        // Drivers' errors tell their causes themselves.
        if !what.contains(said) {
            let _ = write!(what, " ({said})");
        }
        cause = error.source();
    }
    Trouble::new(what, remedy)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::told;
    use crate::store::StoreError;

    #[test]
    fn what_a_driver_says_is_told_once() {
        let refused = io::Error::other("connection refused.");
        let trouble = told(&StoreError::Unreachable(sqlx::Error::Io(refused)));
        let detail =
            "The database does not answer (error communicating with database: connection refused)";
        assert_eq!(trouble.detail, detail);
        assert!(trouble.remedy.unwrap().starts_with("Check that it runs"));
    }
}
