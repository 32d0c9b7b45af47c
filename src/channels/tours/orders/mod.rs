//! Tour orders: submitted, shown, listed, cancelled.
//!
//! The order itself stands in the common order book; what only a tour has is a [`TourOrder`] beside it.

mod detail;
mod submit;

pub use detail::{cancel, detail, list};
pub use submit::{SubmitError, submit};

/// What a tour order has beside the order book's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TourOrder {
    /// The order.
    pub order_id: i64,
    /// The package.
    pub package_id: i64,
    /// `yyyy-mm-dd`.
    pub travel_date: String,
    /// Grown-ups.
    pub adults: i64,
    /// Children.
    pub children: i64,
    /// SHA-256 of what was ordered.
    pub content_hash: Vec<u8>,
    /// The coupon that was named, even if it was given back since.
    pub coupon_sn: Option<String>,
    /// Who gets the papers.
    pub receiver: String,
    /// Phone of the receiver.
    pub mobile: String,
    /// E-mail address of the receiver, or empty.
    pub email: String,
    /// `WeChat` name of the receiver, or empty.
    pub weixin: String,
    /// One line, or empty.
    pub address: String,
}
