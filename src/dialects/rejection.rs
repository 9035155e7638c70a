//! Reasons for which a provider's request is turned away.

use http::StatusCode;
use thiserror::Error;

named_enum! {
    /// The reason for which a request was turned away; as text it says what to look at, and nothing of the request.
    #[derive(Error)]
    pub enum Rejection {
        #[error(
            "The request has no signature. It does not come from the provider, or a proxy removed the header."
        )]
        Missing = "missing",
        #[error(
            "A header of the signature came more than once. Let no proxy add headers to the provider's requests."
        )]
        Repeated = "repeated",
        #[error(
            "The signature is not one that the provider writes. A proxy changed the header, or somebody tries what happens."
        )]
        Malformed = "malformed",
        #[error(
            "The request has more parameters than the provider sends. Somebody tries what happens."
        )]
        TooMuch = "too-much",
        #[error(
            "The request is signed with a shared key that the line does not have. Give the line the key's id and secret."
        )]
        UnknownKey = "unknown-key",
        #[error(
            "The request is signed in a way that the line has no secret for. Give the line the auth token or the shared key that the provider signs with."
        )]
        UnknownMethod = "unknown-method",
        #[error(
            "The body is not the one that was signed. Let no proxy rewrite the bodies of the provider's requests."
        )]
        Body = "body",
        #[error(
            "The line takes unsigned requests for development, and only from this machine itself, not through a proxy. Give the line the provider's auth token."
        )]
        NotFromHere = "not-from-here",
        #[error(
            "The request was signed at another time than this server's. Set the clocks here and at the provider, or somebody sends an old request again."
        )]
        Stale = "stale",
        #[error(
            "The signature does not fit. Compare the line's secret with the provider's, compare the public URL (scheme, host, port and path) with the one set at the provider, and let no proxy rewrite path, query or body."
        )]
        Mismatch = "mismatch",
        #[error(
            "The signature does not fit, and the request names another account than the line's account_id. Set the number's webhook in the account of the line, or give the line the account and the token that the number belongs to."
        )]
        OtherAccount = "other-account",
    }
}

impl Rejection {
    /// The reason that a server of ours gave by this status and text.
    pub fn told(status: StatusCode, text: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|reason| reason.status() == status && reason.to_string() == text)
    }

    /// The status to answer with: 400 without a signature, 403 with a wrong one.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Missing => StatusCode::BAD_REQUEST,
            _ => StatusCode::FORBIDDEN,
        }
    }
}
