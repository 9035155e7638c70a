//! The text message about a service: what a caller takes home from the guidance.

use super::spoken::sentences;
use super::{
    Code, Encoding, Hotline, LanguageIndex, Phrase, PromptId, SectionKind, Segments, Service,
};

/// Stands for what is left out; sixteen bits a character.
const LEFT_OUT: &str = "…";

/// The same in a message that goes out in seven bits a character.
const LEFT_OUT_PLAIN: &str = "...";

/// As long as a telephone number can be (ITU-T E.164, section 6), to reckon with before anybody calls.
pub const LONGEST_TELEPHONE: &str = "+000000000000000";

/// What is filled in in the template of text messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextPart {
    /// `{name}`: the service's written name.
    Name,
    /// `{code}`: its code in digits, as it is dialled.
    Code,
    /// `{telephone}`: the number that the caller called.
    Telephone,
    /// `{fee}`: what it costs, as it is spoken.
    Fee,
    /// `{documents}`: what to bring, as it is spoken.
    Documents,
    /// `{unconfirmed}`: that the ministry has not confirmed it, where it has not.
    Unconfirmed,
    /// `{link}`: its page in the web.
    Link,
}

impl TextPart {
    /// Every part.
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::Code,
        Self::Telephone,
        Self::Fee,
        Self::Documents,
        Self::Unconfirmed,
        Self::Link,
    ];

    /// As it is written in the template.
    pub fn written(self) -> &'static str {
        match self {
            Self::Name => "{name}",
            Self::Code => "{code}",
            Self::Telephone => "{telephone}",
            Self::Fee => "{fee}",
            Self::Documents => "{documents}",
            Self::Unconfirmed => "{unconfirmed}",
            Self::Link => "{link}",
        }
    }

    /// Whether every service has it.
    pub fn is_always_there(self) -> bool {
        matches!(self, Self::Name | Self::Code)
    }

    /// Whether a template must have it. Hotlines were published before `{telephone}` could be filled in.
    pub fn is_needed(self) -> bool {
        self != Self::Telephone
    }

    /// Whether it is tapped, and so stands alone in its line. With Arabic beside it, it is shown in a muddle.
    pub fn is_tapped(self) -> bool {
        matches!(self, Self::Telephone | Self::Link)
    }
}

/// A text message about a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextMessage {
    /// What it says.
    pub body: String,
    /// What it takes to be sent.
    pub segments: Segments,
    /// Whether something was left out to keep within the limit.
    pub is_cut: bool,
}

impl Hotline {
    /// What a text message about a service says to somebody who called this telephone; nothing where there is no
    /// such service.
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
    /// The message about a service, or about the one that it has become; nothing where there is none.
    ///
    /// What does not fit is left out from the end, whole sentences of the documents first, then of the fee.
    pub fn about(
        hotline: &Hotline,
        code: Code,
        language: LanguageIndex,
        telephone: Option<&str>,
    ) -> Option<Self> {
        let asked = hotline.service(code)?;
        let service = asked
            .moved
            .map_or(Some(asked), |moved| hotline.service(moved.to))?;
        let source = Source {
            hotline,
            language,
            telephone: telephone.unwrap_or_default(),
            template: hotline.text_template.get(language.position())?,
            name: service.name.get(language.position())?,
            service,
        };
        let documents = source.sentences(SectionKind::Documents);
        let fee = source.sentences(SectionKind::Fee);
        let most = usize::from(hotline.limits.text_segments);
        let all = source.written(&Kept::all(&documents), &Kept::all(&fee));
        if all.segments.count <= most {
            return Some(all);
        }
        let fewer_documents = (0..documents.len())
            .rev()
            .map(|kept| (kept, fee.len()))
            .chain((0..fee.len()).rev().map(|kept| (0, kept)));
        let mut shortest = all;
        for (some, of_fee) in fewer_documents {
            shortest = source.written(&Kept::some(&documents, some), &Kept::some(&fee, of_fee));
            if shortest.segments.count <= most {
                break;
            }
        }
        Some(shortest)
    }
}

/// What messages about a service in a language are written from.
struct Source<'h> {
    hotline: &'h Hotline,
    language: LanguageIndex,
    telephone: &'h str,
    template: &'h str,
    name: &'h str,
    service: &'h Service,
}

/// The beginning of a section.
struct Kept<'t> {
    sentences: &'t [String],
    is_cut: bool,
}

impl<'t> Kept<'t> {
    fn all(sentences: &'t [String]) -> Self {
        Self {
            sentences,
            is_cut: false,
        }
    }

    fn some(sentences: &'t [String], count: usize) -> Self {
        Self {
            sentences: &sentences[..count],
            is_cut: count < sentences.len(),
        }
    }

    fn text(&self, left_out: &str) -> String {
        let sentences = self.sentences.iter().map(String::as_str);
        let end = self.is_cut.then_some(left_out);
        sentences.chain(end).collect::<Vec<_>>().join(" ")
    }
}

impl Source<'_> {
    /// The sentences of a section; none where there is no such section.
    fn sentences(&self, kind: SectionKind) -> Vec<String> {
        let section = self.service.section(kind);
        let pieces = section.map(|section| section.pieces.as_slice());
        pieces
            .unwrap_or_default()
            .iter()
            .map(|piece| self.spoken(*piece))
            .flat_map(|text| sentences(text).map(|range| text[range].to_owned()))
            .collect()
    }

    fn spoken(&self, prompt: PromptId) -> &str {
        &self.hotline.prompt(prompt, self.language).text
    }

    fn link(&self) -> Option<&str> {
        let link = self.service.links.get(self.language.position())?;
        link.as_deref()
    }

    fn written(&self, documents: &Kept<'_>, fee: &Kept<'_>) -> TextMessage {
        let mut body = self.body(documents, fee, LEFT_OUT_PLAIN);
        let is_cut = documents.is_cut || fee.is_cut;
        if is_cut && Segments::of(&body).encoding == Encoding::Ucs2 {
            body = self.body(documents, fee, LEFT_OUT);
        }
        TextMessage {
            segments: Segments::of(&body),
            body,
            is_cut,
        }
    }

    /// The template with everything filled in, without the lines for which there is nothing.
    fn body(&self, documents: &Kept<'_>, fee: &Kept<'_>, left_out: &str) -> String {
        let states_facts = !documents.sentences.is_empty() || !fee.sentences.is_empty();
        let filled_in = TextPart::ALL.map(|part| {
            let text = match part {
                TextPart::Name => self.name.to_owned(),
                TextPart::Code => self.service.code.to_string(),
                TextPart::Telephone => self.telephone.to_owned(),
                TextPart::Fee => fee.text(left_out),
                TextPart::Documents => documents.text(left_out),
                TextPart::Unconfirmed if states_facts && !self.service.confirmed => self
                    .spoken(self.hotline.phrase(Phrase::Unconfirmed))
                    .to_owned(),
                TextPart::Unconfirmed => String::new(),
                TextPart::Link => self.link().unwrap_or_default().to_owned(),
            };
            (part.written(), text)
        });
        let lines = self.template.trim_end().lines().filter_map(|line| {
            let mut parts = filled_in
                .iter()
                .filter(|(written, _)| line.contains(written));
            let is_left_out = parts.any(|(_, text)| text.is_empty());
            (!is_left_out).then(|| filled(line, &filled_in))
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// A line with its parts filled in, none of them inside another.
fn filled(line: &str, parts: &[(&str, String)]) -> String {
    let first = parts
        .iter()
        .filter_map(|(written, text)| Some((line.find(written)?, written.len(), text)))
        .min_by_key(|(start, ..)| *start);
    match first {
        Some((start, length, text)) => {
            let rest = filled(&line[start + length..], parts);
            format!("{}{text}{rest}", &line[..start])
        }
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_filled_in_again() {
        let parts = [
            ("{name}", "A {code} of {name}".to_owned()),
            ("{code}", "114".to_owned()),
        ];
        assert_eq!(
            filled("{code}: {name} ({code})", &parts),
            "114: A {code} of {name} (114)"
        );
        assert_eq!(filled("nothing {here}", &parts), "nothing {here}");
    }
}
