//! A call in this process, without HTTP and without a provider.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow, bail};
use sila::calls::{CallLine, guard};
use sila::catalogue::{Hotline, RecordingHash};
use sila::dialects::{CallTurn, PlainAnswer, StatusReport, Utterance};
use sila::dialogue::{Answer, CallStatus, Event, EventKind, Input, SpokenPrompt};
use sila::recordings::convert::convert_question;
use sila::server::LocalCalls;
use sila::supervised::Panicked;
use tokio::task::spawn_blocking;

use super::transport::{Caller, Transport};

/// A call in this process.
pub struct Direct {
    local: LocalCalls,
    line: CallLine,
    caller: Caller,
    /// The token of the next turn.
    token: Option<String>,
    /// An audio file with what the caller says where a question is recorded.
    question: Vec<u8>,
    /// The texts of the recordings that were heard, by their addresses.
    texts: HashMap<String, String>,
}

impl Direct {
    /// A call to the first line.
    pub fn new(mut local: LocalCalls, caller: Caller, question: Vec<u8>) -> anyhow::Result<Self> {
        if local.lines.is_empty() {
            bail!("there is no line to call");
        }
        Ok(Self {
            line: local.lines.remove(0),
            local,
            caller,
            token: None,
            question,
            texts: HashMap::new(),
        })
    }

    /// Puts what the caller said into the question that was left with this answer.
    async fn keep_question(&self, answer: &Answer) -> anyhow::Result<()> {
        let file = self.question.clone();
        let converted = spawn_blocking(move || convert_question(file)).await?;
        let question = converted.map_err(|refusal| anyhow!("the question: {refusal}"))?;
        let calls = &self.local.calls;
        let recording = (question.wav.as_slice(), question.seconds);
        calls.keep_question(&self.caller.call, answer, recording).await?;
        Ok(())
    }
}

impl Transport for Direct {
    async fn turn(&mut self, mut input: Input) -> anyhow::Result<PlainAnswer> {
        if let Input::RecordingEnded { address, withdrawn: false, .. } = &mut input {
            // It is at hand, and nobody fetches it.
            *address = Some(format!("local:{}", self.caller.call));
        }
        let call = self.caller.call.clone();
        let turn = CallTurn {
            call: call.clone(),
            input,
            parent: None,
            caller: self.caller.number.clone(),
            called: self.caller.called.clone(),
            forwarded_from: None,
        };
        let calls = &self.local.calls;
        let turn = async {
            let result = calls.take_turn(&self.line, turn, self.token.as_deref()).await;
            let hotline = result.edition.hotline();
            let texts = texts(&result.answer.prompts, hotline);
            let plain = PlainAnswer::of(&result.answer, hotline);
            (plain, result.answer, texts, result.token)
        };
        let result = guard(&self.line, &call, Box::pin(turn).as_mut()).await;
        let (plain, answer, texts, token) = result
            .map_err(|Panicked| anyhow!("the program failed in this turn; please report this"))?;
        self.token = token;
        self.texts.extend(texts);
        let leaves = |event: &Event| {
            matches!(event.kind, EventKind::InquiryLeft { .. } | EventKind::InquiryContinued { .. })
        };
        if answer.events.iter().any(leaves) {
            self.keep_question(&answer).await?;
        }
        Ok(plain)
    }

    async fn whisper(&mut self) -> anyhow::Result<Vec<Utterance>> {
        let token = self.token.as_deref().unwrap_or_default();
        let whisper = self.local.calls.whisper(&self.line, &self.caller.call, token);
        let Some((edition, whisper)) = whisper else {
            return Ok(Vec::new());
        };
        self.texts.extend(texts(&whisper.prompts, edition.hotline()));
        Ok(Utterance::of(&whisper.prompts, edition.hotline()))
    }

    async fn end(&mut self, seconds: u32) -> anyhow::Result<()> {
        let report = StatusReport {
            call: self.caller.call.clone(),
            status: CallStatus::Completed,
            seconds: Some(seconds),
        };
        self.local.calls.take_report(&self.line, report).await;
        Ok(())
    }

    async fn recording(&mut self, address: &str) -> anyhow::Result<Vec<u8>> {
        let name = address.strip_prefix("/audio/").unwrap_or(address);
        let hash = name.strip_suffix(".wav").and_then(RecordingHash::parse);
        let hash = hash.with_context(|| format!("{address} is no recording"))?;
        let path = self.local.calls.editions.recording(hash).await;
        let path = path.with_context(|| format!("the recording {address} is not there"))?;
        Ok(tokio::fs::read(path).await?)
    }

    fn text(&self, address: &str) -> Option<String> {
        self.texts.get(address).cloned()
    }

    async fn close(self) {
        self.local.stop().await;
    }
}

/// The texts of the recordings among prompts, with their addresses.
fn texts(prompts: &[SpokenPrompt], hotline: &Hotline) -> Vec<(String, String)> {
    let prompts = prompts.iter().map(|prompt| (prompt, prompt.get(hotline)));
    let recorded = prompts.filter(|(_, prompt)| prompt.recording.is_some());
    recorded
        .flat_map(|(spoken, prompt)| {
            let played = Utterance::of(std::slice::from_ref(spoken), hotline);
            played.into_iter().filter_map(|utterance| match utterance {
                Utterance::Played { address } => Some((address, prompt.text.clone())),
                Utterance::Said { .. } => None,
            })
        })
        .collect()
}

/// A tone, for a telephone without a microphone: ten seconds, as WAV.
pub fn tone() -> anyhow::Result<Vec<u8>> {
    const RATE: u32 = 8000;
    let mut bytes = std::io::Cursor::new(Vec::new());
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::new(&mut bytes, spec)?;
    for sample in 0..10 * RATE {
        // A voice pauses now and then.
        let loudness: i16 = if sample / RATE % 5 == 4 { 0 } else { 8000 };
        writer.write_sample(if sample / 9 % 2 == 0 { loudness } else { -loudness })?;
    }
    writer.finalize()?;
    Ok(bytes.into_inner())
}
