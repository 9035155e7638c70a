//! Notices: dated announcements that appear and expire by themselves, beside the editions.

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::spoken::{self, TextKind};
use super::{Hotline, MenuKey, Severity};

/// Names a notice for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoticeId(u32);

impl NoticeId {
    /// The id with this number.
    pub fn new(number: u32) -> Self {
        Self(number)
    }

    /// Its number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for NoticeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A spoken announcement with a beginning and an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// The sector whose callers hear it; none: all callers do.
    pub sector: Option<MenuKey>,
    /// From when on it is heard.
    pub from: Timestamp,
    /// The moment from which on it is not heard any more.
    pub until: Timestamp,
    /// What is spoken: the language's code and the text.
    pub texts: Vec<(String, String)>,
}

impl Notice {
    /// Whether callers hear it at this moment.
    pub fn in_force(&self, now: Timestamp) -> bool {
        self.from <= now && now < self.until
    }

    /// What is spoken in the language with this code; nothing in one that was not there when it was added.
    pub fn text(&self, language: &str) -> Option<&str> {
        text_in(&self.texts, language)
    }
}

/// A notice that is to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// The sector whose callers are to hear it; none: all callers.
    pub sector: Option<MenuKey>,
    /// From when on.
    pub from: Timestamp,
    /// The moment from which on it is not to be heard any more.
    pub until: Timestamp,
    /// What is to be spoken: the language's code and the text.
    pub texts: Vec<(String, String)>,
}

/// Something about a notice that keeps it from being spoken, or from being spoken well.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeMistake {
    /// A language's callers would hear nothing.
    #[error(
        "There is no text in {name} ({code}): write one, for callers in every language hear it."
    )]
    MissingLanguage {
        /// The language's code.
        code: String,
        /// Its name.
        name: String,
    },
    /// Nobody would hear this text.
    #[error(
        "The hotline does not speak the language `{code}`: it speaks {}.",
        listed(spoken)
    )]
    UnknownLanguage {
        /// The code.
        code: String,
        /// The codes of those that it speaks.
        spoken: Vec<String>,
    },
    /// Which of the texts is meant can't be told.
    #[error("There are two texts in the language `{0}`: leave one out.")]
    RepeatedLanguage(String),
    /// There is no such sector.
    #[error(
        "There is no sector {sector}: write one of {}, or none for all callers.",
        listed(there)
    )]
    UnknownSector {
        /// The key.
        sector: MenuKey,
        /// The keys of those that there are.
        there: Vec<String>,
    },
    /// It would end before it begins.
    #[error("It would end on {until}, and begin only on {from}: write an end after the beginning.")]
    Backwards {
        /// The beginning, on the hotline's clocks.
        from: String,
        /// The end, on the hotline's clocks.
        until: String,
    },
    /// It would never be heard.
    #[error("{0} is past: write an end that is to come.")]
    Over(String),
    /// A text can't be spoken, or not well.
    #[error("In the text for `{code}`: {message} To mend it: {hint}.")]
    Unspeakable {
        /// The language's code.
        code: String,
        /// What is wrong, in a sentence.
        message: String,
        /// How to mend it.
        hint: String,
    },
}

fn listed(words: &[String]) -> String {
    words.join(", ")
}

impl NewNotice {
    /// What is to be spoken in the language with this code.
    pub fn text(&self, language: &str) -> Option<&str> {
        text_in(&self.texts, language)
    }

    /// Checks that callers can hear it in every language of the hotline. What only sounds odd is returned; what
    /// must be mended first is the error: all of it, so that nobody mends one thing after the other.
    pub fn check(
        &self,
        hotline: &Hotline,
        now: Timestamp,
    ) -> Result<Vec<NoticeMistake>, Vec<NoticeMistake>> {
        let mut mistakes = self.check_period(hotline, now);
        mistakes.extend(self.check_sector(hotline));
        mistakes.extend(self.check_languages(hotline));
        let mut oddities = Vec::new();
        for (code, text) in &self.texts {
            let Some(language) = hotline.language_by_code(code) else {
                continue;
            };
            for fault in spoken::faults(text, hotline.language(language), TextKind::Notice, &[]) {
                let severity = fault.rule.severity();
                let mistake = NoticeMistake::Unspeakable {
                    code: code.clone(),
                    message: fault.message,
                    hint: fault.hint,
                };
                match severity {
                    Severity::Error => mistakes.push(mistake),
                    Severity::Warning => oddities.push(mistake),
                }
            }
        }
        if mistakes.is_empty() {
            Ok(oddities)
        } else {
            Err(mistakes)
        }
    }

    fn check_period(&self, hotline: &Hotline, now: Timestamp) -> Vec<NoticeMistake> {
        let zone = TimeZone::get(&hotline.time_zone).unwrap_or(TimeZone::UTC);
        let shown = |at: Timestamp| {
            let local = at.to_zoned(zone.clone());
            local.strftime("%Y-%m-%d %H:%M").to_string()
        };
        if self.until <= now {
            return vec![NoticeMistake::Over(shown(self.until))];
        }
        if self.until <= self.from {
            return vec![NoticeMistake::Backwards {
                from: shown(self.from),
                until: shown(self.until),
            }];
        }
        Vec::new()
    }

    fn check_sector(&self, hotline: &Hotline) -> Option<NoticeMistake> {
        let sector = self.sector?;
        let keys = hotline.sectors.iter().map(|sector| sector.key.to_string());
        hotline
            .sector(sector)
            .is_none()
            .then(|| NoticeMistake::UnknownSector {
                sector,
                there: keys.collect(),
            })
    }

    fn check_languages(&self, hotline: &Hotline) -> Vec<NoticeMistake> {
        let mut mistakes = Vec::new();
        for (position, (code, _)) in self.texts.iter().enumerate() {
            if hotline.language_by_code(code).is_none() {
                let languages = hotline.languages.iter();
                mistakes.push(NoticeMistake::UnknownLanguage {
                    code: code.clone(),
                    spoken: languages.map(|language| language.code.clone()).collect(),
                });
            }
            if self.texts[..position]
                .iter()
                .any(|(other, _)| other == code)
            {
                mistakes.push(NoticeMistake::RepeatedLanguage(code.clone()));
            }
        }
        for language in &hotline.languages {
            if self.text(&language.code).is_none() {
                mistakes.push(NoticeMistake::MissingLanguage {
                    code: language.code.clone(),
                    name: language.name.clone(),
                });
            }
        }
        mistakes
    }
}

fn text_in<'t>(texts: &'t [(String, String)], language: &str) -> Option<&'t str> {
    texts
        .iter()
        .find(|(code, _)| code == language)
        .map(|(_, text)| text.as_str())
}
