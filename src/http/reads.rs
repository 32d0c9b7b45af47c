//! Which fields a handler reads, kept while it runs so that the API document can be held against what the code does.
//!
//! Only builds with assertions keep it; in a release every function here is empty.

#[cfg(debug_assertions)]
use std::collections::BTreeSet;
#[cfg(debug_assertions)]
use std::sync::{Arc, Mutex, PoisonError};

/// The names that were read; those of an object within a field as `field.member`.
#[cfg(debug_assertions)]
pub type Names = BTreeSet<String>;

/// Where the names go that are read for one request, on whatever thread: its fields carry it along.
#[derive(Clone, Debug)]
pub struct Reads {
    #[cfg(debug_assertions)]
    names: Arc<Mutex<Names>>,
}

#[cfg(debug_assertions)]
tokio::task_local! {
    static READS: Reads;
}

impl Default for Reads {
    /// Those of the request that is handled here. Rules that read outside of a request, in tests, are nobody's business.
    fn default() -> Self {
        #[cfg(debug_assertions)]
        return READS.try_with(Self::clone).unwrap_or_else(|_| Self::new());
        #[cfg(not(debug_assertions))]
        Self {}
    }
}

impl Reads {
    #[cfg(debug_assertions)]
    fn new() -> Self {
        Self { names: Arc::default() }
    }

    /// A name is read: `within` is the field whose object it stands in, blank for the request's own.
    #[cfg(debug_assertions)]
    pub fn note(&self, within: &str, name: &str) {
        let whole = if within.is_empty() { name.to_owned() } else { format!("{within}.{name}") };
        self.names.lock().unwrap_or_else(PoisonError::into_inner).insert(whole);
    }

    /// A name is read, which a release does not keep.
    #[cfg(not(debug_assertions))]
    pub fn note(&self, _: &str, _: &str) {}
}

/// Runs a handler and tells the names that it read.
#[cfg(debug_assertions)]
pub async fn watched<T>(handler: impl Future<Output = T>) -> (T, Names) {
    let reads = Reads::new();
    let answer = READS.scope(reads.clone(), handler).await;
    let names = std::mem::take(&mut *reads.names.lock().unwrap_or_else(PoisonError::into_inner));
    (answer, names)
}

/// A name is read by what has no fields: see [`Reads::note`].
pub fn note(within: &str, name: &str) {
    Reads::default().note(within, name);
}
