//! Places in the hotline.

use std::fmt;

use crate::catalogue::{Code, Hotline, MenuKey, SectionKind};

use super::Reference;

/// A place in the hotline at which a call stands.
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
    /// A service's code is dialled: these digits of it so far, at most two.
    Dial(Option<MenuKey>, Option<MenuKey>),
    /// One service was understood, and the caller is asked whether it is the right one.
    Confirm(Code),
    /// Some services may have been meant, and are offered: two to four.
    Found([Option<Code>; 4]),
    /// The caller is asked whether to go on where the last call broke off.
    Resume(Code, Option<SectionKind>),
    /// The caller is asked whether the guidance was useful, on the way to somewhere.
    Useful(Code, Onward),
    /// A question is recorded, about a service or none.
    Inquiry(Option<Code>),
    /// More is recorded about the question that was left.
    Addition(LeftQuestion),
    /// The caller hears the reference of the question that was left.
    Received(LeftQuestion),
    Lookup,
    /// The caller hears how an inquiry stands.
    Status(Reference),
}

/// A question that was left in the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LeftQuestion {
    pub reference: Reference,
    /// The number of the turn that brought its first recording.
    pub turn: u32,
    /// Number of its recordings.
    pub recordings: u8,
}

impl LeftQuestion {
    const MAX_RECORDINGS: u8 = 3;

    /// Returns whether more may be recorded about it.
    pub fn takes_more(self) -> bool {
        self.recordings < Self::MAX_RECORDINGS
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let left = Self {
            reference: Reference::parse(parts.next()?)?,
            turn: parts.next()?.parse().ok()?,
            recordings: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(left)
    }
}

impl fmt::Display for LeftQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reference, turn, recordings } = self;
        write!(f, "{reference}.{turn}.{recordings}")
    }
}

named_enum! {
    /// The destination of a caller who is asked a question on the way.
    pub enum Onward {
        Group = "group",
        Main = "main",
    }
}

impl Place {
    /// The place that `*` leads to; the gate is its own parent.
    #[must_use]
    pub fn parent(self) -> Self {
        match self {
            Self::Gate | Self::Main => Self::Gate,
            Self::Sector(_)
            | Self::Dial(..)
            | Self::Confirm(_)
            | Self::Found(_)
            | Self::Resume(..)
            | Self::Useful(_, Onward::Main)
            | Self::Inquiry(None)
            | Self::Received(_)
            | Self::Lookup
            | Self::Status(_) => Self::Main,
            Self::Group(sector, _) => Self::Sector(sector),
            Self::Service(code) | Self::Useful(code, Onward::Group) => {
                Self::Group(code.sector, code.group)
            }
            Self::Section(code, _) | Self::Inquiry(Some(code)) => Self::Service(code),
            Self::Addition(left) => Self::Received(left),
        }
    }

    /// The service that the place belongs to.
    pub fn code(self) -> Option<Code> {
        match self {
            Self::Service(code)
            | Self::Section(code, _)
            | Self::Confirm(code)
            | Self::Resume(code, _)
            | Self::Useful(code, _) => Some(code),
            Self::Inquiry(about) => about,
            _ => None,
        }
    }

    /// The sector that the place is in; none above them.
    pub fn sector(self) -> Option<MenuKey> {
        match self {
            Self::Sector(key) | Self::Group(key, _) => Some(key),
            Self::Service(code) | Self::Section(code, _) => Some(code.sector),
            _ => None,
        }
    }

    /// Returns whether the hotline has this place.
    pub fn exists_in(self, hotline: &Hotline) -> bool {
        let known = |code| hotline.service(code).is_some();
        match self {
            Self::Gate
            | Self::Main
            | Self::Dial(None, _)
            | Self::Inquiry(None)
            | Self::Addition(_)
            | Self::Received(_)
            | Self::Lookup
            | Self::Status(_) => true,
            Self::Sector(key) | Self::Dial(Some(key), None) => hotline.sector(key).is_some(),
            Self::Group(sector, key) | Self::Dial(Some(sector), Some(key)) => {
                hotline.group(sector, key).is_some()
            }
            Self::Service(code)
            | Self::Confirm(code)
            | Self::Useful(code, _)
            | Self::Inquiry(Some(code))
            | Self::Resume(code, None) => known(code),
            Self::Found(codes) => codes.into_iter().flatten().all(known),
            Self::Section(code, kind) | Self::Resume(code, Some(kind)) => {
                hotline.service(code).is_some_and(|service| service.section(kind).is_some())
            }
        }
    }

    /// Reads what [`Place`] displays: `gate`, `main`, `1`, `11`, `114`, `114.fee`, `dial.1`, `confirm.114`,
    /// `found.114.115`, `resume.114.fee`, `useful.114.main`, `inquiry.114`, `received.12345674.7.1`.
    pub fn parse(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once('.').unwrap_or((text, ""));
        match word {
            "gate" => rest.is_empty().then_some(Self::Gate),
            "main" => rest.is_empty().then_some(Self::Main),
            "lookup" => rest.is_empty().then_some(Self::Lookup),
            "dial" => parse_dialled(rest),
            "confirm" => Code::parse(rest).map(Self::Confirm),
            "found" => parse_found(rest),
            "resume" => match parse_numbered(rest)? {
                Self::Service(code) => Some(Self::Resume(code, None)),
                Self::Section(code, kind) => Some(Self::Resume(code, Some(kind))),
                _ => None,
            },
            "useful" => {
                let (code, onward) = rest.split_once('.')?;
                Some(Self::Useful(Code::parse(code)?, Onward::parse(onward)?))
            }
            "inquiry" if rest.is_empty() => Some(Self::Inquiry(None)),
            "inquiry" => Some(Self::Inquiry(Some(Code::parse(rest)?))),
            "addition" => LeftQuestion::parse(rest).map(Self::Addition),
            "received" => LeftQuestion::parse(rest).map(Self::Received),
            "status" => Reference::parse(rest).map(Self::Status),
            _ => parse_numbered(text),
        }
    }
}

/// Reads a place of the tree: `1`, `11`, `114`, `114.fee`.
fn parse_numbered(text: &str) -> Option<Place> {
    if let Some((code, section)) = text.split_once('.') {
        return Some(Place::Section(Code::parse(code)?, SectionKind::parse(section)?));
    }
    match text.as_bytes() {
        [sector] => Some(Place::Sector(menu_key(*sector)?)),
        [sector, group] => Some(Place::Group(menu_key(*sector)?, menu_key(*group)?)),
        [_, _, _] => Code::parse(text).map(Place::Service),
        _ => None,
    }
}

fn parse_dialled(digits: &str) -> Option<Place> {
    match digits.as_bytes() {
        [] => Some(Place::Dial(None, None)),
        [first] => Some(Place::Dial(Some(menu_key(*first)?), None)),
        [first, second] => Some(Place::Dial(Some(menu_key(*first)?), Some(menu_key(*second)?))),
        _ => None,
    }
}

fn parse_found(codes: &str) -> Option<Place> {
    let mut found = [None; 4];
    for (position, code) in codes.split('.').enumerate() {
        *found.get_mut(position)? = Some(Code::parse(code)?);
    }
    Some(Place::Found(found))
}

fn menu_key(digit: u8) -> Option<MenuKey> {
    MenuKey::new(digit.wrapping_sub(b'0'))
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
            Self::Dial(None, _) => f.write_str("dial"),
            Self::Dial(Some(first), None) => write!(f, "dial.{first}"),
            Self::Dial(Some(first), Some(second)) => write!(f, "dial.{first}{second}"),
            Self::Confirm(code) => write!(f, "confirm.{code}"),
            Self::Found(codes) => {
                f.write_str("found")?;
                codes.iter().flatten().try_for_each(|code| write!(f, ".{code}"))
            }
            Self::Resume(code, None) => write!(f, "resume.{code}"),
            Self::Resume(code, Some(kind)) => write!(f, "resume.{code}.{}", kind.name()),
            Self::Useful(code, onward) => write!(f, "useful.{code}.{}", onward.name()),
            Self::Inquiry(None) => f.write_str("inquiry"),
            Self::Inquiry(Some(code)) => write!(f, "inquiry.{code}"),
            Self::Addition(left) => write!(f, "addition.{left}"),
            Self::Received(left) => write!(f, "received.{left}"),
            Self::Lookup => f.write_str("lookup"),
            Self::Status(reference) => write!(f, "status.{reference}"),
        }
    }
}
