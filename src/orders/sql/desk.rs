//! Statements of the counter's lists: what waits for cash, for its customer or for the carrier.

use super::{ORDER, order};
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::orders::{COUNTER, ChannelName, Order, OrderStatus, PayStatus, ShippingStatus};
use crate::store::{Conditions, Db, StoreError, params, statement};

/// Orders that wait at the counter, the newest at most ?1: customers who chose to pay there, paid orders that nobody has handed
/// over or sent. Those come first whose customers come first.
pub(in crate::orders) fn waiting(db: &Db<'_>, most: i64) -> Result<Vec<Order>, StoreError> {
    let sql = format!(
        "select {ORDER} from orders
        where id in (
            select id from orders
            where order_status not in ({cancelled}, {closed})
                and ((pay_status = {paying} and pay_way = ?2)
                    or (pay_status = {paid} and shipping_status in ({not_shipped}, {preparing})))
            order by id desc
            limit ?1
        )
        order by coalesce(obtain_at, created_at), id",
        cancelled = OrderStatus::Cancelled,
        closed = OrderStatus::Closed,
        paying = PayStatus::Paying,
        paid = PayStatus::Paid,
        not_shipped = ShippingStatus::NotShipped,
        preparing = ShippingStatus::Preparing,
    );
    db.rows(&sql, params![most, COUNTER], order)
}

/// Unpaid orders of some channels whose time is not over, by age, the newest at most `most`.
pub(in crate::orders) fn not_begun(
    db: &Db<'_>,
    now: Instant,
    channels: &[ChannelName],
    most: i64,
) -> Result<Vec<Order>, StoreError> {
    let mut all = Conditions::default();
    all.push(statement!(
        "pay_status = {unpaid} and order_status not in ({cancelled}, {closed})",
        unpaid = PayStatus::Unpaid,
        cancelled = OrderStatus::Cancelled,
        closed = OrderStatus::Closed,
    ));
    all.add("expires_at > $", Some(now.0));
    all.add_all("channel in ($)", channels.iter().map(|channel| channel.as_str().to_owned()));
    let mut found = newest(db, all, most)?;
    found.reverse();
    Ok(found)
}

/// The newest orders of some accounts, at most so many.
pub(in crate::orders) fn of_accounts(db: &Db<'_>, accounts: &[AccountId], most: i64) -> Result<Vec<Order>, StoreError> {
    let mut all = Conditions::default();
    all.add_all("account_id in ($)", accounts.iter().copied());
    newest(db, all, most)
}

fn newest(db: &Db<'_>, mut all: Conditions, most: i64) -> Result<Vec<Order>, StoreError> {
    let most = all.bind(most);
    let sql = format!("select {ORDER} from orders where {} order by id desc limit {most}", all.text());
    db.rows(&sql, all.params().as_slice(), order)
}
