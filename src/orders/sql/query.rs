//! Statements of lists.

use super::refunds::{REFUND, refund};
use super::{line, order, select_lines, select_orders};
use crate::ids::{AccountId, ItemId, OrderId, RefundId};
use crate::orders::query::{OrderQuery, OrderSort, OrderStates, RefundItems, RefundQuery};
use crate::orders::{ChannelName, Line, Order, OrderStatus, PayStatus, Refund, ShippingStatus};
use crate::store::{Conditions, Db, Page, StoreError, statement};

/// The first three conditions are those of the index `orders_to_hand_out`, word for word: by them the store knows that it may be used.
const TO_HAND_OUT: &str = statement!(
    "pay_status = {paid} and shipping_status in ({not_shipped}, {preparing})
        and order_status not in ({cancelled}, {closed}) and shipping_status = {not_shipped}",
    paid = PayStatus::Paid,
    not_shipped = ShippingStatus::NotShipped,
    preparing = ShippingStatus::Preparing,
    cancelled = OrderStatus::Cancelled,
    closed = OrderStatus::Closed,
);

/// Lines that a refund's money belongs to, where it was asked for: its own line, or all of its order.
const ITS_LINES: &str = "from order_lines l
    join orders o on o.id = l.order_id
    where l.order_id = refunds.order_id and refunds.origin = 'request'
        and (refunds.line_id is null or l.id = refunds.line_id)";

fn conditions(query: &OrderQuery) -> Conditions {
    let mut all = Conditions::default();
    all.add("account_id = $", query.account);
    let waits_only = matches!(query.states, OrderStates::ToShip | OrderStates::ToPickUp);
    // What waits has an index of its own, and every order stands in that of the channels.
    let channel = if waits_only { "channel || '' = $" } else { "channel = $" };
    all.add(channel, query.channel.map(|channel| channel.as_str().to_owned()));
    match query.states {
        OrderStates::Any => {}
        OrderStates::Listed => all.add("order_status <> $", Some(OrderStatus::Closed)),
        OrderStates::Pay(status) => all.add("pay_status = $", Some(status)),
        OrderStates::ToShip => all.push(&format!("{TO_HAND_OUT} and carrier_id is not null")),
        OrderStates::ToPickUp => all.push(&format!("{TO_HAND_OUT} and obtain_voucher = 1")),
    }
    all
}

pub(in crate::orders) fn orders(db: &Db<'_>, query: &OrderQuery) -> Result<Vec<Order>, StoreError> {
    match (query.sort, query.account) {
        (OrderSort::NewestSecondFirst, Some(account)) if !is_out_of_time(db, account)? => by_second(db, query),
        _ => sorted(db, query),
    }
}

/// Whether some order of an account has a higher id and a lower second than another: the clock was put back, or they came out of a file.
fn is_out_of_time(db: &Db<'_>, account: AccountId) -> Result<bool, StoreError> {
    db.exists("select 1 from orders_out_of_time where account_id = ?1", [account])
}

fn sorted(db: &Db<'_>, query: &OrderQuery) -> Result<Vec<Order>, StoreError> {
    let mut all = conditions(query);
    let part = all.bind_page(query.page);
    let sort = match query.sort {
        OrderSort::Id => "id",
        OrderSort::NewestFirst => "id desc",
        OrderSort::NewestSecondFirst => "created_at / 1000 desc, id",
    };
    let sql = format!("{} {} order by {sort} {part}", select_orders!("where"), all.text());
    db.rows(&sql, all.params().as_slice(), order)
}

/// The newest second first, and within a second the lower id, of an account whose ids rise with time: its orders lie by id, so they
/// are read backwards for as long as the page wants more, and each second is turned round.
fn by_second(db: &Db<'_>, query: &OrderQuery) -> Result<Vec<Order>, StoreError> {
    let all = conditions(query);
    let sql = format!("{} {} order by id desc", select_orders!("where"), all.text());
    let mut seconds = Seconds::new(query.page);
    db.each_while::<StoreError>(&sql, all.params().as_slice(), |row| Ok(seconds.take(order(row)?)))?;
    Ok(seconds.page())
}

/// Orders by falling id on their way to a page that shows each second by rising id.
struct Seconds {
    /// Orders before the page that are still to come.
    before: i64,
    size: i64,
    page: Vec<Order>,
    /// The orders of one second.
    second: Vec<Order>,
}

impl Seconds {
    fn new(page: Page) -> Self {
        Self { before: page.offset, size: page.size, page: Vec::new(), second: Vec::new() }
    }

    /// Takes the order with the next lower id; whether more are wanted.
    fn take(&mut self, order: Order) -> bool {
        if self.second.last().is_some_and(|other| other.created_at().second() != order.created_at().second()) {
            self.end_second();
        }
        let more = self.size > 0;
        if more {
            self.second.push(order);
        }
        more
    }

    fn end_second(&mut self) {
        for order in self.second.drain(..).rev() {
            if self.before > 0 {
                self.before -= 1;
            } else if self.size > 0 {
                self.size -= 1;
                self.page.push(order);
            }
        }
    }

    fn page(mut self) -> Vec<Order> {
        self.end_second();
        self.page
    }
}

pub(in crate::orders) fn count_orders(db: &Db<'_>, query: &OrderQuery) -> Result<i64, StoreError> {
    let all = conditions(query);
    db.number(&format!("select count(*) from orders where {}", all.text()), all.params().as_slice())
}

pub(in crate::orders) fn by_ids(db: &Db<'_>, ids: &[OrderId]) -> Result<Vec<Order>, StoreError> {
    db.rows_of_each(select_orders!("where id = ?1"), &in_order(ids), order)
}

/// The lines of some orders, by order and id.
pub(in crate::orders) fn lines(db: &Db<'_>, orders: &[OrderId]) -> Result<Vec<Line>, StoreError> {
    db.rows_of_each(select_lines!("where order_id = ?1 order by id"), &in_order(orders), line)
}

/// Each id once, the lowest first.
fn in_order(ids: &[OrderId]) -> Vec<OrderId> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Adds whether a line of the refund has one of the items.
fn narrow_to_items(all: &mut Conditions, items: &RefundItems) {
    let (negation, channel, items) = match items {
        RefundItems::Any => return,
        RefundItems::Of(channel, items) => ("", channel, items),
        RefundItems::NotOf(channel, items) => ("not ", channel, items),
    };
    let channel = all.bind(channel.as_str().to_owned());
    let items = all.bind_all(items.iter().copied());
    all.push(&format!("{negation}exists (select 1 {ITS_LINES} and o.channel = {channel} and l.item in ({items}))"));
}

pub(in crate::orders) fn refunds(db: &Db<'_>, query: &RefundQuery) -> Result<Vec<Refund>, StoreError> {
    let mut all = Conditions::default();
    all.add("account_id = $", query.account);
    all.add("order_id = $", query.order);
    all.add("line_id = $", query.line);
    all.add("status = $", query.status);
    narrow_to_items(&mut all, &query.items);
    let part = query.page.map_or_else(String::new, |page| all.bind_page(page));
    let sql = format!("select {REFUND} from refunds where {} order by id {part}", all.text());
    db.rows(&sql, all.params().as_slice(), refund)
}

pub(in crate::orders) fn items_of_refunds(
    db: &Db<'_>,
    channel: ChannelName,
    refunds: &[RefundId],
) -> Result<Vec<(RefundId, ItemId)>, StoreError> {
    let mut all = Conditions::default();
    all.add("o.channel = $", Some(channel.as_str().to_owned()));
    all.add_all("refunds.id in ($)", refunds.iter().copied());
    let sql = format!(
        "select distinct refunds.id, l.item
        from refunds join order_lines l on l.order_id = refunds.order_id join orders o on o.id = l.order_id
        where refunds.origin = 'request' and (refunds.line_id is null or l.id = refunds.line_id) and {}
        order by refunds.id, l.item",
        all.text()
    );
    db.rows(&sql, all.params().as_slice(), |row| Ok((row.get(0)?, row.get(1)?)))
}
