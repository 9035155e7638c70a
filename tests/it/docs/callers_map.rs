//! A caller's map of the dialogue, drawn by calling it: everything that a caller can do is tried at every kind of place.

mod stands;

use std::fmt::Write as _;

use jiff::Timestamp;

use sila::catalogue::{Hotline, LanguageIndex};

use sila::dialogue::{
    Abilities, Answer, Awaits, CallState, CallerNumber, Event, EventKind, Input, InquiryProgress,
    Key, LookupResult, Mark, Place, Reference, Then, TransferOutcome, Turn, TurnContext, answer,
};
use stands::{Stand, example, name_of, stands};

/// An action of a caller, and the place that it leads to.
struct Edge {
    by: String,
    to: String,
}

/// The map as Markdown: a drawing (Mermaid), and under it a table with every key.
///
/// It shows a line that can do everything, in the hotline's first language, on the example of the service with the
/// longest guidance.
pub fn map(hotline: &Hotline) -> String {
    let mut drawing = Drawing::default();
    let mut table = String::from("| where | what leads where |\n|---|---|\n");
    for stand in stands(hotline) {
        let edges = edges(hotline, &stand);
        let told: Vec<String> =
            edges.iter().map(|edge| format!("{} → {}", edge.by, edge.to)).collect();
        writeln!(table, "| **{}** | {} |", stand.name, told.join(" · ")).ok();
        if stand.name == MAIN_MENU {
            let common = |edge: &&Edge| ["`9`", "`0`", TOO_OFTEN].contains(&edge.by.as_str());
            edges.iter().filter(common).for_each(|edge| drawing.draw("anywhere", edge));
        }
        for edge in edges.iter().filter(|edge| is_drawn(edge, &stand)) {
            drawing.draw(stand.name, edge);
        }
    }
    format!("```mermaid\nflowchart TD\n{}```\n\n{table}", drawing.lines)
}

/// True if the drawing shows the edge: one that means the same at every place would only fill it, except where somebody
/// could not be reached.
fn is_drawn(edge: &Edge, stand: &Stand) -> bool {
    let by = edge.by.as_str();
    let is_way_out = matches!(by, "`*`" | "`9`") && stand.state.awaits != Awaits::Key;
    let everywhere = EVERYWHERE.contains(&by) || by.ends_with(TOO_OFTEN);
    edge.to != stand.name && edge.to != ASKED_AGAIN && (is_way_out || !everywhere)
}

const EVERYWHERE: [&str; 4] = ["`9`", "`0`", "`*`", "`#`"];
const ASKED_AGAIN: &str = "asked again";
const TOO_OFTEN: &str = "too often";
const MAIN_MENU: &str = "main menu";
const A_PERSON: &str = "a person";
/// More than any limit of silences and wrong keys.
const MOST_FAILURES: u8 = 100;

/// The lines of the drawing.
#[derive(Default)]
struct Drawing {
    nodes: Vec<String>,
    lines: String,
}

impl Drawing {
    fn draw(&mut self, from: &str, edge: &Edge) {
        let by = edge.by.replace('`', "");
        let (from, to) = (self.node(from), self.node(&edge.to));
        writeln!(self.lines, "    {from} -->|{by}| {to}").ok();
    }

    /// A node by its id, with its name in a box where it first occurs.
    fn node(&mut self, name: &str) -> String {
        let known = self.nodes.iter().position(|known| known == name);
        if let Some(number) = known {
            return format!("n{number}");
        }
        self.nodes.push(name.to_owned());
        format!("n{}[\"{name}\"]", self.nodes.len() - 1)
    }
}

/// The edges that lead on from where a call stands.
fn edges(hotline: &Hotline, stand: &Stand) -> Vec<Edge> {
    if stand.state.awaits == Awaits::Transfer {
        return of_transfer(hotline, stand);
    }
    let mut edges = Edges { hotline, stand, found: Vec::new() };
    match stand.state.place {
        Place::Dial(..) => {
            let code = example(hotline).map_or(String::new(), |service| service.code.to_string());
            edges.add("its three digits", keys(&code));
            edges.add("its first digits alone", keys(&code[..code.len().min(1)]));
            edges.add("a number of no service", keys("190"));
        }
        Place::Lookup => {
            let digits = Reference::of(0).to_string();
            edges.add("its eight digits", keys(&digits));
            edges.add("other digits", keys("1"));
        }
        Place::Inquiry(_) | Place::Addition(_) => {
            let adds = matches!(stand.state.place, Place::Addition(_));
            let what = if adds { "the rest" } else { "the question" };
            let recorded = |withdrawn, caller_gone| Input::RecordingEnded {
                address: Some(String::new()),
                seconds: Some(9),
                withdrawn,
                caller_gone,
            };
            edges.add(&format!("{what}, ended with `#` or silence"), recorded(false, false));
            edges.add(&format!("{what}, and hung up"), recorded(false, true));
            edges.add("`*`", recorded(true, false));
        }
        // Which keys a menu has is told where it is heard first.
        Place::Main if stand.state.marks.has(Mark::MisunderstoodOnce) => {}
        _ => {
            let digits = (1..=8).map(Key::Digit);
            digits.for_each(|key| edges.add(&format!("`{key}`"), Input::Keys(vec![key])));
            edges.found = grouped(std::mem::take(&mut edges.found));
        }
    }
    if stand.state.place == Place::Main {
        edges.words();
    }
    if stand.state.awaits != Awaits::Recording {
        for by in EVERYWHERE {
            let alone = matches!(stand.state.place, Place::Dial(..) | Place::Lookup) && by == "`#`";
            // It ends digits, and alone there are none.
            let input = if alone { Input::Silence } else { keys(by) };
            edges.add(if alone { "`#` alone" } else { by }, input);
        }
    }
    edges.add("silence", Input::Silence);
    edges.too_often();
    edges.found
}

/// The edges of a transfer's outcomes, and the one that is taken where nobody is there to be called.
fn of_transfer(hotline: &Hotline, stand: &Stand) -> Vec<Edge> {
    let mut edges = Edges { hotline, stand, found: Vec::new() };
    let ended = |outcome| Input::Transferred { outcome, seconds: None, caller_gone: false };
    edges.add("answered", ended(TransferOutcome::Answered));
    edges.add("busy or no answer", ended(TransferOutcome::NoAnswer));
    let mut without = hotline.clone();
    for language in &mut without.languages {
        language.person = None;
    }
    let mut asking = stand.state;
    asking.awaits = Awaits::Key;
    let nobody = respond(&without, asking, keys("0")).then.next();
    edges.found.extend(nobody.map(|next| Edge {
        by: "out of hours".to_owned(),
        to: name_of(hotline, &next).to_owned(),
    }));
    edges.found
}

/// Collects the edges that lead on from a stand.
struct Edges<'h> {
    hotline: &'h Hotline,
    stand: &'h Stand,
    found: Vec<Edge>,
}

impl Edges<'_> {
    fn add(&mut self, by: &str, input: Input) {
        let to = follow(self.hotline, self.stand.state, input);
        self.found.extend(to.map(|to| Edge { by: by.to_owned(), to: to.to_owned() }));
    }

    /// Adds words that callers may say: a service's name, a word of several names, and one that is in none.
    fn words(&mut self) {
        let Some(service) = example(self.hotline) else {
            return;
        };
        let title = self.hotline.prompt(service.title, LanguageIndex::new(0));
        let title = title.text.trim_end_matches('.');
        self.add("words", said(title));
        let several = title.split_whitespace().map(said).find(|words| {
            let answer = respond(self.hotline, self.stand.state, words.clone());
            let place = answer.then.next().map(|next| next.place);
            matches!(place, Some(Place::Found(_)))
        });
        if let Some(several) = several {
            self.add("words that fit several", several);
        }
        self.add("words that fit nothing", said("zzzz"));
    }

    /// Adds the places where it ends if a caller is silent again and again, or presses wrong keys.
    fn too_often(&mut self) {
        let silence = self.end_of(&Input::Silence);
        let wrong = match self.stand.state.awaits {
            // A key ends a recording, whichever it is.
            Awaits::Recording => None,
            _ => self.end_of(&Input::Gibberish),
        };
        let ends = if silence == wrong {
            vec![(TOO_OFTEN.to_owned(), silence)]
        } else {
            let named = |what: &str| format!("{what} {TOO_OFTEN}");
            vec![(named("silence"), silence), (named("wrong keys"), wrong)]
        };
        for (by, to) in ends {
            self.found.extend(to.map(|to| Edge { by, to: to.to_owned() }));
        }
    }

    /// The place that it leads to if the same comes again and again; none where it leads on at once.
    fn end_of(&self, input: &Input) -> Option<&'static str> {
        let mut state = self.stand.state;
        for times in 0..MOST_FAILURES {
            let answer = respond(self.hotline, state, input.clone());
            let gave_up = happened(&answer, |kind| {
                matches!(kind, EventKind::NoPerson | EventKind::TransferStarted)
            });
            if gave_up {
                return Some("a person, or goodbye");
            }
            let next = answer.then.next()?;
            let same = next.place == state.place && next.awaits == state.awaits;
            if !same {
                return (times > 0).then(|| name_of(self.hotline, &next));
            }
            state = next;
        }
        None
    }
}

fn keys(text: &str) -> Input {
    Input::Keys(text.chars().filter_map(Key::from_char).collect())
}

fn said(words: &str) -> Input {
    Input::Speech { said: words.to_owned(), confidence: Some(90) }
}

/// Keys one after the other that lead to the same are told together.
fn grouped(edges: Vec<Edge>) -> Vec<Edge> {
    let mut grouped: Vec<(Edge, String)> = Vec::new();
    for edge in edges {
        match grouped.last_mut() {
            Some((group, last)) if group.to == edge.to && edge.by.starts_with('`') => {
                last.clone_from(&edge.by);
            }
            _ => grouped.push((Edge { by: edge.by.clone(), to: edge.to }, edge.by)),
        }
    }
    grouped
        .into_iter()
        .map(|(edge, last)| {
            let by = if last == edge.by { last } else { format!("{}–{last}", edge.by) };
            Edge { by, ..edge }
        })
        .collect()
}

/// The place that an input leads to; none where it means nothing.
fn follow(hotline: &Hotline, state: CallState, input: Input) -> Option<&'static str> {
    let again = input == keys("#");
    let fails = input == Input::Silence;
    let answer = respond(hotline, state, input);
    let happened = |wanted: fn(&EventKind) -> bool| happened(&answer, wanted);
    if happened(|kind| matches!(kind, EventKind::NoMatch { .. })) {
        return None;
    }
    Some(match answer.then {
        _ if happened(|kind| matches!(kind, EventKind::TextAsked { .. })) => "a text message",
        _ if happened(|kind| matches!(kind, EventKind::LanguageForgotten)) => "not remembered",
        _ if happened(|kind| matches!(kind, EventKind::UnknownCode)) => ASKED_AGAIN,
        Then::HangUp if happened(|kind| matches!(kind, EventKind::InquiryLeft { .. })) => {
            "question kept"
        }
        Then::HangUp if happened(|kind| matches!(kind, EventKind::InquiryContinued { .. })) => {
            "addition kept"
        }
        Then::HangUp => "goodbye",
        _ if happened(|kind| matches!(kind, EventKind::NoPerson | EventKind::TransferStarted)) => {
            A_PERSON
        }
        _ => {
            let next = answer.then.next()?;
            let same = next.place == state.place && next.awaits == state.awaits;
            match (state.place, next.place) {
                _ if again && next.place == state.place => "again",
                _ if next.language != state.language && next.place == state.place => {
                    "the other language"
                }
                _ if fails && same => ASKED_AGAIN,
                (Place::Section(code, here), Place::Section(_, there)) if here != there => {
                    let service = hotline.service(code)?;
                    let key = |kind| service.section(kind).map(|section| section.key);
                    if key(there) < key(here) { "the section before" } else { "the next section" }
                }
                _ => name_of(hotline, &next),
            }
        }
    })
}

fn happened(answer: &Answer, wanted: impl Fn(&EventKind) -> bool) -> bool {
    let mut kinds = answer.events.iter().map(|event: &Event| event.kind);
    kinds.any(|kind| wanted(&kind))
}

/// The answer to a caller of a line that can do everything.
fn respond(hotline: &Hotline, state: CallState, input: Input) -> Answer {
    let offered: Vec<LanguageIndex> = hotline.language_indices().collect();
    let context = TurnContext {
        now: Timestamp::UNIX_EPOCH,
        line: "",
        offered: &offered,
        notices: &[],
        abilities: Abilities { listens: true, records: true, texts: true },
        parties: [None; 3],
        caller: CallerNumber::Mobile,
        reference: Some(Reference::of(0)),
        lookup: &LookupResult::Inquiry(InquiryProgress::Open),
    };
    let state = Some(state);
    answer(hotline, &context, &Turn { state, input })
}
