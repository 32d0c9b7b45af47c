//! Cash that was taken by mistake is taken back.

use std::sync::Arc;

use hyper::StatusCode;

use super::supervises;
use super::work::{afterwards, order_id};
use crate::channels::page::{COUNTER_STAFF, refusal, refused, sent, short};
use crate::http::{Handled, Reply, Request};
use crate::orders::{self, VoidError};
use crate::outlet::Outlet;

/// `POST void`: `orderid`, `reference` of the payment. Whoever took it, within two minutes; later, and of somebody else's, who decides on
/// refunds. What is unpaid by it waits to be paid again.
pub(super) fn void(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { take_back(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn take_back(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request, &COUNTER_STAFF).await?;
    let (order, slip) = (order_id(&fields)?, short(&fields, "reference")?);
    let (terms, who) = (outlet.terms(), account.clone());
    let done = outlet.store.write(move |tx| {
        let supervises = supervises(tx, &who)?;
        orders::void_cash(tx, &terms, (&who, supervises), order, &slip)
    });
    match done.await {
        Ok(()) => afterwards(outlet, &account, order),
        Err(error) => Err(no_void(error)),
    }
}

fn no_void(error: VoidError) -> Reply {
    let conflict = |why| refusal(StatusCode::CONFLICT, why);
    match error {
        VoidError::NoPayment => conflict("void: no payment"),
        VoidError::HandedOver => conflict("void: handed over"),
        VoidError::Refunded => conflict("void: refunded"),
        VoidError::Supervisor => refusal(StatusCode::FORBIDDEN, "void: supervisor"),
        VoidError::Order(error) => refused(error.into()),
    }
}
