//! Every state of a call that a caller can reach, with its answers to every input.

use std::collections::{HashMap, VecDeque};

use sila::catalogue::{self, Hotline, LanguageIndex, source};
use sila::dialogue::{self, Answer, Awaits, Input, Key, State, Then, TransferOutcome, Turn};

/// The shipped hotline, with or without people to be put through to.
pub fn hotline(with_people: bool) -> Hotline {
    let (mut hotline, _) = catalogue::load(&source::shipped()).expect("the shipped menus are good");
    for language in &mut hotline.languages {
        language.person = with_people.then(|| "+97317000000".to_owned());
    }
    hotline
}

/// Every combination of people and languages that a line can have.
pub fn lines() -> Vec<(Hotline, Vec<LanguageIndex>)> {
    let (arabic, english) = (LanguageIndex::new(0), LanguageIndex::new(1));
    let orders = [
        vec![arabic, english],
        vec![english, arabic],
        vec![arabic],
        vec![english],
        Vec::new(),
    ];
    [true, false]
        .into_iter()
        .flat_map(|people| orders.clone().map(|order| (hotline(people), order)))
        .collect()
}

pub fn transferred(outcome: TransferOutcome, caller_gone: bool) -> Input {
    Input::Transferred {
        outcome,
        seconds: None,
        caller_gone,
    }
}

/// Whether the caller is gone after this, so that nobody is there to say anything to.
pub fn is_gone(state: State, input: &Input) -> bool {
    match input {
        Input::HungUp => true,
        Input::Transferred { caller_gone, .. } => *caller_gone && state.awaits == Awaits::Transfer,
        _ => false,
    }
}

/// Everything that can come in a turn which waits for this.
pub fn inputs(awaits: Awaits) -> Vec<Input> {
    let outcomes = [
        TransferOutcome::Answered,
        TransferOutcome::Busy,
        TransferOutcome::NoAnswer,
        TransferOutcome::Failed,
        TransferOutcome::Cancelled,
    ];
    let mut inputs = vec![Input::HungUp, Input::Gibberish, Input::Silence];
    for caller_gone in [false, true] {
        inputs.extend(outcomes.map(|outcome| transferred(outcome, caller_gone)));
    }
    inputs.push(Input::EditionChanged);
    if awaits != Awaits::Transfer {
        inputs.extend(Key::ALL.map(|key| Input::Keys(vec![key])));
    }
    inputs
}

pub fn next(answer: &Answer<'_>) -> Option<State> {
    match answer.then {
        Then::Collect { next, .. } | Then::Transfer { next, .. } => Some(next),
        Then::HangUp => None,
    }
}

/// A state without the number of its turn, which counts up and would make every state new.
pub fn timeless(state: State) -> State {
    State { turn: 1, ..state }
}

/// All states that a caller can reach, each with its answers to all inputs.
pub struct Reached<'h> {
    pub hotline: &'h Hotline,
    pub offered: &'h [LanguageIndex],
    pub answers: HashMap<State, Vec<(Input, Answer<'h>)>>,
}

impl<'h> Reached<'h> {
    pub fn explore(hotline: &'h Hotline, offered: &'h [LanguageIndex]) -> Self {
        let begin = Turn {
            state: None,
            input: Input::Start,
        };
        let first = next(&dialogue::answer(hotline, offered, &begin)).map(timeless);
        let first = first.expect("a call goes on after it began");
        let mut answers = HashMap::new();
        let mut waiting = VecDeque::from([first]);
        while let Some(state) = waiting.pop_front() {
            if answers.contains_key(&state) {
                continue;
            }
            let of_state: Vec<_> = inputs(state.awaits)
                .into_iter()
                .map(|input| {
                    let turn = Turn {
                        state: Some(state),
                        input: input.clone(),
                    };
                    (input, dialogue::answer(hotline, offered, &turn))
                })
                .collect();
            waiting.extend(
                of_state
                    .iter()
                    .filter_map(|(_, answer)| next(answer))
                    .map(timeless),
            );
            answers.insert(state, of_state);
        }
        Self {
            hotline,
            offered,
            answers,
        }
    }

    pub fn all(&self) -> impl Iterator<Item = (State, &Input, &Answer<'h>)> {
        self.answers.iter().flat_map(|(state, answers)| {
            answers
                .iter()
                .map(|(input, answer)| (*state, input, answer))
        })
    }

    pub fn language_of(&self, state: State) -> &str {
        let first = self
            .offered
            .first()
            .copied()
            .unwrap_or(LanguageIndex::new(0));
        &self.hotline.language(state.language.unwrap_or(first)).code
    }
}

pub fn for_every_line(check: impl Fn(&Reached<'_>)) {
    for (hotline, offered) in &lines() {
        let reached = Reached::explore(hotline, offered);
        assert!(
            reached.answers.len() > 800,
            "only {} states",
            reached.answers.len()
        );
        check(&reached);
    }
}
