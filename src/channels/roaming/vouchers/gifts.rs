//! Vouchers that a payment gives: the member voucher of the first data traffic, recharge vouchers of lines that want them
//! (docs/spec/roaming.md section 9). They go when the money goes back, unless they were used.

use super::{Template, Voucher, free_serial, kind, picture_path, sql};
use crate::channels::roaming::cart;
use crate::channels::roaming::product::Sheet;
use crate::orders::{Line, Order, Terms};
use crate::store::{StoreError, Tx};

/// Recharge vouchers that one line gives at most; nobody prints more.
const MOST: i64 = 1000;
/// The attribute that asks for recharge vouchers.
const WANTS_VOUCHERS: &str = "genevoucher";

/// Gives what a line that is paid now gives.
pub fn give(tx: &Tx<'_>, terms: &Terms, order: &Order, line: &Line, sheet: &Sheet) -> Result<(), StoreError> {
    if !sheet.has_data() {
        return Ok(());
    }
    give_member(tx, terms, order, line)?;
    if wants_vouchers(line) { give_recharge(tx, terms, order, line) } else { Ok(()) }
}

fn wants_vouchers(line: &Line) -> bool {
    let attrs = cart::attrs_of(&line.attrs);
    attrs.iter().any(|attr| attr.varname == WANTS_VOUCHERS && attr.value.trim().eq_ignore_ascii_case("true"))
}

/// Once in an account's life.
fn give_member(tx: &Tx<'_>, terms: &Terms, order: &Order, line: &Line) -> Result<(), StoreError> {
    if sql::has_kind(tx, order.account_id, kind::MEMBER)? {
        return Ok(());
    }
    let Some(template) = sql::newest_template(tx, kind::MEMBER)? else { return Ok(()) };
    let seed = u64::try_from(terms.now.0.rem_euclid(10)).unwrap_or(0);
    let serial = free_serial(tx, order.id, seed)?;
    let image = picture_path(terms, serial);
    sql::insert(tx, &Voucher { image, ..gift(tx, terms, &template, (order, line), serial)? })
}

/// One for each piece, worth the piece, for as long as the line has not begun.
fn give_recharge(tx: &Tx<'_>, terms: &Terms, order: &Order, line: &Line) -> Result<(), StoreError> {
    let Some(template) = sql::newest_template(tx, kind::RECHARGE)? else { return Ok(()) };
    for piece in 0..line.quantity.min(MOST) {
        let serial = free_serial(tx, line.id, u64::try_from(piece).unwrap_or(0))?;
        let voucher = gift(tx, terms, &template, (order, line), serial)?;
        let money = Some(line.unit_price);
        sql::insert(tx, &Voucher { money, failure_at: line.starts_at, ..voucher })?;
    }
    Ok(())
}

fn gift(
    tx: &Tx<'_>,
    terms: &Terms,
    template: &Template,
    (order, line): (&Order, &Line),
    serial: i64,
) -> Result<Voucher, StoreError> {
    Ok(Voucher {
        id: tx.next_id("vouchers")?,
        serial,
        template_id: template.id,
        account_id: order.account_id,
        order_id: None,
        effect_at: Some(terms.now),
        failure_at: None,
        used_at: None,
        name: None,
        image: String::new(),
        background: None,
        description: None,
        money: None,
        from_line: Some(line.id),
    })
}
