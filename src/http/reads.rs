//! Which fields a handler reads, kept while it runs so that the API document can be held against what the code does.
//!
//! Only builds with assertions keep it; in a release every function here is empty.

#[cfg(debug_assertions)]
use std::cell::RefCell;
#[cfg(debug_assertions)]
use std::collections::BTreeSet;

/// The names that were read; those of an object within a field as `field.member`.
#[cfg(debug_assertions)]
pub type Names = BTreeSet<String>;

#[cfg(debug_assertions)]
tokio::task_local! {
    static READS: RefCell<BTreeSet<String>>;
}

/// Runs a handler and tells the names that it read.
#[cfg(debug_assertions)]
pub async fn watched<T>(handler: impl Future<Output = T>) -> (T, Names) {
    let run = async {
        let answer = handler.await;
        (answer, READS.with(RefCell::take))
    };
    READS.scope(RefCell::default(), run).await
}

/// A name is read: `within` is the field whose object it stands in, blank for the request's own.
#[cfg(debug_assertions)]
pub fn note(within: &str, name: &str) {
    let whole = if within.is_empty() { name.to_owned() } else { format!("{within}.{name}") };
    // Rules that read outside of a request, in tests, are nobody's business.
    let _ = READS.try_with(|reads| reads.borrow_mut().insert(whole));
}

/// A name is read, which a release does not keep.
#[cfg(not(debug_assertions))]
pub fn note(_: &str, _: &str) {}
