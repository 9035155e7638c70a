//! The audit: one append-only list of what people changed, or were refused.
//!
//! A change writes its own act in the same transaction. An act names no caller and quotes nothing that a caller
//! left: those can be erased, and the audit can't.

use jiff::Timestamp;
use serde_json::Value;

use super::database::operations;

named_enum! {
    /// The way by which an author acts.
    pub enum Via {
        /// The command line, as the user of the system who runs it.
        Cli = "cli",
        /// The console, as an operator by the login.
        Console = "console",
        /// A server, which acts by itself.
        Server = "server",
    }
}

named_enum! {
    /// A kind of act.
    pub enum ActKind {
        /// An edition was published, to be heard at once.
        Published = "published",
        /// An edition was published, to be heard later.
        Scheduled = "scheduled",
        /// The time of a scheduled edition had come.
        Activated = "activated",
        /// An edition was taken off the schedule.
        ScheduleCancelled = "schedule-cancelled",
        /// An earlier edition was made heard again.
        RolledBack = "rolled-back",
        /// A draft was begun.
        DraftBegun = "draft-begun",
        /// A file of a draft was changed.
        DraftChanged = "draft-changed",
        /// A draft was thrown away.
        DraftDiscarded = "draft-discarded",
        /// A draft was published as an edition, and is gone with that.
        DraftPublished = "draft-published",
        /// A notice was added.
        NoticeAdded = "notice-added",
        /// A notice was ended before its time.
        NoticeEnded = "notice-ended",
        /// An inquiry was given to somebody.
        InquiryAssigned = "inquiry-assigned",
        /// An inquiry was answered.
        InquiryAnswered = "inquiry-answered",
        /// An inquiry was closed.
        InquiryClosed = "inquiry-closed",
        /// The number to call back was shown in clear.
        NumberShown = "number-shown",
        /// A caller's recording was played or copied.
        InquiryPlayed = "inquiry-played",
        /// The words of a question that was written were shown.
        InquiryRead = "inquiry-read",
        /// Recordings of prompts were taken in.
        RecordingsImported = "recordings-imported",
        /// Recordings of prompts were removed.
        RecordingsRemoved = "recordings-removed",
        /// Everything that is kept of a caller was removed.
        CallerForgotten = "caller-forgotten",
        /// A backup of the store was taken.
        BackedUp = "backed-up",
        /// A backup was put in the place of the store.
        Restored = "restored",
        /// An operator was added.
        OperatorAdded = "operator-added",
        /// An operator was given a link by which to set a password and a second factor.
        OperatorInvited = "operator-invited",
        /// An operator set a password and a second factor.
        InvitationAccepted = "invitation-accepted",
        /// An operator was given other roles.
        OperatorRolesChanged = "operator-roles-changed",
        /// An operator's work here ended.
        OperatorEnded = "operator-ended",
        /// An operator signed in.
        SignedIn = "signed-in",
        /// Somebody could not sign in.
        SignInFailed = "sign-in-failed",
        /// An operator signed in with a recovery code.
        RecoveryCodeUsed = "recovery-code-used",
        /// An operator changed the password.
        PasswordChanged = "password-changed",
        /// Sessions of an operator were ended.
        SessionEnded = "session-ended",
    }
}

named_enum! {
    /// A kind of thing that is changed.
    pub enum ObjectKind {
        /// An edition, by its number.
        Edition = "edition",
        /// A draft, by its number.
        Draft = "draft",
        /// A notice, by its number.
        Notice = "notice",
        /// An inquiry, by its address.
        Inquiry = "inquiry",
        /// The recordings of prompts.
        Recordings = "recordings",
        /// A caller, who is not named.
        Caller = "caller",
        /// The store itself.
        Store = "store",
        /// A person who works here, by the login.
        Operator = "operator",
    }
}

impl ActKind {
    /// The kind of thing that it changes.
    pub fn object(self) -> ObjectKind {
        match self {
            Self::Published
            | Self::Scheduled
            | Self::Activated
            | Self::ScheduleCancelled
            | Self::RolledBack => ObjectKind::Edition,
            Self::DraftBegun | Self::DraftChanged | Self::DraftDiscarded | Self::DraftPublished => {
                ObjectKind::Draft
            }
            Self::NoticeAdded | Self::NoticeEnded => ObjectKind::Notice,
            Self::InquiryAssigned
            | Self::InquiryAnswered
            | Self::InquiryClosed
            | Self::NumberShown
            | Self::InquiryPlayed
            | Self::InquiryRead => ObjectKind::Inquiry,
            Self::RecordingsImported | Self::RecordingsRemoved => ObjectKind::Recordings,
            Self::CallerForgotten => ObjectKind::Caller,
            Self::BackedUp | Self::Restored => ObjectKind::Store,
            Self::OperatorAdded
            | Self::OperatorInvited
            | Self::InvitationAccepted
            | Self::OperatorRolesChanged
            | Self::OperatorEnded
            | Self::SignedIn
            | Self::SignInFailed
            | Self::RecoveryCodeUsed
            | Self::PasswordChanged
            | Self::SessionEnded => ObjectKind::Operator,
        }
    }
}

/// The author of a change, the way, the reason and the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authorship<'a> {
    pub author: &'a str,
    pub via: Via,
    /// The number of the system's user who acts; none for a server.
    pub uid: Option<u32>,
    /// In the author's words; empty if none is given.
    pub reason: &'a str,
    pub at: Timestamp,
}

/// One line of the audit.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    pub at: Timestamp,
    pub author: String,
    pub via: Via,
    /// The number of the system's user who acted, whatever name was given; none for a server.
    pub uid: Option<u32>,
    pub kind: ActKind,
    /// The thing that was changed, if there are several of its kind.
    pub id: String,
    pub reason: String,
    /// The rule that refused the act; none if it was done.
    pub refused: Option<String>,
    /// A JSON object.
    pub detail: Value,
}

impl Act {
    /// An act that was done, without details.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers and texts alike are handed over without a sign at each of twenty places"
    )]
    pub fn done(by: Authorship<'_>, kind: ActKind, id: impl ToString) -> Self {
        Self {
            at: by.at,
            author: by.author.to_owned(),
            via: by.via,
            uid: by.uid,
            kind,
            id: id.to_string(),
            reason: by.reason.to_owned(),
            refused: None,
            detail: Value::Object(serde_json::Map::new()),
        }
    }

    /// An act that a rule refused.
    pub fn refused(by: Authorship<'_>, kind: ActKind, id: impl ToString, rule: &str) -> Self {
        Self { refused: Some(rule.to_owned()), ..Self::done(by, kind, id) }
    }

    /// The same act with details.
    #[must_use]
    pub fn with(self, detail: Value) -> Self {
        Self { detail, ..self }
    }
}

/// An act with its number in the audit.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Goes up with every act.
    pub number: u64,
    pub act: Act,
}

/// A selection of the audit's lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditQuery {
    /// Only acts at or after this time.
    pub since: Option<Timestamp>,
    pub author: Option<String>,
    /// Only acts of these kinds; of any, if there are none.
    pub kinds: Vec<ActKind>,
    /// The most rows, 1 to 500; a number outside is brought inside.
    pub limit: u16,
    /// Only acts before this number.
    pub before: Option<u64>,
}

impl AuditQuery {
    /// The newest `limit` acts.
    pub fn newest(limit: u16) -> Self {
        Self { since: None, author: None, kinds: Vec::new(), limit, before: None }
    }
}

operations! {
    /// Writes down an act that changes nothing else in the store, or that was refused.
    change fn record_act(act: &Act) -> () = audit::record_alone;

    /// The acts that fit `query`, the newest first.
    read fn acts(query: &AuditQuery) -> Vec<AuditEntry> = audit::list;
}
