//! The course of a call: one turn in, one answer out.

use crate::catalogue::{Hotline, LanguageIndex, Phrase};

use super::meaning::{Meaning, meaning};
use super::speech::{Form, Speech};
use super::{
    Answer, Awaits, EndReason, Event, EventKind, Input, Key, Place, State, Then, TransferOutcome,
    Turn,
};

/// How often a call may begin again because its state did not come back, before it is brought to an
/// end: with servers that do not share their key, it would never come back.
const MOST_LOST: u8 = 3;

/// What is said to a turn, and what comes after it.
///
/// `offered` are the languages of the line, in the order of their keys at the gate; where it is
/// empty, the hotline's first language is spoken. A state that this hotline has no place for (it may
/// come from another edition) goes on at the nearest place above it, with an apology; keys that were
/// pressed for the old place are not heeded.
pub fn answer<'e>(hotline: &'e Hotline, offered: &[LanguageIndex], turn: &Turn) -> Answer<'e> {
    let state = turn.state.unwrap_or(State {
        language: None,
        place: Place::Gate,
        awaits: Awaits::Key,
        no_input: 0,
        no_match: 0,
        restart: match turn.input {
            Input::Lost { restart, .. } => restart,
            _ => 0,
        },
        turn: 0,
    });
    let mut flow = Flow {
        hotline,
        offered,
        state,
        speech: Speech::new(hotline, offered.len()),
        events: Vec::new(),
    };
    let then = flow.run(&turn.input);
    Answer {
        prompts: flow.speech.into_prompts(),
        then,
        events: flow.events,
        turn: (state.restart, state.turn),
    }
}

/// One turn as it is worked out.
struct Flow<'e, 'o> {
    hotline: &'e Hotline,
    offered: &'o [LanguageIndex],
    state: State,
    speech: Speech<'e>,
    events: Vec<Event>,
}

impl<'e> Flow<'e, '_> {
    fn run(&mut self, input: &Input) -> Then<'e> {
        match input {
            Input::HungUp => return self.end(EndReason::HungUp),
            Input::Start => return self.begin(EventKind::CallStarted),
            Input::Lost { times, .. } if *times > MOST_LOST => {
                self.note(EventKind::StateLost);
                return self.farewell(EndReason::StateLost);
            }
            Input::Lost { .. } => return self.begin(EventKind::StateLost),
            _ => {}
        }
        let moved = self.find_place();
        if let Awaits::Transfer = self.state.awaits {
            let Input::Transferred {
                outcome,
                seconds,
                caller_gone,
            } = *input
            else {
                return self.after_transfer(TransferOutcome::Failed, None);
            };
            if caller_gone {
                return self.gone_in_transfer(outcome, seconds);
            }
            return self.after_transfer(outcome, seconds);
        }
        if self.state.turn >= u32::from(self.hotline.limits.turns) {
            return self.farewell(EndReason::TooLong);
        }
        match input {
            Input::EditionChanged => self.apologise(),
            _ if moved => self.apologise(),
            Input::Keys(keys) if !keys.is_empty() => self.press(keys),
            Input::Gibberish => self.no_match(None),
            _ => self.no_input(),
        }
    }

    /// Begins a call at the gate, or in the main menu where there is but one language.
    fn begin(&mut self, kind: EventKind) -> Then<'e> {
        self.note(kind);
        let apology = (kind == EventKind::StateLost).then_some(Phrase::Apology);
        if self.offered.len() > 1 {
            self.note(EventKind::PlaceEntered { key: None });
            self.speech.gate(self.offered, apology);
            return self.collect();
        }
        self.speech
            .phrase(apology.unwrap_or(Phrase::Welcome), self.first_language());
        self.choose(self.first_language(), None)
    }

    /// Leaves a place that this hotline does not have for the nearest one above it; says whether it did.
    fn find_place(&mut self) -> bool {
        let before = self.state.place;
        while !self.state.place.exists_in(self.hotline) {
            self.state.place = self.state.place.parent();
        }
        self.state.place != before
    }

    /// Says that something went wrong and where the caller is now, without heeding what was pressed for
    /// what is there no more.
    fn apologise(&mut self) -> Then<'e> {
        self.state.awaits = Awaits::Key;
        if self.state.place == Place::Gate {
            self.speech.gate(self.offered, Some(Phrase::Apology));
            return self.collect();
        }
        self.speech.phrase(Phrase::Apology, self.language());
        self.speak(Form::Full)
    }

    /// Follows keys pressed in one burst as far as they lead; the last place is spoken.
    fn press(&mut self, keys: &[Key]) -> Then<'e> {
        let mut form = Form::Short;
        for (position, key) in keys.iter().enumerate() {
            match meaning(*key, &self.state, self.hotline, self.offered) {
                Meaning::Leads(place, in_form) => {
                    form = in_form;
                    self.enter(place, Some(*key), position + 1 == keys.len());
                }
                Meaning::Chooses(language) => {
                    form = Form::Full;
                    self.chosen(language, Some(*key));
                    self.enter(Place::Main, None, true);
                }
                Meaning::Again => {
                    form = Form::Full;
                    self.forgive();
                }
                Meaning::Person => return self.person(EndReason::NoPerson),
                Meaning::Nothing => return self.no_match(Some(*key)),
            }
        }
        self.speak(form)
    }

    /// Comes to a place; to the new one, saying so, where a service has moved.
    fn enter(&mut self, place: Place, key: Option<Key>, aloud: bool) {
        self.forgive();
        self.state.place = place;
        self.note(EventKind::PlaceEntered { key });
        let Place::Service(code) = place else { return };
        let Some(moved) = self.hotline.service(code).and_then(|service| service.moved) else {
            return;
        };
        if aloud {
            self.speech.say(moved.prompt, self.language());
        }
        self.state.place = Place::Service(moved.to);
        self.note(EventKind::PlaceEntered { key: None });
    }

    /// A key that meant something: the count of failures begins anew.
    fn forgive(&mut self) {
        self.state.no_input = 0;
        self.state.no_match = 0;
        self.state.awaits = Awaits::Key;
    }

    fn choose(&mut self, language: LanguageIndex, key: Option<Key>) -> Then<'e> {
        self.chosen(language, key);
        self.enter(Place::Main, None, true);
        self.speak(Form::Full)
    }

    fn chosen(&mut self, language: LanguageIndex, key: Option<Key>) {
        self.state.language = Some(language);
        self.note(EventKind::LanguageChosen { key });
    }

    fn no_input(&mut self) -> Then<'e> {
        self.note(EventKind::NoInput);
        if self.state.awaits == Awaits::LastKey {
            self.speech.phrase(Phrase::Goodbye, self.language());
            return self.end(EndReason::NoPerson);
        }
        if self.state.place == Place::Gate {
            return self.choose(self.language(), None);
        }
        self.state.no_input = self.state.no_input.saturating_add(1);
        self.after_failure(Phrase::NoInput)
    }

    fn no_match(&mut self, key: Option<Key>) -> Then<'e> {
        self.note(EventKind::NoMatch { key });
        self.state.no_match = self.state.no_match.saturating_add(1);
        self.state.awaits = Awaits::Key;
        self.after_failure(Phrase::NoMatch)
    }

    /// Says what went wrong and the short form again, as long as the caps allow.
    fn after_failure(&mut self, what: Phrase) -> Then<'e> {
        let at_gate = self.state.place == Place::Gate;
        if self.given_up() {
            if at_gate {
                return self.choose(self.language(), None);
            }
            self.speech.phrase(Phrase::TooMany, self.language());
            return self.person(EndReason::GaveUp);
        }
        if at_gate {
            self.speech.gate(self.offered, Some(what));
            return self.collect();
        }
        self.speech.phrase(what, self.language());
        self.speak(Form::Short)
    }

    fn given_up(&self) -> bool {
        let limits = &self.hotline.limits;
        let State {
            no_input, no_match, ..
        } = self.state;
        no_input >= limits.no_input
            || no_match >= limits.no_match
            || no_input.saturating_add(no_match) >= limits.together
    }

    /// Puts the caller through, or says where to find help where nobody can be reached.
    fn person(&mut self, wanted_because: EndReason) -> Then<'e> {
        let language = self.language();
        let Some(number) = self.hotline.language(language).person.as_deref() else {
            return self.nobody(wanted_because);
        };
        self.speech.phrase(Phrase::Transfer, language);
        self.note(EventKind::TransferStarted);
        self.state.awaits = Awaits::Transfer;
        Then::Transfer {
            number,
            language: self.hotline.language(language),
            ring_seconds: self.hotline.limits.ring_seconds,
            next: self.next(),
        }
    }

    /// A caller who failed hears goodbye; one who asked may still go on with a key.
    fn nobody(&mut self, wanted_because: EndReason) -> Then<'e> {
        self.note(EventKind::NoPerson);
        if wanted_because == EndReason::GaveUp {
            return self.farewell(EndReason::GaveUp);
        }
        let language = self.language();
        self.forgive();
        if self.state.place == Place::Gate {
            self.chosen(language, None);
            self.enter(Place::Main, None, true);
        }
        self.speech.phrase(Phrase::NoPerson, language);
        self.directions();
        self.speech.phrase(Phrase::Help, language);
        self.state.awaits = Awaits::LastKey;
        self.collect()
    }

    /// The caller hung up while it rang, or when they had spoken: nobody is there to say anything to.
    fn gone_in_transfer(&mut self, outcome: TransferOutcome, seconds: Option<u32>) -> Then<'e> {
        self.note(EventKind::TransferEnded { outcome, seconds });
        self.end(match outcome {
            TransferOutcome::Answered => EndReason::Transferred,
            _ => EndReason::HungUp,
        })
    }

    fn after_transfer(&mut self, outcome: TransferOutcome, seconds: Option<u32>) -> Then<'e> {
        self.note(EventKind::TransferEnded { outcome, seconds });
        self.state.awaits = Awaits::Key;
        let language = self.language();
        let what = match outcome {
            TransferOutcome::Answered => {
                self.speech.phrase(Phrase::Goodbye, language);
                return self.end(EndReason::Transferred);
            }
            TransferOutcome::Busy => Phrase::TransferBusy,
            TransferOutcome::NoAnswer | TransferOutcome::Cancelled => Phrase::TransferNoAnswer,
            TransferOutcome::Failed => Phrase::TransferFailed,
        };
        self.speech.phrase(what, language);
        if self.given_up() {
            return self.farewell(EndReason::GaveUp);
        }
        if self.state.place == Place::Gate {
            return self.choose(language, None);
        }
        self.speak(Form::Short)
    }

    /// Ends a call that reached nobody, naming the service's code and the website.
    fn farewell(&mut self, reason: EndReason) -> Then<'e> {
        self.directions();
        self.speech.phrase(Phrase::Goodbye, self.language());
        self.end(reason)
    }

    /// Where the caller can find the information without us.
    fn directions(&mut self) {
        let language = self.language();
        if let Some(service) = self
            .state
            .place
            .code()
            .and_then(|code| self.hotline.service(code))
        {
            self.speech.say(service.code_prompt, language);
        }
        self.speech.phrase(Phrase::Website, language);
    }

    fn end(&mut self, reason: EndReason) -> Then<'e> {
        self.note(EventKind::CallEnded(reason));
        Then::HangUp
    }

    /// Says what the place offers and waits for a key.
    fn speak(&mut self, form: Form) -> Then<'e> {
        let place = self.state.place;
        if place == Place::Gate {
            self.speech.gate(self.offered, None);
            return self.collect();
        }
        self.speech.place(place, form, self.language());
        if form == Form::Full && place.code().is_some() {
            self.note(EventKind::ServiceHeard);
        }
        self.collect()
    }

    fn collect(&self) -> Then<'e> {
        let limits = &self.hotline.limits;
        let at_gate = self.state.place == Place::Gate;
        let seconds = if at_gate {
            limits.gate_seconds
        } else {
            limits.key_seconds
        };
        Then::Collect {
            seconds,
            next: self.next(),
        }
    }

    fn next(&self) -> State {
        State {
            turn: self.state.turn.saturating_add(1),
            ..self.state
        }
    }

    fn note(&mut self, kind: EventKind) {
        let State {
            place, language, ..
        } = self.state;
        self.events.push(Event {
            kind,
            place,
            language,
        });
    }

    /// The language spoken now: the one that was chosen, else the line's first.
    fn language(&self) -> LanguageIndex {
        self.state.language.unwrap_or_else(|| self.first_language())
    }

    fn first_language(&self) -> LanguageIndex {
        self.offered
            .first()
            .copied()
            .unwrap_or(LanguageIndex::new(0))
    }
}
