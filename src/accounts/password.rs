//! Passwords: argon2id, hashed off the runtime's threads and only a few at a time, because each takes 19 MiB.
//!
//! The threads that hash are always the same: the system's allocator keeps what a thread has freed for that thread, so that a
//! few hundred logins on whatever thread was idle would leave several hundred megabytes behind.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::{Semaphore, oneshot};

use crate::ids::Ids;
use crate::store::StoreError;

/// How many passwords are hashed at the same time.
const AT_ONCE: usize = 2;
/// How many may wait for that: at forty milliseconds each nobody waits longer than about a second.
const WAITING: usize = 64;

/// Something to hash, which sends its outcome to who waits for it.
type Job = Box<dyn FnOnce() + Send>;

/// Hashes and verifies passwords for the server.
pub struct Passwords {
    jobs: Sender<Job>,
    /// Places in the queue, those at work included.
    queue: Arc<Semaphore>,
    /// A hash of no password: verifying against it takes as long as against a real one.
    nobody: String,
}

impl Default for Passwords {
    fn default() -> Self {
        let (jobs, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..AT_ONCE {
            let waiting = Arc::clone(&waiting);
            thread::spawn(move || work_off(&waiting));
        }
        Self { jobs, queue: Arc::new(Semaphore::new(WAITING)), nobody: NOBODY.to_owned() }
    }
}

/// Does one job after another until nobody can send any more. One that panics has no outcome; the next one is done all the same.
fn work_off(waiting: &Mutex<Receiver<Job>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        let _ = catch_unwind(AssertUnwindSafe(job));
    }
}

/// Parameters as argon2id texts name them: 19 MiB, two passes, one lane, the first choice of the OWASP sheet.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$b3V0cG9zdC1ub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

/// The PHC text of a password with a fresh salt. Takes tens of milliseconds.
///
/// # Errors
/// A sentence, when the library refuses, which it has no reason to.
pub fn hash_password(password: &str, ids: &mut Ids) -> Result<String, String> {
    let salt = ids.bytes();
    argon2()
        .hash_password_with_salt(password.as_bytes(), &salt[..16])
        .map(|hash| hash.to_string())
        .map_err(|error| format!("The password cannot be hashed: {error}."))
}

fn verify_password(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

impl Passwords {
    /// Whether a password is the one of the hash. Without a hash it takes as long and is never right.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when too many wait already.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, StoreError> {
        let known = hash.is_some();
        let (password, hash) = (password.to_owned(), hash.unwrap_or(&self.nobody).to_owned());
        Ok(self.off_the_runtime(move || verify_password(&password, &hash)).await? && known)
    }

    /// The PHC text of a password.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when too many wait already.
    pub async fn hash(&self, password: &str) -> Result<String, StoreError> {
        let password = password.to_owned();
        let hashed = self.off_the_runtime(move || hash_password(&password, &mut Ids::fresh())).await?;
        hashed.map_err(StoreError::Other)
    }

    async fn off_the_runtime<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let _queued = self.queue.try_acquire().map_err(|_| StoreError::Busy)?;
        let (done, outcome) = oneshot::channel();
        // Who does not wait any more, because the connection has gone, needs no outcome.
        let job = move || drop(done.send(work()));
        self.jobs.send(Box::new(job)).map_err(|_| StoreError::Closed)?;
        outcome.await.map_err(|_| StoreError::Other("hashing a password panicked".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_no_other_is() {
        let hash = hash_password("行李箱-2016", &mut Ids::seeded(1)).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && !hash.contains("2016"), "{hash}");
        assert!(verify_password("行李箱-2016", &hash));
        assert!(!verify_password("行李箱-2017", &hash) && !verify_password("", NOBODY));
        assert_ne!(hash, hash_password("行李箱-2016", &mut Ids::seeded(2)).unwrap());
    }
}
