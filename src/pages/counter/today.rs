//! Lists of orders: what waits at the counter, and what a search found.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::actions::state;
use super::{looked, shown};
use crate::accounts;
use crate::app::App;
use crate::http::{Handled, Reply, Request};
use crate::orders::{self, Order, status};
use crate::store::{Db, StoreError};

/// Orders in a list at most: more than a clerk can see at once.
pub(super) const MOST_IN_A_LIST: i64 = 200;
/// Titles of lines that a row of a list shows.
const TITLES: usize = 3;

/// `GET /api/pages/counter/today`: orders to be paid, picked up and sent, those due first come first.
pub(super) fn today(app: Arc<App>, request: Request) -> Handled {
    Box::pin(async move { lists(&app, &request).unwrap_or_else(|refused| refused) })
}

fn lists(app: &App, request: &Request) -> Result<Reply, Reply> {
    looked(app, request)?;
    let read = app.store.read(|db| {
        let waiting = orders::desk::waiting(db, MOST_IN_A_LIST)?;
        Ok::<_, StoreError>((rows(db, app, &waiting)?, waiting))
    });
    let (rows, waiting) = read.map_err(|_| Reply::busy())?;
    let mut lists: [Vec<Value>; 3] = Default::default();
    for (row, order) in rows.into_iter().zip(&waiting) {
        let place = match (order.pay_status, order.obtain_voucher) {
            (status::PAYING, _) => 0,
            (_, Some(false)) => 2,
            _ => 1,
        };
        lists[place].push(row);
    }
    let [to_pay, pick_ups, shipments] = lists;
    let today = app.config.zone.date_text(app.now());
    Ok(shown(&json!({"pick_ups": pick_ups, "shipments": shipments, "to_pay": to_pay, "today": today})))
}

/// Orders as rows of a list: two looks, however many orders.
///
/// # Errors
/// A [`StoreError`].
pub(super) fn rows(db: &Db<'_>, app: &App, found: &[Order]) -> Result<Vec<Value>, StoreError> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let (zone, now) = (app.config.zone, app.now());
    let mut titles: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for line in orders::desk::lines_of_all(db, found)? {
        let of_order = titles.entry(line.order_id).or_default();
        if of_order.len() < TITLES {
            of_order.push(json!({"item": line.item, "quantity": line.quantity, "title": line.title}));
        }
    }
    let mut accounts: Vec<i64> = found.iter().map(|order| order.account_id).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let mut phones: BTreeMap<i64, String> = BTreeMap::new();
    for (account, phone) in accounts::sql::phones_of(db, &accounts)? {
        phones.entry(account).or_insert(phone);
    }
    let row = |it: &Order| {
        json!({
            "channel": it.channel.name(),
            "created": zone.text(it.created_at),
            "due": it.due().to_string(),
            "id": it.id,
            "lines": titles.get(&it.id),
            "number": it.number,
            "obtain_at": it.obtain_at.map(|at| zone.text(at)),
            "phone": phones.get(&it.account_id),
            "state": state(it, now),
        })
    };
    Ok(found.iter().map(row).collect())
}
