//! A call from the terminal: what is heard is printed, and keys are typed or come from a list.

use std::collections::VecDeque;
use std::io;

use serde_json::json;
use sila::dialects::{NextStep, Utterance};
use sila::store::StoreError;
use sila::text::isolated;
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncWrite, AsyncWriteExt as _};

use super::entry::Entry;
use super::keyboard::Keyboard;
use super::print::{self, ShownText};
use super::telephone::{Ended, Heard, Misuse, Telephone, Waiting};
use super::transport::Transport;
use crate::cli::player::Playing;

/// Options of a call from the terminal.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// One entry at each wait. Then keys are typed if there is a keyboard; if not, the call is hung up.
    pub keys: Option<VecDeque<Entry>>,
    /// A command that plays recordings: a program and its arguments with spaces between, not for a
    /// shell. `{file}` in it becomes the file's name.
    pub play: Option<String>,
    /// Prints each turn as JSON on a line.
    pub json: bool,
}

/// Where what is typed comes from.
#[derive(Debug)]
pub enum Typing<R> {
    /// From a terminal, key by key.
    Keyboard(Keyboard),
    /// From lines, one entry a line: a file or another program.
    Lines(R),
}

/// Leads a call from its start to its end, and shows after each turn the text messages that came with it. Ctrl-C hangs
/// up. Gives whether nothing was wrong.
pub async fn lead<T, R, W, M>(
    telephone: &mut Telephone<T>,
    options: Options,
    typing: Typing<R>,
    output: &mut W,
    messages: M,
) -> io::Result<bool>
where
    T: Transport,
    R: AsyncBufRead + Unpin,
    W: AsyncWrite + Unpin,
    M: AsyncFnMut() -> Result<Vec<ShownText>, StoreError>,
{
    let mut terminal = Terminal { options, typing, output, messages, typed: None, misled: false };
    let interrupted = tokio::select! {
        ended = terminal.lead(telephone) => { ended?; false }
        interrupt = tokio::signal::ctrl_c() => { interrupt?; true }
    };
    if interrupted {
        // Ctrl-C may have come before the first request: then there is nothing to hang up.
        let heard = telephone.hang_up().await;
        terminal.show(telephone, &heard).await?;
    }
    terminal.summarise(telephone).await?;
    Ok(telephone.progress().faults == 0 && !terminal.misled)
}

struct Terminal<'a, R, W, M> {
    options: Options,
    typing: Typing<R>,
    output: &'a mut W,
    messages: M,
    /// Typed while something was playing.
    typed: Option<Entry>,
    /// True if an entry did not fit where it came.
    misled: bool,
}

impl<R, W, M> Terminal<'_, R, W, M>
where
    R: AsyncBufRead + Unpin,
    W: AsyncWrite + Unpin,
    M: AsyncFnMut() -> Result<Vec<ShownText>, StoreError>,
{
    async fn lead<T: Transport>(&mut self, telephone: &mut Telephone<T>) -> io::Result<()> {
        let mut heard = Ok(telephone.start().await);
        loop {
            match heard {
                Ok(heard) => self.show(telephone, &heard).await?,
                Err(Misuse::Over) => return Ok(()),
                Err(misuse) => self.mislead(&misuse.to_string()).await?,
            }
            if matches!(telephone.waiting(), Waiting::Ended(_)) {
                return Ok(());
            }
            let entry = self.next().await?;
            heard = telephone.act(&entry).await;
        }
    }

    /// What the caller does next.
    async fn next(&mut self) -> io::Result<Entry> {
        if let Some(entry) = self.typed.take() {
            return self.echo_typed(entry).await;
        }
        if let Some(keys) = &mut self.options.keys {
            if let Some(entry) = keys.pop_front() {
                return self.echo(entry).await;
            }
            if !self.is_live() {
                self.note("→      no more keys are given: hanging up").await?;
                return Ok(Entry::HangUp);
            }
        }
        loop {
            let entry = match &mut self.typing {
                Typing::Keyboard(keyboard) => {
                    let entry = keyboard.next().await;
                    return self.echo_typed(entry).await;
                }
                Typing::Lines(lines) => {
                    let mut line = String::new();
                    if lines.read_line(&mut line).await? == 0 {
                        self.note("→      no more lines: hanging up").await?;
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

    fn is_live(&self) -> bool {
        matches!(self.typing, Typing::Keyboard(_))
    }

    /// Shows what was done, where the terminal does not by itself.
    async fn echo(&mut self, entry: Entry) -> io::Result<Entry> {
        self.note(&format!("→      {entry}")).await?;
        Ok(entry)
    }

    /// Words were seen while they were typed.
    async fn echo_typed(&mut self, entry: Entry) -> io::Result<Entry> {
        match entry {
            Entry::Say(_) => Ok(entry),
            _ => self.echo(entry).await,
        }
    }

    async fn show<T>(&mut self, telephone: &Telephone<T>, turns: &[Heard]) -> io::Result<()>
    where
        T: Transport,
    {
        for heard in turns {
            if !self.options.json {
                for utterance in &heard.to_person {
                    let said = spoken(telephone, utterance);
                    self.line(&format!("(to the person) {said}")).await?;
                }
            }
            for utterance in &heard.utterances {
                if !self.options.json {
                    let said = spoken(telephone, utterance);
                    self.line(&said).await?;
                }
                self.play(telephone, utterance).await?;
            }
            let texts = match (self.messages)().await {
                Ok(texts) => texts,
                Err(error) => {
                    self.complain(&error.to_string()).await?;
                    Vec::new()
                }
            };
            if self.options.json {
                self.line(&print::json(heard, &texts)).await?;
                continue;
            }
            if matches!(heard.waiting, Waiting::For(NextStep::Record { .. })) {
                self.line("beep").await?;
            }
            for text in &texts {
                self.line(&print::text(text)).await?;
            }
            for fault in &heard.faults {
                self.line(&format!("!      {}", isolated(fault))).await?;
            }
        }
        match print::waiting(telephone.waiting(), self.is_live()) {
            Some(waiting) => self.note(&waiting).await,
            None => Ok(()),
        }
    }

    /// Plays a recording. A key stops it and everything after it.
    async fn play<T>(&mut self, telephone: &Telephone<T>, heard: &Utterance) -> io::Result<()>
    where
        T: Transport,
    {
        let (Some(command), None) = (&self.options.play, &self.typed) else {
            return Ok(());
        };
        let Utterance::Played { address } = heard else {
            return Ok(());
        };
        let Some(recording) = telephone.recording(address) else {
            return Ok(());
        };
        let Ok(mut playing) = Playing::start(command, &recording.bytes) else {
            let why = format!("the command that plays recordings cannot be started: {command}");
            return self.complain(&why).await;
        };
        let played = match &mut self.typing {
            Typing::Lines(_) => playing.finish().await?,
            Typing::Keyboard(keyboard) => tokio::select! {
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
            self.complain("the command that plays recordings failed").await
        }
    }

    async fn summarise<T: Transport>(&mut self, telephone: &Telephone<T>) -> io::Result<()> {
        let ended = match telephone.waiting() {
            Waiting::Ended(ended) => *ended,
            Waiting::For(_) => Ended::ByCaller,
        };
        let progress = telephone.progress();
        let line = if self.options.json {
            json!({ "summary": progress }).to_string()
        } else {
            print::summary(ended, progress)
        };
        self.line(&line).await
    }

    /// Something was typed that means nothing here.
    async fn mislead(&mut self, why: &str) -> io::Result<()> {
        self.misled |= !self.is_live();
        self.complain(why).await
    }

    async fn complain(&mut self, why: &str) -> io::Result<()> {
        if self.options.json {
            return self.line(&json!({ "complaint": why }).to_string()).await;
        }
        self.line(&format!("!      {why}")).await
    }

    /// A line for a person alone.
    async fn note(&mut self, line: &str) -> io::Result<()> {
        if self.options.json {
            return Ok(());
        }
        self.line(line).await
    }

    async fn line(&mut self, line: &str) -> io::Result<()> {
        self.output.write_all(line.as_bytes()).await?;
        self.output.write_all(b"\n").await?;
        self.output.flush().await
    }
}

/// An utterance as it is printed.
fn spoken<T>(telephone: &Telephone<T>, utterance: &Utterance) -> String
where
    T: Transport,
{
    let recording = match utterance {
        Utterance::Played { address } => telephone.recording(address),
        Utterance::Said { .. } => None,
    };
    print::utterance(utterance, recording)
}
