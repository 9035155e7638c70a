//! Lines whose provider is left alone for a while.

use std::time::Duration;

use jiff::Timestamp;
use sila::dialects::ApiError;
use sila::jobs::JobOptions;
use sila::jobs::pauses::Pauses;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn busy(seconds: Option<u64>) -> ApiError {
    ApiError::Busy {
        reason: "The provider is away.".to_owned(),
        after: seconds.map(Duration::from_secs),
    }
}

fn seconds(until: Timestamp) -> i64 {
    until.duration_since(NOW).as_secs()
}

#[test]
fn each_pause_is_twice_as_long_up_to_the_longest() {
    let (pauses, options) = (Pauses::default(), JobOptions::default());
    let mut now = NOW;
    let mut waited = Vec::new();
    for _ in 0..12 {
        let (until, is_new) = pauses.begin("main", &busy(None), now, &options, 1.0);
        assert!(is_new);
        waited.push(until.duration_since(now).as_secs());
        now = until;
    }
    assert_eq!(waited, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
    assert!(pauses.end("main") && !pauses.end("main"));
    let (until, _) = pauses.begin("main", &busy(None), NOW, &options, 0.0);
    assert_eq!(seconds(until), 1, "at least half of it");
}

#[test]
fn of_many_failures_at_once_the_first_counts_for_its_line_alone() {
    let (pauses, options) = (Pauses::default(), JobOptions::default());
    let first = pauses.begin("main", &busy(None), NOW, &options, 1.0);
    let second = pauses.begin("main", &busy(None), NOW, &options, 1.0);
    assert_eq!((first.0, false), second);
    assert!(pauses.of("main", NOW).is_some());
    assert!(pauses.of("main", first.0).is_none(), "it is over");
    assert!(pauses.of("other", NOW).is_none());
    assert!(pauses.in_words().contains("The provider is away."));
}

#[test]
fn what_fails_by_itself_is_the_lines_after_several_different_ones_in_a_row() {
    let pauses = Pauses::default();
    assert!(!pauses.suspects("main", "+97333000001"));
    assert!(!pauses.suspects("main", "+97333000001"));
    assert!(!pauses.suspects("main", "+97333000002"));
    assert!(!pauses.suspects("other", "+97333000003"));
    pauses.end("main");
    for (number, is_lines) in [("1", false), ("2", false), ("3", true), ("1", true), ("4", true)] {
        assert_eq!(pauses.suspects("main", number), is_lines, "{number}");
    }
}

#[test]
fn what_the_provider_asks_for_is_waited_at_least() {
    let (pauses, options) = (Pauses::default(), JobOptions::default());
    let (until, _) = pauses.begin("main", &busy(Some(40)), NOW, &options, 0.0);
    assert_eq!(seconds(until), 40);
}
