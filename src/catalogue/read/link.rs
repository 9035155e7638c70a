//! The address of a service's page.

use url::{Host, Url};

use super::table::{TableReader, Text};
use crate::catalogue::Rule;
use crate::catalogue::position::quoted;

/// The field `link`, if it is there and an address that a telephone opens.
pub(super) fn link<'r>(reader: &TableReader<'r>) -> Option<Text<'r>> {
    let link = reader.string("link")?;
    let Some(hint) = fault(&link.value) else {
        return Some(link);
    };
    let message = format!(
        "{} is not an address that a telephone opens.",
        quoted(&link.value)
    );
    reader.mistakes.add(Rule::BadLink, link.spot, message, hint);
    None
}

/// How to mend what is wrong with an address, if anything is.
fn fault(link: &str) -> Option<&'static str> {
    if !link.starts_with("https://") && !link.starts_with("http://") {
        return Some("write the whole address, such as `https://www.example.org/permits`");
    }
    if !link.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some(
            "copy it from the browser's address bar: other letters than a to z, and blanks, are written with % there",
        );
    }
    let url = Url::parse(link).ok();
    let sound = url.is_some_and(|url| {
        let named = matches!(url.host(), Some(Host::Domain(name)) if name.contains('.'));
        named && url.username().is_empty() && url.password().is_none()
    });
    (!sound).then_some(
        "write the address of a page that everybody can open, with the name of its website",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_pages_are_links() {
        for link in [
            "https://www.example.org",
            "http://example.org/a/b.html?c=1&d=%D8%B1#e",
            "https://example.org:8443/",
        ] {
            assert_eq!(fault(link), None, "{link}");
        }
        for link in [
            "",
            "www.example.org",
            "ftp://example.org",
            "HTTPS://example.org",
            "mailto:a@example.org",
            "javascript:alert(1)",
            "https://",
            "https://localhost/",
            "https://10.0.0.1/",
            "https://user@example.org/",
            "https://user:word@example.org/",
            "https://example.org/a b",
            "https://example.org/رخصة",
            "https://example.org/\u{202e}gro",
            "https://exa mple.org",
            "https://example.org:port/",
        ] {
            assert!(fault(link).is_some(), "{link}");
        }
    }
}
