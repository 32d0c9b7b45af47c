//! How the orders of a channel are served at the counter.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value;

use crate::accounts::{Account, Role};
use crate::clock::Instant;
use crate::ids::{AccountId, AddressId, CarrierId, LineId, OrderId, OutletId, RefundId};
use crate::money::Fen;
use crate::orders::{self, Line, Order, OrderError, PayStatus, Settled, Settlement, Terms};
use crate::outlet::Outlet;
use crate::random::Ids;
use crate::staff_api::codes::{self, Fault};
use crate::store::{Db, StoreError, Tx};

/// Why cash is not taken.
#[derive(Debug, thiserror::Error)]
pub enum CashError {
    /// Another amount is due.
    #[error("another amount is due")]
    Amount,
    /// The order's state does not allow it.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a voucher is good for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoucherState {
    /// Something can be handed over for it.
    Ready,
    /// It waits for its order's money.
    Unpaid,
    /// It was used.
    Used,
    /// It has expired, or its order has ended or was sent.
    Void,
}

/// A voucher that the counter takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskVoucher {
    /// Its serial.
    pub serial: i64,
    /// Its name.
    pub name: String,
    /// The order that it picks up; none for a member's card.
    pub order_id: Option<OrderId>,
    /// Whose it is.
    pub account_id: AccountId,
    /// What it is good for.
    pub state: VoucherState,
    /// When it was used.
    pub used_at: Option<Instant>,
    /// Its last valid instant.
    pub until: Option<Instant>,
}

/// A data card as the counter sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskCard {
    /// Its number.
    pub iccid: String,
    /// Whether it lies in the store and can be handed over.
    pub in_store: bool,
    /// The order that it was handed over with.
    pub order: Option<Order>,
}

/// A thing that one channel alone knows by its number, such as a voucher that it sells; its page module shows it.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Its name in the answer.
    pub name: &'static str,
    /// The thing itself.
    pub shown: Value,
}

/// The cards of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeskCards {
    /// Line and iccid of those that were handed over.
    pub given: Vec<(LineId, String)>,
    /// Cards that were bought and not handed over yet.
    pub missing: i64,
    /// Trips of data lines that may get a card, where the customer has none of their own.
    pub possible: i64,
}

/// How an order stands at the counter, as its channel sees it. One that says nothing else is paid in cash or cancelled, and has
/// nothing to hand over.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Whether all of it is still here: while it is not paid its cash may be taken, and it may be cancelled.
    pub is_here: bool,
    /// Whether all of it may be handed over now ([`Desk::hand_over`]).
    pub hands_over: bool,
    /// Whether all of it was handed over, paid or not.
    pub collected: bool,
    /// Cards that go with it.
    pub cards: DeskCards,
    /// The voucher that picks it up.
    pub voucher: Option<DeskVoucher>,
    /// Its refunds whose goods are with the customer, or were.
    pub with_goods: HashSet<RefundId>,
    /// Who carries it.
    pub carrier: Option<String>,
    /// What the page is told besides, by its name in the answer.
    pub shown: Vec<(&'static str, Value)>,
}

impl Default for Standing {
    fn default() -> Self {
        Self {
            is_here: true,
            hands_over: false,
            collected: false,
            cards: DeskCards::default(),
            voucher: None,
            with_goods: HashSet::new(),
            carrier: None,
            shown: Vec::new(),
        }
    }
}

/// How an order is to reach its customer instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewDelivery {
    /// A carrier brings it to an address of the customer's.
    Courier {
        /// Where to.
        address: AddressId,
        /// Who brings it.
        carrier: CarrierId,
    },
    /// The customer fetches it.
    PickUp {
        /// Where.
        outlet: OutletId,
        /// When.
        at: Instant,
    },
}

/// What the staff may put right of an order, and what it may be changed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections {
    /// Whether its delivery may be changed.
    pub delivery: bool,
    /// Whether it can be said that no carrier has it after all.
    pub unship: bool,
    /// Whether it can be said that its customer has not got it after all.
    pub take_back: bool,
    /// Who may bring it, by number and name.
    pub carriers: Vec<(CarrierId, String)>,
}

/// What the counter asks of a channel. An order that says nothing else is paid in cash, goes back as a whole, and has nothing to
/// hand over.
pub trait Desk: Sync {
    /// How an order stands, with those of its lines whose goods stay sold, for somebody of this role.
    fn standing(&self, _: &Db<'_>, _: &Terms, _: &Order, _: &[Line], _: Role) -> Result<Standing, StoreError> {
        Ok(Standing::default())
    }

    /// Whether the counter may want the money of an order back, or of what is left of it.
    fn may_go_back(&self, db: &Db<'_>, terms: &Terms, order: &Order) -> Result<bool, StoreError> {
        orders::may_go_back(db, terms, order)
    }

    /// Refuses a part of what goes back together, and what may not go back.
    ///
    /// # Errors
    /// [`OrderError::WrongState`].
    fn goes_back_whole(&self, db: &Db<'_>, terms: &Terms, order: &Order, lines: &[LineId]) -> Result<(), OrderError> {
        if lines.is_empty() && self.may_go_back(db, terms, order)? { Ok(()) } else { Err(OrderError::WrongState) }
    }

    /// What goes back for these lines, or, of none, for all that is left of the order.
    ///
    /// # Errors
    /// 1305, 1307.
    fn quote_refund(&self, db: &Db<'_>, terms: &Terms, order: &Order, lines: &[LineId]) -> Result<Fen, Fault> {
        self.goes_back_whole(db, terms, order, lines)?;
        Ok(orders::desk::quote_refund(db, terms, order, &[None])?.into_iter().sum())
    }

    /// Asks for it in the customer's name, as it was quoted.
    ///
    /// # Errors
    /// 1305, 1307.
    fn ask_refund(
        &self,
        tx: &Tx<'_>,
        terms: &Terms,
        actor: AccountId,
        order: &Order,
        (lines, reason): (&[LineId], &str),
    ) -> Result<(), Fault> {
        self.goes_back_whole(tx, terms, order, lines)?;
        Ok(orders::desk::ask_refund(tx, terms, actor, order, (None, reason))?)
    }

    /// Takes the cash of an order.
    fn take_cash(&self, tx: &Tx<'_>, terms: &Terms, order: &Order, money: &Settlement) -> Result<(), CashError> {
        match orders::settle(tx, terms, money)? {
            Settled::Paid(order) => Ok(note_cash(tx, terms, &order, money)?),
            Settled::Before(_) => Ok(()),
            Settled::Refused if is_another_sum(order, money) => Err(CashError::Amount),
            Settled::Refused | Settled::MustGoBack(_) => Err(OrderError::WrongState.into()),
        }
    }

    /// What a text means that this channel alone knows, for somebody at the counter.
    fn find(&self, _: &Db<'_>, _: &Outlet, _: &Account, _: &str) -> Result<Option<Hit>, StoreError> {
        Ok(None)
    }

    /// The data card of a number, where the channel has cards.
    fn card(&self, _: &Db<'_>, _: &str) -> Result<Option<DeskCard>, StoreError> {
        Ok(None)
    }

    /// The voucher of a serial, where the channel has vouchers for which the counter hands something over.
    fn voucher(&self, _: &Db<'_>, _: &Terms, _: i64) -> Result<Option<DeskVoucher>, StoreError> {
        Ok(None)
    }

    /// Hands a card over with an order. The same card for the same order again changes nothing.
    ///
    /// # Errors
    /// 1305 where the channel has no cards, 1301, 1302, 1304, 1307.
    fn give_card(&self, _: &Tx<'_>, _: &Terms, _: AccountId, _: &Order, _: &str) -> Result<(), Fault> {
        Err(OrderError::Unknown.into())
    }

    /// Hands over what a voucher is for, once.
    ///
    /// # Errors
    /// 1201 where the channel has no vouchers, 1200, 1202, 1307, 1402.
    fn use_voucher(&self, _: &Tx<'_>, _: &Terms, _: AccountId, _: i64) -> Result<(), Fault> {
        Err(codes::NO_VOUCHER)
    }

    /// Hands over a packed order that has no voucher. A second time changes nothing.
    ///
    /// # Errors
    /// 1305 where the channel packs nothing, 1307.
    fn complete(&self, _: &Tx<'_>, _: &Terms, _: AccountId, _: &Order) -> Result<(), Fault> {
        Err(OrderError::Unknown.into())
    }

    /// Writes down that a packed order was given to its carrier. The same number again changes nothing.
    ///
    /// # Errors
    /// 1305 where the channel packs nothing, 1307.
    fn ship(&self, _: &Tx<'_>, _: &Terms, _: AccountId, _: &Order, _: &str) -> Result<(), Fault> {
        Err(OrderError::Unknown.into())
    }

    /// Hands over all that an order bought, where the channel hands over whole orders.
    ///
    /// # Errors
    /// 1305 where it does not, 1307.
    fn hand_over(&self, _: &Tx<'_>, _: &Terms, _: AccountId, _: &Order) -> Result<(), Fault> {
        Err(OrderError::Unknown.into())
    }

    /// Orders that are called by a part of a name or of a telephone that this channel alone keeps.
    fn called(&self, _: &Db<'_>, _: &str) -> Result<Vec<OrderId>, StoreError> {
        Ok(Vec::new())
    }

    /// What may be put right of an order.
    fn corrections(&self, _: &Db<'_>, _: &Terms, _: &Order) -> Result<Corrections, StoreError> {
        Ok(Corrections::default())
    }

    /// Has an order reach its customer in another way. The same way again changes nothing.
    ///
    /// # Errors
    /// 1100 for a place that is not there, 1307 for an order whose delivery cannot be changed, or whose fee would be another one than was
    /// paid.
    fn change_delivery(
        &self,
        _: &Tx<'_>,
        _: &Terms,
        _: &mut Ids,
        _: (AccountId, OrderId),
        _: NewDelivery,
    ) -> Result<(), Fault> {
        Err(codes::ORDER_STATE)
    }

    /// Says that no carrier has an order after all. A second time changes nothing.
    ///
    /// # Errors
    /// 1305, 1307.
    fn unship(&self, _: &Tx<'_>, _: &Terms, _: AccountId, _: OrderId) -> Result<(), Fault> {
        Err(codes::ORDER_STATE)
    }

    /// Says that a customer has not got an order after all. A second time changes nothing.
    ///
    /// # Errors
    /// 1305, 1307 for one that was handed over on another day, with a card, or by a carrier.
    fn take_back(&self, _: &Tx<'_>, _: &Terms, _: AccountId, _: OrderId) -> Result<(), Fault> {
        Err(codes::ORDER_STATE)
    }

    /// Orders that nobody has collected, whatever their money's state, by id.
    fn not_collected(&self, _: &Db<'_>, _: i64) -> Result<Vec<OrderId>, StoreError> {
        Ok(Vec::new())
    }

    /// Of some orders those that are paid and for which nothing is handed over.
    fn without_hand_over(&self, _: &Db<'_>, _: &[Order]) -> Result<BTreeSet<OrderId>, StoreError> {
        Ok(BTreeSet::new())
    }

    /// In whose name somebody else ordered, such as an agency.
    fn ordered_by(&self, _: &Db<'_>, _: &Order) -> Result<Option<String>, StoreError> {
        Ok(None)
    }

    /// The list of their own in which its orders wait to be collected, paid or not: its name in the answer.
    fn own_list(&self) -> Option<&'static str> {
        None
    }

    /// Whether an unpaid order of somebody who walked in waits for cash, although nobody said that it is paid at the counter: the
    /// channel's API has no word for it.
    fn waits_for_cash(&self) -> bool {
        false
    }

    /// Whether its orders are packed: cards and vouchers are handed over with them, and a carrier may take them.
    fn is_packed(&self) -> bool {
        false
    }
}

/// The counter's way with orders that are sold, paid and given back as a whole.
pub struct WholeOrders;

impl Desk for WholeOrders {}

/// Whether money was refused because it is not what is due.
#[must_use]
pub fn is_another_sum(order: &Order, money: &Settlement) -> bool {
    let is_unpaid = !order.has_ended() && matches!(order.pay_status(), PayStatus::Unpaid | PayStatus::Paying);
    is_unpaid && order.due() != money.amount
}

fn note_cash(tx: &Tx<'_>, terms: &Terms, order: &Order, money: &Settlement) -> Result<(), StoreError> {
    let after = format!("paid, {} by slip {}", money.amount, money.trade_no);
    let object = format!("order {}", order.id());
    orders::audit(
        tx,
        terms.by(money.actor),
        orders::Deed("counter_cash"),
        &object,
        orders::Change::between("unpaid", &after),
    )
}
