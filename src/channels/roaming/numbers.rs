//! Exclusive numbers: one for each piece of a line, held for its days.

use super::cart;
use super::choice::{Attr, var};
use super::fulfilment::{CLEAR_AT_MOST, TakeError};
use super::sql::numbers as sql;
use crate::catalogue::Sheet;
use crate::orders::{self, Line, Order, Terms};
use crate::store::Tx;

/// Holds one number for each piece: the wished ones that are free, then others. They are written to the line's attributes, after
/// the others as recorded.
///
/// # Errors
/// [`TakeError::NoNumber`] for a line without dates and where not so many are free; the caller rolls back.
pub fn take(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &Order,
    line: &mut Line,
    sheet: &Sheet,
    wishes: &[String],
) -> Result<(), TakeError> {
    let (Some(start), Some(end)) = (line.starts_at(), line.ends_at()) else { return Err(TakeError::NoNumber) };
    let holder = sql::Holder { account: order.account_id(), order: order.id(), line: line.id() };
    let mut held: Vec<String> = Vec::new();
    let mut missing = line.quantity();
    for phone in wishes.iter().filter(|phone| sql::is_in_pool(tx, phone).unwrap_or(false)) {
        if missing > 0 && !held.contains(phone) && sql::hold(tx, holder, phone, (start, end))? {
            held.push(phone.clone());
            missing -= 1;
        }
    }
    for phone in free(tx, terms, order, (start, end), missing)? {
        if !sql::hold(tx, holder, &phone, (start, end))? {
            return Err(TakeError::NoNumber);
        }
        held.push(phone);
    }
    write(tx, line, sheet, held)
}

/// So many numbers that nobody holds; where there are fewer, orders whose time is over are cleared away first.
fn free(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &Order,
    days: (crate::clock::Instant, crate::clock::Instant),
    count: i64,
) -> Result<Vec<String>, TakeError> {
    let find = || sql::free_numbers(tx, order.account_id(), days, count);
    let enough = |found: &Vec<String>| i64::try_from(found.len()) == Ok(count);
    let mut found = find()?;
    if !enough(&found) && orders::clear_overdue(tx, terms, CLEAR_AT_MOST)? > 0 {
        found = find()?;
    }
    if enough(&found) { Ok(found) } else { Err(TakeError::NoNumber) }
}

fn write(tx: &Tx<'_>, line: &mut Line, sheet: &Sheet, held: Vec<String>) -> Result<(), TakeError> {
    let mut attrs = cart::attrs_of(line.attrs());
    attrs.retain(|attr| attr.varname != var::PHONE);
    attrs.extend(held.iter().map(|phone| phone_attr(sheet, phone)));
    line.hold_number(held.into_iter().next(), cart::attrs_text(&attrs)?);
    Ok(orders::save_line(tx, line)?)
}

fn phone_attr(sheet: &Sheet, phone: &str) -> Attr {
    let known = sheet.attributes.iter().find(|attribute| attribute.varname == var::PHONE);
    Attr {
        name: Some(known.map_or_else(|| "专用号码".to_owned(), |attribute| attribute.name.clone())),
        price: Some(String::new()),
        value: phone.to_owned(),
        varname: var::PHONE.to_owned(),
    }
}

/// The numbers that a line shows: those it held, or the wished one.
pub fn shown(line: &Line) -> Vec<String> {
    let attrs = cart::attrs_of(line.attrs()).into_iter();
    attrs.filter(|attr| attr.varname == var::PHONE).map(|attr| attr.value).collect()
}
