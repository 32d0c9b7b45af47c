//! What a line of an order is.

use super::LineStatus;
use crate::clock::Instant;
use crate::ids::{ItemId, LineId, OrderId};
use crate::money::Fen;
use crate::tax::Rate;

/// One thing that an order buys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its id, unique over all orders.
    pub(super) id: LineId,
    /// The order it belongs to.
    pub(super) order_id: OrderId,
    /// The channel's product, offer or package.
    pub(super) item: ItemId,
    /// Its name when it was sold.
    pub(super) title: String,
    /// Pieces.
    pub(super) quantity: i64,
    /// Days or periods of each piece.
    pub(super) units: i64,
    /// Price of one piece.
    pub(super) unit_price: Fen,
    /// Taken off the whole line.
    pub(super) discount: Fen,
    /// First instant of a service.
    pub(super) starts_at: Option<Instant>,
    /// Last instant of a service.
    pub(super) ends_at: Option<Instant>,
    /// Country or region of a service.
    pub(super) area: Option<String>,
    /// Call minutes bought.
    pub(super) minutes: Option<i64>,
    /// The first exclusive number that it holds or held.
    pub(super) phone: Option<String>,
    /// Where a service comes from; only services have it.
    pub(super) source: Option<String>,
    /// How far it is.
    pub(super) status: LineStatus,
    /// The chosen attributes as JSON text.
    pub(super) attrs: String,
    /// What it was taxed by when it was made.
    pub(super) tax_rate: Option<Rate>,
    /// Tax that is charged on top of its price.
    pub(super) tax: Fen,
}

impl Line {
    /// Its id, unique over all orders.
    #[must_use]
    pub fn id(&self) -> LineId {
        self.id
    }

    /// The order it belongs to.
    #[must_use]
    pub fn order_id(&self) -> OrderId {
        self.order_id
    }

    /// The channel's product, offer or package.
    #[must_use]
    pub fn item(&self) -> ItemId {
        self.item
    }

    /// Its name when it was sold.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Pieces.
    #[must_use]
    pub fn quantity(&self) -> i64 {
        self.quantity
    }

    /// Days or periods of each piece.
    #[must_use]
    pub fn units(&self) -> i64 {
        self.units
    }

    /// Price of one piece.
    #[must_use]
    pub fn unit_price(&self) -> Fen {
        self.unit_price
    }

    /// Taken off the whole line.
    #[must_use]
    pub fn discount(&self) -> Fen {
        self.discount
    }

    /// First instant of a service.
    #[must_use]
    pub fn starts_at(&self) -> Option<Instant> {
        self.starts_at
    }

    /// Last instant of a service.
    #[must_use]
    pub fn ends_at(&self) -> Option<Instant> {
        self.ends_at
    }

    /// Country or region of a service.
    #[must_use]
    pub fn area(&self) -> Option<&str> {
        self.area.as_deref()
    }

    /// Call minutes bought.
    #[must_use]
    pub fn minutes(&self) -> Option<i64> {
        self.minutes
    }

    /// Where a service comes from; only services have it.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

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

    /// What it was taxed by when it was made.
    #[must_use]
    pub fn tax_rate(&self) -> Option<Rate> {
        self.tax_rate
    }

    /// Tax that is charged on top of its price; nothing where prices include it.
    #[must_use]
    pub fn tax(&self) -> Fen {
        self.tax
    }

    /// What it costs: the price less its discount, and what tax is charged on top.
    #[must_use]
    pub fn cost(&self) -> Fen {
        self.price() - self.discount + self.tax
    }

    /// Price of the line before discount.
    #[must_use]
    pub fn price(&self) -> Fen {
        Fen(self.unit_price.0.saturating_mul(self.quantity))
    }
}
