//! Writing `TwiML`.

use crate::catalogue::{Hotline, Language, Prompt};
use crate::dialects::pieces::pieces;
use crate::dialects::xml::{Document, is_blank};
use crate::dialects::{Ending, Links, Words};
use crate::dialogue::{Answer, Then};

use super::NAME;

/// `Say` takes 4096 characters.
const LONGEST_TEXT: usize = 4096;

/// Writes an answer; see [`crate::dialects::Dialect::render`].
///
/// A key is taken at once and in the middle of a sentence (`numDigits`, `finishOnKey`, prompts in
/// the `Gather`). Silence comes back as a turn (`actionOnEmptyResult`), and so does whatever makes a
/// `Gather` fall through to the next verb: a lone terminator key did, in what was tried.
pub fn render(answer: &Answer<'_>, hotline: &Hotline, links: &impl Links) -> Vec<u8> {
    let mut document = Document::new("Response", capacity(&answer.prompts));
    let speak = |document: &mut Document| {
        for prompt in &answer.prompts {
            say_or_play(document, prompt, hotline, links);
        }
    };
    match &answer.then {
        Then::Collect { seconds, next } => {
            let action = links.turn(next);
            let attributes = [
                ("input", "dtmf"),
                ("numDigits", "1"),
                ("finishOnKey", ""),
                ("timeout", &seconds.to_string()),
                ("actionOnEmptyResult", "true"),
                ("action", &action),
                ("method", "POST"),
            ];
            document.open("Gather", &attributes);
            speak(&mut document);
            document.close("Gather");
            document.text("Redirect", &[("method", "POST")], &action);
        }
        Then::Transfer {
            number,
            ring_seconds,
            next,
            ..
        } => {
            speak(&mut document);
            let attributes = [
                ("action", &*links.turn(next)),
                ("method", "POST"),
                ("timeout", &ring_seconds.to_string()),
                ("answerOnBridge", "true"),
            ];
            document.open("Dial", &attributes);
            document.text("Number", &[], number);
            document.close("Dial");
        }
        Then::HangUp => {
            speak(&mut document);
            document.empty("Hangup", &[]);
        }
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
fn capacity(prompts: &[&Prompt]) -> usize {
    let element = |prompt: &&Prompt| match prompt.recording {
        Some(_) => 160,
        None => prompt.text.len() + 80,
    };
    1024 + prompts.iter().map(element).sum::<usize>()
}

fn say_or_play(document: &mut Document, prompt: &Prompt, hotline: &Hotline, links: &impl Links) {
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
    let voice = language.and_then(|language| language.voice(NAME));
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
