//! The search over all order lines. Its text is put together of fixed pieces, one for each mark that is asked for; what was
//! asked for itself is bound, never written into the text. It looks across the tables of several rooms, as a search must.

use crate::clock::Instant;
use crate::ids::{AccountId, AddressId, LineId, PayWayId, ProductId};
use crate::money::Fen;
use crate::orders::{OrderStatus, PayStatus, ShippingStatus};
use crate::store::{Conditions, Db, Page, Row, RowResult, StoreError};

/// The beginning of a text. It is compared letter by letter: it has no wildcards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::channels::roaming) struct Prefix(pub(in crate::channels::roaming) String);

/// A span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::channels::roaming) struct Within {
    /// First instant inside.
    pub(in crate::channels::roaming) from: Option<Instant>,
    /// First instant outside.
    pub(in crate::channels::roaming) before: Option<Instant>,
}

/// A span of business dates, both ends counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::channels::roaming) struct Days {
    /// First date inside.
    pub(in crate::channels::roaming) from: Option<String>,
    /// Last date inside.
    pub(in crate::channels::roaming) to: Option<String>,
}

/// What lines are searched by; what is none counts for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::channels::roaming) struct Marks {
    pub(in crate::channels::roaming) order: Option<Prefix>,
    pub(in crate::channels::roaming) phone: Option<Prefix>,
    pub(in crate::channels::roaming) shipping_status: Option<i64>,
    pub(in crate::channels::roaming) pay_status: Option<i64>,
    pub(in crate::channels::roaming) order_status: Option<i64>,
    pub(in crate::channels::roaming) pay_way: Option<PayWayId>,
    pub(in crate::channels::roaming) product: Option<ProductId>,
    pub(in crate::channels::roaming) area: Option<String>,
    pub(in crate::channels::roaming) minutes: Option<i64>,
    pub(in crate::channels::roaming) number: Option<String>,
    pub(in crate::channels::roaming) address: Option<AddressId>,
    pub(in crate::channels::roaming) created: Within,
    /// Business dates that an order made within `created` has in any case: they have an index.
    pub(in crate::channels::roaming) created_days: Days,
    pub(in crate::channels::roaming) starts: Within,
    pub(in crate::channels::roaming) ends: Within,
}

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::channels::roaming) enum OrderBy {
    Order,
    Price,
    Start,
    End,
    Minutes,
    Shipped,
    Created,
}

/// How a list is sorted; rows that are alike stand by line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::channels::roaming) struct Sort {
    pub(in crate::channels::roaming) by: OrderBy,
    pub(in crate::channels::roaming) descending: bool,
}

impl Sort {
    fn sql(self) -> String {
        let column = match self.by {
            OrderBy::Order => "o.id",
            OrderBy::Price => "o.price",
            OrderBy::Start => "coalesce(l.starts_at, 0)",
            OrderBy::End => "coalesce(l.ends_at, 0)",
            OrderBy::Minutes => "coalesce(l.minutes, 0)",
            OrderBy::Shipped => "coalesce(o.shipped_at, 0)",
            OrderBy::Created => "o.created_at",
        };
        let way = if self.descending { "desc" } else { "asc" };
        format!("{column} {way}, l.id {way}")
    }
}

/// Where an order is sent, its regions by name.
#[derive(Clone, Debug)]
pub(in crate::channels::roaming) struct ShipTo {
    pub(in crate::channels::roaming) id: AddressId,
    pub(in crate::channels::roaming) consignee: String,
    pub(in crate::channels::roaming) mobile: String,
    pub(in crate::channels::roaming) address: String,
    pub(in crate::channels::roaming) zipcode: Option<String>,
    pub(in crate::channels::roaming) province: Option<String>,
    pub(in crate::channels::roaming) city: Option<String>,
    pub(in crate::channels::roaming) district: Option<String>,
}

/// A line that was found, with what its order says.
#[derive(Clone, Debug)]
pub(in crate::channels::roaming) struct Found {
    pub(in crate::channels::roaming) line_id: LineId,
    pub(in crate::channels::roaming) order_number: String,
    pub(in crate::channels::roaming) account_id: AccountId,
    pub(in crate::channels::roaming) phone: Option<String>,
    pub(in crate::channels::roaming) created_at: Instant,
    pub(in crate::channels::roaming) order_status: OrderStatus,
    pub(in crate::channels::roaming) pay_status: PayStatus,
    pub(in crate::channels::roaming) shipping_status: ShippingStatus,
    pub(in crate::channels::roaming) price: Fen,
    pub(in crate::channels::roaming) pay_way_name: Option<String>,
    pub(in crate::channels::roaming) pay_time: Option<Instant>,
    pub(in crate::channels::roaming) pay_ref: Option<String>,
    pub(in crate::channels::roaming) ship_to: Option<ShipTo>,
    pub(in crate::channels::roaming) shipped_at: Option<Instant>,
    pub(in crate::channels::roaming) title: String,
    pub(in crate::channels::roaming) product_kind: Option<i64>,
    pub(in crate::channels::roaming) area: Option<String>,
    pub(in crate::channels::roaming) minutes: Option<i64>,
    pub(in crate::channels::roaming) number: Option<String>,
    pub(in crate::channels::roaming) starts_at: Option<Instant>,
    pub(in crate::channels::roaming) ends_at: Option<Instant>,
    pub(in crate::channels::roaming) source: Option<String>,
}

const FOUND: &str =
    "l.id, o.number, o.account_id, a.phone, o.created_at, o.order_status, o.pay_status, o.shipping_status,
    o.price, w.name, o.pay_time, o.pay_ref, o.shipped_at, l.title, p.kind, l.area, l.minutes, l.phone,
    l.starts_at, l.ends_at, l.source, d.id, d.consignee, d.mobile, d.address, d.zipcode, province.name, city.name,
    district.name";

const TABLES: &str = "from orders o
    join order_lines l on l.order_id = o.id
    join accounts a on a.id = o.account_id
    left join products p on p.id = l.item
    left join payment_ways w on w.id = o.pay_way
    left join addresses d on d.account_id = o.account_id and d.id = o.address_id
    left join cities province on province.id = d.province
    left join cities city on city.id = d.city
    left join cities district on district.id = d.district";

fn found(row: &Row<'_>) -> RowResult<Found> {
    let instant = |column| row.get::<_, Option<i64>>(column).map(|ms| ms.map(Instant));
    Ok(Found {
        line_id: row.get(0)?,
        order_number: row.get(1)?,
        account_id: row.get(2)?,
        phone: row.get(3)?,
        created_at: Instant(row.get(4)?),
        order_status: row.get(5)?,
        pay_status: row.get(6)?,
        shipping_status: row.get(7)?,
        price: Fen(row.get(8)?),
        pay_way_name: row.get(9)?,
        pay_time: instant(10)?,
        pay_ref: row.get(11)?,
        shipped_at: instant(12)?,
        title: row.get(13)?,
        product_kind: row.get(14)?,
        area: row.get(15)?,
        minutes: row.get(16)?,
        number: row.get(17)?,
        starts_at: instant(18)?,
        ends_at: instant(19)?,
        source: row.get(20)?,
        ship_to: ship_to(row)?,
    })
}

fn ship_to(row: &Row<'_>) -> RowResult<Option<ShipTo>> {
    let Some(id) = row.get::<_, Option<AddressId>>(21)? else { return Ok(None) };
    Ok(Some(ShipTo {
        id,
        consignee: row.get(22)?,
        mobile: row.get(23)?,
        address: row.get(24)?,
        zipcode: row.get(25)?,
        province: row.get(26)?,
        city: row.get(27)?,
        district: row.get(28)?,
    }))
}

/// Above every text that begins with a prefix.
const LAST_LETTER: char = char::MAX;

/// A prefix is compared letter by letter; the span of texts that it lies in lets an index be used.
fn begins_with(all: &mut Conditions, column: &str, prefix: Option<&Prefix>) {
    let Some(Prefix(text)) = prefix else { return };
    let (from, before) = (all.bind(text.clone()), all.bind(format!("{text}{LAST_LETTER}")));
    all.push(&format!("{column} >= {from} and {column} < {before} and substr({column}, 1, length({from})) = {from}"));
}

fn conditions(marks: &Marks) -> Conditions {
    let mut all = Conditions::default();
    // Every order of the shop stands under its channel: an index by which the wanted ones are found must come first, and where
    // none is asked for, the orders are read in their own order.
    all.push(if marks.order.is_some() { "o.channel = 'roaming'" } else { "o.channel || '' = 'roaming'" });
    let ms = |at: Option<Instant>| at.map(|at| at.0);
    begins_with(&mut all, "o.number", marks.order.as_ref());
    begins_with(&mut all, "a.phone", marks.phone.as_ref());
    all.add("o.shipping_status = $", marks.shipping_status);
    all.add("o.pay_status = $", marks.pay_status);
    all.add("o.order_status = $", marks.order_status);
    all.add("o.pay_way = $", marks.pay_way);
    all.add("l.item = $", marks.product);
    all.add("l.area = $", marks.area.clone());
    all.add("l.minutes = $", marks.minutes);
    all.add(
        "l.id in (
            select id from order_lines where phone = $
            union
            select line_id from number_holds where phone = $
        )",
        marks.number.clone(),
    );
    all.add("o.address_id = $", marks.address);
    all.add("o.business_date >= $", marks.created_days.from.clone());
    all.add("o.business_date <= $", marks.created_days.to.clone());
    all.add("o.created_at >= $", ms(marks.created.from));
    all.add("o.created_at < $", ms(marks.created.before));
    all.add("l.starts_at >= $", ms(marks.starts.from));
    all.add("l.starts_at < $", ms(marks.starts.before));
    all.add("l.ends_at >= $", ms(marks.ends.from));
    all.add("l.ends_at < $", ms(marks.ends.before));
    all
}

/// A page of the lines that have the marks.
pub(in crate::channels::roaming) fn rows(
    db: &Db<'_>,
    marks: &Marks,
    sort: Sort,
    page: Page,
) -> Result<Vec<Found>, StoreError> {
    let mut all = conditions(marks);
    let part = all.bind_page(page);
    let sql = format!("select {FOUND} {TABLES} where {} order by {} {part}", all.text(), sort.sql());
    db.rows(&sql, all.params().as_slice(), found)
}

/// How many lines have the marks. Whose an order is matters where a phone is asked for alone.
pub(in crate::channels::roaming) fn count(db: &Db<'_>, marks: &Marks) -> Result<i64, StoreError> {
    if *marks == Marks::default() {
        return count_all(db);
    }
    let all = conditions(marks);
    let accounts = if marks.phone.is_some() { "join accounts a on a.id = o.account_id" } else { "" };
    let sql = format!(
        "select count(*) from orders o join order_lines l on l.order_id = o.id {accounts} where {}",
        all.text()
    );
    db.number(&sql, all.params().as_slice())
}

/// How many lines the shop has: all lines but those of other channels. Both are counted in indexes, and no order is read for it.
fn count_all(db: &Db<'_>) -> Result<i64, StoreError> {
    let sql = "select (select count(*) from order_lines) - (
            select count(*) from orders o
            join order_lines l on l.order_id = o.id
            where o.channel in (select name from channels where name <> 'roaming')
        )";
    db.number(sql, [])
}
