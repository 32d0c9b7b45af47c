//! Statements that count what a customer leaves unpaid, and what all do who walked in from one address.

use std::sync::LazyLock;

use crate::accounts::WALK_IN;
use crate::ids::{AccountId, ItemId, OrderId};
use crate::orders::{OrderStatus, PayStatus};
use crate::store::{Db, Row, StoreError, statement};

/// Orders that wait for their money and hold their goods. These are the conditions of the index `orders_open`, word for word: by them the
/// store knows that it may be used.
const OPEN: &str = statement!(
    "pay_status in ({unpaid}, {paying}) and order_status in ({unconfirmed}, {confirmed}) and released_at is null",
    unpaid = PayStatus::Unpaid,
    paying = PayStatus::Paying,
    unconfirmed = OrderStatus::Unconfirmed,
    confirmed = OrderStatus::Confirmed,
);

/// What such orders of one account hold. They are looked for among its orders since the oldest of anybody's: an index by account would
/// cost every order a page of its own.
static OF_ACCOUNT: LazyLock<String> =
    LazyLock::new(|| held_by(&format!("o.account_id = ?1 and o.id >= (select min(id) from orders where {OPEN})")));

/// The same of all who walked in from an address. They are looked for among the orders that hold goods now, by the index `orders_by_hold`:
/// there are few of these, however many walked in from there in a week.
static OF_WALK_INS: LazyLock<String> = LazyLock::new(|| {
    held_by(&format!(
        "o.holds_until > 0
            and exists (select 1 from account_addresses w where w.account_id = o.account_id and w.address = ?1)
            and exists (select 1 from accounts a where a.id = o.account_id
                and substr(a.username, 1, length('{WALK_IN}')) = '{WALK_IN}')"
    ))
});

fn held_by(whose: &str) -> String {
    format!(
        "select o.id, o.channel, l.item, l.quantity
        from orders o
        left join order_lines l on l.order_id = o.id
        where {whose} and {OPEN}"
    )
}

/// Whose orders are counted.
pub(in crate::orders) enum Whose {
    /// One account's.
    Account(AccountId),
    /// Those of all who walked in from an address.
    WalkIns(String),
}

/// A line of such an order, or an order without one.
pub(in crate::orders) struct Held {
    pub(in crate::orders) order: OrderId,
    pub(in crate::orders) channel: String,
    /// The channel's product, and how many pieces of it.
    pub(in crate::orders) bought: Option<(ItemId, i64)>,
}

/// What these orders hold, in all channels: one look at them serves every limit.
pub(in crate::orders) fn held(db: &Db<'_>, whose: &Whose) -> Result<Vec<Held>, StoreError> {
    let map = |row: &Row<'_>| {
        let item: Option<ItemId> = row.get(2)?;
        let quantity: Option<i64> = row.get(3)?;
        Ok(Held { order: row.get(0)?, channel: row.get(1)?, bought: item.zip(quantity) })
    };
    match whose {
        Whose::Account(account) => db.rows(&OF_ACCOUNT, [account], map),
        Whose::WalkIns(address) => db.rows(&OF_WALK_INS, [address], map),
    }
}
