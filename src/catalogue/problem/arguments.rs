//! The arguments of problems.

use serde::{Serialize, Serializer};

use crate::catalogue::{Language, Placeholder, TextPart};

/// A line of a file that a message refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileLine {
    /// The path in the hotline's folder.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
}

/// A language as messages name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LanguageName {
    pub code: String,
    /// The name in the language itself.
    pub name: String,
}

impl From<&Language> for LanguageName {
    fn from(language: &Language) -> Self {
        Self { code: language.code.clone(), name: language.name.clone() }
    }
}

/// Writes enums of arguments, which all derive the same.
macro_rules! arguments {
    ($( $(#[$doc:meta])* $name:ident { $($body:tt)* } )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
            #[serde(rename_all = "kebab-case")]
            pub enum $name { $($body)* }
        )*
    };
}

arguments! {
    #[derive(Copy)]
    Choice { Language, Sector, Group, Service, Body, Referral }

    /// A slip of the keys, or of a word processor, that TOML does not forgive.
    TomlSlip {
        InvisibleCharacter,
        TypographicQuotes,
        ArabicComma,
        OtherDigits,
        ColonForEquals,
        NothingButComment,
        /// A remark that begins with `//`.
        SlashRemark,
        /// Two versions of the same lines, which git could not bring together.
        GitConflict,
        /// A word for yes or no that is not `true` or `false`.
        BooleanWord,
        /// A day that does not exist, or is written in another way.
        Date,
        Heading,
        /// A name that stands in the same table before.
        DuplicateKey,
        MissingQuotes,
        /// A text without its closing quote.
        UnclosedQuotes,
    }

    /// The kind of value that a field takes.
    FieldType {
        Text,
        Address,
        Boolean,
        Integer,
        Number,
        Day,
        DayHours,
        /// A list of words, written like this example.
        Words(&'static str),
        Table,
        Tables,
        /// A table with a text in each of these languages.
        Texts(Vec<String>),
        /// A table with a list in each of these languages.
        Lists(Vec<String>),
    }

    /// The kind of value that a file has.
    #[derive(Copy)]
    ValueType { Text, Number, Boolean, Date, DateTime, List, Table }

    /// An example of a field that is missing.
    Example {
        Line(String),
        /// A heading, and below it a text in each of these languages.
        Texts { heading: &'static str, languages: Vec<String> },
        /// A heading, and below it words in each language.
        Words { heading: &'static str },
        Limits,
        TextMessage,
        SeasonWeek,
    }

    /// A problem with a field that takes a few words.
    ValueProblem {
        EmptyAudience,
        Repeated { word: String },
        Unknown { word: String, meant: Option<String>, known: Vec<&'static str> },
    }

    /// A usual slip in the hours of a day.
    HoursSlip { Closed, WholeDay }

    DateProblem { NoSuchDay(String), DayAndPeriod }

    /// A kind of days with other hours.
    #[derive(Copy)]
    DatedKind { Season, Exception }

    /// A problem with words for one thing after another.
    SequenceProblem { Count(usize), Repeated(String) }

    /// A problem with the address of a page.
    LinkProblem { Incomplete, Unencoded, NotPublic }

    /// The place of a blank too many.
    #[derive(Copy)]
    BlankPlace { Beginning, End, Middle }

    /// A text in which something is filled in.
    #[derive(Copy)]
    Template { Phrase, TextMessage }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplatePart {
    Phrase(Placeholder),
    TextMessage(TextPart),
}

impl TemplatePart {
    /// The placeholder as it is written: `{name}`.
    pub fn written(self) -> &'static str {
        match self {
            Self::Phrase(placeholder) => placeholder.name(),
            Self::TextMessage(part) => part.name(),
        }
    }

    /// The kind of template that it is in.
    pub fn template(self) -> Template {
        match self {
            Self::Phrase(_) => Template::Phrase,
            Self::TextMessage(_) => Template::TextMessage,
        }
    }
}

impl Serialize for TemplatePart {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.written())
    }
}
