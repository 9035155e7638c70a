//! Single calls that say more than what holds for all.

use sila::catalogue::report::{HeardMenu, HeardWay, Summary};
use sila::catalogue::{Code, Edition, Hotline, Prompt, Recording, RecordingHash, source};
use sila::dialogue::{Answer, CallState, EventKind, Input, Key, LookupResult, Place, Then, Turn};

use super::coming::keys;
use super::line::{ABLE, ARABIC, ENGLISH, Line, place};
use super::reached::{still_there, timeless};

/// A state in the middle of a call in English.
fn standing_at(at: &str) -> CallState {
    CallState { language: Some(ENGLISH), place: place(at), ..timeless(CallState::new(0)) }
}

/// The ids of an answer's prompts.
fn ids(hotline: &Hotline, answer: &Answer) -> Vec<String> {
    let prompts = answer.prompts(hotline);
    prompts.map(|prompt| prompt.id.clone()).collect()
}

/// The ids of what is said to a turn in a state, and where the call stands then.
fn said(line: &Line, state: CallState, input: Input) -> (Vec<String>, Option<Place>) {
    let turn = Turn { state: Some(state), input };
    let answer = line.answer(&turn, &LookupResult::Nothing);
    let ids = ids(&line.hotline, &answer);
    (ids, answer.then.next().map(|next| next.place))
}

#[test]
fn keys_sent_in_one_burst_are_all_used() {
    let line = Line::whole();
    let begin = line.answer(&Turn { state: None, input: Input::Start }, &LookupResult::Nothing);
    let gate = begin.then.next().expect("a gate");
    let (ids, place) = said(&line, gate, keys("2114"));
    assert_eq!(place, Code::parse("114").map(Place::Service));
    assert_eq!(ids[0], "114.title");
}

#[test]
fn a_service_that_was_found_is_offered_in_one_sentence() {
    let codes = [Code::parse("121"), Code::parse("111"), None, None];
    let found = |line: &Line, language| {
        let state = CallState { language: Some(language), ..standing_at("main") };
        let state = CallState { place: Place::Found(codes), ..state };
        let turn = Turn { state: Some(state), input: keys("#") };
        let answer = line.answer(&turn, &LookupResult::Nothing);
        let prompts = answer.prompts(&line.hotline).skip(1).take(2);
        prompts.map(|prompt| prompt.text.clone()).collect::<Vec<_>>()
    };
    let line = Line::small();
    // As in the menus, with keys that are not the services' own.
    let option = |index: usize, language| {
        let services = &line.hotline.sectors[0].groups[index].services;
        line.hotline.prompt(services[0].option, language).text.clone()
    };
    for (language, [one, two]) in [(ENGLISH, ["one", "two"]), (ARABIC, ["واحد", "اثنان"])]
    {
        let expected = [option(1, language), option(0, language).replace(one, two)];
        assert_eq!(found(&line, language), expected);
    }
    // A recorded name is heard as it was recorded, and the key after it.
    let recorded = |prompt: &Prompt| {
        let heard = ["121.title", "phrase.choice-1", "111.title"].contains(&prompt.id.as_str());
        let hash = RecordingHash::of(prompt.id.as_bytes());
        heard.then_some(Recording { hash, seconds: 1.0, draft: false })
    };
    let content = source::content_hash(&source::shipped());
    let hotline = Edition::freeze(line.hotline.clone(), &content, recorded).hotline;
    let recorded = Line { hotline, ..line };
    let [name, key] = found(&recorded, ENGLISH).try_into().unwrap();
    assert_eq!((name.ends_with('.'), key.as_str()), (true, "Press one."));
}

#[test]
fn whoever_is_in_a_hurry_is_not_asked_whether_it_was_useful() {
    let line = Line::small();
    let mut heard = standing_at("121");
    let again = Turn { state: Some(heard), input: keys("#") };
    heard = line.answer(&again, &LookupResult::Nothing).then.next().expect("it goes on");
    assert_eq!(said(&line, heard, keys("*")).1, Some(place("useful.121.group")));
    assert_eq!(said(&line, heard, keys("*9")).1, Some(Place::Main));
    assert_eq!(said(&line, heard, keys("92")).1, Some(place("2")));
}

#[test]
fn guidance_in_pieces_is_heard_piece_by_piece() {
    let line = Line::small();
    let mut state = standing_at("113");
    let mut heard = Vec::new();
    for key in ["1", "3", "3", "1", "1", "3", "3", "3"] {
        let turn = Turn { state: Some(state), input: keys(key) };
        let answer = line.answer(&turn, &LookupResult::Nothing);
        state = answer.then.next().expect("it goes on");
        heard.push(ids(&line.hotline, &answer).remove(0));
    }
    insta::assert_snapshot!(heard.join("\n"), @r"
    113.documents.1
    113.documents.2
    113.fee
    113.documents.2
    113.documents.1
    113.documents.2
    113.fee
    phrase.no-match
    ");
}

#[test]
fn a_key_pressed_for_a_place_that_has_gone_is_not_obeyed_elsewhere() {
    let mut smaller = Line::whole();
    smaller.hotline.sectors[0].groups[0].services.remove(3);
    let turn = Turn { state: Some(standing_at("114")), input: keys("2") };
    let answer = smaller.answer(&turn, &LookupResult::Nothing);
    let said = ids(&smaller.hotline, &answer);
    assert_eq!(said[..2], ["phrase.apology", "11.title"]);
    let next = answer.then.next().map(|next| next.place);
    assert_eq!(next, Some(place("11")), "and not in service 112");
    assert_eq!(answer.events, [], "nothing was chosen");
}

#[test]
fn what_was_recorded_about_a_service_that_has_gone_is_kept_all_the_same() {
    let mut smaller = Line::small().able(ABLE);
    smaller.hotline.sectors[0].groups[0].services.remove(0);
    let state =
        CallState { awaits: sila::dialogue::Awaits::Recording, ..standing_at("inquiry.111") };
    let turn = Turn {
        state: Some(state),
        input: Input::RecordingEnded {
            address: Some("https://api.example.com/recordings/RE1".to_owned()),
            seconds: Some(9),
            withdrawn: false,
            caller_gone: false,
        },
    };
    let answer = smaller.answer(&turn, &LookupResult::Nothing);
    let left = answer.events.iter().find_map(|event| match event.kind {
        EventKind::InquiryLeft { about, .. } => Some(about),
        _ => None,
    });
    assert_eq!(left, Some(None));
}

#[test]
fn what_was_pressed_in_another_edition_is_asked_for_again() {
    let line = Line::whole();
    let (ids, at) = said(&line, standing_at("114"), Input::EditionChanged);
    assert_eq!(ids[..2], ["phrase.apology", "114.title"]);
    assert_eq!(at, Some(place("114")));
}

#[test]
fn a_call_whose_state_never_comes_back_is_brought_to_an_end() {
    let line = Line::small();
    let lost = |times| Turn { state: None, input: Input::Lost { restart: 7, times } };
    let first = line.answer(&lost(1), &LookupResult::Nothing);
    assert_eq!(first.then.next().map(|next| next.restart), Some(7));
    let end = line.answer(&lost(4), &LookupResult::Nothing);
    assert!(matches!(end.then, Then::HangUp));
    assert_eq!(ids(&line.hotline, &end), ["phrase.website", "phrase.goodbye"]);
}

#[test]
fn words_that_are_not_understood_twice_leave_the_keys_alone() {
    let line = Line::small().able(ABLE);
    let mut state = standing_at("main");
    let mut course = Vec::new();
    for _ in 0..4 {
        let turn = Turn {
            state: Some(state),
            input: Input::Speech {
                said: "nothing that a service is for".to_owned(),
                confidence: None,
            },
        };
        let answer = line.answer(&turn, &LookupResult::Nothing);
        let listens = matches!(answer.then, Then::Collect(collect) if collect.listen.is_some());
        course.push(format!("{} {listens}", ids(&line.hotline, &answer)[0]));
        state = answer.then.next().expect("it goes on");
    }
    insta::assert_snapshot!(course.join("\n"), @r"
    phrase.not-understood true
    phrase.keys-only false
    phrase.no-input false
    phrase.no-input false
    ");
    let key = Input::Keys(vec![Key::Digit(1)]);
    assert_eq!(said(&line, state, key).1, Some(place("1")));
}

#[test]
fn what_is_understood_in_between_keeps_the_words() {
    let line = Line::small().able(ABLE);
    let mut state = standing_at("main");
    let mut course = Vec::new();
    for said in
        ["nothing that a service is for", "one", "nothing that a service is for", "four one"]
    {
        let input = Input::Speech { said: said.to_owned(), confidence: None };
        let answer = line.answer(&Turn { state: Some(state), input }, &LookupResult::Nothing);
        course.push(ids(&line.hotline, &answer)[0].clone());
        state = answer.then.next().expect("it goes on");
    }
    insta::assert_snapshot!(course.join("\n"), @r"
    phrase.not-understood
    1.title
    phrase.not-understood
    phrase.keys-only
    ");
}

#[test]
fn a_section_that_a_service_does_not_have_is_told_to_be_missing() {
    let line = Line::small().able(ABLE);
    let input = Input::Speech { said: "what are the steps".to_owned(), confidence: None };
    let turn = Turn { state: Some(standing_at("111")), input };
    let answer = line.answer(&turn, &LookupResult::Nothing);
    let said = ids(&line.hotline, &answer);
    assert_eq!(said[..2], ["phrase.no-such-section", "section.documents.1"]);
}

#[test]
fn whoever_hears_everything_comes_to_any_guidance_in_time() {
    let line = Line::whole().able(ABLE);
    let summary = Summary::of(&line.hotline);
    for (language, told) in [ARABIC, ENGLISH].into_iter().zip(&summary.languages) {
        let mut longest = 0.0_f32;
        for code in still_there(&line) {
            let gate = language.position() + 1;
            let mut state = None;
            let mut way = 0.0;
            for key in
                [String::new(), gate.to_string(), code.sector.to_string(), code.group.to_string()]
            {
                let input = if key.is_empty() { Input::Start } else { keys(&key) };
                let answer = line.answer(&Turn { state, input }, &LookupResult::Nothing);
                let seconds: f32 = answer.prompts(&line.hotline).map(Prompt::seconds).sum();
                assert!(seconds <= HeardMenu::MAX_SECONDS, "{code} {key}: {seconds}");
                way += seconds;
                state = answer.then.next();
            }
            longest = longest.max(way);
        }
        assert!(longest <= HeardWay::MAX_SECONDS, "{longest}");
        let told = told.everything_heard.as_ref().expect("there are services");
        assert!((told.seconds - longest).abs() < 0.01, "{told:?} {longest}");
        assert!(told.longest_menu.seconds <= HeardMenu::MAX_SECONDS, "{told:?}");
    }
}

#[test]
fn help_is_told_where_it_is_new() {
    let line = Line::small();
    let mut state = standing_at("main");
    let mut helps = Vec::new();
    for key in ["1", "1", "1", "1", "*", "#"] {
        let answer =
            line.answer(&Turn { state: Some(state), input: keys(key) }, &LookupResult::Nothing);
        let said = ids(&line.hotline, &answer);
        let help = said.into_iter().filter(|id| id.ends_with("help") && id != "phrase.pause-help");
        helps.push(format!("{key} {}", help.collect::<Vec<_>>().join(" ")).trim_end().to_owned());
        state = answer.then.next().expect("it goes on");
    }
    insta::assert_snapshot!(helps.join("\n"), @r"
    1 phrase.help
    1
    1 phrase.guidance-help phrase.person-help
    1
    *
    # phrase.guidance-help phrase.person-help
    ");
}
