//! A call's notices to the server: that it has ended, how a connection went, what was recorded.

use jiff::{fmt::rfc2822, tz::TimeZone};

use super::{
    asking::Params,
    call::{Call, State, post},
    document::{Dial, Document, Record, Target, Verb},
    exchange::Purpose,
    fault::Fault,
    heard::{DialOutcome, Ended, RecordingEnd, Utterance},
};

impl Call {
    /// Ends the call, and tells the status address.
    pub(super) async fn end(&mut self, ended: Ended) {
        if matches!(self.state, State::Over(_)) {
            return;
        }
        let status = match &ended {
            Ended::Rejected { busy: true } => "busy",
            Ended::Rejected { busy: false } => "no-answer",
            _ => "completed",
        };
        self.state = State::Over(ended);
        self.page = None;
        let Some(url) = self.phone.settings.status_url.clone() else {
            return;
        };
        let seconds = self.now().duration_since(self.began).as_secs();
        let more = vec![
            ("CallDuration".into(), seconds.to_string()),
            ("Duration".into(), ((seconds + 59) / 60).to_string()),
            ("SequenceNumber".into(), "0".into()),
            ("Timestamp".into(), self.timestamp()),
            ("CallbackSource".into(), "call-progress-events".into()),
        ];
        self.notify(post(url), status, more).await;
    }

    /// Takes a recording to its action, and tells who waits for it that it can be fetched.
    pub(super) async fn recorded(&mut self, record: Record, seconds: u32, end: RecordingEnd) {
        let sid = self.derived_id("RE");
        let url = format!("{}{sid}", self.phone.settings.recordings_url);
        let recording = vec![
            ("RecordingSid".into(), sid),
            ("RecordingUrl".into(), url),
            ("RecordingDuration".into(), seconds.to_string()),
        ];
        let mut params = recording.clone();
        match end {
            RecordingEnd::Key(key) => params.push(("Digits".into(), key.into())),
            RecordingEnd::HungUp => params.push(("Digits".into(), "hangup".into())),
            RecordingEnd::Silence => {}
        }
        self.state = State::Running;
        if end == RecordingEnd::HungUp {
            self.notify(record.action, "completed", params).await;
        } else {
            self.load(record.action, params).await;
        }
        if let Some(callback) = record.status_callback {
            let more = [
                ("RecordingStatus", "completed".to_owned()),
                ("RecordingChannels", "1".to_owned()),
                ("RecordingSource", "RecordVerb".to_owned()),
                ("RecordingStartTime", self.timestamp()),
            ];
            let more = more.map(|(name, value)| (name.to_owned(), value));
            let params = recording.into_iter().chain(more).collect();
            self.notify(callback, "in-progress", params).await;
        }
    }

    pub(super) fn dial_params(
        &self,
        dial: &Dial,
        outcome: DialOutcome,
        spoken: Option<u32>,
    ) -> Params {
        let answered = spoken.is_some();
        let mut params: Params = vec![
            ("DialCallStatus".into(), outcome.status().into()),
            ("DialCallSid".into(), self.derived_id("CA")),
            ("DialBridged".into(), answered.to_string()),
        ];
        if let Some(seconds) = spoken {
            params.push(("DialCallDuration".into(), seconds.to_string()));
        }
        if answered && dial.recorded {
            let sid = self.derived_id("RE");
            let url = format!("{}{sid}", self.phone.settings.recordings_url);
            params.push(("RecordingUrl".into(), url));
        }
        params
    }

    /// Has whoever picked up hear what their document says, and press a key where it asks for one, or not; says whether
    /// they are connected then: "the two parties will be connected" when the document ends, unless it hangs up
    /// (twiml/number, "url").
    pub(super) async fn whisper(&mut self, target: Target, dial: &Dial, presses: bool) -> bool {
        let mut next = (target, Vec::new());
        loop {
            let Some(document) = self.document_of_person(next.0, next.1, dial).await else {
                // "The call continues without it" would be kind; nobody relies on that.
                return true;
            };
            next = 'document: {
                for verb in document.verbs {
                    match verb {
                        Verb::Hangup => return false,
                        Verb::Gather(gather) => {
                            for verb in gather.prompts {
                                self.person_hears(verb).await;
                            }
                            if presses {
                                break 'document (
                                    gather.action,
                                    vec![("Digits".into(), "1".into())],
                                );
                            }
                        }
                        verb => self.person_hears(verb).await,
                    }
                }
                return true;
            };
        }
    }

    async fn person_hears(&mut self, verb: Verb) {
        if let Some(heard) = self.sound(verb).await {
            self.hear(Utterance::ToPerson(Box::new(heard)));
        }
    }

    /// Asks for a document on the person's side.
    async fn document_of_person(
        &mut self,
        target: Target,
        more: Params,
        dial: &Dial,
    ) -> Option<Document> {
        let mut request = self.request(target, "in-progress", more);
        let to = dial.numbers.first().cloned().unwrap_or_default();
        let caller = self.id.clone();
        for (name, value) in &mut request.params {
            match name.as_str() {
                "CallSid" => *value = self.derived_id("CA"),
                "To" | "Called" => value.clone_from(&to),
                "Direction" => "outbound-dial".clone_into(value),
                _ => {}
            }
        }
        request.params.push(("ParentCallSid".into(), caller));
        let url = request.url.clone();
        let exchange = self.persist(Purpose::Notice, request).await;
        let (fault, body) = (exchange.fault.clone(), exchange.body.clone());
        if let Some(kind) = fault {
            self.faults.push(Fault { kind, url, place: None });
            return None;
        }
        let (document, faults) = Document::read(&body, &url, self.phone.settings.strictness);
        self.faults.extend(faults);
        document
    }

    /// Tells an address something; its answer is not followed, but must be a success.
    async fn notify(&mut self, target: Target, status: &str, more: Params) {
        let request = self.request(target, status, more);
        let url = request.url.clone();
        if let Some(kind) = self.persist(Purpose::Notice, request).await.fault.clone() {
            self.faults.push(Fault { kind, url, place: None });
        }
    }

    fn timestamp(&self) -> String {
        rfc2822::to_string(&self.now().to_zoned(TimeZone::UTC)).unwrap_or_default()
    }
}
