//! Marks of things that happen once in a call.

use std::fmt;

use crate::catalogue::MenuKey;

/// The things that have happened in a call and are not to happen twice. Shown as hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Marks(u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The notices for all callers were heard.
    NoticesHeard,
    /// The notices for the callers of a sector were heard.
    SectorNoticesHeard(MenuKey),
    /// Guidance was heard of the service that the call is at.
    GuidanceHeard,
    /// The caller was asked whether guidance was useful.
    UsefulAsked,
    /// The caller was greeted in the language of the last call.
    Remembered,
    /// Words were not understood, once.
    MisunderstoodOnce,
    /// Words were not understood a second time: only keys are waited for.
    MisunderstoodTwice,
    /// The caller did not get on, and was offered to leave a question instead.
    GaveUpOnce,
    /// Text messages arrive at the caller's number.
    TakesTexts,
    /// The caller was told how to go back and to the main menu.
    HelpHeard,
    /// The caller was told, in guidance, how to hear it again besides.
    GuidanceHelpHeard,
    /// What comes after guidance was heard for the service that the call is at: its code, and what else can be done.
    TailHeard,
    /// The caller was told, on this visit to a service, where to check what is not confirmed.
    CautionHeard,
}

impl Mark {
    /// The lowest eight bits are the sectors'.
    fn bit(self) -> u32 {
        1 << match self {
            Self::SectorNoticesHeard(key) => key.number() - 1,
            Self::NoticesHeard => 8,
            Self::GuidanceHeard => 9,
            Self::UsefulAsked => 10,
            Self::Remembered => 11,
            Self::MisunderstoodOnce => 12,
            Self::MisunderstoodTwice => 13,
            Self::GaveUpOnce => 14,
            Self::TakesTexts => 15,
            Self::HelpHeard => 16,
            Self::GuidanceHelpHeard => 17,
            Self::TailHeard => 18,
            Self::CautionHeard => 19,
        }
    }
}

impl Marks {
    /// Returns whether it happened.
    pub fn has(self, mark: Mark) -> bool {
        self.0 & mark.bit() != 0
    }

    /// Sets all that are set in other marks.
    pub fn add(&mut self, marks: Self) {
        self.0 |= marks.0;
    }

    pub fn set(&mut self, mark: Mark) {
        self.0 |= mark.bit();
    }

    pub fn clear(&mut self, mark: Mark) {
        self.0 &= !mark.bit();
    }

    /// Reads what [`Marks`] displays.
    pub fn parse(text: &str) -> Option<Self> {
        u32::from_str_radix(text, 16).ok().map(Self)
    }
}

impl fmt::Display for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}", self.0)
    }
}
