//! The cookies of the console: the session, the secret by which the browser is known, the language.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::HeaderMap;
use secrecy::{ExposeSecret as _, SecretString};

/// The cookies of a request, and those that its response sets.
#[derive(Debug, Clone)]
pub struct ConsoleCookies {
    jar: CookieJar,
    /// True where browsers reach us by https: then no other host and no plain http can set them.
    is_secure: bool,
}

impl ConsoleCookies {
    pub fn of(headers: &HeaderMap, is_secure: bool) -> Self {
        Self { jar: CookieJar::from_headers(headers), is_secure }
    }

    /// The session's secret.
    pub fn session(&self) -> Option<&str> {
        self.value("session")
    }

    /// The secret by which the browser is known.
    pub fn browser(&self) -> Option<&str> {
        self.value("browser")
    }

    /// The code of the language that was chosen.
    pub fn language(&self) -> Option<&str> {
        self.value("language")
    }

    /// With a session, until the browser is closed or the session ends.
    #[must_use]
    pub fn with_session(self, token: &SecretString) -> Self {
        let cookie = self.cookie("session", token.expose_secret());
        Self { jar: self.jar.add(cookie), ..self }
    }

    #[must_use]
    pub fn without_session(self) -> Self {
        let cookie = self.cookie("session", "");
        // Whatever the request brought: a removal needs the attributes that it was set with.
        let mut removal = cookie;
        removal.make_removal();
        Self { jar: self.jar.add(removal), ..self }
    }

    /// With a secret by which the browser is known from now on, if there is one.
    #[must_use]
    pub fn with_browser(self, token: Option<&SecretString>) -> Self {
        let Some(token) = token else { return self };
        let mut cookie = self.cookie("browser", token.expose_secret());
        cookie.make_permanent();
        Self { jar: self.jar.add(cookie), ..self }
    }

    #[must_use]
    pub fn with_language(self, code: &str) -> Self {
        let mut cookie = self.cookie("language", code);
        cookie.make_permanent();
        Self { jar: self.jar.add(cookie), ..self }
    }

    /// For a response: what was set and removed.
    pub fn into_jar(self) -> CookieJar {
        self.jar
    }

    fn value(&self, name: &str) -> Option<&str> {
        Some(self.jar.get(&self.name(name))?.value()).filter(|value| !value.is_empty())
    }

    fn name(&self, name: &str) -> String {
        let prefix = if self.is_secure { "__Host-" } else { "" };
        format!("{prefix}sila-{name}")
    }

    fn cookie(&self, name: &str, value: &str) -> Cookie<'static> {
        Cookie::build((self.name(name), value.to_owned()))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.is_secure)
            .build()
    }
}
