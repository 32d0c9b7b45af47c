//! Ids that this channel alone knows.

use crate::store::ids;

ids! {
    /// Whom tickets are sold to: an agency, a guide, the official website.
    pub CustomerId of "ticket_customers";

    /// A kind of ticket; partners name it by its code.
    pub TicketProductId of "ticket_products";

    /// What happened to an order, `serialid` on the wire.
    pub EventId of "ticket_events";
}

impl TicketProductId {
    /// What a line has that buys it.
    #[must_use]
    pub const fn item(self) -> crate::ids::ItemId {
        crate::ids::ItemId(self.0)
    }
}
