//! Passwords: argon2id, hashed off the runtime's threads and only a few at a time, because each takes 19 MiB.
//!
//! The threads that hash are always the same, and each keeps the memory that a hash needs: the system's allocator keeps what a
//! thread has freed for that thread, so that memory asked for anew would be held several times over.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version, password_hash};
use tokio::sync::{Semaphore, oneshot};

use crate::random::Ids;
use crate::store::StoreError;

/// How many passwords are hashed at the same time.
const AT_ONCE: usize = 2;
/// How many log-ins of accounts that there are may wait for that: at forty milliseconds each nobody waits longer than about a second.
const WAITING: usize = 64;
/// How many others may wait. They come after the log-ins, so that nobody is kept out by strangers who have passwords hashed.
const OTHERS_WAITING: usize = 16;

/// Something to hash, which sends its outcome to who waits for it.
type Job = Box<dyn FnOnce(&mut Bench) + Send>;

/// Hashes and verifies passwords for the server.
pub struct Passwords {
    jobs: Arc<Jobs>,
    /// Places in the queue for who logs in where the account was before, those at work included.
    known: Semaphore,
    /// Places of the other log-ins.
    log_ins: Semaphore,
    /// Places of the others.
    others: Semaphore,
    /// A hash of no password: verifying against it takes as long as against a real one.
    nobody: String,
}

impl Default for Passwords {
    fn default() -> Self {
        let jobs = Arc::new(Jobs::default());
        for _ in 0..AT_ONCE {
            let jobs = Arc::clone(&jobs);
            thread::spawn(move || work_off(&jobs));
        }
        let [known, log_ins] = [(); 2].map(|()| Semaphore::new(WAITING));
        Self { jobs, known, log_ins, others: Semaphore::new(OTHERS_WAITING), nobody: NOBODY.to_owned() }
    }
}

impl Drop for Passwords {
    fn drop(&mut self) {
        self.jobs.lock().is_over = true;
        self.jobs.more.notify_all();
    }
}

/// Who has something hashed: in this order they are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// Somebody logs in where the account was logged in before.
    Known,
    /// Somebody logs in from a new address.
    LogIn,
    /// A password is set, or somebody is looked for who is not there.
    Other,
}

/// What is to be hashed.
#[derive(Default)]
struct Jobs {
    waiting: Mutex<Waiting>,
    more: Condvar,
}

#[derive(Default)]
struct Waiting {
    known: VecDeque<Job>,
    log_ins: VecDeque<Job>,
    others: VecDeque<Job>,
    is_over: bool,
}

impl Jobs {
    fn put(&self, urgency: Urgency, job: Job) {
        let mut waiting = self.lock();
        match urgency {
            Urgency::Known => waiting.known.push_back(job),
            Urgency::LogIn => waiting.log_ins.push_back(job),
            Urgency::Other => waiting.others.push_back(job),
        }
        drop(waiting);
        self.more.notify_one();
    }

    /// The next one, the most urgent first; nothing once there will be none any more.
    fn take(&self) -> Option<Job> {
        let mut waiting = self.lock();
        loop {
            let next = waiting.known.pop_front().or_else(|| waiting.log_ins.pop_front());
            if let Some(job) = next.or_else(|| waiting.others.pop_front()) {
                return Some(job);
            }
            if waiting.is_over {
                return None;
            }
            waiting = self.more.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does one job after another until nobody can send any more. One that panics has no outcome; the next one is done all the same.
fn work_off(jobs: &Jobs) {
    let mut bench = Bench::default();
    while let Some(job) = jobs.take() {
        let _ = catch_unwind(AssertUnwindSafe(|| job(&mut bench)));
    }
}

/// Parameters as argon2id texts name them: 19 MiB, two passes, one lane, the first choice of the OWASP sheet.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$b3V0cG9zdC1ub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The PHC text of a password with a fresh salt. Takes tens of milliseconds.
///
/// # Errors
/// A sentence, when the library refuses, which it has no reason to.
pub fn hash_password(password: &str, ids: &mut Ids) -> Result<String, String> {
    Bench::default().text(password, ids)
}

/// Where passwords are hashed one after another: the memory of one hash, asked for once and blank between them.
#[derive(Default)]
struct Bench(Vec<Block>);

impl Bench {
    fn fill(&mut self, argon2: &Argon2<'_>, password: &[u8], salt: &[u8], out: &mut [u8]) -> argon2::Result<()> {
        let (needed, kept) = (argon2.params().block_count(), Params::default().block_count());
        if needed > kept {
            // A hash from elsewhere that takes more than ours: what it needs is given back at once.
            return argon2.hash_password_into(password, salt, out);
        }
        self.0.resize(kept, Block::new());
        let blocks = &mut self.0[..needed];
        let filled = argon2.hash_password_into_with_memory(password, salt, out, &mut *blocks);
        blocks.fill(Block::new());
        filled
    }

    fn hash(&mut self, password: &str, salt: &[u8]) -> password_hash::Result<PasswordHash> {
        let (algorithm, version, params) = (Algorithm::Argon2id, Version::V0x13, Params::default());
        let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
        self.fill(&Argon2::new(algorithm, version, params.clone()), password.as_bytes(), salt, &mut output)?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(&params)?,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(&output)?),
        })
    }

    fn text(&mut self, password: &str, ids: &mut Ids) -> Result<String, String> {
        let hash = self.hash(password, &ids.bytes()[..16]);
        hash.map(|hash| hash.to_string()).map_err(|error| format!("The password cannot be hashed: {error}."))
    }

    /// As the hash says: its own parameters may be others than ours.
    fn matches(&mut self, password: &str, hash: &PasswordHash) -> password_hash::Result<bool> {
        let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else { return Ok(false) };
        let algorithm = Algorithm::try_from(hash.algorithm.as_str())?;
        let version = hash.version.map(Version::try_from).transpose()?.unwrap_or_default();
        let argon2 = Argon2::new(algorithm, version, Params::try_from(hash)?);
        let mut output = vec![0; expected.len()];
        self.fill(&argon2, password.as_bytes(), salt, &mut output)?;
        // Outputs are compared in constant time.
        Ok(Output::new(&output)? == *expected)
    }

    fn verify(&mut self, password: &str, hash: &str) -> bool {
        PasswordHash::new(hash).is_ok_and(|hash| self.matches(password, &hash).unwrap_or(false))
    }
}

impl Passwords {
    /// Whether a password is the one of the hash. Without a hash it takes as long and is never right.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when too many wait already.
    pub async fn verify(&self, password: &str, hash: Option<&str>, urgency: Urgency) -> Result<bool, StoreError> {
        let known = hash.is_some();
        let (password, hash) = (password.to_owned(), hash.unwrap_or(&self.nobody).to_owned());
        Ok(self.off_the_runtime(urgency, move |bench| bench.verify(&password, &hash)).await? && known)
    }

    /// The PHC text of a password.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when too many wait already.
    pub async fn hash(&self, password: &str) -> Result<String, StoreError> {
        let password = password.to_owned();
        let hashed =
            self.off_the_runtime(Urgency::Other, move |bench| bench.text(&password, &mut Ids::fresh())).await?;
        hashed.map_err(StoreError::Other)
    }

    async fn off_the_runtime<T: Send + 'static>(
        &self,
        urgency: Urgency,
        work: impl FnOnce(&mut Bench) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        let places = match urgency {
            Urgency::Known => &self.known,
            Urgency::LogIn => &self.log_ins,
            Urgency::Other => &self.others,
        };
        let _queued = places.try_acquire().map_err(|_| StoreError::Busy)?;
        let (done, outcome) = oneshot::channel();
        // Who does not wait any more, because the connection has gone, needs no outcome.
        let job = move |bench: &mut Bench| drop(done.send(work(bench)));
        self.jobs.put(urgency, Box::new(job));
        outcome.await.map_err(|_| StoreError::Other("hashing a password panicked".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use argon2::{PasswordHasher, PasswordVerifier};

    use super::*;

    #[test]
    fn a_password_is_known_again_and_no_other_is() {
        let mut bench = Bench::default();
        let hash = bench.text("行李箱-2016", &mut Ids::seeded(1)).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && !hash.contains("2016"), "{hash}");
        assert!(bench.verify("行李箱-2016", &hash));
        assert!(!bench.verify("行李箱-2017", &hash) && !bench.verify("", NOBODY));
        assert_ne!(hash, bench.text("行李箱-2016", &mut Ids::seeded(2)).unwrap());
        // Another hand comes to the same verdict.
        assert!(Argon2::default().verify_password("行李箱-2016".as_bytes(), hash.as_str()).is_ok());
    }

    /// How many of those who come at once find a place.
    async fn places(passwords: &Passwords, urgency: Urgency) -> usize {
        let verify = || passwords.verify("demo", None, urgency);
        let mut waiting: Vec<_> = (0..WAITING + 8).map(|_| Box::pin(verify())).collect();
        let mut placed = 0;
        for future in &mut waiting {
            let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(future.as_mut().poll(cx))).await;
            placed += usize::from(!matches!(polled, std::task::Poll::Ready(Err(StoreError::Busy))));
        }
        placed
    }

    #[tokio::test]
    async fn strangers_who_have_passwords_hashed_take_no_place_of_a_log_in() {
        let passwords = Passwords::default();
        for (urgency, most) in [(Urgency::Other, OTHERS_WAITING), (Urgency::LogIn, WAITING), (Urgency::Known, WAITING)]
        {
            // Others are at work still, or their places are free: either way these have their own.
            assert_eq!(places(&passwords, urgency).await, most, "{urgency:?}");
        }
    }

    #[test]
    fn the_most_urgent_is_taken_first() {
        let jobs = Jobs::default();
        let told = Arc::new(Mutex::new(Vec::new()));
        for urgency in [Urgency::Other, Urgency::LogIn, Urgency::Known, Urgency::Other] {
            let told = Arc::clone(&told);
            jobs.put(urgency, Box::new(move |_| told.lock().unwrap().push(urgency)));
        }
        let mut bench = Bench::default();
        for _ in 0..4 {
            jobs.take().unwrap()(&mut bench);
        }
        assert_eq!(*told.lock().unwrap(), [Urgency::Known, Urgency::LogIn, Urgency::Other, Urgency::Other]);
    }

    #[test]
    fn hashes_of_other_parameters_are_verified_as_they_say() {
        let mut bench = Bench::default();
        for (algorithm, version, memory, passes, lanes, length) in [
            (Algorithm::Argon2id, Version::V0x13, 64, 1, 1, 32),
            (Algorithm::Argon2id, Version::V0x13, 22_528, 1, 1, 24),
            (Algorithm::Argon2i, Version::V0x10, 4096, 3, 2, 16),
            (Algorithm::Argon2d, Version::V0x13, 8192, 2, 4, 64),
        ] {
            let params = Params::new(memory, passes, lanes, Some(length)).unwrap();
            let elsewhere = Argon2::new(algorithm, version, params);
            let hash = elsewhere.hash_password_with_salt("道口".as_bytes(), &[7; 16]).unwrap().to_string();
            assert!(bench.verify("道口", &hash) && !bench.verify("路口", &hash), "{hash}");
            assert!(!bench.verify("道口", hash.rsplit_once('$').unwrap().0), "a hash without its end");
        }
        assert!(!bench.verify("道口", "") && !bench.verify("道口", "$scrypt$ln=8$c2FsdHNhbHQ$AAAAAAAAAAAAAAAA"));
    }

    #[test]
    fn a_bench_keeps_one_piece_of_memory_and_nothing_in_it() {
        let mut bench = Bench::default();
        let hash = bench.text("demo", &mut Ids::seeded(1)).unwrap();
        let place = bench.0.as_ptr();
        for hash in [hash.as_str(), NOBODY, "$argon2id$v=19$m=22528,t=1,p=1$b3V0cG9zdC1ub2JvZHk$AAAAAAAAAAAAAAAAAAAAAA"]
        {
            bench.verify("demo", hash);
            assert_eq!((bench.0.as_ptr(), bench.0.len()), (place, Params::default().block_count()));
            assert!(bench.0.iter().all(|block| block.as_ref().iter().all(|word| *word == 0)));
        }
    }
}
