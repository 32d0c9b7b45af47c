//! Notes of an order: what whoever serves it next should know.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::work::{afterwards, order_id};
use crate::accounts;
use crate::channels::page::{COUNTER_STAFF, bad, refusal, refused, sent};
use crate::clock::Zone;
use crate::http::{Handled, Reply, Request};
use crate::ids::{AccountId, OrderId};
use crate::orders::{self, Actor, MAX_NOTE_LEN};
use crate::outlet::Outlet;
use crate::staff_api::codes::Fault;
use crate::store::{Db, StoreError, Tx};

/// Bytes of a reference.
const MAX_REF_LEN: usize = 64;

/// `POST note`: `orderid`, `note`, `client_ref` (made by the page: the same one is the same note).
pub(super) fn add(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { added(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn added(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request, &COUNTER_STAFF).await?;
    let order = order_id(&fields)?;
    let note = fields.required("note").map_err(|field| bad(&field))?.trim().to_owned();
    if note.is_empty() || note.chars().count() > MAX_NOTE_LEN {
        return Err(refusal(StatusCode::BAD_REQUEST, "note"));
    }
    let client_ref = fields.text("client_ref").map(str::to_owned);
    if client_ref.as_ref().is_some_and(|given| given.len() > MAX_REF_LEN) {
        return Err(refusal(StatusCode::BAD_REQUEST, "client_ref"));
    }
    let by = Actor { now: outlet.now(), id: account.id };
    let run = move |tx: &Tx<'_>| Ok::<_, Fault>(orders::add_note(tx, by, order, &note, client_ref.as_deref())?);
    outlet.store.write(run).await.map_err(refused)?;
    afterwards(outlet, &account, order)
}

/// The notes of an order, the oldest first.
pub(in crate::pages) fn shown(db: &Db<'_>, order: OrderId, zone: Zone) -> Result<Vec<Value>, StoreError> {
    let notes = orders::notes_of(db, order)?;
    let actors: Vec<AccountId> = notes.iter().map(|note| note.actor_id).collect();
    let names = accounts::sql::usernames(db, &actors)?;
    let name = |id| names.iter().find(|(known, _)| *known == id).map(|(_, name)| name);
    let shape =
        |it: &orders::OrderNote| json!({"at": zone.text(it.at), "by": name(it.actor_id), "id": it.id, "note": it.note});
    Ok(notes.iter().map(shape).collect())
}
