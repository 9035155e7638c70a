//! The proof that a request is the provider's.

use jiff::Timestamp;

use super::local::LocalRequest;
use super::{Auth, CallRequest, Dialect, PublicUrl, Rejection, Request};

/// The proof that a line asks of requests.
#[derive(Debug)]
pub enum Access {
    /// By a signature made with one of these secrets.
    Signed(Box<dyn Auth>),
    /// Not at all: requests from this machine alone are taken, and none that was forwarded.
    UnsignedFromHere,
    /// No request is taken: the configuration was read without its secrets.
    Nobody,
}

impl Access {
    /// Checks that a request is the provider's own, and parses it.
    pub fn admit<'r>(
        &self,
        dialect: &dyn Dialect,
        request: &Request<'r>,
        public_url: &PublicUrl,
        now: Timestamp,
    ) -> Result<Box<dyn CallRequest + 'r>, Rejection> {
        match self {
            Self::Signed(auth) => auth.verify(request, public_url, now),
            Self::UnsignedFromHere => {
                LocalRequest::check(request).map(|local| dialect.read_local(local))
            }
            Self::Nobody => Err(Rejection::UnknownMethod),
        }
    }
}
