//! The console as browsers meet it: whole pages and forms, with the cookies that they leave.

mod audit;
mod editions;
mod gate;
mod hostile;
mod pages;
mod people;
mod sign_in;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, Ordering};

use jiff::SignedDuration;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use secrecy::ExposeSecret as _;
use sila::config::Config;
use sila::operate::operators::{self, Randomness, TotpKey};
use sila::store::{Authorship, Roles, Via};

use crate::manual_clock::ManualClock;
use crate::one_time_codes::one_time_code;
use crate::test_server::TestServer;

const PASSWORD: &str = "a calm evening by the sea";

/// A server with its console, and its clock.
pub struct Console {
    pub server: TestServer,
    pub clock: ManualClock,
    drawn: AtomicU8,
}

/// Somebody who has accepted an invitation.
pub struct Person {
    pub login: String,
    key: TotpKey,
}

impl Console {
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let clock = ManualClock::new();
        let server = TestServer::with_clock(clock.clock(), change).await;
        Self { server, clock, drawn: AtomicU8::new(0) }
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser { console: self, cookies: Mutex::default() }
    }

    /// The secret end of the link of an invitation for somebody new.
    pub async fn invited(&self, login: &str, name: &str, roles: &str) -> String {
        let database = self.server.database().await;
        let random = Randomness::new([self.drawn.fetch_add(1, Ordering::Relaxed); 32]);
        let by = Authorship {
            author: "tests",
            via: Via::Cli,
            uid: Some(0),
            reason: "",
            at: self.clock.now(),
        };
        let new = (login, name, &Roles::parse(roles).unwrap());
        let invitation = operators::add(&database, new, &random, by).await.unwrap();
        database.close().await;
        invitation.token.expose_secret().to_owned()
    }

    /// The key that comes with an invitation.
    pub async fn key(&self, token: &str) -> TotpKey {
        let database = self.server.database().await;
        let sign_ins = &self.server.running.app.sign_ins;
        let invited = operators::invited(&database, sign_ins, token, self.clock.now()).await;
        database.close().await;
        invited.unwrap().expect("an invitation").second_factor
    }

    /// Somebody new with these roles, who has accepted the invitation at a browser of the own.
    pub async fn enrolled(&self, login: &str, roles: &str) -> Person {
        let token = self.invited(login, "هدى العلي", roles).await;
        let person = Person { login: login.to_owned(), key: self.key(&token).await };
        let fields = [
            ("token", token.as_str()),
            ("password", PASSWORD),
            ("repeated", PASSWORD),
            ("code", &person.code(self)),
        ];
        let accepted = self.browser().post("/console/invitation/accept", &fields).await;
        assert_eq!(accepted.status, 200, "{}", accepted.text);
        person
    }

    /// A browser in which somebody has signed in.
    pub async fn signed_in(&self, person: &Person) -> Browser<'_> {
        let browser = self.browser();
        let page = browser.sign_in(person).await;
        assert_eq!((page.status, page.location.as_str()), (303, "/console"), "{}", page.text);
        browser
    }

    /// Each code is taken once: time passes until there is another.
    pub fn wait_for_another_code(&self) {
        self.clock.forward(SignedDuration::from_secs(30));
    }
}

impl Person {
    /// The code that the telephone shows.
    pub fn code(&self, console: &Console) -> String {
        one_time_code(&self.key, console.clock.now())
    }
}

/// A browser with its cookies, which follows no redirect by itself.
pub struct Browser<'c> {
    console: &'c Console,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What a browser got.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    /// The path that it is sent to; empty where it is not.
    pub location: String,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Browser<'_> {
    pub async fn get(&self, path: &str) -> Page {
        self.send(self.client().get(self.console.server.url(path))).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post_with(path, fields, &[]).await
    }

    /// The same, with headers.
    pub async fn post_with(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Page {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.client().post(self.console.server.url(path));
        let request =
            request.header("content-type", "application/x-www-form-urlencoded").body(form);
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(request).await
    }

    pub async fn sign_in(&self, person: &Person) -> Page {
        self.console.wait_for_another_code();
        let code = person.code(self.console);
        let fields = [("login", person.login.as_str()), ("password", PASSWORD), ("code", &code)];
        self.post("/console/sign-in", &fields).await
    }

    /// The cookie with this name, if there is one.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    #[expect(clippy::unused_self, reason = "reads as what the browser does")]
    fn client(&self) -> Client {
        Client::builder().redirect(Policy::none()).build().unwrap()
    }

    async fn send(&self, request: RequestBuilder) -> Page {
        let cookies: Vec<String> = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let response = request.header("cookie", cookies.join("; ")).send().await.unwrap();
        let headers = response.headers().clone();
        for set in headers.get_all("set-cookie") {
            let (cookie, attributes) =
                set.to_str().unwrap().split_once(';').expect("cookies have attributes");
            let (name, value) = cookie.split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            if attributes.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let location = headers.get("location").map(|path| path.to_str().unwrap().to_owned());
        Page {
            status: response.status().as_u16(),
            location: location.unwrap_or_default(),
            headers,
            text: response.text().await.unwrap(),
        }
    }
}

impl Page {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
