//! A call from the terminal: what is heard is printed, and keys are typed or come from a list.

use std::collections::VecDeque;

use serde_json::json;
use sila::dialects::{NextStep, Utterance};
use sila::text::isolated;
use tokio::io::{AsyncBufReadExt as _, BufReader, Stdin};

use super::Messages;
use super::entry::CallerEntry;
use super::keyboard::Keyboard;
use super::print;
use super::telephone::{Ended, Misuse, PhoneState, Telephone, TurnHeard};
use super::transport::Transport;
use crate::cli::player::Player;
use crate::cli::shared::print;

/// A telephone at this terminal.
pub struct Terminal<T> {
    pub telephone: Telephone<T>,
    /// One entry at each wait. Then keys are typed if there is a keyboard; if not, the call is hung up.
    pub keys: Option<VecDeque<CallerEntry>>,
    pub play: Option<Player>,
    /// Each turn is printed as JSON on a line.
    pub json: bool,
    pub typing: Typing,
    pub messages: Option<Messages>,
    /// Typed while something was playing.
    pub typed: Option<CallerEntry>,
    /// True if an entry did not fit where it came.
    pub misled: bool,
}

/// The source of what is typed.
pub enum Typing {
    /// A terminal, key by key.
    Keyboard(Keyboard),
    /// One entry a line: a file or another program.
    Lines(BufReader<Stdin>),
}

impl<T: Transport> Terminal<T> {
    /// Leads the call from its start to its end, and shows after each turn the text messages that came with it. Ctrl-C
    /// hangs up. Gives whether nothing was wrong.
    pub async fn lead(&mut self) -> anyhow::Result<bool> {
        let interrupted = tokio::select! {
            ended = self.lead_to_end() => { ended?; false }
            interrupt = tokio::signal::ctrl_c() => { interrupt?; true }
        };
        if interrupted {
            // Ctrl-C may have come before the first request: then there is nothing to hang up.
            let heard = self.telephone.hang_up().await;
            self.show(&heard).await?;
        }
        let ended = match self.telephone.waiting() {
            PhoneState::Ended(ended) => *ended,
            PhoneState::For(_) => Ended::ByCaller,
        };
        let progress = self.telephone.progress();
        line(&if self.json {
            json!({ "summary": progress }).to_string()
        } else {
            print::summary(ended, progress)
        })?;
        Ok(progress.faults == 0 && !self.misled)
    }

    async fn lead_to_end(&mut self) -> anyhow::Result<()> {
        let mut heard = Ok(self.telephone.start().await);
        loop {
            match heard {
                Ok(heard) => self.show(&heard).await?,
                Err(Misuse::Over) => return Ok(()),
                Err(misuse) => self.mislead(&misuse.to_string())?,
            }
            if matches!(self.telephone.waiting(), PhoneState::Ended(_)) {
                return Ok(());
            }
            let entry = self.next().await?;
            heard = self.telephone.act(&entry).await;
        }
    }

    /// The next thing that the caller does.
    async fn next(&mut self) -> anyhow::Result<CallerEntry> {
        if let Some(entry) = self.typed.take() {
            return self.echo_typed(entry);
        }
        if let Some(keys) = &mut self.keys {
            if let Some(entry) = keys.pop_front() {
                return self.echo(entry);
            }
            if !self.is_live() {
                self.note("→      no more keys are given: hanging up")?;
                return Ok(CallerEntry::HangUp);
            }
        }
        loop {
            let lines = match &mut self.typing {
                Typing::Keyboard(keyboard) => {
                    let entry = keyboard.next().await;
                    return self.echo_typed(entry);
                }
                Typing::Lines(lines) => lines,
            };
            let mut line = String::new();
            if lines.read_line(&mut line).await? == 0 {
                self.note("→      no more lines: hanging up")?;
                return Ok(CallerEntry::HangUp);
            }
            match line.trim().parse::<CallerEntry>() {
                Ok(entry) => return Ok(entry),
                Err(bad) => self.mislead(&bad.to_string())?,
            }
        }
    }

    fn is_live(&self) -> bool {
        matches!(self.typing, Typing::Keyboard(_))
    }

    /// Shows what was done, where the terminal does not by itself.
    fn echo(&self, entry: CallerEntry) -> anyhow::Result<CallerEntry> {
        self.note(&format!("→      {entry}"))?;
        Ok(entry)
    }

    /// Words were seen while they were typed.
    fn echo_typed(&self, entry: CallerEntry) -> anyhow::Result<CallerEntry> {
        match entry {
            CallerEntry::Say(_) => Ok(entry),
            _ => self.echo(entry),
        }
    }

    async fn show(&mut self, turns: &[TurnHeard]) -> anyhow::Result<()> {
        for heard in turns {
            for utterance in &heard.to_person {
                self.note(&format!("(to the person) {}", self.spoken(utterance)))?;
            }
            for utterance in &heard.utterances {
                self.note(&self.spoken(utterance))?;
                self.play(utterance).await?;
            }
            let texts = match &mut self.messages {
                Some(messages) => messages.new_ones().await,
                None => Ok(Vec::new()),
            };
            let texts = match texts {
                Ok(texts) => texts,
                Err(error) => {
                    self.complain(&error.to_string())?;
                    Vec::new()
                }
            };
            if self.json {
                line(&print::json(heard, &texts))?;
                continue;
            }
            if matches!(heard.waiting, PhoneState::For(NextStep::Record { .. })) {
                line("beep")?;
            }
            for text in &texts {
                line(&print::text(text))?;
            }
            for fault in &heard.faults {
                line(&format!("!      {}", isolated(fault)))?;
            }
        }
        match print::waiting(self.telephone.waiting(), self.is_live()) {
            Some(waiting) => self.note(&waiting),
            None => Ok(()),
        }
    }

    /// Plays a recording. A key stops it and everything after it.
    async fn play(&mut self, heard: &Utterance) -> anyhow::Result<()> {
        let (Some(command), None) = (&self.play, &self.typed) else {
            return Ok(());
        };
        let Some(recording) = self.telephone.recording(heard) else {
            return Ok(());
        };
        let Ok(mut playing) = command.play(&recording.bytes) else {
            let why = format!("the command that plays recordings cannot be started: {command}");
            return self.complain(&why);
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
        if played { Ok(()) } else { self.complain("the command that plays recordings failed") }
    }

    /// An utterance as it is printed.
    fn spoken(&self, utterance: &Utterance) -> String {
        print::utterance(utterance, self.telephone.recording(utterance))
    }

    /// Something was typed that means nothing here.
    fn mislead(&mut self, why: &str) -> anyhow::Result<()> {
        self.misled |= !self.is_live();
        self.complain(why)
    }

    fn complain(&self, why: &str) -> anyhow::Result<()> {
        let complaint = json!({ "complaint": why });
        line(&if self.json { complaint.to_string() } else { format!("!      {why}") })
    }

    /// A line for a person alone.
    fn note(&self, text: &str) -> anyhow::Result<()> {
        if self.json { Ok(()) } else { line(text) }
    }
}

fn line(line: &str) -> anyhow::Result<()> {
    print(&format!("{line}\n"))?;
    Ok(())
}
