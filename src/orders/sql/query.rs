//! Statements of lists.

use super::refunds::{REFUND, refund};
use super::{LINE, ORDER, line, order};
use crate::ids::{ItemId, OrderId, RefundId};
use crate::orders::query::{OrderQuery, OrderSort, OrderStates, RefundItems, RefundQuery};
use crate::orders::{ChannelName, Line, Order, OrderStatus, PayStatus, Refund, ShippingStatus};
use crate::store::{Conditions, Db, StoreError, statement};

const TO_HAND_OUT: &str = statement!(
    "pay_status = {paid} and shipping_status = {not_shipped} and order_status not in ({cancelled}, {closed})",
    paid = PayStatus::Paid,
    not_shipped = ShippingStatus::NotShipped,
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
    all.add("channel = $", query.channel.map(|channel| channel.as_str().to_owned()));
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
    let mut all = conditions(query);
    let part = all.bind_page(query.page);
    let sort = match query.sort {
        OrderSort::Id => "id",
        OrderSort::NewestFirst => "id desc",
        OrderSort::NewestSecondFirst => "created_at / 1000 desc, id",
    };
    let sql = format!("select {ORDER} from orders where {} order by {sort} {part}", all.text());
    db.rows(&sql, all.params().as_slice(), order)
}

pub(in crate::orders) fn count_orders(db: &Db<'_>, query: &OrderQuery) -> Result<i64, StoreError> {
    let all = conditions(query);
    db.number(&format!("select count(*) from orders where {}", all.text()), all.params().as_slice())
}

pub(in crate::orders) fn by_ids(db: &Db<'_>, ids: &[OrderId]) -> Result<Vec<Order>, StoreError> {
    let mut all = Conditions::default();
    all.add_all("id in ($)", ids.iter().copied());
    db.rows(&format!("select {ORDER} from orders where {} order by id", all.text()), all.params().as_slice(), order)
}

/// The lines of some orders, by order and id.
pub(in crate::orders) fn lines(db: &Db<'_>, orders: &[OrderId]) -> Result<Vec<Line>, StoreError> {
    let mut all = Conditions::default();
    all.add_all("order_id in ($)", orders.iter().copied());
    let sql = format!("select {LINE} from order_lines where {} order by order_id, id", all.text());
    db.rows(&sql, all.params().as_slice(), line)
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
