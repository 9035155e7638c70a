//! Writing `TwiML`.

use crate::catalogue::{Hotline, Language, Prompt};
use crate::dialects::pieces::pieces;
use crate::dialects::xml::{XmlElement, XmlWriter, is_blank};
use crate::dialects::{Ending, HintLimits, Links, Words};
use crate::dialogue::{Answer, Collect, SpokenPrompt, Then, Whisper};

use super::PROFILE;

/// `Say` takes 4096 characters.
const LONGEST_TEXT: usize = 4096;

/// Twilio takes 500 phrases of 100 characters (twiml/gather, "hints"); more bytes would make the document large.
const HINTS: HintLimits = HintLimits { phrases: 500, characters: 100, bytes: 1500 };

/// Seconds that a person has to take a call after its words.
const WHISPER_SECONDS: u16 = 5;

/// Writes an answer; see [`crate::dialects::Dialect::render`].
///
/// A single key is taken at once and in the middle of a sentence (`numDigits`, `finishOnKey`, prompts in
/// the `Gather`). Silence comes back as a turn (`actionOnEmptyResult`), and so does whatever makes a
/// `Gather` fall through to the next verb: a lone terminator key did, in what was tried.
pub fn render(answer: &Answer, hotline: &Hotline, links: &dyn Links) -> Vec<u8> {
    let mut document = XmlWriter::new("Response", capacity(&answer.prompts, hotline));
    let speak = |document: &mut XmlWriter| {
        for prompt in answer.prompts(hotline) {
            say_or_play(document, prompt, hotline, links);
        }
    };
    match &answer.then {
        Then::Collect(collect) => {
            let action = links.turn();
            gather(document.element("Gather"), collect, &action, hotline);
            speak(&mut document);
            document.close("Gather");
            redirect(&mut document, &action);
        }
        Then::Transfer { number, ring_seconds, .. } => {
            speak(&mut document);
            let dial = document.element("Dial");
            dial.with("action", &*links.turn())
                .with("method", "POST")
                .with("timeout", u16::from(*ring_seconds))
                .with("answerOnBridge", "true")
                .with_some("callerId", links.caller_id())
                .open();
            let person = document.element("Number");
            let person = person.with("url", &*links.whisper());
            person.with("method", "POST").text(number);
            document.close("Dial");
        }
        Then::Record { longest, silence, .. } => {
            speak(&mut document);
            let action = links.turn();
            let record = document.element("Record");
            record
                .with("action", &*action)
                .with("method", "POST")
                .with("maxLength", *longest)
                .with("timeout", u16::from(*silence))
                .with("finishOnKey", "*#")
                .with("playBeep", "true")
                .with("trim", "trim-silence")
                .empty();
            // Comes here where nothing was recorded.
            redirect(&mut document, &action);
        }
        Then::HangUp => {
            speak(&mut document);
            document.element("Hangup").empty();
        }
    }
    document.finish()
}

/// Opens the verb that waits for keys, and for words.
fn gather(gather: XmlElement<'_>, collect: &Collect, action: &str, hotline: &Hotline) {
    let input = match collect.listen {
        Some(_) => "dtmf speech",
        None => "dtmf",
    };
    let gather = gather
        .with("input", input)
        .with("numDigits", u16::from(collect.keys))
        .with("finishOnKey", if collect.keys == 1 { "" } else { "#" })
        .with("timeout", u16::from(collect.seconds))
        .with("actionOnEmptyResult", "true")
        .with("action", action)
        .with("method", "POST");
    let Some(language) = collect.listen else {
        return gather.open();
    };
    gather
        .with("language", hotline.language(language).heard_as())
        .with("speechTimeout", "auto")
        .with_list("hints", HINTS.fitting(collect.hints(hotline)))
        .open();
}

fn redirect(document: &mut XmlWriter, address: &str) {
    let redirect = document.element("Redirect");
    redirect.with("method", "POST").text(address);
}

/// Writes what a person hears before the caller; see [`crate::dialects::Dialect::whisper`].
pub fn whisper(whisper: &Whisper, hotline: &Hotline, links: &dyn Links) -> Vec<u8> {
    let prompts = &*whisper.prompts;
    let mut document = XmlWriter::new("Response", capacity(prompts, hotline));
    if whisper.asks_key {
        let gather = document.element("Gather").with("input", "dtmf").with("numDigits", 1_u16);
        let gather = gather.with("finishOnKey", "").with("timeout", WHISPER_SECONDS);
        gather.with("action", &*links.whisper()).with("method", "POST").open();
    }
    for prompt in prompts {
        say_or_play(&mut document, prompt.get(hotline), hotline, links);
    }
    if whisper.asks_key {
        document.close("Gather");
        // Comes here where nothing was pressed; the caller hears ringing until then.
        document.element("Hangup").empty();
    }
    document.finish()
}

/// Writes a few words; see [`crate::dialects::Dialect::announce`].
pub fn announce(words: &[Words<'_>], ending: Ending<'_>) -> Vec<u8> {
    let mut document = XmlWriter::new("Response", 512);
    for Words { language, text } in words {
        say(&mut document, Some(language), text);
    }
    match ending {
        Ending::Redirect(address) => redirect(&mut document, address),
        Ending::HangUp => document.element("Hangup").empty(),
    }
    document.finish()
}

/// About how many bytes a document takes.
fn capacity(prompts: &[SpokenPrompt], hotline: &Hotline) -> usize {
    let element = |prompt: &Prompt| match prompt.recording {
        Some(_) => 160,
        None => prompt.text.len() + 80,
    };
    let prompts = prompts.iter().map(|prompt| element(prompt.get(hotline)));
    1024 + prompts.sum::<usize>()
}

fn say_or_play(document: &mut XmlWriter, prompt: &Prompt, hotline: &Hotline, links: &dyn Links) {
    if let Some(recording) = &prompt.recording {
        let play = document.element("Play");
        return play.text(&links.recording(recording.hash));
    }
    let language = hotline.language_by_code(&prompt.language).map(|index| hotline.language(index));
    say(document, language, &prompt.text);
}

/// Says a text in as many elements as it takes; none for a text in which nothing can be said, which
/// Twilio would warn of.
fn say(document: &mut XmlWriter, language: Option<&Language>, text: &str) {
    let voice = language.and_then(|language| language.voice(PROFILE.name));
    let language = language.map(|language| language.locale.as_str());
    for piece in pieces(text, LONGEST_TEXT) {
        if !is_blank(piece) {
            let say = document.element("Say").with_some("language", language);
            say.with_some("voice", voice).text(piece);
        }
    }
}
