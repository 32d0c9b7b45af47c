//! Lists of orders: what waits at the counter, and what a search found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};

use super::DECIDERS;
use super::view::refund_json;
use crate::accounts::{self, WALK_IN};
use crate::channels::page::{bad, looked, shown, state};
use crate::channels::{self, desk_of};
use crate::clock::Instant;
use crate::http::{BadField, Fields, Handled, Reply, Request};
use crate::ids::{AccountId, OrderId};
use crate::orders::{self, COUNTER, Order, PayStatus, Refund};
use crate::outlet::Outlet;
use crate::pages::till::unmatched_json;
use crate::store::{Db, StoreError};

/// Rows on one page of a list.
const ON_A_PAGE: usize = 50;
/// Orders, refunds or notices that lists are made of at most: more than an outlet has waiting after its worst day, so that nobody is
/// hidden. Each is looked at, because which list it stands in depends on who ordered it and what was asked back.
pub(super) const MOST_WAITING: i64 = 10_000;
/// Titles of lines that a row of a list shows.
const TITLES: usize = 3;

/// `GET /api/pages/counter/today`: orders to be paid, picked up and sent, those due first come first, and those that wait in a list of
/// their channel's own; and those with refunds that wait for a decision or for their money. Who may settle money that fits no order
/// sees it, too. Each list is one page, the first where `pages` does not name one (`to_pay:2`, with commas, counted from 0); `totals` says
/// how many there are on all of them.
pub(super) fn today(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { lists(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn lists(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = looked(outlet, request)?;
    let pages = Pages::of(&fields).map_err(|field| bad(&field))?;
    let unmatched = if DECIDERS.contains(&account.role) { unmatched(outlet)? } else { Vec::new() };
    let mut totals = BTreeMap::from([(UNMATCHED, unmatched.len())]);
    let mut body = json!({"today": outlet.config.zone.date_text(outlet.now())});
    let read = outlet.store.read(|db| {
        let all = Waiting::read(db, outlet.now())?;
        for (name, found) in &all.lists {
            totals.insert(name, found.len());
            body[*name] = rows(db, outlet, pages.of_list(name, found))?.into();
        }
        totals.insert(REFUNDS, all.refunds.len());
        body[REFUNDS] = refund_rows(db, outlet, pages.of_list(REFUNDS, &all.refunds))?.into();
        Ok::<_, StoreError>(())
    });
    read.map_err(|_| Reply::busy())?;
    body[UNMATCHED] = pages.of_list(UNMATCHED, &unmatched).into();
    body["totals"] = json!(totals);
    body["page_size"] = ON_A_PAGE.into();
    Ok(shown(&body))
}

/// Which page of which list is asked for.
struct Pages(BTreeMap<String, usize>);

impl Pages {
    fn of(fields: &Fields) -> Result<Self, BadField> {
        let wrong = || BadField("pages names lists and their pages, such as to_pay:2".to_owned());
        let named = fields.text("pages").unwrap_or_default().split(',').filter(|it| !it.is_empty());
        let read = |it: &str| {
            let (name, page) = it.split_once(':')?;
            Some((name.to_owned(), page.parse().ok()?))
        };
        named.map(|it| read(it).ok_or_else(wrong)).collect::<Result<_, _>>().map(Self)
    }

    /// The page of a list; behind the last one the last one.
    fn of_list<'l, T>(&self, name: &str, all: &'l [T]) -> &'l [T] {
        let last = all.len().saturating_sub(1) / ON_A_PAGE;
        let page = self.0.get(name).copied().unwrap_or(0).min(last);
        all.chunks(ON_A_PAGE).nth(page).unwrap_or_default()
    }
}

/// All that waits at the counter, each thing in its list.
struct Waiting {
    lists: BTreeMap<&'static str, Vec<Order>>,
    refunds: Vec<Refund>,
}

impl Waiting {
    fn read(db: &Db<'_>, now: Instant) -> Result<Self, StoreError> {
        let refunds = orders::desk::refunds_waiting(db, MOST_WAITING)?;
        // Nothing of a whole order whose money was asked back is handed out: it waits among the refunds alone.
        let whole = refunds.iter().filter(|refund| refund.line_id().is_none());
        let goes_back: BTreeSet<OrderId> = whole.map(Refund::order_id).collect();
        let own_lists = channels::ALL.iter().filter_map(|channel| channel.desk.own_list());
        let names = [TO_PAY, PICK_UPS, SHIPMENTS].into_iter().chain(own_lists);
        let mut lists: BTreeMap<&str, Vec<Order>> = names.map(|name| (name, Vec::new())).collect();
        for (order, walked_in) in waiting(db, now)? {
            if !goes_back.contains(&order.id()) {
                lists.entry(list_of(&order, walked_in)).or_default().push(order);
            }
        }
        Ok(Self { lists, refunds })
    }
}

/// Money that fits no order and that nobody has settled, the oldest first.
fn unmatched(outlet: &Outlet) -> Result<Vec<Value>, Reply> {
    let read = outlet.store.read(|db| {
        let found = orders::unmatched_money(db, MOST_WAITING)?;
        let names = if found.is_empty() { BTreeMap::new() } else { channels::way_names(db)? };
        Ok::<_, StoreError>(found.iter().map(|it| unmatched_json(outlet.config.zone, &names, it)).collect())
    });
    read.map_err(|_| Reply::busy())
}

const TO_PAY: &str = "to_pay";
const PICK_UPS: &str = "pick_ups";
const SHIPMENTS: &str = "shipments";
const REFUNDS: &str = "refunds";
const UNMATCHED: &str = "unmatched";

/// Which list an order stands in.
fn list_of(order: &Order, walked_in: bool) -> &'static str {
    let is_unpaid = order.pay_status() != PayStatus::Paid;
    let pays_here = order.pay_status() == PayStatus::Paying && order.pay_way() == Some(COUNTER);
    match (desk_of(order).own_list(), order.obtain_voucher()) {
        // What somebody else ordered may be collected on their account.
        (Some(own), _) if !is_unpaid || !(pays_here || walked_in) => own,
        _ if is_unpaid => TO_PAY,
        (_, Some(false)) => SHIPMENTS,
        _ => PICK_UPS,
    }
}

/// What waits at the counter, and whether somebody who walked in ordered it: orders whose customers said so, what nobody has collected,
/// and orders of people who walked in and began no payment.
fn waiting(db: &Db<'_>, now: Instant) -> Result<Vec<(Order, bool)>, StoreError> {
    let mut found = orders::desk::waiting(db, MOST_WAITING)?;
    let open = |order: &&Order| order.pay_status() == PayStatus::Paid && order.obtain_voucher().is_none();
    let open: Vec<Order> = found.iter().filter(open).cloned().collect();
    for channel in channels::ALL {
        let works_already = channel.desk.without_hand_over(db, &open)?;
        found.retain(|order| !works_already.contains(&order.id()));
    }
    for channel in channels::ALL {
        let mut ids = channel.desk.not_collected(db, MOST_WAITING)?;
        let known: BTreeSet<OrderId> = found.iter().map(Order::id).collect();
        ids.retain(|id| !known.contains(id));
        found.extend(orders::by_ids(db, &ids)?.into_iter().rev());
    }
    let for_cash = channels::ALL.iter().filter(|channel| channel.desk.waits_for_cash());
    let for_cash: Vec<_> = for_cash.map(|channel| channel.name).collect();
    let not_begun = orders::desk::not_begun(db, now, &for_cash, MOST_WAITING)?;
    let said_nothing: BTreeSet<OrderId> = not_begun.iter().map(Order::id).collect();
    found.extend(not_begun);
    let walked_in = walk_ins(db, &found)?;
    let with_origin = |order: Order| {
        let walked_in = walked_in.contains(&order.account_id());
        let waits = walked_in || !said_nothing.contains(&order.id());
        (waits && !order.has_ended() && !order.has_expired(now)).then_some((order, walked_in))
    };
    Ok(found.into_iter().filter_map(with_origin).collect())
}

/// Which of the orders' accounts were opened by a page for somebody who walked in.
fn walk_ins(db: &Db<'_>, orders: &[Order]) -> Result<BTreeSet<AccountId>, StoreError> {
    if orders.is_empty() {
        return Ok(BTreeSet::new());
    }
    let accounts: BTreeSet<AccountId> = orders.iter().map(Order::account_id).collect();
    let names = accounts::sql::usernames(db, &accounts.into_iter().collect::<Vec<_>>())?;
    Ok(names.into_iter().filter(|(_, name)| name.starts_with(WALK_IN)).map(|(id, _)| id).collect())
}

/// Refunds with their orders' rows, the longest waiting first.
fn refund_rows(db: &Db<'_>, outlet: &Outlet, refunds: &[Refund]) -> Result<Vec<Value>, StoreError> {
    let ids: BTreeSet<OrderId> = refunds.iter().map(Refund::order_id).collect();
    let orders = orders::by_ids(db, &ids.into_iter().collect::<Vec<_>>())?;
    let by_order: BTreeMap<OrderId, Value> = orders.iter().map(Order::id).zip(rows(db, outlet, &orders)?).collect();
    let row = |refund: &Refund| {
        let mut row = by_order.get(&refund.order_id())?.clone();
        row["refund"] = refund_json(refund, outlet.config.zone);
        Some(row)
    };
    Ok(refunds.iter().filter_map(row).collect())
}

/// Orders as rows of a list: two looks, however many orders, and one for each whose channel looks who ordered it.
pub(super) fn rows(db: &Db<'_>, outlet: &Outlet, found: &[Order]) -> Result<Vec<Value>, StoreError> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let (zone, now) = (outlet.config.zone, outlet.now());
    let mut titles: BTreeMap<OrderId, Vec<Value>> = BTreeMap::new();
    for line in orders::lines_of_all(db, found)? {
        let of_order = titles.entry(line.order_id()).or_default();
        if of_order.len() < TITLES {
            of_order.push(json!({"item": line.item(), "quantity": line.quantity(), "title": line.title()}));
        }
    }
    let mut accounts: Vec<AccountId> = found.iter().map(Order::account_id).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let mut phones: BTreeMap<AccountId, String> = BTreeMap::new();
    for (account, phone) in accounts::sql::phones_of(db, &accounts)? {
        phones.entry(account).or_insert(phone);
    }
    let mut agencies: BTreeMap<OrderId, String> = BTreeMap::new();
    for order in found {
        agencies.extend(desk_of(order).ordered_by(db, order)?.map(|name| (order.id(), name)));
    }
    let row = |it: &Order| {
        json!({
            "agency": agencies.get(&it.id()),
            "channel": it.channel().as_str(),
            "created": zone.text(it.created_at()),
            "due": it.due().to_string(),
            "id": it.id(),
            "lines": titles.get(&it.id()),
            "number": it.number(),
            "obtain_at": it.obtain_at().map(|at| zone.text(at)),
            "phone": phones.get(&it.account_id()),
            "state": state(it, now),
        })
    };
    Ok(found.iter().map(row).collect())
}
