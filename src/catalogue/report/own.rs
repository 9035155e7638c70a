//! Persons at numbers of the hotline's own: whoever is put through there would come to the hotline again.

use serde::Serialize;

use crate::catalogue::Hotline;

/// A number of the hotline's own, in E.164.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnNumber {
    pub number: String,
    pub belongs_to: NumberOwner,
}

/// The part of a deployment that has a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NumberOwner {
    /// The line with this name.
    Line(String),
    /// The website, which shows the number to call.
    Website,
}

/// A language whose person has a number of the hotline's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CircularPerson {
    /// The language's code and name.
    pub language: String,
    pub name: String,
    pub belongs_to: NumberOwner,
}

impl CircularPerson {
    /// The persons of a hotline at any of these numbers.
    pub fn all(hotline: &Hotline, own: &[OwnNumber]) -> Vec<Self> {
        let languages = hotline.languages.iter();
        let persons = languages.filter_map(|language| Some((language, language.person.as_ref()?)));
        let at_own = persons.filter_map(|(language, person)| {
            let own = own.iter().find(|own| own.number == *person)?;
            Some(Self {
                language: language.code.clone(),
                name: language.name.clone(),
                belongs_to: own.belongs_to.clone(),
            })
        });
        at_own.collect()
    }
}
