//! Twilio's side of the wire: the requests of a call, and our own documents read back.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use form_urlencoded::Serializer;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use sha1::Sha1;
use sha2::Sha256;
use url::{Position, Url};

use crate::dialects::request::Parameters;
use crate::dialects::{
    CallTurn, DocumentFault, Follow, FollowedDocument, NamedSecret, NextStep, PhoneNumber,
    PlainAnswer, StatusReport, Utterance,
};
use crate::dialogue::{Input, Key, TransferOutcome};

use super::Twilio;
use super::signature::{SETTINGS, SIGNATURE, joined, keyed};

/// "Larger than 64 kB" is refused (<https://www.twilio.com/docs/api/errors/11750>).
const MOST_BYTES: usize = 64 * 1024;

impl Follow for Twilio {
    fn request_type(&self) -> &'static str {
        "application/x-www-form-urlencoded"
    }

    /// "If your URL uses https, Twilio drops the username, the password and the port; if http, it keeps the port"
    /// (<https://www.twilio.com/docs/usage/security>).
    fn sign(&self, url: &Url, form: &[u8], secret: &NamedSecret, _now: Timestamp) -> HeaderMap {
        let port = match url.port() {
            Some(port) if url.scheme() != "https" => format!(":{port}"),
            _ => String::new(),
        };
        let (scheme, host) = (url.scheme(), url.host_str().unwrap_or_default());
        let path = &url[Position::BeforePath..Position::AfterQuery];
        let parameters = joined(&Parameters::of_form(form));
        let signed = format!("{scheme}://{host}{port}{path}{parameters}");
        let code = match secret.id {
            None => code::<Hmac<Sha1>>(secret, &signed),
            Some(_) => code::<Hmac<Sha256>>(secret, &signed),
        };
        let settings = secret.id.as_ref().map(|id| format!("key={id},algorithm=HMAC_SHA256"));
        let headers = [(&SIGNATURE, Some(code)), (&SETTINGS, settings)];
        let headers = headers.into_iter().filter_map(|(name, value)| {
            let value = HeaderValue::from_str(&value?).ok()?;
            Some((name.clone(), value))
        });
        headers.collect()
    }

    /// From <https://www.twilio.com/docs/voice/twiml#request-parameters>.
    fn write_turn(&self, turn: &CallTurn) -> Vec<u8> {
        let number = |number: &Option<PhoneNumber>| match number {
            Some(number) => number.reveal().to_owned(),
            None => "anonymous".to_owned(),
        };
        let (status, more) = parameters(&turn.input);
        let mut form = Serializer::new(String::new());
        form.append_pair("CallSid", turn.call.as_str())
            .append_pair("From", &number(&turn.caller))
            .append_pair("To", &number(&turn.called))
            .append_pair("CallStatus", status)
            .append_pair("Direction", "inbound");
        if let Some(parent) = &turn.parent {
            form.append_pair("ParentCallSid", parent.as_str());
        }
        form.extend_pairs(more).finish().into_bytes()
    }

    fn write_status(&self, report: &StatusReport) -> Vec<u8> {
        let mut form = Serializer::new(String::new());
        form.append_pair("CallSid", report.call.as_str())
            .append_pair("CallStatus", report.status.name());
        if let Some(seconds) = report.seconds {
            form.append_pair("CallDuration", &seconds.to_string());
        }
        form.finish().into_bytes()
    }

    fn read_document(&self, document: &[u8]) -> Result<FollowedDocument, DocumentFault> {
        if document.len() > MOST_BYTES {
            return Err(DocumentFault::TooLarge(MOST_BYTES));
        }
        let text = std::str::from_utf8(document).map_err(malformed)?;
        let mut reader = Reader::from_str(text);
        let mut reading = Reading::default();
        loop {
            match reader.read_event().map_err(malformed)? {
                Event::Start(tag) => reading.open(&tag)?,
                Event::Empty(tag) => {
                    reading.open(&tag)?;
                    reading.close();
                }
                Event::End(_) => reading.close(),
                Event::Text(text) => reading.text += &text.xml10_content().map_err(malformed)?,
                Event::CData(text) => reading.text += &text.xml10_content().map_err(malformed)?,
                Event::GeneralRef(name) => reading.text += &referred(&name)?,
                Event::DocType(_) => return Err(DocumentFault::Element("!DOCTYPE".to_owned())),
                Event::Eof => return reading.finish(),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            }
        }
    }
}

fn code<M: Mac + KeyInit>(secret: &NamedSecret, signed: &str) -> String {
    let mac = keyed::<M>(&secret.secret).map(|mac| mac.chain_update(signed).finalize());
    mac.map_or_else(String::new, |code| STANDARD.encode(code.into_bytes()))
}

/// The status of the call, and the parameters that an input is told with.
fn parameters(input: &Input) -> (&'static str, Vec<(&'static str, String)>) {
    let status = |gone: &bool| if *gone { "completed" } else { "in-progress" };
    match input {
        Input::Start => ("ringing", Vec::new()),
        Input::HungUp => ("completed", Vec::new()),
        Input::Lost { .. } | Input::EditionChanged | Input::Silence => {
            ("in-progress", vec![("Digits", String::new())])
        }
        Input::Gibberish => ("in-progress", vec![("Digits", "?".to_owned())]),
        Input::Keys(keys) => {
            let digits = keys.iter().map(Key::to_string).collect();
            ("in-progress", vec![("Digits", digits)])
        }
        Input::Speech { said, confidence } => {
            let mut more = vec![("SpeechResult", said.clone())];
            let sure = confidence.map(|percent| format!("{:.2}", f32::from(percent) / 100.0));
            more.extend(sure.map(|sure| ("Confidence", sure)));
            ("in-progress", more)
        }
        Input::Transferred { outcome, seconds, caller_gone } => {
            let outcome = match outcome {
                TransferOutcome::Answered => "completed",
                TransferOutcome::Cancelled => "canceled",
                other => other.name(),
            };
            let mut more = vec![("DialCallStatus", outcome.to_owned())];
            more.extend(seconds.map(|seconds| ("DialCallDuration", seconds.to_string())));
            (status(caller_gone), more)
        }
        Input::RecordingEnded { address, seconds, withdrawn, caller_gone } => {
            let mut more = vec![("RecordingUrl", address.clone().unwrap_or_default())];
            more.extend(seconds.map(|seconds| ("RecordingDuration", seconds.to_string())));
            more.extend(withdrawn.then(|| ("Digits", "*".to_owned())));
            (status(caller_gone), more)
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn malformed(error: impl ToString) -> DocumentFault {
    DocumentFault::Malformed(error.to_string())
}

/// The text behind `&name;`.
fn referred(name: &BytesRef<'_>) -> Result<String, DocumentFault> {
    if let Some(character) = name.resolve_char_ref().map_err(malformed)? {
        return Ok(character.to_string());
    }
    let name = name.decode().map_err(malformed)?;
    let text = resolve_predefined_entity(&name).map(str::to_owned);
    text.ok_or_else(|| DocumentFault::Malformed(format!("&{name}; stands for nothing")))
}

/// A document as far as it is read.
#[derive(Default)]
struct Reading {
    /// The elements that are open, from the root on.
    open: Vec<&'static str>,
    /// True if the root was closed.
    whole: bool,
    /// The text of the innermost element.
    text: String,
    /// The language of the text that is said.
    language: Option<String>,
    heard: Vec<Utterance>,
    then: Option<NextStep>,
    next: Option<String>,
    whisper: Option<String>,
}

/// Each element that we write, and what stands in documents of others that say a few words, with its parents.
const ELEMENTS: [(&str, &[&str]); 10] = [
    ("Response", &[]),
    ("Gather", &["Response"]),
    ("Say", &["Response", "Gather"]),
    ("Play", &["Response", "Gather"]),
    ("Pause", &["Response", "Gather"]),
    ("Redirect", &["Response"]),
    ("Dial", &["Response"]),
    ("Number", &["Dial"]),
    ("Record", &["Response"]),
    ("Hangup", &["Response"]),
];

impl Reading {
    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), DocumentFault> {
        let name = tag.name();
        let name = String::from_utf8_lossy(name.as_ref());
        let known = ELEMENTS.iter().find(|(known, _)| *known == name);
        let Some((element, parents)) = known else {
            return Err(match self.open.last() {
                None => DocumentFault::Root(name.into_owned()),
                Some(_) => DocumentFault::Element(name.into_owned()),
            });
        };
        match self.open.last() {
            None if parents.is_empty() && !self.whole => {}
            Some(parent) if parents.contains(parent) => {}
            None if !parents.is_empty() => return Err(DocumentFault::Root(name.into_owned())),
            _ => return Err(DocumentFault::Element(name.into_owned())),
        }
        self.open.push(element);
        self.text.clear();
        self.begin(element, &Attributes(tag))
    }

    /// Numbers that are left out, or are none, are what the pages say they are then.
    fn begin(&mut self, element: &str, tag: &Attributes<'_>) -> Result<(), DocumentFault> {
        match element {
            "Say" => self.language = tag.value("language")?,
            "Gather" => {
                let input = tag.value("input")?.unwrap_or_default();
                let step = NextStep::Collect {
                    keys: tag.number("numDigits", u32::MAX)?,
                    seconds: tag.number("timeout", 5)?,
                    listen: input.split(' ').any(|way| way == "speech"),
                };
                self.go_on(step, tag.value("action")?);
            }
            "Dial" => {
                let step = NextStep::Transfer {
                    number: String::new(),
                    ring_seconds: tag.number("timeout", 30)?,
                };
                self.go_on(step, tag.value("action")?);
            }
            "Number" => self.whisper = tag.value("url")?,
            "Record" => {
                let step = NextStep::Record {
                    longest: tag.number("maxLength", 3600)?,
                    silence: tag.number("timeout", 5)?,
                };
                self.go_on(step, tag.value("action")?);
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self) {
        let text = std::mem::take(&mut self.text);
        match self.open.pop() {
            Some("Say") => {
                let language = self.language.take();
                self.heard.push(Utterance::Said { text, language });
            }
            Some("Play") => self.heard.push(Utterance::Played { address: text }),
            Some("Number") => {
                if let Some(NextStep::Transfer { number, .. }) = &mut self.then {
                    *number = text;
                }
            }
            Some("Redirect") => self.go_on(NextStep::Redirect, Some(text)),
            Some("Hangup") => self.go_on(NextStep::HangUp, None),
            Some("Response") => self.whole = true,
            _ => {}
        }
    }

    /// Keeps the first step of the document: a redirect behind it is for where that falls through.
    fn go_on(&mut self, step: NextStep, next: Option<String>) {
        if self.then.is_none() {
            self.then = Some(step);
            self.next = next;
        }
    }

    fn finish(self) -> Result<FollowedDocument, DocumentFault> {
        if !self.whole {
            return Err(malformed("its end is missing"));
        }
        Ok(FollowedDocument {
            answer: PlainAnswer { heard: self.heard, then: self.then.unwrap_or(NextStep::HangUp) },
            next: self.next,
            whisper: self.whisper,
        })
    }
}

/// The attributes of an element.
struct Attributes<'t>(&'t BytesStart<'t>);

impl Attributes<'_> {
    fn value(&self, name: &str) -> Result<Option<String>, DocumentFault> {
        let attribute = self.0.try_get_attribute(name).map_err(malformed)?;
        let value = attribute.map(|found| found.normalized_value(XmlVersion::Explicit1_0));
        Ok(value.transpose().map_err(malformed)?.map(Into::into))
    }

    fn number(&self, name: &str, default: u32) -> Result<u32, DocumentFault> {
        let number = self.value(name)?.and_then(|value| value.parse().ok());
        Ok(number.unwrap_or(default))
    }
}
