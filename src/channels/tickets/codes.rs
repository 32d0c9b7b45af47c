//! What can go wrong on this API: HTTP statuses of calls that fail, and result numbers of orders that are refused.

use hyper::StatusCode;

use super::booking::AddError;
use super::customers::CustomerError;
use super::orders::MoveError;
use super::query::QueryError;
use crate::staff_api::codes as services;
use crate::store::StoreError;

/// A call that fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The HTTP status.
    pub status: StatusCode,
    /// What the body says.
    pub message: String,
    /// The `WWW-Authenticate` header, where the client is to sign differently.
    pub challenge: Option<String>,
}

impl Fault {
    /// A fault without a challenge.
    #[must_use]
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), challenge: None }
    }

    /// 404: no action has this address, or not with these parameters.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "No HTTP resource was found that matches the request URI.")
    }

    /// 405: the action is asked for with another verb.
    #[must_use]
    pub fn wrong_verb(verb: &str) -> Self {
        let message = format!("The requested resource does not support http method '{verb}'.");
        Self::new(StatusCode::METHOD_NOT_ALLOWED, message)
    }

    /// 400: what was sent cannot be used.
    #[must_use]
    pub fn unusable(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 401 with a challenge.
    #[must_use]
    pub fn denied(challenge: impl Into<String>) -> Self {
        let message = "Authorization has been denied for this request.";
        Self { challenge: Some(challenge.into()), ..Self::new(StatusCode::UNAUTHORIZED, message) }
    }

    /// 503: more than is possible now; the client is to try again.
    #[must_use]
    pub fn busy() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "The service is busy; try again.")
    }
}

/// A failure of the store, told without its details.
impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        crate::http::failure(&error, "the store failed a ticket call");
        match error.http_status() {
            StatusCode::SERVICE_UNAVAILABLE => Self::busy(),
            full @ StatusCode::INSUFFICIENT_STORAGE => Self::new(full, "Nothing can be kept at the moment."),
            status => Self::new(status, "An error has occurred."),
        }
    }
}

impl From<QueryError> for Fault {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::MemberMissing => Self::unusable(error.to_string()),
            QueryError::Store(error) => error.into(),
        }
    }
}

/// Why an order was refused: the result number of a writing call, which is answered with 200 (decided here, 0 is success).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// 1: the request names another customer than its signature.
    OtherCustomer = 1,
    /// 2: something is missing or makes no sense.
    Incomplete = 2,
    /// 3: no such product on sale.
    Product = 3,
    /// 4: the customer's limit of the day.
    DayLimit = 4,
    /// 5: no such order.
    Order = 5,
    /// 6: the order's status does not allow it.
    Status = 6,
}

impl Refused {
    /// The number on the wire.
    #[must_use]
    pub fn code(self) -> i32 {
        self as i32
    }
}

/// How an order that cannot be made is answered: refused with a number, or failed.
pub fn of_add(error: &AddError) -> Result<Refused, Fault> {
    match error {
        AddError::MemberMissing | AddError::Amount => Ok(Refused::Incomplete),
        AddError::UnknownProduct(_) => Ok(Refused::Product),
        AddError::DayLimit => Ok(Refused::DayLimit),
        AddError::Store(error) => Err(error.clone().into()),
    }
}

/// How an order that cannot be moved is answered.
pub fn of_move(error: &MoveError) -> Result<Refused, Fault> {
    match error {
        MoveError::Unknown => Ok(Refused::Order),
        MoveError::Status => Ok(Refused::Status),
        MoveError::Tickets | MoveError::Payment => Ok(Refused::Incomplete),
        MoveError::Store(error) => Err(error.clone().into()),
    }
}

/// What the staff's calls of this channel (`/om/services`) answer, in the numbers that all services share.
impl From<CustomerError> for services::Fault {
    fn from(error: CustomerError) -> Self {
        match error {
            CustomerError::Unknown => services::NO_ACCOUNT,
            CustomerError::UsernameTaken => services::USERNAME_TAKEN,
            CustomerError::Store(error) => error.into(),
        }
    }
}

impl From<MoveError> for services::Fault {
    fn from(error: MoveError) -> Self {
        match error {
            MoveError::Unknown => services::NO_ORDER,
            MoveError::Status => services::ORDER_STATE,
            MoveError::Tickets | MoveError::Payment => services::PARAMETER,
            MoveError::Store(error) => error.into(),
        }
    }
}
