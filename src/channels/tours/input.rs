//! Texts and numbers that customers give for keeping: how long, and without letters that no document may hold.
//!
//! Called by the room's handlers for addresses, contacts and orders.

use chrono::{Days, Months, NaiveDate};

use crate::clock::Zone;
use crate::http::{BadField, Fields};

/// A text as it came, blank included; `None` where the field is not there.
///
/// # Errors
/// [`BadField`] for more than `most` letters, and for control characters.
pub fn text(fields: &Fields, name: &str, most: usize) -> Result<Option<String>, BadField> {
    fields.kept_text(name, most)
}

/// Puts a text in the place of what is there, if the field is there.
///
/// # Errors
/// As [`text`].
pub fn put(place: &mut String, fields: &Fields, name: &str, most: usize) -> Result<(), BadField> {
    if let Some(text) = text(fields, name, most)? {
        *place = text;
    }
    Ok(())
}

/// Puts a number that is not negative in the place of what is there, if the field is there.
///
/// # Errors
/// [`BadField`] for anything else.
pub fn put_number(place: &mut i64, fields: &Fields, name: &str) -> Result<(), BadField> {
    match fields.number::<i64>(name)? {
        Some(number) if number < 0 => Err(BadField(format!("{name} is negative"))),
        Some(number) => {
            *place = number;
            Ok(())
        }
        None => Ok(()),
    }
}

/// Which page of a list, and how many rows it has: `page` from 1 on, `pagesize` 10 where it is not named.
///
/// # Errors
/// [`BadField`] for numbers that make no page.
pub fn page(fields: &Fields) -> Result<(i64, i64), BadField> {
    let page = fields.number::<i64>("page")?.unwrap_or(1);
    let size = fields.number::<i64>("pagesize")?.unwrap_or(10);
    if (1..=100_000).contains(&page) && (1..=100).contains(&size) {
        Ok((page, size))
    } else {
        Err(BadField("there is no such page".to_owned()))
    }
}

/// The first and the last day of a month, `yyyy-mm`; that of `today` where the field is not there.
///
/// # Errors
/// [`BadField`] for anything else.
pub fn month(fields: &Fields, name: &str, zone: Zone, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), BadField> {
    let bad = || BadField(format!("{name} is no month"));
    let text = fields.text(name).map_or_else(|| today.format("%Y-%m").to_string(), |text| text.trim().to_owned());
    let first = zone.parse_date(&format!("{text}-01")).map(|at| zone.date(at)).ok_or_else(bad)?;
    let last = first.checked_add_months(Months::new(1)).and_then(|next| next.checked_sub_days(Days::new(1)));
    Ok((first, last.ok_or_else(bad)?))
}
