//! Writing XML that parses, whatever the text in it.

use std::fmt::Write as _;

/// A document that is written straight into its buffer; every text and every attribute in it is escaped.
pub struct XmlWriter {
    written: String,
    root: &'static str,
}

/// An element whose attributes are being written.
#[must_use = "the element must be ended"]
pub struct XmlElement<'w> {
    written: &'w mut String,
    name: &'static str,
}

/// A value of an attribute.
pub trait AttributeValue: Copy {
    /// Writes the value, escaped.
    fn write_to(self, written: &mut String);
}

impl AttributeValue for &str {
    fn write_to(self, written: &mut String) {
        push_escaped(written, self);
    }
}

impl AttributeValue for u16 {
    fn write_to(self, written: &mut String) {
        // A string takes everything.
        let _ = write!(written, "{self}");
    }
}

impl XmlWriter {
    /// A document with a root, in a buffer of so many bytes to begin with.
    pub fn new(root: &'static str, capacity: usize) -> Self {
        let mut written = String::with_capacity(capacity);
        written.push_str(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
        let mut writer = Self { written, root };
        writer.element(root).open();
        writer
    }

    /// Begins an element.
    pub fn element(&mut self, name: &'static str) -> XmlElement<'_> {
        self.written.push('<');
        self.written.push_str(name);
        XmlElement { written: &mut self.written, name }
    }

    /// Closes an element.
    pub fn close(&mut self, name: &'static str) {
        close(&mut self.written, name);
    }

    /// The bytes.
    pub fn finish(mut self) -> Vec<u8> {
        self.close(self.root);
        self.written.into_bytes()
    }
}

impl XmlElement<'_> {
    /// Writes an attribute.
    pub fn with(mut self, name: &str, value: impl AttributeValue) -> Self {
        self.begin_attribute(name);
        value.write_to(self.written);
        self.written.push('"');
        self
    }

    /// Writes an attribute, if it has a value.
    pub fn with_some(self, name: &str, value: Option<impl AttributeValue>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// Writes an attribute of several texts with `, ` between them, if there are any.
    pub fn with_list<'t>(mut self, name: &str, texts: impl Iterator<Item = &'t str>) -> Self {
        let mut is_first = true;
        for text in texts {
            if is_first {
                self.begin_attribute(name);
            } else {
                self.written.push_str(", ");
            }
            push_escaped(self.written, text);
            is_first = false;
        }
        if !is_first {
            self.written.push('"');
        }
        self
    }

    /// Ends the start of an element that is closed later.
    pub fn open(self) {
        self.written.push('>');
    }

    /// Ends an element without content.
    pub fn empty(self) {
        self.written.push_str("/>");
    }

    /// Ends an element with a text in it.
    pub fn text(self, text: &str) {
        self.written.push('>');
        push_escaped(self.written, text);
        close(self.written, self.name);
    }

    fn begin_attribute(&mut self, name: &str) {
        self.written.push(' ');
        self.written.push_str(name);
        self.written.push_str("=\"");
    }
}

fn close(written: &mut String, name: &str) {
    written.push_str("</");
    written.push_str(name);
    written.push('>');
}

/// Writes a text as it can stand in an element or between the double quotes of an attribute.
///
/// Characters that XML 1.0 does not have (section 2.2, `Char`) are left out: not even a reference
/// may stand for them. White space other than the blank is written as references, because a parser
/// would change it to something else (sections 2.11 and 3.3.3).
fn push_escaped(written: &mut String, text: &str) {
    // Most texts; U+FFFE and U+FFFF begin with 0xef.
    let stands = |byte: u8| byte >= b' ' && !matches!(byte, b'&' | b'<' | b'>' | b'"' | 0xef);
    let mut copied = 0;
    if !text.bytes().all(stands) {
        for (position, character) in text.char_indices() {
            if let Some(instead) = replacement(character) {
                written.push_str(&text[copied..position]);
                written.push_str(instead);
                copied = position + character.len_utf8();
            }
        }
    }
    written.push_str(&text[copied..]);
}

/// Says if nothing of a text would be left to hear.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || replacement(character) == Some(""))
}

/// The replacement of a character; `None` if it can stand.
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
