//! Every state that a caller can reach on a line, with the answer to everything that can come there.

use std::collections::{HashMap, HashSet, VecDeque};
use std::mem::{Discriminant, discriminant};

use sila::catalogue::{Code, LanguageIndex, Prompt};
use sila::dialogue::{
    Answer, Awaits, CallState, EventKind, Input, InquiryProgress, Key, Lookup, LookupResult, Mark,
    Place, Turn,
};

use super::coming::{SAID_FOR_KEYS, inputs};
use super::line::{ARABIC, ENGLISH, Line};

/// Something that comes in a turn, and its answer.
pub struct Step<'l> {
    pub input: Input,
    pub known: LookupResult,
    pub answer: Answer,
    line: &'l Line,
}

/// A state with everything that can come in it.
pub struct At<'r, 'l> {
    pub line: &'l Line,
    pub state: CallState,
    pub steps: &'r [Step<'l>],
}

/// The number of states and steps reached, and the states in which callers got no further.
#[derive(Default)]
pub struct Reached {
    pub states: usize,
    pub steps: usize,
    /// The states that follow a state when nothing good came.
    pub no_further: HashMap<CallState, Vec<CallState>>,
    /// The kinds of events that happened.
    pub happened: HashMap<Discriminant<EventKind>, String>,
}

impl<'l> Step<'l> {
    fn new(line: &'l Line, state: CallState, input: Input, known: LookupResult) -> Self {
        let turn = Turn { state: Some(state), input };
        let answer = line.answer(&turn, &known);
        Self { input: turn.input, known, answer, line }
    }

    /// The state that follows.
    pub fn next(&self) -> Option<CallState> {
        self.answer.then.next()
    }

    /// The place of the state that follows.
    pub fn place(&self) -> Option<Place> {
        self.next().map(|next| next.place)
    }

    /// The prompts of the answer.
    pub fn prompts(&self) -> impl Iterator<Item = &Prompt> {
        self.answer.prompts(&self.line.hotline)
    }

    /// True if this prompt was said.
    pub fn said(&self, id: &str) -> bool {
        self.prompts().any(|prompt| prompt.id == id)
    }

    /// Number of events for which `is_so` holds.
    pub fn count(&self, is_so: impl Fn(&EventKind) -> bool) -> usize {
        let events = self.answer.events.iter();
        events.filter(|event| is_so(&event.kind)).count()
    }

    /// The key, if exactly one was pressed.
    pub fn key(&self) -> Option<Key> {
        match &self.input {
            Input::Keys(keys) if keys.len() == 1 => Some(keys[0]),
            _ => None,
        }
    }

    /// True if the caller is gone after this, so that nobody is there to say anything to.
    pub fn is_gone(&self, state: CallState) -> bool {
        match (&self.input, state.awaits) {
            (Input::HungUp, _) => true,
            (Input::Transferred { caller_gone, .. }, Awaits::Transfer)
            | (Input::RecordingEnded { caller_gone, .. }, Awaits::Recording) => *caller_gone,
            _ => false,
        }
    }

    /// True if the caller got no further by it: silence, wrong keys, failed transfers, nothing found. A caller who asks
    /// to hear something again, or for a person, is not lost.
    fn is_no_further(&self) -> bool {
        let said_for = match &self.input {
            Input::Speech { said, .. } => {
                let key = SAID_FOR_KEYS.iter().find(|(words, _)| words == said);
                key.and_then(|(_, key)| Key::from_char(*key))
            }
            _ => None,
        };
        let meant = matches!(self.key().or(said_for), Some(Key::Hash | Key::Digit(0)));
        let over = matches!(self.input, Input::HungUp | Input::EditionChanged);
        let further = self.count(|kind| {
            matches!(
                kind,
                EventKind::PlaceEntered { key: Some(_) }
                    | EventKind::LanguageChosen { key: Some(_) }
                    | EventKind::ServiceHeard
                    | EventKind::SpeechMatched { .. }
                    | EventKind::Referred { .. }
                    | EventKind::Paused
                    | EventKind::Rated { .. }
                    | EventKind::TextAsked { .. }
                    | EventKind::TextRefused(_)
                    | EventKind::InquiryLeft { .. }
                    | EventKind::InquiryContinued { .. }
                    | EventKind::InquiryAsked { told: true }
            )
        });
        !meant && !over && further == 0
    }
}

impl<'l> At<'_, 'l> {
    /// The step of this key alone, when nothing more was known.
    pub fn pressed(&self, key: Key) -> Option<&Step<'l>> {
        let mut steps = self.steps.iter();
        steps.find(|step| step.key() == Some(key) && step.known == LookupResult::Nothing)
    }

    /// Says what is shown where something is wrong.
    pub fn tell(&self, step: &Step<'_>) -> String {
        let said: Vec<_> = step.prompts().map(|prompt| &prompt.id).collect();
        format!(
            "{:?} with {:?} in {:?}\nsays {said:?}\nthen {:?}",
            step.input,
            step.known,
            self.state,
            step.next()
        )
    }
}

/// Visits every state that can be reached on a line, once: for a caller who was told nothing yet, and for one who was
/// told everything.
pub fn explore<'l>(line: &'l Line, mut visit: impl FnMut(&At<'_, 'l>)) -> Reached {
    let mut reached = Reached::default();
    for told in [false, true] {
        explore_as(line, told, &mut reached, &mut visit);
    }
    reached
}

fn explore_as<'l>(
    line: &'l Line,
    told: bool,
    reached: &mut Reached,
    visit: &mut impl FnMut(&At<'_, 'l>),
) {
    let mut seen = HashSet::new();
    let begun = beginnings(line).into_iter().map(|state| told_as(state, told));
    let mut waiting: VecDeque<_> = begun.collect();
    while let Some(state) = waiting.pop_front() {
        if !seen.insert(state) {
            continue;
        }
        let steps = steps(line, state);
        for step in &steps {
            for event in &step.answer.events {
                let kind = reached.happened.entry(discriminant(&event.kind));
                kind.or_insert_with(|| name(&event.kind));
            }
            let Some(next) = step.next().map(|next| told_as(timeless(next), told)) else {
                continue;
            };
            waiting.push_back(next);
            if step.is_no_further() {
                reached.no_further.entry(state).or_default().push(next);
            }
        }
        reached.states += 1;
        reached.steps += steps.len();
        visit(&At { line, state, steps: &steps });
    }
}

/// A state in which the caller was told everything that is told once, or nothing of it. Of text messages, only that on
/// the service at hand matters.
fn told_as(mut state: CallState, told: bool) -> CallState {
    for mark in [Mark::HelpHeard, Mark::GuidanceHelpHeard, Mark::TailHeard, Mark::CautionHeard] {
        if told { state.marks.set(mark) } else { state.marks.clear(mark) }
    }
    state.texted = state.texted.filter(|texted| state.place.code() == Some(*texted));
    state
}

/// The name of a kind of event.
fn name(kind: &EventKind) -> String {
    let shown = format!("{kind:?}");
    let end = shown.find([' ', '(']).unwrap_or(shown.len());
    shown[..end].to_owned()
}

/// A state without what would make every state new: the number of its turn, and of its call's beginnings.
pub fn timeless(state: CallState) -> CallState {
    let (turn, restart) = (1, 0);
    CallState { turn, restart, ..state }
}

/// The states in which a call can begin; also those that a caller's words lead to, whatever the words.
fn beginnings(line: &Line) -> Vec<CallState> {
    let begin = |input, known| {
        let turn = Turn { state: None, input };
        line.answer(&turn, known).then.next().map(timeless)
    };
    let lost = Input::Lost { restart: 3, times: 1 };
    let mut states: Vec<CallState> = [
        begin(Input::Start, &LookupResult::Nothing),
        begin(Input::Start, &line.remembered),
        begin(lost, &LookupResult::Nothing),
    ]
    .into_iter()
    .flatten()
    .collect();
    if line.abilities.listens {
        for language in [ARABIC, ENGLISH] {
            let at = |place| CallState {
                language: Some(language),
                place,
                ..timeless(CallState::new(0))
            };
            let codes: Vec<Option<Code>> = still_there(line).map(Some).collect();
            states.extend(codes.iter().flatten().map(|code| at(Place::Confirm(*code))));
            for count in 2..=codes.len().min(4) {
                let found =
                    std::array::from_fn(|n| codes.get(n).copied().flatten().filter(|_| n < count));
                states.push(at(Place::Found(found)));
            }
        }
    }
    states
}

/// The services that have not moved.
pub fn still_there(line: &Line) -> impl Iterator<Item = Code> {
    let services = line.hotline.services();
    services.filter_map(|(_, _, service)| service.moved.is_none().then_some(service.code))
}

/// Everything that can come in a state, and be known of it then.
fn steps(line: &Line, state: CallState) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for input in inputs(line, state) {
        let step = Step::new(line, state, input, LookupResult::Nothing);
        let mut known = match step.answer.needs {
            Some(Lookup::MayText) => vec![LookupResult::Spent, LookupResult::Unsubscribed],
            Some(Lookup::MayAsk) => vec![LookupResult::Spent],
            Some(Lookup::Inquiry(_)) => [
                InquiryProgress::Unknown,
                InquiryProgress::Open,
                InquiryProgress::Answered {
                    text: "The answer.".to_owned(),
                    language: Some(LanguageIndex::new(1)),
                },
                InquiryProgress::AnsweredElsewhere,
                InquiryProgress::Closed,
            ]
            .map(LookupResult::Inquiry)
            .into_iter()
            .chain([LookupResult::Spent])
            .collect(),
            Some(Lookup::Caller) | None => Vec::new(),
        };
        if step.count(is_promise) > 0 {
            known.push(LookupResult::NotKept);
        }
        let further =
            known.into_iter().map(|known| Step::new(line, state, step.input.clone(), known));
        let further: Vec<_> = further.collect();
        steps.push(step);
        steps.extend(further);
    }
    steps
}

/// True if the caller hears that something will be done.
pub fn is_promise(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::TextAsked { .. }
            | EventKind::InquiryLeft { .. }
            | EventKind::InquiryContinued { .. }
    )
}
