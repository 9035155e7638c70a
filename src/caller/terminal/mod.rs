//! A call from the terminal: what is heard is printed, and keys are typed or come from a list.

mod entry;
mod keyboard;
mod player;
mod print;

use std::{collections::VecDeque, fmt, io};

use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncWrite, AsyncWriteExt as _};

pub use self::{
    entry::{BadEntry, Entry, list},
    keyboard::Keyboard,
    player::Playing,
    print::isolated,
};
use super::{
    call::Call,
    heard::{Ended, Heard, Misuse, RecordingEnd, Utterance, Waiting},
};

/// How a call from the terminal is led.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What the caller does, one entry at each wait. Then keys are typed if there is a keyboard;
    /// if not, the call is hung up.
    pub keys: Option<VecDeque<Entry>>,
    /// A command that plays recordings: a program and its arguments with spaces between, not for a
    /// shell. `{file}` in it becomes the file's name.
    pub play: Option<String>,
}

/// Where what is typed comes from.
#[derive(Debug)]
pub enum Input<R> {
    /// From a terminal, key by key.
    Keyboard(Keyboard),
    /// From lines, one entry a line: a file or another program.
    Lines(R),
}

/// How the call went.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// How it ended.
    pub ended: Ended,
    /// Documents asked for.
    pub turns: usize,
    /// Seconds that it took, as reckoned.
    pub seconds: f64,
    /// What was wrong.
    pub faults: usize,
    /// Whether an entry did not fit where it came.
    pub misled: bool,
}

impl Summary {
    /// Whether nothing was wrong.
    pub fn is_good(&self) -> bool {
        self.faults == 0 && !self.misled
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            turns,
            seconds,
            faults,
            ..
        } = self;
        let ended = print::ended(&self.ended);
        let documents = if *turns == 1 { "document" } else { "documents" };
        write!(f, "{ended} {turns} {documents}, {seconds:.0} s, ")?;
        match faults {
            0 => write!(f, "nothing wrong."),
            1 => write!(f, "1 thing wrong."),
            many => write!(f, "{many} things wrong."),
        }
    }
}

/// Leads `call` from its start to its end. Ctrl-C hangs up.
pub async fn run<R, W>(
    call: &mut Call,
    options: Options,
    input: Input<R>,
    output: &mut W,
) -> io::Result<Summary>
where
    R: AsyncBufRead + Unpin,
    W: AsyncWrite + Unpin,
{
    run_beside(call, options, input, output, async || Vec::new()).await
}

/// Leads `call` like [`run`], and shows after what is heard in a turn the lines that `beside` then has to tell.
pub async fn run_beside<R, W, B>(
    call: &mut Call,
    options: Options,
    input: Input<R>,
    output: &mut W,
    beside: B,
) -> io::Result<Summary>
where
    R: AsyncBufRead + Unpin,
    W: AsyncWrite + Unpin,
    B: AsyncFnMut() -> Vec<String>,
{
    let mut desk = Desk {
        options,
        input,
        output,
        beside,
        typed: None,
        misled: false,
    };
    let interrupted = tokio::select! {
        ended = desk.lead(call) => { ended?; false }
        interrupt = tokio::signal::ctrl_c() => { interrupt?; true }
    };
    if interrupted {
        // Ctrl-C may have come before the first request: then there is nothing to hang up.
        if let Ok(heard) = call.hang_up().await {
            desk.show(call, &heard).await?;
        }
    }
    let ended = match call.waiting() {
        Waiting::Ended(ended) => ended,
        _ => Ended::CallerHungUp,
    };
    let summary = Summary {
        ended,
        turns: call.turns(),
        seconds: call.seconds(),
        faults: call.faults().len(),
        misled: desk.misled,
    };
    desk.line(&summary.to_string()).await?;
    Ok(summary)
}

struct Desk<'a, R, W, B> {
    options: Options,
    input: Input<R>,
    output: &'a mut W,
    beside: B,
    /// Typed while something was playing.
    typed: Option<Entry>,
    misled: bool,
}

impl<R, W, B> Desk<'_, R, W, B>
where
    R: AsyncBufRead + Unpin,
    W: AsyncWrite + Unpin,
    B: AsyncFnMut() -> Vec<String>,
{
    async fn lead(&mut self, call: &mut Call) -> io::Result<()> {
        let mut step = call.start().await;
        loop {
            match step {
                Ok(heard) => {
                    self.show(call, &heard).await?;
                    if heard.ended().is_some() {
                        return Ok(());
                    }
                }
                Err(Misuse::Over) => return Ok(()),
                Err(misuse) => self.mislead(&misuse.to_string()).await?,
            }
            step = loop {
                let entry = self.next().await?;
                let dialling = matches!(call.waiting(), Waiting::Dial { .. });
                match &entry {
                    Entry::Keys(keys) if dialling && keys != "*" => {
                        let say = "say answered, busy, no-answer or failed";
                        let why = format!("nobody hears keys while a number is called; {say}");
                        self.mislead(&why).await?;
                    }
                    _ => break act(call, entry).await,
                }
            };
        }
    }

    /// What the caller does next.
    async fn next(&mut self) -> io::Result<Entry> {
        if let Some(entry) = self.typed.take() {
            return self.echo_typed(entry).await;
        }
        if let Some(keys) = &mut self.options.keys {
            let live = matches!(self.input, Input::Keyboard(_));
            if let Some(entry) = keys.pop_front() {
                return self.echo(entry).await;
            }
            if !live {
                self.line("→      no more keys are given: hanging up")
                    .await?;
                return Ok(Entry::HangUp);
            }
        }
        loop {
            let entry = match &mut self.input {
                Input::Keyboard(keyboard) => {
                    let entry = keyboard.next().await;
                    return self.echo_typed(entry).await;
                }
                Input::Lines(lines) => {
                    let mut line = String::new();
                    if lines.read_line(&mut line).await? == 0 {
                        self.line("→      no more lines: hanging up").await?;
                        return Ok(Entry::HangUp);
                    }
                    line.trim().parse::<Entry>()
                }
            };
            match entry {
                Ok(entry) => return Ok(entry),
                Err(bad) => self.mislead(&bad.to_string()).await?,
            }
        }
    }

    /// Shows what was done, where the terminal does not by itself.
    async fn echo(&mut self, entry: Entry) -> io::Result<Entry> {
        self.line(&format!("→      {entry}")).await?;
        Ok(entry)
    }

    /// Words were seen while they were typed.
    async fn echo_typed(&mut self, entry: Entry) -> io::Result<Entry> {
        match entry {
            Entry::Say(_) => Ok(entry),
            _ => self.echo(entry).await,
        }
    }

    async fn show(&mut self, call: &Call, heard: &Heard) -> io::Result<()> {
        for utterance in &heard.utterances {
            self.line(&print::utterance(utterance)).await?;
            self.play(call, utterance).await?;
        }
        for line in (self.beside)().await {
            self.line(&line).await?;
        }
        for fault in &heard.faults {
            self.line(&format!("!      {}", print::isolated(&fault.to_string())))
                .await?;
        }
        let live = matches!(self.input, Input::Keyboard(_));
        let waiting = print::waiting(&heard.waiting, live);
        if waiting.is_empty() {
            Ok(())
        } else {
            self.line(&waiting).await
        }
    }

    /// Plays a recording. A key stops it and everything after it.
    async fn play(&mut self, call: &Call, utterance: &Utterance) -> io::Result<()> {
        let (Some(command), None) = (&self.options.play, &self.typed) else {
            return Ok(());
        };
        let Utterance::Played { url, .. } = utterance else {
            return Ok(());
        };
        let Some(audio) = call.audio(url) else {
            return Ok(());
        };
        let Ok(mut playing) = Playing::start(command, &audio.bytes) else {
            let why = format!("the command that plays recordings cannot be started: {command}");
            return self.complain(&why).await;
        };
        let played = match &mut self.input {
            Input::Lines(_) => playing.finish().await?,
            Input::Keyboard(keyboard) => tokio::select! {
                played = playing.finish() => played?,
                typed = keyboard.next() => {
                    self.typed = Some(typed);
                    true
                }
            },
        };
        if played {
            Ok(())
        } else {
            self.line("!      the command that plays recordings failed")
                .await
        }
    }

    /// Something was typed that means nothing here.
    async fn mislead(&mut self, why: &str) -> io::Result<()> {
        self.misled |= !matches!(self.input, Input::Keyboard(_));
        self.complain(why).await
    }

    async fn complain(&mut self, why: &str) -> io::Result<()> {
        self.line(&format!("!      {why}")).await
    }

    async fn line(&mut self, line: &str) -> io::Result<()> {
        self.output.write_all(line.as_bytes()).await?;
        self.output.write_all(b"\n").await?;
        self.output.flush().await
    }
}

/// How long the two speak, and how long is spoken into a recording, in seconds.
const SPOKEN_SECONDS: u32 = 10;
/// How sure the provider is of what is said, in percent.
const SURE: u8 = 90;

async fn act(call: &mut Call, entry: Entry) -> Result<Heard, Misuse> {
    let recording = matches!(call.waiting(), Waiting::Recording { .. });
    match entry {
        Entry::Keys(keys) => call.press(&keys).await,
        Entry::Say(words) => call.speak(&words, SURE).await,
        Entry::Silence => call.silence().await,
        Entry::Speak => call.record(SPOKEN_SECONDS, RecordingEnd::Silence).await,
        Entry::HangUp if recording => call.record(SPOKEN_SECONDS, RecordingEnd::HungUp).await,
        Entry::HangUp => call.hang_up().await,
        Entry::Outcome(outcome) => call.dial_result(outcome, SPOKEN_SECONDS).await,
    }
}
