//! Statements of orders and lines; the ledgers' stand in files of their own.

pub(super) mod booked;
pub(super) mod caps;
pub(super) mod chain;
pub(super) mod desk;
pub(super) mod figures;
pub(super) mod filter;
pub(super) mod idempotency;
pub(super) mod journal;
pub(super) mod ledger;
pub(super) mod money;
pub(super) mod notes;
pub(in crate::orders) mod prints;
pub(super) mod query;
pub(super) mod receipts;
pub(super) mod refunds;
pub(super) mod rules;
pub(super) mod till;
pub(super) mod trail;
pub(super) mod unmatched;

use super::transitions::States;
use super::{ChannelName, Line, Order};
use crate::clock::Instant;
use crate::ids::{AccountId, LineId, OrderId};
use crate::money::Fen;
use crate::orders::LineStatus;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

/// A statement that selects orders: their columns, then what is written behind `from orders`. It is put together by the compiler,
/// because each look at a prepared statement begins with its text.
macro_rules! select_orders {
    ($rest:literal) => {
        concat!(
            "select id, account_id, channel, number, client_ref, created_at, expires_at, order_status, pay_status,
                shipping_status, price, discount, payable, shipping_fee, voucher_amount, pay_way, pay_ref, pay_time, paid,
                obtain_voucher, outlet_id, obtain_at, address_id, carrier_id, shipped_at, waybill, receipt, receipt_payee,
                receipt_content, holds_until, released_at, tax, fee_tax_rate, fee_tax_added
            from orders ",
            $rest
        )
    };
}

/// The same for lines of orders.
macro_rules! select_lines {
    ($rest:literal) => {
        concat!(
            "select id, order_id, item, title, quantity, units, unit_price, discount, starts_at, ends_at, area, minutes,
                phone, source, status, attrs, tax_rate, tax
            from order_lines ",
            $rest
        )
    };
}

use {select_lines, select_orders};

fn order(row: &Row<'_>) -> RowResult<Order> {
    let instant = |column| row.get::<_, Option<i64>>(column).map(|ms| ms.map(Instant));
    let money = |column| row.get::<_, i64>(column).map(Fen);
    Ok(Order {
        id: row.get(0)?,
        account_id: row.get(1)?,
        channel: ChannelName::new(&row.get::<_, String>(2)?),
        number: row.get(3)?,
        client_ref: row.get(4)?,
        created_at: Instant(row.get(5)?),
        expires_at: instant(6)?,
        states: States::new(row.get(7)?, row.get(8)?, row.get(9)?),
        price: money(10)?,
        discount: money(11)?,
        payable: money(12)?,
        shipping_fee: row.get::<_, Option<i64>>(13)?.map(Fen),
        voucher_amount: money(14)?,
        pay_way: row.get(15)?,
        pay_ref: row.get(16)?,
        pay_time: instant(17)?,
        paid: row.get::<_, Option<i64>>(18)?.map(Fen),
        obtain_voucher: row.get(19)?,
        outlet_id: row.get(20)?,
        obtain_at: instant(21)?,
        address_id: row.get(22)?,
        carrier_id: row.get(23)?,
        shipped_at: instant(24)?,
        waybill: row.get(25)?,
        receipt: row.get(26)?,
        receipt_payee: row.get(27)?,
        receipt_content: row.get(28)?,
        holds_until: instant(29)?,
        released_at: instant(30)?,
        tax: money(31)?,
        fee_rate: row.get(32)?,
        fee_tax_added: row.get(33)?,
    })
}

fn line(row: &Row<'_>) -> RowResult<Line> {
    let instant = |column| row.get::<_, Option<i64>>(column).map(|ms| ms.map(Instant));
    Ok(Line {
        id: row.get(0)?,
        order_id: row.get(1)?,
        item: row.get(2)?,
        title: row.get(3)?,
        quantity: row.get(4)?,
        units: row.get(5)?,
        unit_price: Fen(row.get(6)?),
        discount: Fen(row.get(7)?),
        starts_at: instant(8)?,
        ends_at: instant(9)?,
        area: row.get(10)?,
        minutes: row.get(11)?,
        phone: row.get(12)?,
        source: row.get(13)?,
        status: row.get(14)?,
        attrs: row.get(15)?,
        tax_rate: row.get(16)?,
        tax: Fen(row.get(17)?),
    })
}

/// The order of an id.
pub fn by_id(db: &Db<'_>, id: OrderId) -> Result<Option<Order>, StoreError> {
    db.row(select_orders!("where id = ?1"), [id], order)
}

/// The order of a channel's number.
pub fn by_number(db: &Db<'_>, channel: ChannelName, number: &str) -> Result<Option<Order>, StoreError> {
    let sql = select_orders!("where channel = ?1 and number = ?2");
    db.row(sql, params![channel.as_str(), number], order)
}

/// All channels, in the order in which reports name them.
pub fn channels(db: &Db<'_>) -> Result<Vec<ChannelName>, StoreError> {
    db.rows("select name from channels order by place", [], |row| {
        row.get::<_, String>(0).map(|name| ChannelName::new(&name))
    })
}

/// The orders of all channels that have a number: one a channel at most.
pub fn of_number(db: &Db<'_>, number: &str) -> Result<Vec<Order>, StoreError> {
    let sql = select_orders!(
        "where number = ?1 and channel in (select name from channels)
        order by (select place from channels where name = orders.channel)"
    );
    db.rows(sql, [number], order)
}

/// The order that a client's own reference made.
pub fn by_client_ref(
    db: &Db<'_>,
    account: AccountId,
    channel: ChannelName,
    client_ref: &str,
) -> Result<Option<Order>, StoreError> {
    let sql = select_orders!("where account_id = ?1 and channel = ?2 and client_ref = ?3");
    db.row(sql, params![account, channel.as_str(), client_ref], order)
}

/// The fingerprint of what was asked for under an order's client reference; none of orders without one, and of those that an
/// earlier version made.
pub fn content_of(db: &Db<'_>, order: &Order) -> Result<Option<[u8; 32]>, StoreError> {
    let sql = "select content_hash from orders where account_id = ?1 and id = ?2";
    let found = db.row(sql, params![order.account_id, order.id], |row| row.get::<_, Option<Vec<u8>>>(0))?;
    Ok(found.flatten().and_then(|bytes| bytes.try_into().ok()))
}

/// The lines of an order, by id.
pub(super) fn lines(db: &Db<'_>, order: OrderId) -> Result<Vec<Line>, StoreError> {
    db.rows(select_lines!("where order_id = ?1 order by id"), [order], line)
}

/// The order that a line belongs to.
pub fn line_owner(db: &Db<'_>, line: LineId) -> Result<Option<Order>, StoreError> {
    let sql = select_orders!("where id = (select order_id from order_lines where id = ?1)");
    db.row(sql, [line], order)
}

/// Writes a new order, with the fingerprint of what was asked for where the client may ask again.
pub(super) fn insert(
    tx: &Tx<'_>,
    order: &Order,
    business_date: &str,
    content: Option<&[u8; 32]>,
) -> Result<(), StoreError> {
    tx.run_one(
        "insert into orders (account_id, id, channel, number, client_ref, created_at, business_date, expires_at, price,
            discount, payable, holds_until, content_hash, tax, fee_tax_rate, fee_tax_added)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        params![
            order.account_id,
            order.id,
            order.channel.as_str(),
            order.number,
            order.client_ref,
            order.created_at.0,
            business_date,
            order.expires_at.map(|at| at.0),
            order.price.0,
            order.discount.0,
            order.payable.0,
            order.holds_until.map(|at| at.0),
            content.map(<[u8; 32]>::as_slice),
            order.tax.0,
            order.fee_rate,
            order.fee_tax_added,
        ],
    )
}

/// Writes all that can change of an order back.
pub fn save(tx: &Tx<'_>, order: &Order) -> Result<(), StoreError> {
    let waits = order.holds_until.is_some() || order.expires_at.is_some() || order.released_at.is_some();
    debug_assert!(order.is_unpaid() || !waits, "order {} waits for nothing any more", order.id);
    debug_assert!(order.payable == order.price - order.discount, "order {} adds up", order.id);
    debug_assert!(order.says_how_it_was_paid(), "order {} says how and when it was paid", order.id);
    debug_assert!(
        sums_of_lines(tx, order.id)? == (order.price, order.discount, order.tax),
        "the totals of order {} are those of its lines",
        order.id
    );
    debug_assert!(
        order.holds_until.is_none() || order.released_at.is_none(),
        "order {} gave back what it holds",
        order.id
    );
    tx.run_one(
        "update orders set
            expires_at = ?3, order_status = ?4, pay_status = ?5, shipping_status = ?6, price = ?7, discount = ?8,
            payable = ?9, shipping_fee = ?10, voucher_amount = ?11, pay_way = ?12, pay_ref = ?13, pay_time = ?14, paid = ?15,
            obtain_voucher = ?16, outlet_id = ?17, obtain_at = ?18, address_id = ?19, carrier_id = ?20, shipped_at = ?21,
            waybill = ?22, receipt = ?23, receipt_payee = ?24, receipt_content = ?25,
            holds_until = ?26, released_at = ?27, tax = ?28
         where account_id = ?1 and id = ?2",
        params![
            order.account_id,
            order.id,
            order.expires_at.map(|at| at.0),
            order.order_status(),
            order.pay_status(),
            order.shipping_status(),
            order.price.0,
            order.discount.0,
            order.payable.0,
            order.shipping_fee.map(|fee| fee.0),
            order.voucher_amount.0,
            order.pay_way,
            order.pay_ref,
            order.pay_time.map(|at| at.0),
            order.paid.map(|paid| paid.0),
            order.obtain_voucher,
            order.outlet_id,
            order.obtain_at.map(|at| at.0),
            order.address_id,
            order.carrier_id,
            order.shipped_at.map(|at| at.0),
            order.waybill,
            order.receipt,
            order.receipt_payee,
            order.receipt_content,
            order.holds_until.map(|at| at.0),
            order.released_at.map(|at| at.0),
            order.tax.0,
        ],
    )
}

/// What the lines of an order cost, what is taken off them, and what tax is put on them.
fn sums_of_lines(db: &Db<'_>, order: OrderId) -> Result<(Fen, Fen, Fen), StoreError> {
    let sql = "select coalesce(sum(unit_price * quantity), 0), coalesce(sum(discount), 0), coalesce(sum(tax), 0)
        from order_lines where order_id = ?1";
    Ok(db.row(sql, [order], |row| Ok((Fen(row.get(0)?), Fen(row.get(1)?), Fen(row.get(2)?))))?.unwrap_or_default())
}

/// Writes a line, new or changed.
pub(super) fn put_line(tx: &Tx<'_>, line: &Line) -> Result<(), StoreError> {
    tx.run_one(
        "insert into order_lines (order_id, id, item, title, quantity, units, unit_price, discount, starts_at, ends_at, area,
            minutes, phone, source, status, attrs, tax_rate, tax)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
         on conflict (order_id, id) do update set
            item = excluded.item, title = excluded.title, quantity = excluded.quantity, units = excluded.units,
            unit_price = excluded.unit_price, discount = excluded.discount, starts_at = excluded.starts_at,
            ends_at = excluded.ends_at, area = excluded.area, minutes = excluded.minutes, phone = excluded.phone,
            source = excluded.source, status = excluded.status, attrs = excluded.attrs,
            tax_rate = excluded.tax_rate, tax = excluded.tax",
        params![
            line.order_id,
            line.id,
            line.item,
            line.title,
            line.quantity,
            line.units,
            line.unit_price.0,
            line.discount.0,
            line.starts_at.map(|at| at.0),
            line.ends_at.map(|at| at.0),
            line.area,
            line.minutes,
            line.phone,
            line.source,
            line.status,
            line.attrs,
            line.tax_rate,
            line.tax.0,
        ],
    )
}

pub(super) fn delete_line(tx: &Tx<'_>, order: OrderId, line: LineId) -> Result<usize, StoreError> {
    tx.run("delete from order_lines where order_id = ?1 and id = ?2", params![order, line])
}

pub(super) fn set_line_status(tx: &Tx<'_>, order: OrderId, status: LineStatus) -> Result<(), StoreError> {
    tx.run("update order_lines set status = ?2 where order_id = ?1", params![order, status]).map(|_| ())
}

/// The open orders whose time is over, at most so many.
pub(super) fn expired(db: &Db<'_>, now: Instant, most: i64) -> Result<Vec<Order>, StoreError> {
    let sql = select_orders!("where expires_at <= ?1 order by expires_at, id limit ?2");
    db.rows(sql, params![now.0, most], order)
}

/// The unpaid orders whose goods are to go back, at most so many.
pub(super) fn overdue(db: &Db<'_>, now: Instant, most: i64) -> Result<Vec<Order>, StoreError> {
    let sql = select_orders!("where holds_until <= ?1 order by holds_until, id limit ?2");
    db.rows(sql, params![now.0, most], order)
}

/// When the next goods go back, and when the next order ends.
pub(super) fn next_ends(db: &Db<'_>) -> Result<[Option<Instant>; 2], StoreError> {
    let hold = "select holds_until from orders where holds_until is not null order by holds_until limit 1";
    let end = "select expires_at from orders where expires_at is not null order by expires_at limit 1";
    let first = |sql| Ok::<_, StoreError>(db.row(sql, [], |row| row.get(0))?.map(Instant));
    Ok([first(hold)?, first(end)?])
}

/// Orders that hold their goods beyond an instant.
pub(super) fn holds_beyond(db: &Db<'_>, at: Instant) -> Result<i64, StoreError> {
    db.number("select count(*) from orders where holds_until > ?1", [at.0])
}

/// Lets holds beyond an instant end now.
pub(super) fn end_holds_beyond(tx: &Tx<'_>, at: Instant, now: Instant) -> Result<(), StoreError> {
    tx.run("update orders set holds_until = ?2 where holds_until > ?1", params![at.0, now.0]).map(|_| ())
}
