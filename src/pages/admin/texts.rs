//! What customers read in other languages, of every kind of table that they read something of: also of those that have no form, because
//! a room makes their rows.

use std::collections::BTreeSet;
use std::sync::Arc;

use hyper::Method;
use serde_json::json;

use super::rows::say;
use super::{OPERATORS, bad, failed, ok};
use crate::http::{BadField, FieldLimits, Fields, Handled, Reply, Request};
use crate::orders::Actor;
use crate::outlet::Outlet;
use crate::pages::staff::{query, refusal, staff};
use crate::store::{Db, StoreError, Tx};
use crate::transfer::{self, Cells, Kind, RowError, Wanted};
use crate::translations::{self, Texts};

/// Rows on a page.
const SIZE: usize = 50;
/// Bytes of a form of texts: some columns in some languages.
pub(in crate::pages) const FORM_BYTES: usize = 64 * 1024;
const LIMITS: FieldLimits = FieldLimits { body: FORM_BYTES, names: 10, value: 60 * 1024 };

/// `GET ?kind=&search=&missing=&page=`: a page of a kind's rows with their texts; `missing` names a language in which something is still to
/// be said. `POST`: `kind`, `row` (its key), `texts` (a JSON object by language, by column; an empty text takes one back).
pub(super) fn handle(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let answer =
            if request.method == Method::POST { set(&outlet, &request).await } else { list(&outlet, &request) };
        answer.unwrap_or_else(|refused| refused)
    })
}

/// The kinds of which customers read something, each with the columns.
fn kinds() -> impl Iterator<Item = &'static Kind> {
    transfer::kinds().filter(|kind| kind.given_by.is_none() && kind.columns.iter().any(|column| column.is_told))
}

fn told(kind: &Kind) -> impl Iterator<Item = &'static str> {
    kind.columns.iter().filter(|column| column.is_told).map(|column| column.name)
}

fn kind_of(fields: &Fields) -> Result<&'static Kind, BadField> {
    let name = fields.required("kind")?;
    kinds().find(|kind| kind.name == name).ok_or_else(|| BadField("there is no such kind of table".to_owned()))
}

fn list(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, OPERATORS)?;
    let kind = kind_of(&fields).map_err(bad)?;
    let page = fields.number::<usize>("page").map_err(bad)?.unwrap_or(1).max(1);
    let missing = fields.text("missing").filter(|language| translations::LANGUAGES.contains(language));
    let search = fields.text("search").unwrap_or_default().trim().to_owned();
    let (zone, offset) = (outlet.config.zone, (page - 1).saturating_mul(SIZE));
    let read = |db: &Db<'_>| {
        let (rows, total) = match missing {
            None => {
                let found =
                    transfer::find(db, zone, kind, &Wanted { search, offset, size: SIZE, ..Wanted::default() })?;
                (found.rows, found.total)
            }
            Some(language) => {
                let all =
                    transfer::find(db, zone, kind, &Wanted { search, size: usize::MAX >> 1, ..Wanted::default() })?;
                let rows = unsaid(db, kind, all.rows, language)?;
                let total = rows.len();
                (rows.into_iter().skip(offset).take(SIZE).collect(), total)
            }
        };
        let keys: Vec<String> = rows.iter().map(|row| transfer::text_key(kind, row)).collect();
        let texts = translations::of_rows(db, kind.name, &keys)?;
        let of = |(key, row): (&String, &Cells)| {
            let own: Cells = told(kind).filter_map(|name| Some((name.to_owned(), row.get(name)?.clone()))).collect();
            json!({"key": key, "own": own, "texts": texts.get(key).cloned().unwrap_or_default()})
        };
        let rows: Vec<_> = keys.iter().zip(&rows).map(of).collect();
        Ok::<_, RowError>(json!({"page": page, "rows": rows, "size": SIZE, "total": total}))
    };
    let mut body = outlet.store.read(read).map_err(refused)?;
    body["columns"] = told(kind).collect();
    body["kinds"] = kinds().map(|kind| kind.name).collect();
    body["languages"] = translations::LANGUAGES.iter().copied().collect();
    Ok(ok(&body))
}

/// The rows that say something themselves which nobody has said in a language.
fn unsaid(db: &Db<'_>, kind: &Kind, rows: Vec<Cells>, language: &str) -> Result<Vec<Cells>, StoreError> {
    let said: BTreeSet<(String, String)> = translations::said(db, kind.name, language)?.into_iter().collect();
    let lacks = |row: &Cells| {
        let key = transfer::text_key(kind, row);
        told(kind).any(|name| {
            row.get(name).is_some_and(|own| is_foreign(own, language))
                && !said.contains(&(key.clone(), name.to_owned()))
        })
    };
    Ok(rows.into_iter().filter(lacks).collect())
}

/// Whether a text is for other readers than a language's: one with Chinese signs for English ones, one without any for Chinese ones.
fn is_foreign(text: &str, language: &str) -> bool {
    let has_signs = text.chars().any(|sign| ('\u{2e80}'..='\u{9fff}').contains(&sign));
    let has_letters = text.chars().any(char::is_alphabetic);
    if language == "zh" { has_letters && !has_signs } else { has_signs }
}

async fn set(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = Fields::read(request, LIMITS).await.map_err(bad)?;
    let by = Actor { now: outlet.now(), id: staff(outlet, request, &fields, OPERATORS)?.id };
    let kind = kind_of(&fields).map_err(bad)?;
    let row = fields.required("row").map_err(bad)?.to_owned();
    let texts: Texts = serde_json::from_str(fields.required("texts").map_err(bad)?)
        .map_err(|_| bad(BadField("texts is no object of texts by language and column".to_owned())))?;
    let zone = outlet.config.zone;
    let write = move |tx: &Tx<'_>| {
        let key = transfer::key_of_text(kind, &row).ok_or(RowError::Unknown)?;
        transfer::row_of(tx, zone, kind, &key)?.ok_or(RowError::Unknown)?;
        say(tx, by, kind, &key, &texts)
    };
    outlet.store.write(write).await.map_err(refused)?;
    Ok(ok(&json!({"set": true})))
}

fn refused(error: RowError) -> Reply {
    match error {
        RowError::Store(error) => failed(error),
        error => refusal(hyper::StatusCode::NOT_FOUND, &error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_for_other_readers_when_its_signs_are() {
        let for_english = ["上网卡", "5 天 SIM", "SIM card", "12", ""].map(|text| is_foreign(text, "en"));
        assert_eq!(for_english, [true, true, false, false, false]);
        let for_chinese = ["上网卡", "5 天 SIM", "SIM card", "12", ""].map(|text| is_foreign(text, "zh"));
        assert_eq!(for_chinese, [false, false, true, false, false]);
    }
}
