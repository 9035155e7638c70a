//! A caller's map of the dialogue, drawn by calling it: every key is tried at every kind of place.

use std::fmt::Write as _;

use jiff::Timestamp;

use crate::catalogue::{Hotline, LanguageIndex, Service};

use super::{
    Abilities, Around, Awaits, CallerNumber, Event, EventKind, Input, InquiryKnown, Key, Known,
    Mark, Onward, Place, Reference, State, Then, Turn, answer,
};

/// Where a call can stand, in the reader's words, and a state that stands there.
struct Stand {
    name: &'static str,
    state: State,
}

/// What a caller can do, and where it leads.
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
        let told: Vec<String> = edges
            .iter()
            .map(|edge| format!("{} → {}", edge.by, edge.to))
            .collect();
        writeln!(table, "| **{}** | {} |", stand.name, told.join(" · ")).ok();
        for edge in edges.iter().filter(|edge| edge.to != stand.name) {
            let everywhere = EVERYWHERE.contains(&edge.by.as_str()) || edge.to == ASKED_AGAIN;
            if !everywhere {
                drawing.draw(stand.name, edge);
            }
        }
    }
    format!("```mermaid\nflowchart TD\n{}```\n\n{table}", drawing.lines)
}

/// What means the same at every place, and would only fill the drawing.
const EVERYWHERE: [&str; 4] = ["`9`", "`0`", "`*`", "`#`"];
const ASKED_AGAIN: &str = "asked again";

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

/// Every kind of place, each once, in the order in which callers come to know them.
fn stands(hotline: &Hotline) -> Vec<Stand> {
    let Some(service) = example(hotline) else {
        return Vec::new();
    };
    let code = service.code;
    let reference = Reference::of(0);
    let mut stands = vec![
        ("the languages", Place::Gate),
        ("main menu", Place::Main),
        ("sector", Place::Sector(code.sector)),
        ("group", Place::Group(code.sector, code.group)),
        ("service", Place::Service(code)),
    ];
    let kinds = service.sections.iter().map(|section| section.kind);
    stands.extend(
        kinds
            .take(1)
            .map(|kind| ("section", Place::Section(code, kind))),
    );
    stands.extend([
        ("dial a code", Place::Dial(None, None)),
        ("is it this one?", Place::Confirm(code)),
        (
            "which of these?",
            Place::Found([Some(code), Some(code), None, None]),
        ),
        (
            "go on where the last call broke off?",
            Place::Resume(code, None),
        ),
        ("was it useful?", Place::Useful(code, Onward::Group)),
        ("leave a question", Place::Inquiry(Some(code))),
        ("question received", Place::Received(reference)),
        ("which question?", Place::Lookup),
        ("how the question stands", Place::Status(reference)),
    ]);
    let state = |place| {
        let mut state = State::new(0);
        state.place = place;
        if place != Place::Gate {
            state.language = Some(LanguageIndex::new(0));
            state.marks.set(Mark::Remembered);
        }
        if matches!(place, Place::Section(..) | Place::Service(_)) {
            state.marks.set(Mark::GuidanceHeard);
        }
        if matches!(place, Place::Inquiry(_)) {
            state.awaits = Awaits::Recording;
        }
        state
    };
    stands
        .into_iter()
        .map(|(name, place)| Stand {
            name,
            state: state(place),
        })
        .collect()
}

/// The service whose first section is the longest.
fn example(hotline: &Hotline) -> Option<&Service> {
    let still_here = hotline.services().map(|(_, _, service)| service);
    let pieces = |service: &&Service| service.sections.first().map_or(0, |one| one.pieces.len());
    still_here
        .filter(|service| service.moved.is_none() && service.sections.len() > 1)
        .max_by_key(|service| (pieces(service), std::cmp::Reverse(service.code)))
}

fn edges(hotline: &Hotline, stand: &Stand) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    let mut add = |by: String, to: Option<String>| {
        if let Some(to) = to {
            edges.push(Edge { by, to });
        }
    };
    match stand.state.place {
        Place::Dial(..) => {
            let code = example(hotline).map(|service| service.code.to_string());
            let keys = code
                .iter()
                .flat_map(|code| code.chars())
                .filter_map(Key::from_char);
            add(
                "its three digits".into(),
                follow(hotline, stand, Input::Keys(keys.collect())),
            );
            let nobody = vec![Key::Digit(1), Key::Digit(9), Key::Digit(0)];
            add(
                "a number of no service".into(),
                follow(hotline, stand, Input::Keys(nobody)),
            );
        }
        Place::Lookup => {
            let keys = Reference::of(0).to_string();
            let keys = keys.chars().filter_map(Key::from_char).collect();
            add(
                "its eight digits".into(),
                follow(hotline, stand, Input::Keys(keys)),
            );
        }
        Place::Inquiry(_) => {
            let recorded = Input::Recorded {
                address: String::new(),
                seconds: Some(9),
                withdrawn: false,
                caller_gone: false,
            };
            add("the question".into(), follow(hotline, stand, recorded));
        }
        _ => {
            for key in (1..=8).map(Key::Digit) {
                add(
                    format!("`{key}`"),
                    follow(hotline, stand, Input::Keys(vec![key])),
                );
            }
        }
    }
    let mut edges = grouped(edges);
    let mut add = |by: &str, to: Option<String>| {
        if let Some(to) = to {
            let by = by.to_owned();
            edges.push(Edge { by, to });
        }
    };
    if stand.state.place == Place::Main {
        add("words", Some("is it this one?".into()));
        add("words that fit several", Some("which of these?".into()));
    }
    if !matches!(stand.state.place, Place::Inquiry(_)) {
        for by in EVERYWHERE {
            let keys = by.chars().filter_map(Key::from_char).collect();
            add(by, follow(hotline, stand, Input::Keys(keys)));
        }
    }
    add("silence", follow(hotline, stand, Input::Silence));
    edges
}

/// Keys one after the other that lead to the same are told together.
fn grouped(edges: Vec<Edge>) -> Vec<Edge> {
    let mut grouped: Vec<(Edge, String)> = Vec::new();
    for edge in edges {
        match grouped.last_mut() {
            Some((group, last)) if group.to == edge.to && edge.by.starts_with('`') => {
                last.clone_from(&edge.by);
            }
            _ => grouped.push((
                Edge {
                    by: edge.by.clone(),
                    to: edge.to,
                },
                edge.by,
            )),
        }
    }
    grouped
        .into_iter()
        .map(|(edge, last)| {
            let by = if last == edge.by {
                last
            } else {
                format!("{}–{last}", edge.by)
            };
            Edge { by, ..edge }
        })
        .collect()
}

/// Where an input leads; none where it means nothing.
fn follow(hotline: &Hotline, stand: &Stand, input: Input) -> Option<String> {
    let offered: Vec<LanguageIndex> = hotline.language_indices().collect();
    let around = Around {
        now: Timestamp::UNIX_EPOCH,
        line: "",
        offered: &offered,
        notices: &[],
        abilities: Abilities {
            listens: true,
            records: true,
            texts: true,
        },
        caller: CallerNumber::Mobile,
        reference: Reference::of(0),
        known: &Known::Inquiry(InquiryKnown::Open),
    };
    let silent = input == Input::Silence;
    let again = input == Input::Keys(vec![Key::Hash]);
    let turn = Turn {
        state: Some(stand.state),
        input,
    };
    let answer = answer(hotline, &around, &turn);
    let happened = |wanted: fn(&EventKind) -> bool| {
        let mut kinds = answer.events.iter().map(|event: &Event| event.kind);
        kinds.any(|kind| wanted(&kind))
    };
    if happened(|kind| matches!(kind, EventKind::NoMatch { .. })) {
        return None;
    }
    let to = match answer.then {
        _ if happened(|kind| matches!(kind, EventKind::TextAsked { .. })) => "a text message",
        _ if happened(|kind| matches!(kind, EventKind::LanguageForgotten)) => "not remembered",
        _ if happened(|kind| matches!(kind, EventKind::NoPerson | EventKind::TransferStarted)) => {
            "a person, in hours"
        }
        _ if happened(|kind| matches!(kind, EventKind::Paused)) => "pause",
        _ if again => "again",
        Then::HangUp => "goodbye",
        Then::Transfer { .. } => "a person, in hours",
        _ => {
            let next = answer.then.next()?;
            let same = next.place == stand.state.place;
            if silent && same {
                ASKED_AGAIN
            } else if same && next.piece != stand.state.piece {
                "next piece"
            } else {
                stand_of(next.place)
            }
        }
    };
    Some(to.to_owned())
}

fn stand_of(place: Place) -> &'static str {
    match place {
        Place::Gate => "the languages",
        Place::Main => "main menu",
        Place::Sector(_) => "sector",
        Place::Group(..) => "group",
        Place::Service(_) => "service",
        Place::Section(..) => "section",
        Place::Dial(..) => "dial a code",
        Place::Confirm(_) => "is it this one?",
        Place::Found(_) => "which of these?",
        Place::Resume(..) => "go on where the last call broke off?",
        Place::Useful(..) => "was it useful?",
        Place::Inquiry(_) => "leave a question",
        Place::Received(_) => "question received",
        Place::Lookup => "which question?",
        Place::Status(_) => "how the question stands",
    }
}
