"""Leads whole calls as the provider does, and signs every request with the provider's own library.

Reads one JSON object: {"public": the address that is called, "local": where the server listens, with nothing
of the public path, "token_lines": [{"line", "tokens": [...], "foreign": another line's token}], "key_line":
{"line", "id", "secret"}}. Says what is wrong on the error stream and ends with 1, or prints one JSON object:
{"calls": how many were led, "documents": how many were right, "refused": how many forgeries were refused,
"last": the id of the last call}.
"""

import http.client
import json
import sys
import zlib
import xml.etree.ElementTree as xml
from urllib.parse import urlencode, urlsplit

from multidict import MultiDict
from twilio.request_validator import RequestValidator

FORM = "application/x-www-form-urlencoded; charset=UTF-8"
# English, demolition permits, what to bring; then again, back, and silence.
ENGLISH = ["2", "1", "1", "4", "2", "#", "*", None]
ARABIC = ["1", "1", "1", "4", "2", "#", "*", None]


class Wrong(Exception):
    pass


class Provider:
    def __init__(self, setting):
        self.public = setting["public"]
        self.local = urlsplit(setting["local"])
        self.calls = self.documents = self.refused = 0
        self.last = None

    def send(self, method, url, params, headers):
        """To where the proxy would send it: the public address is cut off."""
        if not url.startswith(self.public + "/"):
            raise Wrong(f"{url} is not below {self.public}")
        connection = http.client.HTTPConnection(self.local.hostname, self.local.port, timeout=15)
        body = urlencode(list(params.items())) if method == "POST" else None
        if method == "POST":
            headers = {**headers, "Content-Type": FORM}
        headers = {**headers, "Host": urlsplit(self.public).netloc, "User-Agent": "TwilioProxy/1.1"}
        connection.request(method, url[len(self.public) :], body, headers)
        answer = connection.getresponse()
        got = answer.status, answer.headers.get("Content-Type", ""), answer.read()
        connection.close()
        return got

    def headers(self, secret, url, params, key=None):
        validator = RequestValidator(secret)
        if key is None:
            return {"X-Twilio-Signature": validator.compute_signature(url, params)}
        return {
            "X-Twilio-Signature": validator.compute_signature(url, params, "HMAC_SHA256"),
            "X-Twilio-Webhooks-Signature-Settings": f"key={key},algorithm=HMAC_SHA256",
        }

    def ask(self, method, url, params, secret, key=None, port=None):
        """One request, signed; `port` is added to the address that is signed, as some products do."""
        if method == "GET":
            url += ("&" if "?" in url else "?") + urlencode(list(params.items()))
            params = MultiDict()
        signed = url if port is None else with_port(url, port)
        return self.send(method, url, params, self.headers(secret, signed, params, key))

    def document(self, got, url):
        status, kind, body = got
        if status != 200 or kind.split(";")[0] != "text/xml":
            raise Wrong(f"{url}: {status} {kind} {body[:300]!r}")
        root = xml.fromstring(body)
        check_verbs(root, url)
        self.documents += 1
        return root

    def lead(self, line, keys, method, secret, key=None, port=None):
        """A call from the ring to the notice of its end; gives its first request and its documents."""
        self.calls += 1
        call = self.last = f"CA{self.calls:032x}"
        url = f"{self.public}/voice/{line}"
        params = parameters(call, "ringing")
        first = url, params
        roots = [self.document(self.ask(method, url, params, secret, key, port), url)]
        for pressed in keys:
            gather = roots[-1].find("Gather")
            redirect = roots[-1].find("Redirect")
            url = gather.get("action")
            if redirect.text != url:
                raise Wrong(f"a lone terminator goes to {redirect.text}, a key to {url}")
            params = parameters(call, "in-progress")
            # Silence is an empty value, and says so.
            params.add("Digits", pressed or "")
            params.add("msg", "Gather End")
            got = self.ask(method, url, params, secret, key, port)
            again = self.ask(method, url, params, secret, key, port)
            if got != again:
                raise Wrong(f"{url}: the same request, another answer")
            roots.append(self.document(got, url))
        url = f"{self.public}/voice/{line}/status"
        params = parameters(call, "completed")
        params.extend([("CallDuration", "61"), ("SequenceNumber", "0"), ("CallbackSource", "call-progress-events")])
        self.document(self.ask("POST", url, params, secret, key, port), url)
        return first, roots

    def refuse(self, what, status, method, url, params, headers):
        got = self.send(method, url, params, headers)
        if got[0] != status or b"<" in got[2]:
            raise Wrong(f"{what}: {got[0]} {got[2][:300]!r}, not {status}")
        self.refused += 1


def parameters(call, status):
    """What comes with a call; with one that comes twice, one that nobody knows, and empty ones."""
    return MultiDict(
        [
            ("AccountSid", "AC00000000000000000000000000000000"),
            ("ApiVersion", "2010-04-01"),
            ("CallSid", call),
            ("CallStatus", status),
            ("Called", "+97317000000"),
            ("CalledCity", ""),
            ("Caller", "+9733%07d" % (zlib.crc32(call.encode()) % 10**7)),
            ("CallToken", '{"parentCallInfoToken":"a.b-c_d","identityHeaderTokens":[]}'),
            ("Direction", "inbound"),
            ("From", "+9733%07d" % (zlib.crc32(call.encode()) % 10**7)),
            ("FromCity", "المنامة، البحرين"),
            ("FromState", ""),
            ("SipHeader_X-Name", "صلة & co = 100% <b>"),
            ("StirVerstat", "TN-Validation-Passed-A"),
            ("To", "+97317000000"),
            ("Twice", "b"),
            ("Twice", "a"),
            ("Twice", "b"),
            ("a new parameter", "\u2028 \u00e9 '()*!~@:"),
        ]
    )


def check_verbs(root, url):
    """The verbs stand in an order that leaves nobody in silence."""
    names = [verb.tag for verb in root]
    if root.tag != "Response":
        raise Wrong(f"{url}: <{root.tag}>")
    says = names[:-1] and set(names[:-1]) <= {"Say", "Play"}
    asks = names == ["Gather", "Redirect"]
    ends = names and names[-1] in ("Hangup", "Dial") and says
    if not (asks or ends or not names):
        raise Wrong(f"{url}: {names}")
    if asks and (len(root[0]) == 0 or not {verb.tag for verb in root[0]} <= {"Say", "Play"}):
        raise Wrong(f"{url}: the Gather says nothing, or something else")
    for say in root.iter("Say"):
        if not say.text.strip():
            raise Wrong(f"{url}: an empty Say")


def spoken(root):
    return {say.get("language")[:2] for say in root.iter("Say")}, " ".join(say.text for say in root.iter("Say"))


def with_port(url, port):
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.hostname}:{port}").geturl()


def check_heard(keys, roots):
    """The gate is in both languages, everything after it in one; and the right things are heard."""
    language, words = ("en", "title deed") if keys[0] == "2" else ("ar", "وثيقة")
    if spoken(roots[0])[0] != {"ar", "en"}:
        raise Wrong(f"the gate speaks {spoken(roots[0])[0]}")
    for root in roots[1:]:
        if spoken(root)[0] != {language}:
            raise Wrong(f"{spoken(root)} is not {language} alone")
    if words not in spoken(roots[5])[1]:
        raise Wrong(f"{words} is not in {spoken(roots[5])[1]}")


def forge(provider, first, roots, line, secret, foreign):
    """Everything that must be refused of a call that was led before."""
    url, params = first
    turn = roots[0].find("Gather").get("action")
    for method in ("POST", "GET"):
        for url in (url, turn, f"{provider.public}/voice/{line}/status"):
            asked, form = url, params
            if method == "GET":
                asked, form = url + ("&" if "?" in url else "?") + urlencode(list(params.items())), MultiDict()
            right = provider.headers(secret, asked, form)
            provider.refuse("unsigned", 400, method, asked, form, {})
            provider.refuse("another line's token", 403, method, asked, form, provider.headers(foreign, asked, form))
            provider.refuse("no base64", 403, method, asked, form, {"X-Twilio-Signature": "صلة".encode()})
            provider.refuse("nothing", 403, method, asked, form, {"X-Twilio-Signature": ""})
            other = with_port(asked, 4443)
            provider.refuse("another port", 403, method, asked, form, provider.headers(secret, other, form))
            other = "https://evil.example" + asked[len(provider.public) :]
            provider.refuse("another host", 403, method, asked, form, provider.headers(secret, other, form))
            changed = asked + ("&" if "?" in asked else "?") + "a=b"
            provider.refuse("a longer address", 403, method, changed, form, right)
            sha256 = provider.headers(secret, asked, form, key="SK404")
            provider.refuse("an unknown key", 403, method, asked, form, sha256)
            if method == "POST":
                for change in ("CallSid", "FromCity", "To"):
                    changed = MultiDict(form)
                    changed[change] = "CA00000000000000000000000000009999"
                    provider.refuse(f"another {change}", 403, method, asked, changed, right)
                fewer = MultiDict(form)
                del fewer["From"]
                provider.refuse("a parameter fewer", 403, method, asked, fewer, right)
                more = MultiDict(form)
                more.add("Digits", "9")
                provider.refuse("a parameter more", 403, method, asked, more, right)


def main():
    setting = json.load(sys.stdin)
    provider = Provider(setting)
    standard = {"https": 443, "http": 80}[urlsplit(provider.public).scheme]
    own_port = urlsplit(provider.public).port
    for method in ("POST", "GET"):
        for keys in (ENGLISH, ARABIC):
            for line in setting["token_lines"]:
                for token in line["tokens"]:
                    for port in (None, own_port or standard):
                        first, roots = provider.lead(line["line"], keys, method, token, port=port)
                        check_heard(keys, roots)
                    forge(provider, first, roots, line["line"], token, line["foreign"])
            line = setting["key_line"]
            first, roots = provider.lead(line["line"], keys, method, line["secret"], key=line["id"])
            check_heard(keys, roots)
            # The key's secret is no token, and a token no key's secret.
            url, params = first
            provider.refuse("a key as a token", 403, "POST", url, params, provider.headers(line["secret"], url, params))
    counts = {name: getattr(provider, name) for name in ("calls", "documents", "refused", "last")}
    print(json.dumps(counts))


try:
    main()
except Wrong as wrong:
    sys.exit(f"wrong: {wrong}")
