//! Rows of the outlet's tables as people make, change and end them by hand: one way for every noun that has a form.

use std::collections::BTreeMap;
use std::sync::Arc;

use hyper::{Method, StatusCode};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::nouns::may_change;
use super::{OPERATORS, bad, failed, ok};
use crate::accounts::Role;
use crate::clock::{Instant, Zone};
use crate::http::{BadField, FieldLimits, Fields, Handled, Reply, Request};
use crate::orders::{self, Actor, Change, Deed, IdempotencyError, IdempotencyKey};
use crate::outlet::Outlet;
use crate::pages::no_store;
use crate::pages::staff::{query, refusal, staff};
use crate::store::{Db, StoreError, Tx};
use crate::transfer::{self, Advice, Advised, Became, Cells, Kind, Mistake, Put, RowError, Wanted};
use crate::translations::{self, Texts};

/// Rows on one page of a list at most.
const MAX_ON_A_PAGE: usize = 200;
/// Rows that one call changes at most: a product with its parts, attributes and prices.
const MAX_CHANGES: usize = 100;
/// What a form of rows may hold.
const LIMITS: FieldLimits = FieldLimits { body: 128 * 1024, names: 20, value: 120 * 1024 };
/// Bytes of such a form.
pub(in crate::pages) const FORM_BYTES: usize = LIMITS.body;

/// `GET ?kind=&search=&column=&cell=&ended=&page=&size=`: a page of a noun's rows, with the names of the rows that they name. `POST`:
/// `rows`, a JSON array of changes, all or none; `agreed` where somebody has looked at the advice; `client_ref`.
pub(super) fn handle(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let answer =
            if request.method == Method::POST { change(&outlet, &request).await } else { page(&outlet, &request) };
        answer.unwrap_or_else(|refused| refused)
    })
}

fn noun(name: &str) -> Result<&'static Kind, Reply> {
    let kind = transfer::kind(name).filter(|kind| kind.form.is_some());
    kind.ok_or_else(|| bad(BadField("there is no such kind of table".to_owned())))
}

fn page(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, OPERATORS)?;
    let kind = noun(fields.required("kind").map_err(bad)?)?;
    let (page, wanted) = wanted(kind, &fields).map_err(bad)?;
    let zone = outlet.config.zone;
    let read = |db: &Db<'_>| {
        let found = transfer::find(db, zone, kind, &wanted)?;
        let names = transfer::names(db, zone, kind, &found.rows)?;
        let keys: Vec<String> = found.rows.iter().map(|row| transfer::text_key(kind, row)).collect();
        let texts = translations::of_rows(db, kind.name, &keys)?;
        Ok::<_, RowError>((found, names, texts))
    };
    match outlet.store.read(read) {
        Ok((found, names, texts)) => Ok(ok(&json!({
            "names": names, "now": zone.text(outlet.now()), "page": page, "rows": found.rows, "size": wanted.size, "texts": texts,
            "total": found.total
        }))),
        Err(RowError::Store(error)) => Err(failed(error)),
        Err(error) => Err(refusal(StatusCode::NOT_FOUND, &error.to_string())),
    }
}

fn wanted(kind: &Kind, fields: &Fields) -> Result<(usize, Wanted), BadField> {
    let number = |name: &str, usual: usize| Ok(fields.number::<usize>(name)?.unwrap_or(usual).max(1));
    let (page, size) = (number("page", 1)?, number("size", 50)?.min(MAX_ON_A_PAGE));
    let within = fields.text("column").zip(fields.raw("cell"));
    if within.is_some_and(|(column, _)| kind.column(column).is_none()) {
        return Err(BadField("there is no such column".to_owned()));
    }
    let wanted = Wanted {
        search: fields.text("search").unwrap_or_default().trim().to_owned(),
        within: within.map(|(column, cell)| (column.to_owned(), cell.to_owned())),
        ended: fields.truth("ended") == Some(true),
        whole: fields.text("ended") == Some("any"),
        offset: (page - 1).saturating_mul(size),
        size,
    };
    Ok((page, wanted))
}

/// A change of one row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    kind: String,
    /// The row that is changed; a new one has none.
    #[serde(default)]
    key: Option<Cells>,
    #[serde(default)]
    cells: Cells,
    /// Columns that name a row made earlier in the same call, by its place.
    #[serde(default)]
    of: BTreeMap<String, usize>,
    /// What it says in other languages: by language, by column; an empty text takes one back.
    #[serde(default)]
    texts: Texts,
    /// Whether the row ends.
    #[serde(default)]
    end: bool,
}

/// Why a call changed nothing.
#[derive(Debug)]
enum Refused {
    /// Something is worth a look, and nobody has agreed to it.
    Advice(Vec<Advice>),
    /// A row has mistakes, or there is none.
    Row(usize, RowError),
    /// The reference was used for something else.
    Repeat,
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Row(0, error.into())
    }
}

impl From<IdempotencyError<Refused>> for Refused {
    fn from(error: IdempotencyError<Refused>) -> Self {
        match error {
            IdempotencyError::OtherContent => Self::Repeat,
            IdempotencyError::Work(refused) => refused,
            IdempotencyError::Store(error) => error.into(),
        }
    }
}

async fn change(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = Fields::read(request, LIMITS).await.map_err(bad)?;
    let account = staff(outlet, request, &fields, OPERATORS)?;
    let text = fields.required("rows").map_err(bad)?.to_owned();
    let wishes = wishes(&text, account.role)?;
    let by = Actor { now: outlet.now(), id: account.id };
    let (zone, agreed) = (outlet.config.zone, fields.truth("agreed") == Some(true));
    let key = fields.text("client_ref").map(|it| IdempotencyKey::new(by.id, "rows", it, &text, by.now));
    let key = key.map(|key| key.ok_or_else(|| bad(BadField("client_ref is too long".to_owned())))).transpose()?;
    let run = move |tx: &Tx<'_>| {
        let work = || all(tx, zone, by, &wishes, agreed);
        match &key {
            Some(key) => orders::run_once(tx, key, work).map_err(Refused::from),
            None => work().and_then(|made| Ok(raw(&made)?)),
        }
    };
    match outlet.store.write(run).await {
        Ok(made) => Ok(no_store(Reply::json(StatusCode::OK, &made))),
        Err(refused) => Err(refusal_of(refused)),
    }
}

fn raw(made: &Value) -> Result<Box<RawValue>, StoreError> {
    serde_json::value::to_raw_value(made).map_err(|error| StoreError::Other(error.to_string()))
}

/// The changes that a text asks for; each of a noun that the caller may change.
fn wishes(text: &str, role: Role) -> Result<Vec<(&'static Kind, Wish)>, Reply> {
    let unreadable = |_| bad(BadField("rows is no list of changes".to_owned()));
    let wishes: Vec<Wish> = serde_json::from_str(text).map_err(unreadable)?;
    if wishes.is_empty() || wishes.len() > MAX_CHANGES {
        return Err(bad(BadField(format!("rows has 1 to {MAX_CHANGES} changes"))));
    }
    let with_kind = |wish: Wish| {
        let kind = noun(&wish.kind)?;
        if !kind.form.is_some_and(|form| may_change(form, role)) {
            return Err(refusal(StatusCode::FORBIDDEN, "this role may not see it"));
        }
        Ok((kind, wish))
    };
    wishes.into_iter().map(with_kind).collect()
}

/// Makes all changes; what came of each.
fn all(tx: &Tx<'_>, zone: Zone, by: Actor, wishes: &[(&'static Kind, Wish)], agreed: bool) -> Result<Value, Refused> {
    let (at, mut made, mut look) = ((zone, by.now), Vec::<Put>::new(), Look::default());
    for (place, (kind, wish)) in wishes.iter().enumerate() {
        let put = one(tx, at, kind, wish, &made, &mut look).map_err(|error| Refused::Row(place, error))?;
        note(tx, by, kind, &put)?;
        say_or_forget(tx, by, kind, &put, &wish.texts).map_err(|error| Refused::Row(place, error))?;
        made.push(put);
    }
    let advice = look.advice(tx, at)?;
    if !agreed && !advice.is_empty() {
        return Err(Refused::Advice(advice));
    }
    let shape = |it: &Put| json!({"became": word(it.became), "cells": it.after, "key": it.key});
    Ok(json!({"rows": made.iter().map(shape).collect::<Vec<_>>()}))
}

fn one(
    tx: &Tx<'_>,
    at: (Zone, Instant),
    kind: &'static Kind,
    wish: &Wish,
    made: &[Put],
    look: &mut Look,
) -> Result<Put, RowError> {
    let mut cells = wish.cells.clone();
    for (column, place) in &wish.of {
        let id = made.get(*place).and_then(|put| put.key.get("id")).ok_or(RowError::Unknown)?;
        cells.insert(column.clone(), id.clone());
    }
    let known = wish.key.as_ref().map(|key| transfer::row_of(tx, at.0, kind, key)).transpose()?.flatten();
    look.before(tx, at, kind, known.as_ref().unwrap_or(&cells))?;
    let put = match &wish.key {
        Some(key) if wish.end => transfer::end(tx, at, kind, key)?,
        None if wish.end => return Err(RowError::Unknown),
        key => transfer::put(tx, at, kind, key.as_ref(), &cells)?,
    };
    if let Some(row) = &put.after {
        look.note_made(kind, row);
    }
    Ok(put)
}

/// What was worth a look about the subjects of a call before it changed them.
#[derive(Default)]
struct Look(Vec<(Advised, i64, Vec<Advice>)>);

impl Look {
    fn knows(&self, advised: Advised, id: i64) -> bool {
        self.0.iter().any(|(known, other, _)| known.subject == advised.subject && *other == id)
    }

    /// Looks at the subject of a row that is about to change.
    fn before(
        &mut self,
        db: &Db<'_>,
        (zone, now): (Zone, Instant),
        kind: &Kind,
        row: &Cells,
    ) -> Result<(), StoreError> {
        match transfer::subject(kind, row) {
            Some((advised, id)) if !self.knows(advised, id) => {
                self.0.push((advised, id, (advised.of)(db, zone, now, id)?));
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes the subject of a row that was made, about which nothing was to be said before.
    fn note_made(&mut self, kind: &Kind, row: &Cells) {
        if let Some((advised, id)) = transfer::subject(kind, row).filter(|(advised, id)| !self.knows(*advised, *id)) {
            self.0.push((advised, id, Vec::new()));
        }
    }

    /// What is worth a look now, and was not before.
    fn advice(&self, db: &Db<'_>, (zone, now): (Zone, Instant)) -> Result<Vec<Advice>, StoreError> {
        let mut all = Vec::new();
        for (advised, id, before) in &self.0 {
            all.extend((advised.of)(db, zone, now, *id)?.into_iter().filter(|it| !before.contains(it)));
        }
        Ok(all)
    }
}

/// Writes what a row says in other languages; of one that has gone nothing stays.
fn say_or_forget(tx: &Tx<'_>, by: Actor, kind: &Kind, put: &Put, texts: &Texts) -> Result<(), RowError> {
    if put.after.is_none() {
        return Ok(translations::forget(tx, kind.name, &transfer::text_key(kind, &put.key))?);
    }
    say(tx, by, kind, &put.key, texts)
}

/// Writes what the row of a key says in other languages.
///
/// # Errors
/// [`RowError::Unknown`] for a column that customers do not read, a language that there is not, a text that is too long.
pub(super) fn say(tx: &Tx<'_>, by: Actor, kind: &Kind, key: &Cells, texts: &Texts) -> Result<(), RowError> {
    let row = transfer::text_key(kind, key);
    for (language, fields) in texts {
        for (field, text) in fields {
            let is_told = kind.column(field).is_some_and(|column| column.is_told);
            let text = text.trim();
            if !is_told || !translations::LANGUAGES.contains(&language.as_str()) || text.len() > translations::MAX_BYTES
            {
                return Err(RowError::Unknown);
            }
            translations::set(tx, by, translations::Cell { kind: kind.name, row: &row, field }, language, text)?;
        }
    }
    Ok(())
}

fn word(became: Became) -> &'static str {
    match became {
        Became::Made => "made",
        Became::Changed => "changed",
        Became::Same => "same",
        Became::Ended => "ended",
    }
}

/// Writes into the trail what was changed: of a row that lives the cells that differ.
fn note(tx: &Tx<'_>, by: Actor, kind: &Kind, put: &Put) -> Result<(), StoreError> {
    let deed = match put.became {
        Became::Made => Deed("row_made"),
        Became::Changed => Deed("row_changed"),
        Became::Ended => Deed("row_ended"),
        Became::Same => return Ok(()),
    };
    let (before, after) = (put.before.as_ref(), put.after.as_ref());
    let differs =
        |(name, cell): &(&String, &String), other: Option<&Cells>| other.is_none_or(|it| it.get(*name) != Some(*cell));
    let side = |one: Option<&Cells>, other: Option<&Cells>| {
        let cells: Option<Cells> = one.map(|row| {
            row.iter().filter(|cell| differs(cell, other)).map(|(name, cell)| (name.clone(), cell.clone())).collect()
        });
        cells.map(|cells| json!(cells).to_string())
    };
    let (told_before, told_after) = (side(before, after), side(after, before));
    let key: Vec<&str> = put.key.values().map(String::as_str).collect();
    let change = Change { before: told_before.as_deref(), after: told_after.as_deref() };
    orders::audit(tx, by, deed, &format!("{} {}", kind.name, key.join(" ")), change)
}

fn refusal_of(refused: Refused) -> Reply {
    let (status, body) = match refused {
        Refused::Advice(advice) => {
            let advice: Vec<_> = advice.iter().map(|it| json!({"what": it.what, "word": it.word})).collect();
            (StatusCode::CONFLICT, json!({"advice": advice, "error": "this is worth a look"}))
        }
        Refused::Row(place, RowError::Refused(mistakes)) => {
            let shapes: Vec<_> = mistakes.iter().map(mistake).collect();
            let body = json!({"error": "the row has mistakes", "mistakes": shapes, "row": place});
            (StatusCode::UNPROCESSABLE_ENTITY, body)
        }
        Refused::Row(_, RowError::Store(error)) => return failed(error),
        Refused::Row(_, RowError::Unknown) => (StatusCode::NOT_FOUND, json!({"error": "there is no such row"})),
        Refused::Repeat => (StatusCode::CONFLICT, json!({"error": "the reference was used for something else"})),
    };
    no_store(Reply::json(status, &body))
}

/// A mistake as those of a file are told; the row is the only line.
fn mistake(it: &Mistake) -> Value {
    json!({"column": it.column, "line": it.line, "sentence": it.sentence, "value": it.value})
}
