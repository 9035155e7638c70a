//! Nouns that can be counted.

/// Something that is counted; each language keeps a table of its forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Noun {
    /// «يوم», a day of the calendar.
    Day,
    /// «يوم عمل», a day on which offices are open.
    WorkingDay,
    /// «أسبوع».
    Week,
    /// «شهر».
    Month,
    /// «سنة».
    Year,
    /// «ساعة».
    Hour,
    /// «دقيقة».
    Minute,
    /// «دينار», of 1,000 fils.
    Dinar,
    /// «فلس».
    Fils,
}

impl Noun {
    /// Every noun.
    pub const ALL: [Self; 9] = [
        Self::Day,
        Self::WorkingDay,
        Self::Week,
        Self::Month,
        Self::Year,
        Self::Hour,
        Self::Minute,
        Self::Dinar,
        Self::Fils,
    ];
}
