//! Fields of records: what is sent, or what is there, or what a new record begins with.

use crate::clock::{Instant, Zone};
use crate::http::{BadField, Fields};
use crate::money::Fen;

/// What a voucher costs or pays for at most, in fen: ten million yuan.
const MAX_MONEY: Fen = Fen(1_000_000_000);

fn missing(name: &str) -> BadField {
    BadField(format!("{name} is missing"))
}

/// A text of one line that is never blank.
///
/// # Errors
/// [`BadField`] when it is too long, blank, or missing in a new record.
pub fn word(fields: &Fields, name: &str, most: usize, before: Option<&String>) -> Result<String, BadField> {
    let text = fields.kept_text(name, most)?.or_else(|| before.cloned());
    text.filter(|text| !text.is_empty()).ok_or_else(|| missing(name))
}

/// A text of one line that may be blank, and is in a new record that says nothing.
///
/// # Errors
/// [`BadField`] when it is too long.
pub fn text(fields: &Fields, name: &str, most: usize, before: Option<&String>) -> Result<String, BadField> {
    Ok(fields.kept_text(name, most)?.or_else(|| before.cloned()).unwrap_or_default())
}

/// As [`text`], of several lines.
///
/// # Errors
/// [`BadField`] when it is too long or holds control characters.
pub fn lines(fields: &Fields, name: &str, most: usize, before: Option<&String>) -> Result<String, BadField> {
    let Some(sent) = fields.raw(name) else { return Ok(before.cloned().unwrap_or_default()) };
    let sent = sent.trim().replace("\r\n", "\n");
    let bad = |letter: char| letter.is_control() && letter != '\n';
    if sent.chars().count() > most || sent.chars().any(bad) {
        return Err(BadField(format!("{name} is longer than {most} letters or holds control characters")));
    }
    Ok(sent)
}

/// Whole yuan, at least one.
///
/// # Errors
/// [`BadField`] for anything else, and when it is missing in a new record.
pub fn yuan(fields: &Fields, name: &str, before: Option<Fen>) -> Result<Fen, BadField> {
    let money = fields.money(name)?.or(before).ok_or_else(|| missing(name))?;
    let whole = money > Fen::ZERO && money <= MAX_MONEY && money.0 % 100 == 0;
    if whole { Ok(money) } else { Err(BadField(format!("{name} is no number of whole yuan above nothing"))) }
}

/// A local time.
///
/// # Errors
/// [`BadField`] for anything else, and when it is missing in a new record.
pub fn time(fields: &Fields, name: &str, zone: Zone, before: Option<Instant>) -> Result<Instant, BadField> {
    fields.time(name, zone)?.or(before).ok_or_else(|| missing(name))
}
