//! What may happen to an order in which state: one function, which is the only place that changes a state, and its table below.
//!
//! The rules that come with a change (who asks, whose goods, what is due) stand where the change is made; this says which changes
//! make sense at all.

use super::{OrderError, OrderStatus, PayStatus, ShippingStatus};

/// Where an order stands. Its three states only change together, by an [`Event`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct States {
    order: OrderStatus,
    pay: PayStatus,
    shipping: ShippingStatus,
}

/// What happens to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// Its customer confirms it.
    Confirm,
    /// Its customer chose a way and is paying.
    BeginPaying,
    /// The payment that was begun has ended without money, because another amount is due now.
    StopPaying,
    /// Its money came in, or vouchers covered it.
    Pay,
    /// A payment is undone: one of nothing, so that the order can be cancelled, or one that was a mistake.
    Unpay,
    /// It was given to its carrier.
    Ship,
    /// It was said by mistake that its carrier has it.
    Unship,
    /// Its customer says that it arrived.
    Receive,
    /// What was paid is with its customer.
    HandOver,
    /// It was said by mistake that it is with its customer: the outlet still has it.
    TakeBack,
    /// It is with a customer who may pay later: an agency's tickets.
    HandOverOnAccount,
    /// Somebody cancels it.
    Cancel,
    /// Its time to be paid is over, or it cannot be paid any more.
    End,
    /// Its customer does not want to see it any more after it was cancelled.
    Hide,
    /// All its money went back.
    PayBack,
    /// All its pieces came back, and the money of those that were paid.
    GiveBackPieces,
}

impl States {
    /// Those of a new order.
    pub(super) const NEW: Self = Self::new(OrderStatus::Unconfirmed, PayStatus::Unpaid, ShippingStatus::NotShipped);

    /// States as the store has them.
    pub(super) const fn new(order: OrderStatus, pay: PayStatus, shipping: ShippingStatus) -> Self {
        Self { order, pay, shipping }
    }

    /// How far the order is.
    #[must_use]
    pub fn order(self) -> OrderStatus {
        self.order
    }

    /// What of its money came in.
    #[must_use]
    pub fn pay(self) -> PayStatus {
        self.pay
    }

    /// Where its goods are.
    #[must_use]
    pub fn shipping(self) -> ShippingStatus {
        self.shipping
    }

    /// Whether the order has ended without goods: cancelled or closed.
    #[must_use]
    pub fn has_ended(self) -> bool {
        matches!(self.order, OrderStatus::Cancelled | OrderStatus::Closed)
    }

    /// Whether it has not ended and waits for its money.
    #[must_use]
    pub fn is_unpaid(self) -> bool {
        !self.has_ended() && matches!(self.pay, PayStatus::Unpaid | PayStatus::Paying)
    }

    /// Whether it has not ended and was paid.
    #[must_use]
    pub fn is_paid(self) -> bool {
        !self.has_ended() && self.pay == PayStatus::Paid
    }

    /// Where the order stands after an event.
    ///
    /// # Errors
    /// [`OrderError::WrongState`] for one that makes no sense in this state.
    pub(super) fn after(self, event: Event) -> Result<Self, OrderError> {
        let waits = matches!(self.shipping, ShippingStatus::NotShipped | ShippingStatus::Preparing);
        let left = matches!(self.shipping, ShippingStatus::Shipped | ShippingStatus::Received);
        let allowed = match event {
            Event::Confirm | Event::HandOverOnAccount => !self.has_ended(),
            Event::BeginPaying | Event::Pay | Event::End => self.is_unpaid(),
            Event::StopPaying => self.is_unpaid() && self.pay == PayStatus::Paying,
            Event::Unpay | Event::HandOver | Event::PayBack => self.is_paid(),
            Event::Ship => self.is_paid() && waits,
            Event::Unship => self.is_paid() && self.shipping == ShippingStatus::Shipped,
            Event::TakeBack => self.is_paid() && self.shipping == ShippingStatus::Received,
            Event::Receive => !self.has_ended() && left,
            Event::Cancel => self.is_unpaid() && self.shipping == ShippingStatus::NotShipped,
            Event::Hide => self.order == OrderStatus::Cancelled,
            Event::GiveBackPieces => true,
        };
        if allowed { Ok(self.changed_by(event)) } else { Err(OrderError::WrongState) }
    }

    fn changed_by(self, event: Event) -> Self {
        match event {
            Event::Confirm => Self { order: OrderStatus::Confirmed, ..self },
            Event::BeginPaying => Self { pay: PayStatus::Paying, ..self },
            Event::StopPaying => Self { pay: PayStatus::Unpaid, ..self },
            Event::Pay => Self { pay: PayStatus::Paid, ..self },
            Event::Unpay => Self { pay: PayStatus::Unpaid, shipping: ShippingStatus::NotShipped, ..self },
            Event::Ship => Self { shipping: ShippingStatus::Shipped, ..self },
            Event::Unship | Event::TakeBack => Self { shipping: ShippingStatus::NotShipped, ..self },
            Event::Receive | Event::HandOver => Self { shipping: ShippingStatus::Received, ..self },
            Event::HandOverOnAccount => {
                Self { order: OrderStatus::Confirmed, shipping: ShippingStatus::Received, ..self }
            }
            Event::Cancel | Event::End => Self { order: OrderStatus::Cancelled, ..self },
            Event::Hide => Self { order: OrderStatus::Closed, ..self },
            Event::PayBack => Self { order: OrderStatus::Closed, pay: PayStatus::Refunded, ..self },
            Event::GiveBackPieces => {
                let pay = if self.pay == PayStatus::Paid { PayStatus::Refunded } else { self.pay };
                Self { order: OrderStatus::Closed, pay, ..self }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events, in the order of the columns below.
    const EVENTS: [Event; 16] = [
        Event::Confirm,
        Event::BeginPaying,
        Event::StopPaying,
        Event::Pay,
        Event::Unpay,
        Event::Ship,
        Event::Unship,
        Event::Receive,
        Event::HandOver,
        Event::TakeBack,
        Event::HandOverOnAccount,
        Event::Cancel,
        Event::End,
        Event::Hide,
        Event::PayBack,
        Event::GiveBackPieces,
    ];

    /// For every state that an order comes into, by its three numbers, what follows each event; `-` where it is refused.
    const TABLE: &str = "
        state confirm begin stop pay unpay ship unship receive hand back account cancel end hide payback pieces
        000   100     010   -    020 -     -    -      -       -    -    102     200    200 -    -       500
        010   110     010   000  020 -     -    -      -       -    -    112     210    210 -    -       510
        020   120     -     -    -   000   021  -      -       022  -    122     -      -   -    530     530
        021   121     -     -    -   000   -    020    022     022  -    122     -      -   -    531     531
        022   122     -     -    -   000   -    -      022     022  020  122     -      -   -    532     532
        023   123     -     -    -   000   021  -      -       022  -    122     -      -   -    533     533
        100   100     110   -    120 -     -    -      -       -    -    102     200    200 -    -       500
        102   102     112   -    122 -     -    -      102     -    -    102     -      202 -    -       502
        110   110     110   100  120 -     -    -      -       -    -    112     210    210 -    -       510
        112   112     112   102  122 -     -    -      112     -    -    112     -      212 -    -       512
        120   120     -     -    -   100   121  -      -       122  -    122     -      -   -    530     530
        121   121     -     -    -   100   -    120    122     122  -    122     -      -   -    531     531
        122   122     -     -    -   100   -    -      122     122  120  122     -      -   -    532     532
        123   123     -     -    -   100   121  -      -       122  -    122     -      -   -    533     533
        200   -       -     -    -   -     -    -      -       -    -    -       -      -   500  -       500
        202   -       -     -    -   -     -    -      -       -    -    -       -      -   502  -       502
        210   -       -     -    -   -     -    -      -       -    -    -       -      -   510  -       510
        212   -       -     -    -   -     -    -      -       -    -    -       -      -   512  -       512
        500   -       -     -    -   -     -    -      -       -    -    -       -      -   -    -       500
        502   -       -     -    -   -     -    -      -       -    -    -       -      -   -    -       502
        510   -       -     -    -   -     -    -      -       -    -    -       -      -   -    -       510
        512   -       -     -    -   -     -    -      -       -    -    -       -      -   -    -       512
        530   -       -     -    -   -     -    -      -       -    -    -       -      -   -    -       530
        531   -       -     -    -   -     -    -      -       -    -    -       -      -   -    -       531
        532   -       -     -    -   -     -    -      -       -    -    -       -      -   -    -       532
        533   -       -     -    -   -     -    -      -       -    -    -       -      -   -    -       533
    ";

    fn states(numbers: &str) -> States {
        let number = |place: usize| i64::from(numbers.as_bytes()[place] - b'0');
        States::new(
            OrderStatus::from_number(number(0)).unwrap(),
            PayStatus::from_number(number(1)).unwrap(),
            ShippingStatus::from_number(number(2)).unwrap(),
        )
    }

    fn shown(states: States) -> String {
        format!("{}{}{}", states.order, states.pay, states.shipping)
    }

    fn rows() -> impl Iterator<Item = Vec<&'static str>> {
        TABLE.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).filter(|row| !row.is_empty()).skip(1)
    }

    #[test]
    fn every_event_in_every_state_leads_where_the_table_says() {
        for row in rows() {
            let (from, expected) = (states(row[0]), &row[1..]);
            assert_eq!(expected.len(), EVENTS.len(), "{row:?}");
            for (event, expected) in EVENTS.into_iter().zip(expected) {
                let after = from.after(event).map_or_else(|_| "-".to_owned(), shown);
                assert_eq!(after, *expected, "{event:?} in {}", row[0]);
            }
        }
    }

    #[test]
    fn the_table_has_every_state_that_an_event_leads_to() {
        let known: Vec<&str> = rows().map(|row| row[0]).collect();
        assert_eq!(known[0], shown(States::NEW), "a new order's comes first");
        for row in rows() {
            assert!(row[1..].iter().all(|to| *to == "-" || known.contains(to)), "{row:?}");
        }
    }

    #[test]
    fn a_wrong_transition_is_an_error_value() {
        assert_eq!(States::NEW.after(Event::Ship), Err(OrderError::WrongState));
    }
}
