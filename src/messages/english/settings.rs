//! Problems with languages, hours and dates.

use jiff::civil::Date;

use super::{Explanation, did_you_mean, lines, one_of, place, quoted};
use crate::catalogue::problem::{
    DateProblem, DatedKind, HoursProblem, HoursSlip, LanguageName, LanguageProblem, SpeechProblem,
};
use crate::dialects::DIALECTS;

explanations! { language(LanguageProblem)
    P::NoLanguage =>
        ("This hotline speaks no language: nobody would hear anything.")
        ("add `[[language]]`, and below it `code = \"ar\"`, `name`, `locale` and `characters_per_second`")
    P::BadLanguageCode { code } =>
        ("{} is not the code of a language.", quoted(code))
        ("write two or three small letters, such as `ar`, `en` or `hi` (ISO 639)")
    P::DuplicateLanguage { code, first } =>
        ("The language {} stands here a second time.", quoted(code))
        ("delete one of the two; the first is in {}", place(first))
    P::UnknownLanguage { code, is_field: true, .. } =>
        ("{} is not the code of a language of this hotline.", quoted(code))
        ("`{code}` belongs to the top of the file, above the first heading in brackets")
    P::UnknownLanguage { code, meant, known, .. } =>
        ("{} is not the code of a language of this hotline.", quoted(code))
        ("{}", did_you_mean(meant.as_deref(), format!(
            "write {}, or list the new language in hotline.toml first", one_of(known.iter().map(String::as_str)))))
    P::MissingLanguage { field, languages } =>
        ("`[{field}]` is missing in {}.", names(languages))
        ("add the line {}: a caller in that language would hear nothing here", examples(field, languages))
    P::BadLocale { locale, code, is_locale: false } =>
        ("{} is not a locale.", quoted(locale))
        ("write the language, a hyphen and the country{}", such_as_locale(code))
    P::BadLocale { locale, code, is_locale: true } =>
        ("The locale {} is of another language than `{code}`.", quoted(locale))
        ("write one that begins with `{code}`{}", such_as_locale(code))
    P::UnspokenNumbers { language: LanguageName { code, name } } =>
        ("Times and dates are not said in words in {name} (`{code}`): its voice gets them in figures, such as 07:30 and \
          16/12/2026.")
        ("listen to what it makes of them, in a call out of hours: `sila call --at`")
    P::BadPerson { number } =>
        ("{} is not a number that can be called from everywhere.", quoted(number))
        ("write a plus sign, the number of the country (973 for Bahrain) and the number, with the digits 0 to 9 only \
          and no blanks")
    P::UnknownTimeZone { name, meant } =>
        ("There is no time zone {}.", quoted(name))
        ("{}", did_you_mean(meant.as_deref(), "write it as region and city, such as `Asia/Bahrain`"))
}

/// An example of a locale that a provider has a voice for; nothing where none has.
fn such_as_locale(code: &str) -> String {
    let known = DIALECTS.iter().flat_map(|dialect| dialect.profile().languages.spoken_in(code));
    known.into_iter().next().map_or_else(String::new, |locale| format!(", such as `{locale}`"))
}

explanations! { speech(SpeechProblem)
    P::UnspokenLocale { locale, dialect, known, .. } if known.is_empty() =>
        ("`{dialect}` has no voice for {}: what has no recording would not be spoken, and calls would break off.", quoted(locale))
        ("`{dialect}` has none for any locale of this language: take the language out, or leave it out of `languages` of the \
          lines at `{dialect}`")
    P::UnspokenLocale { locale, dialect, known, is_heard } =>
        ("`{dialect}` has no voice for {}: what has no recording would not be spoken, and calls would break off.", quoted(locale))
        ("write `locale = \"{}\"`{}{}", known.first().unwrap_or(&""), other_locales(known), heard_beside(locale, *is_heard))
    P::UnheardLocale { locale, dialect, known } if known.is_empty() =>
        ("`{dialect}` does not understand {}: calls would break off where words are listened for.", quoted(locale))
        ("`{dialect}` understands no locale of this language: write `listen = false` for the lines at `{dialect}`, or leave \
          the language out of their `languages`")
    P::UnheardLocale { locale, dialect, known } =>
        ("`{dialect}` does not understand {}: calls would break off where words are listened for.", quoted(locale))
        ("write `heard_as = \"{}\"`{}", known.first().unwrap_or(&""), other_locales(known))
    P::UnknownVoice { voice, dialect, meant } =>
        ("`{dialect}` has no voice {}: what has no recording would not be spoken, and calls would break off.", quoted(voice))
        ("{}", did_you_mean(meant.as_deref(), "write the name as the provider lists it, or take the line out: then its \
          usual voice for the locale speaks"))
    P::UnknownDialect { name, meant, known } =>
        ("There is no dialect {}: nobody would speak with this voice.", quoted(name))
        ("{}", did_you_mean(meant.as_deref(), format!("write {}", one_of(known.iter().copied()))))
}

/// The locales that could stand in place of the first.
fn other_locales(known: &[&'static str]) -> String {
    match known {
        [_, others @ ..] if !others.is_empty() => {
            format!(" ({} would do as well)", one_of(others.iter().copied()))
        }
        _ => String::new(),
    }
}

fn heard_beside(locale: &str, is_heard: bool) -> String {
    if !is_heard {
        return String::new();
    }
    format!(", and below it `heard_as = \"{locale}\"`: callers are understood in that one")
}

fn names(languages: &[LanguageName]) -> String {
    let name = |LanguageName { code, name }: &_| format!("{name} (`{code}`)");
    languages.iter().map(name).collect::<Vec<_>>().join(" and ")
}

fn examples(field: &str, languages: &[LanguageName]) -> String {
    let example = match field {
        "digits" => "[\"zero\", \"one\", …]",
        "weekdays" => "[\"Sunday\", \"Monday\", …]",
        _ => "\"…\"",
    };
    let codes: Vec<_> = languages.iter().map(|one| one.code.clone()).collect();
    lines(&codes, example)
}

explanations! { hours(HoursProblem)
    P::BadHours { written, slip: Some(HoursSlip::Closed) } =>
        ("{} are not hours of a day.", quoted(written))
        ("did you mean `closed`?")
    P::BadHours { written, slip: Some(HoursSlip::WholeDay) } =>
        ("{} are not hours of a day.", quoted(written))
        ("for the whole day write `00:00-24:00`, and for a day on which nobody is there `closed`")
    P::BadHours { written, slip: None } =>
        ("{} are not hours of a day.", quoted(written))
        ("write them on the clock of 24 hours, with two digits 0 to 9 on each side of the colon and a plain hyphen, \
          such as `07:00-14:00`; two spans with a comma between them, such as `07:00-12:00, 16:00-19:00`; or `closed`")
    P::OverlappingHours { hours, other } =>
        ("The hours {hours} overlap with {other}.")
        ("make one of the two, or let the second begin after the first ends")
    P::MissingWeek =>
        ("There is no usual week: without one, people are taken to be there at any time, and this changes nothing.")
        ("add `[week]`, and below it `sunday = \"07:00-14:00\"` and the other days")
    P::BadLine { name } =>
        ("{} is not the name of a line.", quoted(name))
        ("write the line's name as it stands in sila.toml, such as `main`")
    P::BadDate { problem: DateProblem::NoSuchDay(written) } =>
        ("There is no day {}.", quoted(written))
        ("write year, month and day of our calendar with the digits 0 to 9, such as `2026-12-16`")
    P::BadDate { problem: DateProblem::DayAndPeriod } =>
        ("This holiday has a `date`, and `from` and `to` as well.")
        ("write `date` for one day; `from` and `to`, the first and the last day, for several")
    P::BackwardsDates { from, to, .. } if to < from =>
        ("This ends on {to}, before it begins on {from}.")
        ("write the first day after `from`, and the last after `to`")
    P::BackwardsDates { from, to, max_days } =>
        ("From {from} to {to} is very long.")
        ("see whether the year is right: this may last {max_days} days at most")
    P::OverlappingDates { kind, from, to, first } =>
        ("Another {} holds on the same day ({}), in {}.", dated(*kind), days(*from, *to), place(first))
        ("delete one of the two, change its dates, or name the lines that each is for: `lines = [\"main\"]`")
}

fn dated(kind: DatedKind) -> &'static str {
    match kind {
        DatedKind::Season => "season",
        DatedKind::Exception => "exception",
    }
}

fn days(from: Date, to: Date) -> String {
    if from == to {
        return from.to_string();
    }
    format!("{from} to {to}")
}
