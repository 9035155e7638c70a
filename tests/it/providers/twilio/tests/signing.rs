//! The phone's signatures against the provider's own Python library.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value as Json, json};
use url::Url;

use super::scripted_server::{Reply, ScriptedServer, call};
use crate::oracles::{folder, script};
use crate::providers::twilio::sign::{SETTINGS, SIGNATURE, Signing, signed_url};

/// The provider's library, answering one question a line.
struct Oracle {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Oracle {
    fn new() -> Self {
        let mut child = Command::new(folder().join("venv/bin/python"))
            .arg(script("sign.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let questions = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Self { child, questions, answers }
    }

    fn ask(&mut self, question: &Json) -> Json {
        writeln!(self.questions, "{question}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const SECRET: &str = "12345";

fn token() -> Signing {
    Signing::AuthToken(SECRET.into())
}

fn key() -> Signing {
    Signing::SharedKey { id: "webhooks_sharedkey_1".into(), secret: SECRET.into() }
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

fn signature(signing: &Signing, url: &str, form: &[(String, String)]) -> String {
    let headers = signing.headers(&Url::parse(url).unwrap(), form);
    headers.into_iter().find(|(name, _)| name == SIGNATURE).unwrap().1
}

/// The vector of the provider's own test suites.
#[test]
fn the_published_vector_is_reproduced() {
    let form = pairs(&[
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]);
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    assert_eq!(signature(&token(), url, &form), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
}

#[test]
fn what_is_signed_has_no_fragment_no_credentials_and_for_https_no_port() {
    for (url, signed) in [
        ("https://a.example/b?c=d#rc=2", "https://a.example/b?c=d"),
        ("https://user:word@a.example/b", "https://a.example/b"),
        ("https://a.example:8443/b", "https://a.example/b"),
        ("http://a.example:8080/b", "http://a.example:8080/b"),
        ("http://a.example:80", "http://a.example/"),
        ("http://[::1]:8080/b?", "http://[::1]:8080/b?"),
    ] {
        assert_eq!(signed_url(&Url::parse(url).unwrap()), signed);
    }
}

#[test]
fn the_providers_library_signs_alike_and_accepts() {
    let urls = [
        "https://sila.example/voice",
        "https://sila.example/voice/",
        "https://sila.example/voice?line=1&state=a%2Fb%3D",
        "https://sila.example/voice?name=%D8%B5%D9%84%D8%A9&x=a+b",
        "http://sila.example:8080/voice?n=1",
        "http://127.0.0.1:3000/voice",
        "https://sila.example/a'b(c)@d:e!f*g",
    ];
    let forms = [
        pairs(&[]),
        pairs(&[("Digits", "")]),
        pairs(&[("Digits", "#"), ("CallSid", "CA1")]),
        pairs(&[("B", "2"), ("a", "1"), ("A", "3"), ("AB", ""), ("A", "")]),
        pairs(&[("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234"), ("Sid", "CA123")]),
        pairs(&[("SpeechResult", "رخصة بناء، ٢٠٠ دينار"), ("FromCity", "المنامة")]),
        pairs(&[("Body", " a&b=c+d%20 \n\t"), ("ü", "é"), ("emoji", "📞")]),
    ];
    let mut oracle = Oracle::new();
    for signing in [token(), key()] {
        let algorithm =
            if matches!(signing, Signing::SharedKey { .. }) { "HMAC_SHA256" } else { "HMAC_SHA1" };
        for url in urls {
            for form in &forms {
                let ours = signature(&signing, url, form);
                let question = json!({
                    "url": url, "params": form, "secret": SECRET,
                    "algorithm": algorithm, "signature": ours,
                });
                let answer = oracle.ask(&question);
                assert_eq!(answer["signature"], ours, "{url} {form:?}");
                assert_eq!(answer["valid"], true, "{url} {form:?}");
            }
        }
    }
}

#[test]
fn https_with_a_port_is_accepted_as_well() {
    let url = "https://sila.example:8443/voice?n=1";
    let form = pairs(&[("Digits", "1")]);
    let ours = signature(&token(), url, &form);
    let question = json!({ "url": url, "params": form, "secret": SECRET, "signature": ours });
    assert_eq!(Oracle::new().ask(&question)["valid"], true);
}

#[test]
fn a_shared_key_is_named_in_a_header_of_its_own() {
    let headers = key().headers(&Url::parse("https://sila.example/").unwrap(), &[]);
    let settings = headers.iter().find(|(name, _)| name == SETTINGS).unwrap();
    assert_eq!(settings.1, "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256");
    assert!(
        Signing::Unsigned.headers(&Url::parse("https://sila.example/").unwrap(), &[]).is_empty()
    );
}

/// As a server would check: from what arrived, by POST and by GET.
#[tokio::test]
async fn requests_arrive_as_they_were_signed() {
    let gather = "<Gather action=\"/next?place=%D8%A3&amp;n=1\" method=\"GET\" numDigits=\"1\"/>";
    let server =
        ScriptedServer::new([("/voice", Reply::xml(gather)), ("/next", Reply::xml(""))]).await;
    let mut settings = server.settings();
    settings.signing = token();
    settings.voice_url = server.at("/voice?line=1#rc=2");
    settings.status_url = Some(server.at("/status"));
    settings.extra = vec![("FromCity".into(), "المنامة".into())];
    let mut call = call(settings);
    call.start().await.unwrap();
    call.press("1").await.unwrap();
    let mut oracle = Oracle::new();
    let seen = server.seen();
    assert_eq!(seen.len(), 3, "by POST, by GET, and the notice of the end");
    for seen in seen {
        let origin = server.url.as_str().trim_end_matches('/');
        let form = if seen.method == "POST" { seen.form.clone() } else { Vec::new() };
        let question = json!({
            "url": format!("{origin}{}", seen.uri), "params": form, "secret": SECRET,
            "signature": seen.header(SIGNATURE).unwrap(),
        });
        assert_eq!(oracle.ask(&question)["valid"], true, "{} {}", seen.method, seen.uri);
    }
}
