//! Writing orders down and reading them.

use super::{ChannelName, Line, Order, OrderError, Terms, hold, sql};
use crate::clock::Instant;
use crate::ids::{AccountId, ItemId, LineId, OrderId};
use crate::money::Fen;
use crate::store::{Db, StoreError, Tx};
use crate::tax::{self, Rate};

/// What a new line buys; prices are worked out by the channel.
#[derive(Clone, Debug)]
pub struct NewLine {
    /// The channel's product, offer or package.
    pub item: ItemId,
    /// Its name now.
    pub title: String,
    /// Pieces.
    pub quantity: i64,
    /// Days or periods of each piece.
    pub units: i64,
    /// Price of one piece.
    pub unit_price: Fen,
    /// Taken off the whole line.
    pub discount: Fen,
    /// First instant of a service.
    pub starts_at: Option<Instant>,
    /// Last instant of a service.
    pub ends_at: Option<Instant>,
    /// Country or region.
    pub area: Option<String>,
    /// Call minutes.
    pub minutes: Option<i64>,
    /// Where a service comes from.
    pub source: Option<String>,
    /// The chosen attributes as JSON text.
    pub attrs: String,
}

impl NewLine {
    /// A line of a thing alone: no discount, no time, no place, nothing chosen.
    #[must_use]
    pub fn plain(item: ItemId, title: impl Into<String>, quantity: i64, units: i64, unit_price: Fen) -> Self {
        Self {
            item,
            title: title.into(),
            quantity,
            units,
            unit_price,
            discount: Fen::ZERO,
            starts_at: None,
            ends_at: None,
            area: None,
            minutes: None,
            source: None,
            attrs: "[]".to_owned(),
        }
    }
}

/// A new order without its lines.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// Whose it is.
    pub account_id: AccountId,
    /// Where it is made.
    pub channel: ChannelName,
    /// What people call it; `None` for the digits of its id.
    pub number: Option<String>,
    /// Made by the client, so that a repeat is the same order.
    pub client_ref: Option<String>,
}

/// Opens an order without lines, or finds the one that was opened with the same client reference: then the second value is
/// false, and nothing may be added.
pub fn open(tx: &Tx<'_>, terms: &Terms, new: &NewOrder) -> Result<(Order, bool), StoreError> {
    if let Some(order) = known(tx, new)? {
        return Ok((order, false));
    }
    let mut order = begin(tx, terms, new)?;
    place(tx, terms, &mut order, None, &[])?;
    Ok((order, true))
}

/// The order that was made with the same client reference before.
pub fn known(db: &Db<'_>, new: &NewOrder) -> Result<Option<Order>, StoreError> {
    match &new.client_ref {
        Some(client_ref) => sql::by_client_ref(db, new.account_id, new.channel, client_ref),
        None => Ok(None),
    }
}

/// A new order, not [`known`], which is to be written with its first lines at once ([`place`]): it has its id and its times.
pub fn begin(tx: &Tx<'_>, terms: &Terms, new: &NewOrder) -> Result<Order, StoreError> {
    let mut order = Order::begun(OrderId::next(tx)?, new, terms.now);
    tax_of_fee(tx, terms, &mut order)?;
    hold::start_clock(terms, &mut order)?;
    Ok(order)
}

/// Writes an order down that was begun, with lines and their totals, and with a fingerprint of what was asked for where the client may
/// ask again.
pub fn place(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &mut Order,
    content: Option<&[u8; 32]>,
    lines: &[NewLine],
) -> Result<Vec<Line>, StoreError> {
    let mut placed = Vec::with_capacity(lines.len());
    for new in lines {
        let line = Line::begun(order.id, LineId::next(tx)?, new, tax_of_line(tx, terms, order, new)?);
        order.count_in(&line);
        placed.push(line);
    }
    // The order first: a line must belong to one.
    sql::insert(tx, order, &terms.business_date(), content)?;
    placed.iter().try_for_each(|line| sql::put_line(tx, line))?;
    Ok(placed)
}

/// Adds a line to an order and its totals; the caller saves the order.
pub fn add_line(tx: &Tx<'_>, terms: &Terms, order: &mut Order, new: &NewLine) -> Result<Line, StoreError> {
    let id = LineId::next(tx)?;
    let line = Line::begun(order.id, id, new, tax_of_line(tx, terms, order, new)?);
    sql::put_line(tx, &line)?;
    order.count_in(&line);
    Ok(line)
}

/// Puts another choice in the place of a line; it keeps its id. The caller saves the order.
pub fn replace_line(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &mut Order,
    old: &Line,
    new: &NewLine,
) -> Result<Line, StoreError> {
    order.count_out(old);
    let line = Line::begun(order.id, old.id, new, tax_of_line(tx, terms, order, new)?);
    sql::put_line(tx, &line)?;
    order.count_in(&line);
    Ok(line)
}

/// Takes a line out of an order and its totals; the caller saves the order.
pub fn remove_line(tx: &Tx<'_>, order: &mut Order, line: &Line) -> Result<(), StoreError> {
    order.count_out(line);
    sql::delete_line(tx, order.id, line.id).map(|_| ())
}

/// Changes a line that the channel worked on after adding it: its number, its attributes.
pub fn save_line(tx: &Tx<'_>, line: &Line) -> Result<(), StoreError> {
    sql::put_line(tx, line)
}

/// An order that must be the account's own.
///
/// # Errors
/// [`OrderError::Unknown`], [`OrderError::NotYours`].
pub fn own_order(db: &Db<'_>, account: AccountId, id: OrderId) -> Result<Order, OrderError> {
    let order = sql::by_id(db, id)?.ok_or(OrderError::Unknown)?;
    if order.account_id == account { Ok(order) } else { Err(OrderError::NotYours) }
}

/// The lines of one order.
pub fn lines_of(db: &Db<'_>, order: OrderId) -> Result<Vec<Line>, StoreError> {
    sql::lines(db, order)
}

/// The order that a provider's notice names, whatever channel it was made in.
pub fn by_out_trade_no(db: &Db<'_>, number: &str) -> Result<Option<Order>, StoreError> {
    Ok(sql::of_number(db, number)?.into_iter().next())
}

/// How a new line of an order is taxed: by the item's own rate, else by the channel's. The base is its price less its discount;
/// vouchers pay for tax as for everything else.
fn tax_of_line(db: &Db<'_>, terms: &Terms, order: &Order, new: &NewLine) -> Result<(Option<Rate>, Fen), StoreError> {
    if !tax::in_use(db)? {
        return Ok((None, Fen::ZERO));
    }
    let own = terms.fulfilments.of(order)?.tax_rate(db, new.item)?;
    let own = own.map(|id| tax::rate_of(db, id)).transpose()?.flatten();
    let rate = own.map_or_else(|| tax::default_rate(db, order.channel.as_str()), |own| Ok(Some(own)))?;
    let net = Fen(new.unit_price.0.saturating_mul(new.quantity)) - new.discount;
    let on_top = rate.filter(|_| terms.tax.added).map_or(Fen::ZERO, |rate| rate.on(net));
    Ok((rate, on_top))
}

/// Writes down how the fee of a new order's delivery is taxed, whatever that will be.
fn tax_of_fee(db: &Db<'_>, terms: &Terms, order: &mut Order) -> Result<(), StoreError> {
    order.tax_fee(tax::default_rate(db, tax::DELIVERY)?, terms.tax.added);
    Ok(())
}
