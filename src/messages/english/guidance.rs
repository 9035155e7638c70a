//! Problems with phrases, services and text messages.

use super::{Explanation, did_you_mean, heading, listed, one_of, place, quoted};
use crate::catalogue::problem::{
    LanguageName, LinkProblem, PhraseProblem, ReferralProblem, SequenceProblem, ServiceProblem,
    Template, TemplatePart, TextMessageProblem,
};
use crate::catalogue::{Placeholder, TextPart};

explanations! { phrase(PhraseProblem)
    P::UnknownPhrase { name, meant } =>
        ("The system has no phrase {}.", quoted(name))
        ("{}", did_you_mean(meant.as_deref(), "delete it: the system would never say it"))
    P::MissingPhrase { name, languages } =>
        ("The phrase `{name}` is missing.")
        ("add {}", heading(name, languages))
    P::BuiltInPhrase { names } =>
        ("Callers hear words here that came with the program, beginning with {}: they are not in this file.",
         quoted(names.first().copied().unwrap_or_default()))
        ("to say them in your own words, add {}", listed(names.iter().copied()))
    P::MissingPlaceholder { part: part @ TemplatePart::Phrase(_) } =>
        ("`{}` is missing in this phrase.", part.written())
        ("write `{}` where {} is to be heard", part.written(), filled_in(*part))
    P::MissingPlaceholder { part: part @ TemplatePart::TextMessage(_) } =>
        ("`{}` is missing in this text message.", part.written())
        ("write `{}` where {} is to be read", part.written(), filled_in(*part))
    P::UnknownPlaceholder { written, template, known } =>
        ("{} is not filled in here: callers would {} it as it stands.", quoted(written), perceive(*template))
        ("{}", known_placeholders(known))
    P::RepeatedPlaceholder { part } =>
        ("`{}` stands here a second time: callers would {} it twice.", part.written(), perceive(part.template()))
        ("leave it in one place only")
    P::DigitWords { problem: SequenceProblem::Count(count) } =>
        ("Here are {count} words, and the digits are ten.")
        ("write the words for zero to nine, in this order")
    P::DigitWords { problem: SequenceProblem::Repeated(word) } =>
        ("{} stands here for two digits.", quoted(word))
        ("write another word for each digit: callers would press the wrong key")
    P::WeekdayWords { problem: SequenceProblem::Count(count) } =>
        ("Here are {count} words, and the days of the week are seven.")
        ("write the days from Sunday to Saturday, in this order")
    P::WeekdayWords { problem: SequenceProblem::Repeated(word) } =>
        ("{} stands here for two days.", quoted(word))
        ("write another word for each day: callers would call on the wrong day")
    P::UnheardLanguage { language: LanguageName { code, name }, lists } =>
        ("No words of {name} (`{code}`) are listened for in {}.", headings(lists))
        ("add a line `{code} = [\"…\"]` there, with an empty list if there are none")
    P::RepeatedAnswer { phrase, first } =>
        ("{} stands in {}, too.", quoted(phrase), place(first))
        ("leave it in one of the two places: what a caller says means one thing")
    P::AmbiguousAnswer { phrase, list } =>
        ("{} stands in `[{list}]`, too.", quoted(phrase))
        ("take it out of one of the two, or write a phrase of more words here")
    P::AnswerNamesService { phrase, code } =>
        ("{} is all that service {code} is called: who says it would not come to the service.", quoted(phrase))
        ("take it out here, or write a phrase of more words")
    P::SlowGate { languages, spoken, wait, max } =>
        ("Offering the {languages} languages takes about {spoken:.1} seconds, and then {wait} seconds are waited for a \
          key: together {:.1}, and it must be less than {max}.", spoken + wait)
        ("greet and offer in fewer words, or make `gate_seconds` in hotline.toml smaller")
}

fn headings(lists: &[&str]) -> String {
    let lists: Vec<_> = lists.iter().map(|list| format!("`[{list}]`")).collect();
    lists.join(", ")
}

fn perceive(template: Template) -> &'static str {
    match template {
        Template::Phrase => "hear",
        Template::TextMessage => "read",
    }
}

fn known_placeholders(known: &[&str]) -> String {
    if known.is_empty() {
        return "delete it: nothing is filled in in this phrase".to_owned();
    }
    format!("only {} is filled in here", one_of(known.iter().copied()))
}

fn filled_in(part: TemplatePart) -> &'static str {
    match part {
        TemplatePart::Phrase(Placeholder::Key) => "the word for the key",
        TemplatePart::Phrase(Placeholder::Name) => "the name",
        TemplatePart::Phrase(Placeholder::Code) => "the number of the service",
        TemplatePart::Phrase(Placeholder::Body) => "the body that gives the service",
        TemplatePart::Phrase(Placeholder::Hours) => "the hours of a day",
        TemplatePart::Phrase(Placeholder::Days) => "the days of the week",
        TemplatePart::Phrase(Placeholder::Day) => "the day",
        TemplatePart::Phrase(Placeholder::Telephone) => "the telephone number",
        TemplatePart::Phrase(Placeholder::Time) => "the time of day",
        TemplatePart::Phrase(Placeholder::First) => "the first",
        TemplatePart::Phrase(Placeholder::Last) => "the last",
        TemplatePart::TextMessage(TextPart::Name) => "the service's name",
        TemplatePart::TextMessage(TextPart::Code) => "its code in digits",
        TemplatePart::TextMessage(TextPart::Telephone) => "the number that was called",
        TemplatePart::TextMessage(TextPart::Fee) => "what it costs",
        TemplatePart::TextMessage(TextPart::Documents) => "what to bring",
        TemplatePart::TextMessage(TextPart::Unconfirmed) => {
            "that the ministry has not confirmed it"
        }
        TemplatePart::TextMessage(TextPart::Link) => "the address of its page",
    }
}

fn known_bodies(known: &[String]) -> String {
    const ADD: &str = "add it there as a `[[body]]` with this `id` and a `[body.name]`";
    match known {
        [] => ADD.to_owned(),
        _ => format!("write {}; or {ADD}", one_of(known.iter().map(String::as_str))),
    }
}

const ADD_FACT: &str = "add `[[fact]]` at the end of the file, and below it `text = \"…\"` and `source = \"…\"`: a \
                        page, or a letter of the ministry with its date";

explanations! { service(ServiceProblem)
    P::MovedWithGuidance { field } =>
        ("This service has moved, and still has a `[{field}]`.")
        ("move `[{field}]` to the file of the service that `moved_to` names, or delete `moved_to` if the service is \
          still here")
    P::DanglingMove { to } =>
        ("There is no service {to} to move to.")
        ("write the code of a service that is there")
    P::MoveToItself { code } =>
        ("The service {code} cannot have moved to itself.")
        ("write the code of the service that it went to, or delete `moved_to`")
    P::MoveChain { to, next, last: Some(last) } =>
        ("The service {to} has moved itself, to {next}: callers would be sent on twice.")
        ("write the last one: `moved_to = \"{last}\"`")
    P::MoveChain { to, next, last: None } =>
        ("The service {to} has moved itself, to {next}: callers would be sent on twice.")
        ("write the code of a service that has not moved")
    P::UnknownBody { body, meant, known } =>
        ("{} is none of the bodies in bodies.toml.", quoted(body))
        ("{}", did_you_mean(meant.as_deref(), known_bodies(known)))
    P::ConfirmedWithoutFacts =>
        ("This service is confirmed, and no fact says what was confirmed.")
        ("{ADD_FACT}")
    P::RepeatedEntry { entry, first } if entry == first =>
        ("{} stands here a second time.", quoted(entry))
        ("delete one of the two")
    P::RepeatedEntry { entry, first } =>
        ("{} is found as {} is: the two differ in nothing that is listened for.", quoted(entry), quoted(first))
        ("delete one of the two")
    P::Unsourced { section: Some(section) } =>
        ("`[{section}]` tells callers something, and no fact says where it is from.")
        ("{ADD_FACT}")
    P::Unsourced { section: None } =>
        ("`evidence` says that there is a source, and no fact names it.")
        ("{ADD_FACT}")
}

explanations! { referral(ReferralProblem)
    P::BadTelephone { number } =>
        ("{} cannot be a telephone number.", quoted(number))
        ("write the digits as they are dialled, 3 to 15 of them and nothing else: `telephone = \"17000000\"`")
    P::ReferralNamesService { words, code } =>
        ("{} is all that service {code} is called: who says it would not come to the service.", quoted(words))
        ("take it out here, or out of the service's `[also]`: what a caller says means one thing")
    P::RepeatedReferral { words, first } =>
        ("{} stands in {}, too, for something else.", quoted(words), place(first))
        ("leave it in one of the two places: what a caller says means one thing")
}

explanations! { text_message(TextMessageProblem)
    P::BadLink { link, problem } =>
        ("{} is not an address that a telephone opens.", quoted(link))
        ("{}", match problem {
            LinkProblem::Incomplete => "write the whole address, such as `https://www.example.org/permits`",
            LinkProblem::Unencoded => "copy it from the browser's address bar: other letters than a to z, and blanks, \
                                       are written with % there",
            LinkProblem::NotPublic => "write the address of a page that everybody can open, with the name of its \
                                       website",
        })
    P::SharedLine { placeholder, is_tapped: true } =>
        ("`{placeholder}` shares its line with something else: it could not be tapped, or is shown in a muddle.")
        ("put `{placeholder}` in a line of its own")
    P::SharedLine { placeholder, is_tapped: false } =>
        ("`{placeholder}` shares its line: where a service has nothing for it, the whole line goes.")
        ("put `{placeholder}` in a line of its own")
    P::CrowdedText { segments, max, language } =>
        ("The text message about this service takes {segments} segments in {language} even without documents and fee, \
          and at most {max} are sent.")
        ("shorten the link, the name or `[text_message]`, or allow more segments: `text_segments` in hotline.toml, \
          below `[limits]`")
}
