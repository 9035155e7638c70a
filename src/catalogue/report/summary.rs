//! What a hotline is made of, in numbers.

use std::fmt;

use serde::Serialize;

use super::counted;
use super::duration::duration;
use super::hours::HoursSummary;
use super::text::TextSummary;
use super::way::Way;
use crate::catalogue::spoken::SENTENCE_PAUSE;
use crate::catalogue::{Evidence, Hotline, LanguageIndex};

/// A hotline in numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Sectors.
    pub sectors: usize,
    /// Groups in all sectors.
    pub groups: usize,
    /// Services, without those that have moved.
    pub services: usize,
    /// Services that have moved, and only say where to.
    pub moved: usize,
    /// Services that the ministry has not confirmed.
    pub unconfirmed: usize,
    /// Services by how well they are sourced, the best first.
    pub by_evidence: Vec<EvidenceCount>,
    /// When people are there.
    pub hours: HoursSummary,
    /// What there is in each language.
    pub languages: Vec<LanguageSummary>,
}

/// How many services have evidence of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct EvidenceCount {
    /// The word in the files.
    pub evidence: &'static str,
    /// Services, without those that have moved.
    pub services: usize,
}

/// What there is in one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LanguageSummary {
    /// The language's code.
    pub code: String,
    /// The rate by which speech is estimated where there is no recording.
    pub characters_per_second: f32,
    /// Prompts.
    pub prompts: usize,
    /// Prompts that a person has recorded.
    pub recorded: usize,
    /// Prompts that a machine has recorded for the time being.
    pub drafts: usize,
    /// Prompts without a recording.
    pub unrecorded: usize,
    /// Seconds of all prompts together.
    pub seconds: f32,
    /// Of these, the seconds that are recorded, drafts among them; the others are estimated.
    pub recorded_seconds: f32,
    /// The longest way to a service.
    pub longest_way: Option<Way>,
    /// The longest section of guidance, summaries among them.
    pub longest_section: Option<LongestSection>,
    /// What text messages take to be sent.
    pub texts: Option<TextSummary>,
}

/// The longest piece that a caller hears without a choice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LongestSection {
    /// The prompt's id.
    pub prompt: String,
    /// How long it is.
    pub seconds: f32,
}

impl Summary {
    /// The numbers of a hotline.
    pub fn of(hotline: &Hotline) -> Self {
        let here: Vec<_> = hotline
            .services()
            .map(|(_, _, service)| service)
            .filter(|service| service.moved.is_none())
            .collect();
        let with = |evidence| {
            here.iter()
                .filter(|service| service.evidence == evidence)
                .count()
        };
        Self {
            sectors: hotline.sectors.len(),
            groups: hotline
                .sectors
                .iter()
                .map(|sector| sector.groups.len())
                .sum(),
            services: here.len(),
            moved: hotline.services().count() - here.len(),
            unconfirmed: here.iter().filter(|service| !service.confirmed).count(),
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
        let prompts: Vec<_> = hotline
            .prompts
            .all()
            .iter()
            .filter(|one| one.language == language.code)
            .collect();
        let recordings: Vec<_> = prompts
            .iter()
            .filter_map(|prompt| prompt.recording.as_ref())
            .collect();
        let drafts = recordings
            .iter()
            .filter(|recording| recording.draft)
            .count();
        Self {
            code: language.code.clone(),
            characters_per_second: language.characters_per_second,
            prompts: prompts.len(),
            recorded: recordings.len() - drafts,
            drafts,
            unrecorded: prompts.len() - recordings.len(),
            seconds: prompts.iter().map(|prompt| prompt.seconds()).sum(),
            // From 0: the sum of nothing would be -0.
            recorded_seconds: recordings
                .iter()
                .fold(0.0, |sum, recording| sum + recording.seconds),
            longest_way: Way::longest(hotline, index),
            longest_section: longest_section(hotline, index),
            texts: TextSummary::of(hotline, index),
        }
    }
}

fn longest_section(hotline: &Hotline, language: LanguageIndex) -> Option<LongestSection> {
    hotline
        .services()
        .flat_map(|(_, _, service)| {
            service.summary.into_iter().chain(
                service
                    .sections
                    .iter()
                    .flat_map(|section| section.pieces.iter().copied()),
            )
        })
        .map(|text| hotline.prompt(text, language))
        .max_by(|a, b| a.seconds().total_cmp(&b.seconds()))
        .map(|prompt| LongestSection {
            prompt: prompt.id.clone(),
            seconds: prompt.seconds(),
        })
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sectors = counted(self.sectors, "sector");
        let groups = counted(self.groups, "group");
        let services = counted(self.services, "service");
        writeln!(f, "{sectors}, {groups}, {services}; {} moved.", self.moved)?;
        writeln!(
            f,
            "Not confirmed by the ministry: {} of {services}.",
            self.unconfirmed
        )?;
        let sources: Vec<_> = self
            .by_evidence
            .iter()
            .map(|count| format!("{} {}", count.evidence, count.services))
            .collect();
        writeln!(f, "Services by evidence: {}.", sources.join(", "))?;
        write!(f, "{}", self.hours)?;
        for language in &self.languages {
            write!(f, "\n{language}")?;
        }
        writeln!(
            f,
            "\nA way is counted from the greeting on: the languages up to the caller's own, then in \
             each menu\nits title and the choices up to the one that is pressed, heard in full."
        )
    }
}

impl fmt::Display for LanguageSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Language {}:", self.code)?;
        writeln!(
            f,
            "  {}: {} recorded, {} by a machine, {} not recorded",
            counted(self.prompts, "prompt"),
            self.recorded,
            counted(self.drafts, "draft"),
            self.unrecorded,
        )?;
        writeln!(
            f,
            "  {} of speech, of which {} are recorded;\n  the rest is estimated at {} characters a \
             second and {SENTENCE_PAUSE} seconds after each sentence",
            duration(self.seconds),
            duration(self.recorded_seconds),
            self.characters_per_second,
        )?;
        if let Some(way) = &self.longest_way {
            writeln!(f, "  longest way to a service: {way}")?;
        }
        if let Some(section) = &self.longest_section {
            writeln!(
                f,
                "  longest section: {}, {}",
                duration(section.seconds),
                section.prompt
            )?;
        }
        if let Some(texts) = &self.texts {
            writeln!(f, "{texts}")?;
        }
        Ok(())
    }
}
