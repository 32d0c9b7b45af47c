//! Statements that count what a customer leaves unpaid.

use crate::ids::{AccountId, OrderId};
use crate::orders::{OrderStatus, PayStatus};
use crate::store::{Db, StoreError, params, statement};

/// Orders of an account that wait for their money and hold their goods. These are the conditions of the index
/// `orders_open_by_account`, word for word: by them the store knows that it may be used.
const OPEN: &str = statement!(
    "o.pay_status in ({unpaid}, {paying}) and o.order_status in ({unconfirmed}, {confirmed}) and o.released_at is null",
    unpaid = PayStatus::Unpaid,
    paying = PayStatus::Paying,
    unconfirmed = OrderStatus::Unconfirmed,
    confirmed = OrderStatus::Confirmed,
);

/// How many such orders an account has, in all channels.
pub(in crate::orders) fn orders(db: &Db<'_>, account: AccountId) -> Result<i64, StoreError> {
    // Every channel is above the empty text: asked for, it shows the store the index, and not all orders of the account.
    let sql = format!("select count(*) from orders o where o.account_id = ?1 and o.channel > '' and {OPEN}");
    db.number(&sql, [account])
}

/// How many pieces of each thing that an order of a channel buys an account has in such orders.
pub(in crate::orders) fn pieces(
    db: &Db<'_>,
    account: AccountId,
    (channel, order): (&str, OrderId),
) -> Result<Vec<i64>, StoreError> {
    let sql = format!(
        "select sum(l.quantity)
        from orders o
        join order_lines l on l.order_id = o.id
        where o.account_id = ?1 and {OPEN} and o.channel = ?2
            and l.item in (select item from order_lines where order_id = ?3)
        group by l.item"
    );
    db.rows(&sql, params![account, channel, order], |row| row.get(0))
}
