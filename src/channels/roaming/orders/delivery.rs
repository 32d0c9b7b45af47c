//! `order_shipping`: by courier to an address, or picked up at an outlet.

use crate::channels::roaming::sql::shop as shop_sql;
use crate::channels::roaming::vouchers;
use crate::channels::roaming::wire::orders as wire;
use crate::clock::Instant;
use crate::ids::{AccountId, AddressId, CarrierId, OrderId, OutletId};
use crate::money::Fen;
use crate::orders::{self, Order, OrderError, Terms};
use crate::places::{self, Address, Outlet};
use crate::random::Ids;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Db, StoreError, Tx};

/// The fee row for places that no other row names.
const ELSEWHERE: &str = "其它";

/// How an order reaches its customer.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::channels::roaming) enum Delivery {
    Courier { address: AddressId, carrier: CarrierId },
    PickUp { outlet: OutletId, at: Instant },
}

/// The fingerprint of what an order is for is made over this text (`submit`), and those that the store has must stay true: an
/// id is its number here.
impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Courier { address, carrier } => f
                .debug_struct("Courier")
                .field("address", &address.number())
                .field("carrier", &carrier.number())
                .finish(),
            Self::PickUp { outlet, at } => {
                f.debug_struct("PickUp").field("outlet", &outlet.number()).field("at", at).finish()
            }
        }
    }
}

/// Why a delivery cannot be chosen.
#[derive(Debug, thiserror::Error)]
pub(in crate::channels::roaming) enum DeliveryError {
    #[error("there is no such address, carrier or outlet")]
    UnknownPlace,
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `order_shipping`.
///
/// # Errors
/// 1100 when a member of the chosen pair is missing or not there, 1101, 1305, 1306, 1307.
pub async fn shipping(call: &Call) -> Outcome {
    let id = call.fields.required_number::<OrderId>("orderid")?;
    let delivery = read(call)?;
    let account = call.signed_in()?.id;
    let (terms, ids) = (call.terms, Ids::fresh());
    let run = move |tx: &Tx<'_>| {
        let mut order = super::list::own_roaming(tx, account, id)?;
        orders::edit(tx, &terms, &mut order, |order| choose(tx, &terms, &mut ids.clone(), order, &delivery))?;
        Ok::<_, DeliveryError>(order)
    };
    let order = call.outlet.store.write(run).await?;
    Answer::of("order", &wire::order(&order, None, call.terms.zone))
}

fn read(call: &Call) -> Result<Delivery, Fault> {
    let fields = &call.fields;
    if fields.truth("obtainvoucher") == Some(true) {
        let outlet = fields.required_number("outletid")?;
        let at = fields.time("obtaintime", call.terms.zone)?.ok_or(codes::PARAMETER)?;
        return Ok(Delivery::PickUp { outlet, at });
    }
    let address = fields.required_number("shipping_address")?;
    Ok(Delivery::Courier { address, carrier: fields.required_number("shipping_id")? })
}

/// The delivery that the earliest recorded clients chose with the order itself.
pub(super) fn early(call: &Call) -> Result<Option<Delivery>, Fault> {
    let address = call.fields.number("shipping_address")?;
    let carrier = call.fields.number("shipping_id")?;
    Ok(address.zip(carrier).map(|(address, carrier)| Delivery::Courier { address, carrier }))
}

/// Writes a delivery into an order; the caller saves it. Courier costs by place and voids a pick-up voucher; pick-up costs
/// nothing, keeps the address (recorded) and makes the voucher anew.
pub(in crate::channels::roaming) fn choose(
    tx: &Tx<'_>,
    terms: &Terms,
    ids: &mut Ids,
    order: &mut Order,
    delivery: &Delivery,
) -> Result<(), DeliveryError> {
    match delivery {
        Delivery::Courier { address, carrier } => {
            let address = own_address(tx, order.account_id(), *address)?;
            if !shop_sql::has_carrier(tx, *carrier)? {
                return Err(DeliveryError::UnknownPlace);
            }
            order.send_to(address.id, *carrier, fee(tx, &address, *carrier)?);
            vouchers::void_pick_up(tx, order.id())?;
        }
        Delivery::PickUp { outlet, at } => {
            let outlet: Outlet = places::outlet(tx, *outlet)?.ok_or(DeliveryError::UnknownPlace)?;
            order.pick_up_at(outlet.id, *at);
            vouchers::make_pick_up(tx, terms, ids, order, &outlet)?;
        }
    }
    Ok(())
}

fn own_address(db: &Db<'_>, account: AccountId, id: AddressId) -> Result<Address, DeliveryError> {
    places::own_address(db, account, id)?.ok_or(DeliveryError::UnknownPlace)
}

/// The fee of the first row that names the address's province, city or district, else of the row for elsewhere
/// (docs/spec/roaming.md section 8).
fn fee(db: &Db<'_>, address: &Address, carrier: CarrierId) -> Result<Fen, DeliveryError> {
    let regions = places::cities_of(db, address.province, address.city, address.district)?;
    let rows = shop_sql::fees(db, carrier)?;
    let names = |row: &str, place: &str| row.split('、').any(|name| name == place);
    let near = rows.iter().find(|row| regions.iter().any(|region| names(&row.name, &region.name)));
    let row = near.or_else(|| rows.iter().find(|row| names(&row.name, ELSEWHERE)));
    row.map(|row| row.fee).ok_or(DeliveryError::UnknownPlace)
}
