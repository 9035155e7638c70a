//! Places as they are written down.

use std::fmt;

use crate::catalogue::{Code, MenuKey, SectionKind};
use crate::text::serde_as_text;

use super::Place;

named_enum! {
    pub enum PlaceKind {
        Gate = "gate",
        Main = "main",
        Sector = "sector",
        Group = "group",
        Service = "service",
        Section = "section",
        Dial = "dial",
        Confirm = "confirm",
        Found = "found",
        Resume = "resume",
        Useful = "useful",
        Inquiry = "inquiry",
        Addition = "addition",
        Received = "received",
        Lookup = "lookup",
        Status = "status",
    }
}

/// A place as it is written down: without what the caller dialled, said or was told there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordedPlace {
    pub kind: PlaceKind,
    /// The keys of the sector, group or service that the place belongs to.
    pub code: PlaceCode,
    pub section: Option<SectionKind>,
}

/// The digits of a sector, a group or a service; none of them where a place belongs to no sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct PlaceCode([Option<MenuKey>; 3]);

impl PlaceCode {
    /// Reads at most three digits.
    pub fn parse(digits: &str) -> Option<Self> {
        let mut keys = [None; 3];
        for (position, digit) in digits.bytes().enumerate() {
            *keys.get_mut(position)? = Some(MenuKey::new(digit.wrapping_sub(b'0'))?);
        }
        Some(Self(keys))
    }

    /// True if the place belongs to no sector.
    pub fn is_empty(self) -> bool {
        self.0[0].is_none()
    }

    fn service(self) -> Option<Code> {
        let [sector, group, service] = self.0;
        Some(Code { sector: sector?, group: group?, service: service? })
    }
}

impl From<Code> for PlaceCode {
    fn from(code: Code) -> Self {
        Self(code.keys().map(Some))
    }
}

impl fmt::Display for PlaceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().flatten().try_for_each(|key| write!(f, "{key}"))
    }
}

impl Place {
    pub fn recorded(self) -> RecordedPlace {
        let nowhere = PlaceCode::default();
        let (kind, code, section) = match self {
            Self::Gate => (PlaceKind::Gate, nowhere, None),
            Self::Main => (PlaceKind::Main, nowhere, None),
            Self::Sector(sector) => {
                (PlaceKind::Sector, PlaceCode([Some(sector), None, None]), None)
            }
            Self::Group(sector, group) => {
                (PlaceKind::Group, PlaceCode([Some(sector), Some(group), None]), None)
            }
            Self::Service(code) => (PlaceKind::Service, code.into(), None),
            Self::Section(code, section) => (PlaceKind::Section, code.into(), Some(section)),
            Self::Dial(..) => (PlaceKind::Dial, nowhere, None),
            Self::Confirm(code) => (PlaceKind::Confirm, code.into(), None),
            Self::Found(_) => (PlaceKind::Found, nowhere, None),
            Self::Resume(code, section) => (PlaceKind::Resume, code.into(), section),
            Self::Useful(code, _) => (PlaceKind::Useful, code.into(), None),
            Self::Inquiry(about) => (PlaceKind::Inquiry, about.map_or(nowhere, Into::into), None),
            Self::Addition(_) => (PlaceKind::Addition, nowhere, None),
            Self::Received(_) => (PlaceKind::Received, nowhere, None),
            Self::Lookup => (PlaceKind::Lookup, nowhere, None),
            Self::Status(_) => (PlaceKind::Status, nowhere, None),
        };
        RecordedPlace { kind, code, section }
    }
}

impl RecordedPlace {
    /// A place from its kind, code and section as they stand in columns.
    pub fn of(kind: &str, code: Option<&str>, section: Option<&str>) -> Option<Self> {
        Some(Self {
            kind: PlaceKind::parse(kind)?,
            code: PlaceCode::parse(code.unwrap_or_default())?,
            section: match section {
                Some(section) => Some(SectionKind::parse(section)?),
                None => None,
            },
        })
    }

    /// The service that the place belongs to.
    pub fn service(self) -> Option<Code> {
        self.code.service()
    }

    /// The guidance that is given here, or that the caller is asked here whether to go on with.
    pub fn guidance(self) -> Option<Place> {
        let is_guidance =
            matches!(self.kind, PlaceKind::Service | PlaceKind::Section | PlaceKind::Resume);
        let code = self.service().filter(|_| is_guidance)?;
        Some(match self.section {
            Some(section) => Place::Section(code, section),
            None => Place::Service(code),
        })
    }

    /// Reads what is displayed.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let place = Self::of(parts.next()?, parts.next(), parts.next())?;
        parts.next().is_none().then_some(place)
    }
}

impl fmt::Display for RecordedPlace {
    /// The kind, and the code and section where there are any: `section.114.fee`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        if !self.code.is_empty() {
            write!(f, ".{}", self.code)?;
        }
        match self.section {
            Some(section) => write!(f, ".{}", section.name()),
            None => Ok(()),
        }
    }
}

serde_as_text!(RecordedPlace, PlaceCode);
