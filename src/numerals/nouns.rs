//! What can be counted.

/// Something that is counted; each language keeps a table of its forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Noun {
    /// «يوم», a day of the calendar.
    Day,
    /// «يوم عمل», a day on which offices are open.
    WorkingDay,
    /// «أسبوع».
    Week,
    /// «ساعة».
    Hour,
    /// «دقيقة».
    Minute,
    /// «ثانية».
    Second,
    /// «شهر».
    Month,
    /// «سنة».
    Year,
    /// «مستند», what an applicant brings.
    Document,
    /// «نسخة», a copy of a document.
    Copy,
    /// «خدمة».
    Service,
    /// «خيار», one of a menu's.
    Choice,
    /// «خطوة», one of those a service takes.
    Step,
    /// «سؤال».
    Question,
    /// «إعلان», a spoken announcement.
    Notice,
    /// «رسالة», such as a text message.
    Message,
    /// «مكالمة», on the telephone.
    Call,
    /// «محاولة».
    Attempt,
    /// «شخص», such as those waiting before a caller.
    Person,
    /// «دينار», of 1,000 fils.
    Dinar,
    /// «فلس».
    Fils,
}

impl Noun {
    /// Every noun.
    pub const ALL: [Self; 21] = [
        Self::Day,
        Self::WorkingDay,
        Self::Week,
        Self::Hour,
        Self::Minute,
        Self::Second,
        Self::Month,
        Self::Year,
        Self::Document,
        Self::Copy,
        Self::Service,
        Self::Choice,
        Self::Step,
        Self::Question,
        Self::Notice,
        Self::Message,
        Self::Call,
        Self::Attempt,
        Self::Person,
        Self::Dinar,
        Self::Fils,
    ];
}
