//! Recordings: made, played to a caller, and served as caches and players want them.

use std::io::Cursor;
use std::num::NonZeroUsize;
use std::time::Duration;

use camino::Utf8Path;
use jiff::Timestamp;
use reqwest::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap,
    HeaderName, IF_MATCH, IF_NONE_MATCH, IF_RANGE, RANGE,
};
use reqwest::{Method, StatusCode};
use sila::calls::editions::load_hotline;
use sila::catalogue::{Prompt, Recording};
use sila::config::Config;
use sila::operate::recordings::{Library, draft};
use sila::recordings::Voice;
use sila::store::Database;

use super::http::{client, exchange, status};
use crate::calls::play::small_menus;
use crate::providers::twilio::heard::Utterance;
use crate::store::by;
use crate::test_server::{TestServer, signed_config};

/// A server whose gate is spoken by a draft in both languages, and the draft of the first.
async fn server() -> (TestServer, Recording) {
    recorded(|_| {}).await
}

/// The same, with something changed in its configuration.
pub async fn recorded(change: impl FnOnce(&mut Config)) -> (TestServer, Recording) {
    let hotline = load_hotline(Some(&small_menus())).unwrap();
    let gate = hotline.language_indices().zip(&hotline.gate);
    let prompts: Vec<Prompt> =
        gate.map(|(language, prompt)| hotline.prompt(*prompt, language).clone()).collect();
    let voice =
        Voice::parse("espeak-ng -v {language} -w {out} {text}", Duration::from_mins(1)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut config = signed_config(Utf8Path::from_path(folder.path()).unwrap());
    config.menus = Some(small_menus());
    change(&mut config);
    let database = Database::open(&config.database, &config.store).await.unwrap();
    let author = by("studio", Timestamp::UNIX_EPOCH);
    let report = draft(&database, &prompts, voice, NonZeroUsize::MIN, author).await.unwrap();
    assert_eq!(report.made.len(), 2, "{report:?}");
    let library = Library::open(&database).await.unwrap();
    database.close().await;
    let recording = library.recording_for(&prompts[0]).unwrap();
    let server = TestServer::configured(folder, config).await;
    (server, recording)
}

async fn ask(
    server: &TestServer,
    method: Method,
    path: &str,
    headers: &[(HeaderName, &str)],
) -> (StatusCode, HeaderMap, Vec<u8>) {
    let mut request = client().request(method, server.url(path));
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    (status, headers, answer.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn a_draft_is_played_to_the_caller_in_the_telephones_format() {
    let (server, recording) = server().await;
    let mut call = server.call(1);
    let heard = call.start().await.unwrap();
    assert_eq!(call.faults(), []);
    assert_eq!(heard.utterances.len(), 2);
    for utterance in &heard.utterances {
        let Utterance::Played { url, sha256, seconds, .. } = utterance else {
            panic!("{utterance:?}");
        };
        assert_eq!(url.path(), format!("/audio/{sha256}.wav"));
        assert!(seconds.unwrap() > 1.0);
        let audio = call.audio(url).unwrap();
        let mut wav = hound::WavReader::new(Cursor::new(&audio.bytes)).unwrap();
        let spec = wav.spec();
        assert_eq!((spec.channels, spec.sample_rate, spec.bits_per_sample), (1, 8000, 16));
        let loudest = wav.samples::<i16>().map(|sample| sample.unwrap().unsigned_abs()).max();
        assert!(loudest.unwrap() > 1000, "it is not silence");
    }
    let Utterance::Played { sha256, .. } = &heard.utterances[0] else { panic!() };
    assert_eq!(*sha256, recording.hash.to_string());
}

#[tokio::test]
async fn a_recording_is_served_whole_in_parts_or_not_again() {
    let (server, recording) = server().await;
    let path = format!("/audio/{}.wav", recording.hash);
    let tag = format!("\"{}\"", recording.hash);
    let (status, headers, whole) = ask(&server, Method::GET, &path, &[]).await;
    assert_eq!(status, 200);
    let length = whole.len();
    let cached = |headers: &HeaderMap| {
        assert_eq!(headers[ETAG], tag);
        assert_eq!(headers.get_all(ETAG).iter().count(), 1);
        assert_eq!(headers[CACHE_CONTROL], "public, max-age=31536000, immutable");
    };
    cached(&headers);
    assert_eq!(headers[CONTENT_TYPE], "audio/wav");
    assert_eq!(headers[ACCEPT_RANGES], "bytes");
    assert_eq!(headers[CONTENT_LENGTH], length.to_string());

    let (status, headers, body) = ask(&server, Method::HEAD, &path, &[]).await;
    assert_eq!((status.as_u16(), body.len()), (200, 0));
    assert_eq!(headers[CONTENT_LENGTH], length.to_string());
    cached(&headers);

    let last = length - 1;
    for (range, from, to) in [
        ("bytes=0-99".to_owned(), 0, 99),
        ("bytes=100-199".to_owned(), 100, 199),
        (format!("bytes={last}-"), last, last),
        ("bytes=44-".to_owned(), 44, last),
        ("bytes=-50".to_owned(), length - 50, last),
        (format!("bytes=10-{}", length * 2), 10, last),
    ] {
        let (status, headers, body) = ask(&server, Method::GET, &path, &[(RANGE, &range)]).await;
        assert_eq!(status, 206, "{range}");
        assert_eq!(headers[CONTENT_RANGE], format!("bytes {from}-{to}/{length}"));
        assert_eq!(headers[CONTENT_LENGTH], (to - from + 1).to_string());
        cached(&headers);
        assert_eq!(body, whole[from..=to], "{range}");
        let same = [(RANGE, range.as_str()), (IF_RANGE, tag.as_str())];
        assert_eq!(ask(&server, Method::GET, &path, &same).await.0, 206);
        for changed in ["\"another\"", "Thu, 01 Jan 2026 00:00:00 GMT", &format!("W/{tag}")] {
            let changed = [(RANGE, range.as_str()), (IF_RANGE, changed)];
            let (status, _, body) = ask(&server, Method::GET, &path, &changed).await;
            assert_eq!((status.as_u16(), body.len()), (200, length));
        }
    }
    let beyond = format!("bytes={length}-");
    let (status, headers, _) = ask(&server, Method::GET, &path, &[(RANGE, &beyond)]).await;
    assert_eq!(status, 416);
    assert_eq!(headers[CONTENT_RANGE], format!("bytes */{length}"));

    for known in [tag.clone(), format!("W/{tag}"), format!("\"a\", {tag}"), "*".to_owned()] {
        let (status, headers, body) =
            ask(&server, Method::GET, &path, &[(IF_NONE_MATCH, &known)]).await;
        assert_eq!((status.as_u16(), body.len()), (304, 0), "{known}");
        cached(&headers);
    }
    for (condition, expected) in [(tag.as_str(), 200), ("*", 200), ("\"a\"", 412)] {
        let condition = [(IF_MATCH, condition)];
        let (status, _, _) = ask(&server, Method::GET, &path, &condition).await;
        assert_eq!(status, expected, "{condition:?}");
    }
    let other = [(IF_NONE_MATCH, "\"a\"")];
    assert_eq!(ask(&server, Method::GET, &path, &other).await.0, 200);
    assert_eq!(ask(&server, Method::POST, &path, &[]).await.0, 405);
}

#[tokio::test]
async fn nothing_but_recordings_can_be_fetched() {
    let (server, recording) = server().await;
    let hash = recording.hash.to_string();
    let secret = "address.key";
    assert!(server.folder().join(secret).exists());
    for path in [
        format!("/audio/{}.wav", "0".repeat(64)),
        format!("/audio/{}.wav", hash.to_uppercase()),
        format!("/audio/{hash}"),
        format!("/audio/{hash}.mp3"),
        format!("/audio/{hash}.wav/"),
        format!("/audio/./{hash}.wav"),
        "/audio/".to_owned(),
        "/audio/index.json".to_owned(),
        "/audio/.lock".to_owned(),
        format!("/audio/../{secret}"),
        format!("/audio/..%2f{secret}"),
        format!("/audio/%2e%2e/{secret}"),
        format!("/audio/%2e%2e%2f{secret}"),
        format!("/audio/..%2f..%2f{secret}%00.wav"),
        "/audio/%2fetc%2fpasswd".to_owned(),
        format!("/audio/{hash}.wav%00"),
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        let answer = exchange(server.running.address, request.as_bytes()).await;
        assert_eq!(status(&answer), 404, "{path}: {answer}");
    }
}
