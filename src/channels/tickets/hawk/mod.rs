//! The Hawk scheme: who sent a request, and that nobody changed it (docs/spec/tickets.md sections 2, 3 and 7).
//!
//! [`Credential`] holds a customer's key and makes and checks the codes; [`header`] reads what a client sent, [`replay`]
//! remembers what was sent before. Nothing here knows HTTP or the store: `door` calls it with what it found there.

mod header;
mod replay;
#[cfg(test)]
mod tests;

pub use header::{Header, HeaderError};
pub use replay::{ReplayMemory, Seen};

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// How far a client's clock may be from the server's, in milliseconds.
pub const SKEW_MS: i64 = 60_000;

/// The hash that a credential works with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// The default.
    Sha256,
    /// For clients that know nothing better, chosen for each credential.
    Sha1,
}

impl Algorithm {
    /// The name in the store and in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha1 => "sha1",
        }
    }

    /// The algorithm of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Sha256, Self::Sha1].into_iter().find(|known| known.name() == name)
    }
}

/// What a customer's requests are signed with. It has no `Debug`, so that no log can show the key.
pub struct Credential {
    /// Session key and password digest in one text (docs/spec/tickets.md section 2).
    pub key: String,
    /// The hash of its codes.
    pub algorithm: Algorithm,
}

/// What a code covers besides the key.
#[derive(Clone, Copy, Debug)]
pub struct Covered<'r> {
    /// The attributes that the client sent.
    pub header: &'r Header,
    /// GET, POST; upper-case.
    pub method: &'r str,
    /// Path and query exactly as sent.
    pub resource: &'r str,
    /// The host that the client asked, without its port.
    pub host: &'r str,
    /// Its port.
    pub port: u16,
}

/// Whose code a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Request,
    Response,
}

/// Why a request is not let in. The texts are those of the `WWW-Authenticate` header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The code does not fit.
    #[error("Bad mac")]
    Mac,
    /// The body is not the one that was signed.
    #[error("Bad payload hash")]
    Payload,
    /// The request was sent before.
    #[error("Invalid nonce")]
    Nonce,
    /// The client's clock is too far off.
    #[error("Stale timestamp")]
    Timestamp,
}

impl Credential {
    /// Checks a request's code, then the hash of its body where it has one; constant in time where a secret is compared.
    ///
    /// # Errors
    /// [`Refusal::Mac`], [`Refusal::Payload`].
    pub fn verify(&self, covered: &Covered<'_>, content_type: &str, body: &[u8]) -> Result<(), Refusal> {
        let header = covered.header;
        let sent = Base64::decode_vec(&header.mac).map_err(|_| Refusal::Mac)?;
        let text = normalised(Side::Request, covered, header.hash.as_deref(), header.ext.as_deref());
        if !self.fits(text.as_bytes(), &sent) {
            return Err(Refusal::Mac);
        }
        match &header.hash {
            Some(hash) if *hash != self.payload_hash(content_type, body) => Err(Refusal::Payload),
            _ => Ok(()),
        }
    }

    /// The `Server-Authorization` value of an answer, which covers the answer's body and the request that it belongs to.
    #[must_use]
    pub fn server_authorization(&self, covered: &Covered<'_>, content_type: &str, body: &[u8]) -> String {
        let hash = self.payload_hash(content_type, body);
        let mac = self.mac(normalised(Side::Response, covered, Some(&hash), None).as_bytes());
        format!("Hawk mac=\"{mac}\", hash=\"{hash}\"")
    }

    /// The `WWW-Authenticate` value that tells a client the server's time, so that it can set its clock right.
    #[must_use]
    pub fn stale_challenge(&self, now_seconds: i64) -> String {
        let tsm = self.timestamp_mac(now_seconds);
        format!("Hawk ts=\"{now_seconds}\", tsm=\"{tsm}\", error=\"{}\"", Refusal::Timestamp)
    }

    fn timestamp_mac(&self, seconds: i64) -> String {
        self.mac(format!("hawk.1.ts\n{seconds}\n").as_bytes())
    }

    /// The hash of a body; of the content type only the part before the parameters counts, in lower case.
    fn payload_hash(&self, content_type: &str, body: &[u8]) -> String {
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let parts: [&[u8]; 5] = [b"hawk.1.payload\n", kind.as_bytes(), b"\n", body, b"\n"];
        match self.algorithm {
            Algorithm::Sha256 => encode(&hash::<Sha256>(&parts)),
            Algorithm::Sha1 => encode(&hash::<Sha1>(&parts)),
        }
    }

    fn mac(&self, text: &[u8]) -> String {
        match self.algorithm {
            Algorithm::Sha256 => self.keyed::<Hmac<Sha256>>(text).map(|mac| encode(&mac.finalize().into_bytes())),
            Algorithm::Sha1 => self.keyed::<Hmac<Sha1>>(text).map(|mac| encode(&mac.finalize().into_bytes())),
        }
        .unwrap_or_default()
    }

    fn fits(&self, text: &[u8], sent: &[u8]) -> bool {
        match self.algorithm {
            Algorithm::Sha256 => self.keyed::<Hmac<Sha256>>(text).is_some_and(|mac| mac.verify_slice(sent).is_ok()),
            Algorithm::Sha1 => self.keyed::<Hmac<Sha1>>(text).is_some_and(|mac| mac.verify_slice(sent).is_ok()),
        }
    }

    /// An HMAC takes keys of any length, so there is always one.
    fn keyed<M: Mac + KeyInit>(&self, text: &[u8]) -> Option<M> {
        let mut mac = <M as KeyInit>::new_from_slice(self.key.as_bytes()).ok()?;
        mac.update(text);
        Some(mac)
    }
}

/// Whether a client's clock is near enough to the server's.
#[must_use]
pub fn is_fresh(seconds: i64, now_ms: i64) -> bool {
    seconds.saturating_mul(1000).abs_diff(now_ms) <= SKEW_MS.unsigned_abs()
}

fn hash<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = D::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().to_vec()
}

fn encode(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// The text that a code is made of: one line for each thing that it covers.
fn normalised(side: Side, covered: &Covered<'_>, hash: Option<&str>, ext: Option<&str>) -> String {
    let header = covered.header;
    let kind = match side {
        Side::Request => "hawk.1.header",
        Side::Response => "hawk.1.response",
    };
    let (host, port) = (covered.host.to_ascii_lowercase(), covered.port.to_string());
    let ext = ext.unwrap_or_default().replace('\\', "\\\\").replace('\n', "\\n");
    let mut lines = vec![kind, &header.ts, &header.nonce, covered.method, covered.resource, &host, &port];
    lines.extend([hash.unwrap_or_default(), &ext]);
    if let Some(app) = &header.app {
        lines.extend([app.as_str(), header.dlg.as_deref().unwrap_or_default()]);
    }
    lines.join("\n") + "\n"
}
