//! A dialect of JSON, whose signatures tell the time and whose recordings come later: the seam serves it as it serves
//! the product's own.

mod recordings;

use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderName, Method};
use jiff::{SignedDuration, Timestamp};
use reqwest::{Response, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use sha2::Sha256;
use sila::catalogue::{Hotline, Languages};
use sila::dialects::{
    Access, Auth, AuthError, AuthTable, CallId, CallRequest, CallTurn, Dialect, DocumentFault,
    Ending, Follow, FollowedDocument, Links, LocalRequest, NamedSecret, NextStep, PhoneNumber,
    PlainAnswer, Profile, ProviderApi, PublicUrl, RecordingDelivery, RecordingReady, Rejection,
    Request, StatusReport, TextReport, TextStatus, Utterance, Words,
};
use sila::dialogue::{Answer, CallStatus, EventKind, Input, Key, Whisper};
use url::Url;

use crate::manual_clock::ManualClock;
use crate::server::http::client;
use crate::test_server::TestServer;

/// The provider's signing secret.
const SECRET: &str = "hush";
/// The largest difference between the signature's time and ours.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

static SIGNATURE: HeaderName = HeaderName::from_static("x-json-signature");

static PROFILE: Profile = Profile {
    name: "json",
    content_type: "application/json",
    empty: b"[]",
    signature_headers: &["x-json-signature"],
    languages: Languages { spoken: &["ar-BH", "en-GB"], heard: &[], voices: "" },
    speech: false,
    whisper: false,
    texts: false,
    recording: RecordingDelivery::Later,
};

struct Json;

#[derive(Debug)]
struct JsonAuth(SecretString);

struct JsonRequest(Value);

impl Dialect for Json {
    fn profile(&self) -> &'static Profile {
        &PROFILE
    }

    fn read_auth(&self, table: &mut AuthTable) -> Result<Box<dyn Auth>, AuthError> {
        let mut secrets = table.secrets("secret")?.into_iter();
        let secret = secrets.next();
        let secret = secret.ok_or_else(|| AuthError::new("secret", "write one"))?;
        Ok(Box::new(JsonAuth(secret)))
    }

    fn read_local<'r>(&self, request: LocalRequest<'r>) -> Box<dyn CallRequest + 'r> {
        let content = serde_json::from_slice(request.request().body);
        Box::new(JsonRequest(content.unwrap_or_default()))
    }

    fn render(&self, answer: &Answer, hotline: &Hotline, links: &dyn Links) -> Vec<u8> {
        let next = answer.then.next().map(|_| links.turn());
        let answer = PlainAnswer::of(answer, hotline);
        let records = matches!(answer.then, NextStep::Record { .. });
        let report = records.then(|| links.recording_report());
        document(&answer, (next.as_deref(), report.as_deref()))
    }

    fn whisper(&self, _: &Whisper, _: &Hotline, _: &dyn Links) -> Vec<u8> {
        PROFILE.empty.to_vec()
    }

    fn announce(&self, words: &[Words<'_>], ending: Ending<'_>) -> Vec<u8> {
        let said = words.iter().map(|words| Utterance::Said {
            text: words.text.to_owned(),
            language: Some(words.language.locale.clone()),
        });
        let (then, next) = match ending {
            Ending::Redirect(address) => (NextStep::Redirect, Some(address.to_owned())),
            Ending::HangUp => (NextStep::HangUp, None),
        };
        let heard = said.collect();
        document(&PlainAnswer { heard, then }, (next.as_deref(), None))
    }

    fn follow(&self) -> &dyn Follow {
        self
    }

    fn check_sender(&self, _: &str) -> Result<(), &'static str> {
        Err("this dialect sends no text messages: take it out")
    }
}

/// The answer, where the call goes on, and where the recording is to be reported.
fn document(answer: &PlainAnswer, (next, report): (Option<&str>, Option<&str>)) -> Vec<u8> {
    json!({ "answer": answer, "next": next, "report": report }).to_string().into_bytes()
}

impl Follow for Json {
    fn request_type(&self) -> &'static str {
        "application/json"
    }

    fn sign(&self, _: &Url, body: &[u8], secret: &NamedSecret, now: Timestamp) -> HeaderMap {
        let value = signature(secret.secret.expose_secret(), now.as_second(), body);
        HeaderMap::from_iter([(SIGNATURE.clone(), value.parse().unwrap())])
    }

    fn write_turn(&self, turn: &CallTurn) -> Vec<u8> {
        let mut content = json!({ "call": turn.call.as_str(), "from": turn.caller.as_ref().map(PhoneNumber::reveal) });
        match &turn.input {
            Input::Keys(keys) => {
                let keys: String = keys.iter().map(ToString::to_string).collect();
                content["event"] = "keys".into();
                content["keys"] = keys.into();
            }
            Input::RecordingEnded { seconds, withdrawn, .. } => {
                content["event"] = "recorded".into();
                content["seconds"] = (*seconds).into();
                content["withdrawn"] = (*withdrawn).into();
            }
            Input::HungUp => content["event"] = "ended".into(),
            _ => {}
        }
        content.to_string().into_bytes()
    }

    fn write_status(&self, report: &StatusReport) -> Vec<u8> {
        let content = json!({
            "call": report.call.as_str(), "event": report.status.is_final().then_some("ended"), "seconds": report.seconds
        });
        content.to_string().into_bytes()
    }

    fn read_document(&self, document: &[u8]) -> Result<FollowedDocument, DocumentFault> {
        #[derive(serde::Deserialize)]
        struct Document {
            answer: PlainAnswer,
            next: Option<String>,
        }
        let malformed = |error: serde_json::Error| DocumentFault::Malformed(error.to_string());
        let Document { answer, next } = serde_json::from_slice(document).map_err(malformed)?;
        Ok(FollowedDocument { answer, next, whisper: None })
    }
}

/// `t=1767225600,v1=…`: the code of the time, a full stop and the body.
fn signature(secret: &str, time: i64, body: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    let mac = mac.chain_update(format!("{time}.")).chain_update(body);
    format!("t={time},v1={}", hex::encode(mac.finalize().into_bytes()))
}

impl Auth for JsonAuth {
    fn verify<'r>(
        &self,
        request: &Request<'r>,
        _: &PublicUrl,
        now: Timestamp,
    ) -> Result<Box<dyn CallRequest + 'r>, Rejection> {
        let given = request.header(&SIGNATURE)?.ok_or(Rejection::Missing)?;
        let given = str::from_utf8(given).map_err(|_| Rejection::Malformed)?;
        let time = given.strip_prefix("t=").and_then(|rest| rest.split_once(','));
        let time = time.and_then(|(time, _)| time.parse().ok());
        let time: i64 = time.ok_or(Rejection::Malformed)?;
        if given != signature(self.0.expose_secret(), time, request.body) {
            return Err(Rejection::Mismatch);
        }
        let signed_at = Timestamp::from_second(time).map_err(|_| Rejection::Malformed)?;
        if now.duration_since(signed_at).abs() > TOLERANCE {
            return Err(Rejection::Stale);
        }
        let content = serde_json::from_slice(request.body);
        Ok(Box::new(JsonRequest(content.unwrap_or_default())))
    }

    fn secrets(&self) -> Vec<NamedSecret> {
        vec![NamedSecret { name: "the secret".to_owned(), id: None, secret: self.0.clone() }]
    }

    fn api(&self, _: Option<Url>) -> Option<Box<dyn ProviderApi>> {
        None
    }
}

impl JsonRequest {
    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.as_str()
    }

    fn call(&self) -> CallId {
        let parsed = self.text("call").and_then(CallId::parse);
        parsed.unwrap_or_else(|| CallId::derived(&[self.0.to_string().as_bytes()]))
    }

    fn seconds(&self) -> Option<u32> {
        self.0.get("seconds")?.as_u64()?.try_into().ok()
    }
}

impl CallRequest for JsonRequest {
    fn turn(&self) -> CallTurn {
        let keys = self.text("keys").unwrap_or_default().chars();
        let keys: Option<Vec<_>> = keys.map(Key::from_char).collect();
        CallTurn {
            call: self.call(),
            input: match (self.text("event"), keys) {
                (Some("ended"), _) => Input::HungUp,
                (Some("recorded"), _) => Input::RecordingEnded {
                    address: None,
                    seconds: self.seconds(),
                    withdrawn: self.0["withdrawn"] == true,
                    caller_gone: false,
                },
                (Some("keys"), Some(keys)) if !keys.is_empty() => Input::Keys(keys),
                (Some("keys"), None) => Input::Gibberish,
                _ => Input::Silence,
            },
            parent: None,
            caller: self.text("from").and_then(PhoneNumber::parse),
            called: None,
            forwarded_from: None,
        }
    }

    fn status(&self) -> StatusReport {
        let is_over = self.text("event") == Some("ended");
        StatusReport {
            call: self.call(),
            status: if is_over { CallStatus::Completed } else { CallStatus::Unknown },
            seconds: self.seconds(),
        }
    }

    fn text_report(&self) -> TextReport {
        TextReport { id: None, status: TextStatus::Unknown, reason: None }
    }

    fn recording_ready(&self) -> Option<RecordingReady> {
        (self.text("event") == Some("recording")).then(|| RecordingReady {
            call: self.call(),
            address: self.text("address").unwrap_or_default().to_owned(),
        })
    }
}

fn auth() -> Box<dyn Auth> {
    let mut table = AuthTable::default().with_secret("secret", SECRET);
    Json.read_auth(&mut table).unwrap()
}

/// A server whose line speaks JSON, and its clock.
async fn server() -> (TestServer, ManualClock) {
    let clock = ManualClock::new();
    let server = TestServer::with_clock(clock.clock(), |config| {
        let line = &mut config.lines[0];
        line.dialect = &Json;
        line.access = Access::Signed(auth());
    });
    (server.await, clock)
}

/// Posts a body, signed at this time.
async fn post(url: &str, at: Timestamp, body: Vec<u8>) -> Response {
    let secret = auth().secrets().remove(0);
    let headers = Json.sign(&url.parse().unwrap(), &body, &secret, at);
    let request = client().post(url).headers(headers).body(body);
    request.send().await.unwrap()
}

#[tokio::test]
async fn a_whole_call_is_carried_in_json() {
    let (server, clock) = server().await;
    let mut turn = CallTurn {
        call: CallId::parse("json-1").unwrap(),
        input: Input::Silence,
        parent: None,
        caller: PhoneNumber::parse("+97336001234"),
        called: None,
        forwarded_from: None,
    };
    let mut next = server.url("/voice/main");
    let mut heard = Vec::new();
    // The call begins; then English, the first sector, its first group, a service, and what it costs.
    for keys in ["", "2", "1", "1", "4", "3"] {
        if !keys.is_empty() {
            turn.input = Input::Keys(keys.chars().filter_map(Key::from_char).collect());
        }
        let response = post(&next, clock.now(), Json.write_turn(&turn)).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "application/json");
        let document = Json.read_document(&response.bytes().await.unwrap()).unwrap();
        assert!(!document.answer.heard.is_empty());
        assert_ne!(document.answer.heard, heard, "{keys}");
        heard = document.answer.heard;
        next = document.next.expect("the call goes on");
    }
    let is_english = |said: &Utterance| match said {
        Utterance::Said { language, .. } => {
            language.as_deref().is_some_and(|code| code.starts_with("en"))
        }
        Utterance::Played { .. } => false,
    };
    assert!(heard.iter().all(is_english), "{heard:?}");
    let ended = Json.write_status(&StatusReport {
        call: turn.call,
        status: CallStatus::Completed,
        seconds: Some(61),
    });
    let report = post(&server.url("/voice/main/status"), clock.now(), ended).await;
    assert_eq!(report.bytes().await.unwrap(), PROFILE.empty);
    let events = server.events("json-1").await;
    assert!(events.len() > 3, "{events:?}");
    assert!(
        events.iter().flat_map(|record| &record.events).any(|event| {
            matches!(event.kind, EventKind::StatusReported { seconds: Some(61), .. })
        }),
        "{events:?}"
    );
}

#[tokio::test]
async fn what_was_signed_at_another_time_is_refused() {
    let (server, clock) = server().await;
    let url = server.url("/voice/main");
    let start = json!({ "call": "json-2" }).to_string().into_bytes();
    for (minutes, status) in [(-6, 403), (-4, 200), (4, 200), (6, 403)] {
        let at = clock.now() + SignedDuration::from_mins(minutes);
        assert_eq!(post(&url, at, start.clone()).await.status(), status, "{minutes}");
    }
    let unsigned = client().post(&url).body(start).send().await.unwrap();
    assert_eq!(unsigned.status(), 400);
}

#[test]
fn a_recording_ends_in_one_request_and_is_ready_in_another() {
    let read = |content: Value| {
        let body = content.to_string().into_bytes();
        let time = 1_767_225_600;
        let signed = signature(SECRET, time, &body).parse().unwrap();
        let headers = HeaderMap::from_iter([(SIGNATURE.clone(), signed)]);
        let request = Request {
            method: &Method::POST,
            version: http::Version::HTTP_11,
            path_and_query: "/voice/main",
            headers: &headers,
            body: &body,
            peer: std::net::Ipv4Addr::LOCALHOST.into(),
        };
        let public = PublicUrl::parse("https://hotline.example.bh").unwrap();
        let now = Timestamp::from_second(time).unwrap();
        let asked = auth().verify(&request, &public, now).unwrap();
        (asked.turn().input, asked.recording_ready())
    };
    let (input, ready) = read(json!({ "event": "recorded", "call": "json-3", "seconds": 9 }));
    let Input::RecordingEnded { address, seconds, .. } = input else {
        panic!("{input:?}");
    };
    assert_eq!((address, seconds, ready), (None, Some(9), None));
    let address = "https://api.example.com/recordings/1";
    let (_, ready) = read(json!({ "event": "recording", "call": "json-3", "address": address }));
    let ready = ready.unwrap();
    assert_eq!((ready.call.as_str(), ready.address.as_str()), ("json-3", address));
}
