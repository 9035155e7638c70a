//! The longest way to guidance when everything is heard to its end.

use serde::Serialize;

use crate::catalogue::{Group, Hotline, LanguageIndex, Phrase, PromptId, Sector};

/// The longest way from the ring to a service's guidance for a caller who hears every menu to its end.
///
/// It is the call of somebody new, on a line that can do everything and at an hour at which a person is there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeardWay {
    pub service: String,
    pub seconds: f32,
    pub longest_menu: HeardMenu,
}

/// A menu with the seconds that it takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeardMenu {
    /// `main`, or the keys of the sector or group.
    pub menu: String,
    pub seconds: f32,
}

impl HeardWay {
    /// The seconds that it should take at most.
    pub const MAX_SECONDS: f32 = 100.0;

    /// The longest way in a language to a service that has not moved.
    pub(super) fn longest(hotline: &Hotline, language: LanguageIndex) -> Option<Self> {
        let listener = Listener { hotline, language };
        let main = listener.main();
        let mut menus =
            vec![HeardMenu { menu: "main".to_owned(), seconds: listener.main_again().max(main) }];
        let mut longest: Option<(String, f32)> = None;
        for sector in &hotline.sectors {
            let to_sector = listener.gate() + main + listener.sector(sector);
            let seconds = listener.sector(sector);
            menus.push(HeardMenu { menu: sector.key.to_string(), seconds });
            for group in &sector.groups {
                let seconds = listener.group(group);
                menus.push(HeardMenu { menu: format!("{}{}", sector.key, group.key), seconds });
                let there = group.services.iter().rfind(|service| service.moved.is_none());
                let way = to_sector + seconds;
                if let Some(service) = there
                    && longest.as_ref().is_none_or(|(_, seconds)| *seconds < way)
                {
                    longest = Some((service.code.to_string(), way));
                }
            }
        }
        let (service, seconds) = longest?;
        let longest_menu = menus.into_iter().max_by(|a, b| a.seconds.total_cmp(&b.seconds))?;
        Some(Self { service, seconds, longest_menu })
    }
}

impl HeardMenu {
    /// The seconds that one should take at most.
    pub const MAX_SECONDS: f32 = 30.0;
}

/// A caller who hears everything in one language.
#[derive(Clone, Copy)]
struct Listener<'h> {
    hotline: &'h Hotline,
    language: LanguageIndex,
}

impl Listener<'_> {
    fn prompt(self, prompt: PromptId) -> f32 {
        self.hotline.prompt(prompt, self.language).seconds()
    }

    fn phrases(self, phrases: &[Phrase]) -> f32 {
        phrases.iter().map(|phrase| self.prompt(self.hotline.phrase(*phrase))).sum()
    }

    fn gate(self) -> f32 {
        if self.hotline.languages.len() == 1 {
            return self.phrases(&[Phrase::Welcome]);
        }
        let offers = self.hotline.language_indices().zip(&self.hotline.gate);
        offers.map(|(own, offer)| self.hotline.prompt(*offer, own).seconds()).sum()
    }

    fn main(self) -> f32 {
        let help = [Phrase::MainHelp];
        let help = if self.hotline.languages.len() > 1 { &help[..] } else { &[] };
        self.sectors() + self.phrases(help)
    }

    /// The main menu for a caller who is known again.
    fn main_again(self) -> f32 {
        let others = self.hotline.language_indices().filter(|other| *other != self.language);
        let offers = others.map(|other| {
            self.hotline.prompt(self.hotline.phrase(Phrase::OtherLanguage), other).seconds()
        });
        let greeting = offers.sum::<f32>() + self.phrases(&[Phrase::WelcomeBack]);
        greeting + self.sectors() + self.phrases(&[Phrase::ForgetHelp])
    }

    fn sectors(self) -> f32 {
        let options = self.hotline.sectors.iter().map(|sector| self.prompt(sector.option));
        options.sum::<f32>()
            + self.phrases(&[
                Phrase::MainMenu,
                Phrase::SayWhat,
                Phrase::LookupHelp,
                Phrase::DialHelp,
                Phrase::InquiryHelp,
                Phrase::PersonHelp,
            ])
    }

    fn sector(self, sector: &Sector) -> f32 {
        let options = sector.groups.iter().map(|group| self.prompt(group.option));
        self.prompt(sector.title) + options.sum::<f32>() + self.phrases(&[Phrase::Help])
    }

    /// A group's services; help was heard in the sector.
    fn group(self, group: &Group) -> f32 {
        let there = group.services.iter().filter(|service| service.moved.is_none());
        self.prompt(group.title) + there.map(|service| self.prompt(service.option)).sum::<f32>()
    }
}
