//! Statements of the staff's list of orders. What is asked for is found and counted in indexes: `orders_by_business_date` holds all that
//! narrows the list, numbers and names are looked for in indexes that hold nothing else. The orders themselves are read for one page.

use super::{order, select_orders};
use crate::ids::{AccountId, OrderId};
use crate::orders::filter::{OrderFilter, Reaches, Sought, Stage};
use crate::orders::{Order, OrderStatus, PayStatus, ShippingStatus};
use crate::store::{Conditions, Db, Page, StoreError, containing, params, statement};

/// Digits that people say of a telephone, which have an index.
const LAST_DIGITS: usize = 4;

const fn of_stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Unpaid => statement!(
            "pay_status in ({unpaid}, {paying}) and order_status not in ({cancelled}, {closed})",
            unpaid = PayStatus::Unpaid,
            paying = PayStatus::Paying,
            cancelled = OrderStatus::Cancelled,
            closed = OrderStatus::Closed,
        ),
        Stage::ToHandOver => statement!(
            "pay_status = {paid} and shipping_status in ({not_shipped}, {preparing})
                and order_status not in ({cancelled}, {closed})",
            paid = PayStatus::Paid,
            not_shipped = ShippingStatus::NotShipped,
            preparing = ShippingStatus::Preparing,
            cancelled = OrderStatus::Cancelled,
            closed = OrderStatus::Closed,
        ),
        Stage::Shipped => statement!(
            "pay_status = {paid} and shipping_status = {shipped} and order_status not in ({cancelled}, {closed})",
            paid = PayStatus::Paid,
            shipped = ShippingStatus::Shipped,
            cancelled = OrderStatus::Cancelled,
            closed = OrderStatus::Closed,
        ),
        Stage::Received => statement!(
            "pay_status = {paid} and shipping_status = {received} and order_status not in ({cancelled}, {closed})",
            paid = PayStatus::Paid,
            received = ShippingStatus::Received,
            cancelled = OrderStatus::Cancelled,
            closed = OrderStatus::Closed,
        ),
        Stage::Cancelled => statement!(
            "pay_status <> {refunded} and order_status in ({cancelled}, {closed})",
            refunded = PayStatus::Refunded,
            cancelled = OrderStatus::Cancelled,
            closed = OrderStatus::Closed,
        ),
        Stage::Refunded => statement!("pay_status = {refunded}", refunded = PayStatus::Refunded),
    }
}

const fn of_way(reaches: Reaches) -> &'static str {
    match reaches {
        Reaches::PickUp => "obtain_voucher = 1",
        Reaches::Courier => "obtain_voucher = 0",
        Reaches::None => "obtain_voucher is null",
    }
}

/// That no other index is taken, in which every order stands too, is why the channel is not asked for plainly.
fn conditions(filter: &OrderFilter) -> Conditions {
    let mut all = Conditions::default();
    all.add("business_date >= $", filter.from.clone());
    all.add("business_date <= $", filter.to.clone());
    all.add("channel || '' = $", filter.channel.map(|channel| channel.as_str().to_owned()));
    if let Some(stage) = filter.stage {
        all.push(of_stage(stage));
    }
    if let Some(reaches) = filter.reaches {
        all.push(of_way(reaches));
    }
    all.add("pay_way = $", filter.way);
    if let Some(clerk) = filter.clerk {
        let clerk = all.bind(clerk);
        all.push(&format!(
            "id in (
                select order_id from money_moves where actor_id = {clerk} and actor_id > 0 and order_id is not null
                union all
                select cast(substr(object, 7) as integer) from audit_trail
                where actor_id = {clerk} and object like 'order %'
            )"
        ));
    }
    if let Some(sought) = &filter.sought {
        called(&mut all, sought);
    }
    all
}

/// Adds that an order is called by something. All of it is looked at in one pass through the index: with each way for itself the store
/// would read the orders' table for the parts of numbers.
fn called(all: &mut Conditions, sought: &Sought) {
    let mut ways = Vec::new();
    if let Ok(id) = sought.number.parse::<i64>() {
        ways.push(format!("id = {}", all.bind(id)));
    }
    ways.push(if sought.number_part {
        format!("lower(number) like {} escape '\\'", all.bind(containing(&sought.number)))
    } else {
        format!("number = {}", all.bind(sought.number.clone()))
    });
    if !sought.known.is_empty() {
        ways.push(format!("id in ({})", all.bind_all(sought.known.iter().copied())));
    }
    let people = people(all, sought);
    if !people.is_empty() {
        ways.push(format!("account_id + 0 in ({})", people.join(" union all ")));
    }
    all.push(&format!("({})", ways.join(" or ")));
}

/// The accounts that a telephone or a name may mean.
fn people(all: &mut Conditions, sought: &Sought) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(phone) = &sought.phone {
        let (condition, place) = if phone.len() == LAST_DIGITS {
            ("substr(phone, -4) = $", all.bind(phone.clone()))
        } else {
            ("phone like $", all.bind(containing(phone)))
        };
        let condition = condition.replace('$', &place);
        found.push(format!("select id from accounts where {condition} and phone is not null"));
        found.push(format!("select account_id from account_phones where {condition}"));
        let part = all.bind(containing(phone));
        found.push(format!("select account_id from addresses where mobile like {part}"));
    }
    if let Some(name) = &sought.name {
        let part = all.bind(containing(name));
        found.push(format!("select id from accounts where lower(username) like {part} escape '\\'"));
        found.push(format!("select account_id from addresses where lower(consignee) like {part} escape '\\'"));
    }
    found
}

/// Orders of people whose telephone ends like this: two indexes have the last four digits, and a third finds the orders.
const BY_END_OF_PHONE: &str = "select id from orders where account_id in (
        select id from accounts where substr(phone, -4) = ?1 and phone is not null
        union all
        select account_id from account_phones where substr(phone, -4) = ?1
    )";
/// Each of these reads one index from end to end that holds little else, and no row of a table: `orders_by_business_date` has numbers, the
/// unique telephone of accounts, `account_phones_by_end`, `addresses_by_consignee`. `instr` asks half of what `like` does; digits have no case.
const BY_DIGITS: [&str; 2] = [
    "select id from orders where instr(number, ?1) > 0",
    "select id from orders where account_id in (
        select id from accounts where phone is not null and instr(phone, ?1) > 0
        union all
        select account_id from account_phones where instr(phone, ?1) > 0
        union all
        select account_id from addresses where instr(mobile, ?1) > 0
    )",
];
const BY_LETTERS: [&str; 2] = [
    "select id from orders where number like ?1 escape '\\'",
    "select id from orders where account_id in (
        select id from accounts where username like ?1 escape '\\'
        union all
        select account_id from addresses where consignee like ?1 escape '\\'
    )",
];

/// The ids of orders that are called by a part of something, in no order, some of them twice.
pub(in crate::orders) fn ids_of_part(db: &Db<'_>, sought: &Sought) -> Result<Vec<OrderId>, StoreError> {
    let id = |row: &crate::store::Row<'_>| row.get(0);
    if let Some(end) = sought.phone.as_ref().filter(|phone| phone.len() == LAST_DIGITS) {
        let found = db.rows(BY_END_OF_PHONE, [end], id)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let is_number = sought.number.bytes().all(|byte| byte.is_ascii_digit());
    let mut found = sought.known.clone();
    if sought.number_part && is_number {
        found.extend(db.rows(BY_DIGITS[0], [&sought.number], id)?);
    } else if sought.number_part {
        found.extend(db.rows(BY_LETTERS[0], [containing(&sought.number)], id)?);
    }
    if let Some(phone) = &sought.phone {
        found.extend(db.rows(BY_DIGITS[1], [phone], id)?);
    }
    if let Some(name) = &sought.name {
        found.extend(db.rows(BY_LETTERS[1], [containing(name)], id)?);
    }
    Ok(found)
}

/// Whether nothing narrows the list.
pub(in crate::orders) fn is_whole(filter: &OrderFilter) -> bool {
    conditions(filter).params().is_empty() && filter.stage.is_none() && filter.reaches.is_none()
}

/// The ids in no order: the store would sort all of them for one page.
pub(in crate::orders) fn ids(db: &Db<'_>, filter: &OrderFilter) -> Result<Vec<OrderId>, StoreError> {
    let all = conditions(filter);
    db.rows(&format!("select id from orders where {}", all.text()), all.params().as_slice(), |row| row.get(0))
}

/// A page of all orders, the newest first.
pub(in crate::orders) fn newest(db: &Db<'_>, page: Page) -> Result<Vec<Order>, StoreError> {
    db.rows(select_orders!("order by id desc limit ?1 offset ?2"), [page.size, page.offset], order)
}

/// How many orders there are.
pub(in crate::orders) fn count_all(db: &Db<'_>) -> Result<i64, StoreError> {
    db.number("select count(*) from orders", [])
}

/// Of each order the one of the staff who moved its money last.
pub(in crate::orders) fn clerks(db: &Db<'_>, orders: &[OrderId]) -> Result<Vec<(OrderId, AccountId)>, StoreError> {
    let sql =
        "select order_id, actor_id from money_moves where order_id = ?1 and actor_id > 0 order by id desc limit 1";
    let mut found = Vec::new();
    for order in orders {
        found.extend(db.row(sql, params![order], |row| Ok((row.get(0)?, row.get(1)?)))?);
    }
    Ok(found)
}
