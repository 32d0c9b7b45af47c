//! What a customer chose for a line: dates, area, card, minutes (docs/spec/roaming.md sections 0.11 and 7).

use serde::{Deserialize, Serialize};

use crate::catalogue::{Attribute, Kind, Sheet};
use crate::clock::{DAY_MS, Instant, Zone};
use crate::http::{BadField, Fields};
use crate::text;

/// A start may lie this far in the past, and no further.
const LATEST_START_MS: i64 = DAY_MS;
/// Characters of a freely chosen attribute.
const MAX_VALUE_LEN: usize = 100;
/// More pieces than any outlet has.
const MAX_PIECES: i64 = 100_000;
/// More minutes than anybody talks.
const MAX_MINUTES: i64 = 10_000_000;

/// A chosen attribute as a line shows it. A card that is handed over with an order has no name and price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attr {
    /// The attribute's name, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The surcharge as text, empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
    /// What was chosen.
    pub value: String,
    /// The parameter's name.
    pub varname: String,
}

/// Parameter names of the attributes that rules look at.
pub mod var {
    /// Country or region of a data package.
    pub const AREA: &str = "areaname";
    /// First instant.
    pub const START: &str = "effect_datetime";
    /// Last instant.
    pub const END: &str = "failure_datetime";
    /// A data card's iccid.
    pub const CARD: &str = "simid";
    /// An exclusive number.
    pub const PHONE: &str = "phone";
    /// Call minutes.
    pub const MINUTES: &str = "call_duration";
}

/// What was chosen for a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Pieces.
    pub quantity: i64,
    /// First instant.
    pub start: Option<Instant>,
    /// Last instant.
    pub end: Option<Instant>,
    /// The area, if the product has it.
    pub area: Option<String>,
    /// A data card's iccid.
    pub card: Option<String>,
    /// A number that the customer would like.
    pub phone: Option<String>,
    /// Call minutes.
    pub minutes: Option<i64>,
    /// All of it as the line shows it, in the product's order.
    pub attrs: Vec<Attr>,
}

/// Reads a choice for a product; what the product asks for is looked at by [`check`].
///
/// # Errors
/// [`BadField`] (1100) for numbers and dates that are none, a start long past, an end before its start, minutes that nobody
/// can buy.
pub fn read(fields: &Fields, sheet: &Sheet, now: Instant, zone: Zone) -> Result<Choice, BadField> {
    let quantity = fields.number::<i64>("quantity")?.unwrap_or(1);
    if !(1..=MAX_PIECES).contains(&quantity) {
        return Err(BadField("quantity is none that can be sold".to_owned()));
    }
    let start = read_time(fields, var::START, zone, false)?;
    let end = read_time(fields, var::END, zone, true)?;
    let minutes = fields.number::<i64>(var::MINUTES)?;
    let attrs = accepted(fields, sheet);
    if attrs.iter().any(|attr| attr.value.chars().count() > MAX_VALUE_LEN) {
        return Err(BadField("an attribute is too long".to_owned()));
    }
    let chosen = |varname: &str| attrs.iter().find(|attr| attr.varname == varname).map(|attr| attr.value.clone());
    let dated = |varname: &str, at: Option<Instant>| at.filter(|_| chosen(varname).is_some());
    let choice = Choice {
        quantity,
        start: dated(var::START, start),
        end: dated(var::END, end),
        area: chosen(var::AREA),
        card: chosen(var::CARD),
        phone: chosen(var::PHONE),
        minutes: minutes.filter(|_| chosen(var::MINUTES).is_some()),
        attrs,
    };
    check_alone(&choice, now)?;
    Ok(choice)
}

/// What no product allows.
///
/// # Errors
/// As [`read`].
pub fn check_alone(choice: &Choice, now: Instant) -> Result<(), BadField> {
    let bad = |what: &str| Err(BadField(what.to_owned()));
    if choice.start.is_some_and(|start| now.since(start) > LATEST_START_MS) {
        return bad("the start is more than 24 hours ago");
    }
    if choice.end.is_some_and(|end| end < choice.start.unwrap_or(now)) {
        return bad("the end is before the start");
    }
    if !(0..=MAX_MINUTES).contains(&choice.minutes.unwrap_or(0)) {
        return bad("minutes that nobody can buy");
    }
    Ok(())
}

/// What a product asks for.
///
/// # Errors
/// [`BadField`] (1100) for a start without an end for days, a number without dates, traffic and voice in one without minutes.
pub fn check(choice: &Choice, sheet: &Sheet) -> Result<(), BadField> {
    let bad = |what: &str| Err(BadField(what.to_owned()));
    if sheet.is_per_day() && choice.start.is_some() && choice.end.is_none() {
        return bad("a start without an end");
    }
    if sheet.has_number() && (choice.start.is_none() || choice.end.is_none()) {
        return bad("a number without dates");
    }
    // Traffic and voice in one is charged by the minute (docs/spec/roaming.md section 7): without minutes its days
    // would be given away. Minutes alone are none where none are named, and cost nothing.
    if sheet.product.kind == Kind::TrafficAndVoice && choice.minutes.unwrap_or(0) == 0 {
        return bad("traffic and voice without minutes");
    }
    Ok(())
}

/// A time, or a day alone: its first second for a start, its last for an end (the recorded server took days, too).
fn read_time(fields: &Fields, name: &str, zone: Zone, end: bool) -> Result<Option<Instant>, BadField> {
    let Some(text) = fields.text(name).map(str::trim) else { return Ok(None) };
    let day = || zone.parse_date(text).map(|start| if end { start.plus_ms(DAY_MS - 1000) } else { start });
    zone.parse_text(text).or_else(day).map(Some).ok_or_else(|| BadField(format!("{name} is no time")))
}

/// The given attributes that the product knows, in its order. A preset is taken only when the value is one of them.
fn accepted(fields: &Fields, sheet: &Sheet) -> Vec<Attr> {
    let mut attrs: Vec<Attr> = Vec::new();
    for known in &sheet.attributes {
        let Some(value) = fields.text(&known.varname).map(str::trim) else { continue };
        let fits = known.value.is_empty() || known.value == value;
        if fits && !attrs.iter().any(|attr| attr.varname == known.varname) {
            attrs.push(attr_of(known, value));
        }
    }
    attrs
}

fn attr_of(known: &Attribute, value: &str) -> Attr {
    // Yes or no: `true` in any case is yes, anything else no (docs/spec/roaming.md section 1), stored as recorded.
    let value = match known.varname.as_str() {
        var::CARD => text::card(value),
        var::PHONE => text::phone(value),
        _ if known.kind == "boolean" => value.eq_ignore_ascii_case("true").to_string(),
        _ => value.to_owned(),
    };
    Attr { name: Some(known.name.clone()), price: Some(known.surcharge.clone()), value, varname: known.varname.clone() }
}
