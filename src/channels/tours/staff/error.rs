//! Why the staff's calls of this channel are refused; `codes.rs` says with what.

use crate::http::BadField;
use crate::store::StoreError;

/// Why a change is refused; all of it is a wrong parameter on the wire.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::channels::tours) enum StaffError {
    /// There is no such offer, package, batch, partner or account.
    #[error("there is nothing of that number")]
    Unknown,
    /// Orders hold more than the new stock.
    #[error("orders hold more pieces than that")]
    TakenAlready,
    /// The package has an offer that the wire calls so.
    #[error("another offer is called so")]
    NameTaken,
    /// What would be kept makes no sense.
    #[error(transparent)]
    Unusable(#[from] BadField),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
