//! The changes of an address or a form on its way that make a server refuse the right signature, each to be signed
//! and tried.

use url::Url;

use super::Deployment;
use crate::web::PREFLIGHT;

/// A request, as it is sent and signed.
#[derive(Debug, Clone)]
pub(super) struct Probe {
    pub url: Url,
    pub body: String,
}

/// A changed request that is signed in place of the one that is sent.
#[derive(Debug, Clone)]
pub(super) struct Variant {
    /// The address that is signed.
    pub url: Url,
    /// The body that is signed.
    pub body: String,
    pub difference: Difference,
}

/// The difference between what the provider signs and what the server checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Difference {
    /// The server was started with another public URL.
    Base {
        /// Its parts, in words.
        parts: Vec<&'static str>,
        /// The public URL that the server checks against.
        server: String,
    },
    None,
    /// The query does not arrive.
    NoQuery,
    /// The query arrives in other characters.
    Query,
    /// The form does not arrive.
    NoForm,
}

/// A space, a plus and a tilde: what is written differently by who rewrites a query.
const QUERY: &str = "note=a%20b%2Bc~";

impl Probe {
    /// A request to a line that is no call.
    pub fn to(place: &Deployment<'_>, line: &str) -> Option<Self> {
        let address = format!("/voice/{line}?{PREFLIGHT}=1&{QUERY}");
        let form = [(PREFLIGHT, "1"), ("Note", "a b+c~")];
        Some(Self { url: Url::parse(&place.base.join(&address)).ok()?, body: encoded(form) })
    }

    pub fn plain(&self) -> Variant {
        self.with(self.url.query(), &self.body, Difference::None)
    }

    /// Every variant, those with the fewest differences first.
    pub fn variants(&self, place: &Deployment<'_>) -> Vec<Variant> {
        let mut variants = self.bases(place);
        let query = self.url.query().unwrap_or_default();
        let rewritten = encoded(form_urlencoded::parse(query.as_bytes()));
        let (lighter, twice) = (query.replace("%2B", "+"), query.replace('%', "%25"));
        variants.push(self.with(None, &self.body, Difference::NoQuery));
        for other in [rewritten, query.replace("%20", "+"), lighter, twice] {
            variants.push(self.with(Some(&other), &self.body, Difference::Query));
        }
        variants.push(self.with(Some(query), "", Difference::NoForm));
        variants.sort_by_key(|variant| match &variant.difference {
            Difference::Base { parts, .. } => 2 * parts.len(),
            // After those addresses that differ in one part, and before those that differ in several at once.
            _ => 3,
        });
        variants
    }

    fn with(&self, query: Option<&str>, body: &str, difference: Difference) -> Variant {
        let mut url = self.url.clone();
        url.set_query(query);
        Variant { url, body: body.to_owned(), difference }
    }

    /// The variants in which the server was started with another public URL.
    fn bases(&self, place: &Deployment<'_>) -> Vec<Variant> {
        let Ok(base) = Url::parse(place.base.as_str()) else {
            return Vec::new();
        };
        let prefix = base.path().trim_end_matches('/');
        let own = self.url.path().strip_prefix(prefix).unwrap_or(self.url.path());
        let servers = vec![base.clone()];
        let servers = with_each(&servers, &["https", "http"], |url, scheme| url.set_scheme(scheme));
        let servers = with_each(&servers, &ports(&base, place), |url, port| url.set_port(*port));
        let servers = with_each(&servers, &hosts(&base, place), |url, host| {
            url.set_host(Some(host)).map_err(drop)
        });
        let servers = with_each(&servers, &paths(prefix), |url, path| {
            url.set_path(path);
            Ok(())
        });
        let others = servers.into_iter().filter_map(|server| {
            let parts = differing(&base, &server);
            if parts.is_empty() {
                return None;
            }
            let mut url = server.clone();
            url.set_path(&format!("{}{own}", server.path().trim_end_matches('/')));
            url.set_query(self.url.query());
            let server = server.as_str().trim_end_matches('/').to_owned();
            Some(Variant {
                url,
                body: self.body.clone(),
                difference: Difference::Base { parts, server },
            })
        });
        others.collect()
    }
}

/// Pairs as a form.
fn encoded<N: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (N, V)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Every address with every value of one of its parts, each once; a value that an address can't have is left out.
fn with_each<T>(
    urls: &[Url],
    values: &[T],
    set: impl Fn(&mut Url, &T) -> Result<(), ()>,
) -> Vec<Url> {
    let mut all: Vec<Url> = Vec::new();
    for url in urls {
        for value in values {
            let mut url = url.clone();
            if set(&mut url, value).is_ok() && !all.contains(&url) {
                all.push(url);
            }
        }
    }
    all
}

fn ports(base: &Url, place: &Deployment<'_>) -> [Option<u16>; 3] {
    [base.port(), None, Some(place.listen.port())]
}

fn hosts(base: &Url, place: &Deployment<'_>) -> [String; 5] {
    let own = base.host_str().unwrap_or_default().to_owned();
    let other = match own.strip_prefix("www.") {
        Some(shorter) => shorter.to_owned(),
        None if base.domain().is_some() => format!("www.{own}"),
        None => own.clone(),
    };
    let listen = match place.listen.ip() {
        std::net::IpAddr::V4(ip) => ip.to_string(),
        std::net::IpAddr::V6(ip) => format!("[{ip}]"),
    };
    [own, other, "localhost".to_owned(), "127.0.0.1".to_owned(), listen]
}

/// The prefix as it is, none, less of it, and twice.
fn paths(prefix: &str) -> [String; 4] {
    let shorter = prefix.rsplit_once('/').map_or("", |(shorter, _)| shorter);
    [prefix.to_owned(), String::new(), shorter.to_owned(), format!("{prefix}{prefix}")]
}

fn differing(one: &Url, other: &Url) -> Vec<&'static str> {
    let path = |url: &Url| url.path().trim_end_matches('/').to_owned();
    [
        ("scheme", one.scheme() != other.scheme()),
        ("host", one.host_str() != other.host_str()),
        ("port", one.port() != other.port()),
        ("path", path(one) != path(other)),
    ]
    .into_iter()
    .filter_map(|(part, differs)| differs.then_some(part))
    .collect()
}
