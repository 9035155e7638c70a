//! The numbers that the search is tuned with.
//!
//! Their provenance is one: they were set by hand and by trial on the half of `tests/fixtures/utterances` that is
//! marked `tune`; the half marked `report` was kept out. Who changes one runs `cargo test catalogue::search --
//! --nocapture`, and no figure may fall. A number that was set for another reason says which.

// --- How much it counts where a word of a service stands; for an entry, also its score if it is said word for word ---

/// In its name.
pub(super) const NAME: f32 = 1.0;
/// In what else callers call it.
pub(super) const ALSO: f32 = 0.95;
/// In its group's name.
pub(super) const GROUP: f32 = 0.65;
/// In its summary.
pub(super) const SUMMARY: f32 = 0.7;
/// In a section of its guidance.
pub(super) const SECTION: f32 = 0.15;
/// In its sector's name.
pub(super) const SECTOR: f32 = 0.2;
/// A weight from which on a word says which service is meant: names and what else callers say.
pub(super) const NAMING: f32 = 0.9;
/// The loss of a word that is in one entry of a service only.
pub(super) const ONCE: f32 = 0.5;

// --- How telling a word is ---

/// The least that a word can be, however many services have it.
pub(super) const LEAST_TELLING: f32 = 0.05;
/// A word in no text of the hotline.
pub(super) const UNKNOWN: f32 = 0.45;
/// The same where it belongs to the business of other bodies.
pub(super) const UNKNOWN_ELSEWHERE: f32 = 0.7;
/// A word that is in no name, and only told about services: no more than this.
pub(super) const TOLD: f32 = 0.6;

// --- How like a word that was said is to one that is known: 1 is the word itself ---

/// Another word than the one said, if that is known itself.
pub(super) const KNOWN: f32 = 0.75;
/// Words that mean the same by `[same]` in `listening.toml`.
pub(super) const SAME_MEANING: f32 = 0.95;
/// The same if services are named by the word that was said, too.
pub(super) const SAME_MEANING_KNOWN: f32 = 0.6;
/// A word without the letter before it.
pub(super) const BARE: f32 = 0.9;
/// Words that sound the same.
pub(super) const SAME_SOUND: f32 = 0.75;
/// The loss for a letter that is different, by its part in the word.
pub(super) const SLIP: f32 = 1.2;
/// Words with the same consonants in the same order.
pub(super) const SAME_SKELETON: f32 = 0.7;
/// Words that begin alike.
pub(super) const SAME_BEGINNING: f32 = 0.72;
/// A word that is less like it is another word.
pub(super) const LEAST_LIKE: f32 = 0.35;
/// Two words are one if together they are at least this like a word that is known.
pub(super) const JOINED: f32 = 0.75;
/// Two words are one only where one of them is less like any that is known.
pub(super) const STRAY: f32 = 0.8;
/// The most words that one said word may be. Not tuned: it bounds the time of a search.
pub(super) const MAX_LIKE: usize = 12;

// --- The score of a service ---

/// The part that comes from its best entry; the rest comes from all words about it.
pub(super) const ENTRY_SHARE: f32 = 0.4;
/// The share of "what was said is in the entry" in an entry's score, against "the entry is in what was said".
pub(super) const SAID_SHARE: f32 = 0.45;
/// The worth of an entry in another language than the call's: it decides between equals, and no figure depends on it.
pub(super) const OTHER_LANGUAGE: f32 = 0.97;
/// The bonus of a service of which an entry was said word for word: it too decides between equals.
pub(super) const WORD_FOR_WORD: f32 = 0.1;
/// From here on a sum of parts is the whole. Not tuned: it takes up what rounding leaves.
pub(super) const WHOLE: f32 = 0.999;

// --- Whether a service may be offered at all, by what speaks for it ---

/// A service of which a word is told this much is named by it.
pub(super) const NAMED: f32 = 0.6;
/// The grounds that are enough: the weights of the words said for a service, times the power below.
pub(super) const ENOUGH: f32 = 0.2;
/// The same where the business of other bodies was named as well.
pub(super) const ENOUGH_ELSEWHERE: f32 = 0.5;
/// The same where nothing but generic words was said: two of them, as "renew licence".
pub(super) const ENOUGH_GENERIC: f32 = 1.2;
/// The same for a service to be clear.
pub(super) const ENOUGH_CLEAR: f32 = 0.8;
/// The part of what was said that is said of the service counts in this power: at 0 it does not count.
pub(super) const UNEXPLAINED: f32 = 0.75;
/// The part of its weight that counts of a word that is told about a service, and does not name it.
pub(super) const TOLD_SHARE: f32 = 0.65;
/// The same of a word of `[common]`.
pub(super) const COMMON_SHARE: f32 = 0.25;
/// The same of every further one: together they say more than each alone.
pub(super) const COMMON_MORE: f32 = 0.8;
/// The same of a word of `[generic]`.
pub(super) const GENERIC_SHARE: f32 = 0.75;
/// The same of a word of `[elsewhere]` that the service is named by.
pub(super) const ELSEWHERE_SHARE: f32 = 0.28;

/// The least that a referral must fit: more than half of what was said, or of its words.
pub(super) const LEAST_REFERRED: f32 = 0.6;
/// The share of "what was said is among its words" in a referral's fit, against "one of its entries was said".
pub(super) const REFERRED_SHARE: f32 = 0.6;
/// The weight of a generic word for a referral.
pub(super) const GENERIC: f32 = 0.3;

// --- Whether one service is clear, or several are offered ---

/// The least part of what was said that must be said of a service for it to be clear.
pub(super) const CLEAR: f32 = 0.62;
/// The most that the second may have of the first's score where the first is clear.
pub(super) const AHEAD: f32 = 0.72;
/// The score below which nothing fits.
pub(super) const FITTING: f32 = 0.22;
/// The least part of the best score that is still offered.
pub(super) const BEHIND: f32 = 0.4;
/// Services that are offered. Not tuned: a menu of one is none, and five keys are for four and "none of them".
pub(super) const MIN_OFFERED: usize = 2;
pub(super) const MAX_OFFERED: usize = 4;
/// A recogniser that is less sure than this may have heard something else: half of its scale, since no provider says
/// what its figure means.
pub(super) const SURE: f32 = 0.5;
