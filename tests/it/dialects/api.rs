//! The provider's API: requests and answers as data.

use std::time::Duration;

use http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sila::dialects::twilio::Twilio;
use sila::dialects::{
    ApiAnswer, ApiError, AuthTable, Dialect as _, ForeignRecording, OutgoingText, ProviderApi,
    TextReport, TextStatus,
};

use super::fixtures::Sent;

const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const RECORDING: &str = "REbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const MESSAGE: &str = "SMcccccccccccccccccccccccccccccccc";

fn account(api: &str) -> Box<dyn ProviderApi> {
    let table = AuthTable::default().with_secret("auth_token", "12345");
    let auth = Twilio.read_auth(&mut table.with_text("account_id", ACCOUNT)).unwrap();
    auth.api(Some(api.parse().unwrap())).unwrap()
}

fn text(from: &str) -> OutgoingText<'_> {
    OutgoingText {
        to: "+97333000000",
        from,
        body: "The fee is 6 dinars.",
        callback: "https://hotline.example.bh/text/main?k=key",
        key: "CA1/3/0",
    }
}

fn answered(
    status: u16,
    body: &str,
    after: Option<&'static str>,
) -> (StatusCode, HeaderMap, Vec<u8>) {
    let mut headers = HeaderMap::new();
    if let Some(after) = after {
        headers.insert(RETRY_AFTER, HeaderValue::from_static(after));
    }
    (StatusCode::from_u16(status).unwrap(), headers, body.into())
}

fn read<T>(
    read: impl FnOnce(&dyn ProviderApi, &ApiAnswer<'_>) -> T,
    (status, headers, body): &(StatusCode, HeaderMap, Vec<u8>),
) -> T {
    let api = account("https://api.twilio.com");
    read(&*api, &ApiAnswer { status: *status, headers, body })
}

fn error(status: u16, code: u32) -> String {
    format!(
        "{{\"code\": {code}, \"message\": \"'To' number +97333000000 is wrong\", \"more_info\": \
         \"https://www.twilio.com/docs/errors/{code}\", \"status\": {status}}}"
    )
}

#[test]
fn a_message_is_a_form_that_is_signed_in() {
    let request = account("https://api.twilio.com").send_text(&text("Ministry"));
    assert_eq!(request.method, Method::POST);
    assert_eq!(
        request.url.as_str(),
        format!("https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    );
    let basic = STANDARD.encode(format!("{ACCOUNT}:12345"));
    assert_eq!(request.headers[AUTHORIZATION], format!("Basic {basic}"));
    assert_eq!(request.headers["i-twilio-idempotency-token"], "CA1/3/0");
    let content_type = &request.headers[CONTENT_TYPE];
    assert_eq!(content_type, "application/x-www-form-urlencoded");
    let form: Vec<_> = form_urlencoded::parse(&request.body).collect();
    let form: Vec<_> = form.iter().map(|(n, v)| (&**n, &**v)).collect();
    let expected = [
        ("To", "+97333000000"),
        ("From", "Ministry"),
        ("Body", "The fee is 6 dinars."),
        ("StatusCallback", "https://hotline.example.bh/text/main?k=key"),
    ];
    assert_eq!(form, expected);
    let shown = format!("{:?}", request.headers);
    assert!(!shown.contains(&basic), "{shown}");
}

#[test]
fn a_messaging_service_has_a_field_of_its_own() {
    let service = format!("MG{}", "d".repeat(32));
    let request = account("https://api.twilio.com").send_text(&text(&service));
    let mut form = form_urlencoded::parse(&request.body);
    assert!(form.any(|(name, value)| name == "MessagingServiceSid" && value == service));
}

#[test]
fn a_sender_is_a_number_a_service_or_a_short_name() {
    let service = format!("MG{}", "0f".repeat(16));
    for sender in ["+97317000000", "Ministry", "MOW Bahrain", "A1", &service] {
        assert_eq!(Twilio.check_sender(sender), Ok(()), "{sender}");
    }
    for sender in ["", " ", "17000000", "+973", "MinistryOfWorks", "وزارة", " Ministry", "12345"]
    {
        assert!(Twilio.check_sender(sender).is_err(), "{sender}");
    }
}

#[test]
fn an_accounts_id_has_a_form() {
    let check = |account| {
        let table = AuthTable::default().with_secret("auth_token", "12345");
        Twilio.read_auth(&mut table.with_text("account_id", account)).map(drop)
    };
    assert_eq!(check(ACCOUNT), Ok(()));
    for wrong in ["", "AC", &ACCOUNT[..33], "ACzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", RECORDING] {
        assert!(check(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_message_that_is_taken_has_a_name() {
    let body = format!("{{\"sid\": \"{MESSAGE}\", \"status\": \"queued\", \"error_code\": null}}");
    let taken = read(|api, answer| api.read_taken(answer), &answered(201, &body, None)).unwrap();
    assert_eq!(taken.id, MESSAGE);
    for body in ["", "{}", "{\"sid\": \"\"}", "<html>"] {
        let doubt = read(|api, answer| api.read_taken(answer), &answered(201, body, None));
        assert!(matches!(doubt, Err(ApiError::OutcomeUnknown { .. })), "{body}");
    }
}

#[test]
fn what_is_wrong_with_the_number_is_final_and_says_nothing_of_it() {
    for (status, code) in [(400, 21211), (400, 21614), (403, 21408), (400, 21635), (400, 29999)] {
        let answer = answered(status, &error(status, code), None);
        let Err(ApiError::Refused { reason }) = read(|api, answer| api.read_taken(answer), &answer)
        else {
            panic!("{code} is final");
        };
        assert!(reason.contains(&code.to_string()), "{reason}");
        assert!(!reason.contains("33000000"), "{reason}");
    }
}

#[test]
fn a_receiver_who_wants_no_messages_is_told_apart() {
    let refused =
        read(|api, answer| api.read_taken(answer), &answered(400, &error(400, 21610), None));
    let Err(ApiError::Unsubscribed { reason }) = refused else { panic!("{refused:?}") };
    assert!(reason.contains("unsubscribed") && reason.contains("21610"), "{reason}");
    let reported = report("MessageStatus=failed&ErrorCode=21610");
    assert_eq!(reported.status, TextStatus::Unsubscribed);
    assert!(reported.reason.unwrap().contains("unsubscribed"));
    // What has been delivered has been delivered.
    assert_eq!(report("MessageStatus=delivered&ErrorCode=21610").status, TextStatus::Delivered);
}

#[test]
fn what_is_wrong_with_the_account_or_the_sender_is_to_be_mended() {
    for (status, body) in [
        (401, error(401, 20003)),
        (403, error(403, 20003)),
        (403, "Forbidden".to_owned()),
        (404, error(404, 20404)),
        (400, error(400, 21212)),
        (400, error(400, 21609)),
        (400, "<html>a proxy's page</html>".to_owned()),
        (302, String::new()),
    ] {
        let refused =
            read(|api, answer| api.read_taken(answer), &answered(status, &body, None)).unwrap_err();
        assert!(matches!(refused, ApiError::Misconfigured { .. }), "{status} {body}: {refused:?}");
    }
}

#[test]
fn a_sender_and_one_number_that_do_not_go_together_are_told_apart_from_the_account() {
    for code in [21606, 21608, 21659, 21704] {
        let answer = answered(400, &error(400, code), None);
        let unsuited = read(|api, answer| api.read_taken(answer), &answer);
        assert!(matches!(unsuited, Err(ApiError::Unsuited { .. })), "{code}: {unsuited:?}");
    }
}

#[test]
fn too_much_at_once_was_not_done_and_says_how_long_to_wait() {
    let busy = |after| {
        read(|api, answer| api.read_taken(answer), &answered(429, &error(429, 20429), after))
            .unwrap_err()
    };
    let waits = |after| match busy(after) {
        ApiError::Busy { after, .. } => after,
        other => panic!("{other:?}"),
    };
    assert_eq!(waits(Some("7")), Some(Duration::from_secs(7)));
    assert_eq!(waits(Some("999999")), Some(Duration::from_hours(1)));
    assert_eq!(waits(Some("soon")), None);
    assert_eq!(waits(None), None);
    let away =
        read(|api, answer| api.read_taken(answer), &answered(503, "", Some("3"))).unwrap_err();
    assert!(matches!(away, ApiError::Busy { after: Some(after), .. } if after.as_secs() == 3));
}

#[test]
fn nobody_knows_whether_a_message_went_out_where_the_provider_failed() {
    for status in [500, 502, 504, 408] {
        let failed =
            read(|api, answer| api.read_taken(answer), &answered(status, "", None)).unwrap_err();
        assert!(matches!(failed, ApiError::OutcomeUnknown { .. }), "{status}");
        let failed = read(|api, answer| api.read_recording(answer), &answered(status, "", None))
            .unwrap_err();
        assert!(matches!(failed, ApiError::OutcomeUnknown { .. }), "{status}");
    }
}

#[test]
fn a_recording_is_asked_for_at_the_configured_account_alone() {
    let api = "https://api.twilio.com";
    let recording = format!("{api}/2010-04-01/Accounts/{ACCOUNT}/Recordings/{RECORDING}");
    let path = recording.strip_prefix(api).unwrap();
    // Of the address that a webhook names, the account and the recording count and nothing else.
    for address in [
        recording.clone(),
        format!("{recording}.wav"),
        format!("{recording}.json"),
        format!("{recording}/"),
        format!("{recording}?x=1"),
        format!("{recording}.mp3?RequestedChannels=2"),
        format!("{recording}#x"),
        path.to_owned(),
        format!("http://api.twilio.com{path}"),
        format!("https://api.dublin.ie1.twilio.com{path}"),
        format!("https://api.twilio.com.example.org{path}"),
        format!("https://me:secret@127.0.0.1:444{path}"),
    ] {
        let request = account(api).fetch_recording(&address).unwrap();
        assert_eq!(request.method, Method::GET);
        assert_eq!(request.url.as_str(), format!("{recording}.wav"), "{address}");
        assert!(request.headers.contains_key(AUTHORIZATION));
        let request = account(api).delete_recording(&address).unwrap();
        assert_eq!(request.method, Method::DELETE);
        assert_eq!(request.url.as_str(), format!("{recording}.json"), "{address}");
    }
    for foreign in [
        String::new(),
        RECORDING.to_owned(),
        recording.replace(ACCOUNT, &ACCOUNT.replace('a', "e")),
        recording.replace("Recordings", "Messages"),
        recording.replace(RECORDING, ".."),
        format!("{recording}/Transcriptions"),
        format!("{recording}/../x"),
        recording.replace(RECORDING, "REzz"),
    ] {
        let refused = account(api).fetch_recording(&foreign).err();
        assert_eq!(refused, Some(ForeignRecording), "{foreign}");
    }
}

#[test]
fn an_api_may_have_a_port_and_a_path_in_front() {
    let api = "http://127.0.0.1:8081/twilio/";
    let recording = format!(
        "http://127.0.0.1:8081/twilio/2010-04-01/Accounts/{ACCOUNT}/Recordings/{RECORDING}"
    );
    let request = account(api).fetch_recording(&recording).unwrap();
    assert_eq!(request.url.as_str(), format!("{recording}.wav"));
}

#[test]
fn a_recording_may_not_be_there_yet() {
    let absent = ApiError::Absent { after: None };
    let is = |status, body: &str| {
        read(|api, answer| api.read_recording(answer), &answered(status, body, None)).unwrap_err()
    };
    assert_eq!(is(404, &error(404, 20404)), absent);
    assert_eq!(is(404, ""), absent);
    assert_eq!(is(400, &error(400, 21501)), absent);
    let after =
        read(|api, answer| api.read_recording(answer), &answered(404, "", Some("2"))).unwrap_err();
    let waits = Some(Duration::from_secs(2));
    assert_eq!(after, ApiError::Absent { after: waits });
    assert_eq!(
        read(|api, answer| api.read_recording(answer), &answered(200, "RIFF", None)),
        Ok(())
    );
    assert!(matches!(is(401, &error(401, 20003)), ApiError::Misconfigured { .. }));
}

#[test]
fn a_recording_that_is_gone_already_is_deleted() {
    for status in [204, 404] {
        assert_eq!(
            read(|api, answer| api.read_deleted(answer), &answered(status, "", None)),
            Ok(())
        );
    }
    let failed = read(|api, answer| api.read_deleted(answer), &answered(500, "", None));
    assert!(matches!(failed, Err(ApiError::OutcomeUnknown { .. })));
}

fn report(body: &str) -> TextReport {
    let sent = Sent::post("/text/main?k=key", &[]);
    Sent { body: body.as_bytes().to_vec(), ..sent }.read().text_report()
}

#[test]
fn a_report_says_how_far_a_message_has_come_and_why_no_further() {
    let table = [
        ("queued", TextStatus::Taken),
        ("accepted", TextStatus::Taken),
        ("sending", TextStatus::Taken),
        ("sent", TextStatus::Sent),
        ("delivered", TextStatus::Delivered),
        ("read", TextStatus::Delivered),
        ("undelivered", TextStatus::Undelivered),
        ("failed", TextStatus::Failed),
        ("canceled", TextStatus::Failed),
        ("teleported", TextStatus::Unknown),
        ("", TextStatus::Unknown),
    ];
    for (name, status) in table {
        let body = format!("MessageSid={MESSAGE}&MessageStatus={name}&To=%2B97333000000");
        let expected = TextReport { id: Some(MESSAGE.to_owned()), status, reason: None };
        assert_eq!(report(&body), expected, "{name}");
        // The older names alone.
        let body = format!("SmsSid={MESSAGE}&SmsStatus={name}");
        assert_eq!(report(&body), expected, "{name}");
    }
    let failed = report(&format!("MessageSid={MESSAGE}&MessageStatus=undelivered&ErrorCode=30006"));
    assert!(failed.reason.unwrap().contains("landline"));
    let unknown = report("MessageStatus=failed&ErrorCode=39999");
    assert!(unknown.reason.unwrap().contains("39999"));
    assert_eq!(unknown.id, None);
    let sent = report("MessageStatus=sent&ErrorCode=0&MessageSid=nonsense");
    assert_eq!((sent.reason, sent.id), (None, None));
}
