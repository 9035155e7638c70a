//! What is heard, as lines of a terminal.

use crate::caller::heard::{Ended, Utterance, Waiting};

/// One utterance on a line of its own: what it is, then what is heard.
pub(super) fn utterance(utterance: &Utterance) -> String {
    match utterance {
        Utterance::Said {
            text,
            language,
            times,
            ..
        } => {
            let tag = language.as_deref().unwrap_or("say");
            format!("{tag:<6} {}{}", isolated(text), repeated(*times))
        }
        Utterance::Played {
            url,
            seconds,
            bytes,
            times,
            ..
        } => {
            let length = seconds
                .map(|seconds| format!("  {seconds:.1} s"))
                .unwrap_or_default();
            let kib = bytes.div_ceil(1024);
            format!(
                "play   {}{length}  {kib} KiB{}",
                isolated(url.path()),
                repeated(*times)
            )
        }
        Utterance::Tones(tones) => format!("tones  {tones}"),
        Utterance::Paused { seconds } => format!("pause  {seconds} s"),
        Utterance::Beeped => "beep".into(),
        Utterance::ToPerson(heard) => format!("(to the person) {}", self::utterance(heard)),
        Utterance::Texted { to, text } => format!("text   to {to}: {}", isolated(text)),
    }
}

fn repeated(times: u32) -> String {
    if times == 1 {
        String::new()
    } else {
        format!("  ({times} times)")
    }
}

/// What is waited for; `live` adds which keys of the keyboard mean what.
pub(super) fn waiting(waiting: &Waiting, live: bool) -> String {
    let (what, keys) = match waiting {
        Waiting::Key {
            num_digits,
            timeout,
            finish_on_key,
            keys,
            speech,
            ..
        } => {
            let wanted = match (keys, speech, num_digits) {
                (true, false, Some(1)) => "a key".into(),
                (true, false, Some(number)) => format!("{number} keys"),
                (true, false, None) => "keys".into(),
                (true, true, _) => "keys or speech".into(),
                (false, ..) => "speech".into(),
            };
            let finish = match finish_on_key {
                Some(key) if *num_digits != Some(1) => format!(", finished with {key}"),
                _ => String::new(),
            };
            (
                format!("{wanted}, {timeout} s{finish}"),
                if *speech {
                    "0-9 * #, \"words\", Enter for silence"
                } else {
                    "0-9 * #, Enter for silence"
                },
            )
        }
        Waiting::Dial {
            numbers,
            ring_timeout,
            ..
        } => {
            let what = format!("calling {} for {ring_timeout} s", numbers.join(", "));
            (what, "a answered, b busy, n no answer, f failed")
        }
        Waiting::Recording {
            max_seconds,
            finish_on_key,
            ..
        } => {
            let what = format!("recording {max_seconds} s at most, finished with {finish_on_key}");
            (what, "s speak, a key to finish, Enter for silence")
        }
        Waiting::NotStarted | Waiting::Ended(_) => return String::new(),
    };
    let keys = if live {
        format!("  ({keys}, h to hang up)")
    } else {
        String::new()
    };
    format!("…      {what}{keys}")
}

/// How the call ended, as a sentence.
pub(super) fn ended(ended: &Ended) -> &'static str {
    match ended {
        Ended::MenuHungUp => "The menu hung up.",
        Ended::DocumentEnded => "The document ended, and with it the call.",
        Ended::CallerHungUp => "You hung up.",
        Ended::Rejected { busy: true } => "The call was refused: busy.",
        Ended::Rejected { busy: false } => "The call was refused.",
        Ended::Failed(_) => "The call failed; a caller hears the provider's apology.",
        Ended::Looped(_) => "The menu goes round without end.",
    }
}

/// Text that may run from right to left, set apart from the line it stands in, so that its full
/// stop stays at its end (Unicode's first-strong isolate). Characters that would turn or move other
/// text are left out.
pub fn isolated(text: &str) -> String {
    let shown: String = text.chars().filter(|c| !moves_others(*c)).collect();
    if shown.chars().any(is_right_to_left) {
        format!("\u{2068}{shown}\u{2069}")
    } else {
        shown
    }
}

fn moves_others(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_stands_in_an_isolate_and_english_does_not() {
        assert_eq!(isolated("أهلاً."), "\u{2068}أهلاً.\u{2069}");
        assert_eq!(isolated("Hello."), "Hello.");
    }

    #[test]
    fn nothing_in_a_text_turns_the_rest_of_the_screen() {
        assert_eq!(isolated("a\u{202e}b\u{9b}31mc"), "ab31mc");
    }
}
