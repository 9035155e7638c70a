//! The words of the pages themselves, in each language: `messages/{code}.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules, PluralRulesOptions};
use jiff::Zoned;
use serde::Deserialize;

use super::Markup;
use super::dates;

/// The languages that pages are written in, the first for whoever asks for no other.
static LANGUAGES: LazyLock<Vec<Words>> = LazyLock::new(|| {
    vec![
        Words::read("ar", "rtl", include_str!("messages/ar.toml")),
        Words::read("en", "ltr", include_str!("messages/en.toml")),
    ]
});

struct Words {
    code: &'static str,
    direction: &'static str,
    messages: HashMap<String, Message>,
}

/// A message, or one for each class of numbers.
#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    One(String),
    Counted(HashMap<String, String>),
}

impl Words {
    fn read(code: &'static str, direction: &'static str, text: &str) -> Self {
        // The tests read every message.
        let messages = toml::from_str(text).unwrap_or_default();
        Self { code, direction, messages }
    }
}

/// The words of pages in one language.
#[derive(Clone, Copy)]
pub struct Ui {
    words: &'static Words,
}

impl Ui {
    /// The languages that pages are written in.
    pub fn all() -> impl Iterator<Item = Self> {
        LANGUAGES.iter().map(|words| Self { words })
    }

    /// The words in a language, by its code.
    pub fn of(code: &str) -> Option<Self> {
        Self::all().find(|ui| ui.code() == code)
    }

    /// The language for whoever asks for no other.
    pub fn first() -> Self {
        Self { words: &LANGUAGES[0] }
    }

    /// The language's code: `ar`.
    pub fn code(self) -> &'static str {
        self.words.code
    }

    /// The direction in which it is written: `rtl` or `ltr`.
    pub fn direction(self) -> &'static str {
        self.words.direction
    }

    /// The message with this key; the key itself where there is none.
    pub fn t(self, key: &'static str) -> &'static str {
        match self.words.messages.get(key) {
            Some(Message::One(text)) => text,
            _ => key,
        }
    }

    /// The message for one of several things, by its name: `act` and `published` is the message `act-published`. Empty
    /// where there is none: the tests ask for every name.
    pub fn named(self, group: &str, name: &str) -> &'static str {
        match self.words.messages.get(&format!("{group}-{name}")) {
            Some(Message::One(text)) => text,
            _ => "",
        }
    }

    /// The message with its values filled in.
    pub fn with(self, key: &'static str, values: &[(&str, &str)]) -> Markup {
        Markup::filled(self.t(key), values)
    }

    /// The message for so many things; `{n}` in it is their number.
    pub fn n(self, key: &'static str, count: usize) -> Markup {
        let number = count.to_string();
        Markup::filled(self.counted(key, count), &[("n", &number)])
    }

    /// A moment as a date and a time of day.
    pub fn moment(self, at: &Zoned) -> Markup {
        dates::moment(self, at)
    }

    /// A day, with the name of its weekday.
    pub fn day(self, at: &Zoned) -> Markup {
        dates::day(self, at)
    }

    fn counted(self, key: &'static str, count: usize) -> &'static str {
        let Some(Message::Counted(forms)) = self.words.messages.get(key) else { return key };
        let name = category_name(self.category(count));
        forms.get(name).or_else(|| forms.get("other")).map_or(key, String::as_str)
    }

    /// The class of a number in this language (Unicode, "Language Plural Rules").
    fn category(self, count: usize) -> PluralCategory {
        let options = PluralRulesOptions::default().with_type(PluralRuleType::Cardinal);
        let locale = Locale::try_from_str(self.code()).ok();
        let rules = locale.and_then(|locale| PluralRules::try_new(locale.into(), options).ok());
        rules.map_or(PluralCategory::Other, |rules| rules.category_for(count))
    }

    /// The keys of all messages with the classes of numbers that each distinguishes, to hold the languages against each
    /// other.
    pub fn keys(self) -> Vec<(&'static str, Vec<&'static str>)> {
        let keys = self.words.messages.iter().map(|(key, message)| {
            let mut classes: Vec<&str> = match message {
                Message::One(_) => Vec::new(),
                Message::Counted(forms) => forms.keys().map(String::as_str).collect(),
            };
            classes.sort_unstable();
            (key.as_str(), classes)
        });
        keys.collect()
    }

    /// Every text of a message.
    pub fn texts(self, key: &str) -> Vec<&'static str> {
        match self.words.messages.get(key) {
            Some(Message::One(text)) => vec![text],
            Some(Message::Counted(forms)) => forms.values().map(String::as_str).collect(),
            None => Vec::new(),
        }
    }
}

fn category_name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}
