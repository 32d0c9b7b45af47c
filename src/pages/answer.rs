//! What the answers to pages have in common.

use crate::http::Reply;

/// An answer that no browser keeps.
pub(super) fn no_store(reply: Reply) -> Reply {
    reply.with_static("cache-control", "no-store")
}
