//! `order_submit`: cart lines, or one product straight away, become an order.

use std::collections::BTreeSet;

use crate::channels::roaming::cart::{self, LineError, Priced};
use crate::channels::roaming::fulfilment::{self, TakeError};
use crate::channels::roaming::ids::CartLineId;
use crate::channels::roaming::name::NAME;
use crate::channels::roaming::sql::{carts, shop as shop_sql};
use crate::ids::AccountId;
use crate::orders::{self, NewOrder, Order, Terms};
use crate::random::{Ids, digest};
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Call, Outcome};
use crate::store::{StoreError, Tx};

use super::delivery::{self, Delivery};
use super::list;

/// Lines that one order takes.
pub(super) const MAX_LINES: usize = 200;

/// What is ordered.
#[derive(Clone)]
enum OrderSource {
    Cart(Vec<CartLineId>),
    Product(Box<Priced>),
}

/// A whole submit, so that it can be run in the writer.
#[derive(Clone)]
struct SubmitOrder {
    account: AccountId,
    wanted: OrderSource,
    client_ref: Option<String>,
    delivery: Option<Delivery>,
    pay_way: Option<i64>,
    /// Whether area surcharges are charged.
    area_surcharge: bool,
}

/// Why an order cannot be submitted.
#[derive(Debug, thiserror::Error)]
pub(in crate::channels::roaming) enum SubmitError {
    /// The client's reference stands for an order of another content.
    #[error("the client's reference was used for another order")]
    OtherContent,
    #[error(transparent)]
    Line(#[from] LineError),
    #[error(transparent)]
    Take(#[from] TakeError),
    #[error(transparent)]
    Delivery(#[from] delivery::DeliveryError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SubmitOrder {
    /// A fingerprint of all that was asked for, and of nothing that the day decides: a repeat is the same at another price.
    fn content(&self) -> [u8; 32] {
        let wanted = match &self.wanted {
            OrderSource::Cart(rows) => {
                format!("cart {:?}", rows.iter().map(|row| row.number()).collect::<BTreeSet<_>>())
            }
            OrderSource::Product(priced) => format!("product {} {:?}", priced.sheet.product.id, priced.choice),
        };
        digest(&format!("{wanted} {:?} {:?}", self.delivery, self.pay_way))
    }
}

/// `order_submit`.
///
/// A `client_ref` that the caller makes (ours, for the pages) makes a repeat the same order; one of other content is 1100. The early clients' recorded
/// `shipping_address`, `shipping_id` and `pay_id` are taken, too.
///
/// # Errors
/// 1100, 1101, 1301, 1304, 1310, 1311, 1401, 1402.
pub async fn submit(call: &Call) -> Outcome {
    let (client_ref, delivery) = (client_ref(call)?, delivery::early(call)?);
    let pay_way = call.fields.number::<i64>("pay_id")?;
    let (account, wanted) = match call.fields.ids("cartids")?.filter(|ids| !ids.is_empty()) {
        Some(ids) if ids.len() <= MAX_LINES => (call.signed_in()?, OrderSource::Cart(ids)),
        Some(_) => return Err(codes::PARAMETER),
        None => {
            let (account, priced) = cart::read_line(call)?;
            (account, OrderSource::Product(Box::new(priced)))
        }
    };
    let area_surcharge = call.outlet.config.area_surcharge;
    let command = SubmitOrder { account: account.id, wanted, client_ref, delivery, pay_way, area_surcharge };
    let (terms, ids) = (call.terms, Ids::fresh());
    let order = call.outlet.store.write(move |tx| run(tx, &terms, &mut ids.clone(), &command)).await?;
    list::shape_with_lines(call, &order)
}

fn client_ref(call: &Call) -> Result<Option<String>, Fault> {
    match call.fields.text("client_ref") {
        Some(text) if text.len() > 64 => Err(codes::PARAMETER),
        text => Ok(text.map(str::to_owned)),
    }
}

fn run(tx: &Tx<'_>, terms: &Terms, ids: &mut Ids, command: &SubmitOrder) -> Result<Order, SubmitError> {
    let new =
        NewOrder { account_id: command.account, channel: NAME, number: None, client_ref: command.client_ref.clone() };
    let (mut order, is_new) = orders::open(tx, terms, &new)?;
    let content = command.content();
    if !is_new {
        let same = orders::content_of(tx, &order)?.is_none_or(|first| first == content);
        return if same { Ok(order) } else { Err(SubmitError::OtherContent) };
    }
    if command.client_ref.is_some() {
        orders::put_content(tx, &order, &content)?;
    }
    match &command.wanted {
        OrderSource::Product(priced) => add_new(tx, terms, &mut order, priced)?,
        OrderSource::Cart(rows) => add_cart(tx, terms, &mut order, (rows, command.area_surcharge))?,
    }
    if let Some(delivery) = &command.delivery {
        delivery::choose(tx, terms, ids, &mut order, delivery)?;
        order.leave_delivery_open();
    }
    if let Some(way) = command.pay_way {
        if !shop_sql::has_payment_way(tx, way)? {
            return Err(LineError::Parameter.into());
        }
        order.prefer_way(way);
    }
    orders::save(tx, &order)?;
    fulfilment::within_caps(tx, terms, &order)?;
    Ok(order)
}

/// Adds a line to the order that is being submitted; the caller's unpaid orders with its card make way.
fn add_new(tx: &Tx<'_>, terms: &Terms, order: &mut Order, priced: &Priced) -> Result<(), AddError> {
    fulfilment::make_way(tx, terms, order, priced)?;
    add(tx, terms, order, priced)
}

/// Adds a priced line to an order and takes what it needs.
pub(super) fn add(tx: &Tx<'_>, terms: &Terms, order: &mut Order, priced: &Priced) -> Result<(), AddError> {
    let new = cart::order_line(priced, terms.now)?;
    let mut line = orders::add_line(tx, order, &new)?;
    fulfilment::take(tx, terms, order, &mut line, priced)?;
    Ok(())
}

/// Why a line cannot be added.
#[derive(Debug, thiserror::Error)]
pub(super) enum AddError {
    #[error(transparent)]
    Take(#[from] TakeError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AddError> for SubmitError {
    fn from(error: AddError) -> Self {
        match error {
            AddError::Take(error) => error.into(),
            AddError::Store(error) => error.into(),
        }
    }
}

/// Moves cart lines into the order, each priced anew (docs/spec/roaming.md section 0.18); an id that is not in the cart is 1100.
fn add_cart(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &mut Order,
    (rows, area_surcharge): (&[CartLineId], bool),
) -> Result<(), SubmitError> {
    let mut moved = BTreeSet::new();
    for id in rows {
        if !moved.insert(*id) {
            continue;
        }
        let row = carts::own_line(tx, order.account_id, *id)?.ok_or(LineError::Parameter)?;
        add_new(tx, terms, order, &cart::priced_anew(tx, &row, terms.now, area_surcharge)?)?;
        carts::delete(tx, order.account_id, *id)?;
    }
    Ok(())
}
