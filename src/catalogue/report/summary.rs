//! A hotline in numbers.

use jiff::civil::Date;
use serde::Serialize;

use super::heard::HeardWay;
use super::way::Way;
use crate::catalogue::{
    Evidence, Hotline, Hours, LONGEST_TELEPHONE, LanguageIndex, Segments, Service, TextMessage,
};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    pub sectors: usize,
    pub groups: usize,
    pub services: usize,
    /// Services that have moved, and only say where to.
    pub moved: usize,
    /// Referrals to other bodies.
    pub referrals: usize,
    pub unconfirmed: usize,
    /// The services that leave callers with nothing to act on: no documents, fee, duration, steps or channels.
    pub nothing_to_act_on: Vec<String>,
    /// The services that tell something for which no fact names a source.
    pub unsourced: Vec<String>,
    /// Services by how well they are sourced, the best first.
    pub by_evidence: Vec<EvidenceCount>,
    pub hours: HoursSummary,
    pub languages: Vec<LanguageSummary>,
}

/// The number of services with evidence of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct EvidenceCount {
    /// The word in the files.
    pub evidence: &'static str,
    pub services: usize,
}

/// The part of a hotline in one language, in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LanguageSummary {
    pub code: String,
    /// The rate by which speech is estimated where there is no recording.
    pub characters_per_second: f32,
    pub prompts: usize,
    pub recorded: usize,
    /// Prompts that a machine has recorded for the time being.
    pub drafts: usize,
    pub unrecorded: usize,
    pub seconds: f32,
    /// Of these, the seconds that are recorded, drafts among them; the others are estimated.
    pub recorded_seconds: f32,
    pub longest_way: Option<Way>,
    /// The longest way when every menu is heard to its end.
    pub everything_heard: Option<HeardWay>,
    /// The longest section of guidance, summaries among them.
    pub longest_section: Option<LongestSection>,
    pub texts: Option<TextMessageSummary>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoursSummary {
    /// The usual week; none if it is not known, and people are taken to be there at any time.
    pub usual: Option<String>,
    pub lines: usize,
    pub seasons: usize,
    pub exceptions: usize,
    pub holidays: usize,
    /// The last day that is a public holiday.
    pub last_holiday: Option<Date>,
    /// True if all public holidays are past; none if no day was given.
    pub all_past: Option<bool>,
}

/// The size of the text messages in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextMessageSummary {
    pub longest: String,
    pub segments: Segments,
    pub most: usize,
    /// The services with something left out to keep within the maximum.
    pub cut: Vec<String>,
}

/// The longest piece that a caller hears without a choice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LongestSection {
    pub prompt: String,
    pub seconds: f32,
}

impl Summary {
    pub fn of(hotline: &Hotline) -> Self {
        let here: Vec<_> = hotline
            .services()
            .map(|(_, _, service)| service)
            .filter(|service| service.moved.is_none())
            .collect();
        let codes = |is_meant: &dyn Fn(&Service) -> bool| {
            let meant = here.iter().filter(|service| is_meant(service));
            meant.map(|service| service.code.to_string()).collect()
        };
        let with = |evidence| here.iter().filter(|service| service.evidence == evidence).count();
        Self {
            sectors: hotline.sectors.len(),
            groups: hotline.sectors.iter().map(|sector| sector.groups.len()).sum(),
            services: here.len(),
            moved: hotline.services().count() - here.len(),
            referrals: hotline.referrals.len(),
            unconfirmed: here.iter().filter(|service| !service.confirmed).count(),
            nothing_to_act_on: codes(&|service| !service.can_be_acted_on()),
            unsourced: codes(&Service::is_unsourced),
            by_evidence: Evidence::ALL
                .into_iter()
                .map(|evidence| EvidenceCount {
                    evidence: evidence.name(),
                    services: with(evidence),
                })
                .collect(),
            hours: HoursSummary::of(&hotline.hours),
            languages: hotline
                .language_indices()
                .map(|language| LanguageSummary::of(hotline, language))
                .collect(),
        }
    }
}

impl LanguageSummary {
    fn of(hotline: &Hotline, index: LanguageIndex) -> Self {
        let language = hotline.language(index);
        let prompts: Vec<_> =
            hotline.prompts.all().iter().filter(|one| one.language == language.code).collect();
        let recordings: Vec<_> =
            prompts.iter().filter_map(|prompt| prompt.recording.as_ref()).collect();
        let drafts = recordings.iter().filter(|recording| recording.draft).count();
        Self {
            code: language.code.clone(),
            characters_per_second: language.characters_per_second,
            prompts: prompts.len(),
            recorded: recordings.len() - drafts,
            drafts,
            unrecorded: prompts.len() - recordings.len(),
            seconds: prompts.iter().map(|prompt| prompt.seconds()).sum(),
            // From 0: the sum of nothing would be -0.
            recorded_seconds: recordings.iter().fold(0.0, |sum, recording| sum + recording.seconds),
            longest_way: Way::longest(hotline, index),
            everything_heard: HeardWay::longest(hotline, index),
            longest_section: longest_section(hotline, index),
            texts: TextMessageSummary::of(hotline, index),
        }
    }
}

fn longest_section(hotline: &Hotline, language: LanguageIndex) -> Option<LongestSection> {
    hotline
        .services()
        .flat_map(|(_, _, service)| {
            service
                .summary
                .into_iter()
                .chain(service.sections.iter().flat_map(|section| section.pieces.iter().copied()))
        })
        .map(|text| hotline.prompt(text, language))
        .max_by(|a, b| a.seconds().total_cmp(&b.seconds()))
        .map(|prompt| LongestSection { prompt: prompt.id.clone(), seconds: prompt.seconds() })
}

impl HoursSummary {
    fn of(hours: &Hours) -> Self {
        let own = hours.lines.iter().filter(|line| line.week.is_some());
        Self {
            usual: hours.usual.as_ref().map(ToString::to_string),
            lines: own.count(),
            seasons: hours.seasons.len(),
            exceptions: hours.exceptions.len(),
            holidays: hours.holidays.len(),
            last_holiday: hours.holidays.iter().map(|holiday| holiday.to).max(),
            all_past: None,
        }
    }
}

impl TextMessageSummary {
    /// The messages about all services that have not moved; none if there is no such service.
    fn of(hotline: &Hotline, language: LanguageIndex) -> Option<Self> {
        let here = hotline.services().filter(|(.., service)| service.moved.is_none());
        let messages: Vec<_> = here
            .filter_map(|(.., service)| {
                // A call tells the number that was called: the longest that there can be is reckoned with.
                let telephone = Some(LONGEST_TELEPHONE);
                let message = TextMessage::about(hotline, service.code, language, telephone)?;
                Some((service.code.to_string(), message))
            })
            .collect();
        let size = |message: &TextMessage| (message.segments.count, message.segments.units);
        let (longest, message) = messages.iter().max_by_key(|(_, message)| size(message))?;
        let cut = messages.iter().filter(|(_, message)| message.is_cut);
        Some(Self {
            longest: longest.clone(),
            segments: message.segments,
            most: hotline.limits.text_segments.into(),
            cut: cut.map(|(code, _)| code.clone()).collect(),
        })
    }
}
