//! The shipper's state, in words.

use jiff::tz::TimeZone;
use sila::store::ShipperState;

#[test]
fn says_what_is_up() {
    let mut state = ShipperState::default();
    let words = |state: &ShipperState| state.in_words(&TimeZone::fixed(jiff::tz::offset(3)));
    assert_eq!(words(&state), "Everything that happened in calls is in the database.");
    state.waiting = 1;
    assert_eq!(words(&state), "1 record is on the way to the database.");
    state.waiting = 1_234_567;
    state.oldest = "2026-11-23T09:03:59Z".parse().ok();
    state.trouble = Some("the database has not answered.".to_owned());
    assert_eq!(
        words(&state),
        "1,234,567 records wait on this machine since 2026-11-23 12:03; the database has not answered."
    );
    state.trouble = None;
    state.refused = 1;
    assert_eq!(
        words(&state),
        "1,234,567 records are on the way to the database since 2026-11-23 12:03. 1 record is set aside on \
         this machine because the database does not take it: see the table “refused” in the journal's file."
    );
}
