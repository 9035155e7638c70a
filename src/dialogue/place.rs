//! Places: where in the hotline a call stands.

use std::fmt;

use crate::catalogue::{Code, Hotline, MenuKey, SectionKind};

/// Where in the hotline a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The languages are offered.
    Gate,
    /// The sectors are offered.
    Main,
    /// A sector's groups are offered.
    Sector(MenuKey),
    /// A group's services are offered.
    Group(MenuKey, MenuKey),
    /// A service is described and its sections are offered.
    Service(Code),
    /// One section of a service is read.
    Section(Code, SectionKind),
}

impl Place {
    /// The place that `*` leads to; the gate is its own parent.
    #[must_use]
    pub fn parent(self) -> Self {
        match self {
            Self::Gate | Self::Main => Self::Gate,
            Self::Sector(_) => Self::Main,
            Self::Group(sector, _) => Self::Sector(sector),
            Self::Service(code) => Self::Group(code.sector, code.group),
            Self::Section(code, _) => Self::Service(code),
        }
    }

    /// The service that the place belongs to.
    pub fn code(self) -> Option<Code> {
        match self {
            Self::Service(code) | Self::Section(code, _) => Some(code),
            _ => None,
        }
    }

    /// Whether the hotline has this place.
    pub fn exists_in(self, hotline: &Hotline) -> bool {
        match self {
            Self::Gate | Self::Main => true,
            Self::Sector(key) => hotline.sector(key).is_some(),
            Self::Group(sector, key) => hotline.group(sector, key).is_some(),
            Self::Service(code) => hotline.service(code).is_some(),
            Self::Section(code, kind) => hotline
                .service(code)
                .is_some_and(|service| service.section(kind).is_some()),
        }
    }

    /// Reads what [`Place`] displays: `gate`, `main`, `1`, `11`, `114`, `114.fee`.
    pub fn parse(text: &str) -> Option<Self> {
        let key = |digit: u8| MenuKey::new(digit.wrapping_sub(b'0'));
        if let Some((code, section)) = text.split_once('.') {
            return Some(Self::Section(
                Code::parse(code)?,
                SectionKind::parse(section)?,
            ));
        }
        match text.as_bytes() {
            b"gate" => Some(Self::Gate),
            b"main" => Some(Self::Main),
            [sector] => Some(Self::Sector(key(*sector)?)),
            [sector, group] => Some(Self::Group(key(*sector)?, key(*group)?)),
            [_, _, _] => Code::parse(text).map(Self::Service),
            _ => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gate => f.write_str("gate"),
            Self::Main => f.write_str("main"),
            Self::Sector(key) => write!(f, "{key}"),
            Self::Group(sector, key) => write!(f, "{sector}{key}"),
            Self::Service(code) => write!(f, "{code}"),
            Self::Section(code, kind) => write!(f, "{code}.{}", kind.name()),
        }
    }
}
