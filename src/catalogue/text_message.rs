//! The text message about a service, which a caller takes home.

use super::spoken::sentences;
use super::{Code, Encoding, Hotline, LanguageIndex, SectionKind, Segments, Service};
use crate::text::fill;

/// Stands for what is left out; sixteen bits a character.
const LEFT_OUT: &str = "…";

/// The same in a message that goes out in seven bits a character.
const LEFT_OUT_PLAIN: &str = "...";

/// The longest telephone number (ITU-T E.164, section 6), to reckon with before anybody calls.
pub const LONGEST_TELEPHONE: &str = "+000000000000000";

named_enum! {
    /// A placeholder in the template of text messages.
    pub enum TextPart {
        Name = "{name}",
        /// Its code in digits, as it is dialled.
        Code = "{code}",
        /// The number that the caller called.
        Telephone = "{telephone}",
        /// The cost, as it is spoken.
        Fee = "{fee}",
        /// The papers to bring, as they are spoken.
        Documents = "{documents}",
        /// A remark that the ministry has not confirmed it, where it has not.
        Unconfirmed = "{unconfirmed}",
        Link = "{link}",
    }
}

impl TextPart {
    /// True if every service has it.
    pub fn is_always_there(self) -> bool {
        matches!(self, Self::Name | Self::Code)
    }

    /// True if a template must have it. Hotlines were published before `{telephone}` could be filled in.
    pub fn is_needed(self) -> bool {
        self != Self::Telephone
    }

    /// True if it is tapped, and so stands alone in its line. With Arabic beside it, it is shown in a muddle.
    pub fn is_tapped(self) -> bool {
        matches!(self, Self::Telephone | Self::Link)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextMessage {
    pub body: String,
    pub segments: Segments,
    /// True if something was left out to keep within the limit.
    pub is_cut: bool,
}

impl Hotline {
    /// The body of [`TextMessage::about`].
    pub fn text_message(
        &self,
        code: Code,
        language: LanguageIndex,
        telephone: Option<&str>,
    ) -> Option<String> {
        TextMessage::about(self, code, language, telephone).map(|message| message.body)
    }
}

impl TextMessage {
    /// The message about a service, or about the one that it has become, for a caller who called `telephone`; none
    /// where there is no such service.
    ///
    /// Sentences that do not fit are left out from the end, those of the documents first, then those of the fee.
    pub fn about(
        hotline: &Hotline,
        code: Code,
        language: LanguageIndex,
        telephone: Option<&str>,
    ) -> Option<Self> {
        let asked = hotline.service(code)?;
        let moved = asked.moved.map(|moved| hotline.service(moved.to));
        let service = moved.unwrap_or(Some(asked))?;
        let parts = MessageParts {
            hotline,
            language,
            telephone: telephone.unwrap_or_default(),
            template: hotline.text_template.get(language.position())?,
            name: service.name.get(language.position())?,
            documents: sentences_of(hotline, service, SectionKind::Documents, language),
            fee: sentences_of(hotline, service, SectionKind::Fee, language),
            service,
        };
        let (documents, fee) = (parts.documents.len(), parts.fee.len());
        let fewer_documents = (0..=documents).rev().map(|kept| (kept, fee));
        let fewer_of_both = fewer_documents.chain((0..fee).rev().map(|kept| (0, kept)));
        let max = usize::from(hotline.limits.text_segments);
        let mut shortest = None;
        for (documents, fee) in fewer_of_both {
            let message = parts.message(documents, fee);
            let fits = message.segments.count <= max;
            shortest = Some(message);
            if fits {
                break;
            }
        }
        shortest
    }
}

/// The sentences of a section; none where there is no such section.
fn sentences_of(
    hotline: &Hotline,
    service: &Service,
    kind: SectionKind,
    language: LanguageIndex,
) -> Vec<String> {
    let section = service.section(kind);
    let pieces = section.map_or(&[][..], |section| &section.pieces);
    let texts = pieces.iter().map(|piece| &hotline.prompt(*piece, language).text);
    let sentences = texts.flat_map(|text| sentences(text).map(|range| text[range].to_owned()));
    sentences.collect()
}

struct MessageParts<'h> {
    hotline: &'h Hotline,
    language: LanguageIndex,
    telephone: &'h str,
    template: &'h str,
    name: &'h str,
    documents: Vec<String>,
    fee: Vec<String>,
    service: &'h Service,
}

impl MessageParts<'_> {
    /// The message with so many sentences of the documents and of the fee.
    fn message(&self, documents: usize, fee: usize) -> TextMessage {
        let is_cut = documents < self.documents.len() || fee < self.fee.len();
        let mut body = self.body(documents, fee, LEFT_OUT_PLAIN);
        if is_cut && Segments::of(&body).encoding == Encoding::Ucs2 {
            body = self.body(documents, fee, LEFT_OUT);
        }
        TextMessage { segments: Segments::of(&body), body, is_cut }
    }

    /// The template with everything filled in, without the lines for which there is nothing.
    fn body(&self, documents: usize, fee: usize, left_out: &str) -> String {
        let beginning = |sentences: &[String], kept: usize| {
            let end = (kept < sentences.len()).then_some(left_out);
            let kept = sentences.iter().take(kept).map(String::as_str);
            kept.chain(end).collect::<Vec<_>>().join(" ")
        };
        let unconfirmed = documents + fee > 0 && !self.service.confirmed;
        let unconfirmed = unconfirmed.then(|| self.hotline.caution(self.service));
        let unconfirmed = unconfirmed.map(|it| self.hotline.prompt(it, self.language).text.clone());
        let link = self.service.links.get(self.language.position());
        let filled_in = TextPart::ALL.map(|part| {
            let text = match part {
                TextPart::Name => self.name.to_owned(),
                TextPart::Code => self.service.code.to_string(),
                TextPart::Telephone => self.telephone.to_owned(),
                TextPart::Fee => beginning(&self.fee, fee),
                TextPart::Documents => beginning(&self.documents, documents),
                TextPart::Unconfirmed => unconfirmed.clone().unwrap_or_default(),
                TextPart::Link => link.cloned().flatten().unwrap_or_default(),
            };
            (part, text)
        });
        let lines = self.template.trim_end().lines().filter_map(|line| {
            let mut parts = filled_in.iter().filter(|(part, _)| line.contains(part.name()));
            let is_left_out = parts.any(|(_, text)| text.is_empty());
            (!is_left_out).then(|| fill(line, &filled_in))
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}
