//! Statements of what a tour order has beside the order book's row.

use crate::channels::tours::ids::ContactId;
use crate::channels::tours::orders::{TourOrder, Wishes};
use crate::ids::OrderId;
use crate::orders::Order;
use crate::store::{Conditions, Db, Row, RowResult, StoreError, Tx, containing, params};

/// Orders that a part of a name finds at most.
const MAX_CALLED: i64 = 5_000;

const TOUR_ORDER: &str =
    "order_id, package_id, travel_date, adults, children, content_hash, coupon_sn, receiver, mobile,
    email, weixin, address, inv_type, inv_content, postscript, bed_require, play_time, shipping_method";

fn tour_order(row: &Row<'_>) -> RowResult<TourOrder> {
    Ok(TourOrder {
        order_id: row.get(0)?,
        package_id: row.get(1)?,
        travel_date: row.get(2)?,
        adults: row.get(3)?,
        children: row.get(4)?,
        content_hash: row.get(5)?,
        coupon_sn: row.get(6)?,
        receiver: row.get(7)?,
        mobile: row.get(8)?,
        email: row.get(9)?,
        weixin: row.get(10)?,
        address: row.get(11)?,
        wishes: Wishes {
            inv_type: row.get(12)?,
            inv_content: row.get(13)?,
            postscript: row.get(14)?,
            bed_require: row.get(15)?,
            play_time: row.get(16)?,
            shipping_method: row.get(17)?,
        },
    })
}

/// Orders of which a part of the receiver's name or telephone is known, the newest at most so many; looked for in the index
/// `tour_orders_by_receiver` alone.
pub fn called(db: &Db<'_>, part: &str) -> Result<Vec<OrderId>, StoreError> {
    let sql = "select order_id from tour_orders
        where lower(receiver) like ?1 escape '\\' or mobile like ?1 escape '\\'
        order by order_id + 0 desc limit ?2";
    db.rows(sql, params![containing(part), MAX_CALLED], |row| row.get(0))
}

/// What an order has beside the order book's row.
pub fn tour_order_of(db: &Db<'_>, order: OrderId) -> Result<Option<TourOrder>, StoreError> {
    db.row(&format!("select {TOUR_ORDER} from tour_orders where order_id = ?1"), [order], tour_order)
}

/// The same for some orders, the newest first.
pub fn tour_orders(db: &Db<'_>, orders: &[Order]) -> Result<Vec<TourOrder>, StoreError> {
    let mut all = Conditions::default();
    all.add_all("order_id in ($)", orders.iter().map(Order::id));
    let sql = format!("select {TOUR_ORDER} from tour_orders where {} order by order_id desc", all.text());
    db.rows(&sql, all.params().as_slice(), tour_order)
}

/// Writes what a new order has beside the order book's row, with who travels.
pub fn insert(tx: &Tx<'_>, it: &TourOrder, travellers: &[ContactId]) -> Result<(), StoreError> {
    tx.run_one(
        "insert into tour_orders (order_id, package_id, travel_date, adults, children, content_hash, coupon_sn, receiver,
            mobile, email, weixin, address, inv_type, inv_content, postscript, bed_require, play_time, shipping_method)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        params![
            it.order_id,
            it.package_id,
            it.travel_date,
            it.adults,
            it.children,
            it.content_hash,
            it.coupon_sn,
            it.receiver,
            it.mobile,
            it.email,
            it.weixin,
            it.address,
            it.wishes.inv_type,
            it.wishes.inv_content,
            it.wishes.postscript,
            it.wishes.bed_require,
            it.wishes.play_time,
            it.wishes.shipping_method,
        ],
    )?;
    for contact in travellers {
        tx.run_one(
            "insert into tour_travellers (order_id, contact_id) values (?1, ?2)",
            params![it.order_id, contact],
        )?;
    }
    Ok(())
}

/// Who travels on an order: id and name.
pub fn travellers(db: &Db<'_>, order: OrderId) -> Result<Vec<(ContactId, String)>, StoreError> {
    let sql = "select c.id, c.name
        from tour_travellers t
        join tour_contacts c on c.id = t.contact_id
        where t.order_id = ?1
        order by c.id";
    db.rows(sql, [order], |row| Ok((row.get(0)?, row.get(1)?)))
}
