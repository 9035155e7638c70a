//! The course of a call: verbs are carried out until one waits for the caller.

use super::{
    call::{Call, State},
    document::{Dial, Play, Say, Sms, Sound, Verb},
    fault::{Fault, FaultKind},
    heard::{DialOutcome, Ended, Heard, Utterance},
    verbs::is_e164,
};

impl Call {
    /// Carries out verbs until the caller must do something or the call is over.
    pub(super) async fn run(&mut self) -> Heard {
        while matches!(self.state, State::Running) {
            let verb = self.page.as_mut().and_then(|(_, verbs)| verbs.pop_front());
            match verb {
                Some(verb) => self.carry_out(verb).await,
                None => self.end(Ended::NothingMore).await,
            }
        }
        self.heard()
    }

    async fn carry_out(&mut self, verb: Verb) {
        match verb {
            Verb::Say(_) | Verb::Play(_) | Verb::Pause { .. } => {
                self.utter(verb).await;
            }
            Verb::Gather(mut gather) => {
                for prompt in std::mem::take(&mut gather.prompts) {
                    if !self.utter(prompt).await {
                        return;
                    }
                }
                self.state = State::Asking { gather, pressed: String::new() };
            }
            Verb::Redirect(target) => self.load(target, Vec::new()).await,
            Verb::Hangup => self.end(Ended::MenuHungUp).await,
            Verb::Reject { busy } => self.reject(busy).await,
            Verb::Dial(dial) => self.dial(dial).await,
            Verb::Record(record) => {
                if record.beep {
                    self.hear(Utterance::Beeped);
                }
                self.state = State::Recording(record);
            }
            Verb::Sms(sms) => self.text(sms).await,
        }
    }

    /// "callerId must be the calling number, called number, or a validated outgoing number. Additionally, if the calling
    /// leg is a client leg, the caller ID is required" (<https://www.twilio.com/docs/api/errors/13214>). Of another one the
    /// connection fails.
    async fn dial(&mut self, dial: Dial) {
        let settings = &self.phone.settings;
        let is_known = match &dial.caller_id {
            Some(id) => {
                [&settings.from, &settings.to].contains(&id) || settings.verified.contains(id)
            }
            None => is_e164(&settings.from),
        };
        if is_known || !dial.numbers.iter().any(|number| is_e164(number)) {
            self.state = State::Dialling(dial);
            return;
        }
        let kind =
            FaultKind::BadCallerId(dial.caller_id.as_ref().unwrap_or(&settings.from).clone());
        if let Some((url, _)) = &self.page {
            self.faults.push(Fault { kind, url: url.clone(), place: None });
        }
        if let Some(action) = dial.action.clone() {
            let params = self.dial_params(&dial, DialOutcome::Failed, None);
            self.load(action, params).await;
        }
    }

    /// "If the first verb in a `TwiML` document is `<Reject>`, Twilio will not pick up the call"
    /// (twiml/reject). Later it only ends the call.
    async fn reject(&mut self, busy: bool) {
        if self.documents > 1
            && let Some((url, _)) = &self.page
        {
            let url = url.clone();
            self.faults.push(Fault { kind: FaultKind::LateReject, url, place: None });
            self.end(Ended::MenuHungUp).await;
        } else {
            self.end(Ended::Rejected { busy }).await;
        }
    }

    /// Speaks or plays; false if it could not be heard and the call has gone elsewhere.
    async fn utter(&mut self, verb: Verb) -> bool {
        let plays = matches!(verb, Verb::Say(_) | Verb::Play(_) | Verb::Pause { .. });
        match self.sound(verb).await {
            Some(utterance) => {
                self.hear(utterance);
                true
            }
            None => !plays,
        }
    }

    /// The utterance of a verb; none where it makes no sound, or what is to be played can't be.
    pub(super) async fn sound(&mut self, verb: Verb) -> Option<Utterance> {
        Some(match verb {
            Verb::Say(Say { text, language, voice, times }) => {
                Utterance::Said { text, language, voice, times: often(times) }
            }
            Verb::Pause { seconds } => Utterance::Paused { seconds },
            Verb::Play(Play { sound: Sound::Tones(tones), .. }) => Utterance::Tones(tones),
            Verb::Play(Play { sound: Sound::Audio(url), times }) => {
                let audio = self.fetch_audio(&url).await?;
                Utterance::Played {
                    url,
                    sha256: audio.sha256.clone(),
                    seconds: audio.seconds,
                    bytes: audio.bytes.len(),
                    times: often(times),
                }
            }
            _ => return None,
        })
    }

    pub(super) fn hear(&mut self, utterance: Utterance) {
        self.elapsed += utterance.seconds();
        self.utterances.push(utterance);
    }

    async fn text(&mut self, sms: Sms) {
        let to = sms.to.unwrap_or_else(|| self.phone.settings.from.clone());
        self.hear(Utterance::Texted { to, text: sms.text });
        if let Some(action) = sms.action {
            let sid = self.derived_id("SM");
            let params = vec![("SmsSid".into(), sid), ("SmsStatus".into(), "sent".into())];
            self.load(action, params).await;
        }
    }
}

/// "loop … 0 will cause the Play verb to loop until the call is hung up"; 1000 times at most
/// (<https://www.twilio.com/docs/voice/twiml/play>).
fn often(times: u32) -> u32 {
    if times == 0 { 1000 } else { times.min(1000) }
}
