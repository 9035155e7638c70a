//! Reads XML 1.0 as strictly as the provider does, into a tree that remembers where things stand.
//!
//! The library's reader leaves several of XML's rules to its user; they are checked here: legal
//! characters, legal names, the five entities only, no document type, one root and nothing beside it.

use quick_xml::{
    Reader, XmlVersion,
    errors::{Error, IllFormedError},
    escape::{EscapeError, resolve_predefined_entity},
    events::{BytesDecl, BytesStart, Event, attributes::AttrError},
};

use super::fault::FaultKind;

/// An element.
#[derive(Debug)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Its attributes in order.
    pub attributes: Vec<(String, String)>,
    /// The elements and texts in it, in order.
    pub children: Vec<Child>,
    /// The byte at which its tag begins.
    pub offset: usize,
}

/// A part of an element's content.
#[derive(Debug)]
pub enum Child {
    /// Another element.
    Node(Node),
    /// Text, with entities and CDATA resolved.
    Text(String),
}

impl Node {
    /// All text that stands directly in the element, without the white space around it.
    pub fn text(&self) -> String {
        let texts = self.children.iter().filter_map(|child| match child {
            Child::Text(text) => Some(text.as_str()),
            Child::Node(_) => None,
        });
        texts.collect::<String>().trim().to_owned()
    }

    /// The elements that stand directly in the element.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.children.iter().filter_map(|child| match child {
            Child::Node(node) => Some(node),
            Child::Text(_) => None,
        })
    }

    fn add_text(&mut self, text: &str) {
        match self.children.last_mut() {
            Some(Child::Text(last)) => last.push_str(text),
            _ => self.children.push(Child::Text(text.to_owned())),
        }
    }
}

/// A fault, and the byte at which it is.
pub type Wrong = (FaultKind, usize);

/// No document of the provider's nests half as deep.
const DEEPEST: usize = 32;

/// Reads one document.
pub fn read(bytes: &[u8]) -> Result<Node, Wrong> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| (FaultKind::NotXml("it is not UTF-8".into()), error.valid_up_to()))?;
    if let Some((offset, illegal)) = text.char_indices().find(|(_, c)| !is_legal(*c)) {
        return Err((FaultKind::Character(illegal), offset));
    }
    if text.starts_with('\u{feff}') {
        return Err(ill_formed("it begins with a byte order mark; leave it out", 0));
    }
    Builder::default().build(text)
}

#[derive(Default)]
struct Builder {
    open: Vec<Node>,
    root: Option<Node>,
}

impl Builder {
    fn build(mut self, text: &str) -> Result<Node, Wrong> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_comments = true;
        loop {
            let offset = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = reader.read_event().map_err(|error| {
                let at = usize::try_from(reader.error_position()).unwrap_or(offset);
                (FaultKind::NotXml(wording(&error)), at)
            })?;
            match event {
                Event::Start(tag) => self.start(&tag, offset)?,
                Event::Empty(tag) => {
                    self.start(&tag, offset)?;
                    self.end();
                }
                Event::End(_) => self.end(),
                Event::Text(text) => {
                    let text =
                        text.xml10_content().map_err(|e| ill_formed(&e.to_string(), offset))?;
                    if text.contains("]]>") {
                        return Err(ill_formed("“]]>” stands in text; write “]]&gt;”", offset));
                    }
                    self.text(&text, offset)?;
                }
                Event::CData(data) => {
                    let text =
                        data.xml10_content().map_err(|e| ill_formed(&e.to_string(), offset))?;
                    if self.open.is_empty() {
                        return Err(ill_formed("text stands outside the root element", offset));
                    }
                    self.text(&text, offset)?;
                }
                Event::GeneralRef(reference) => {
                    let name = String::from_utf8_lossy(&reference).into_owned();
                    let text = resolve(&name).map_err(|kind| (kind, offset))?;
                    if self.open.is_empty() {
                        return Err(ill_formed("text stands outside the root element", offset));
                    }
                    self.text(&text, offset)?;
                }
                Event::Decl(declaration) => check_declaration(&declaration, offset)?,
                Event::PI(instruction) => {
                    if instruction.target().eq_ignore_ascii_case(b"xml") {
                        return Err(ill_formed("a second XML declaration", offset));
                    }
                }
                Event::DocType(_) => return Err((FaultKind::DocumentType, offset)),
                Event::Comment(_) => {}
                Event::Eof => break,
            }
        }
        match (self.open.last(), self.root) {
            (Some(open), _) => {
                Err(ill_formed(&format!("<{}> is not closed", open.name), open.offset))
            }
            (None, Some(root)) => Ok(root),
            (None, None) => Err(ill_formed("it has no element", text.len())),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, offset: usize) -> Result<(), Wrong> {
        if self.open.is_empty() && self.root.is_some() {
            return Err(ill_formed("a second root element", offset));
        }
        if self.open.len() == DEEPEST {
            return Err(ill_formed("elements are nested too deep", offset));
        }
        let name = legal_name(tag.name().as_ref(), offset)?;
        let attributes = attributes(tag, &name, offset)?;
        self.open.push(Node { name, attributes, children: Vec::new(), offset });
        Ok(())
    }

    fn end(&mut self) {
        let Some(node) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Child::Node(node)),
            None => self.root = Some(node),
        }
    }

    fn text(&mut self, text: &str, offset: usize) -> Result<(), Wrong> {
        match self.open.last_mut() {
            Some(node) => node.add_text(text),
            None if text.trim_matches(is_space).is_empty() => {}
            None => return Err(ill_formed("text stands outside the root element", offset)),
        }
        Ok(())
    }
}

fn attributes(
    tag: &BytesStart<'_>,
    element: &str,
    offset: usize,
) -> Result<Vec<(String, String)>, Wrong> {
    let raw = tag.attributes_raw();
    if raw.contains(&b'<') {
        return Err(ill_formed("“<” stands in a tag; write “&lt;”", offset));
    }
    let mut found = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| match error {
            AttrError::Duplicated(..) => (duplicate(tag, element), offset),
            other => ill_formed(&other.to_string(), offset),
        })?;
        let name = legal_name(attribute.key.as_ref(), offset)?;
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| {
            let kind = match &error {
                Error::Escape(EscapeError::UnrecognizedEntity(_, name)) => {
                    FaultKind::Entity(name.clone())
                }
                other => FaultKind::NotXml(wording(other)),
            };
            (kind, offset)
        })?;
        if let Some(illegal) = value.chars().find(|c| !is_legal(*c)) {
            return Err((FaultKind::Character(illegal), offset));
        }
        found.push((name, value.into_owned()));
    }
    if !spaced(raw) {
        return Err(ill_formed("a space is missing before an attribute", offset));
    }
    Ok(found)
}

/// Names the first attribute that stands twice.
fn duplicate(tag: &BytesStart<'_>, element: &str) -> FaultKind {
    let mut seen = Vec::new();
    let mut attributes = tag.attributes();
    let mut attribute = String::new();
    for next in attributes.with_checks(false).flatten() {
        let name = String::from_utf8_lossy(next.key.as_ref()).into_owned();
        if seen.contains(&name) {
            attribute = name;
            break;
        }
        seen.push(name);
    }
    FaultKind::DuplicateAttribute { element: element.to_owned(), attribute }
}

/// True if white space stands after every attribute's closing quote.
fn spaced(raw: &[u8]) -> bool {
    let mut quote = None;
    let mut closed = false;
    for &byte in raw {
        if closed && !byte.is_ascii_whitespace() {
            return false;
        }
        closed = false;
        match quote {
            Some(open) if open == byte => {
                quote = None;
                closed = true;
            }
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            _ => {}
        }
    }
    true
}

fn check_declaration(declaration: &BytesDecl<'_>, offset: usize) -> Result<(), Wrong> {
    if offset != 0 {
        return Err(ill_formed("something stands before the XML declaration", offset));
    }
    match declaration.version() {
        Ok(version) if version.as_ref() == b"1.0" => {}
        _ => {
            return Err(ill_formed("its declaration does not say version 1.0", offset));
        }
    }
    match declaration.encoding() {
        Some(Ok(encoding)) if !encoding.eq_ignore_ascii_case(b"utf-8") => {
            Err(ill_formed("its declaration says an encoding other than UTF-8", offset))
        }
        Some(Err(error)) => Err(ill_formed(&error.to_string(), offset)),
        _ => Ok(()),
    }
}

/// The text behind `&name;`.
fn resolve(name: &str) -> Result<String, FaultKind> {
    let Some(number) = name.strip_prefix('#') else {
        let text = resolve_predefined_entity(name);
        return text.map(str::to_owned).ok_or_else(|| FaultKind::Entity(name.to_owned()));
    };
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |hex| (hex, 16));
    let signed = digits.starts_with('+');
    let code = u32::from_str_radix(digits, radix).ok().filter(|_| !signed);
    match code.and_then(char::from_u32) {
        Some(legal) if is_legal(legal) => Ok(legal.to_string()),
        Some(illegal) => Err(FaultKind::Character(illegal)),
        None => Err(FaultKind::Entity(name.to_owned())),
    }
}

/// <https://www.w3.org/TR/xml/#charsets>
fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn is_space(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' ')
}

/// <https://www.w3.org/TR/xml/#NT-Name>, with any character above ASCII taken as a letter.
fn legal_name(name: &[u8], offset: usize) -> Result<String, Wrong> {
    let letter = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | ':') || !c.is_ascii();
    let name = String::from_utf8_lossy(name).into_owned();
    let mut rest = name.chars();
    let legal = rest.next().is_some_and(letter)
        && rest.all(|c| letter(c) || c.is_ascii_digit() || matches!(c, '-' | '.'));
    if legal { Ok(name) } else { Err(ill_formed(&format!("“{name}” is not a name"), offset)) }
}

fn ill_formed(what: &str, offset: usize) -> Wrong {
    (FaultKind::NotXml(what.to_owned()), offset)
}

/// The reader's own sentence, made plainer where it is most often met.
fn wording(error: &Error) -> String {
    match error {
        Error::IllFormed(IllFormedError::UnclosedReference) => {
            "“&” stands alone; write “&amp;”".into()
        }
        other => other.to_string(),
    }
}
