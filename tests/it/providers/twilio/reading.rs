//! From elements to verbs, checking each against the table of the markup.

use url::Url;

use super::{
    document::{Dial, Document, Gather, Play, Record, Say, Sms, Sound, Strictness, Target, Verb},
    fault::FaultKind,
    values::{Get, is_sip, resolve},
    verbs::{self, Element, Text, Value},
    xml::{Child, Node},
};

/// "`<Say>` … 4096 characters" (<https://www.twilio.com/docs/api/errors/13520>).
const LONGEST_SAY: usize = 4096;

/// One document on its way from elements to verbs.
pub(super) struct Reading {
    url: Url,
    strictness: Strictness,
    /// The faults found, each with the byte at which it is.
    pub(super) faults: Vec<(FaultKind, usize)>,
}

impl Reading {
    pub(super) fn new(url: Url, strictness: Strictness) -> Self {
        Self { url, strictness, faults: Vec::new() }
    }

    pub(super) fn fault(&mut self, kind: FaultKind, offset: usize) {
        self.faults.push((kind, offset));
    }

    pub(super) fn document(&mut self, root: &Node) -> Document {
        let Some(element) = verbs::element(verbs::ROOT).filter(|_| root.name == verbs::ROOT) else {
            self.fault(FaultKind::Root(root.name.clone()), root.offset);
            return Document { verbs: Vec::new() };
        };
        self.check(root, element);
        let verbs = self.verbs(root, element);
        Document { verbs }
    }

    /// The verbs in `parent`, each checked.
    fn verbs(&mut self, parent: &Node, element: &Element) -> Vec<Verb> {
        let mut verbs: Vec<Verb> = Vec::new();
        let mut unreachable = false;
        for node in parent.nodes() {
            let Some(child) = self.child(node, element) else {
                continue;
            };
            self.check(node, child);
            let Some(verb) = self.verb(node, child) else {
                continue;
            };
            let last = verbs.last().filter(|last| last.never_comes_back());
            if let (Some(last), false) = (last, unreachable) {
                let (verb, after) = (node.name.clone(), last.name().to_owned());
                self.fault(FaultKind::Unreachable { verb, after }, node.offset);
                unreachable = true;
            }
            if matches!(verb, Verb::Reject { .. }) && !verbs.is_empty() {
                self.fault(FaultKind::LateReject, node.offset);
            }
            verbs.push(verb);
        }
        verbs
    }

    /// The table's row for a nested element, if it may stand there and the phone acts on it.
    fn child(&mut self, node: &Node, parent: &Element) -> Option<&'static Element> {
        let name = node.name.clone();
        if parent.children.contains(&node.name.as_str()) {
            let element = verbs::element(&node.name);
            if element.is_none() {
                self.fault(FaultKind::Unsupported(name), node.offset);
            }
            return element;
        }
        let kind = if verbs::is_known(&node.name) {
            FaultKind::Misplaced { child: name, parent: parent.name.to_owned() }
        } else {
            FaultKind::UnknownElement(name)
        };
        self.fault(kind, node.offset);
        None
    }

    /// Attributes and text against the table. Nested elements are checked where they are read.
    fn check(&mut self, node: &Node, element: &Element) {
        for (attribute, value) in &node.attributes {
            let (attribute, value) = (attribute.clone(), value.clone());
            let row = element.attributes.iter().find(|(name, _)| *name == attribute);
            let kind = match row {
                None => FaultKind::UnknownAttribute { element: node.name.clone(), attribute },
                Some((_, kind)) if !kind.takes(&value) => FaultKind::Value {
                    element: node.name.clone(),
                    attribute,
                    value,
                    takes: kind.wording(),
                },
                Some((_, Value::Url)) => {
                    self.web_address(&value, node.offset);
                    continue;
                }
                Some(_) => continue,
            };
            self.fault(kind, node.offset);
        }
        let text = node.text();
        match element.text {
            Text::None if !text.is_empty() => {
                self.fault(FaultKind::StrayText { element: node.name.clone(), text }, node.offset);
            }
            Text::Required if text.is_empty() => {
                self.fault(FaultKind::Empty(node.name.clone()), node.offset);
            }
            _ => {}
        }
    }

    fn verb(&mut self, node: &Node, element: &'static Element) -> Option<Verb> {
        let get = Get { node, element };
        let text = node.text();
        if !matches!(element.name, "Gather" | "Dial") {
            self.verbs(node, element); // nothing may stand in the others: only for its faults
        }
        Some(match element.name {
            "Say" => self.say(get, &text),
            "Play" => return self.play(get, &text),
            "Pause" => Verb::Pause { seconds: get.number("length").unwrap_or(1) },
            "Gather" => {
                let prompts = self.verbs(node, element);
                Verb::Gather(self.gather(get, prompts))
            }
            "Redirect" if text.is_empty() => return None,
            "Redirect" => {
                let url = self.web_address(&text, node.offset)?;
                Verb::Redirect(Target { url, method: get.method("method") })
            }
            "Hangup" => Verb::Hangup,
            "Reject" => Verb::Reject { busy: get.value("reason") == Some("busy") },
            "Dial" => self.dial(get, &text),
            "Record" => Verb::Record(self.record(get)),
            "Sms" => Verb::Sms(Sms {
                to: get.value("to").map(str::to_owned),
                text,
                action: self.target(get, "action", "method"),
            }),
            _ => return None,
        })
    }

    fn say(&mut self, get: Get<'_>, text: &str) -> Verb {
        let length = text.chars().count();
        if length > LONGEST_SAY {
            self.fault(FaultKind::TooLong(length), get.node.offset);
        }
        Verb::Say(Say {
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            language: get.value("language").map(str::to_owned),
            voice: get.value("voice").map(str::to_owned),
            times: get.number("loop").unwrap_or(1),
        })
    }

    fn play(&mut self, get: Get<'_>, text: &str) -> Option<Verb> {
        let sound = match get.value("digits") {
            Some(tones) => Sound::Tones(tones.to_owned()),
            None if text.is_empty() => {
                if get.node.attributes.iter().all(|(name, _)| name != "digits") {
                    self.fault(FaultKind::Empty("Play".into()), get.node.offset);
                }
                return None;
            }
            None => Sound::Audio(self.web_address(text, get.node.offset)?),
        };
        Some(Verb::Play(Play { sound, times: get.number("loop").unwrap_or(1) }))
    }

    /// Defaults: 5 seconds, the key `#`, keys only (twiml/gather).
    fn gather(&self, get: Get<'_>, prompts: Vec<Verb>) -> Gather {
        let input = get.value("input").unwrap_or("dtmf");
        let finish_on_key = get.value("finishOnKey").map_or(Some('#'), |key| key.chars().next());
        Gather {
            prompts,
            action: self.target(get, "action", "method").unwrap_or_else(|| self.itself(get)),
            num_digits: get.number("numDigits").and_then(|number| usize::try_from(number).ok()),
            finish_on_key,
            timeout: get.number("timeout").unwrap_or(5),
            keys: input.split(' ').any(|mode| mode == "dtmf"),
            speech: input.split(' ').any(|mode| mode == "speech"),
            action_on_empty_result: get.flag("actionOnEmptyResult"),
        }
    }

    /// Defaults: it rings for 30 seconds (twiml/dial).
    fn dial(&mut self, get: Get<'_>, text: &str) -> Verb {
        let mut numbers = Vec::new();
        let mut whisper = None;
        let texts = get.node.children.iter().filter_map(|child| match child {
            Child::Text(text) if !text.trim().is_empty() => Some((None, text.trim().to_owned())),
            Child::Text(_) => None,
            Child::Node(node) => Some((Some(node), node.text())),
        });
        for (node, number) in texts.collect::<Vec<_>>() {
            let offset = node.map_or(get.node.offset, |node| node.offset);
            let mut sip = false;
            if let Some(node) = node {
                let Some(noun) = self.child(node, get.element) else {
                    continue;
                };
                self.check(node, noun);
                self.verbs(node, noun);
                let noun = Get { node, element: noun };
                whisper = whisper.or_else(|| self.target(noun, "url", "method"));
                let noun = noun.element;
                sip = noun.name == "Sip";
                if number.is_empty() {
                    if sip {
                        self.fault(FaultKind::Empty("Sip".into()), offset);
                    }
                    continue;
                }
            }
            let good = if sip { is_sip(&number) } else { verbs::is_e164(&number) };
            if good {
                numbers.push(number);
            } else {
                self.fault(FaultKind::BadNumber(number), offset);
            }
        }
        if numbers.is_empty() && text.is_empty() && get.node.nodes().next().is_none() {
            self.fault(FaultKind::Empty("Dial".into()), get.node.offset);
        }
        Verb::Dial(Dial {
            numbers,
            whisper,
            caller_id: get.value("callerId").map(str::to_owned),
            timeout: get.number("timeout").unwrap_or(30),
            action: self.target(get, "action", "method"),
            hangup_on_star: get.flag("hangupOnStar"),
            recorded: get.value("record").is_some_and(|record| record != "do-not-record"),
        })
    }

    /// Defaults: any key ends it, an hour at most, 5 seconds of silence, a tone first (twiml/record).
    fn record(&self, get: Get<'_>) -> Record {
        Record {
            action: self.target(get, "action", "method").unwrap_or_else(|| self.itself(get)),
            finish_on_key: get.value("finishOnKey").unwrap_or("1234567890*#").to_owned(),
            max_length: get.number("maxLength").unwrap_or(3600),
            timeout: get.number("timeout").unwrap_or(5),
            beep: get.value("playBeep") != Some("false"),
            status_callback: self.target(
                get,
                "recordingStatusCallback",
                "recordingStatusCallbackMethod",
            ),
        }
    }

    fn itself(&self, get: Get<'_>) -> Target {
        Target { url: self.url.clone(), method: get.method("method") }
    }

    fn target(&self, get: Get<'_>, url: &str, method: &str) -> Option<Target> {
        let url = resolve(&self.url, get.value(url)?).ok()?;
        Some(Target { url, method: get.method(method) })
    }

    /// Resolves `raw` against the document's own address and checks it.
    fn web_address(&mut self, raw: &str, offset: usize) -> Option<Url> {
        if self.strictness.absolute_urls
            && Url::parse(raw) == Err(url::ParseError::RelativeUrlWithoutBase)
        {
            self.fault(FaultKind::RelativeUrl(raw.to_owned()), offset);
        }
        let resolved = resolve(&self.url, raw);
        resolved
            .map_err(|reason| {
                self.fault(FaultKind::BadUrl { url: raw.to_owned(), reason }, offset);
            })
            .ok()
    }
}
