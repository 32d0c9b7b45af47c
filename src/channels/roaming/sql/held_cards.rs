//! Statements of who may have which card: what an account paid for, and what of it explains a card.

use crate::channels::roaming::cards::CardState;
use crate::channels::roaming::ids::CardId;
use crate::channels::roaming::name::NAME;
use crate::ids::{AccountId, ProductId};
use crate::orders::{LineStatus, OrderStatus, PayStatus};
use crate::store::{Conditions, Db, StoreError, statement};

/// Cards of an account that neither came with a paid order of its own nor are on a trip that was paid for it.
pub(in crate::channels::roaming) fn without_reason(db: &Db<'_>, account: AccountId) -> Result<i64, StoreError> {
    let sql = statement!(
        "select count(*) from data_cards c
        where c.account_id = ?1 and c.state in ({owned}, {handed_over})
            and not exists (select 1 from trips t where t.card_id = c.id and t.account_id = ?1 and t.paid = 1)
            and not exists (
                select 1 from order_lines l
                join orders o on o.id = l.order_id
                where l.id = c.line_id and o.account_id = ?1 and o.pay_status = {paid} and o.order_status <> {cancelled}
            )",
        owned = CardState::Owned,
        handed_over = CardState::HandedOver,
        paid = PayStatus::Paid,
        cancelled = OrderStatus::Cancelled,
    );
    db.number(sql, [account])
}

/// Paid trips of an account that have no card yet.
pub(in crate::channels::roaming) fn open_trips(db: &Db<'_>, account: AccountId) -> Result<i64, StoreError> {
    db.number("select count(*) from trips where account_id = ?1 and paid = 1 and card_id is null", [account])
}

/// Cards of these products that an account paid and nobody has handed over; what has trips is counted by them.
pub(in crate::channels::roaming) fn owed(
    db: &Db<'_>,
    account: AccountId,
    products: &[ProductId],
) -> Result<i64, StoreError> {
    let mut which = Conditions::default();
    which.add("o.account_id = $", Some(account));
    which.add("o.channel = $", Some(NAME.as_str()));
    which.add_all("l.item in ($)", products.iter().copied());
    let sql = format!(
        "select coalesce(sum(l.quantity - (select count(*) from data_cards c where c.line_id = l.id)), 0)
         from order_lines l
         join orders o on o.id = l.order_id
         where {} and o.pay_status = {paid} and o.order_status <> {cancelled} and l.status <> {refunded}
            and not exists (select 1 from trips t where t.line_id = l.id)",
        which.text(),
        paid = PayStatus::Paid,
        cancelled = OrderStatus::Cancelled,
        refunded = LineStatus::Refunded,
    );
    db.number(&sql, which.params().as_slice())
}

/// Whether a card is on a trip that somebody paid.
pub(in crate::channels::roaming) fn is_on_a_paid_trip(db: &Db<'_>, card: CardId) -> Result<bool, StoreError> {
    db.exists("select 1 from trips where card_id = ?1 and paid = 1", [card])
}
