//! The outlet itself as a customer of tickets: the official website (type 8) that sells to people at the kiosk.
//!
//! It has no key, and none that it is given lets anybody in: its orders are asked for by the people who made them, in
//! [`super::shop`], and by the staff. Its limit of a day is what the kiosk may sell; a disabled one sells nothing.

use super::customers::{Customer, CustomerKind};
use super::hawk::Algorithm;
use super::sql;
use crate::channels::tickets::ids::CustomerId;
use crate::ids::OrderId;
use crate::store::{Db, StoreError, Tx};

/// Its id among partners; `sql::rules` names it, too.
pub const CODE: &str = "OUTPOST";

/// What it is called in lists and rows.
const NAME: &str = "官网自助售票";
/// Its user name in lists; nobody signs with it.
const USERNAME: &str = "outpost-kiosk";
/// User names that are tried where others took the first.
const USERNAMES: u32 = 1000;

/// Whether a customer is the outlet itself.
#[must_use]
pub fn is_house(customer: &Customer) -> bool {
    customer.kind == CustomerKind::OfficialWebsite && customer.code == CODE
}

/// The outlet as a customer; none before its first order, unless the staff has set it up.
pub fn find(db: &Db<'_>) -> Result<Option<Customer>, StoreError> {
    sql::customer_by_code(db, CustomerKind::OfficialWebsite, CODE)
}

/// The outlet as a customer, made if it is not there.
pub fn customer(tx: &Tx<'_>) -> Result<Customer, StoreError> {
    if let Some(known) = find(tx)? {
        return Ok(known);
    }
    let new = Customer {
        id: CustomerId::next(tx)?,
        kind: CustomerKind::OfficialWebsite,
        code: CODE.to_owned(),
        name: NAME.to_owned(),
        username: free_username(tx)?,
        enabled: true,
        algorithm: Algorithm::Sha256,
        day_limit: None,
        account_id: None,
        has_key: false,
        has_replay: false,
    };
    sql::put_customer(tx, &new)?;
    Ok(new)
}

fn free_username(db: &Db<'_>) -> Result<String, StoreError> {
    for place in 1..=USERNAMES {
        let name = if place == 1 { USERNAME.to_owned() } else { format!("{USERNAME}-{place}") };
        if sql::customer_by_username(db, &name)?.is_none() {
            return Ok(name);
        }
    }
    Err(StoreError::Other("no user name is free for the outlet as a ticket customer".to_owned()))
}

/// Whether an order was sold by the outlet itself.
pub fn has_sold(db: &Db<'_>, order: OrderId) -> Result<bool, StoreError> {
    let owner = sql::orders::by_id(db, order)?.map(|ticket_order| ticket_order.customer_id);
    Ok(owner.is_some() && owner == find(db)?.map(|own_outlet| own_outlet.id))
}
