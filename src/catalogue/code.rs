//! Keys of menus and codes of services.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::serde_as_text;

/// The key of a sector, a group, a service or a section in its menu: 1 to 8.
///
/// Nine choices would leave no key for the main menu, and eight are as many as a caller keeps in
/// mind; `9`, `0`, `*` and `#` mean the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct MenuKey(u8);

impl MenuKey {
    /// The most choices that a menu can offer.
    pub const MOST: u8 = 8;

    /// The key with this number; `None` outside 1 to 8.
    pub fn new(number: u8) -> Option<Self> {
        (1..=Self::MOST).contains(&number).then_some(Self(number))
    }

    pub fn number(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for MenuKey {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        Self::new(number).ok_or("a menu has no such key")
    }
}

impl From<MenuKey> for u8 {
    fn from(key: MenuKey) -> Self {
        key.0
    }
}

impl fmt::Display for MenuKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A service's three digits and its address: the keys of its sector, its group and itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code {
    pub sector: MenuKey,
    pub group: MenuKey,
    pub service: MenuKey,
}

impl Code {
    /// Reads three digits, each 1 to 8; anything else is `None`.
    pub fn parse(digits: &str) -> Option<Self> {
        let [sector, group, service] = digits.as_bytes() else {
            return None;
        };
        let key = |digit: u8| MenuKey::new(digit.wrapping_sub(b'0'));
        Some(Self { sector: key(*sector)?, group: key(*group)?, service: key(*service)? })
    }

    /// The digits in the order in which they are pressed.
    pub fn keys(self) -> [MenuKey; 3] {
        [self.sector, self.group, self.service]
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.sector, self.group, self.service)
    }
}

serde_as_text!(Code);
