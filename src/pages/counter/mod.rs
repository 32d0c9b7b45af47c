//! The clerk's page (`/counter`) and its JSON API (`/api/pages/counter/*`).
//!
//! A clerk, an operator or an admin asks with the session of the services. `find` and `today` look, `work` and `refunds`
//! change something and write it into the audit trail, `view` says how an order looks at the counter and what may be done with it. What
//! differs from channel to channel is asked of the order's [`Desk`](crate::channels::desk::Desk). Errors are the services' numbers, for which
//! the page has its texts.

mod actions;
mod find;
mod notes;
mod pin;
mod refunds;
mod today;
mod view;
mod void;
mod work;

pub(super) use find::glance;
pub(super) use notes::shown as notes_of;

use std::sync::Arc;

use serde_json::json;

use crate::accounts::{self, Account, Permission, Role};
use crate::channels::page::{failed, looked, shown};
use crate::http::{Handled, Reply, Request, embedded};
use crate::outlet::{Outlet, Route};
use crate::store::{Db, StoreError};

/// Who decides on refunds.
const DECIDERS: [Role; 2] = [Role::Operator, Role::Admin];

const fn look(path: &'static str, about: &'static str, handler: crate::outlet::Handler) -> Route {
    Route { methods: "GET", path, about, handler }
}

const fn change(path: &'static str, about: &'static str, handler: crate::outlet::Handler) -> Route {
    Route { methods: "POST", path, about, handler }
}

/// The counter's routes.
pub(super) const ROUTES: [Route; 19] = [
    Route { methods: "GET HEAD", path: "/counter", about: "The clerk's page.", handler: page },
    look("/api/pages/counter/me", "Who is logged in at the counter.", me),
    look("/api/pages/counter/find", "Orders by a voucher, a number, a card or a phone.", find::find),
    look("/api/pages/counter/order", "One order at a glance.", find::order),
    look("/api/pages/counter/today", "What waits at the counter.", today::today),
    change("/api/pages/counter/cash", "The counter took the money of an order.", work::cash),
    change("/api/pages/counter/void", "Cash that was taken by mistake is taken back.", void::void),
    change("/api/pages/counter/receipt", "The receipt of an order is printed.", work::receipt),
    change("/api/pages/counter/card", "A data card leaves the store with an order.", work::card),
    change("/api/pages/counter/complete", "What a voucher is for was handed over.", work::complete),
    change("/api/pages/counter/deal", "All that an order bought was handed over.", work::deal),
    change("/api/pages/counter/ship", "An order was given to its carrier.", work::ship),
    change("/api/pages/counter/clerks", "Who may change to at an enrolled counter.", pin::clerks),
    change("/api/pages/counter/pin", "Another clerk goes on at an enrolled counter.", pin::change),
    change("/api/pages/counter/note", "Something about an order that the staff should know.", notes::add),
    change("/api/pages/counter/cancel", "An order that is not paid is cancelled.", work::cancel),
    look("/api/pages/counter/refund/quote", "What would go back for some lines of an order.", refunds::quote),
    change("/api/pages/counter/refund", "A customer wants money back.", refunds::ask),
    change("/api/pages/counter/refund/decide", "Staff agrees to a refund or refuses it.", refunds::decide),
];

fn page(_: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { embedded::file(&request, "web/counter/index.html") })
}

/// `GET /api/pages/counter/me`: the page asks it after a reload.
fn me(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        match looked(&outlet, &request) {
            Ok((account, _)) => who(&outlet, &account).unwrap_or_else(|error| failed(&error)),
            Err(refused) => refused,
        }
    })
}

fn who(outlet: &Outlet, account: &Account) -> Result<Reply, StoreError> {
    let (name, may) = outlet.store.read(|db| {
        let name = accounts::sql::people::display_name(db, account.id)?;
        Ok::<_, StoreError>((name, accounts::permissions_of(db, account.id, account.role)?))
    })?;
    let may: Vec<_> = may.iter().filter(|(_, allowed)| *allowed).map(|(permission, _)| permission.word()).collect();
    Ok(shown(&json!({
        "by_pin": account.by_pin, "decides": decides(account, &may), "may": may,
        "name": name.as_ref().unwrap_or(&account.username), "userid": account.id, "username": account.username
    })))
}

/// Whether somebody decides on refunds, and on what else a clerk may not do alone.
fn supervises(db: &Db<'_>, account: &Account) -> Result<bool, StoreError> {
    Ok(DECIDERS.contains(&account.role) && accounts::may(db, account, Permission::Refund)?)
}

/// Whether somebody decides on refunds: by role, and unless it was taken.
fn decides(account: &Account, may: &[&str]) -> bool {
    DECIDERS.contains(&account.role) && may.contains(&Permission::Refund.word())
}
