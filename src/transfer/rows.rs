//! One row that somebody typed: read, listed, made, changed, ended. It goes the way of a file of one line, so that a form and an import
//! obey the same rules.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::intake::Intake;
use super::layout::Layout;
use super::mistake::{ImportError, Mistake};
use super::sql;
use crate::clock::{Instant, Zone};
use crate::store::{Db, StoreError, Tx};
use crate::tables::cell::{self, Value};
use crate::tables::{Advised, Column, End, ExportError, Kind, Need, Type};
use crate::translations;

/// Cells of a row by the names of their columns, as a file has them.
pub type Cells = BTreeMap<String, String>;

/// Rows of one kind that are told of a picture.
const SHOWN_ROWS: usize = 5;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// It is new.
    Made,
    /// It has changed.
    Changed,
    /// It was so already.
    Same,
    /// It has ended.
    Ended,
}

/// A row that was put.
#[derive(Clone, Debug)]
pub struct Put {
    /// The cells that tell it from others.
    pub key: Cells,
    /// What became of it.
    pub became: Became,
    /// What it was; nothing for a new one.
    pub before: Option<Cells>,
    /// What it is; nothing for one that has gone.
    pub after: Option<Cells>,
}

/// Why a row was not put.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    /// There is no row of that key, or none any more.
    #[error("there is no such row")]
    Unknown,
    /// What is wrong with it, by column.
    #[error("the row has mistakes")]
    Refused(Vec<Mistake>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ImportError> for RowError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Refused(mistakes) => Self::Refused(mistakes),
            ImportError::Store(error) => Self::Store(error),
        }
    }
}

impl From<ExportError> for RowError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => Self::Store(error),
            other => Self::Store(StoreError::Other(other.to_string())),
        }
    }
}

/// The columns that can be read back: all but hashes of passwords and what no table keeps.
fn shown(kind: &Kind) -> Vec<&'static Column> {
    kind.columns.iter().filter(|it| it.is_kept && it.holds != Type::PasswordHash).collect()
}

fn cells(columns: &[&Column], values: &[Value], zone: Zone) -> Cells {
    columns.iter().zip(values).map(|(it, value)| (it.name.to_owned(), cell::text(it, value, zone))).collect()
}

/// The columns of the key.
fn key_columns(kind: &Kind) -> impl Iterator<Item = &'static Column> {
    kind.columns.iter().filter(|column| kind.key.contains(&column.stored))
}

fn key_of(kind: &Kind, row: &Cells) -> Cells {
    key_columns(kind).filter_map(|it| Some((it.name.to_owned(), row.get(it.name)?.clone()))).collect()
}

/// The row of a key, if there is one.
///
/// # Errors
/// [`RowError::Unknown`] for a key that is none, [`RowError::Store`].
pub fn row_of(db: &Db<'_>, zone: Zone, kind: &Kind, key: &Cells) -> Result<Option<Cells>, RowError> {
    let mut wanted = Vec::new();
    for column in key_columns(kind) {
        let cell = key.get(column.name).ok_or(RowError::Unknown)?;
        wanted.push((column, cell::read(column, cell, zone).map_err(|_| RowError::Unknown)?));
    }
    let columns = shown(kind);
    let Some(give) = kind.given_by else {
        return Ok(sql::one(db, kind, &columns, &wanted)?.map(|values| cells(&columns, &values, zone)));
    };
    let mut found = None;
    give(db, &mut |values| {
        let row = cells(&columns, values, zone);
        if wanted.iter().all(|(it, value)| row.get(it.name).is_some_and(|cell| *cell == cell::text(it, value, zone))) {
            found = Some(row);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Which rows a list is to have.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// What one of their texts contains; empty for all.
    pub search: String,
    /// The column that must have this cell.
    pub within: Option<(String, String)>,
    /// Whether it is the ended ones that are wanted.
    pub ended: bool,
    /// Whether the ended ones are wanted as well.
    pub whole: bool,
    /// How many to leave out.
    pub offset: usize,
    /// How many at most.
    pub size: usize,
}

/// A page of rows, and how many there are.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The rows.
    pub rows: Vec<Cells>,
    /// How many there are on all pages.
    pub total: usize,
}

/// The rows of a list, by their place where they have one, else by key.
///
/// # Errors
/// [`RowError::Store`].
pub fn find(db: &Db<'_>, zone: Zone, kind: &Kind, wanted: &Wanted) -> Result<Found, RowError> {
    let columns = shown(kind);
    if kind.given_by.is_none() {
        let (rows, total) = sql::page(db, kind, &columns, &conditions(kind, wanted, zone), wanted)?;
        return Ok(Found { rows: rows.iter().map(|values| cells(&columns, values, zone)).collect(), total });
    }
    given(db, zone, kind, wanted)
}

/// The values that columns of the rows must have.
fn conditions(kind: &Kind, wanted: &Wanted, zone: Zone) -> Vec<(&'static Column, Value)> {
    let within = wanted.within.iter().map(|(name, cell)| (name.as_str(), cell.as_str()));
    let state = match kind.form.map(|form| form.end) {
        Some(End::Says(column, ended, lives)) if !wanted.whole => {
            Some((column, if wanted.ended { ended } else { lives }))
        }
        _ => None,
    };
    let named = within.chain(state).filter_map(|(name, cell)| Some((kind.column(name)?, cell)));
    named.map(|(column, cell)| (column, cell::read(column, cell, zone).unwrap_or(Value::Nothing))).collect()
}

/// The rows of a list that their room gives out itself.
fn given(db: &Db<'_>, zone: Zone, kind: &Kind, wanted: &Wanted) -> Result<Found, RowError> {
    let (columns, conditions) = (shown(kind), conditions(kind, wanted, zone));
    let search = wanted.search.to_lowercase();
    let mut found = Found::default();
    let Some(give) = kind.given_by else { return Ok(found) };
    give(db, &mut |values| {
        let row = cells(&columns, values, zone);
        let is_meant = conditions.iter().all(|(it, value)| row.get(it.name) == Some(&cell::text(it, value, zone)));
        if is_meant && row.values().any(|cell| cell.to_lowercase().contains(&search)) {
            if (wanted.offset..wanted.offset + wanted.size).contains(&found.total) {
                found.rows.push(row);
            }
            found.total += 1;
        }
        Ok(())
    })?;
    Ok(found)
}

/// What the rows of a table are called, by the numbers that a column names.
///
/// # Errors
/// [`RowError::Store`].
pub fn names(db: &Db<'_>, zone: Zone, kind: &Kind, rows: &[Cells]) -> Result<BTreeMap<String, Cells>, RowError> {
    let mut names = BTreeMap::new();
    for column in kind.columns {
        let Type::Row(table) = column.holds else { continue };
        let Some(named) = super::kinds().find(|it| it.table == table) else { continue };
        let mut known = Cells::new();
        for cell in rows.iter().filter_map(|row| row.get(column.name)).filter(|cell| !cell.is_empty()) {
            if !known.contains_key(cell) {
                known.insert(cell.clone(), caption(db, zone, named, cell)?);
            }
        }
        names.insert(column.name.to_owned(), known);
    }
    Ok(names)
}

/// What a row of a number is called: the first column of its kind's list, or its name, or its number.
///
/// # Errors
/// [`RowError::Store`].
pub fn caption(db: &Db<'_>, zone: Zone, kind: &Kind, id: &str) -> Result<String, RowError> {
    let key: Cells = key_columns(kind).map(|it| (it.name.to_owned(), id.to_owned())).collect();
    let row = if key.len() == 1 { row_of(db, zone, kind, &key)? } else { None };
    let name = kind.form.and_then(|form| form.list.first().copied()).unwrap_or("name");
    Ok(row.and_then(|row| row.get(name).cloned()).unwrap_or_else(|| id.to_owned()))
}

/// A row's key as texts in other languages name it.
#[must_use]
pub fn text_key(kind: &Kind, key: &Cells) -> String {
    key_columns(kind).filter_map(|it| key.get(it.name)).map(String::as_str).collect::<Vec<_>>().join(",")
}

/// The key that texts in other languages name a row by, column by column; none for a text that is no such key.
#[must_use]
pub fn key_of_text(kind: &Kind, text: &str) -> Option<Cells> {
    let columns: Vec<_> = key_columns(kind).collect();
    let cells: Vec<&str> = text.split(',').collect();
    (columns.len() == cells.len())
        .then(|| columns.iter().zip(cells).map(|(it, cell)| (it.name.to_owned(), cell.to_owned())).collect())
}

/// What cells of rows say themselves and in a language: by column, by the row's key.
pub type Told = BTreeMap<String, BTreeMap<String, [String; 2]>>;

/// All that customers read in a language besides the rows' own: by kind.
///
/// # Errors
/// A [`StoreError`].
pub fn told(db: &Db<'_>, language: &str) -> Result<BTreeMap<&'static str, Told>, StoreError> {
    let mut all = BTreeMap::new();
    for kind in super::kinds().filter(|kind| kind.counter.is_some() && kind.given_by.is_none()) {
        let mut told = Told::new();
        for column in kind.columns.iter().filter(|column| column.is_told) {
            let cell = (kind.name, kind.table, column.name, column.stored);
            told.insert(column.name.to_owned(), translations::told(db, cell, language)?);
        }
        told.retain(|_, rows| !rows.is_empty());
        if !told.is_empty() {
            all.insert(kind.name, told);
        }
    }
    Ok(all)
}

/// The rows of all tables that show the picture of a path: the kind, and what the row is called.
///
/// # Errors
/// A [`StoreError`].
pub fn shown_by(db: &Db<'_>, zone: Zone, path: &str) -> Result<Vec<(&'static str, String)>, StoreError> {
    let mut rows = Vec::new();
    for kind in super::kinds().filter(|kind| kind.given_by.is_none()) {
        for column in kind.columns.iter().filter(|column| column.holds == Type::Picture) {
            let columns = shown(kind);
            let wanted = Wanted { size: SHOWN_ROWS, ..Wanted::default() };
            let (found, _) = sql::page(db, kind, &columns, &[(column, Value::from(path))], &wanted)?;
            let name = |row: Cells| {
                let first = kind.form.and_then(|form| form.list.first().copied()).unwrap_or("name");
                row.get(first).or(row.get("id")).cloned().unwrap_or_default()
            };
            rows.extend(found.iter().map(|values| (kind.name, name(cells(&columns, values, zone)))));
        }
    }
    Ok(rows)
}

/// Makes a row, or changes the one of `key` in the cells that are given. What is so already changes nothing.
///
/// # Errors
/// [`RowError`]; the caller's transaction is then to be undone.
pub fn put(
    tx: &Tx<'_>,
    (zone, now): (Zone, Instant),
    kind: &'static Kind,
    key: Option<&Cells>,
    given: &Cells,
) -> Result<Put, RowError> {
    let before = match key {
        Some(key) => Some(row_of(tx, zone, kind, key)?.ok_or(RowError::Unknown)?),
        None => key_within(kind, given).map(|key| row_of(tx, zone, kind, &key)).transpose()?.flatten(),
    };
    if let Some(row) = before.as_ref().filter(|row| says_nothing_new(kind, row, given, zone)) {
        let key = key_of(kind, row);
        return Ok(Put { key, became: Became::Same, after: before.clone(), before });
    }
    let row = whole(tx, kind, before.as_ref(), given)?;
    take(tx, (zone, now), kind, &row)?;
    let key = key_of(kind, &row);
    let after = row_of(tx, zone, kind, &key)?.unwrap_or(row);
    let became = if before.is_some() { Became::Changed } else { Became::Made };
    Ok(Put { key, became, before, after: Some(after) })
}

/// The key of a row that its cells say, as a new row may bring its own: there may be one of it already.
fn key_within(kind: &Kind, given: &Cells) -> Option<Cells> {
    key_columns(kind).map(|it| Some((it.name.to_owned(), given.get(it.name)?.clone()))).collect()
}

/// Whether a row has all of these cells already.
fn says_nothing_new(kind: &Kind, row: &Cells, given: &Cells, zone: Zone) -> bool {
    given.iter().all(|(name, cell)| {
        let Some(column) = kind.column(name).filter(|it| it.is_kept) else { return false };
        let known = row.get(name).map(|cell| cell::read(column, cell, zone));
        known.is_some_and(|known| known.is_ok() && known == cell::read(column, cell, zone))
    })
}

/// The cells that are written: of a known row those that it has, but for times that each change sets; of a new one its number.
fn whole(tx: &Tx<'_>, kind: &Kind, before: Option<&Cells>, given: &Cells) -> Result<Cells, RowError> {
    let is_touched = |name: &str| kind.column(name).is_some_and(|it| it.need == Need::Touched);
    let mut row = before.cloned().unwrap_or_default();
    row.retain(|name, _| !is_touched(name));
    row.extend(given.iter().map(|(name, cell)| (name.clone(), cell.clone())));
    if let (None, Some(counter), false) = (before, kind.counter, given.contains_key("id")) {
        row.insert("id".to_owned(), tx.next_id(counter)?.to_string());
    }
    Ok(row)
}

/// Takes a row in as a file of one line.
fn take(tx: &Tx<'_>, (zone, now): (Zone, Instant), kind: &'static Kind, row: &Cells) -> Result<(), RowError> {
    let header: StringRecord = row.keys().collect();
    let line: StringRecord = row.values().collect();
    let layout = Layout::read(kind, &header, now).map_err(RowError::Refused)?;
    let mut intake = Intake::new(tx, zone, now, layout);
    intake.take(&line, || 1)?;
    Ok(intake.finish()?)
}

/// The subject that a row's room has something to say about before a change is kept.
#[must_use]
pub fn subject(kind: &Kind, row: &Cells) -> Option<(Advised, i64)> {
    let advised = kind.advised?;
    Some((advised, row.get(advised.column)?.parse().ok()?))
}

/// Ends a row as its form says; one that has ended already stays as it is.
///
/// # Errors
/// As [`put`]; a row that others name is refused where it would have to go.
pub fn end(tx: &Tx<'_>, at: (Zone, Instant), kind: &'static Kind, key: &Cells) -> Result<Put, RowError> {
    let form = kind.form.ok_or(RowError::Unknown)?;
    let said = match form.end {
        End::Says(column, ended, _) => Some((column, ended.to_owned())),
        End::At(column) => Some((column, at.0.text(at.1))),
        End::Goes => None,
    };
    if let Some((column, cell)) = said {
        let said = Cells::from([(column.to_owned(), cell)]);
        let put = put(tx, at, kind, Some(key), &said)?;
        let became = if put.became == Became::Changed { Became::Ended } else { put.became };
        return Ok(Put { became, ..put });
    }
    let before = row_of(tx, at.0, kind, key)?.ok_or(RowError::Unknown)?;
    let mut wanted = Vec::new();
    for column in key_columns(kind) {
        let cell = key.get(column.name).ok_or(RowError::Unknown)?;
        wanted.push((column, cell::read(column, cell, at.0).map_err(|_| RowError::Unknown)?));
    }
    match sql::delete(tx, kind, &wanted) {
        Ok(()) => {}
        Err(StoreError::Constraint(_)) => {
            let sentence = "other rows name this one, so it stays until they have ended";
            return Err(RowError::Refused(vec![Mistake::of_line(1, sentence)]));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Put { key: key.clone(), became: Became::Ended, before: Some(before), after: None })
}
