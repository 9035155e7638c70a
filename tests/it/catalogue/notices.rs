//! Requirements that a notice must meet to be added.

use jiff::{SignedDuration, Timestamp};
use sila::catalogue::{MenuKey, NewNotice};
use sila::messages::english;

use super::{good, loaded};

fn noon() -> Timestamp {
    "2027-03-01T09:00:00Z".parse().unwrap()
}

/// A storm warning from noon in Bahrain on, for a day.
fn storm() -> NewNotice {
    NewNotice {
        sector: None,
        from: noon(),
        until: noon() + SignedDuration::from_hours(24),
        texts: texts(
            "تُغلق المكاتب اليوم بسبب العاصفة.",
            "The offices are closed today because of the storm.",
        ),
    }
}

fn texts(ar: &str, en: &str) -> Vec<(String, String)> {
    [("ar", ar), ("en", en)].map(|(code, text)| (code.to_owned(), text.to_owned())).to_vec()
}

/// The mistakes that keep a notice from being added, in sentences.
fn refused(notice: &NewNotice) -> Vec<String> {
    let mistakes = notice.check(&loaded(&good()), noon()).unwrap_err();
    mistakes.iter().map(english::notice_mistake).collect()
}

#[test]
fn a_notice_that_can_be_heard_is_taken() {
    let hotline = loaded(&good());
    assert_eq!(storm().check(&hotline, noon()), Ok(vec![]));
    let of_a_sector = NewNotice { sector: MenuKey::new(2), ..storm() };
    assert_eq!(of_a_sector.check(&hotline, noon()), Ok(vec![]));
    // It may have begun already, and may be as long as it may.
    let long = NewNotice {
        from: noon() - SignedDuration::from_hours(1),
        texts: texts(&"ع ".repeat(200), "Closed."),
        ..storm()
    };
    let odd = long.check(&hotline, noon()).unwrap();
    assert!(odd.iter().any(|odd| english::notice_mistake(odd).contains("200 words")), "{odd:?}");
}

#[test]
fn everything_that_must_be_mended_is_said_at_once() {
    let notice = NewNotice {
        sector: MenuKey::new(8),
        from: noon() + SignedDuration::from_hours(48),
        texts: texts("الرسم ٢ دينار.", "See SILA."),
        ..storm()
    };
    insta::assert_snapshot!(refused(&notice).join("\n"), @r"
    It would end on 2027-03-02 12:00, and begin only on 2027-03-03 12:00: write an end after the beginning.
    There is no sector 8: write one of 1, 2, or none for all callers.
    In the text for `ar`: `٢` is written in digits: voices read them in different ways. To mend it: write `ديناران`, or `دينارين` as an object or after a preposition, in place of the digits and `دينار`.
    In the text for `en`: `SILA` is an abbreviation: a voice may read it as a word. To mend it: write it in full, or as single letters with a blank between them.
    ");
}

#[test]
fn every_language_is_heard_and_no_other() {
    let mut notice = storm();
    notice.texts.remove(0);
    notice.texts.push(("en".to_owned(), "Closed.".to_owned()));
    notice.texts.push(("fr".to_owned(), "Fermé.".to_owned()));
    insta::assert_snapshot!(refused(&notice).join("\n"), @r"
    There are two texts in the language `en`: leave one out.
    The hotline does not speak the language `fr`: it speaks ar, en.
    There is no text in العربية (ar): write one, for callers in every language hear it.
    ");
}

#[test]
fn a_notice_ends_after_now_and_after_its_beginning() {
    let until = |until| refused(&NewNotice { until, ..storm() });
    let past = "2027-03-01 12:00 is past: write an end that is to come.";
    assert_eq!(until(noon()), [past]);
    let backwards = NewNotice { from: noon() + SignedDuration::from_hours(24), ..storm() };
    insta::assert_snapshot!(refused(&backwards).join("\n"), @"It would end on 2027-03-02 12:00, and begin only on 2027-03-02 12:00: write an end after the beginning.");
}

#[test]
fn a_text_is_there_and_short_enough_for_everybody() {
    for (text, said) in [
        ("", "This notice is empty"),
        (" ", "This notice is empty"),
        (&"word ".repeat(81), "At most 400 characters, about 27 seconds"),
        ("Two\nlines.", "second line"),
        ("<break/>", "<break/>"),
    ] {
        let notice = NewNotice { texts: texts("عاصفة.", text), ..storm() };
        let refused = refused(&notice);
        assert_eq!(refused.len(), 1, "{refused:?}");
        assert!(refused[0].contains(said), "{refused:?}");
    }
}

#[test]
fn a_notice_is_in_force_from_its_first_moment_to_before_its_last() {
    let storm = storm();
    let notice = sila::catalogue::Notice {
        id: sila::catalogue::NoticeId::new(1),
        sector: None,
        from: storm.from,
        until: storm.until,
        texts: storm.texts,
    };
    let moment = SignedDuration::from_nanos(1);
    assert!(!notice.in_force(notice.from - moment));
    assert!(notice.in_force(notice.from));
    assert!(notice.in_force(notice.until - moment));
    assert!(!notice.in_force(notice.until));
    assert_eq!(notice.text("ar"), Some("تُغلق المكاتب اليوم بسبب العاصفة."));
    assert_eq!(notice.text("fr"), None);
}
