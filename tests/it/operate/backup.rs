//! Backups and what is put back, in the audit.

use std::fs;

use sila::operate::{OperateError, cancel, put_back, take_backup};
use sila::store::sqlite::SqliteOptions;
use sila::store::{Database, Location};

use super::audit::audit;
use super::{TestStore, minute};
use crate::store::by;

/// The audit of the store in a file.
async fn audit_in(store: &TestStore, name: &str) -> Vec<String> {
    let file = Location::File(store.path(name));
    let database = Database::existing(&file, &SqliteOptions::default()).await.unwrap();
    let acts = audit(&database).await;
    database.close().await;
    acts
}

#[tokio::test]
async fn a_backup_has_its_act_and_what_is_put_back_goes_on_with_the_audit() {
    let store = TestStore::with_an_edition().await;
    let (file, copy, folder) = (store.path("sila.db"), store.path("copy.db"), store.path(""));
    take_backup(&file, &copy, by("day", minute(1))).await.unwrap();
    let mut expected = vec!["published 1 day “By the day.”", "backed-up  day “as agreed”"];
    assert_eq!(audit_in(&store, "copy.db").await, expected);
    let one = sila::catalogue::EditionNumber::new(1);
    cancel(&store.database, one, by("night", minute(2))).await.unwrap_err();
    store.database.close().await;
    put_back(&copy, (&file, &folder), by("day", minute(3))).await.unwrap();
    let since = "schedule-cancelled 1 night “as agreed” refused: not-scheduled";
    expected.extend([since, "restored  day “as agreed”"]);
    assert_eq!(audit_in(&store, "sila.db").await, expected);
    // Nothing stands there twice.
    put_back(&copy, (&file, &folder), by("night", minute(4))).await.unwrap();
    expected.push("restored  night “as agreed”");
    assert_eq!(audit_in(&store, "sila.db").await, expected);
}

#[tokio::test]
async fn what_is_put_back_is_in_the_audit_also_where_editions_are_left_over() {
    let store = TestStore::with_an_edition().await;
    let (file, copy, folder) = (store.path("sila.db"), store.path("copy.db"), store.path(""));
    take_backup(&file, &copy, by("day", minute(1))).await.unwrap();
    store.database.close().await;
    fs::write(store.path("editions"), "no folder").unwrap();
    let left = put_back(&copy, (&file, &folder), by("day", minute(3))).await;
    assert!(matches!(left, Err(OperateError::Leftover { .. })), "{left:?}");
    let acts = audit_in(&store, "sila.db").await;
    assert_eq!(acts.last().unwrap(), "restored  day “as agreed”");
}

#[tokio::test]
async fn a_backup_that_is_not_taken_or_not_put_back_is_in_the_audit() {
    let store = TestStore::with_an_edition().await;
    let (file, copy, folder) = (store.path("sila.db"), store.path("copy.db"), store.path(""));
    fs::write(&copy, "a letter").unwrap();
    let refused = take_backup(&file, &copy, by("day", minute(1))).await;
    assert!(matches!(refused, Err(OperateError::Backup(_))), "{refused:?}");
    let refused = take_backup(&file, &store.path("other.db"), by("", minute(1))).await;
    assert!(matches!(refused, Err(OperateError::Words(_))), "{refused:?}");
    store.database.close().await;
    for backup in ["nowhere.db", "copy.db"] {
        let backup = store.path(backup);
        let refused = put_back(&backup, (&file, &folder), by("day", minute(2))).await;
        assert!(matches!(refused, Err(OperateError::Restore(_))), "{refused:?}");
    }
    let refused = put_back(&copy, (&file, &folder), by("", minute(2))).await;
    assert!(matches!(refused, Err(OperateError::Words(_))), "{refused:?}");
    let expected = [
        "backed-up  day “as agreed” refused: exists",
        "backed-up   “as agreed” refused: words",
        "restored  day “as agreed” refused: no-file",
        "restored  day “as agreed” refused: unreadable",
        "restored   “as agreed” refused: words",
    ];
    assert_eq!(audit_in(&store, "sila.db").await[1..], expected);
}
