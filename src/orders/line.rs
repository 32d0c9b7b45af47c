//! What a line of an order is.

use super::LineStatus;
use crate::clock::Instant;
use crate::ids::{ItemId, LineId, OrderId};
use crate::money::Fen;

/// One thing that an order buys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its id, unique over all orders.
    pub id: LineId,
    /// The order it belongs to.
    pub order_id: OrderId,
    /// The channel's product, offer or package.
    pub item: ItemId,
    /// Its name when it was sold.
    pub title: String,
    /// Pieces.
    pub quantity: i64,
    /// Days or periods of each piece.
    pub units: i64,
    /// Price of one piece.
    pub unit_price: Fen,
    /// Taken off the whole line.
    pub discount: Fen,
    /// First instant of a service.
    pub starts_at: Option<Instant>,
    /// Last instant of a service.
    pub ends_at: Option<Instant>,
    /// Country or region of a service.
    pub area: Option<String>,
    /// Call minutes bought.
    pub minutes: Option<i64>,
    /// The first exclusive number that it holds or held.
    pub(super) phone: Option<String>,
    /// Where a service comes from; only services have it.
    pub source: Option<String>,
    /// How far it is.
    pub(super) status: LineStatus,
    /// The chosen attributes as JSON text.
    pub(super) attrs: String,
}

impl Line {
    /// The first exclusive number that it holds or held.
    #[must_use]
    pub fn phone(&self) -> Option<&str> {
        self.phone.as_deref()
    }

    /// How far it is.
    #[must_use]
    pub fn status(&self) -> LineStatus {
        self.status
    }

    /// The chosen attributes as JSON text.
    #[must_use]
    pub fn attrs(&self) -> &str {
        &self.attrs
    }

    /// These attributes are chosen now, by somebody or by what was handed over with it; the caller saves the line.
    pub fn choose(&mut self, attrs: String) {
        self.attrs = attrs;
    }

    /// It holds a number, which its attributes name; the caller saves the line.
    pub fn hold_number(&mut self, phone: Option<String>, attrs: String) {
        (self.phone, self.attrs) = (phone, attrs);
    }

    /// Price of the line before discount.
    #[must_use]
    pub fn price(&self) -> Fen {
        Fen(self.unit_price.0.saturating_mul(self.quantity))
    }
}
