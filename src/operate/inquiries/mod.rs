//! Inquiries: found, assigned, answered, listened to and closed.

mod reference;

use super::audited::audited;
use super::{LogState, OperateError};
use crate::catalogue::spoken::{TextKind, estimated_seconds, problems};
use crate::catalogue::{Diagnostic, Hotline, Language, Severity};
use crate::recordings::convert::wav;
use crate::store::{
    Act, ActKind, Authorship, ClearNumber, Database, Inquiry, InquiryState, InquirySummary,
    QuestionRecording, WrittenWords, check_answer, check_assignee, check_note,
};

pub use reference::{InquiryAddress, ReferenceError, digits, grouped_reference};

/// The inquiry that an address means.
#[derive(Debug)]
pub struct FoundInquiry {
    pub inquiry: Inquiry,
    /// Others that have its reference.
    pub others: Vec<InquiryAddress>,
}

/// The full address of an inquiry.
pub fn address_of(inquiry: &InquirySummary) -> InquiryAddress {
    InquiryAddress::new(&inquiry.reference, Some(inquiry.id))
}

/// Looks an inquiry up: of several with one reference, the one that is not closed.
pub async fn find(
    database: &Database,
    address: &InquiryAddress,
) -> Result<FoundInquiry, OperateError> {
    let mut found = database.inquiry(address.reference()).await?;
    let named = |one: &Inquiry| address.id().is_none_or(|id| id == one.summary.id);
    let is_open = |one: &Inquiry| one.summary.state != InquiryState::Closed;
    let meant: Vec<usize> = (0..found.len()).filter(|at| named(&found[*at])).collect();
    let open: Vec<usize> = meant.iter().copied().filter(|at| is_open(&found[*at])).collect();
    let position = match (meant.as_slice(), open.as_slice()) {
        ([], _) => return Err(OperateError::UnknownInquiry(address.clone())),
        ([one], _) | (_, [one]) => *one,
        _ => {
            let found = found.into_iter().map(|inquiry| inquiry.summary).collect();
            return Err(OperateError::Several(address.clone(), found));
        }
    };
    let inquiry = found.remove(position);
    let others = found.iter().map(|other| address_of(&other.summary)).collect();
    Ok(FoundInquiry { inquiry, others })
}

/// Looks up the inquiry that an act is about. Where there is none, the act is refused.
pub async fn find_for(
    database: &Database,
    address: &InquiryAddress,
    kind: ActKind,
    by: Authorship<'_>,
) -> Result<FoundInquiry, OperateError> {
    audited(database, by, (kind, address.stored()), find(database, address)).await
}

/// Gives an inquiry to somebody to answer. An answer that is there already stays.
pub async fn assign(
    database: &Database,
    inquiry: &Inquiry,
    person: &str,
    by: Authorship<'_>,
) -> Result<(), OperateError> {
    let address = address_of(&inquiry.summary);
    let assigned = async {
        check_assignee(person)?;
        let assigned = database.assign(&address.stored(), person, by).await;
        assigned.map_err(|error| OperateError::of_inquiry(error, &address))
    };
    audited(database, by, (ActKind::InquiryAssigned, address.stored()), assigned).await
}

/// An answer that can be spoken.
#[derive(Debug)]
pub struct CheckedAnswer<'h> {
    /// In one line.
    pub text: String,
    /// The language of the question.
    pub language: &'h Language,
    pub seconds: f32,
    /// Problems with which it can be spoken all the same.
    pub warnings: Vec<Diagnostic>,
}

/// Checks an answer by the rules that prompts have, in the language of the question: the caller understands it.
pub fn check_spoken_answer<'h>(
    hotline: &'h Hotline,
    inquiry: &Inquiry,
    text: &str,
) -> Result<CheckedAnswer<'h>, OperateError> {
    if inquiry.summary.state == InquiryState::Closed {
        return Err(OperateError::Closed(address_of(&inquiry.summary)));
    }
    let language = answer_language(hotline, inquiry)?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let problems: Vec<_> = problems(&text, language, TextKind::Answer, &[])
        .into_iter()
        .map(|found| Diagnostic::in_text("answer", &text, found))
        .collect();
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(OperateError::Unspeakable(problems));
    }
    check_answer(&text)?;
    Ok(CheckedAnswer {
        seconds: estimated_seconds(&text, language),
        text,
        language,
        warnings: problems,
    })
}

fn answer_language<'h>(
    hotline: &'h Hotline,
    inquiry: &Inquiry,
) -> Result<&'h Language, OperateError> {
    let Some(code) = &inquiry.summary.language else {
        return hotline.languages.first().ok_or(OperateError::NoLanguage);
    };
    let known = hotline.languages.iter().find(|language| language.code == *code);
    known.ok_or_else(|| OperateError::LanguageGone { code: code.clone() })
}

/// Checks an answer and gives it to whoever asks for it, in the place of any answer from before.
pub async fn answer<'h>(
    database: &Database,
    hotline: &'h Hotline,
    (inquiry, text): (&Inquiry, &str),
    by: Authorship<'_>,
) -> Result<CheckedAnswer<'h>, OperateError> {
    let address = address_of(&inquiry.summary);
    let answered = async {
        let checked = check_spoken_answer(hotline, inquiry, text)?;
        let answered = database.answer(&address.stored(), &checked.text, by).await;
        answered.map_err(|error| OperateError::of_inquiry(error, &address))?;
        Ok(checked)
    };
    audited(database, by, (ActKind::InquiryAnswered, address.stored()), answered).await
}

/// Closes an inquiry and erases the number to call back; gives what may be left of it beside the store. The note goes
/// with the inquiry's history.
pub async fn close(
    database: &Database,
    inquiry: &Inquiry,
    note: Option<&str>,
    by: Authorship<'_>,
) -> Result<LogState, OperateError> {
    let address = address_of(&inquiry.summary);
    let closed = async {
        note.map(check_note).transpose()?;
        let closed = database.close_inquiry(&address.stored(), note, by).await;
        closed.map_err(|error| OperateError::of_inquiry(error, &address))?;
        Ok(LogState::after_removal(database).await)
    };
    audited(database, by, (ActKind::InquiryClosed, address.stored()), closed).await
}

/// The recordings of a question, as far as they have been fetched.
#[derive(Debug, PartialEq)]
pub struct SpokenQuestion<'i> {
    /// All recordings in order, with a short silence between them, as WAV.
    pub wav: Vec<u8>,
    /// The recordings that are not in it, counted from 1.
    pub missing: Vec<(usize, &'i QuestionRecording)>,
}

/// The recordings of an inquiry, while one is kept. That they were listened to is written down before.
pub async fn listen<'i>(
    database: &Database,
    inquiry: &'i Inquiry,
    by: Authorship<'_>,
) -> Result<Option<SpokenQuestion<'i>>, OperateError> {
    let address = address_of(&inquiry.summary).stored();
    let spoken = async {
        let (mut here, mut missing) = (Vec::new(), Vec::new());
        for (number, recording) in (1..).zip(&inquiry.recordings) {
            match database.recording(recording.id).await? {
                Some(wav) => here.push(wav),
                None => missing.push((number, recording)),
            }
        }
        let wav = match here.len() {
            0 => return Ok(None),
            1 => here.remove(0),
            _ => wav::join(&here).map_err(OperateError::Damaged)?,
        };
        database.record_act(&Act::done(by, ActKind::InquiryPlayed, &address)).await?;
        Ok(Some(SpokenQuestion { wav, missing }))
    };
    audited(database, by, (ActKind::InquiryPlayed, &address), spoken).await
}

/// The words of a question that was written, while they are kept. That they were shown is written down before.
pub async fn read<'i>(
    database: &Database,
    inquiry: &'i Inquiry,
    by: Authorship<'_>,
) -> Result<Option<&'i WrittenWords>, OperateError> {
    shown(database, inquiry, (ActKind::InquiryRead, inquiry.said.as_ref()), by).await
}

/// The number to call back, in clear, while it is kept. That it was shown is written down before.
pub async fn reveal_number<'i>(
    database: &Database,
    inquiry: &'i Inquiry,
    by: Authorship<'_>,
) -> Result<Option<&'i ClearNumber>, OperateError> {
    shown(database, inquiry, (ActKind::NumberShown, inquiry.number.as_ref()), by).await
}

/// A part of an inquiry, if it is kept, after the act of showing it was written down.
async fn shown<T>(
    database: &Database,
    inquiry: &Inquiry,
    (kind, part): (ActKind, Option<T>),
    by: Authorship<'_>,
) -> Result<Option<T>, OperateError> {
    let address = address_of(&inquiry.summary).stored();
    let recorded = async {
        if part.is_some() {
            database.record_act(&Act::done(by, kind, &address)).await?;
        }
        Ok(part)
    };
    audited(database, by, (kind, &address), recorded).await
}
