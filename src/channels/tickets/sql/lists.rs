//! Statements of lists: the staff's list of orders, and all orders and deals for files.

use crate::channels::tickets::customers::CustomerKind;
use crate::channels::tickets::intake::{DealRow, Move, OrderRow};
use crate::channels::tickets::states::Status;
use crate::clock::Instant;
use crate::ids::OrderId;
use crate::money::Fen;
use crate::orders::PayStatus;
use crate::store::{Conditions, Db, Page, Row, RowResult, StoreError};

/// Which orders the staff wants to see; what is not set fits every order.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The customer's type.
    pub kind: Option<CustomerKind>,
    /// The customer's id among partners.
    pub code: Option<String>,
    /// The status.
    pub status: Option<Status>,
    /// The first instant of ordering.
    pub from: Option<Instant>,
    /// The first instant that is too late.
    pub before: Option<Instant>,
}

/// An order in the staff's list.
#[derive(Clone, Debug)]
pub struct ListedOrder {
    /// Its id in the order book.
    pub id: OrderId,
    /// Its number.
    pub number: String,
    /// When it was made.
    pub ordered_at: Instant,
    /// The customer's type.
    pub kind: CustomerKind,
    /// The customer's id among partners.
    pub code: String,
    /// The customer's name.
    pub name: String,
    /// The member who ordered; 0 for none.
    pub personal_id: i64,
    /// The guide's number; empty for none.
    pub guide_number: String,
    /// Where it stands.
    pub status: Status,
    /// The order book's state of its money.
    pub pay_status: PayStatus,
    /// What it costs.
    pub payable: Fen,
    /// The sender's own id.
    pub sender_id: Option<String>,
}

/// A line of an order with what was handed over of it.
#[derive(Clone, Debug)]
pub struct ListedLine {
    /// The order.
    pub order_id: OrderId,
    /// The product's id among partners.
    pub product: String,
    /// Its name when it was ordered.
    pub name: String,
    /// What it is counted in.
    pub unit: String,
    /// How many were ordered.
    pub quantity: i64,
    /// The price of one.
    pub price: Fen,
    /// How many were handed over, and when.
    pub deal: Option<(i64, Instant)>,
}

fn conditions(filter: &Filter) -> Conditions {
    let mut all = Conditions::default();
    all.push("o.channel = 'ticket'");
    all.add("c.kind = $", filter.kind);
    all.add("c.code = $", filter.code.clone());
    all.add("t.status = $", filter.status.map(Status::letter));
    all.add("o.created_at >= $", filter.from.map(|at| at.0));
    all.add("o.created_at < $", filter.before.map(|at| at.0));
    all
}

const TABLES: &str = "ticket_orders t
    join orders o on o.id = t.order_id
    join ticket_customers c on c.id = t.customer_id";

fn listed(row: &Row<'_>) -> RowResult<ListedOrder> {
    Ok(ListedOrder {
        id: row.get(0)?,
        number: row.get(1)?,
        ordered_at: Instant(row.get(2)?),
        kind: row.get(3)?,
        code: row.get(4)?,
        name: row.get(5)?,
        personal_id: row.get(6)?,
        guide_number: row.get(7)?,
        status: Status::from_letter(&row.get::<_, String>(8)?).unwrap_or(Status::Closed),
        pay_status: row.get(9)?,
        payable: Fen(row.get(10)?),
        sender_id: row.get(11)?,
    })
}

/// A page of the orders that fit, the newest first, and how many fit.
pub fn page(db: &Db<'_>, filter: &Filter, page: Page) -> Result<(i64, Vec<ListedOrder>), StoreError> {
    let mut all = conditions(filter);
    let count = db.number(&format!("select count(*) from {TABLES} where {}", all.text()), all.params().as_slice())?;
    let part = all.bind_page(page);
    let sql = format!(
        "select o.id, o.number, o.created_at, c.kind, c.code, c.name, t.personal_id, t.guide_number, t.status, o.pay_status,
            o.payable + o.tax, o.client_ref
         from {TABLES}
         where {}
         order by t.order_id desc
         {part}",
        all.text()
    );
    Ok((count, db.rows(&sql, all.params().as_slice(), listed)?))
}

/// The lines of some orders with their deals, in the order of the lines.
pub fn lines(db: &Db<'_>, orders: &[OrderId]) -> Result<Vec<ListedLine>, StoreError> {
    let mut all = Conditions::default();
    all.add_all("l.order_id in ($)", orders.iter().copied());
    let sql = format!(
        "select l.order_id, p.code, l.title, p.unit, l.quantity, l.unit_price, d.quantity, d.dealt_at
         from order_lines l
         join ticket_products p on p.id = l.item
         left join ticket_deals d on d.order_id = l.order_id and d.line_id = l.id
         where {}
         order by l.order_id, l.id",
        all.text()
    );
    db.rows(&sql, all.params().as_slice(), |row| {
        let dealt: Option<i64> = row.get(6)?;
        Ok(ListedLine {
            order_id: row.get(0)?,
            product: row.get(1)?,
            name: row.get(2)?,
            unit: row.get(3)?,
            quantity: row.get(4)?,
            price: Fen(row.get(5)?),
            deal: dealt.zip(row.get::<_, Option<i64>>(7)?.map(Instant)),
        })
    })
}

/// Gives the lines of all orders, by the orders' numbers and the lines' ids.
///
/// # Errors
/// Those of `give`, or a [`StoreError`].
pub fn each_order_line<E: From<StoreError>>(
    db: &Db<'_>,
    mut give: impl FnMut(&OrderRow<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let sql = format!(
        "select o.number, c.kind, c.code, o.client_ref, o.created_at, t.personal_id, t.guide_number, p.code, l.quantity,
            l.unit_price, t.status
         from {TABLES}
         join order_lines l on l.order_id = o.id
         join ticket_products p on p.id = l.item
         where o.channel = 'ticket'
         order by o.number, l.id"
    );
    db.each(&sql, [], |row| {
        let text = |column| row.get::<_, String>(column).map_err(StoreError::from);
        let number = |column| row.get::<_, i64>(column).map_err(StoreError::from);
        let (order, code, guide, product) = (text(0)?, text(2)?, text(6)?, text(7)?);
        let sender: Option<String> = row.get(3).map_err(StoreError::from)?;
        give(&OrderRow {
            number: &order,
            kind: row.get(1).map_err(StoreError::from)?,
            code: &code,
            sender_id: sender.as_deref(),
            ordered_at: Instant(number(4)?),
            personal_id: number(5)?,
            guide_number: &guide,
            product: &product,
            quantity: number(8)?,
            price: Some(Fen(number(9)?)),
            closed: text(10)? == Status::Closed.letter(),
        })
    })
}

/// Gives all deals, by the orders' numbers and the lines' ids.
///
/// # Errors
/// Those of `give`, or a [`StoreError`].
pub fn each_deal<E: From<StoreError>>(
    db: &Db<'_>,
    mut give: impl FnMut(&DealRow<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let sql = "select o.number, p.code, d.dealt_at, d.quantity, t.status
        from ticket_deals d
        join ticket_orders t on t.order_id = d.order_id
        join orders o on o.id = d.order_id
        join order_lines l on l.order_id = d.order_id and l.id = d.line_id
        join ticket_products p on p.id = l.item
        order by o.number, l.id";
    db.each(sql, [], |row| {
        let text = |column| row.get::<_, String>(column).map_err(StoreError::from);
        let number = |column| row.get::<_, i64>(column).map_err(StoreError::from);
        let (order, product) = (text(0)?, text(1)?);
        let rebate = text(4)? == Status::DealtWithRebate.letter();
        give(&DealRow {
            number: &order,
            product: &product,
            dealt_at: Instant(number(2)?),
            quantity: number(3)?,
            by: if rebate { Move::DealWithRebate } else { Move::Deal },
        })
    })
}
