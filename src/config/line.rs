//! Lines: `[[line]]` and `[line.auth]`.

use url::Url;

use super::section::ConfigSection;
use super::{LineConfig, Purpose, advice};
use crate::dialects::{self, Access, Auth, DIALECTS, Dialect, PhoneNumber};

/// The lines; without any, the one for this machine, and true.
pub fn lines(root: &mut ConfigSection<'_>, purpose: Purpose) -> (Vec<LineConfig>, bool) {
    let mut lines: Vec<LineConfig> = Vec::new();
    let sections = root.tables("line");
    let is_without_lines = sections.is_empty();
    for mut section in sections {
        let Some(line) = line(&mut section) else { continue };
        if lines.iter().any(|earlier| earlier.name == line.name) {
            section.wrong("name", "two lines have this name; give each its own");
        }
        lines.push(line);
    }
    if is_without_lines {
        lines.push(LineConfig::demo());
    }
    if purpose != Purpose::Serve {
        for line in &mut lines {
            line.access = Access::Nobody;
            line.api = None;
        }
    }
    (lines, is_without_lines)
}

/// One line; none where what it is can't be told.
fn line(section: &mut ConfigSection<'_>) -> Option<LineConfig> {
    let before = section.mistake_count();
    let name = section.parsed("name", name).or_else(|| section.name_in_variables());
    match &name {
        Some(name) => section.call(format!("line `{name}`")),
        None if section.mistake_count() == before => {
            section.lacks("name", "it is missing: `sila config` shows how to write it");
        }
        None => {}
    }
    let before = section.mistake_count();
    let dialect = section.parsed("dialect", dialect);
    if section.mistake_count() > before {
        // Its secrets and abilities are the dialect's.
        return None;
    }
    let dialect = dialect.unwrap_or(DIALECTS[0]);
    let profile = dialect.profile();
    let listen = section.flag("listen");
    if listen == Some(true) && !profile.speech {
        section.wrong("listen", "this dialect understands no speech: take it out");
    }
    let text_from = section
        .parsed("text_from", |sender| dialect.check_sender(sender).map(|()| sender.to_owned()));
    let delete_recordings = section.flag("delete_recordings").unwrap_or_default();
    let api_url = section.parsed("api_url", api_url);
    let before = section.mistake_count();
    let auth = auth(section, dialect);
    let is_mistaken = section.mistake_count() > before;
    let api = auth.as_ref().and_then(|auth| auth.api(api_url.clone()));
    let alone = [
        ("api_url", api_url.is_some()),
        ("text_from", text_from.is_some()),
        ("delete_recordings", delete_recordings),
    ];
    if let None = &api
        && !is_mistaken
    {
        let reason = "it means nothing without an account: write the account in [line.auth] as well, or take this out";
        for (key, _) in alone.into_iter().filter(|(_, is_written)| *is_written) {
            section.wrong(key, reason);
        }
    }
    let access = match auth {
        Some(auth) => Access::Signed(auth),
        None if is_mistaken => Access::Nobody,
        None => Access::UnsignedFromHere,
    };
    let line = LineConfig {
        name: name.unwrap_or_default(),
        dialect,
        abilities: profile.abilities(listen, api.is_some(), text_from.is_some()),
        access,
        api,
        text_from,
        delete_recordings,
        caller_id: section.parsed("caller_id", PhoneNumber::written),
        languages: section.list("languages"),
        fallback_url: section.parsed("fallback_url", fallback_url),
    };
    section.finish();
    Some(line)
}

/// The line's secrets; none for a line without signatures, and where there is a mistake.
fn auth(section: &mut ConfigSection<'_>, dialect: &dyn Dialect) -> Option<Box<dyn Auth>> {
    let before = section.mistake_count();
    let unsigned = section.flag("unsigned").unwrap_or_default();
    let table = section.table("auth");
    if section.mistake_count() > before {
        return None;
    }
    match (table, unsigned) {
        (Some(auth), false) => return auth.auth(|table| dialect.read_auth(table)),
        (None, true) => {}
        (Some(_), true) => section.wrong(
            "unsigned",
            "the line has secrets, so its requests are signed: take one of the two out",
        ),
        (None, false) => section.lacks(
            "auth",
            "without it every request would be refused: write the provider's secrets as `sila config` shows, or set \
             `unsigned = true` for development",
        ),
    }
    None
}

fn name(name: &str) -> Result<String, &'static str> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    if name.is_empty() || name.len() > 40 || !name.chars().all(plain) {
        return Err(
            "write a name of at most 40 small Latin letters, digits, `-` and `_`: it stands in addresses",
        );
    }
    Ok(name.to_owned())
}

fn dialect(name: &str) -> Result<&'static dyn Dialect, String> {
    dialects::find(name).ok_or_else(|| {
        format!("`{name}` is not a dialect; known: {}", dialects::names().join(", "))
    })
}

/// The provider's API, if a secret may be sent there.
fn api_url(text: &str) -> Result<Url, &'static str> {
    let is_safe =
        |url: &Url| url.scheme() == "https" || (url.scheme() == "http" && advice::is_loopback(url));
    let is_plain = |url: &Url| is_open(url) && url.query().is_none() && url.fragment().is_none();
    let url = Url::parse(text).ok();
    url.filter(|url| is_safe(url) && is_plain(url) && url.has_host()).ok_or(
        "write an https address without user, `?` or `#`, such as https://api.example.com; http is taken on this \
         machine alone",
    )
}

/// An address on the web, without a user and password in it.
fn fallback_url(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).ok();
    url.filter(|url| matches!(url.scheme(), "http" | "https") && is_open(url)).ok_or(
        "write the whole address of the apology, such as https://files.example.bh/fallback.xml",
    )
}

fn is_open(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}
