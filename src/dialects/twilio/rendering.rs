//! Writing `TwiML`.

use crate::catalogue::search::HintLimits;
use crate::catalogue::{Hotline, Language, Prompt};
use crate::dialects::pieces::pieces;
use crate::dialects::xml::{Document, is_blank};
use crate::dialects::{Ending, Links, Words};
use crate::dialogue::{Answer, Collect, SpokenPrompt, Then};

use super::PROFILE;

/// `Say` takes 4096 characters.
const LONGEST_TEXT: usize = 4096;

/// Twilio takes 500 phrases of 100 characters (twiml/gather, "hints"); more bytes would make the document large.
const HINTS: HintLimits = HintLimits {
    phrases: 500,
    characters: 100,
    bytes: 1500,
};

/// Writes an answer; see [`crate::dialects::Dialect::render`].
///
/// A single key is taken at once and in the middle of a sentence (`numDigits`, `finishOnKey`, prompts in
/// the `Gather`). Silence comes back as a turn (`actionOnEmptyResult`), and so does whatever makes a
/// `Gather` fall through to the next verb: a lone terminator key did, in what was tried.
pub fn render(answer: &Answer, hotline: &Hotline, links: &dyn Links) -> Vec<u8> {
    let mut document = Document::new("Response", capacity(&answer.prompts, hotline));
    let speak = |document: &mut Document| {
        for prompt in answer.prompts(hotline) {
            say_or_play(document, prompt, hotline, links);
        }
    };
    match &answer.then {
        Then::Collect(collect) => {
            let action = links.turn();
            gather(&mut document, collect, &action, hotline);
            speak(&mut document);
            document.close("Gather");
            document.text("Redirect", &[("method", "POST")], &action);
        }
        Then::Transfer {
            number,
            ring_seconds,
            ..
        } => {
            speak(&mut document);
            let (action, seconds) = (links.turn(), ring_seconds.to_string());
            let mut attributes = vec![
                ("action", &*action),
                ("method", "POST"),
                ("timeout", &seconds),
                ("answerOnBridge", "true"),
            ];
            attributes.extend(links.caller_id().map(|number| ("callerId", number)));
            document.open("Dial", &attributes);
            let whisper = links.whisper();
            document.text("Number", &[("url", &whisper), ("method", "POST")], number);
            document.close("Dial");
        }
        Then::Record {
            longest, silence, ..
        } => {
            speak(&mut document);
            let action = links.turn();
            let attributes = [
                ("action", &*action),
                ("method", "POST"),
                ("maxLength", &longest.to_string()),
                ("timeout", &silence.to_string()),
                ("finishOnKey", "*#"),
                ("playBeep", "true"),
                ("trim", "trim-silence"),
            ];
            document.empty("Record", &attributes);
            // Comes here where nothing was recorded.
            document.text("Redirect", &[("method", "POST")], &action);
        }
        Then::HangUp => {
            speak(&mut document);
            document.empty("Hangup", &[]);
        }
    }
    document.finish()
}

/// Opens the verb that waits for keys, and for words.
fn gather(document: &mut Document, collect: &Collect, action: &str, hotline: &Hotline) {
    let (keys, seconds) = (collect.keys.to_string(), collect.seconds.to_string());
    let mut attributes = vec![
        ("input", "dtmf"),
        ("numDigits", &*keys),
        ("finishOnKey", if collect.keys == 1 { "" } else { "#" }),
        ("timeout", &seconds),
        ("actionOnEmptyResult", "true"),
        ("action", action),
        ("method", "POST"),
    ];
    let hints = match collect.listen {
        Some(language) => hotline.search().hints(language, HINTS),
        None => String::new(),
    };
    if let Some(language) = collect.listen {
        let language = hotline.language(language).heard_as();
        attributes[0] = ("input", "dtmf speech");
        attributes.extend([("language", language), ("speechTimeout", "auto")]);
        attributes.extend((!hints.is_empty()).then_some(("hints", &*hints)));
    }
    document.open("Gather", &attributes);
}

/// Writes what a person hears before the caller; see [`crate::dialects::Dialect::whisper`].
pub fn whisper(prompts: &[SpokenPrompt], hotline: &Hotline, links: &dyn Links) -> Vec<u8> {
    let mut document = Document::new("Response", capacity(prompts, hotline));
    for prompt in prompts {
        say_or_play(&mut document, prompt.get(hotline), hotline, links);
    }
    document.finish()
}

/// Writes a few words; see [`crate::dialects::Dialect::announce`].
pub fn announce(words: &[Words<'_>], ending: Ending<'_>) -> Vec<u8> {
    let mut document = Document::new("Response", 512);
    for Words { language, text } in words {
        say(&mut document, Some(language), text);
    }
    match ending {
        Ending::Redirect(address) => {
            document.text("Redirect", &[("method", "POST")], address);
        }
        Ending::HangUp => document.empty("Hangup", &[]),
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

fn say_or_play(document: &mut Document, prompt: &Prompt, hotline: &Hotline, links: &dyn Links) {
    if let Some(recording) = &prompt.recording {
        document.text("Play", &[], &links.recording(recording.hash));
        return;
    }
    let language = hotline
        .language_by_code(&prompt.language)
        .map(|index| hotline.language(index));
    say(document, language, &prompt.text);
}

/// Says a text in as many elements as it takes; none for a text in which nothing can be said, which
/// Twilio would warn of.
fn say(document: &mut Document, language: Option<&Language>, text: &str) {
    let voice = language.and_then(|language| language.voice(PROFILE.name));
    let attributes = [
        ("language", language.map_or("", |language| &language.locale)),
        ("voice", voice.unwrap_or_default()),
    ];
    let attributes = match (language, voice) {
        (None, _) => &[],
        (_, None) => &attributes[..1],
        _ => &attributes[..],
    };
    for piece in pieces(text, LONGEST_TEXT) {
        if !is_blank(piece) {
            document.text("Say", attributes, piece);
        }
    }
}

#[cfg(test)]
mod tests;
