//! Text messages: one as it is sent, and what all of them take.

use std::fmt;

use serde::Serialize;

use super::counted;
use crate::catalogue::{
    Code, Encoding, Hotline, LONGEST_TELEPHONE, LanguageIndex, Segments, TextMessage,
};

/// What the text messages in one language take to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextSummary {
    /// The service with the longest message.
    pub longest: String,
    /// What the longest takes.
    pub segments: Segments,
    /// The most segments that are sent.
    pub most: usize,
    /// The services of which something had to be left out to keep within them.
    pub cut: Vec<String>,
}

impl TextSummary {
    /// The messages about all services that have not moved; nothing where there is none.
    pub(super) fn of(hotline: &Hotline, language: LanguageIndex) -> Option<Self> {
        let messages: Vec<_> = hotline
            .services()
            .filter(|(.., service)| service.moved.is_none())
            .filter_map(|(.., service)| {
                let message = about(hotline, service.code, language)?;
                Some((service.code.to_string(), message))
            })
            .collect();
        let (longest, message) = messages
            .iter()
            .max_by_key(|(_, message)| (message.segments.count, message.segments.units))?;
        let cut = messages
            .iter()
            .filter(|(_, message)| message.is_cut)
            .map(|(code, _)| code.clone());
        Some(Self {
            longest: longest.clone(),
            segments: message.segments,
            most: hotline.limits.text_segments.into(),
            cut: cut.collect(),
        })
    }
}

impl fmt::Display for TextSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let longest = taken(self.segments);
        write!(
            f,
            "  longest text message: {longest}, service {}",
            self.longest
        )?;
        if self.cut.is_empty() {
            return Ok(());
        }
        let (messages, most) = (
            counted(self.cut.len(), "text message"),
            counted(self.most, "segment"),
        );
        write!(
            f,
            "\n  {messages} cut short to keep within {most}: {}",
            self.cut.join(", ")
        )
    }
}

/// A message as long as any number makes it: which one is called, a call tells.
fn about(hotline: &Hotline, code: Code, language: LanguageIndex) -> Option<TextMessage> {
    TextMessage::about(hotline, code, language, Some(LONGEST_TELEPHONE))
}

/// A text message as a caller would get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPreview {
    language: String,
    message: TextMessage,
}

impl TextPreview {
    /// The messages about a service, in each language; none where there is no such service.
    pub fn all(hotline: &Hotline, code: Code) -> Vec<Self> {
        let languages = hotline.language_indices().filter_map(|index| {
            Some(Self {
                language: hotline.language(index).code.clone(),
                message: about(hotline, code, index)?,
            })
        });
        languages.collect()
    }
}

impl fmt::Display for TextPreview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TextMessage {
            body,
            segments,
            is_cut,
        } = &self.message;
        let cut = if *is_cut { "; cut short" } else { "" };
        writeln!(f, "{}: {}{cut}", self.language, taken(*segments))?;
        for line in body.lines() {
            writeln!(f, "  {line}")?;
        }
        Ok(())
    }
}

/// What a message takes, in words: "5 segments (UCS-2, 301 units of two octets)".
fn taken(segments: Segments) -> String {
    let units = match segments.encoding {
        Encoding::Gsm7 => "septets",
        Encoding::Ucs2 => "units of two octets",
    };
    format!(
        "{} ({}, {} {units})",
        counted(segments.count, "segment"),
        segments.encoding.name(),
        segments.units,
    )
}
