//! Why a provider's request is turned away.

use http::StatusCode;
use thiserror::Error;

/// Why a request was turned away; as text it says what to look at, and nothing of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Rejection {
    /// There is no signature.
    #[error(
        "The request has no signature. It does not come from the provider, or a proxy removed the header."
    )]
    Missing,
    /// A header of the signature came more than once.
    #[error(
        "A header of the signature came more than once. Let no proxy add headers to the provider's requests."
    )]
    Repeated,
    /// The signature is none that could ever fit.
    #[error(
        "The signature is not one that the provider writes. A proxy changed the header, or somebody tries what happens."
    )]
    Malformed,
    /// The request names a key that the line does not have.
    #[error(
        "The request is signed with a shared key that the line does not have. Give the line the key's id and secret."
    )]
    UnknownKey,
    /// The request is signed in a way that the line has no secret for.
    #[error(
        "The request is signed in a way that the line has no secret for. Give the line the auth token or the shared key that the provider signs with."
    )]
    UnknownMethod,
    /// The body is not the one whose hash was signed.
    #[error(
        "The body is not the one that was signed. Let no proxy rewrite the bodies of the provider's requests."
    )]
    Body,
    /// The line takes unsigned requests from this machine alone, and this one came from elsewhere.
    #[error(
        "The line takes unsigned requests for development, and only from this machine itself, not through a proxy. Give the line the provider's auth token."
    )]
    NotFromHere,
    /// The signature was made too long ago, or for a time to come.
    #[error(
        "The request was signed at another time than this server's. Set the clocks here and at the provider, or somebody sends an old request again."
    )]
    Stale,
    /// The signature fits none of the line's secrets.
    #[error(
        "The signature does not fit. Compare the line's secret with the provider's, compare the public URL (scheme, host, port and path) with the one set at the provider, and let no proxy rewrite path, query or body."
    )]
    Mismatch,
}

impl Rejection {
    /// Every reason.
    const ALL: [Self; 9] = [
        Self::Missing,
        Self::Repeated,
        Self::Malformed,
        Self::UnknownKey,
        Self::UnknownMethod,
        Self::Body,
        Self::NotFromHere,
        Self::Stale,
        Self::Mismatch,
    ];

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

    /// The name in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Repeated => "repeated",
            Self::Malformed => "malformed",
            Self::UnknownKey => "unknown-key",
            Self::UnknownMethod => "unknown-method",
            Self::Body => "body",
            Self::NotFromHere => "not-from-here",
            Self::Stale => "stale",
            Self::Mismatch => "mismatch",
        }
    }
}
