//! What customers read in other languages than the rows were written in, and what the owner's pictures show.

use std::collections::BTreeMap;
use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use crate::catalogue;
use crate::http::{Handled, Reply, Request};
use crate::outlet::Outlet;
use crate::store::{Db, StoreError};
use crate::transfer;
use crate::translations::LANGUAGES;

/// `GET /api/pages/texts`: `texts` by language, kind, column and row: what the row says itself, and what it says in the language;
/// `alts` by the picture's path.
pub(super) fn show(outlet: Arc<Outlet>, _: Request) -> Handled {
    Box::pin(async move {
        let read = |db: &Db<'_>| {
            let texts = LANGUAGES.iter().map(|language| Ok((*language, transfer::told(db, language)?)));
            let texts = texts.collect::<Result<BTreeMap<_, _>, StoreError>>()?;
            let alts: BTreeMap<_, _> = catalogue::alts(db)?.into_iter().collect();
            Ok::<_, StoreError>(json!({"alts": alts, "texts": texts}))
        };
        match outlet.store.read(read) {
            Ok(body) => super::no_store(Reply::json(StatusCode::OK, &body)),
            Err(error) => {
                crate::http::failure(&error, "the texts could not be read");
                Reply::busy()
            }
        }
    })
}
