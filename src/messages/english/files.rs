//! Problems with files and their fields.

use super::{Explanation, choice, did_you_mean, heading, lines, listed, one_of, place, quoted};
use crate::catalogue::problem::{
    Choice, Example, FieldProblem, FieldType, FileProblem, TomlSlip, ValueProblem, ValueType,
};

explanations! { file(FileProblem)
    P::BadUtf8 { byte, utf16: true } =>
        ("This file is not saved as UTF-8: from here on it cannot be read (byte {byte:#04x}).")
        ("the file is saved as “Unicode” (UTF-16): in the editor, choose “Save as”, and the encoding UTF-8")
    P::BadUtf8 { byte, utf16: false } =>
        ("This file is not saved as UTF-8: from here on it cannot be read (byte {byte:#04x}).")
        ("the file is probably saved in an old Arabic encoding: open it with that, then choose “Save as”, and the \
          encoding UTF-8")
    P::BadToml { slip: Some(slip), .. } =>
        ("This line cannot be read: {}.", toml_slip(slip).0)
        ("{}", toml_slip(slip).1)
    P::BadToml { parser, slip: None } =>
        ("This line is not valid TOML: {parser}.")
        ("compare it with a line of the same kind in another file")
    P::UnexpectedFile { path, ending: Some(ending), .. } =>
        ("The name of the file {path} ends with {}, which an editor has added: nobody would hear what is in it.", quoted(ending))
        ("take {} off, so that the name ends with `.toml`; a file manager that hides endings must be told to show them", quoted(ending))
    P::CopiedFile { original, is_folder } =>
        ("This {0} is a copy of {original}, with the same code or key and the same id.", thing(*is_folder))
        ("delete the copy; or give what is in it a code or key and an id of its own, and call the {0} after them. \
          {original} can stay as it is", thing(*is_folder))
    P::UnexpectedFile { path, meant, in_group, .. } =>
        ("The file {path} has no place here: nobody would hear what is in it.")
        ("{}", did_you_mean(meant.as_deref(), if *in_group { SERVICE_FILE } else { ELSEWHERE }))
    P::MissingFile { path } =>
        ("The file {path} is missing: it holds {}.", missing_file(path).0)
        ("{}", missing_file(path).1)
    P::NameMismatch { name, expected, is_folder: true } =>
        ("This folder is called {}, and by what is written in it, it should be {}.", quoted(name), quoted(expected))
        ("if what is written here is right, rename the folder; if the name is right, mend what is written here")
    P::NameMismatch { name, expected, is_folder: false } =>
        ("This file is called {}, and by what is written in it, it should be {}.",
         quoted(&format!("{name}.toml")), quoted(&format!("{expected}.toml")))
        ("if what is written here is right, rename the file; if the name is right, mend what is written here")
    P::EmptyMenu { missing: Choice::Group } =>
        ("This sector has no group: callers would have nothing to choose in it.")
        ("add a folder for a group, such as `1-roads` with a `group.toml`, or take the sector's folder out")
    P::EmptyMenu { missing: Choice::Service } =>
        ("This group has no service: callers would have nothing to choose in it.")
        ("add the file of a service, such as `111-new-permit.toml`, or take the group's folder out")
    P::EmptyMenu { .. } =>
        ("This hotline has no sector: callers would have nothing to choose.")
        ("add a folder such as `1-municipalities` with a `sector.toml` beside this file")
    P::TooManyChoices { choice: Choice::Language } =>
        ("Here is a ninth language: the keys go from 1 to 8.")
        ("take one language out, or begin a second hotline")
    P::TooManyChoices { choice: what } =>
        ("{} has more than eight choices: here is a ninth {}.", menu(*what), choice(*what))
        ("move this {} to another menu, or put two together: nobody keeps more than eight in mind, and the keys go \
          from 1 to 8", choice(*what))
}

const SERVICE_FILE: &str = "call a service's file after its code and id, with `.toml` at the end";
const ELSEWHERE: &str = "move it out of the hotline's folder, or to where it belongs: `SECTOR/sector.toml`, \
                         `SECTOR/GROUP/group.toml`, `SECTOR/GROUP/CODE-id.toml`";

fn thing(is_folder: bool) -> &'static str {
    if is_folder { "folder" } else { "file" }
}

/// What is wrong, and how to mend it, where a file is not valid TOML.
pub fn toml_slip(slip: &TomlSlip) -> (&'static str, &'static str) {
    match slip {
        TomlSlip::InvisibleCharacter => (
            "here is a character that cannot be seen, as it comes along when text is copied from elsewhere",
            "delete the line and type it anew",
        ),
        TomlSlip::TypographicQuotes => (
            "the quotes are not straight",
            "write straight double quotes: \"like these\". Word processors turn them into others; a plain text editor \
             does not",
        ),
        TomlSlip::ArabicComma => (
            "here is an Arabic comma",
            "between the words of a list, write the plain comma `,` and not the Arabic one",
        ),
        TomlSlip::OtherDigits => {
            ("the digits are others than 0 to 9", "write the number with the digits 0 to 9")
        }
        TomlSlip::ColonForEquals => (
            "here is a colon in place of `=`",
            "write the field's name, then `=` and not a colon, then the text in straight double quotes",
        ),
        TomlSlip::NothingButComment => (
            "nothing stands here before a remark",
            "`#` begins a remark: the rest of the line is not read. If the sign itself is meant, write it in straight \
             quotes: \"#\"",
        ),
        TomlSlip::SlashRemark => ("`//` does not begin a remark here", "begin a remark with `#`"),
        TomlSlip::GitConflict => (
            "two versions of these lines stand here, which git could not bring together",
            "keep what is right of both, and delete the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`",
        ),
        TomlSlip::BooleanWord => (
            "this is another word than `true` or `false`",
            "write `true` or `false` in small letters, without quotes",
        ),
        TomlSlip::Date => (
            "this is no day of the calendar, or not written as one",
            "write year, month and day with hyphens between them, two digits for month and day, such as `2026-12-16`",
        ),
        TomlSlip::Heading => (
            "this heading is not one",
            "write the heading's name in small Latin letters, in square brackets and alone in its line, such as \
             `[name]`",
        ),
        TomlSlip::DuplicateKey => (
            "this name stands here a second time",
            "if a heading such as `[name]` is missing above it, write that; if not, delete one of the two",
        ),
        TomlSlip::MissingQuotes => (
            "a text stands here without quotes",
            "put it in straight double quotes: \"like these\"",
        ),
        TomlSlip::UnclosedQuotes => (
            "the quote that closes the text is missing",
            "put it at the end of the text; a text stands in one line",
        ),
    }
}

/// The content of a missing file, and the way to get it.
fn missing_file(path: &str) -> (&'static str, &'static str) {
    const COPY: &str = "bring it back from a copy, and see that this is the hotline's folder";
    const SECTOR: &str =
        "write it, with `id`, `key` and `[name]`, as in the other sectors' folders";
    const GROUP: &str = "write it, with `id`, `key` and `[name]`, as in the other groups' folders";
    match path.rsplit('/').next() {
        Some("sector.toml") => ("the sector's key and name", SECTOR),
        Some("group.toml") => ("the group's key and name", GROUP),
        Some("phrases.toml") => ("what the system itself says", COPY),
        _ => ("the languages and the limits", COPY),
    }
}

fn menu(choice: Choice) -> &'static str {
    match choice {
        Choice::Language => "The hotline",
        Choice::Sector => "The main menu",
        Choice::Group => "This sector",
        Choice::Service => "This group",
        Choice::Body | Choice::Referral => "This list",
    }
}

explanations! { field(FieldProblem)
    P::UnknownField { name, meant, known } =>
        ("There is no field {} here.", quoted(name))
        ("{}", did_you_mean(meant.as_deref(), format!("delete it; the fields here are {}", listed(known.iter().copied()))))
    P::MissingField { name, example } =>
        ("The field `{name}` is missing.")
        ("add {}", shown(example))
    P::WrongType { name, expected, found } =>
        ("{}", wrong_type(name, expected, *found))
        ("{}", how_to_write(name, expected, *found))
    P::UnknownValue { problem: ValueProblem::EmptyAudience } =>
        ("`audience` names nobody.")
        ("write those that the service is for, such as [\"citizen\", \"resident\"]")
    P::UnknownValue { problem: ValueProblem::Repeated { word } } =>
        ("{} stands here a second time.", quoted(word))
        ("delete one of the two")
    P::UnknownValue { problem: ValueProblem::Unknown { word, meant, known } } =>
        ("{} is not one of the words for this field.", quoted(word))
        ("{}", did_you_mean(meant.as_deref(), format!("write {}", one_of(known.iter().copied()))))
    P::OutOfRange { name, found, min, max } =>
        ("`{name}` must be between {min} and {max}, and here is {found}.")
        ("write a number from {min} to {max}")
    P::BadId { id, max: Some(max) } =>
        ("{} cannot be an id here.", quoted(id))
        ("write at most {max} characters: small letters a to z, digits, and hyphens between words; it stays for ever")
    P::BadId { id, max: None } =>
        ("{} cannot be an id.", quoted(id))
        ("write small letters a to z, digits, and hyphens between words, such as `building-permits`; it stays for ever")
    P::DuplicateId { choice: what @ (Choice::Body | Choice::Referral), id, first } =>
        ("Another {} has the id {} already, in {}.", choice(*what), quoted(id), place(first))
        ("give the newer of the two another id")
    P::DuplicateId { choice: what, id, first } =>
        ("Another {} has the id {} already, in {}.", choice(*what), quoted(id), place(first))
        ("give the newer of the two another id, and rename its file or folder")
    P::BadKey { key, quoted: false } =>
        ("`key` is written without quotes.")
        ("put it in straight double quotes: `key = \"{key}\"`")
    P::BadKey { key, quoted: true } =>
        ("{} cannot be the key of a choice{}.", quoted(key), meaning_everywhere(key))
        ("write one of the digits 1 to 8, in quotes: `key = \"1\"`")
    P::ReservedKey { key } =>
        ("`{key}` cannot be the key of a sector: in the main menu, it is for {}.", meaning_in_main_menu(*key))
        ("give the sector one of the keys 1 to 4; its folder is named after it, and the codes of its services begin \
          with it")
    P::KeyConflict { key, first } =>
        ("The key \"{key}\" is taken already, in {}.", place(first))
        ("give the newer of the two a key that is free in this menu, and rename its folder")
    P::BadCode { name, code, quoted: false } =>
        ("`{name}` is written without quotes.")
        ("put it in straight double quotes: `{name} = \"{code}\"`")
    P::BadCode { name, code, quoted: true } =>
        ("{} cannot be the code of a service.", quoted(code))
        ("write three digits, each from 1 to 8: the keys of the sector, the group and the service, such as \
          `{name} = \"111\"`")
    P::MisplacedCode { code, prefix } =>
        ("The code \"{code}\" is not of this menu: codes here begin with {prefix}.")
        ("move the file to the folder of its menu, or give it a code that begins with {prefix} and is free")
    P::DuplicateCode { code, first } =>
        ("The code \"{code}\" is taken already, in {}.", place(first))
        ("give the newer of the two a code that is free, and rename its file; the code that callers know stays")
}

fn shown(example: &Example) -> String {
    match example {
        Example::Line(line) => format!("`{line}`"),
        Example::Texts {
            heading: name,
            languages,
        } => heading(name, languages),
        Example::Words { heading } => {
            format!("`[{heading}]`, and below it the words of each language")
        }
        Example::Limits => "`[limits]`, and below it `key_seconds = 6` and the others".to_owned(),
        Example::TextMessage => {
            "`[text_message]`, and below it what a text message says in each language, with `{name}`, `{code}` and the \
             other placeholders"
                .to_owned()
        }
        Example::SeasonWeek => {
            "`[season.week]`, and below it `sunday = \"08:00-14:00\"` and the other days".to_owned()
        }
    }
}

fn wrong_type(name: &str, expected: &FieldType, found: ValueType) -> String {
    let expected = match expected {
        FieldType::Text | FieldType::DayHours => "text",
        FieldType::Address => "an address",
        FieldType::Boolean => "`true` or `false`",
        FieldType::Integer => "a whole number",
        FieldType::Number => "a number",
        FieldType::Day => "a day",
        FieldType::Words(_) => "a list of words",
        FieldType::Table => "a table",
        FieldType::Tables => "a list of tables",
        FieldType::Texts(_) => "a table with a text in each language",
        FieldType::Lists(_) => "a table with a list in each language",
    };
    let found = match found {
        ValueType::Text => "text",
        ValueType::Number => "a number",
        ValueType::Boolean => "`true` or `false`",
        ValueType::Date | ValueType::DateTime => "a date",
        ValueType::List => "a list",
        ValueType::Table => "a table",
    };
    let name = quoted(name);
    if found == expected {
        format!("{name} must be {expected}.")
    } else {
        format!("{name} must be {expected}, and here is {found}.")
    }
}

fn how_to_write(name: &str, expected: &FieldType, found: ValueType) -> String {
    let hint = match expected {
        FieldType::Text => "put it in straight double quotes: \"like these\"",
        FieldType::Address => "put it in straight double quotes: \"https://…\"",
        FieldType::Boolean => "write `true` or `false`, without quotes",
        FieldType::Integer => "write digits 0 to 9, without quotes",
        FieldType::Number => "write a number such as `12.0`, without quotes",
        FieldType::Day if found == ValueType::DateTime => {
            "write the day alone, without a time: `2026-12-16`"
        }
        FieldType::Day => "write year, month and day: `2026-12-16`",
        FieldType::DayHours => {
            "write them in straight quotes: `\"07:00-14:00\"`; two spans with a comma between them: \
             `\"07:00-12:00, 16:00-19:00\"`; or `\"closed\"`"
        }
        FieldType::Words(example) => {
            return format!("write it as {example}, each word in straight quotes");
        }
        FieldType::Table => {
            return format!("write `[{name}]` in a line of its own, and its fields below");
        }
        FieldType::Tables => {
            return format!(
                "write `[[{name}]]`, with two brackets on each side: there may be several"
            );
        }
        FieldType::Texts(languages) => return format!("write {}", heading(name, languages)),
        FieldType::Lists(languages) => {
            let lines = lines(languages, "[\"…\", \"…\"]");
            return format!("write `[{name}]` in a line of its own, and below it {lines}");
        }
    };
    hint.to_owned()
}

fn meaning_everywhere(key: &str) -> &'static str {
    match key {
        "0" => ": everywhere, it is for a person",
        "9" => ": everywhere, it is for the main menu",
        "*" => ": everywhere, it is for going back",
        "#" => ": everywhere, it is for hearing again",
        _ => "",
    }
}

fn meaning_in_main_menu(key: u8) -> &'static str {
    match key {
        5 => "no longer being greeted in the language of the last call",
        6 => "hearing the answer to a question",
        7 => "dialling the number of a service",
        _ => "leaving a question",
    }
}
