//! A service as programs get it: everything on its page, in every language at once.
//!
//! `openapi.json` describes each of these types; the tests hold the answers against it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::catalogue::{
    Code, Group, Hotline, MenuKey, Prompt, PromptId, Recording, Sector, Service,
};
use crate::dialects::PublicUrl;
use crate::web::pages::{SiteDelivery, Ui};

/// A text in each language, by the language's code.
pub type Texts = BTreeMap<String, String>;

/// A service with everything that its page shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ServiceRecord {
    /// Three digits, which callers dial.
    pub code: Code,
    /// Its name in the files: it stays when the code changes.
    pub id: String,
    /// The code that the service went to; then nothing else is told of it.
    pub moved_to: Option<Code>,
    pub names: Texts,
    pub sector: PlaceRecord,
    pub group: PlaceRecord,
    /// The keys that lead to it, after the language's: of its sector, its group and itself.
    pub path: Vec<PathStep>,
    pub summary: Option<SpokenRecord>,
    /// In the order in which they are offered.
    pub sections: Vec<SectionRecord>,
    /// The body that gives it; null where it names none.
    pub body: Option<BodyRecord>,
    /// Sends people to the body, to check what the ministry has not confirmed; null where it has.
    pub caution: Option<SpokenRecord>,
    /// Whom it is for: `citizen`, `gcc_citizen`, `resident`, `visitor`, `business`, `government`.
    pub audience: Vec<String>,
    /// True if the ministry has confirmed what is told.
    pub confirmed: bool,
    /// The quality of the sources: `page`, `list`, `news`, `third`, `context`, `none`.
    pub evidence: &'static str,
    pub facts: Vec<FactRecord>,
    /// The official pages on the service, by language.
    pub links: Texts,
    /// The pages on this website, by language.
    pub pages: Texts,
}

/// A sector or a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlaceRecord {
    pub id: String,
    /// Its key in the menu above it.
    pub key: MenuKey,
    pub names: Texts,
}

/// A body that gives services.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BodyRecord {
    pub id: String,
    /// Its name as it stands in a sentence.
    pub names: Texts,
    /// Its website, by language.
    pub links: Texts,
}

/// A key of the way to a service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PathStep {
    pub key: MenuKey,
    /// The names of the choice that the key makes.
    pub names: Texts,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionRecord {
    /// `who`, `documents`, `fee`, `duration`, `steps` or `channels`.
    pub kind: &'static str,
    /// The key on which it is heard at the service.
    pub key: MenuKey,
    /// The text in pieces of some twenty seconds.
    pub pieces: Vec<SpokenRecord>,
}

/// Something that is said, by the language's code.
pub type SpokenRecord = BTreeMap<String, SpokenText>;

/// Something that is said in one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpokenText {
    pub text: String,
    /// The recording of exactly this text; null where a machine speaks.
    pub recording: Option<RecordingRecord>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordingRecord {
    /// The address of a WAV file in the telephone's quality.
    pub address: String,
    pub seconds: f32,
    /// True if a machine made it, and a person's is still to come.
    pub draft: bool,
}

/// A sourced statement that what is told rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactRecord {
    pub text: String,
    /// The address of the page or the name of the letter.
    pub source: String,
}

/// Makes records of a hotline's services.
pub struct RecordWriter<'a> {
    pub hotline: &'a Hotline,
    pub public_url: &'a PublicUrl,
    pub delivery: SiteDelivery,
}

impl RecordWriter<'_> {
    /// Every service, by ascending code.
    pub fn services(&self) -> Vec<ServiceRecord> {
        self.hotline.services().map(|(sector, group, it)| self.write(sector, group, it)).collect()
    }

    /// The service with a code.
    pub fn service(&self, code: Code) -> Option<ServiceRecord> {
        let sector = self.hotline.sector(code.sector)?;
        let group = self.hotline.group(code.sector, code.group)?;
        Some(self.write(sector, group, self.hotline.service(code)?))
    }

    fn write(&self, sector: &Sector, group: &Group, service: &Service) -> ServiceRecord {
        let step = |key, names: &[String]| PathStep { key, names: self.texts(names) };
        let sections = service.sections.iter().map(|section| SectionRecord {
            kind: section.kind.name(),
            key: section.key,
            pieces: section.pieces.iter().map(|piece| self.spoken(*piece)).collect(),
        });
        let facts = service.facts.iter();
        let facts =
            facts.map(|fact| FactRecord { text: fact.text.clone(), source: fact.source.clone() });
        let body = service.body.and_then(|body| self.hotline.bodies.get(body));
        let caution = (!service.confirmed && service.moved.is_none())
            .then(|| self.spoken(self.hotline.caution(service)));
        ServiceRecord {
            code: service.code,
            id: service.id.clone(),
            moved_to: service.moved.map(|moved| moved.to),
            names: self.texts(&service.name),
            sector: self.place(&sector.id, sector.key, &sector.name),
            group: self.place(&group.id, group.key, &group.name),
            path: vec![
                step(sector.key, &sector.name),
                step(group.key, &group.name),
                step(service.code.service, &service.name),
            ],
            summary: service.summary.map(|id| self.spoken(id)),
            sections: sections.collect(),
            body: body.map(|body| BodyRecord {
                id: body.id.clone(),
                names: self.texts(&body.name),
                links: self.links(&body.links),
            }),
            caution,
            audience: service.audience.clone(),
            confirmed: service.confirmed,
            evidence: service.evidence.name(),
            facts: facts.collect(),
            links: self.links(&service.links),
            pages: self.pages(service.code),
        }
    }

    fn place(&self, id: &str, key: MenuKey, names: &[String]) -> PlaceRecord {
        PlaceRecord { id: id.to_owned(), key, names: self.texts(names) }
    }

    fn links(&self, in_each_language: &[Option<String>]) -> Texts {
        let links = self.codes().zip(in_each_language);
        links.filter_map(|(code, link)| Some((code, link.clone()?))).collect()
    }

    /// The addresses of the service's pages.
    fn pages(&self, code: Code) -> Texts {
        let spoken = Ui::all().filter(|ui| self.hotline.language_by_code(ui.code()).is_some());
        let page = |ui: Ui| {
            let path = self.delivery.page_path(ui.code(), code);
            (ui.code().to_owned(), self.public_url.join(&path))
        };
        spoken.map(page).collect()
    }

    fn spoken(&self, id: PromptId) -> SpokenRecord {
        let languages = self.codes().zip(self.hotline.language_indices());
        let text = |index| self.text(self.hotline.prompt(id, index));
        languages.map(|(code, index)| (code, text(index))).collect()
    }

    fn text(&self, prompt: &Prompt) -> SpokenText {
        let recording = prompt.recording.as_ref();
        let recording = recording.map(|Recording { hash, seconds, draft }| RecordingRecord {
            address: self.public_url.join(&format!("/audio/{hash}.wav")),
            seconds: *seconds,
            draft: *draft,
        });
        SpokenText { text: prompt.text.clone(), recording }
    }

    fn texts(&self, in_each_language: &[String]) -> Texts {
        self.codes().zip(in_each_language.iter().cloned()).collect()
    }

    fn codes(&self) -> impl Iterator<Item = String> {
        self.hotline.languages.iter().map(|language| language.code.clone())
    }
}
