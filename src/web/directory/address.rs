//! The addresses of pages: the number that is dialled is the address.

use std::fmt;

use crate::catalogue::{Code, Hotline, MenuKey};

/// A page of the website, in whichever language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageAddress {
    Home,
    /// `1`
    Sector(MenuKey),
    /// `11`
    Group(MenuKey, MenuKey),
    /// `114`
    Service(Code),
    /// `for/citizen`
    Audience(&'static str),
    Search,
    /// `114/ask`
    Ask(Code),
    Answer,
    Programme,
    Data,
    Accessibility,
    Privacy,
}

impl PageAddress {
    /// Reads the number of a sector, a group or a service that there is.
    pub fn numbered(digits: &str, hotline: &Hotline) -> Option<Self> {
        let keys: Option<Vec<MenuKey>> = digits
            .chars()
            .map(|digit| MenuKey::new(u8::try_from(digit.to_digit(10)?).ok()?))
            .collect();
        match keys?[..] {
            [sector] => hotline.sector(sector).map(|_| Self::Sector(sector)),
            [sector, group] => hotline.group(sector, group).map(|_| Self::Group(sector, group)),
            [_, _, _] => {
                let code = Code::parse(digits)?;
                hotline.service(code).map(|_| Self::Service(code))
            }
            _ => None,
        }
    }
}

impl fmt::Display for PageAddress {
    /// The path of the page, within its language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Home => Ok(()),
            Self::Sector(sector) => sector.fmt(f),
            Self::Group(sector, group) => write!(f, "{sector}{group}"),
            Self::Service(code) => code.fmt(f),
            Self::Audience(audience) => write!(f, "for/{audience}"),
            Self::Search => f.write_str("search"),
            Self::Ask(code) => write!(f, "{code}/ask"),
            Self::Answer => f.write_str("answer"),
            Self::Programme => f.write_str("programme"),
            Self::Data => f.write_str("data"),
            Self::Accessibility => f.write_str("accessibility"),
            Self::Privacy => f.write_str("privacy"),
        }
    }
}
