//! A hotline, links and requests for the tests of dialects.

use std::net::Ipv4Addr;
use std::sync::LazyLock;

use http::header::{CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderValue, Method, Version};
use sila::catalogue::{self, Hotline, Language, Phrase, Prompt, Recording, RecordingHash, source};
use sila::dialects::twilio::Twilio;
use sila::dialects::{CallRequest, Dialect as _, Links, LocalRequest, Request};
use sila::dialogue::{CallState, Place};

use crate::calls::play::small_menus;

static SMALL: LazyLock<Hotline> = LazyLock::new(|| {
    let files = source::read_folder(&small_menus()).unwrap();
    catalogue::load(&files).unwrap().0
});

/// A hotline in Arabic and English with phrases of its own; the goodbye is recorded in Arabic.
pub fn hotline() -> Hotline {
    let mut hotline = SMALL.clone();
    let prompts = &mut hotline.prompts;
    let phrases = Phrase::ALL
        .map(|phrase| prompts.add(["ar", "en"].map(|language| prompt(phrase, language))));
    hotline.phrases = Box::new(phrases);
    hotline.languages =
        vec![language("ar", "ar-AE", Some("Polly.Hala-Neural")), language("en", "en-GB", None)];
    hotline
}

fn prompt(phrase: Phrase, language: &str) -> Prompt {
    let text = match (phrase, language) {
        (Phrase::MainMenu, "ar") => "القائمة الرئيسية.",
        (Phrase::MainMenu, _) => "Main menu.",
        (Phrase::Help, _) => "Press # for \"again\" & <more>.",
        (Phrase::Apology, "ar") => "عذرًا، حدث خطأ.",
        (Phrase::Apology, _) => "Sorry, something went wrong.",
        (phrase, _) => phrase.name(),
    };
    let recorded = phrase == Phrase::Goodbye && language == "ar";
    Prompt {
        id: format!("phrase.{}", phrase.name()),
        language: language.to_owned(),
        text: text.to_owned(),
        estimated_seconds: 1.0,
        recording: recorded.then(|| Recording {
            hash: RecordingHash::of(b"goodbye"),
            seconds: 1.0,
            draft: false,
        }),
    }
}

fn language(code: &str, locale: &str, voice: Option<&str>) -> Language {
    let voices = voice.map(|voice| ("twilio".to_owned(), voice.to_owned()));
    Language {
        code: code.to_owned(),
        name: code.to_owned(),
        locale: locale.to_owned(),
        heard_as: None,
        voices: voices.into_iter().collect(),
        person: None,
        person_presses: true,
        characters_per_second: 12.0,
    }
}

/// A state like any other.
pub fn state() -> CallState {
    CallState { place: Place::Main, turn: 3, ..CallState::new(0) }
}

/// Links as the server makes them, with a `&` that must be escaped.
pub struct TestLinks;

impl Links for TestLinks {
    fn turn(&self) -> String {
        "https://ivr.example.bh/voice?s=3&m=abc".to_owned()
    }

    fn whisper(&self) -> String {
        "https://ivr.example.bh/voice/whisper?s=3&m=abc".to_owned()
    }

    fn recording_report(&self) -> String {
        "https://ivr.example.bh/voice/recording?s=3&m=abc".to_owned()
    }

    fn caller_id(&self) -> Option<&str> {
        None
    }

    fn recording(&self, hash: RecordingHash) -> String {
        format!("https://ivr.example.bh/audio/{hash}.wav")
    }
}

const HERE: HeaderValue = HeaderValue::from_static("localhost");

/// Owns what a [`Request`] borrows.
#[derive(Debug, Clone)]
pub struct Sent {
    pub method: Method,
    pub path_and_query: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Sent {
    /// A form that is posted.
    pub fn post(path_and_query: &str, parameters: &[(&str, &str)]) -> Self {
        let form = HeaderValue::from_static("application/x-www-form-urlencoded; charset=UTF-8");
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(parameters);
        Self {
            method: Method::POST,
            path_and_query: path_and_query.to_owned(),
            headers: HeaderMap::from_iter([(CONTENT_TYPE, form), (HOST, HERE)]),
            body: body.finish().into_bytes(),
        }
    }

    /// A `GET`.
    pub fn get(path_and_query: &str) -> Self {
        Self {
            method: Method::GET,
            path_and_query: path_and_query.to_owned(),
            headers: HeaderMap::from_iter([(HOST, HERE)]),
            body: Vec::new(),
        }
    }

    /// With one more header.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        self.headers.append(name, value);
        self
    }

    pub fn request(&self) -> Request<'_> {
        Request {
            method: &self.method,
            version: Version::HTTP_11,
            path_and_query: &self.path_and_query,
            headers: &self.headers,
            body: &self.body,
            peer: Ipv4Addr::LOCALHOST.into(),
        }
    }

    /// Reads it without a signature, as one from this machine.
    pub fn read(&self) -> Box<dyn CallRequest + '_> {
        Twilio.read_local(LocalRequest::check(&self.request()).unwrap())
    }
}
