//! Places and references as they are written down and keyed.

use proptest::prelude::*;
use sila::dialogue::{Place, RecordedPlace, Reference};

#[test]
fn a_place_is_written_down_without_what_the_caller_dialled_or_was_told() {
    let table = [
        ("gate", "gate"),
        ("1", "sector.1"),
        ("11", "group.11"),
        ("114", "service.114"),
        ("114.fee", "section.114.fee"),
        ("dial.11", "dial"),
        ("found.114.115", "found"),
        ("resume.114.fee", "resume.114.fee"),
        ("useful.114.main", "useful.114"),
        ("inquiry", "inquiry"),
        ("inquiry.114", "inquiry.114"),
        ("addition.10000008.7.1", "addition"),
        ("received.10000008.7.1", "received"),
        ("status.10000008", "status"),
    ];
    for (place, written) in table {
        let recorded = Place::parse(place).map(Place::recorded);
        assert_eq!(recorded.map(|place| place.to_string()).as_deref(), Some(written));
        assert_eq!(RecordedPlace::parse(written), recorded);
    }
    for wrong in ["", "nowhere", "service.119", "service.1144", "section.114.x", "main.1.fee.x"] {
        assert_eq!(RecordedPlace::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn only_guidance_is_gone_on_with() {
    let guidance = |written| RecordedPlace::parse(written).unwrap().guidance();
    assert_eq!(guidance("section.114.fee"), Place::parse("114.fee"));
    assert_eq!(guidance("resume.114.fee"), Place::parse("114.fee"));
    assert_eq!(guidance("service.114"), Place::parse("114"));
    for elsewhere in ["main", "group.11", "inquiry.114", "useful.114"] {
        assert_eq!(guidance(elsewhere), None, "{elsewhere}");
    }
}

proptest! {
    #[test]
    fn what_is_made_can_be_read(number in any::<u64>()) {
        let reference = Reference::of(number);
        prop_assert_eq!(Reference::parse(&reference.to_string()), Some(reference));
    }

    #[test]
    fn one_wrong_digit_and_two_in_the_wrong_order_are_noticed(
        number in any::<u64>(), at in 0_usize..8, digit in b'0'..=b'9',
    ) {
        let right = Reference::of(number).to_string();
        let mut wrong = right.clone().into_bytes();
        wrong[at] = digit;
        let mut swapped = right.clone().into_bytes();
        swapped.swap(at, (at + 1) % 8);
        for changed in [wrong, swapped] {
            let changed = String::from_utf8(changed).unwrap();
            // The check digit does not tell 09 from 90, and the first digit is no neighbour of the last.
            let told = changed != right && at < 7 && !(right.contains("09") || right.contains("90"));
            prop_assert!(!told || Reference::parse(&changed).is_none(), "{right} {changed}");
        }
    }
}

#[test]
fn nothing_else_is_a_reference() {
    for digits in ["", "1234567", "123456789", "12345670", "1234567x", "١٢٣٤٥٦٧٤", "00000000"]
    {
        assert_eq!(Reference::parse(digits), None, "{digits}");
    }
    assert!(Reference::parse("12345674").is_some());
}
