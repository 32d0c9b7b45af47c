//! What may happen to a ticket order in which state: one table, and the one statement that obeys it.

use super::events::{self, Event};
use super::sql;
use crate::ids::OrderId;
use crate::orders::{Deed, Terms};
use crate::store::{StoreError, Tx};

/// Where an order stands; the letters are the wire's (docs/spec/tickets.md section 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Booked, nothing handed over, nothing paid.
    Booked,
    /// Dealt: the tickets were handed over.
    Dealt,
    /// Closed: cancelled, or its refund is through.
    Closed,
    /// Paid to a third party, which the outlet has not approved yet.
    PaidElsewhere,
    /// The third party's customer wants the money back.
    RefundRequested,
    /// The third party is giving it back.
    Refunding,
    /// Paid in cash at the counter, and collected there.
    PaidCash,
    /// Dealt, and the agent's rebate was returned.
    DealtWithRebate,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Booked,
        Self::Dealt,
        Self::Closed,
        Self::PaidElsewhere,
        Self::RefundRequested,
        Self::Refunding,
        Self::PaidCash,
        Self::DealtWithRebate,
    ];

    /// The letter on the wire and in the store.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Booked => "0",
            Self::Dealt => "3",
            Self::Closed => "4",
            Self::PaidElsewhere => "5",
            Self::RefundRequested => "7",
            Self::Refunding => "B",
            Self::PaidCash => "X",
            Self::DealtWithRebate => "D",
        }
    }

    /// The letter as a statement's text has it, between quotes.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        self.letter()
    }

    /// The status of a letter.
    #[must_use]
    pub fn from_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.letter() == letter)
    }
}

/// What can be done to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// The tickets are handed over; of an order that a third party was paid for, this approves the payment.
    Deal,
    /// As [`Move::Deal`], and the agent's rebate is returned; an order that was dealt gets its rebate afterwards.
    DealWithRebate,
    /// Cash is taken at the counter and the tickets are handed over there.
    TakeCash,
    /// A third party says that it was paid.
    PayElsewhere,
    /// The third party's customer wants the money back.
    RequestRefund,
    /// The refund is granted: the third party gives the money back.
    StartRefund,
    /// The refund is not granted.
    RejectRefund,
    /// The order ends: nobody will come for it, or the money is back.
    Close,
    /// The customer cancels.
    Cancel,
}

impl Move {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Deal,
        Self::DealWithRebate,
        Self::TakeCash,
        Self::PayElsewhere,
        Self::RequestRefund,
        Self::StartRefund,
        Self::RejectRefund,
        Self::Close,
        Self::Cancel,
    ];

    /// What the audit trail calls it.
    #[must_use]
    pub fn deed(self) -> Deed {
        match self {
            Self::Deal => Deed("ticket_order_deal"),
            Self::DealWithRebate => Deed("ticket_order_rebate"),
            Self::TakeCash => Deed("ticket_order_cash"),
            Self::PayElsewhere => Deed("ticket_order_paid"),
            Self::RequestRefund => Deed("ticket_refund_request"),
            Self::StartRefund => Deed("ticket_refund_start"),
            Self::RejectRefund => Deed("ticket_refund_reject"),
            Self::Close => Deed("ticket_order_close"),
            Self::Cancel => Deed("ticket_order_cancel"),
        }
    }

    fn event(self) -> Event {
        match self {
            Self::Deal => Event::Dealt,
            Self::DealWithRebate => Event::Rebated,
            Self::TakeCash => Event::PaidCash,
            Self::PayElsewhere => Event::PaidElsewhere,
            Self::RequestRefund => Event::RefundRequested,
            Self::StartRefund => Event::RefundStarted,
            Self::RejectRefund => Event::RefundRejected,
            Self::Close => Event::Closed,
            Self::Cancel => Event::Cancelled,
        }
    }
}

/// Every move that is allowed: from, by, to. All others are refused. A refund of tickets ends where [`super::refunds`] says: at what
/// the order was before, which this table cannot know.
const ALLOWED: &[(Status, Move, Status)] = &[
    (Status::Booked, Move::Deal, Status::Dealt),
    (Status::Booked, Move::DealWithRebate, Status::DealtWithRebate),
    (Status::Booked, Move::TakeCash, Status::PaidCash),
    (Status::Booked, Move::PayElsewhere, Status::PaidElsewhere),
    (Status::Booked, Move::Close, Status::Closed),
    (Status::Booked, Move::Cancel, Status::Closed),
    (Status::Dealt, Move::DealWithRebate, Status::DealtWithRebate),
    (Status::Dealt, Move::RequestRefund, Status::RefundRequested),
    (Status::PaidCash, Move::RequestRefund, Status::RefundRequested),
    (Status::DealtWithRebate, Move::RequestRefund, Status::RefundRequested),
    (Status::PaidElsewhere, Move::Deal, Status::Dealt),
    (Status::PaidElsewhere, Move::DealWithRebate, Status::DealtWithRebate),
    (Status::PaidElsewhere, Move::RequestRefund, Status::RefundRequested),
    (Status::RefundRequested, Move::StartRefund, Status::Refunding),
    (Status::RefundRequested, Move::RejectRefund, Status::PaidElsewhere),
    (Status::Refunding, Move::Close, Status::Closed),
];

/// What a try to move an order comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// It moved now, from that status.
    From(Status),
    /// It stood there already: a retry, which changes nothing.
    Before,
    /// The table does not allow it.
    Refused,
}

/// Where a move leads from a status; `None` where it is not allowed.
#[must_use]
pub fn target(from: Status, by: Move) -> Option<Status> {
    ALLOWED.iter().find(|(start, step, _)| (*start, *step) == (from, by)).map(|(_, _, end)| *end)
}

/// Whether a refund of an order of this status can be asked for.
#[must_use]
pub fn can_ask_refund(status: Status) -> bool {
    target(status, Move::RequestRefund).is_some()
}

/// Whether a status is where a move leads, from wherever.
fn is_end_of(status: Status, by: Move) -> bool {
    ALLOWED.iter().any(|(_, step, end)| (*step, *end) == (by, status))
}

/// Moves an order, if the table allows it, and writes the event down.
pub fn advance(tx: &Tx<'_>, terms: &Terms, order: OrderId, by: Move, content: &str) -> Result<Moved, StoreError> {
    let Some(status) = sql::orders::status(tx, order)? else { return Ok(Moved::Refused) };
    let Some(to) = target(status, by) else {
        return Ok(if is_end_of(status, by) { Moved::Before } else { Moved::Refused });
    };
    // The guard is in the statement: what was read above does not decide.
    if !sql::orders::change_status(tx, order, status, to)? {
        return Ok(Moved::Refused);
    }
    events::record(tx, terms, order, by.event(), content)?;
    Ok(Moved::From(status))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::tickets::testing::with_order;

    /// The whole table as a picture: a row for each status, a column for each move, the letter it leads to or a dot.
    #[test]
    fn every_pair_of_status_and_move_is_allowed_or_refused_as_drawn() {
        let drawn = [
            // Deal, DealWithRebate, TakeCash, PayElsewhere, RequestRefund, StartRefund, RejectRefund, Close, Cancel
            ("0", "3DX5...44"),
            ("3", ".D..7...."),
            ("4", "........."),
            ("5", "3D..7...."),
            ("7", ".....B5.."),
            ("B", ".......4."),
            ("X", "....7...."),
            ("D", "....7...."),
        ];
        assert_eq!(drawn.map(|(letter, _)| letter), Status::ALL.map(Status::letter));
        for (letter, row) in drawn {
            let from = Status::from_letter(letter).unwrap();
            let found: String = Move::ALL.map(|by| target(from, by).map_or(".", Status::letter)).concat();
            assert_eq!(found, row, "from {letter}");
        }
    }

    #[test]
    fn no_move_stands_twice_in_the_table() {
        for (place, (from, by, _)) in ALLOWED.iter().enumerate() {
            assert!(!ALLOWED[..place].iter().any(|(start, step, _)| (start, step) == (from, by)), "{from:?} {by:?}");
        }
    }

    /// A retry must not be taken for another move: a move's end is never a place that it can start from again.
    #[test]
    fn a_retry_can_be_told_from_a_step() {
        for (_, by, end) in ALLOWED {
            assert_eq!(target(*end, *by), None, "{by:?}");
        }
    }

    fn put(tx: &Tx<'_>, order: OrderId, status: Status) {
        let now = sql::orders::status(tx, order).unwrap().unwrap();
        assert!(sql::orders::change_status(tx, order, now, status).unwrap());
    }

    #[test]
    fn every_pair_moves_a_stored_order_as_the_table_says_and_no_other_way() {
        with_order(|tx, terms, order| {
            for from in Status::ALL {
                for by in Move::ALL {
                    put(tx, order, from);
                    let moved = advance(tx, terms, order, by, "")?;
                    let stands = sql::orders::status(tx, order)?;
                    if let Some(to) = target(from, by) {
                        assert_eq!((moved, stands), (Moved::From(from), Some(to)), "{from:?} {by:?}");
                    } else {
                        assert_eq!(stands, Some(from), "{from:?} {by:?}");
                        assert_eq!(moved == Moved::Before, is_end_of(from, by), "{from:?} {by:?}");
                    }
                }
            }
            Ok(())
        });
    }

    #[test]
    fn an_order_that_is_no_ticket_order_cannot_be_moved() {
        with_order(|tx, terms, _| {
            assert_eq!(advance(tx, terms, OrderId(4711), Move::Deal, "")?, Moved::Refused);
            Ok(())
        });
    }
}
