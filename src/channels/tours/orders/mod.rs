//! Tour orders: submitted, shown, listed, cancelled.
//!
//! The order itself stands in the common order book; what only a tour has is a [`TourOrder`] beside it.

mod detail;
mod submit;
mod v1;

use crate::channels::tours::ids::PackageId;
use crate::ids::OrderId;
pub use detail::{cancel, detail, list};
pub use submit::{SubmitError, submit, submit_v1};

/// What a tour order has beside the order book's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TourOrder {
    /// The order.
    pub order_id: OrderId,
    /// The package.
    pub package_id: PackageId,
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
    /// What the form asks for besides.
    pub wishes: Wishes,
}

/// What the form of an order asks for besides; the outlet's staff reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// 0 no invoice, 1 for a person, 2 for a company.
    pub inv_type: i64,
    /// What the invoice says.
    pub inv_content: String,
    /// A note.
    pub postscript: String,
    /// Which beds.
    pub bed_require: String,
    /// When they come.
    pub play_time: String,
    /// 1 by post, 2 by e-mail, as the client numbers it; 0 not told.
    pub shipping_method: i64,
}
