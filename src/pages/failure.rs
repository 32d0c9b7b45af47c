//! What a page answers when the store fails it.

use crate::channels::page;
use crate::http::Reply;
use crate::store::StoreError;

/// A failure of the store, as it comes out of a read or a write.
pub(super) fn failed(error: StoreError) -> Reply {
    page::failed(&error)
}
