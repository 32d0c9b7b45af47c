//! The only place that asks for randomness.
//!
//! A write runs as a closure that may be run again, so what it draws must not depend on how often it ran: it is handed
//! an [`Ids`], a stream fixed by one seed from the operating system, and draws from a fresh copy each time.

use sha2::{Digest, Sha256};
use uuid::Builder;

/// A repeatable stream of random numbers out of one seed.
#[derive(Clone)]
pub struct Ids {
    seed: [u8; 32],
    drawn: u64,
}

impl Ids {
    /// A stream with a seed from the operating system.
    ///
    /// # Panics
    /// When the operating system has no randomness to give; nothing safe can be done then.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this module is where randomness is asked for")]
    #[expect(clippy::panic, reason = "without randomness no session id would be safe")]
    pub fn fresh() -> Self {
        let mut seed = [0; 32];
        if let Err(error) = getrandom::fill(&mut seed) {
            panic!("the operating system gives no random numbers: {error}");
        }
        Self { seed, drawn: 0 }
    }

    /// A stream with a known seed, for tests.
    #[must_use]
    pub fn seeded(seed: u8) -> Self {
        Self { seed: [seed; 32], drawn: 0 }
    }

    /// A stream of its own, for work on another thread: it shares nothing with what this one draws from now on.
    #[must_use]
    pub fn branch(&mut self) -> Self {
        Self { seed: self.bytes(), drawn: 0 }
    }

    /// The next 32 bytes.
    pub fn bytes(&mut self) -> [u8; 32] {
        self.drawn += 1;
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(self.drawn.to_be_bytes());
        hash.finalize().into()
    }

    /// A number below `bound`, which must not be 0. The bias of the remainder is below one in 2^33 for bounds up to 2^31, which
    /// are the largest that this is used for.
    pub fn below(&mut self, bound: u64) -> u64 {
        let bytes = self.bytes();
        let mut low = [0; 8];
        low.copy_from_slice(&bytes[..8]);
        u64::from_be_bytes(low) % bound.max(1)
    }

    /// A random UUID (version 4) as text, lower-case.
    pub fn uuid(&mut self) -> String {
        let bytes = self.bytes();
        let mut half = [0; 16];
        half.copy_from_slice(&bytes[..16]);
        Builder::from_random_bytes(half).into_uuid().to_string()
    }

    /// So many random decimal digits.
    pub fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + u8::try_from(self.below(10)).unwrap_or(0))).collect()
    }
}

/// SHA-256 of a secret, which is what the store keeps instead of it.
#[must_use]
pub fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_draws_the_same_again_and_two_streams_differ() {
        let ids = Ids::seeded(1);
        let (mut one, mut two) = (ids.clone(), ids);
        assert_eq!(one.uuid(), two.uuid());
        assert_eq!(one.below(10), two.below(10));
        assert_ne!(Ids::fresh().uuid(), Ids::fresh().uuid());
        assert_ne!(one.branch().uuid(), one.uuid());
    }

    #[test]
    fn digits_are_digits() {
        let text = Ids::seeded(2).digits(40);
        assert!(text.len() == 40 && text.bytes().all(|b| b.is_ascii_digit()), "{text}");
    }
}
