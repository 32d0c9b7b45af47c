//! `orderdetail_set`: a line added to an order, or another choice in the place of one.

use crate::channels::roaming::cart::{self, Priced};
use crate::channels::roaming::fulfilment::{self, TakeError};
use crate::channels::roaming::name::NAME;
use crate::ids::{AccountId, LineId, OrderId};
use crate::orders::{self, Order, OrderError, Terms};
use crate::staff_api::codes;
use crate::staff_api::{Call, Outcome};
use crate::store::{StoreError, Tx};

use super::list::{self, Whole};
use super::submit;

/// Which line is meant.
#[derive(Clone, Copy)]
enum Place {
    /// A new one of this order.
    New(OrderId),
    /// This one.
    Line(LineId),
}

/// Why a line cannot be set.
#[derive(Debug, thiserror::Error)]
pub(in crate::channels::roaming) enum SetError {
    #[error("there is no such line")]
    UnknownLine,
    #[error("the order has as many lines as an order may have")]
    TooMany,
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Take(#[from] TakeError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<submit::AddError> for SetError {
    fn from(error: submit::AddError) -> Self {
        match error {
            submit::AddError::Take(error) => error.into(),
            submit::AddError::Store(error) => error.into(),
        }
    }
}

/// `orderdetail_set`: `orderid` adds a line and wins over `orderdetailid`, which changes one.
///
/// # Errors
/// 1100, 1101, 1303, 1305, 1306, 1307 and what the line itself may meet (as `order_submit`).
pub async fn set(call: &Call) -> Outcome {
    let order = call.fields.number::<OrderId>("orderid")?;
    let line = call.fields.number::<LineId>("orderdetailid")?;
    let place = order.map(Place::New).or(line.map(Place::Line)).ok_or(codes::PARAMETER)?;
    let (account, priced) = cart::read_line(call)?;
    let terms = call.terms;
    let whole = call.outlet.store.write(move |tx| run(tx, &terms, account.id, place, &priced)).await?;
    list::shape(call, &whole)
}

fn run(tx: &Tx<'_>, terms: &Terms, account: AccountId, place: Place, priced: &Priced) -> Result<Whole, SetError> {
    let mut order = match place {
        Place::New(id) => list::own_roaming(tx, account, id)?,
        Place::Line(id) => own_order_of_line(tx, account, id)?,
    };
    orders::edit(tx, terms, &mut order, |order| put(tx, terms, order, place, priced))?;
    Ok(list::whole_one(tx, order)?)
}

fn put(tx: &Tx<'_>, terms: &Terms, order: &mut Order, place: Place, priced: &Priced) -> Result<(), SetError> {
    let pieces_before = pieces(tx, order, priced)?;
    match place {
        Place::New(_) if orders::lines_of(tx, order.id())?.len() >= submit::MAX_LINES => return Err(SetError::TooMany),
        Place::New(_) => drop(submit::add(tx, terms, order, priced)?),
        Place::Line(id) => replace(tx, terms, order, id, priced)?,
    }
    let pieces_after = pieces(tx, order, priced)?;
    if pieces_after > pieces_before {
        fulfilment::within_caps(tx, terms, order)?;
    }
    Ok(crate::channels::roaming::vouchers::discount::drop_unfitting(tx, order)?)
}

/// How many pieces of a line's product an order has.
fn pieces(tx: &Tx<'_>, order: &Order, priced: &Priced) -> Result<i64, StoreError> {
    let lines = orders::lines_of(tx, order.id())?;
    Ok(lines.iter().filter(|line| line.item() == priced.sheet.product.id.item()).map(orders::Line::quantity).sum())
}

fn own_order_of_line(tx: &Tx<'_>, account: AccountId, line: LineId) -> Result<Order, SetError> {
    let order = orders::line_owner(tx, line)?.filter(|order| order.channel() == NAME);
    // A line of somebody else's is as if it were not there (docs/spec/roaming.md section 0.5).
    order.filter(|order| order.account_id() == account && !list::is_deleted(order)).ok_or(SetError::UnknownLine)
}

fn replace(tx: &Tx<'_>, terms: &Terms, order: &mut Order, id: LineId, priced: &Priced) -> Result<(), SetError> {
    let lines = orders::lines_of(tx, order.id())?;
    let old = lines.iter().find(|line| line.id() == id).ok_or(SetError::UnknownLine)?;
    fulfilment::give_back(tx, terms, order, old)?;
    let new = cart::order_line(priced, terms.now)?;
    let mut line = orders::replace_line(tx, terms, order, old, &new)?;
    Ok(fulfilment::take(tx, terms, order, &mut line, priced)?)
}
