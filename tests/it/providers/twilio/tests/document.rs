//! Faults that the phone refuses in a document: each row is a document and the fault it must be found to have.

use url::Url;

use crate::providers::twilio::{
    document::{Document, Sound, Strictness, Verb},
    fault::{Fault, FaultKind, Severity},
};

const STRICT: Strictness = Strictness { warnings: true, absolute_urls: false };

fn read(bytes: &[u8], strictness: Strictness) -> (Option<Document>, Vec<Fault>) {
    let url = Url::parse("https://sila.example/voice/turn?n=1").unwrap();
    Document::read(bytes, &url, strictness)
}

fn response(verbs: &str) -> String {
    format!("<Response>{verbs}</Response>")
}

/// Documents that are not XML 1.0, each with a word of the fault's sentence. The oracle's own parser
/// must refuse each of them too.
#[rustfmt::skip]
pub const ILL_FORMED: &[(&str, &str)] = &[
    ("", "no element"),
    ("hello", "outside the root"),
    ("<Response>", "not closed"),
    ("<Response></Response", "not XML"),
    ("<Response><Say>a</Response>", "not XML"),
    ("<Response/><Response/>", "second root"),
    ("<Response/>hello", "outside the root"),
    ("<Response/>&lt;", "outside the root"),
    (" <?xml version=\"1.0\"?><Response/>", "before the XML declaration"),
    ("<?xml version=\"1.1\"?><Response/>", "version 1.0"),
    ("<Response><Say>fees & taxes</Say></Response>", "&"),
    ("<Response><Say>a &nbsp; b</Say></Response>", "&nbsp;"),
    ("<Response><Say>a &#1; b</Say></Response>", "U+0001"),
    ("<Response><Say>a &#xFFFE; b</Say></Response>", "U+FFFE"),
    ("<Response><Say>a &#+65; b</Say></Response>", "&#+65;"),
    ("<Response><Say>a \u{1} b</Say></Response>", "U+0001"),
    ("<Response><Say>a \u{b} b</Say></Response>", "U+000B"),
    ("<Response><Say language=\"&#2;\">a</Say></Response>", "U+0002"),
    ("<Response><Say language=\"&nbsp;\">a</Say></Response>", "&nbsp;"),
    ("<Response><Say language=\"a\" language=\"b\">a</Say></Response>", "language twice"),
    ("<Response><Say language=\"a<b\">a</Say></Response>", "&lt;"),
    ("<Response><Say language=ar>a</Say></Response>", "not XML"),
    ("<Response><Say language>a</Say></Response>", "not XML"),
    ("<Response><Say loop=\"1\"voice=\"man\">a</Say></Response>", "space is missing"),
    ("<Response><Say>a ]]> b</Say></Response>", "]]&gt;"),
    ("<Response><!-- a -- b --></Response>", "--"),
    ("<Response><1a/></Response>", "not a name"),
    ("<Response><?xml version=\"1.0\"?></Response>", "XML declaration"),
    ("<!DOCTYPE Response><Response/>", "DOCTYPE"),
    ("<!DOCTYPE r [<!ENTITY a \"b\">]><Response><Say>&a;</Say></Response>", "DOCTYPE"),
];

#[test]
fn what_is_not_xml_is_refused_and_the_sentence_says_why() {
    for (document, word) in ILL_FORMED {
        let (read, faults) = read(document.as_bytes(), Strictness::PROVIDER);
        assert!(read.is_none(), "accepted: {document:?}");
        assert_eq!(faults.len(), 1, "{document:?}: {faults:?}");
        assert_eq!(faults[0].kind.code(), 12100, "{document:?}: {}", faults[0]);
        assert!(faults[0].to_string().contains(word), "{document:?}: {}", faults[0]);
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_refused_where_they_stand() {
    let (read, faults) = read(b"<Response>\n<Say>\xff</Say></Response>", Strictness::PROVIDER);
    assert!(read.is_none());
    assert_eq!(faults[0].place, Some((2, 6)));
    assert!(faults[0].to_string().contains("UTF-8"));
}

#[test]
fn a_document_may_be_as_large_as_the_provider_takes_and_no_larger() {
    let of = |size: usize| {
        let comment = "x".repeat(size - "<Response><!----></Response>".len());
        format!("<Response><!--{comment}--></Response>")
    };
    assert!(read(of(64 * 1024).as_bytes(), STRICT).0.is_some());
    let (read, faults) = read(of(64 * 1024 + 1).as_bytes(), STRICT);
    assert!(read.is_none());
    assert_eq!(faults[0].kind, FaultKind::TooLarge(65536));
    assert_eq!(faults[0].kind.code(), 11750);
}

/// Well-formed documents that break the markup's rules, with a word of the sentence and the gravity.
#[rustfmt::skip]
const BROKEN: &[(&str, &str, Severity)] = &[
    // Elements
    ("<Bogus/>", "no element <Bogus>", Severity::Warning),
    ("<say>a</say>", "no element <say>", Severity::Warning),
    ("<Say>a<Bogus/></Say>", "no element <Bogus>", Severity::Warning),
    ("<Connect/>", "<Connect> is the provider's", Severity::Error),
    ("<Say>a<break/></Say>", "<break> is the provider's", Severity::Error),
    ("<Dial><Client>a</Client></Dial>", "<Client> is the provider's", Severity::Error),
    ("<Number>+97317000000</Number>", "<Number> may not stand in <Response>", Severity::Warning),
    ("<Gather><Dial>+97317000000</Dial></Gather>", "<Dial> may not stand in <Gather>", Severity::Warning),
    ("<Gather><Redirect>/a</Redirect></Gather>", "<Redirect> may not", Severity::Warning),
    ("<Gather><Gather/></Gather>", "<Gather> may not", Severity::Warning),
    ("<Dial><Say>a</Say></Dial>", "<Say> may not stand in <Dial>", Severity::Warning),
    ("<Say>b<Say>a</Say></Say>", "<Say> may not stand in <Say>", Severity::Warning),
    ("<Play>/a.wav<Pause/></Play>", "<Pause> may not stand in <Play>", Severity::Warning),
    ("<Record><Say>a</Say></Record>", "<Say> may not stand in <Record>", Severity::Warning),
    // Attributes
    ("<Say lang=\"ar\">a</Say>", "no attribute lang", Severity::Warning),
    ("<Say Language=\"ar-AE\">a</Say>", "no attribute Language", Severity::Warning),
    ("<Hangup reason=\"busy\"/>", "no attribute reason", Severity::Warning),
    ("<Say language=\"ar\">a</Say>", "<Say language> is “ar”", Severity::Warning),
    ("<Say language=\"ar-BH\">a</Say>", "<Say language> is “ar-BH”", Severity::Warning),
    ("<Say language=\"AR-AE\">a</Say>", "“AR-AE”", Severity::Warning),
    ("<Say voice=\"Polly.Laila\">a</Say>", "<Say voice>", Severity::Warning),
    ("<Say loop=\"-1\">a</Say>", "<Say loop>", Severity::Warning),
    ("<Play digits=\"12x\"/>", "<Play digits>", Severity::Warning),
    ("<Pause length=\"0\"/>", "<Pause length> is “0”", Severity::Warning),
    ("<Pause length=\"1.5\"/>", "from 1 up", Severity::Warning),
    ("<Pause length=\"+1\"/>", "from 1 up", Severity::Warning),
    ("<Gather numDigits=\"0\"/>", "<Gather numDigits>", Severity::Warning),
    ("<Gather numDigits=\"one\"/>", "<Gather numDigits>", Severity::Warning),
    ("<Gather numDigits=\"\"/>", "<Gather numDigits>", Severity::Warning),
    ("<Gather numDigits=\"99999999999\"/>", "<Gather numDigits>", Severity::Warning),
    ("<Gather finishOnKey=\"a\"/>", "<Gather finishOnKey>", Severity::Warning),
    ("<Gather finishOnKey=\"12\"/>", "<Gather finishOnKey>", Severity::Warning),
    ("<Gather input=\"keys\"/>", "some of dtmf, speech", Severity::Warning),
    ("<Gather input=\"dtmf,speech\"/>", "<Gather input>", Severity::Warning),
    ("<Gather input=\"dtmf  speech\"/>", "<Gather input>", Severity::Warning),
    ("<Gather language=\"ar-XA\"/>", "<Gather language>", Severity::Warning),
    ("<Gather speechTimeout=\"soon\"/>", "or auto", Severity::Warning),
    ("<Gather actionOnEmptyResult=\"yes\"/>", "true or false", Severity::Warning),
    ("<Gather method=\"post\"/>", "GET or POST", Severity::Warning),
    ("<Gather action=\"\"/>", "a web address", Severity::Warning),
    ("<Gather timeout=\"0\"/>", "<Gather timeout>", Severity::Warning),
    ("<Reject reason=\"closed\"/>", "rejected, busy", Severity::Warning),
    ("<Dial timeout=\"4\">+97317000000</Dial>", "from 5 to 600", Severity::Warning),
    ("<Dial callerId=\"17000000\">+97317000000</Dial>", "<Dial callerId>", Severity::Warning),
    ("<Dial ringTone=\"bh\">+97317000000</Dial>", "<Dial ringTone>", Severity::Warning),
    ("<Dial record=\"true\">+97317000000</Dial>", "<Dial record>", Severity::Warning),
    ("<Record maxLength=\"1\"/>", "from 2", Severity::Warning),
    ("<Record finishOnKey=\"\"/>", "<Record finishOnKey>", Severity::Warning),
    ("<Record trim=\"yes\"/>", "trim-silence, do-not-trim", Severity::Warning),
    // Text
    ("hello", "text may not stand in <Response>", Severity::Warning),
    ("<Gather>hello</Gather>", "text may not stand in <Gather>", Severity::Warning),
    ("<Pause>hello</Pause>", "text may not stand in <Pause>", Severity::Warning),
    ("<Say/>", "<Say> is empty", Severity::Error),
    ("<Say>  \n </Say>", "<Say> is empty", Severity::Error),
    ("<Play/>", "<Play> is empty", Severity::Error),
    ("<Redirect/>", "<Redirect> is empty", Severity::Error),
    ("<Dial/>", "<Dial> is empty", Severity::Error),
    ("<Dial><Number/></Dial>", "<Number> is empty", Severity::Error),
    ("<Dial><Sip/></Dial>", "<Sip> is empty", Severity::Error),
    ("<Sms/>", "<Sms> is empty", Severity::Error),
    // Addresses and numbers
    ("<Redirect>ftp://a.example/</Redirect>", "not by ftp", Severity::Error),
    ("<Redirect>http://</Redirect>", "not a web address", Severity::Error),
    ("<Redirect>/a b</Redirect>", "percent-encoded", Severity::Error),
    ("<Play>/صوت.wav</Play>", "percent-encoded", Severity::Error),
    ("<Redirect>/a?b=%zz</Redirect>", "two hexadecimal digits", Severity::Error),
    ("<Gather action=\"javascript:alert(1)\"/>", "not by javascript", Severity::Error),
    ("<Record recordingStatusCallback=\"mailto:a@b.example\"/>", "not by mailto", Severity::Error),
    ("<Dial>17000000</Dial>", "cannot be dialled", Severity::Error),
    ("<Dial><Number>+973 1700 0000</Number></Dial>", "cannot be dialled", Severity::Error),
    ("<Dial><Sip>somebody@a.example</Sip></Dial>", "cannot be dialled", Severity::Error),
    // Order
    ("<Redirect>/a</Redirect><Say>b</Say>", "<Say> is never reached, because <Redirect>", Severity::Warning),
    ("<Hangup/><Say>b</Say>", "<Say> is never reached, because <Hangup>", Severity::Warning),
    ("<Reject/><Say>b</Say>", "<Say> is never reached, because <Reject>", Severity::Warning),
    ("<Dial action=\"/a\">+97317000000</Dial><Hangup/>", "<Hangup> is never reached", Severity::Warning),
    ("<Say>a</Say><Reject/>", "only refuses a call as the first verb", Severity::Warning),
];

#[test]
fn what_breaks_the_markup_is_refused_and_the_sentence_says_what() {
    for (verbs, word, severity) in BROKEN {
        let (read, faults) = read(response(verbs).as_bytes(), STRICT);
        assert!(read.is_none(), "accepted: {verbs}");
        assert_eq!(faults.len(), 1, "{verbs}: {faults:#?}");
        assert!(faults[0].to_string().contains(word), "{verbs}: {}", faults[0]);
        assert_eq!(faults[0].kind.severity(), *severity, "{verbs}");
        assert!(faults[0].place.is_some());
    }
}

#[test]
fn the_provider_only_warns_of_some_and_reads_on_with_what_is_left() {
    let mild = BROKEN.iter().filter(|(.., severity)| *severity == Severity::Warning);
    for (verbs, ..) in mild {
        let (document, faults) = read(response(verbs).as_bytes(), Strictness::PROVIDER);
        assert!(document.is_some(), "refused: {verbs}");
        assert_eq!(faults.len(), 1, "{verbs}");
    }
    let text = response("<Bogus/><Pause length=\"long\"/><Say>a</Say>");
    let (document, faults) = read(text.as_bytes(), Strictness::PROVIDER);
    let verbs = document.unwrap().verbs;
    assert_eq!(verbs[0], Verb::Pause { seconds: 1 }, "a value that is not taken is the default");
    assert_eq!((verbs.len(), faults.len()), (2, 2));
}

#[test]
fn a_wrong_root_is_refused() {
    let (read, faults) = read(b"<html><body>It works!</body></html>", Strictness::PROVIDER);
    assert!(read.is_none());
    assert_eq!(faults[0].kind, FaultKind::Root("html".into()));
}

#[test]
fn a_text_longer_than_the_provider_speaks_is_refused() {
    let of = |length: usize| response(&format!("<Say>{}</Say>", "م".repeat(length)));
    assert!(read(of(4096).as_bytes(), STRICT).0.is_some());
    let (_, faults) = read(of(4097).as_bytes(), STRICT);
    assert_eq!(faults[0].kind, FaultKind::TooLong(4097));
}

#[test]
fn every_fault_of_a_document_is_found_with_its_place() {
    let text = "<Response>\n  <Say lang=\"ar\">a</Say>\n  <Bogus/>\n  <Redirect/>\n</Response>";
    let (_, faults) = read(text.as_bytes(), STRICT);
    let places: Vec<_> = faults.iter().filter_map(|fault| fault.place).collect();
    assert_eq!(places, [(2, 3), (3, 3), (4, 3)]);
}

#[test]
fn relative_addresses_are_resolved_or_refused_as_wanted() {
    let text = response("<Play>../audio/a.wav</Play><Redirect>?n=2</Redirect>");
    let (document, faults) = read(text.as_bytes(), STRICT);
    assert!(faults.is_empty(), "{faults:?}");
    let verbs = document.unwrap().verbs;
    let Verb::Play(play) = &verbs[0] else { panic!("{verbs:?}") };
    assert_eq!(play.sound, Sound::Audio(Url::parse("https://sila.example/audio/a.wav").unwrap()));
    let Verb::Redirect(target) = &verbs[1] else { panic!("{verbs:?}") };
    assert_eq!(target.url.as_str(), "https://sila.example/voice/turn?n=2");

    let (document, faults) = read(text.as_bytes(), Strictness::STRICT);
    assert!(document.is_none());
    assert_eq!(faults.len(), 2);
    assert_eq!(faults[0].kind, FaultKind::RelativeUrl("../audio/a.wav".into()));
}

/// Documents that are right; the oracle must find nothing wrong with them either.
pub const RIGHT: &[&str] = &[
    "<Response/>",
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- hello -->\n<Response>\n</Response>\n",
    "<Response><Say language=\"ar-AE\" voice=\"Polly.Hala-Neural\">أهلاً &amp; سهلاً &#x60C;</Say></Response>",
    "<Response><Say><![CDATA[a < b]]></Say></Response>",
    "<Response><Gather input=\"dtmf speech\" numDigits=\"1\" finishOnKey=\"\" timeout=\"8\" \
     actionOnEmptyResult=\"true\" language=\"ar-BH\" speechTimeout=\"auto\" \
     action=\"https://sila.example/a?b=1&amp;c=2\" method=\"POST\"><Say>a</Say>\
     <Play>https://sila.example/a.wav</Play><Pause length=\"1\"/></Gather>\
     <Redirect method=\"GET\">https://sila.example/b</Redirect></Response>",
    "<Response><Dial action=\"https://sila.example/a\" timeout=\"20\" callerId=\"+97317000000\">\
     <Number>+97317000001</Number><Sip>sip:a@sila.example</Sip></Dial></Response>",
    "<Response><Dial>+97317000001</Dial><Say>b</Say></Response>",
    "<Response><Record maxLength=\"120\" finishOnKey=\"#\" playBeep=\"true\" trim=\"trim-silence\" \
     recordingStatusCallback=\"https://sila.example/r\" recordingStatusCallbackEvent=\"completed \
     absent\"/><Redirect>https://sila.example/b</Redirect></Response>",
    "<Response><Reject reason=\"busy\"/></Response>",
    "<Response><Sms to=\"+97336000000\">a</Sms><Play digits=\"1w2#\"/><Hangup/></Response>",
];

#[test]
fn what_is_right_is_taken_without_a_word() {
    for document in RIGHT {
        let (read, faults) = read(document.as_bytes(), Strictness::STRICT);
        assert!(read.is_some() && faults.is_empty(), "{document}: {faults:?}");
    }
}

/// The documents of [`BROKEN`] of which the provider's library can know: its types say nothing of
/// ranges, spellings, addresses and order.
pub fn broken_types() -> impl Iterator<Item = String> {
    let words = ["no element", "may not stand", "no attribute", "language>", "voice>", "is empty"];
    let known = move |verbs: &str, word: &str| {
        let untyped = ["<Play/>", "<Dial/>", "<Dial><Sip/></Dial>"].contains(&verbs);
        words.iter().any(|w| word.contains(w)) && !untyped
    };
    BROKEN.iter().filter(move |(v, w, _)| known(v, w)).map(|(verbs, ..)| response(verbs))
}
