//! What can go wrong in the back office, and the roaming services' number for it.

use crate::http::BadField;
use crate::orders::OrderError;
use crate::staff_api::codes::{self, Fault};
use crate::store::StoreError;

/// Why the back office cannot do something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManageError {
    /// 1100: there is no such school, course, offer, gift, claim or member of the staff.
    #[error("there is no such thing")]
    Unknown,
    /// 1305: there is no such course order.
    #[error("there is no such course order")]
    NoOrder,
    /// 1307: it makes no sense in the state that it is in.
    #[error("the state does not allow it")]
    WrongState,
    /// 1100: a field is missing or unusable, or makes no sense with the others.
    #[error(transparent)]
    Unusable(#[from] BadField),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<OrderError> for ManageError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Unknown | OrderError::NotYours => Self::NoOrder,
            OrderError::WrongState | OrderError::Gone(_) => Self::WrongState,
            OrderError::Store(error) => error.into(),
        }
    }
}

impl From<ManageError> for Fault {
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::Unknown | ManageError::Unusable(_) => codes::PARAMETER,
            ManageError::NoOrder => codes::NO_ORDER,
            ManageError::WrongState => codes::ORDER_STATE,
            ManageError::Store(error) => error.into(),
        }
    }
}
