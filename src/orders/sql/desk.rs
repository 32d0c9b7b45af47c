//! Statements of the counter's lists: what waits for cash, for its customer or for the carrier.

use super::{order, select_orders};
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::orders::{ChannelName, Order, OrderStatus, PayStatus, PayWay, ShippingStatus};
use crate::store::{Conditions, Db, StoreError, statement};

/// Orders that wait at the counter, the newest at most ?1: customers who chose to pay there, paid orders that nobody has handed
/// over or sent. Those come first whose customers come first. Each half has an index that holds nothing else.
pub(in crate::orders) fn waiting(db: &Db<'_>, most: i64) -> Result<Vec<Order>, StoreError> {
    let sql = statement!(
        select_orders!(
            "where id in (
                select id from (
                    select id from orders
                    where pay_status = {paying} and pay_way = {counter} and order_status not in ({cancelled}, {closed})
                    order by id desc
                    limit ?1
                )
                union all
                select id from (
                    select id from orders
                    where pay_status = {paid} and shipping_status in ({not_shipped}, {preparing})
                        and order_status not in ({cancelled}, {closed})
                    order by id desc
                    limit ?1
                )
                order by id desc
                limit ?1
            )
            order by coalesce(obtain_at, created_at), id"
        ),
        cancelled = OrderStatus::Cancelled,
        closed = OrderStatus::Closed,
        counter = PayWay::Counter,
        paying = PayStatus::Paying,
        paid = PayStatus::Paid,
        not_shipped = ShippingStatus::NotShipped,
        preparing = ShippingStatus::Preparing,
    );
    db.rows(sql, [most], order)
}

/// Unpaid orders of some channels whose time is not over, by age, the newest at most `most`. All that is asked for stands in the index
/// `orders_by_expiry`; that no other is taken, in which every order stands, is why channel and id are not asked for plainly.
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
    all.add_all("channel || '' in ($)", channels.iter().map(|channel| channel.as_str().to_owned()));
    let most = all.bind(most);
    let sql = format!(
        "{} (select id from orders where {} order by id + 0 desc limit {most}) order by id",
        select_orders!("where id in"),
        all.text()
    );
    db.rows(&sql, all.params().as_slice(), order)
}

/// The newest orders of some accounts, at most so many.
pub(in crate::orders) fn of_accounts(db: &Db<'_>, accounts: &[AccountId], most: i64) -> Result<Vec<Order>, StoreError> {
    let mut all = Conditions::default();
    all.add_all("account_id in ($)", accounts.iter().copied());
    newest(db, all, most)
}

fn newest(db: &Db<'_>, mut all: Conditions, most: i64) -> Result<Vec<Order>, StoreError> {
    let most = all.bind(most);
    let sql = format!("{} {} order by id desc limit {most}", select_orders!("where"), all.text());
    db.rows(&sql, all.params().as_slice(), order)
}
