//! The cost of a turn without input and output, and of each of its steps.
//!
//! `cargo bench --bench turn` prints microseconds and allocations of each step, and the whole against what a turn may
//! take beyond the check of its signature. The last column is the ratio to that check, without which no turn can be.
//! `-- --short` is one short round, to see that it works.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "a program for a person at a terminal"
)]

#[path = "compare/ask.rs"]
mod ask;

use std::alloc::System;
use std::hint::black_box;
use std::net::Ipv4Addr;
use std::time::Instant;

use camino::Utf8Path;
use http::{HeaderMap, HeaderValue, Method};
use sila::catalogue::{Hotline, LanguageIndex, Recording, RecordingHash};
use sila::clock;
use sila::config::Config;
use sila::dialects::twilio::Twilio;
use sila::dialects::{Access, Auth, AuthTable, Dialect as _, PublicUrl, Request};
use sila::dialogue::{
    self, Abilities, CallState, CallerNumber, Input, Key, LookupResult, Place, Reference, Turn,
    TurnContext,
};
use sila::server;
use sila::server::Ambient;
use sila::web::{App, CallLinks, ProviderLine};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

use ask::{Ask, Provider, TOKEN};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The origin at which the provider reaches the server.
const ORIGIN: &str = "https://hotline.example.bh";
const CALL: &str = "CA3f0c5d7e9b1a2c4d6e8f00112233aabb";
/// Microseconds that a turn may take beyond the check of its signature.
const TARGET: f64 = 5.0;

/// Positions of calls, and the key that is pressed there.
const TURNS: [(&str, &str); 6] =
    [("gate", "2"), ("main", "1"), ("1", "1"), ("11", "4"), ("114", "1"), ("114", "*")];

/// A request of the provider, signed.
struct Asked {
    path: String,
    headers: HeaderMap,
    body: String,
}

impl Asked {
    fn new(path: String, digits: &str) -> Self {
        let provider = Provider::new(ORIGIN);
        let ask =
            Ask { path: &path, call: CALL, status: "in-progress", digits, from: "+97336000000" };
        let (body, signature) = (provider.form(&ask), provider.signature(&ask));
        let mut headers = HeaderMap::new();
        let form = HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");
        headers.insert(http::header::CONTENT_TYPE, form);
        headers.insert("x-twilio-signature", signature.parse().unwrap());
        Self { path, headers, body }
    }

    fn request(&self) -> Request<'_> {
        Request {
            method: &Method::POST,
            version: http::Version::HTTP_11,
            path_and_query: &self.path,
            headers: &self.headers,
            body: self.body.as_bytes(),
            peer: Ipv4Addr::LOCALHOST.into(),
        }
    }
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let mut config =
        Config::for_this_machine(Utf8Path::from_path(folder.path()).unwrap().into()).unwrap();
    config.public_url = Some(PublicUrl::parse(ORIGIN).unwrap());
    config.lines[0].access = Access::Signed(auth(&[TOKEN]));
    let ambient = Ambient { clock: clock::system(), random: [7; 32] };
    let running = server::start(config, ambient).await.unwrap();
    measure(&running.app);
    running.stop().await;
}

fn measure(app: &App) {
    let line = &app.lines["demo"];
    let active = app.calls.editions.active();
    let edition = &active.edition;
    let hotline = &edition.hotline;
    let links = CallLinks {
        public_url: &app.public_url,
        line,
        token: "3_0_en_main_0_key_0_0_0_0_5~AAAAAAAAAAAAAAAAAAAAAA",
        caller_id: None,
    };
    let seal = &app.calls.seal;
    let offered: Vec<LanguageIndex> = hotline.language_indices().collect();
    let context = context(line.name(), &offered);
    let turns = TURNS.map(|(place, key)| {
        let state = standing_at(place, hotline);
        let sealed = state.encode(edition);
        let sealed = seal.seal(line.name(), CALL, &sealed);
        (state, key, Asked::new(format!("/voice/demo?turn={sealed}"), key))
    });
    let (state, _, asked) = &turns[3];
    let request = asked.request();
    let public = &app.public_url;
    let now = clock::system()();

    println!("step                              µs  allocations  of a signature");
    let verify = |tokens: &[&str]| {
        let auth = auth(tokens);
        time(|| auth.verify(&request, public, now).unwrap())
    };
    let signature = verify(&[TOKEN]);
    let print = |name: &str, cost: Cost| print(name, cost, signature.microseconds);
    print("verify, one token", signature);
    print("verify, two tokens", verify(&["another", TOKEN]));

    let auth = auth(&[TOKEN]);
    let parsed = auth.verify(&request, public, now).unwrap();
    print("read the turn", time(|| parsed.turn()));
    let sealed = asked.path.split_once('=').unwrap().1;
    print(
        "open the state",
        time(|| {
            let text = seal.open(line.name(), CALL, sealed).unwrap();
            CallState::decode(text, edition).unwrap()
        }),
    );
    for (state, key, _) in &turns {
        let name = format!("dialogue, {key} at {}", state.place);
        let turn = pressing(*state, key);
        print(&name, time(|| dialogue::answer(hotline, &context, &turn)));
    }
    let mut recorded = hotline.clone();
    recorded.prompts.attach_recordings(|prompt| {
        Some(Recording {
            hash: RecordingHash::of(prompt.text.as_bytes()),
            seconds: 3.0,
            draft: false,
        })
    });
    for (name, hotline) in [("texts", hotline), ("recordings", &recorded)] {
        let turn = pressing(*state, "4");
        let answer = dialogue::answer(hotline, &context, &turn);
        let size = Twilio.render(&answer, hotline, &links).len();
        let name = format!("render {name}, {size} bytes");
        print(&name, time(|| Twilio.render(&answer, hotline, &links)));
    }
    print("seal the state", time(|| seal.seal(line.name(), CALL, &state.encode(edition))));
    println!();
    let mut wholes = Vec::new();
    for (state, key, asked) in &turns {
        let cost = whole(app, line, asked);
        print(&format!("whole turn, {key} at {}", state.place), cost);
        wholes.push(cost);
    }
    let mean =
        |figure: fn(&Cost) -> f64| wholes.iter().map(figure).sum::<f64>() / wholes.len() as f64;
    let mean = Cost {
        microseconds: mean(|cost| cost.microseconds),
        allocations: mean(|cost| cost.allocations),
    };
    print("whole turn, mean", mean);
    let beyond = mean.microseconds - signature.microseconds;
    let met = if beyond < TARGET { "met" } else { "MISSED" };
    println!("\n{beyond:.2} µs beyond the signature: the target of {TARGET} µs is {met}");
}

/// A turn like most.
fn context<'a>(line: &'a str, offered: &'a [LanguageIndex]) -> TurnContext<'a> {
    TurnContext {
        now: clock::system()(),
        line,
        offered,
        notices: &[],
        abilities: Abilities::default(),
        parties: [None; 3],
        caller: CallerNumber::Mobile,
        reference: Some(Reference::of(7)),
        lookup: &LookupResult::Nothing,
    }
}

/// Everything between a request and its document that needs no disk.
fn whole(app: &App, line: &ProviderLine, asked: &Asked) -> Cost {
    let request = asked.request();
    let name = line.name();
    let active = app.calls.editions.active();
    let hotline = active.hotline();
    let turn = || {
        let call_turn = line
            .access
            .admit(line.dialect, &request, &app.public_url, clock::system()())
            .unwrap()
            .turn();
        let call = call_turn.call.as_str();
        let (_, sealed) = asked.path.split_once('=').unwrap();
        let opened = app.calls.seal.open(name, call, sealed).unwrap();
        let turn =
            Turn { state: CallState::decode(opened, &active.edition), input: call_turn.input };
        let answer = dialogue::answer(hotline, &context(name, active.offered(name)), &turn);
        let next = answer.then.next().unwrap().encode(&active.edition);
        let links = CallLinks {
            public_url: &app.public_url,
            line,
            token: &app.calls.seal.seal(name, call, &next),
            caller_id: None,
        };
        line.dialect.render(&answer, hotline, &links)
    };
    let document = String::from_utf8(turn()).unwrap();
    assert!(document.contains("_5~"), "the next turn is not the fifth");
    time(turn)
}

fn auth(tokens: &[&str]) -> Box<dyn Auth> {
    let table = AuthTable::default();
    let mut table =
        tokens.iter().fold(table, |table, token| table.with_secret("auth_token", *token));
    Twilio.read_auth(&mut table).unwrap()
}

/// A call's state at a place, in the second language once one is chosen.
fn standing_at(place: &str, hotline: &Hotline) -> CallState {
    let place = Place::parse(place).unwrap();
    CallState {
        language: (place != Place::Gate).then(|| hotline.language_indices().last().unwrap()),
        place,
        turn: 4,
        ..CallState::new(0)
    }
}

fn pressing(state: CallState, key: &str) -> Turn {
    Turn {
        state: Some(state),
        input: Input::Keys(key.chars().map(|key| Key::from_char(key).unwrap()).collect()),
    }
}

/// The cost of one run of a step.
#[derive(Clone, Copy)]
struct Cost {
    microseconds: f64,
    allocations: f64,
}

/// The median over many short goes.
fn time<T>(mut step: impl FnMut() -> T) -> Cost {
    const TIMES: usize = 100;
    let short = std::env::args().any(|argument| argument == "--short");
    let goes = if short { 3 } else { 201 };
    let mut times = Vec::with_capacity(goes);
    for _ in 0..goes {
        let begin = Instant::now();
        for _ in 0..TIMES {
            black_box(step());
        }
        times.push(begin.elapsed().as_secs_f64() * 1e6 / TIMES as f64);
    }
    times.sort_by(f64::total_cmp);
    let region = Region::new(ALLOCATOR);
    for _ in 0..TIMES {
        black_box(step());
    }
    let counted = region.change();
    Cost {
        microseconds: times[goes / 2],
        allocations: (counted.allocations + counted.reallocations) as f64 / TIMES as f64,
    }
}

fn print(name: &str, cost: Cost, signature: f64) {
    let Cost { microseconds, allocations } = cost;
    println!(
        "{name:<28}  {microseconds:6.2}  {allocations:11.1}  {:14.2}",
        microseconds / signature
    );
}
