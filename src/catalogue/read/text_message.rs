//! The template of text messages, and whether what must be in a message fits.

use std::ops::Range;

use super::Context;
use super::files::ParsedFile;
use super::hotline::{FIELDS, is_empty};
use super::menus::SectorRead;
use super::mistakes::{Mistakes, one_of};
use super::phrases::placeholders;
use super::service::ServiceRead;
use super::table::Text;
use super::texts::{in_languages, texts};
use crate::catalogue::position::{Spot, quoted};
use crate::catalogue::spoken::{self, Fault, TextKind};
use crate::catalogue::{Hotline, LONGEST_TELEPHONE, Language, Rule, TextMessage, TextPart};

/// Reads `[text_message]` of `hotline.toml`; `None` if it is not complete.
pub(super) fn read<'r>(file: &'r ParsedFile<'r>, context: Context<'r>) -> Option<Vec<String>> {
    let mut reader = file.reader(FIELDS, context.mistakes);
    let found = texts(&mut reader, "text_message", context)?;
    for (text, language) in in_languages(&found, context) {
        if !is_empty(text, &reader) {
            check_template(text, language, context.mistakes);
        }
    }
    found.complete(|text| text.value.clone().into_owned())
}

fn check_template(text: &Text<'_>, language: &Language, mistakes: &Mistakes) {
    let written = placeholders(&text.value);
    let mut start = 0;
    for line in text.value.split_inclusive('\n') {
        let range = start..start + line.trim_end_matches(['\r', '\n']).len();
        start += line.len();
        let here: Vec<_> = written
            .iter()
            .filter(|one| range.contains(&one.start))
            .cloned()
            .collect();
        if !range.is_empty() {
            check_words(text, &range, &here, language, mistakes);
        }
        check_line(text, &range, &here, mistakes);
    }
    check_parts(text, &written, mistakes);
}

/// What is read may hold digits and web addresses, and is else as plain as what is spoken.
fn check_words(
    text: &Text<'_>,
    line: &Range<usize>,
    placeholders: &[Range<usize>],
    language: &Language,
    mistakes: &Mistakes,
) {
    let skip: Vec<_> = placeholders
        .iter()
        .map(|one| one.start - line.start..one.end - line.start)
        .collect();
    let faults = spoken::faults(&text.value[line.clone()], language, TextKind::Phrase, &skip);
    for fault in faults.into_iter().filter(|fault| !fault.only_spoken()) {
        let Fault {
            rule,
            range,
            message,
            hint,
        } = fault;
        let range = line.start + range.start..line.start + range.end;
        mistakes.add(rule, text.part(range), message, hint);
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
    let found = TextPart::ALL
        .into_iter()
        .filter(|part| !part.is_always_there())
        .find_map(|part| {
            let is_it = |one: &&Range<usize>| text.value[(*one).clone()] == *part.written();
            placeholders.iter().find(is_it).map(|range| (part, range))
        });
    let Some((part, range)) = found else {
        return;
    };
    let name = part.written();
    let words = text.value[line.clone()].trim() != name;
    let message = if part.is_tapped() && words {
        format!(
            "`{name}` shares its line with something else: it could not be tapped, or is shown in a muddle."
        )
    } else if placeholders.len() > 1 {
        format!(
            "`{name}` shares its line: where a service has nothing for it, the whole line goes."
        )
    } else {
        return;
    };
    let hint = format!("put `{name}` in a line of its own");
    mistakes.add(Rule::SharedLine, text.part(range.clone()), message, hint);
}

fn check_parts(text: &Text<'_>, written: &[Range<usize>], mistakes: &Mistakes) {
    let is = |range: &Range<usize>, part: TextPart| text.value[range.clone()] == *part.written();
    for part in TextPart::ALL {
        let name = part.written();
        let mut places = written.iter().filter(|range| is(range, part));
        if places.next().is_none() && part.is_needed() {
            let message = format!("`{name}` is missing in this text message.");
            let hint = format!("write `{name}` where {} is to be read", filled_with(part));
            mistakes.add(Rule::MissingPlaceholder, text.spot, message, hint);
        }
        for again in places {
            let message =
                format!("`{name}` stands here a second time: callers would read it twice.");
            let spot = text.part(again.clone());
            let hint = "leave it in one place only";
            mistakes.add(Rule::RepeatedPlaceholder, spot, message, hint);
        }
    }
    let known = |range: &Range<usize>| TextPart::ALL.into_iter().any(|part| is(range, part));
    for range in written.iter().filter(|range| !known(range)) {
        let shown = quoted(&text.value[range.clone()]);
        let message = format!("{shown} is not filled in here: callers would read it as it stands.");
        let hint = format!(
            "only {} is filled in here",
            one_of(TextPart::ALL.map(TextPart::written))
        );
        let spot = text.part(range.clone());
        mistakes.add(Rule::UnknownPlaceholder, spot, message, hint);
    }
}

fn filled_with(part: TextPart) -> &'static str {
    match part {
        TextPart::Name => "the service's name",
        TextPart::Code => "its code in digits",
        TextPart::Telephone => "the number that was called",
        TextPart::Fee => "what it costs",
        TextPart::Documents => "what to bring",
        TextPart::Unconfirmed => "that the ministry has not confirmed it",
        TextPart::Link => "the address of its page",
    }
}

/// Notes services of which not even the name, the code and the link fit in a message.
pub(super) fn check(hotline: &Hotline, sectors: &[SectorRead<'_>], mistakes: &Mistakes) {
    let groups = sectors.iter().flat_map(|sector| &sector.groups);
    for service in groups.flat_map(|group| &group.services) {
        let here = service.code.filter(|_| service.moved_to.is_none());
        let too_long = hotline.language_indices().find_map(|language| {
            let message = TextMessage::about(hotline, here?, language, Some(LONGEST_TELEPHONE))?;
            let most = usize::from(hotline.limits.text_segments);
            let spot = blamed(service, language.position())?;
            (message.segments.count > most).then_some((message, most, language, spot))
        });
        let Some((message, most, language, spot)) = too_long else {
            continue;
        };
        let text = format!(
            "The text message about this service takes {} segments in {} even without documents and fee, and at \
             most {most} are sent.",
            message.segments.count,
            hotline.language(language).name,
        );
        let hint = "shorten the link, the name or `[text_message]`, or allow more segments: `text_segments` in \
                    hotline.toml, below `[limits]`";
        mistakes.add(Rule::CrowdedText, spot, text, hint);
    }
}

/// What takes most of the room: the link, else the name.
fn blamed<'r>(service: &ServiceRead<'r>, language: usize) -> Option<Spot<'r>> {
    let name = service.names.written.as_ref().and_then(|name| {
        let name = name.values.get(language)?.as_ref()?;
        Some(name.spot)
    });
    let link = service.links.get(language).and_then(Option::as_ref);
    link.map(|link| link.spot).or(name)
}
