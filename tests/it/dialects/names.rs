//! Telephone numbers, names of calls, and the public address.

use sila::dialects::{CallId, NumberError, PhoneNumber, PublicUrl, PublicUrlError};

#[test]
fn a_caller_is_who_has_an_international_number() {
    for text in ["+97317000000", " 97317000000"] {
        let number = PhoneNumber::parse(text).unwrap();
        assert_eq!(number.reveal(), "+97317000000", "{text}");
    }
}

#[test]
fn everything_else_is_nobody() {
    for text in [
        "",
        "+",
        "anonymous",
        "Restricted",
        "sip:anonymous@anonymous.invalid",
        "sip:+97317000000@pbx.example.bh",
        "tel:+97317000000",
        "client:alice",
        "client:+97317000000",
        "97317000000",
        "17000000",
        "+097317000000",
        "+266696687",
        "+7378742833",
        "+17378742833",
        "+86282452253",
        "+8656696",
        "+2562533",
        "+12",
        "999",
        "+1234567890123456",
        "+973 1700 000O",
        "++97317000000",
        "+٩٧٣١٧٠٠٠٠٠٠",
    ] {
        assert_eq!(PhoneNumber::parse(text), None, "{text}");
    }
}

#[test]
fn a_person_may_write_it_in_several_ways() {
    for text in [
        "+97317000000",
        "+973 1700 0000",
        " +973-1700-0000\n",
        "0097317000000",
        "00 973 17 00 00 00",
        "+973 (1700) 0000",
        "\u{202a}+973 1700\u{2011}0000\u{202c}",
    ] {
        let number = PhoneNumber::written(text).unwrap();
        assert_eq!(number.reveal(), "+97317000000", "{text}");
    }
    for text in ["", "17000000", "017000000", "973 1700 0000", "+00973", "+973 17OO 0000"] {
        assert_eq!(PhoneNumber::written(text), Err(NumberError), "{text}");
    }
}

#[test]
fn a_mobile_is_told_from_a_landline_by_its_number() {
    let table = [
        // Bahrain's plan (ITU Operational Bulletin, +973): mobiles begin with 3 and 66, landlines with 1.
        ("+97331000000", true),
        ("+97336001234", true),
        ("+97339612345", true),
        ("+97366300000", true),
        ("+97317000000", false),
        ("+97316000000", false),
        ("+97380000000", false),
        ("+97390000000", false),
        ("+966501234567", true),
        ("+966112345678", false),
        ("+971501234567", true),
        ("+447400123456", true),
        // In America a number does not tell.
        ("+12015550123", false),
        ("+99912345678", false),
        ("+9733", false),
    ];
    for (text, is_mobile) in table {
        let number = PhoneNumber::parse(text);
        assert_eq!(number.is_some_and(|number| number.is_mobile()), is_mobile, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_number_is_too_odd_to_be_judged(digits in "[1-9][0-9]{6,14}") {
        if let Some(number) = PhoneNumber::parse(&format!("+{digits}")) {
            number.is_mobile();
        }
    }
}

#[test]
fn a_number_is_not_shown() {
    let number = PhoneNumber::parse("+97317000000");
    assert_eq!(format!("{number:?}"), "Some(PhoneNumber(not shown))");
}

#[test]
fn the_names_of_every_provider_are_taken_as_they_are() {
    for name in [
        "CA00000000000000000000000000000001",
        "0703574f-b151-465d-aedb-28972eb513c7",
        "v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg",
    ] {
        assert_eq!(CallId::parse(name).unwrap().as_str(), name);
    }
    for odd in ["", "CA 1", "CA1\n", "../etc", "مكالمة", &"C".repeat(129)] {
        assert_eq!(CallId::parse(odd), None, "{odd:?}");
    }
}

#[test]
fn a_derived_name_is_stable_and_keeps_its_parts_apart() {
    let name = CallId::derived(&[b"ab", b"c"]);
    assert_eq!(name, CallId::derived(&[b"ab", b"c"]));
    assert_ne!(name, CallId::derived(&[b"a", b"bc"]));
    assert_eq!(CallId::parse(name.as_str()), Some(name));
}

#[test]
fn an_address_stands_in_links_without_what_is_not_needed() {
    let table = [
        ("https://a.bh", "https://a.bh"),
        ("https://a.bh:443/", "https://a.bh"),
        ("http://a.bh/sila/", "http://a.bh/sila"),
        ("https://u:p@a.bh/x#part", "https://a.bh/x"),
        ("http://[::1]", "http://[::1]"),
    ];
    for (text, expected) in table {
        assert_eq!(PublicUrl::parse(text).unwrap().as_str(), expected, "{text}");
    }
    let url = PublicUrl::parse("https://[::1]:8443").unwrap();
    assert_eq!(url.join("/voice?a=b"), "https://[::1]:8443/voice?a=b");
}

#[test]
fn what_is_no_address_is_refused() {
    for text in ["", "a.bh", "ftp://a.bh", "https://", "mailto:a@b", "/voice"] {
        let refused = PublicUrl::parse(text);
        assert_eq!(refused, Err(PublicUrlError::NotAnAddress), "{text}");
    }
    let refused = PublicUrl::parse("https://a.bh/?line=1");
    assert_eq!(refused, Err(PublicUrlError::Query));
}
