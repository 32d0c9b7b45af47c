//! Ticket customers and their keys.

use serde_json::{Value, json};

use super::callbacks::shape_of_replay;
use super::{LONGEST, named, staff};
use crate::channels::tickets::callbacks::Replay;
use crate::channels::tickets::customers::{
    self, Customer, CustomerChange, CustomerError, CustomerName, password_digest,
};
use crate::channels::tickets::hawk::Algorithm;
use crate::random::Ids;
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Db, StoreError, Tx};

/// Tickets that a limit of a day may be.
const MOST: i64 = 100_000_000;

/// A customer with where it is told of its orders.
type Shown = (Customer, Option<Replay>);

fn shown(db: &Db<'_>, customer: Customer) -> Result<Shown, StoreError> {
    let replay = customers::replay(db, customer.id)?;
    Ok((customer, replay))
}

fn shape((customer, replay): &Shown) -> Value {
    json!({
        "callback": shape_of_replay(replay.as_ref()),
        "algorithm": customer.algorithm.name(),
        "customerid": customer.code,
        "customername": customer.name,
        "customertypecode": customer.kind,
        "customertypename": customer.kind.name(),
        "daylimit": customer.day_limit,
        "enabled": customer.enabled,
        "haskey": customer.has_key,
        "username": customer.username,
    })
}

/// `ticket_customer_gets`.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    staff(call)?;
    let all = |db: &Db<'_>| customers::all(db)?.into_iter().map(|customer| shown(db, customer)).collect();
    let customers: Vec<Shown> = call.outlet.store.read::<_, StoreError>(all)?;
    Answer::of("customers", &customers.iter().map(shape).collect::<Vec<_>>())
}

/// `ticket_customer_set`: by type and id; a password that is given replaces the old one, a limit that is not given ends. Whether
/// it is enabled and its algorithm stay where they are not given; a new customer is enabled and has sha256.
///
/// # Errors
/// 1100, 1101, 1103, 1000 for a user name of another customer.
pub async fn set(call: &Call) -> Outcome {
    let actor = staff(call)?.id;
    let change = change(call)?;
    let now = call.terms.now;
    let write = call.outlet.store.write::<_, CustomerError, _>(move |tx| {
        let customer = customers::set(tx, now, actor, &change)?;
        Ok(shown(tx, customer)?)
    });
    Answer::of("customer", &shape(&write.await?))
}

fn change(call: &Call) -> Result<CustomerChange, codes::Fault> {
    let fields = &call.fields;
    let CustomerName { kind, code } = named(call)?;
    let name = fields.required("customername")?.trim();
    let username = fields.required("username")?.trim();
    let in_a_header = username.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
    let algorithm = match fields.text("algorithm") {
        None => None,
        Some(name) => Some(Algorithm::from_name(name.trim()).ok_or(codes::PARAMETER)?),
    };
    let day_limit = fields.number::<i64>("daylimit")?;
    let too_long = [name, username].iter().any(|text| text.len() > LONGEST);
    if too_long || !in_a_header || day_limit.is_some_and(|limit| !(0..=MOST).contains(&limit)) {
        return Err(codes::PARAMETER);
    }
    Ok(CustomerChange {
        kind,
        code,
        name: name.to_owned(),
        username: username.to_owned(),
        enabled: fields.flag("enabled")?,
        algorithm,
        day_limit,
        password_digest: fields.text("password").map(password_digest),
    })
}

/// `ticket_key_rotate`: the new session key, which no call ever shows again; requests signed with the old one end. Once for a
/// `client_ref`.
///
/// # Errors
/// 1100, 1101, 1103, 1021 for no such customer.
pub async fn rotate_key(call: &Call) -> Outcome {
    let actor = staff(call)?.id;
    let name = named(call)?;
    let (now, ids) = (call.terms.now, Ids::fresh());
    let rotate = move |tx: &Tx<'_>| {
        let key = customers::rotate_key(tx, now, actor, &name, ids.clone())?;
        Ok::<_, CustomerError>(json!({"sessionkey": key}))
    };
    call.run_once(actor, rotate).await
}
