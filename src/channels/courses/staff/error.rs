//! What can go wrong in the back office.

use crate::http::BadField;
use crate::orders::OrderError;
use crate::store::StoreError;

/// Why the back office cannot do something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StaffError {
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

impl From<OrderError> for StaffError {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Unknown | OrderError::NotYours => Self::NoOrder,
            OrderError::WrongState | OrderError::Gone(_) | OrderError::TooMuch => Self::WrongState,
            OrderError::Store(error) => error.into(),
        }
    }
}
