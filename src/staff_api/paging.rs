//! Pages of long lists: `pageindex` and `pagesize`, which count from 0 in most services and from 1 in searches.

use super::codes::{self, Fault};
use super::service::Call;
use crate::store::Page;

/// Rows on one page at most; a call that asks for more gets these.
const MAX_PAGE_SIZE: i64 = 500;
/// Rows on a page where the call does not say.
const DEFAULT_PAGE_SIZE: i64 = 10;

/// The page of a call whose pages count from 0.
///
/// # Errors
/// 1100 for a page or a size that there cannot be.
pub fn page_of(call: &Call) -> Result<Page, Fault> {
    page_counted_from(0, call)
}

/// The page of a call whose pages count from 1.
///
/// # Errors
/// As [`page_of`].
pub fn page_from_1(call: &Call) -> Result<Page, Fault> {
    page_counted_from(1, call)
}

fn page_counted_from(first: i64, call: &Call) -> Result<Page, Fault> {
    let index = call.fields.number::<i64>("pageindex")?.unwrap_or(first);
    let size = call.fields.number::<i64>("pagesize")?.unwrap_or(DEFAULT_PAGE_SIZE);
    if index < first || size < 1 {
        return Err(codes::PARAMETER);
    }
    let size = size.min(MAX_PAGE_SIZE);
    Ok(Page { size, offset: (index - first).checked_mul(size).ok_or(codes::PARAMETER)? })
}
