//! The first steps of a new outlet, from empty shelves to the first sale: how far it is, and shelves that it may begin with.

use std::sync::Arc;

use hyper::{Method, StatusCode};
use serde_json::json;

use super::{ADMINS, bad, failed, form, ok};
use crate::accounts::{self, Account};
use crate::channels;
use crate::http::{Handled, Reply, Request};
use crate::orders::{self, Actor, Change, Deed};
use crate::outlet::Outlet;
use crate::pages::staff::{query, refusal, staff};
use crate::places;
use crate::store::{Db, Tx};
use crate::transfer::{self, RowError, TEMPLATES, TemplateError, Wanted};

/// `GET`: how far the outlet is. `POST` `name`: fills empty shelves with a template.
pub(super) fn handle(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let answer =
            if request.method == Method::POST { fill(&outlet, &request).await } else { look(&outlet, &request) };
        answer.unwrap_or_else(|refused| refused)
    })
}

fn look(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let account = staff(outlet, request, &query(request)?, ADMINS)?;
    shown(outlet, &account)
}

/// How far the outlet is; a demonstration has nothing left to do.
fn shown(outlet: &Outlet, account: &Account) -> Result<Reply, Reply> {
    let zone = outlet.config.zone;
    let read = |db: &Db<'_>| {
        let is_untouched = transfer::is_untouched(db, zone)?;
        let body = json!({
            "on_sale": on_sale(db, outlet)?, "outlets": places::outlets(db, None, None)?.len(),
            "second_factor": accounts::has_second_factor(db, account.id)?, "sold": outlet.demo || orders::newest_money(db)?.is_some(),
            "templates": if is_untouched { &TEMPLATES[..] } else { &[] }
        });
        Ok::<_, TemplateError>(body)
    };
    Ok(ok(&outlet.store.read(read).map_err(refuse)?))
}

/// How many things can be bought in the shop, of all channels.
fn on_sale(db: &Db<'_>, outlet: &Outlet) -> Result<usize, RowError> {
    let terms = outlet.terms();
    let mut count = 0;
    for window in channels::ALL.iter().filter_map(|channel| channel.window.as_ref()) {
        count += (window.on_sale)(db, &terms)?.len();
    }
    let Some(products) = transfer::kind("products") else { return Ok(count) };
    let on_sale = Some(("sale_state".to_owned(), "1".to_owned()));
    let wanted = Wanted { size: 1, within: on_sale, ..Wanted::default() };
    Ok(count + transfer::find(db, terms.zone, products, &wanted)?.total)
}

async fn fill(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let account = staff(outlet, request, &fields, ADMINS)?;
    let name = fields.required("name").map_err(bad)?.to_owned();
    let by = Actor { now: outlet.now(), id: account.id };
    let zone = outlet.config.zone;
    let run = move |tx: &Tx<'_>| {
        transfer::load_template(tx, (zone, by.now), by.id, &name)?;
        Ok::<_, TemplateError>(orders::audit(tx, by, Deed("template_loaded"), &name, Change::NONE)?)
    };
    outlet.store.write(run).await.map_err(refuse)?;
    shown(outlet, &account)
}

fn refuse(error: TemplateError) -> Reply {
    let sentence = error.to_string();
    match error {
        TemplateError::Unknown => refusal(StatusCode::NOT_FOUND, &sentence),
        TemplateError::NotEmpty => refusal(StatusCode::CONFLICT, &sentence),
        TemplateError::Row(RowError::Store(error)) | TemplateError::Import(transfer::ImportError::Store(error)) => {
            failed(error)
        }
        TemplateError::Row(_) | TemplateError::Import(_) => {
            // The files are tested: what is left is a mistake of the program.
            tracing::error!(%sentence, "a template was refused");
            refusal(StatusCode::CONFLICT, &sentence)
        }
    }
}
