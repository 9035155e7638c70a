//! The template of text messages, and a check that the least of a message fits.

use std::ops::Range;

use super::Context;
use super::files::ParsedFile;
use super::hotline::{FIELDS, is_empty};
use super::menus::SectorRead;
use super::mistakes::Mistakes;
use super::phrases::{check_placeholders, placeholders};
use super::service::ServiceRead;
use super::table::Text;
use super::texts::{in_languages, texts};
use crate::catalogue::position::Spot;
use crate::catalogue::problem::{Template, TemplatePart, TextMessageProblem};
use crate::catalogue::spoken::{self, TextKind, TextProblem};
use crate::catalogue::{Hotline, LONGEST_TELEPHONE, Language, TextMessage, TextPart};

/// Reads `[text_message]` of `hotline.toml`; `None` if it is not complete.
pub(super) fn read<'r>(file: &'r ParsedFile<'r>, context: Context<'r>) -> Option<Vec<String>> {
    let mut reader = file.reader(FIELDS, context.mistakes);
    let found = texts(&mut reader, "text_message", context)?;
    for (text, language) in in_languages(&found, context) {
        if !is_empty(text, &reader) {
            check_template(text, language, context.mistakes);
        }
    }
    found.owned()
}

fn check_template(text: &Text<'_>, language: &Language, mistakes: &Mistakes) {
    let written = placeholders(&text.value);
    let mut start = 0;
    for line in text.value.split_inclusive('\n') {
        let range = start..start + line.trim_end_matches(['\r', '\n']).len();
        start += line.len();
        let here: Vec<_> =
            written.iter().filter(|one| range.contains(&one.start)).cloned().collect();
        if !range.is_empty() {
            check_words(text, &range, &here, language, mistakes);
        }
        check_line(text, &range, &here, mistakes);
    }
    let parts = TextPart::ALL.map(|part| (TemplatePart::TextMessage(part), part.is_needed()));
    check_placeholders(text, &written, &parts, Template::TextMessage, mistakes);
}

/// A text that is read may hold digits and web addresses, and is else as plain as what is spoken.
fn check_words(
    text: &Text<'_>,
    line: &Range<usize>,
    placeholders: &[Range<usize>],
    language: &Language,
    mistakes: &Mistakes,
) {
    let skip: Vec<_> =
        placeholders.iter().map(|one| one.start - line.start..one.end - line.start).collect();
    let found = spoken::problems(&text.value[line.clone()], language, TextKind::Phrase, &skip);
    for TextProblem { problem, range } in found.into_iter().filter(|one| !one.is_only_spoken()) {
        let range = line.start + range.start..line.start + range.end;
        mistakes.add(text.part(range), problem);
    }
}

/// A line goes where there is nothing to fill in: nothing else may go with it. And in Arabic, an address or a
/// telephone number with words beside it is shown in a muddle.
fn check_line(
    text: &Text<'_>,
    line: &Range<usize>,
    placeholders: &[Range<usize>],
    mistakes: &Mistakes,
) {
    let found = TextPart::ALL.into_iter().filter(|part| !part.is_always_there()).find_map(|part| {
        let is_it = |one: &&Range<usize>| text.value[(*one).clone()] == *part.name();
        placeholders.iter().find(is_it).map(|range| (part, range))
    });
    let Some((part, range)) = found else {
        return;
    };
    let placeholder = part.name();
    let words = text.value[line.clone()].trim() != placeholder;
    let is_tapped = part.is_tapped() && words;
    if is_tapped || placeholders.len() > 1 {
        let problem = TextMessageProblem::SharedLine { placeholder, is_tapped };
        mistakes.add(text.part(range.clone()), problem);
    }
}

/// Notes services of which not even the name, the code and the link fit in a message.
pub(super) fn check(hotline: &Hotline, sectors: &[SectorRead<'_>], mistakes: &Mistakes) {
    let groups = sectors.iter().flat_map(|sector| &sector.groups);
    for service in groups.flat_map(|group| &group.services) {
        let here = service.code.filter(|_| service.moved_to.is_none());
        let too_long = hotline.language_indices().find_map(|language| {
            let message = TextMessage::about(hotline, here?, language, Some(LONGEST_TELEPHONE))?;
            let (segments, max) = (message.segments.count, hotline.limits.text_segments.into());
            let problem = TextMessageProblem::CrowdedText {
                segments,
                max,
                language: hotline.language(language).name.clone(),
            };
            (segments > max).then_some((blamed(service, language.position())?, problem))
        });
        if let Some((spot, problem)) = too_long {
            mistakes.add(spot, problem);
        }
    }
}

/// The part that takes most of the room: the link, else the name.
fn blamed<'r>(service: &ServiceRead<'r>, language: usize) -> Option<Spot<'r>> {
    let name = service.names.written.as_ref().and_then(|name| {
        let name = name.values.get(language)?.as_ref()?;
        Some(name.spot)
    });
    let link = service.links.get(language).and_then(Option::as_ref);
    link.map(|link| link.spot).or(name)
}
