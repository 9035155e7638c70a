//! The forms of what is counted.

use super::endings::{State, dual};
use crate::numerals::Gender::{Feminine, Masculine};
use crate::numerals::{Case, Gender, Noun};

/// A noun as it is written after numbers. Its genitive singular is written like its nominative, and so are
/// the cases of its plural.
pub(super) struct Forms {
    /// Its own gender.
    pub(super) gender: Gender,
    singular: &'static str,
    /// The accusative singular, that eleven to ninety-nine take: «يومًا».
    accusative: &'static str,
    /// The nominative dual.
    dual: &'static str,
    plural: &'static str,
    /// A second noun that it is bound to: «عمل» of «يوم عمل».
    bound_to: Option<&'static str>,
}

impl Forms {
    const fn new(gender: Gender, [singular, accusative, dual, plural]: [&'static str; 4]) -> Self {
        Self { gender, singular, accusative, dual, plural, bound_to: None }
    }

    const fn bound_to(mut self, second: &'static str) -> Self {
        self.bound_to = Some(second);
        self
    }

    /// The singular.
    pub(super) fn one(&self, case: Case, state: State) -> String {
        let form = match (case, self.state(state)) {
            (Case::Accusative, State::Absolute) => self.accusative,
            _ => self.singular,
        };
        self.whole(form)
    }

    /// The dual.
    pub(super) fn two(&self, case: Case, state: State) -> String {
        self.whole(&dual(self.dual, case, self.state(state)))
    }

    /// The plural that three to ten take.
    pub(super) fn several(&self) -> String {
        self.whole(self.plural)
    }

    fn state(&self, state: State) -> State {
        self.bound_to.map_or(state, |_| State::Construct)
    }

    fn whole(&self, form: &str) -> String {
        match self.bound_to {
            Some(second) => format!("{form} {second}"),
            None => form.to_owned(),
        }
    }
}

/// The units of large numbers, largest first.
pub(super) const SCALES: [(u64, Forms); 3] = [
    (1_000_000_000, Forms::new(Masculine, ["مليار", "مليارًا", "ملياران", "مليارات"])),
    (1_000_000, Forms::new(Masculine, ["مليون", "مليونًا", "مليونان", "ملايين"])),
    (1_000, Forms::new(Masculine, ["ألف", "ألفًا", "ألفان", "آلاف"])),
];

/// The larger coin.
pub(super) const DINAR: Forms = Forms::new(Masculine, ["دينار", "دينارًا", "ديناران", "دنانير"]);

/// The smaller coin, with the plural that stands on Bahrain's own.
pub(super) const FILS: Forms = Forms::new(Masculine, ["فلس", "فلسًا", "فلسان", "فلوس"]);

/// The forms of a noun: singular, accusative singular, dual, plural.
pub(super) fn forms(noun: Noun) -> Forms {
    match noun {
        Noun::Day => Forms::new(Masculine, ["يوم", "يومًا", "يومان", "أيام"]),
        Noun::WorkingDay => Forms::new(Masculine, ["يوم", "يومًا", "يومان", "أيام"]).bound_to("عمل"),
        Noun::Week => Forms::new(Masculine, ["أسبوع", "أسبوعًا", "أسبوعان", "أسابيع"]),
        Noun::Hour => Forms::new(Feminine, ["ساعة", "ساعة", "ساعتان", "ساعات"]),
        Noun::Minute => Forms::new(Feminine, ["دقيقة", "دقيقة", "دقيقتان", "دقائق"]),
        Noun::Month => Forms::new(Masculine, ["شهر", "شهرًا", "شهران", "أشهر"]),
        Noun::Year => Forms::new(Feminine, ["سنة", "سنة", "سنتان", "سنوات"]),
        Noun::Dinar => DINAR,
        Noun::Fils => FILS,
    }
}
