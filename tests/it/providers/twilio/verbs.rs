//! The provider's markup as a table: each element with its attributes, its text and its children.
//!
//! Written by hand from the typed declarations of the provider's npm library (twilio 6.2) and from
//! the verbs' pages at <https://www.twilio.com/docs/voice/twiml>, which give the ranges.
//! `tests/oracles/verbs.mjs` proves that the table and the installed library agree.

use sila::dialects::twilio::LANGUAGES;

/// Countries, for `<Dial ringTone>`.
#[rustfmt::skip]
const RING_TONES: &[&str] = &[
    "at", "au", "bg", "br", "be", "ch", "cl", "cn", "cz", "de", "dk", "ee", "es", "fi", "fr",
    "gr", "hu", "il", "in", "it", "lt", "jp", "mx", "my", "nl", "no", "nz", "ph", "pl", "pt",
    "ru", "se", "sg", "th", "uk", "us", "us-old", "tw", "ve", "za",
];

/// An element that the phone acts on.
#[derive(Debug)]
pub struct Element {
    /// The element's name, which is case-sensitive.
    pub name: &'static str,
    /// The attributes that it may carry, each with the values that it takes.
    pub attributes: &'static [(&'static str, Value)],
    pub text: Text,
    /// The elements that may be nested in it. A child that is in no table of [`ELEMENTS`] is the provider's,
    /// but this phone does not act on it.
    pub children: &'static [&'static str],
}

/// The rule for text in an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// No text but white space.
    None,
    /// Text may be left out.
    Optional,
    /// Text must be there.
    Required,
}

/// The values that an attribute may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A web address, absolute or relative to the document's own.
    Url,
    /// `GET` or `POST`.
    Method,
    /// `true` or `false`.
    Flag,
    /// A whole number from the first to the second, both included.
    Number(u32, u32),
    /// A whole number above 0, or `auto`.
    NumberOrAuto,
    /// One key (`0`-`9`, `#`, `*`), or nothing.
    KeyOrNone,
    /// One key or more.
    Keys,
    /// Keys, letters `A`-`D`, and `w` or `W` for a pause.
    Tones,
    /// A telephone number in E.164 form.
    PhoneNumber,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Some of these words, with single spaces between.
    SomeOf(&'static [&'static str]),
    /// The name of a voice; see [`LANGUAGES`].
    Voice,
    /// Anything.
    Any,
}

impl Value {
    /// True if the provider takes `value`.
    pub fn takes(self, value: &str) -> bool {
        match self {
            Self::Url => !value.is_empty(),
            Self::Method => matches!(value, "GET" | "POST"),
            Self::Flag => matches!(value, "true" | "false"),
            Self::Number(least, most) => {
                number(value).is_some_and(|number| (least..=most).contains(&number))
            }
            Self::NumberOrAuto => value == "auto" || number(value).is_some_and(|n| n > 0),
            Self::KeyOrNone => value.len() <= 1 && value.chars().all(is_key),
            Self::Keys => !value.is_empty() && value.chars().all(is_key),
            Self::Tones => {
                !value.is_empty()
                    && value.chars().all(|c| is_key(c) || matches!(c, 'A'..='D' | 'w' | 'W'))
            }
            Self::PhoneNumber => is_e164(value),
            Self::OneOf(words) => words.contains(&value),
            Self::SomeOf(words) => value.split(' ').all(|word| words.contains(&word)),
            Self::Voice => LANGUAGES.has_voice(value),
            Self::Any => true,
        }
    }

    /// The values that the provider takes, for a sentence that begins "it takes".
    pub fn wording(self) -> String {
        match self {
            Self::Url => "a web address".into(),
            Self::Method => "GET or POST".into(),
            Self::Flag => "true or false".into(),
            Self::Number(least, u32::MAX) => format!("a whole number from {least} up"),
            Self::Number(least, most) => format!("a whole number from {least} to {most}"),
            Self::NumberOrAuto => "a whole number above 0, or auto".into(),
            Self::KeyOrNone => "one key of 0 to 9, # and *, or nothing".into(),
            Self::Keys => "keys of 0 to 9, # and *".into(),
            Self::Tones => "keys of 0 to 9, # and *, the letters A to D, and w for a pause".into(),
            Self::PhoneNumber => "a telephone number like +97317000000".into(),
            Self::OneOf(words) if words.len() > 12 => {
                format!("one of the {} names that the provider lists", words.len())
            }
            Self::OneOf(words) => format!("one of {}", words.join(", ")),
            Self::SomeOf(words) => format!("some of {}, with one space between", words.join(", ")),
            Self::Voice => "the name of one of the provider's voices".into(),
            Self::Any => "anything".into(),
        }
    }
}

fn number(value: &str) -> Option<u32> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| value.parse().ok()).flatten()
}

/// True if `key` is on a telephone's keypad.
pub fn is_key(key: char) -> bool {
    matches!(key, '0'..='9' | '*' | '#')
}

/// True if `number` is in E.164 form: a plus, then up to 15 digits that do not begin with 0.
pub fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (2..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The element of that name, if the phone acts on it.
pub fn element(name: &str) -> Option<&'static Element> {
    ELEMENTS.iter().find(|element| element.name == name)
}

/// True if the provider knows an element of that name anywhere.
pub fn is_known(name: &str) -> bool {
    name == ROOT || ELEMENTS.iter().any(|element| element.children.contains(&name))
}

/// The name of a document's outermost element.
pub const ROOT: &str = "Response";

const CALL_EVENTS: &[&str] = &["initiated", "ringing", "answered", "completed"];
const RECORDING_EVENTS: &[&str] = &["in-progress", "completed", "absent"];
const TRIM: &[&str] = &["trim-silence", "do-not-trim"];
const DIAL_RECORD: &[&str] = &[
    "do-not-record",
    "record-from-answer",
    "record-from-ringing",
    "record-from-answer-dual",
    "record-from-ringing-dual",
];
/// A day, the longest call that an account may have.
const DAY: u32 = 86_400;
const ANY: Value = Value::Number(0, u32::MAX);
const POSITIVE: Value = Value::Number(1, u32::MAX);

/// Every element that the phone acts on.
#[rustfmt::skip]
pub const ELEMENTS: &[Element] = &[
    Element {
        name: ROOT,
        attributes: &[],
        text: Text::None,
        children: &[
            "Connect", "Dial", "Echo", "Enqueue", "Gather", "Hangup", "Leave", "Pause", "Pay", "Play",
            "Prompt", "Queue", "Record", "Redirect", "Refer", "Reject", "Say", "Sms", "Start", "Stop",
        ],
    },
    Element {
        name: "Say",
        attributes: &[
            ("language", Value::OneOf(LANGUAGES.spoken)),
            ("loop", ANY),
            ("voice", Value::Voice),
        ],
        text: Text::Required,
        children: &[
            "break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w",
        ],
    },
    Element {
        name: "Play",
        attributes: &[("digits", Value::Tones), ("loop", ANY)],
        text: Text::Optional,
        children: &[],
    },
    Element {
        name: "Pause",
        attributes: &[("length", POSITIVE)],
        text: Text::None,
        children: &[],
    },
    Element {
        name: "Gather",
        attributes: &[
            ("action", Value::Url),
            ("actionOnEmptyResult", Value::Flag),
            ("bargeIn", Value::Flag),
            ("debug", Value::Flag),
            ("enhanced", Value::Flag),
            ("finishOnKey", Value::KeyOrNone),
            ("hints", Value::Any),
            ("input", Value::SomeOf(&["dtmf", "speech"])),
            ("language", Value::OneOf(LANGUAGES.heard)),
            ("maxSpeechTime", POSITIVE),
            ("method", Value::Method),
            ("numDigits", POSITIVE),
            ("partialResultCallback", Value::Url),
            ("partialResultCallbackMethod", Value::Method),
            ("profanityFilter", Value::Flag),
            ("speechModel", Value::Any),
            ("speechTimeout", Value::NumberOrAuto),
            ("timeout", POSITIVE),
        ],
        text: Text::None,
        children: &["Pause", "Play", "Say"],
    },
    Element {
        name: "Redirect",
        attributes: &[("method", Value::Method)],
        text: Text::Required,
        children: &[],
    },
    Element { name: "Hangup", attributes: &[], text: Text::None, children: &["Parameter"] },
    Element {
        name: "Reject",
        attributes: &[("reason", Value::OneOf(&["rejected", "busy"]))],
        text: Text::None,
        children: &["Parameter"],
    },
    Element {
        name: "Dial",
        attributes: &[
            ("action", Value::Url),
            ("answerOnBridge", Value::Flag),
            ("callerId", Value::PhoneNumber),
            ("events", Value::OneOf(&["call-progress-event"])),
            ("hangupOnStar", Value::Flag),
            ("method", Value::Method),
            ("passports", Value::Any),
            ("record", Value::OneOf(DIAL_RECORD)),
            ("recordingConfigurationId", Value::Any),
            ("recordingStatusCallback", Value::Url),
            ("recordingStatusCallbackEvent", Value::SomeOf(RECORDING_EVENTS)),
            ("recordingStatusCallbackMethod", Value::Method),
            ("recordingTrack", Value::OneOf(&["both", "inbound", "outbound"])),
            ("referMethod", Value::Method),
            ("referUrl", Value::Url),
            ("ringTone", Value::OneOf(RING_TONES)),
            ("sequential", Value::Flag),
            ("timeLimit", Value::Number(1, DAY)),
            ("timeout", Value::Number(5, 600)),
            ("trim", Value::OneOf(TRIM)),
        ],
        text: Text::Optional,
        children: &[
            "Application", "Client", "Conference", "Number", "Queue", "Sim", "Sip", "WhatsApp",
        ],
    },
    Element {
        name: "Number",
        attributes: &[
            ("amdStatusCallback", Value::Url),
            ("amdStatusCallbackMethod", Value::Method),
            ("byoc", Value::Any),
            ("machineDetection", Value::Any),
            ("machineDetectionSilenceTimeout", Value::Number(2000, 10_000)),
            ("machineDetectionSpeechEndThreshold", Value::Number(500, 5000)),
            ("machineDetectionSpeechThreshold", Value::Number(1000, 6000)),
            ("machineDetectionTimeout", Value::Number(3, 60)),
            ("method", Value::Method),
            ("sendDigits", Value::Tones),
            ("statusCallback", Value::Url),
            ("statusCallbackEvent", Value::SomeOf(CALL_EVENTS)),
            ("statusCallbackMethod", Value::Method),
            ("url", Value::Url),
        ],
        text: Text::Required,
        children: &[],
    },
    Element {
        name: "Sip",
        attributes: &[
            ("amdStatusCallback", Value::Url),
            ("amdStatusCallbackMethod", Value::Method),
            ("machineDetection", Value::Any),
            ("machineDetectionSilenceTimeout", Value::Number(2000, 10_000)),
            ("machineDetectionSpeechEndThreshold", Value::Number(500, 5000)),
            ("machineDetectionSpeechThreshold", Value::Number(1000, 6000)),
            ("machineDetectionTimeout", Value::Number(3, 60)),
            ("method", Value::Method),
            ("password", Value::Any),
            ("statusCallback", Value::Url),
            ("statusCallbackEvent", Value::SomeOf(CALL_EVENTS)),
            ("statusCallbackMethod", Value::Method),
            ("url", Value::Url),
            ("username", Value::Any),
        ],
        text: Text::Optional,
        children: &["Headers", "Uri"],
    },
    Element {
        name: "Record",
        attributes: &[
            ("action", Value::Url),
            ("finishOnKey", Value::Keys),
            ("maxLength", Value::Number(2, DAY)),
            ("method", Value::Method),
            ("playBeep", Value::Flag),
            ("recordingConfigurationId", Value::Any),
            ("recordingStatusCallback", Value::Url),
            ("recordingStatusCallbackEvent", Value::SomeOf(RECORDING_EVENTS)),
            ("recordingStatusCallbackMethod", Value::Method),
            ("timeout", POSITIVE),
            ("transcribe", Value::Flag),
            ("transcribeCallback", Value::Url),
            ("trim", Value::OneOf(TRIM)),
        ],
        text: Text::None,
        children: &[],
    },
    Element {
        name: "Sms",
        attributes: &[
            ("action", Value::Url),
            ("from", Value::Any),
            ("method", Value::Method),
            ("statusCallback", Value::Url),
            ("to", Value::PhoneNumber),
        ],
        text: Text::Required,
        children: &[],
    },
];
