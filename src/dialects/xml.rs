//! Writing XML that parses, whatever the text in it.

use std::borrow::Cow;

/// The attributes of an element, in the order in which they are written.
pub type Attributes<'a> = &'a [(&'static str, &'a str)];

/// A document as it is written; every text and every attribute in it goes through [`escaped`].
pub struct Document {
    written: String,
    root: &'static str,
}

impl Document {
    /// A document with a root, in a buffer of so many bytes to begin with.
    pub fn new(root: &'static str, capacity: usize) -> Self {
        let mut written = String::with_capacity(capacity);
        written.push_str(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
        let mut document = Self { written, root };
        document.open(root, &[]);
        document
    }

    /// Opens an element.
    pub fn open(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.start(name, attributes);
        self.written.push('>');
    }

    /// Closes an element.
    pub fn close(&mut self, name: &'static str) {
        self.written.push_str("</");
        self.written.push_str(name);
        self.written.push('>');
    }

    /// An element without content.
    pub fn empty(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.start(name, attributes);
        self.written.push_str("/>");
    }

    /// An element with a text in it.
    pub fn text(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.open(name, attributes);
        self.written.push_str(&escaped(text));
        self.close(name);
    }

    /// The bytes.
    pub fn finish(mut self) -> Vec<u8> {
        self.close(self.root);
        self.written.into_bytes()
    }

    fn start(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.written.push('<');
        self.written.push_str(name);
        for (name, value) in attributes {
            self.written.push(' ');
            self.written.push_str(name);
            self.written.push_str("=\"");
            self.written.push_str(&escaped(value));
            self.written.push('"');
        }
    }
}

/// Text as it can stand in an element or between the double quotes of an attribute.
///
/// Characters that XML 1.0 does not have (section 2.2, `Char`) are left out: not even a reference
/// may stand for them. White space other than the blank is written as references, because a parser
/// would change it to something else (sections 2.11 and 3.3.3).
pub fn escaped(text: &str) -> Cow<'_, str> {
    // Most texts; U+FFFE and U+FFFF begin with 0xef.
    let stands = |byte: u8| byte >= b' ' && !matches!(byte, b'&' | b'<' | b'>' | b'"' | 0xef);
    if text.bytes().all(stands) {
        return Cow::Borrowed(text);
    }
    let mut written = String::new();
    let mut copied = 0;
    for (position, character) in text.char_indices() {
        let Some(instead) = replacement(character) else {
            continue;
        };
        if copied == 0 {
            written.reserve(text.len() + 16);
        }
        written.push_str(&text[copied..position]);
        written.push_str(instead);
        copied = position + character.len_utf8();
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    written.push_str(&text[copied..]);
    Cow::Owned(written)
}

/// Whether nothing of a text would be left to hear.
pub fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|character| character.is_whitespace() || replacement(character) == Some(""))
}

/// What is written instead of a character; `None` if it can stand.
fn replacement(character: char) -> Option<&'static str> {
    match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\t' => Some("&#9;"),
        '\n' => Some("&#10;"),
        '\r' => Some("&#13;"),
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => Some(""),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The production `Char` of XML 1.0, word for word.
    fn is_legal(character: char) -> bool {
        matches!(character,
            '\u{9}' | '\u{A}' | '\u{D}' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}'
            | '\u{10000}'..='\u{10FFFF}')
    }

    proptest! {
        #[test]
        fn any_text_parses_elsewhere_and_comes_back(text in any::<String>(), value in any::<String>()) {
            let mut document = Document::new("Root", 0);
            document.text("Text", &[("value", &value)], &text);
            document.empty("Empty", &[("value", &value)]);
            let written = String::from_utf8(document.finish()).unwrap();
            let parsed = roxmltree::Document::parse(&written).unwrap();
            let legal = |text: &str| text.chars().filter(|c| is_legal(*c)).collect::<String>();
            let mut elements = parsed.root_element().children();
            let element = elements.next().unwrap();
            prop_assert_eq!(element.text().unwrap_or_default(), legal(&text));
            prop_assert_eq!(element.attribute("value").unwrap(), legal(&value));
            let element = elements.next().unwrap();
            prop_assert_eq!(element.attribute("value").unwrap(), legal(&value));
            prop_assert!(elements.next().is_none());
        }
    }

    #[test]
    fn what_can_stand_is_not_copied() {
        assert!(matches!(escaped("لا ننسى 'هذا'"), Cow::Borrowed(_)));
        assert_eq!(
            escaped("\0a\u{8}<&>\"\r\n\t\u{fffe}\u{ffff}\u{10ffff}"),
            "a&lt;&amp;&gt;&quot;&#13;&#10;&#9;\u{10ffff}"
        );
        assert_eq!(escaped("]]>"), "]]&gt;");
    }
}
