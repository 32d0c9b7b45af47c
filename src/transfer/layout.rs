//! The header line: which cell of a row is which column.

use csv::StringRecord;

use super::mistake::Mistake;
use super::{blanks, sql};
use crate::clock::{Instant, Zone};
use crate::nearest::did_you_mean;
use crate::tables::cell::{self, Value};
use crate::tables::{Column, Kind, Need, Type};

/// How the rows of one file are read and written.
pub(super) struct Layout<'k> {
    /// What the file is of.
    pub(super) kind: &'k Kind,
    /// For each column of the kind the cell that holds it, or what a row gets where the file has no such column.
    sources: Vec<Source>,
    /// For each cell of the header whether it names a column.
    named: Vec<bool>,
    /// Cells up to the last that does.
    width: usize,
    /// The statement that writes a row.
    pub(super) statement: String,
}

enum Source {
    Cell(usize),
    Unsaid(Value),
}

impl<'k> Layout<'k> {
    /// Reads a header line.
    ///
    /// # Errors
    /// Columns that are unknown, named twice, or missing.
    pub(super) fn read(kind: &'k Kind, header: &StringRecord, now: Instant) -> Result<Self, Vec<Mistake>> {
        let names: Vec<&str> = header.iter().map(str::trim).collect();
        let mistakes = check(kind, &names);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let named: Vec<bool> = names.iter().map(|name| !name.is_empty()).collect();
        let width = named.iter().rposition(|named| *named).map_or(0, |last| last + 1);
        let place = |column: &Column| names.iter().position(|name| *name == column.name);
        let source = |column| place(column).map_or_else(|| Source::Unsaid(cell::unsaid(column, now)), Source::Cell);
        let statement = sql::upsert(kind, |column| place(column).is_some() || column.need == Need::Touched);
        Ok(Self { kind, sources: kind.columns.iter().map(source).collect(), named, width, statement })
    }

    /// Whether the file has a cell for the kind's column of that place.
    pub(super) fn has(&self, place: usize) -> bool {
        matches!(self.sources.get(place), Some(Source::Cell(_)))
    }

    /// Reads a row; its values in the order of the kind's columns. `line` is asked where a mistake must name its line.
    ///
    /// # Errors
    /// Every cell that does not fit.
    pub(super) fn values(
        &self,
        row: &StringRecord,
        zone: Zone,
        line: impl Fn() -> usize,
    ) -> Result<Vec<Value>, Vec<Mistake>> {
        let stands = |place: &usize| !row[*place].trim().is_empty();
        if row.len() < self.width || (self.named.len()..row.len()).any(|place| stands(&place)) {
            let sentence = format!("the line has {} values where the header names {} columns", row.len(), self.width);
            return Err(vec![Mistake::of_line(line(), sentence)]);
        }
        let unnamed = (0..row.len().min(self.named.len())).filter(|place| !self.named[*place]).filter(stands);
        let mut mistakes: Vec<Mistake> = unnamed.map(|place| unnamed_column(line(), place, &row[place])).collect();
        let mut values = Vec::with_capacity(self.sources.len());
        for (column, source) in self.kind.columns.iter().zip(&self.sources) {
            match source {
                Source::Unsaid(value) => values.push(value.clone()),
                Source::Cell(place) => match cell::read(column, &row[*place], zone) {
                    Ok(value) => values.push(value),
                    Err(sentence) => mistakes.push(refused(line(), column, &row[*place], sentence)),
                },
            }
        }
        if mistakes.is_empty() { Ok(values) } else { Err(mistakes) }
    }
}

/// A value below an empty cell of the header: spreadsheets count columns by letters.
fn unnamed_column(line: usize, place: usize, cell: &str) -> Mistake {
    let sentence = "the header does not name this column; name it or empty it";
    Mistake::of_cell(line, &blanks::letters(place), cell, sentence)
}

/// What was meant as the hash of a secret may be the secret, so it is not repeated.
fn refused(line: usize, column: &Column, cell: &str, sentence: String) -> Mistake {
    let shown = if matches!(column.holds, Type::PasswordHash | Type::KeyHash) { "" } else { cell };
    Mistake::of_cell(line, column.name, shown, sentence)
}

fn check(kind: &Kind, names: &[&str]) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for (place, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if !kind.columns.iter().any(|column| column.name == *name) {
            let known: Vec<&str> = kind.columns.iter().map(|column| column.name).collect();
            let meant = did_you_mean(name, known.iter().copied());
            let sentence = format!("{} has no such column; {meant}it has: {}", kind.name, known.join(", "));
            mistakes.push(Mistake::of_cell(1, name, "", sentence));
        } else if names[..place].contains(name) {
            mistakes.push(Mistake::of_cell(1, name, "", "the header names this column twice"));
        }
    }
    let missing = |column: &&Column| column.need == Need::Required && !names.contains(&column.name);
    for column in kind.columns.iter().filter(missing) {
        let sentence = format!("the header does not name this column, which must be {}", column.holds.rule());
        mistakes.push(Mistake::of_cell(1, column.name, "", sentence));
    }
    mistakes
}
