//! Why the staff's calls of this channel are refused; `codes.rs` says with what.

use crate::channels::leases::wallet::TopUpError;
use crate::store::StoreError;

/// Why the counter cannot top a wallet up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::channels::leases) enum StaffError {
    #[error("there is no such account")]
    UnknownAccount,
    #[error(transparent)]
    TopUp(#[from] TopUpError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
