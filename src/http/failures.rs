//! What failed while a request was handled, for the one line of the log that has its id.
//!
//! Rooms see no request ids. They note a failure here, and the door writes it down with the id, the path and the status.

use std::cell::RefCell;
use std::fmt::Display;
use std::future::Future;

tokio::task_local! {
    static NOTED: RefCell<Vec<String>>;
}

/// Notes what failed: the door logs it once, with the request's id. Outside a request it is logged at once.
pub fn failure(error: &impl Display, what: &'static str) {
    let noted = NOTED.try_with(|noted| noted.borrow_mut().push(format!("{what}: {error}")));
    if noted.is_err() {
        tracing::error!(%error, "{what}");
    }
}

/// Runs a handler; its answer, and what failed meanwhile, if anything did.
pub(super) async fn collected<T>(handler: impl Future<Output = T>) -> (T, Option<String>) {
    let handled = async {
        let answer = handler.await;
        let noted = NOTED.with(RefCell::take);
        (answer, (!noted.is_empty()).then(|| noted.join("; ")))
    };
    NOTED.scope(RefCell::default(), handled).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_fails_in_a_handler_is_told_beside_its_answer() {
        let failing = async {
            failure(&"the disk is full", "the store failed a call");
            507
        };
        assert_eq!(collected(failing).await, (507, Some("the store failed a call: the disk is full".to_owned())));
        assert_eq!(collected(async { 200 }).await, (200, None));
    }
}
