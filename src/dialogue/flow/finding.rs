//! Services found by their codes and by callers' words.

use crate::catalogue::{Code, Match, MenuKey, Phrase};

use super::{Awaits, EndReason, EventKind, Flow, Form, Key, Mark, Place, Reference, Then};

/// Unknown references in one call, after which no more are looked up in it.
const MOST_UNKNOWN: u8 = 3;

impl Flow<'_, '_> {
    /// True if the caller has keyed so many unknown references that no more are looked up.
    pub(super) fn has_guessed(&self) -> bool {
        self.state.unknown >= MOST_UNKNOWN
    }

    /// Takes the digits of a code or a reference from the keys, where such are waited for: says how many keys were
    /// used, and nothing where the digits are nobody's. None at all where the first key is none of them.
    ///
    /// A lone `0` or `9` means what it means everywhere.
    #[expect(clippy::option_option, reason = "no digits at all, or the wrong ones")]
    pub(super) fn dialled(&mut self, keys: &[Key]) -> Option<Option<usize>> {
        if self.state.awaits != Awaits::Key {
            return None;
        }
        let (prefix, wanted) = match self.state.place {
            Place::Dial(first, second) => {
                let prefix: String =
                    [first, second].iter().flatten().map(MenuKey::to_string).collect();
                (prefix, 3)
            }
            Place::Lookup => (String::new(), usize::from(Reference::DIGITS)),
            _ => return None,
        };
        let digits: String = keys
            .iter()
            .map_while(|key| match key {
                Key::Digit(digit) => char::from_digit((*digit).into(), 10),
                _ => None,
            })
            .take(wanted - prefix.len())
            .collect();
        if digits.is_empty() || (keys.len() == 1 && (digits == "0" || digits == "9")) {
            return None;
        }
        let used = digits.len();
        let whole = prefix + &digits;
        let place = match self.state.place {
            Place::Lookup if self.has_guessed() => None,
            Place::Lookup => Reference::parse(&whole).map(Place::Status),
            _ if whole.len() < wanted => Place::parse(&format!("dial.{whole}")),
            _ => Code::parse(&whole).map(Place::Service),
        };
        let known = place.filter(|place| place.exists_in(self.hotline));
        Some(known.map(|place| {
            let failures = (self.state.no_input, self.state.no_match);
            self.enter(place, None, used == keys.len());
            if !matches!(place, Place::Service(_)) {
                // Nothing is found yet: whoever goes on dialling what is nobody's comes to an end.
                (self.state.no_input, self.state.no_match) = failures;
            }
            used
        }))
    }

    /// Nothing has the digits that were dialled: says so and asks again.
    pub(super) fn not_dialled(&mut self) -> Then {
        let (place, what) = match self.state.place {
            Place::Dial(..) => (Place::Dial(None, None), Phrase::UnknownCode),
            _ => (Place::Lookup, Phrase::UnknownReference),
        };
        self.state.place = place;
        if place == Place::Lookup {
            self.state.unknown = self.state.unknown.saturating_add(1).min(MOST_UNKNOWN);
            self.note(EventKind::UnknownReference);
            if self.has_guessed() {
                self.state.place = Place::Main;
                self.speech.phrase(Phrase::LookupSpent, self.language());
                return self.person(EndReason::GaveUp);
            }
        } else {
            self.note(EventKind::UnknownCode);
        }
        self.failed_match(what)
    }

    /// Follows what a caller said: one service is confirmed, some are offered, what another body does is said to be its
    /// business, and nothing is said so.
    pub(super) fn find(&mut self, said: &str, confidence: Option<u8>) -> Then {
        let confidence = confidence.map(|percent| f32::from(percent) / 100.0);
        let language = self.language();
        let place = match self.hotline.search().matched(said, language, confidence) {
            Match::Clear(code) => Some((Place::Confirm(self.where_now(code)), 1)),
            Match::Candidates(codes) => self.offered(&codes),
            Match::Referral(referral) => return self.refer(referral),
            Match::Person => return self.person(EndReason::NoPerson),
            Match::Nothing => None,
        };
        let Some((place, services)) = place else {
            return self.not_understood();
        };
        self.understood();
        self.note(EventKind::SpeechMatched { services });
        self.enter(place, None, true);
        self.speak(Form::Full)
    }

    /// Says whose it is that the caller asked for, and goes back to where the caller was.
    fn refer(&mut self, referral: usize) -> Then {
        let Some(referral) = self.hotline.referrals.get(referral) else {
            return self.not_understood();
        };
        self.understood();
        self.forgive();
        self.note(EventKind::Referred { to: referral.id });
        self.speech.say(referral.prompt, self.language());
        self.speak(Form::Short)
    }

    /// The place that offers these services; each once, and where it is now.
    fn offered(&self, codes: &[Code]) -> Option<(Place, u8)> {
        let mut found: Vec<Code> = Vec::new();
        for code in codes.iter().map(|code| self.where_now(*code)) {
            if !found.contains(&code) {
                found.push(code);
            }
        }
        match found[..] {
            [] => None,
            [code] => Some((Place::Confirm(code), 1)),
            _ => {
                let offered: [Option<Code>; 4] = std::array::from_fn(|at| found.get(at).copied());
                let count = offered.iter().flatten().count();
                Some((Place::Found(offered), u8::try_from(count).unwrap_or(4)))
            }
        }
    }

    fn where_now(&self, code: Code) -> Code {
        let moved = self.hotline.service(code).and_then(|service| service.moved);
        moved.map_or(code, |moved| moved.to)
    }

    /// Once it may be said in other words; then the keys are left. It is no failure of the caller, and forgives none.
    fn not_understood(&mut self) -> Then {
        self.note(EventKind::SpeechUnmatched);
        let marks = &mut self.state.marks;
        let again = !marks.has(Mark::MisunderstoodOnce);
        marks.set(if again { Mark::MisunderstoodOnce } else { Mark::MisunderstoodTwice });
        let what = if again { Phrase::NotUnderstood } else { Phrase::KeysOnly };
        self.end_pause();
        self.state.awaits = Awaits::Key;
        self.speech.phrase(what, self.language());
        self.speak(Form::Short)
    }
}
