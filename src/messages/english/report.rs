//! The report on a hotline's files, for people and for machines.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use super::{Explanation, counted, explain, render};
use crate::catalogue::report::{
    Check, CircularPerson, HeardMenu, HeardWay, HoursSummary, LanguageSummary, NumberOwner,
    Summary, TextMessageSummary, Way,
};
use crate::catalogue::spoken::SENTENCE_PAUSE;
use crate::catalogue::{
    Code, Diagnostic, Encoding, Hotline, LONGEST_TELEPHONE, PromptPlace, Segments, Severity,
    TextMessage,
};

/// The report for people.
pub fn report(check: &Check, colour: bool) -> String {
    let mut text = String::new();
    for diagnostic in &check.diagnostics {
        text.push_str(&render(diagnostic, colour));
        text.push('\n');
    }
    let warnings = check.count(Severity::Warning);
    if let Some(found) = &check.summary {
        let past = past_holidays(&found.hours);
        let slow = found.languages.iter().flat_map(slow);
        let circular = check.circular_persons.iter().map(|person| {
            let (what, remedy) = circular_person(person);
            format!("{what}. {remedy}")
        });
        let more: Vec<_> = past.into_iter().chain(slow).chain(circular).collect();
        let warnings = warnings + more.len();
        let end = match warnings {
            0 => String::new(),
            _ => format!(", and {}", counted(warnings, "warning")),
        };
        let more = more.iter();
        let more = more.fold(String::new(), |more, warning| more + "warning: " + warning + "\n\n");
        return format!("{text}{}\n{more}No mistakes{end}.\n", summary(found));
    }
    let files: BTreeSet<_> = check.diagnostics.iter().map(|one| &one.file).collect();
    let mistakes = counted(check.count(Severity::Error), "mistake");
    let warnings = match warnings {
        0 => String::new(),
        _ => format!(" and {}", counted(warnings, "warning")),
    };
    let files = counted(files.len(), "file");
    format!(
        "{text}{mistakes}{warnings} in {files}. Nothing was changed: callers hear what they heard before.\n"
    )
}

/// The report for machines: one JSON object, in which each problem is explained as well.
pub fn report_json(check: &Check) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct JsonReport<'c> {
        passed: bool,
        diagnostics: Vec<Explained<'c>>,
        summary: &'c Option<Summary>,
        circular_persons: &'c [CircularPerson],
    }
    #[derive(Serialize)]
    struct Explained<'c> {
        #[serde(flatten)]
        diagnostic: &'c Diagnostic,
        message: String,
        hint: String,
    }
    let explained = check.diagnostics.iter().map(|diagnostic| {
        let Explanation { message, hint } = explain(&diagnostic.problem);
        Explained { diagnostic, message, hint }
    });
    let report = JsonReport {
        passed: check.passed,
        diagnostics: explained.collect(),
        summary: &check.summary,
        circular_persons: &check.circular_persons,
    };
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

fn summary(summary: &Summary) -> String {
    let services = counted(summary.services, "service");
    let by_evidence: Vec<_> = summary
        .by_evidence
        .iter()
        .map(|count| format!("{} {}", count.evidence, count.services))
        .collect();
    let languages: Vec<_> = summary.languages.iter().map(language).collect();
    format!(
        "{}, {}, {services}; {} moved. {} to other bodies.\n\
         Not confirmed by the ministry: {} of {services}.\n\
         Nothing to act on (no documents, fee, duration, steps or channels): {}.\n\
         Facts without a source: {}.\n\
         Services by evidence: {}.\n\
         {}\n{}\
         A way is counted from the greeting on: the languages up to the caller's own, then in each menu\n\
         its title and the choices up to the one that is pressed, heard in full.\n",
        counted(summary.sectors, "sector"),
        counted(summary.groups, "group"),
        summary.moved,
        counted(summary.referrals, "referral"),
        summary.unconfirmed,
        listed_services(&summary.nothing_to_act_on),
        listed_services(&summary.unsourced),
        by_evidence.join(", "),
        hours(&summary.hours),
        languages.concat(),
    )
}

/// The number of some services, and which they are.
fn listed_services(codes: &[String]) -> String {
    let count = counted(codes.len(), "service");
    match codes {
        [] => count,
        _ => format!("{count} ({})", codes.join(", ")),
    }
}

fn hours(hours: &HoursSummary) -> String {
    let lines = match hours.lines {
        0 => String::new(),
        lines => format!("; {} with other hours", counted(lines, "line")),
    };
    let usual =
        hours.usual.as_deref().unwrap_or("not known; people are taken to be there at any time");
    let mut text = format!("Hours: {usual}{lines}.\n");
    if hours.seasons + hours.exceptions + hours.holidays > 0 {
        let last = hours.last_holiday.map(|last| format!(", the last on {last}"));
        let _ = writeln!(
            text,
            "Days that are different: {}, {}, {}{}.",
            counted(hours.seasons, "season"),
            counted(hours.exceptions, "exception"),
            counted(hours.holidays, "holiday"),
            last.unwrap_or_default()
        );
    }
    text
}

fn past_holidays(hours: &HoursSummary) -> Option<String> {
    let last = hours.last_holiday.filter(|_| hours.all_past == Some(true))?;
    Some(format!(
        "All holidays in holidays.toml are past, the last on {last}: on those to come, callers would be put through \
         as on any other day. Add the new ones, or import them: `sila hours import FILE.ics`."
    ))
}

/// The trouble with a person at a number of the hotline's own, and how to mend it.
pub fn circular_person(person: &CircularPerson) -> (String, String) {
    let whose = match &person.belongs_to {
        NumberOwner::Line(line) => format!("to the line `{line}` again"),
        NumberOwner::Website => "to the number that the website tells to call".to_owned(),
    };
    (
        format!("callers who speak {} would be put through {whose}, and are not", person.name),
        format!(
            "Write a telephone at which somebody answers as `person` of `{}`.",
            person.language
        ),
    )
}

/// Says what takes callers too long.
fn slow(language: &LanguageSummary) -> Vec<String> {
    let Some(HeardWay { service, seconds, longest_menu }) = &language.everything_heard else {
        return Vec::new();
    };
    let code = &language.code;
    let menu = (longest_menu.seconds > HeardMenu::MAX_SECONDS).then(|| {
        format!(
            "The menu {} takes {:.1} seconds in `{code}`, and should take at most {}: shorten the spoken names in it, or \
             move something elsewhere.",
            longest_menu.menu, longest_menu.seconds, HeardMenu::MAX_SECONDS
        )
    });
    let way = (*seconds > HeardWay::MAX_SECONDS).then(|| {
        format!(
            "Whoever hears everything in `{code}` comes to service {service} after {seconds:.1} seconds, and should after at \
             most {}: shorten the menus on the way.",
            HeardWay::MAX_SECONDS
        )
    });
    menu.into_iter().chain(way).collect()
}

/// A paragraph on one language, after which comes a blank line.
fn language(language: &LanguageSummary) -> String {
    let mut text = format!(
        "Language {}:\n  {}: {} recorded, {} by a machine, {} not recorded\n  \
         {} of speech, of which {} are recorded;\n  \
         the rest is estimated at {} characters a second and {SENTENCE_PAUSE} seconds after each sentence\n",
        language.code,
        counted(language.prompts, "prompt"),
        language.recorded,
        counted(language.drafts, "draft"),
        language.unrecorded,
        duration(language.seconds),
        duration(language.recorded_seconds),
        language.characters_per_second,
    );
    if let Some(longest) = &language.longest_way {
        let _ = writeln!(text, "  longest way to a service: {}", way(longest));
    }
    if let Some(HeardWay { service, seconds, longest_menu }) = &language.everything_heard {
        let (way, menu) = (duration(*seconds), duration(longest_menu.seconds));
        let _ = writeln!(
            text,
            "  the longest way, everything heard: {way} from the ring to service {service}; the longest menu is {}, {menu}",
            longest_menu.menu,
        );
    }
    if let Some(section) = &language.longest_section {
        let length = duration(section.seconds);
        let _ = writeln!(text, "  longest section: {length}, {}", section.prompt);
    }
    if let Some(found) = &language.texts {
        text.push_str(&texts(found));
    }
    text.push('\n');
    text
}

fn way(way: &Way) -> String {
    let keys: Vec<_> = way.keys.iter().map(u8::to_string).collect();
    format!(
        "{} keys ({}), {}, to service {}",
        keys.len(),
        keys.join(" "),
        duration(way.seconds),
        way.service
    )
}

fn texts(texts: &TextMessageSummary) -> String {
    let longest = segments(texts.segments);
    let mut text = format!("  longest text message: {longest}, service {}\n", texts.longest);
    if !texts.cut.is_empty() {
        let _ = writeln!(
            text,
            "  {} cut short to keep within {}: {}",
            counted(texts.cut.len(), "text message"),
            counted(texts.most, "segment"),
            texts.cut.join(", ")
        );
    }
    text
}

/// The place at which a prompt is heard.
pub fn prompt_place(place: &PromptPlace<'_>) -> String {
    match place {
        PromptPlace::Gate => "the choice of a language".to_owned(),
        PromptPlace::Phrase(name) => format!("everywhere: {name}"),
        PromptPlace::Hours(name) => format!("out of hours: {name}"),
        PromptPlace::SectionChoice(what) => format!("every service: the choice of {what}"),
        PromptPlace::Referral(id) => format!("referrals: {id}"),
        PromptPlace::Menu { names, keys, part } => {
            format!("{} ({keys}): {part}", names.join(" › "))
        }
        PromptPlace::Other(id) => (*id).to_owned(),
    }
}

/// The text messages about a service as callers would get them; empty where there is no such service.
pub fn text_previews(hotline: &Hotline, code: Code) -> String {
    let preview = |language| {
        // A call tells the number that was called: the longest that there can be is reckoned with.
        let message = TextMessage::about(hotline, code, language, Some(LONGEST_TELEPHONE))?;
        let (code, cut) =
            (&hotline.language(language).code, if message.is_cut { "; cut short" } else { "" });
        let lines = message.body.lines().map(|line| format!("  {line}\n"));
        let lines: String = lines.collect();
        Some(format!("{code}: {}{cut}\n{lines}", segments(message.segments)))
    };
    let previews = hotline.language_indices().filter_map(preview);
    previews.collect::<Vec<_>>().join("\n")
}

/// The size of a message: "5 segments (UCS-2, 301 units of two octets)".
fn segments(segments: Segments) -> String {
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

/// Seconds as people say them: "45 seconds", "1 minute 5 seconds", "2 hours 3 minutes".
fn duration(seconds: f32) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "lengths of speech are positive and far below 2^32 seconds"
    )]
    let seconds = seconds.round() as usize;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let parts = match (hours, minutes) {
        (0, 0) => vec![counted(seconds, "second")],
        (0, _) => vec![counted(minutes, "minute"), counted(seconds % 60, "second")],
        _ => vec![counted(hours, "hour"), counted(minutes, "minute")],
    };
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        for (seconds, said) in [
            (0.4, "0 seconds"),
            (1.0, "1 second"),
            (59.4, "59 seconds"),
            (59.6, "1 minute 0 seconds"),
            (125.0, "2 minutes 5 seconds"),
            (7260.0, "2 hours 1 minute"),
        ] {
            assert_eq!(duration(seconds), said);
        }
    }
}
