//! Attribute values and addresses, checked.

use url::Url;

use super::{document::Method, verbs::Element, xml::Node};

/// Reads attributes by the table: a value that the table does not take counts as absent.
#[derive(Clone, Copy)]
pub(super) struct Get<'a> {
    pub(super) node: &'a Node,
    pub(super) element: &'static Element,
}

impl<'a> Get<'a> {
    pub(super) fn value(self, name: &str) -> Option<&'a str> {
        let (_, kind) = self.element.attributes.iter().find(|(known, _)| *known == name)?;
        let (_, value) = self.node.attributes.iter().find(|(given, _)| given == name)?;
        kind.takes(value).then_some(value)
    }

    pub(super) fn number(self, name: &str) -> Option<u32> {
        self.value(name)?.parse().ok()
    }

    pub(super) fn flag(self, name: &str) -> bool {
        self.value(name) == Some("true")
    }

    pub(super) fn method(self, name: &str) -> Method {
        if self.value(name) == Some("GET") { Method::Get } else { Method::Post }
    }
}

/// An address that the provider can ask, or why it is none.
pub(super) fn resolve(base: &Url, raw: &str) -> Result<Url, String> {
    if let Some(bad) = raw.chars().find(|c| !is_url_character(*c)) {
        return Err(format!("“{bad}” must be percent-encoded"));
    }
    let mut escapes = raw.split('%').skip(1);
    let complete = |escape: &str| escape.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    if !escapes.all(complete) {
        return Err("two hexadecimal digits must follow each “%”".into());
    }
    let url = base.join(raw).map_err(|error| error.to_string())?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        scheme => Err(format!("the provider asks by http or https, not by {scheme}")),
    }
}

/// <https://www.rfc-editor.org/rfc/rfc3986#section-2>
fn is_url_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c)
}

/// True if `address` is a SIP address with its scheme.
pub(super) fn is_sip(address: &str) -> bool {
    let rest = address.strip_prefix("sip:").or_else(|| address.strip_prefix("sips:"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}
