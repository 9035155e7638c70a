//! Requests of `sila preflight`: signed like a call's, and no call.

use crate::dialects::Request;

/// The first parameter of a request that only asks whether it would be taken.
pub const PREFLIGHT: &str = "preflight";

/// Returns whether a request is no call. It says so at the beginning of the query and of the form, for a proxy may
/// lose one of them on the way, and it must not become a call then.
pub fn asks(request: &Request<'_>) -> bool {
    let says = |form: &[u8]| {
        let rest = form.strip_prefix(PREFLIGHT.as_bytes());
        rest.is_some_and(|rest| rest.starts_with(b"="))
    };
    says(request.query().as_bytes()) || says(request.body)
}
