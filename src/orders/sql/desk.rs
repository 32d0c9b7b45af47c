//! Statements of the counter's lists: what waits for cash, for its customer or for the carrier.

use crate::clock::Instant;
use crate::orders::{ChannelName, Order};
use crate::store::{Db, StoreError, ToSql};

/// Ids of orders that wait at the counter, the newest at most ?1: customers who chose to pay there, paid orders that nobody has
/// handed over or sent.
const WAITING: &str = "select id from orders
    where order_status not in (2, 5)
        and ((pay_status = 1 and pay_way = 1) or (pay_status = 2 and shipping_status in (0, 3)))
    order by id desc
    limit ?1";

/// The orders of [`WAITING`], those first whose customers come first.
pub(in crate::orders) fn waiting(db: &Db<'_>, most: i64) -> Result<Vec<Order>, StoreError> {
    super::page(db, WAITING, "coalesce(obtain_at, created_at), id", &[&most])
}

/// Unpaid orders of some channels whose time is not over, by age, the newest at most `most`.
pub(in crate::orders) fn not_begun(
    db: &Db<'_>,
    now: Instant,
    channels: &[ChannelName],
    most: i64,
) -> Result<Vec<Order>, StoreError> {
    let names: Vec<&str> = channels.iter().map(ChannelName::as_str).collect();
    let places: Vec<String> = (3..names.len() + 3).map(|place| format!("?{place}")).collect();
    let ids = format!(
        "select id from orders
        where expires_at > ?1 and pay_status = 0 and order_status not in (2, 5) and channel in ({})
        order by id desc
        limit ?2",
        places.join(", ")
    );
    let mut params: Vec<&dyn ToSql> = vec![&now.0, &most];
    params.extend(names.iter().map(|name| -> &dyn ToSql { name }));
    super::page(db, &ids, "id", &params)
}

/// Ids of orders by state and channel, the newest first: ?1 a `pay_status` or null, ?2 a channel or null, ?3 how many, ?4 from
/// where on.
const NEWEST: &str = "select id from orders
    where (?1 is null or pay_status = ?1) and (?2 is null or channel = ?2)
    order by id desc
    limit ?3 offset ?4";

/// A page of the orders of [`NEWEST`].
pub(in crate::orders) fn newest(
    db: &Db<'_>,
    pay_status: Option<i64>,
    channel: Option<&str>,
    (most, offset): (i64, i64),
) -> Result<Vec<Order>, StoreError> {
    super::page(db, NEWEST, "id desc", &[&pay_status, &channel, &most, &offset])
}

/// The orders of some ids, by id.
pub(in crate::orders) fn of_ids(db: &Db<'_>, ids: &[i64]) -> Result<Vec<Order>, StoreError> {
    let params: Vec<&dyn ToSql> = ids.iter().map(|id| -> &dyn ToSql { id }).collect();
    super::page(db, &places(ids.len()), "id", &params)
}

/// The newest orders of some accounts, at most so many.
pub(in crate::orders) fn of_accounts(db: &Db<'_>, accounts: &[i64], most: i64) -> Result<Vec<Order>, StoreError> {
    let ids = format!(
        "select id from orders where account_id in ({}) order by id desc limit ?{}",
        places(accounts.len()),
        accounts.len() + 1
    );
    let most: [&dyn ToSql; 1] = [&most];
    let params: Vec<&dyn ToSql> = accounts.iter().map(|id| -> &dyn ToSql { id }).chain(most).collect();
    super::page(db, &ids, "id desc", &params)
}

/// `?1, ?2, ...`, so many.
pub(in crate::orders) fn places(count: usize) -> String {
    let places: Vec<String> = (1..=count).map(|place| format!("?{place}")).collect();
    places.join(", ")
}
