//! The rules that a hotline is held to, and the problems found by them: each a rule with the arguments of a message.
//!
//! No sentence stands here: [`crate::messages`] makes them, in the reader's language.

mod arguments;

use std::fmt;

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use super::Code;
use super::spoken::TextKind;
pub use arguments::*;

/// The weight of a broken rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The files cannot be published.
    Error,
    /// The files can be published, and an operator should look.
    Warning,
}

/// Writes the rules and, group by group, their problems from one list.
macro_rules! rules {
    ($(
        $(#[$group_doc:meta])*
        $group:ident($problem:ident) {
            $( $(#[$doc:meta])* $rule:ident $name:literal $severity:ident $({ $($argument:ident: $type:ty),* })? )*
        }
    )*) => {
        /// A rule for the hotline's files. Its name stays, so that scripts can rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $($( $(#[$doc])* $rule, )*)*
        }

        impl Rule {
            /// All rules, in the order in which they are documented.
            pub const ALL: &[Self] = &[$($(Self::$rule,)*)*];

            /// The name in messages, in JSON and of the folders of test files.
            pub fn name(self) -> &'static str {
                match self { $($(Self::$rule => $name,)*)* }
            }

            pub fn severity(self) -> Severity {
                match self { $($(Self::$rule => Severity::$severity,)*)* }
            }
        }

        /// A broken rule with its arguments.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Problem {
            $( $(#[$group_doc])* $group($problem), )*
        }

        impl Problem {
            pub fn rule(&self) -> Rule {
                match self { $(Self::$group(problem) => problem.rule(),)* }
            }
        }

        $(
            $(#[$group_doc])*
            #[derive(Debug, Clone, PartialEq, Serialize)]
            #[serde(tag = "rule", content = "arguments")]
            pub enum $problem {
                $( $(#[$doc])* #[serde(rename = $name)] $rule $({ $($argument: $type),* })?, )*
            }

            impl $problem {
                pub fn rule(&self) -> Rule {
                    match self { $(Self::$rule { .. } => Rule::$rule,)* }
                }
            }

            impl From<$problem> for Problem {
                fn from(problem: $problem) -> Self {
                    Self::$group(problem)
                }
            }
        )*
    };
}

rules! {
    /// A problem with the files themselves, or with what a menu consists of.
    File(FileProblem) {
        /// A file is saved as UTF-8.
        BadUtf8 "bad-utf8" Error { byte: u8, utf16: bool }
        /// A file is valid TOML.
        BadToml "bad-toml" Error { parser: String, slip: Option<TomlSlip> }
        /// The folder holds the hotline's files and nothing else.
        UnexpectedFile "unexpected-file" Error { path: String, meant: Option<String>, in_group: bool, ending: Option<String> }
        /// No file or folder is a copy of another, as a file manager makes them.
        CopiedFile "copied-file" Error { original: String, is_folder: bool }
        /// The hotline, its phrases, and each sector and group have their file.
        MissingFile "missing-file" Error { path: String }
        /// A folder or file is named after the key or code and the id inside it.
        NameMismatch "name-mismatch" Error { name: String, expected: String, is_folder: bool }
        /// Every menu has at least one choice.
        EmptyMenu "empty-menu" Error { missing: Choice }
        /// A menu has at most eight choices.
        TooManyChoices "too-many-choices" Error { choice: Choice }
    }
    /// A problem with a field of a file.
    Field(FieldProblem) {
        /// A table has only the fields that are known.
        UnknownField "unknown-field" Error { name: String, meant: Option<String>, known: &'static [&'static str] }
        /// Every field that is needed is there.
        MissingField "missing-field" Error { name: &'static str, example: Example }
        /// A field holds the kind of value that it is meant for.
        WrongType "wrong-type" Error { name: String, expected: FieldType, found: ValueType }
        /// A field that takes one of a few words holds one of them, and none twice.
        UnknownValue "unknown-value" Error { problem: ValueProblem }
        /// A number lies in its range.
        OutOfRange "out-of-range" Error { name: String, found: String, min: String, max: String }
        /// An id is made of small letters a to z, digits and hyphens, and that of a referral is short.
        BadId "bad-id" Error { id: String, max: Option<usize> }
        /// No two sectors, groups, services, bodies or referrals have the same id.
        DuplicateId "duplicate-id" Error { choice: Choice, id: String, first: FileLine }
        /// A key is one of the digits 1 to 8, in quotes.
        BadKey "bad-key" Error { key: String, quoted: bool }
        /// A sector's key is one of 1 to 4: in the main menu, the keys after them are the system's.
        ReservedKey "reserved-key" Error { key: u8 }
        /// No two choices of a menu have the same key.
        KeyConflict "key-conflict" Error { key: String, first: FileLine }
        /// A code is three digits, each 1 to 8, in quotes.
        BadCode "bad-code" Error { name: &'static str, code: String, quoted: bool }
        /// A code begins with the keys of its sector and its group.
        MisplacedCode "misplaced-code" Error { code: Code, prefix: String }
        /// No two services have the same code.
        DuplicateCode "duplicate-code" Error { code: String, first: FileLine }
    }
    /// A problem with the languages, or with a setting of the whole hotline.
    Language(LanguageProblem) {
        /// The hotline speaks at least one language.
        NoLanguage "no-language" Error
        /// A language's code is two or three small letters.
        BadLanguageCode "bad-language-code" Error { code: String }
        /// Each language is listed once.
        DuplicateLanguage "duplicate-language" Error { code: String, first: FileLine }
        /// Texts are in the hotline's languages only.
        UnknownLanguage "unknown-language" Error { code: String, is_field: bool, meant: Option<String>, known: Vec<String> }
        /// Every text is there in every language.
        MissingLanguage "missing-language" Error { field: String, languages: Vec<LanguageName> }
        /// A locale is a BCP 47 tag of its language, such as ar-AE.
        BadLocale "bad-locale" Error { locale: String, code: String, is_locale: bool }
        /// Times and dates are said in words.
        UnspokenNumbers "unspoken-numbers" Warning { language: LanguageName }
        /// A person's number is written in E.164: a plus sign, then 7 to 15 digits.
        BadPerson "bad-person" Error { number: String }
        /// The time zone has a name in the IANA database.
        UnknownTimeZone "unknown-time-zone" Error { name: String, meant: Option<String> }
    }
    /// A problem with what a line's provider can speak and hear.
    Speech(SpeechProblem) {
        /// The provider of a line has a voice in each locale.
        UnspokenLocale "unspoken-locale" Error { locale: String, dialect: &'static str, known: Vec<&'static str>, is_heard: bool }
        /// The provider of a line that listens understands each locale.
        UnheardLocale "unheard-locale" Error { locale: String, dialect: &'static str, known: Vec<&'static str> }
        /// The provider of a line has each voice that it is asked for.
        UnknownVoice "unknown-voice" Error { voice: String, dialect: &'static str, meant: Option<String> }
        /// Voices are named for dialects that there are.
        UnknownDialect "unknown-dialect" Error { name: String, meant: Option<String>, known: Vec<&'static str> }
    }
    /// A problem with hours and dates.
    Hours(HoursProblem) {
        /// Hours are written as 07:00-14:00, or the day is closed.
        BadHours "bad-hours" Error { written: String, slip: Option<HoursSlip> }
        /// The hours of a day do not overlap.
        OverlappingHours "overlapping-hours" Error { hours: String, other: String }
        /// Seasons and exceptions change a usual week that is there.
        MissingWeek "missing-week" Error
        /// A line is called by its name in the configuration.
        BadLine "bad-line" Error { name: String }
        /// A date is a day of the calendar, written as 2026-12-16.
        BadDate "bad-date" Error { problem: DateProblem }
        /// Days that follow each other end after they begin, and before long.
        BackwardsDates "backwards-dates" Error { from: Date, to: Date, max_days: i32 }
        /// No two seasons, and no two exceptions, hold on one line on the same day.
        OverlappingDates "overlapping-dates" Error { kind: DatedKind, from: Date, to: Date, first: FileLine }
    }
    /// A problem with what the system itself says.
    Phrase(PhraseProblem) {
        /// The file of phrases holds only phrases that the system says.
        UnknownPhrase "unknown-phrase" Error { name: String, meant: Option<String> }
        /// Every phrase that the system says is there.
        MissingPhrase "missing-phrase" Error { name: &'static str, languages: Vec<String> }
        /// The phrases of the system are written in the hotline's own words.
        BuiltInPhrase "built-in-phrase" Warning { names: Vec<&'static str> }
        /// A phrase has each placeholder that is filled in.
        MissingPlaceholder "missing-placeholder" Error { part: TemplatePart }
        /// A phrase has only placeholders that are filled in.
        UnknownPlaceholder "unknown-placeholder" Error { written: String, template: Template, known: Vec<&'static str> }
        /// A phrase has each placeholder once.
        RepeatedPlaceholder "repeated-placeholder" Error { part: TemplatePart }
        /// The digits are ten different words, from zero to nine.
        DigitWords "digit-words" Error { problem: SequenceProblem }
        /// The days of the week are seven different words, from Sunday to Saturday.
        WeekdayWords "weekday-words" Error { problem: SequenceProblem }
        /// All languages are offered, and waited for, in less than ten seconds.
        SlowGate "slow-gate" Error { languages: usize, spoken: f32, wait: f32, max: f32 }
        /// Words are listened for in every language.
        UnheardLanguage "unheard-language" Warning { language: LanguageName, lists: Vec<&'static str> }
        /// A phrase that is said in place of a key means one thing, and is listed once.
        RepeatedAnswer "repeated-answer" Error { phrase: String, first: FileLine }
        /// It is not a word for a number or a person as well.
        AmbiguousAnswer "ambiguous-answer" Error { phrase: String, list: &'static str }
        /// It is not all that a service is called.
        AnswerNamesService "answer-names-service" Error { phrase: String, code: Code }
    }
    /// A problem with a service.
    Service(ServiceProblem) {
        /// A service that has moved has no guidance of its own.
        MovedWithGuidance "moved-with-guidance" Error { field: &'static str }
        /// A service moves to a service that is there.
        DanglingMove "dangling-move" Error { to: Code }
        /// A service does not move to itself.
        MoveToItself "move-to-itself" Error { code: Code }
        /// A service does not move to one that has moved as well.
        MoveChain "move-chain" Error { to: Code, next: Code, last: Option<Code> }
        /// The body that gives a service is listed.
        UnknownBody "unknown-body" Error { body: String, meant: Option<String>, known: Vec<String> }
        /// A service that the ministry has confirmed rests on a fact.
        ConfirmedWithoutFacts "confirmed-without-facts" Warning
        /// Another name of a service is listed once.
        RepeatedEntry "repeated-entry" Warning { entry: String, first: String }
        /// Guidance rests on at least one fact with its source.
        Unsourced "unsourced" Warning { section: Option<String> }
    }
    /// A problem with what other bodies do.
    Referral(ReferralProblem) {
        /// A referral's telephone number is 3 to 15 digits.
        BadTelephone "bad-telephone" Error { number: String }
        /// A referral is not found by words that a service is called by.
        ReferralNamesService "referral-names-service" Error { words: String, code: Code }
        /// The words of a referral are in no other one.
        RepeatedReferral "repeated-referral" Error { words: String, first: FileLine }
    }
    /// A problem with the template of text messages, or with what is filled in.
    TextMessage(TextMessageProblem) {
        /// A link is the address of a page in the web, with https or http at its beginning.
        BadLink "bad-link" Error { link: String, problem: LinkProblem }
        /// In a text message, what may be missing has a line of its own.
        SharedLine "shared-line" Error { placeholder: &'static str, is_tapped: bool }
        /// The name, the code and the link of a service fit in its text message.
        CrowdedText "crowded-text" Error { segments: usize, max: usize, language: String }
    }
    /// A problem with a text that is to be spoken.
    Spoken(SpokenProblem) {
        /// No text is empty.
        EmptyText "empty-text" Error { kind: Option<TextKind> }
        /// Texts have no line breaks, tabs or other control characters.
        ControlCharacter "control-character" Error { codes: Option<String> }
        /// Texts have no invisible characters, such as marks that turn the direction of writing.
        InvisibleCharacter "invisible-character" Error { codes: String }
        /// Texts are plain: without tags, entities or SSML.
        Markup "markup" Error { found: String }
        /// No web or mail address is spoken.
        WebAddress "web-address" Error { word: String }
        /// Spoken numbers are written as words.
        DigitsInText "digits-in-text" Error { digits: String, counted: Option<String>, words: Vec<String> }
        /// Spoken texts have only letters, blanks, commas, full stops and the like.
        OddCharacter "odd-character" Error { found: String }
        /// Spoken texts have no abbreviations in capitals.
        Abbreviation "abbreviation" Error { word: String }
        /// A text is in the letters of its own language only.
        WrongScript "wrong-script" Error { word: String }
        /// A text is short enough to be listened to.
        TooLong "too-long" Error { kind: TextKind, characters: usize, seconds: f32, max: usize, max_seconds: f32 }
        /// A name that cannot be spoken as it is written has a spoken name beside it.
        SpokenNameNeeded "spoken-name-needed" Error { problem: Box<SpokenProblem>, languages: Vec<String> }
        /// Texts do not begin or end with a blank, and have no two in a row.
        StrayBlank "stray-blank" Warning { place: BlankPlace }
        /// A sentence has at most thirty words.
        LongSentence "long-sentence" Warning { words: usize, max: usize }
    }
}
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
