//! Notices: dated announcements that appear and expire by themselves, beside the editions.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::problem::{LanguageName, SpokenProblem};
use super::spoken::{self, TextKind, TextProblem};
use super::{Hotline, MenuKey, Severity};

/// The number of a notice, which is never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NoticeId(u32);

impl NoticeId {
    pub fn new(number: u32) -> Self {
        Self(number)
    }

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub id: NoticeId,
    /// The sector whose callers hear it; none: all callers do.
    pub sector: Option<MenuKey>,
    pub from: Timestamp,
    /// The first moment at which it is not heard any more.
    pub until: Timestamp,
    /// The code of each language and the text in it.
    pub texts: Vec<(String, String)>,
}

impl Notice {
    /// True if callers hear it at this moment.
    pub fn in_force(&self, now: Timestamp) -> bool {
        self.from <= now && now < self.until
    }

    /// The text in a language; none in one that the hotline did not speak when the notice was added.
    pub fn text(&self, language: &str) -> Option<&str> {
        text_in(&self.texts, language)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    pub sector: Option<MenuKey>,
    pub from: Timestamp,
    /// The first moment at which it is not to be heard any more.
    pub until: Timestamp,
    /// The code of each language and the text in it.
    pub texts: Vec<(String, String)>,
}

/// A mistake in a notice, which keeps it from being spoken, or from being spoken well.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "rule", content = "arguments", rename_all = "kebab-case")]
pub enum NoticeMistake {
    /// A language's callers would hear nothing.
    MissingLanguage(LanguageName),
    /// Nobody would hear this text.
    UnknownLanguage {
        code: String,
        spoken: Vec<String>,
    },
    /// Two texts are in the language with this code.
    RepeatedLanguage(String),
    UnknownSector {
        sector: u8,
        known: Vec<u8>,
    },
    /// It would end before it begins; times are on the hotline's clocks.
    Backwards {
        from: DateTime,
        until: DateTime,
    },
    /// It would end in the past; the time is on the hotline's clocks.
    Over {
        until: DateTime,
    },
    /// The text in this language can't be spoken, or not well.
    Unspeakable {
        code: String,
        problem: SpokenProblem,
    },
}

impl NewNotice {
    pub fn text(&self, language: &str) -> Option<&str> {
        text_in(&self.texts, language)
    }

    /// Checks that callers can hear it in every language of the hotline. Gives what only sounds odd, or the error
    /// with all mistakes, so that nobody corrects one after the other.
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
            let language = hotline.language(language);
            for TextProblem { problem, .. } in
                spoken::problems(text, language, TextKind::Notice, &[])
            {
                let list = match problem.rule().severity() {
                    Severity::Error => &mut mistakes,
                    Severity::Warning => &mut oddities,
                };
                let code = code.clone();
                list.push(NoticeMistake::Unspeakable { code, problem });
            }
        }
        if mistakes.is_empty() { Ok(oddities) } else { Err(mistakes) }
    }

    fn check_period(&self, hotline: &Hotline, now: Timestamp) -> Vec<NoticeMistake> {
        let local = |at: Timestamp| at.to_zoned(hotline.hours.zone.clone()).datetime();
        let (from, until) = (local(self.from), local(self.until));
        if self.until <= now {
            vec![NoticeMistake::Over { until }]
        } else if self.until <= self.from {
            vec![NoticeMistake::Backwards { from, until }]
        } else {
            Vec::new()
        }
    }

    fn check_sector(&self, hotline: &Hotline) -> Option<NoticeMistake> {
        let sector = self.sector?;
        let keys = hotline.sectors.iter().map(|sector| sector.key.number());
        let unknown = hotline.sector(sector).is_none();
        unknown.then(|| NoticeMistake::UnknownSector {
            sector: sector.number(),
            known: keys.collect(),
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
            if self.texts[..position].iter().any(|(other, _)| other == code) {
                mistakes.push(NoticeMistake::RepeatedLanguage(code.clone()));
            }
        }
        for language in &hotline.languages {
            if self.text(&language.code).is_none() {
                mistakes.push(NoticeMistake::MissingLanguage(language.into()));
            }
        }
        mistakes
    }
}

fn text_in<'t>(texts: &'t [(String, String)], language: &str) -> Option<&'t str> {
    texts.iter().find(|(code, _)| code == language).map(|(_, text)| text.as_str())
}
