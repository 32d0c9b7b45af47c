//! The staff's lists: prices, wallets with what moved in them, and who has app keys.

use crate::accounts::Role;
use crate::ids::AccountId;
use serde_json::json;

use super::staff;
use crate::accounts;
use crate::channels::leases::sql::{prices, wallets};
use crate::staff_api::codes;
use crate::staff_api::page_of;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Page, StoreError};

/// Moves of a wallet that are shown at most.
const MAX_MOVES: i64 = 100;

/// `lease_price_gets`: all prices by kind, region and duration.
pub(in crate::channels::leases) async fn lease_price_gets(call: &Call) -> Outcome {
    staff(call)?;
    let found = call.outlet.store.read(prices::all)?;
    let shape =
        |it: &prices::Priced| json!({"duration": it.duration, "kind": it.kind, "price": it.price, "region": it.region});
    Answer::of("prices", &found.iter().map(shape).collect::<Vec<_>>())
}

/// `lease_wallet_gets` {account, pageindex, pagesize}: wallets by account; of one account also its latest moves, the newest
/// first.
pub(in crate::channels::leases) async fn lease_wallet_gets(call: &Call) -> Outcome {
    call.may(&[Role::Operator, Role::Admin])?;
    let account = call.fields.number::<AccountId>("account")?.filter(|id| *id != AccountId::NOBODY);
    let page = if account.is_some() { Page { size: 1, offset: 0 } } else { page_of(call)? };
    staff(call)?;
    let (count, found, names, moves) = call.outlet.store.read::<_, StoreError>(|db| {
        let found = wallets::page(db, account, page)?;
        let ids: Vec<AccountId> = found.iter().map(|wallet| wallet.account_id).collect();
        let names = accounts::sql::usernames(db, &ids)?;
        let moves = account.map(|id| wallets::moves(db, id, MAX_MOVES)).transpose()?;
        Ok((wallets::count(db, account)?, found, names, moves))
    })?;
    if account.is_some() && found.is_empty() {
        return Err(codes::NO_ACCOUNT);
    }
    let name = |id: AccountId| names.iter().find(|(account, _)| *account == id).map(|(_, name)| name);
    let shape = |it: &wallets::Wallet| {
        json!({
            "account": it.account_id, "balance": it.balance, "spent": it.spent, "topped_up": it.topped_up,
            "username": name(it.account_id),
        })
    };
    let mut result = json!({"count": count, "wallets": found.iter().map(shape).collect::<Vec<_>>()});
    if let Some(moves) = moves {
        let zone = call.terms.zone;
        let shape = |it: &wallets::WalletMove| {
            json!({
                "amount": it.amount, "at": zone.text(it.at), "kind": it.kind, "note": it.note,
                "orderid": it.order_id, "reference": it.reference,
            })
        };
        result["moves"] = moves.iter().map(shape).collect();
    }
    Answer::object(&result)
}

/// `lease_key_gets` {pageindex, pagesize}: the accounts that have app keys, how many, and since when the newest; never a key.
pub(in crate::channels::leases) async fn lease_key_gets(call: &Call) -> Outcome {
    call.may(&[Role::Operator, Role::Admin])?;
    let page = page_of(call)?;
    staff(call)?;
    let (count, found) = call.outlet.store.read(|db| accounts::app_key_holders(db, page))?;
    let zone = call.terms.zone;
    let shape = |it: &accounts::KeyHolder| {
        json!({
            "account": it.account_id, "count": it.keys, "created_at": zone.text(it.newest), "username": it.username,
        })
    };
    Answer::object(&json!({"count": count, "keys": found.iter().map(shape).collect::<Vec<_>>()}))
}
