//! The rules that a hotline's files are held to.

use std::fmt;

use serde::{Serialize, Serializer};

/// How much a mistake matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The files cannot go on the line.
    Error,
    /// The files can go on the line, and somebody should look.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// Writes the enum, its names and its sentences from one list.
macro_rules! rules {
    ($($rule:ident $name:literal $severity:ident $sentence:literal)*) => {
        /// A rule for the hotline's files. Its name stays, so that scripts can rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $sentence] $rule,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$rule,)*];

            /// The name in messages, JSON and the folders of test files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$rule => $name,)* }
            }

            /// What the rule asks for, in one sentence.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$rule => $sentence,)* }
            }

            /// How much it matters when the rule is broken.
            pub fn severity(self) -> Severity {
                match self { $(Self::$rule => Severity::$severity,)* }
            }
        }
    };
}

rules! {
    // --- Files ---
    BadUtf8 "bad-utf8" Error "A file is saved as UTF-8."
    BadToml "bad-toml" Error "A file is valid TOML."
    UnexpectedFile "unexpected-file" Error "The folder holds the hotline's files and nothing else."
    MissingFile "missing-file" Error "The hotline, its phrases, and each sector and group have their file."
    NameMismatch "name-mismatch" Error "A folder or file is named after the key or code and the id inside it."
    EmptyMenu "empty-menu" Error "Every menu has at least one choice."
    TooManyChoices "too-many-choices" Error "A menu has at most eight choices."

    // --- Fields ---
    UnknownField "unknown-field" Error "A table has only the fields that are known."
    MissingField "missing-field" Error "Every field that is needed is there."
    WrongType "wrong-type" Error "A field holds the kind of value that it is meant for."
    UnknownValue "unknown-value" Error "A field that takes one of a few words holds one of them, and none twice."
    OutOfRange "out-of-range" Error "A number lies in its range."
    BadId "bad-id" Error "An id is made of small letters a to z, digits and hyphens."
    DuplicateId "duplicate-id" Error "No two sectors, groups or services have the same id."
    BadKey "bad-key" Error "A key is one of the digits 1 to 8, in quotes."
    ReservedKey "reserved-key" Error "A sector's key is one of 1 to 4: in the main menu, the keys after them are the system's."
    KeyConflict "key-conflict" Error "No two choices of a menu have the same key."
    BadCode "bad-code" Error "A code is three digits, each 1 to 8, in quotes."
    MisplacedCode "misplaced-code" Error "A code begins with the keys of its sector and its group."
    DuplicateCode "duplicate-code" Error "No two services have the same code."

    // --- Languages ---
    NoLanguage "no-language" Error "The hotline speaks at least one language."
    BadLanguageCode "bad-language-code" Error "A language's code is two or three small letters."
    DuplicateLanguage "duplicate-language" Error "Each language is listed once."
    UnknownLanguage "unknown-language" Error "Texts are in the hotline's languages only."
    MissingLanguage "missing-language" Error "Every text is there in every language."
    BadLocale "bad-locale" Error "A locale is a BCP 47 tag of its language, such as ar-AE."
    BadPerson "bad-person" Error "A person's number is written in E.164: a plus sign, then 7 to 15 digits."
    UnknownTimeZone "unknown-time-zone" Error "The time zone has a name in the IANA database."

    // --- Hours ---
    BadHours "bad-hours" Error "Hours are written as 07:00-14:00, or the day is closed."
    OverlappingHours "overlapping-hours" Error "The hours of a day do not overlap."
    MissingWeek "missing-week" Error "Seasons and exceptions change a usual week that is there."
    BadLine "bad-line" Error "A line is called by its name in the configuration."
    BadDate "bad-date" Error "A date is a day of the calendar, written as 2026-12-16."
    BackwardsDates "backwards-dates" Error "What lasts several days ends after it begins, and before long."
    OverlappingDates "overlapping-dates" Error "No two seasons, and no two exceptions, hold on one line on the same day."

    // --- Phrases ---
    UnknownPhrase "unknown-phrase" Error "The file of phrases holds only phrases that the system says."
    MissingPhrase "missing-phrase" Error "Every phrase that the system says is there."
    BuiltInPhrase "built-in-phrase" Warning "What the system says is written in the hotline's own words."
    MissingPlaceholder "missing-placeholder" Error "A phrase has each placeholder that is filled in."
    UnknownPlaceholder "unknown-placeholder" Error "A phrase has only placeholders that are filled in."
    RepeatedPlaceholder "repeated-placeholder" Error "A phrase has each placeholder once."
    DigitWords "digit-words" Error "The digits are ten different words, from zero to nine."
    WeekdayWords "weekday-words" Error "The days of the week are seven different words, from Sunday to Saturday."
    SlowGate "slow-gate" Error "All languages are offered, and waited for, in less than ten seconds."

    // --- What is listened for ---
    UnheardLanguage "unheard-language" Warning "Words are listened for in every language."

    // --- Services ---
    MovedWithGuidance "moved-with-guidance" Error "A service that has moved has no guidance of its own."
    DanglingMove "dangling-move" Error "A service moves to a service that is there."
    MoveToItself "move-to-itself" Error "A service does not move to itself."
    MoveChain "move-chain" Error "A service does not move to one that has moved as well."
    ConfirmedWithoutFacts "confirmed-without-facts" Warning "What the ministry has confirmed rests on a fact."
    RepeatedEntry "repeated-entry" Warning "What callers call a service is listed once."
    Unsourced "unsourced" Warning "Guidance rests on at least one fact with its source."

    // --- Text messages ---
    BadLink "bad-link" Error "A link is the address of a page in the web, with https or http at its beginning."
    SharedLine "shared-line" Error "In a text message, what may be missing has a line of its own."
    CrowdedText "crowded-text" Error "The name, the code and the link of a service fit in its text message."

    // --- Spoken texts ---
    EmptyText "empty-text" Error "No text is empty."
    ControlCharacter "control-character" Error "Texts have no line breaks, tabs or other control characters."
    InvisibleCharacter "invisible-character" Error "Texts have no invisible characters, such as marks that turn the direction of writing."
    Markup "markup" Error "Texts are plain: without tags, entities or SSML."
    WebAddress "web-address" Error "No web or mail address is spoken."
    DigitsInText "digits-in-text" Error "Spoken numbers are written as words."
    OddCharacter "odd-character" Error "Spoken texts have only letters, blanks, commas, full stops and the like."
    Abbreviation "abbreviation" Error "Spoken texts have no abbreviations in capitals."
    WrongScript "wrong-script" Error "A text is in the letters of its own language only."
    TooLong "too-long" Error "A text is short enough to be listened to."
    SpokenNameNeeded "spoken-name-needed" Error "A name that cannot be spoken as it is written has a spoken name beside it."
    StrayBlank "stray-blank" Warning "Texts do not begin or end with a blank, and have no two in a row."
    LongSentence "long-sentence" Warning "A sentence has at most thirty words."
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_different_and_stable_in_shape() {
        let names: BTreeSet<_> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
        for rule in Rule::ALL {
            assert!(
                rule.name()
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b"-8".contains(&b))
            );
            assert!(rule.sentence().ends_with('.'), "{rule}");
        }
    }
}
