//! The course of a call: one turn in, one answer out.

mod failure;
mod finding;
mod guidance;
mod hearing;
mod inquiry;
mod opening;
mod person;

use crate::catalogue::{Hotline, LanguageIndex, Opening, Phrase};

use super::answer::Collect;
use super::meaning::{Meaning, meaning};
use super::speech::{Form, Speech, SpeechStyle};
use super::{
    Answer, Awaits, CallState, EndReason, Event, EventKind, Input, Key, Lookup, Mark, Onward,
    Place, Reference, Then, TransferOutcome, Turn, TurnContext,
};

/// Seconds that a paused call waits before it says that it is still there.
const PAUSE_SECONDS: u8 = 60;

/// Answers a turn.
///
/// A state that this hotline has no place for (it may come from another edition) goes on at the nearest place
/// above it, with an apology; keys that were pressed for the old place are not heeded.
pub fn answer(hotline: &Hotline, context: &TurnContext<'_>, turn: &Turn) -> Answer {
    let state = turn.state.unwrap_or_else(|| {
        CallState::new(match turn.input {
            Input::Lost { restart, .. } => restart,
            _ => 0,
        })
    });
    let opening = hotline.hours.opening(context.line, context.now);
    let is_open = !matches!(opening, Opening::Closed { .. });
    let mut flow = Flow {
        hotline,
        context,
        state,
        speech: Speech::new(hotline, context.offered.len(), context.abilities, is_open),
        events: Vec::new(),
        needs: None,
    };
    let then = flow.run(&turn.input);
    Answer {
        prompts: flow.speech.into_prompts(),
        then,
        events: flow.events,
        turn: (state.restart, state.turn),
        needs: flow.needs,
    }
}

/// One turn as it is worked out.
struct Flow<'e, 'a> {
    hotline: &'e Hotline,
    context: &'a TurnContext<'a>,
    state: CallState,
    speech: Speech<'e>,
    events: Vec<Event>,
    needs: Option<Lookup>,
}

impl Flow<'_, '_> {
    fn run(&mut self, input: &Input) -> Then {
        match input {
            Input::HungUp => return self.end(EndReason::HungUp),
            Input::Start | Input::Lost { .. } => return self.begin(input),
            _ => {}
        }
        let before = self.state.place;
        let moved = self.find_place();
        match self.state.awaits {
            Awaits::Transfer => return self.transferred(input),
            Awaits::Recording => return self.recorded(input, before),
            _ => {}
        }
        if self.state.turn >= u32::from(self.hotline.limits.turns) {
            return self.farewell(EndReason::TooLong);
        }
        match input {
            Input::EditionChanged => self.apologise(),
            _ if moved => self.apologise(),
            Input::Keys(keys) if !keys.is_empty() => self.press(keys),
            Input::Speech { said, confidence } if self.listens() => self.hear(said, *confidence),
            Input::Gibberish => self.no_match(None),
            _ => self.no_input(),
        }
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
    fn apologise(&mut self) -> Then {
        self.end_pause();
        self.state.awaits = Awaits::Key;
        if self.state.place == Place::Gate {
            self.speech.gate(self.context.offered, Some(Phrase::Apology));
            return self.collect();
        }
        self.speech.phrase(Phrase::Apology, self.language());
        // An answer to a question may be in another language than the apology.
        let form = match self.state.place {
            Place::Status(_) => Form::Short,
            _ => Form::Full,
        };
        self.speak(form)
    }

    /// Follows keys pressed in one burst as far as they lead; the last place is spoken.
    fn press(&mut self, keys: &[Key]) -> Then {
        let mut form = Form::Short;
        let mut rest = keys;
        while let Some((key, after)) = rest.split_first() {
            if let Some(dialled) = self.dialled(rest) {
                let Some(used) = dialled else {
                    return self.not_dialled();
                };
                form = Form::Full;
                rest = &rest[used..];
                continue;
            }
            rest = after;
            let last = rest.is_empty();
            match meaning(*key, &self.state, self.hotline, self.context) {
                Meaning::Leads(place, in_form) => {
                    let (place, in_form) = self.by_way_of_rating(place, in_form, last);
                    form = in_form;
                    self.enter(place, Some(*key), last);
                }
                Meaning::Piece(place, piece) => {
                    form = Form::Full;
                    self.enter(place, Some(*key), last);
                    self.state.piece = piece;
                }
                Meaning::Chooses(language) => {
                    form = Form::Full;
                    self.chosen(language, Some(*key));
                    self.enter(Place::Main, None, true);
                }
                Meaning::Switches(language) => {
                    form = Form::Full;
                    self.forgive();
                    self.chosen(language, Some(*key));
                }
                Meaning::Again => {
                    form = Form::Full;
                    self.forgive();
                    self.forget_what_was_told();
                }
                Meaning::Rates { useful } => {
                    form = Form::Short;
                    self.rated(useful, last);
                }
                Meaning::Forgets => {
                    form = Form::Short;
                    self.forgets();
                }
                Meaning::Pause => return self.pause(),
                Meaning::Text => {
                    form = Form::Short;
                    self.text_message();
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
        self.state.piece = 0;
        let in_service =
            matches!(place, Place::Service(_) | Place::Section(..) | Place::Useful(..));
        if !in_service {
            for mark in [Mark::GuidanceHeard, Mark::TailHeard, Mark::CautionHeard] {
                self.state.marks.clear(mark);
            }
        }
        if matches!(place, Place::Useful(..)) {
            self.state.marks.set(Mark::UsefulAsked);
        }
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

    /// Says what the place offers and waits for a key, or records.
    fn speak(&mut self, form: Form) -> Then {
        match self.state.place {
            Place::Gate => {
                self.speech.gate(self.context.offered, None);
                return self.collect();
            }
            Place::Inquiry(_) => return self.ask_for_question(),
            Place::Addition(_) => return self.record(Phrase::Addition),
            Place::Lookup if self.has_guessed() => self.look_nothing_up(),
            Place::Status(reference) if form == Form::Full => {
                if !self.tell_status(reference) {
                    return self.not_dialled();
                }
            }
            _ => self.announce(),
        }
        self.speech.place(self.state.place, self.style(form));
        self.state.marks.add(self.speech.told());
        if form == Form::Full {
            self.note_guidance();
        }
        self.collect()
    }

    fn style(&self, form: Form) -> SpeechStyle {
        SpeechStyle {
            form,
            language: self.language(),
            marks: self.state.marks,
            piece: self.state.piece,
        }
    }

    fn collect(&self) -> Then {
        let limits = &self.hotline.limits;
        let place = self.state.place;
        let seconds = match (place, self.state.awaits) {
            (Place::Gate, _) => limits.gate_seconds,
            (_, Awaits::Resume) => PAUSE_SECONDS,
            _ => limits.key_seconds,
        };
        let keys = match place {
            _ if self.state.awaits != Awaits::Key => 1,
            Place::Dial(None, _) => 3,
            Place::Dial(_, None) => 2,
            Place::Lookup => Reference::DIGITS,
            _ => 1,
        };
        let language = self.language();
        let listen = self.listens().then_some(language);
        Then::Collect(Collect { seconds, keys, listen, next: self.next() })
    }

    /// Returns whether persons are there at this hour.
    fn is_open(&self) -> bool {
        self.speech.is_open()
    }

    /// Returns whether words are listened for: wherever keys are, until nothing was understood twice.
    fn listens(&self) -> bool {
        self.speech.listens(self.state.marks)
    }

    fn next(&self) -> CallState {
        CallState { turn: self.state.turn.saturating_add(1), ..self.state }
    }

    /// Ends a call that reached nobody, naming the service's code and the website.
    fn farewell(&mut self, reason: EndReason) -> Then {
        self.directions();
        self.speech.phrase(Phrase::Goodbye, self.language());
        self.end(reason)
    }

    /// Names the service's code and the website, where the information is found without us.
    fn directions(&mut self) {
        let language = self.language();
        let code = self.state.place.code();
        if let Some(service) = code.and_then(|code| self.hotline.service(code)) {
            self.speech.say(service.code_prompt, language);
        }
        self.speech.phrase(Phrase::Website, language);
    }

    fn end(&mut self, reason: EndReason) -> Then {
        self.note(EventKind::CallEnded(reason));
        Then::HangUp
    }

    fn note(&mut self, kind: EventKind) {
        let CallState { place, language, .. } = self.state;
        self.events.push(Event { kind, place, language });
    }

    /// The language spoken now: the one that was chosen, else the line's first.
    fn language(&self) -> LanguageIndex {
        self.state.language.unwrap_or_else(|| self.first_language())
    }

    fn first_language(&self) -> LanguageIndex {
        let first = self.context.offered.first().copied();
        first.unwrap_or(LanguageIndex::new(0))
    }
}
