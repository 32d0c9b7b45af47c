//! By what a new line is taxed, and the fee of a new order's delivery. It is kept with them: a later change of rates changes nothing
//! that was sold.

use super::{NewLine, Order, Terms};
use crate::money::Fen;
use crate::store::{Db, StoreError};
use crate::tax::{self, Rate};

/// The rate of a line, and what of its tax is charged on top of its price.
pub(super) type LineTax = (Option<Rate>, Fen);

/// How a new line of an order is taxed: by the item's own rate, else by the channel's. The base is its price less its discount;
/// vouchers pay for tax as for everything else.
pub(super) fn of_line(db: &Db<'_>, terms: &Terms, order: &Order, new: &NewLine) -> Result<LineTax, StoreError> {
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
pub(super) fn of_fee(db: &Db<'_>, terms: &Terms, order: &mut Order) -> Result<(), StoreError> {
    order.tax_fee(tax::default_rate(db, tax::DELIVERY)?, terms.tax.added);
    Ok(())
}
