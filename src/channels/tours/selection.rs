//! What a customer chose: the fields of a check or a submit, read into plain values (docs/spec/tours.md sections 1 and
//! 4).
//!
//! Only the shape is judged here; whether the choice exists and is free is for the rules that get it.

use chrono::{Days, NaiveDate};
use serde_json::{Map, Value};

use super::package::{OfferKey, OfferKind};
use crate::channels::tours::ids::PackageId;
use crate::clock::Zone;
use crate::http::{BadField, Fields};
use crate::money::Fen;

/// Fields that hold lists; an empty XML element of such a name is an empty list.
pub(super) const LISTS: [(&str, OfferKind); 5] = [
    ("hotels", OfferKind::Hotel),
    ("scenerys", OfferKind::Scenery),
    ("insurances", OfferKind::Insurance),
    ("cars", OfferKind::Car),
    ("others", OfferKind::Other),
];

/// Entries that one list takes.
const MAX_ITEMS: usize = 50;

/// A chosen hotel or add-on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: OfferKind,
    /// How the wire names it.
    pub key: OfferKey,
    /// The day, or the evening of the first night.
    pub first: NaiveDate,
    /// Nights; 1 for everything but hotels.
    pub nights: u64,
    /// Rooms or pieces.
    pub quantity: i64,
}

/// The form of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Everybody chooses his own parts.
    Free {
        /// Flights with this number ...
        combo_id: i64,
        /// ... if they cost no more than this.
        most_for_flight: Fen,
    },
    /// Everybody goes with the group.
    Group,
}

/// A whole choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The package.
    pub package_id: PackageId,
    /// The travel date.
    pub date: NaiveDate,
    /// Grown-ups.
    pub adults: i64,
    /// Children; each takes a seat.
    pub children: i64,
    /// Of which form the package must be.
    pub form: Form,
    /// Hotels and add-ons in the order of the fields.
    pub items: Vec<Item>,
    /// What the client thinks the order costs; filters coupons.
    pub sum: Fen,
    /// What the client takes off at once; filters coupons.
    pub reduction: Fen,
}

impl Selection {
    /// Reads the fields of a check.
    ///
    /// # Errors
    /// [`BadField`] for anything that is missing or of the wrong shape.
    pub fn read(fields: &Fields, zone: Zone) -> Result<Self, BadField> {
        let (combo_id, most_for_flight) = flight(fields)?;
        let mut items = Vec::new();
        for (name, kind) in LISTS {
            let must = matches!(kind, OfferKind::Hotel | OfferKind::Scenery);
            items.extend(list(fields, name, kind, must, zone)?);
        }
        Self::of(fields, zone, Form::Free { combo_id, most_for_flight }, items)
    }

    /// Reads the fields of a group's check, which has no parts to choose.
    ///
    /// # Errors
    /// As [`Selection::read`].
    pub fn read_group(fields: &Fields, zone: Zone) -> Result<Self, BadField> {
        Self::of(fields, zone, Form::Group, Vec::new())
    }

    /// Reads the fields of a submit: a group's where no flight and no hotel is named.
    ///
    /// # Errors
    /// As [`Selection::read`]; also for a group's order that names parts.
    pub fn read_either(fields: &Fields, zone: Zone) -> Result<Self, BadField> {
        let is_empty = |name| fields.text(name).is_none_or(|text| matches!(text.trim(), "{}" | "[]" | "null"));
        if !is_empty("planes") {
            return Self::read(fields, zone);
        }
        if !LISTS.iter().all(|(name, _)| is_empty(name)) {
            return Err(BadField("parts are chosen, but no flight".to_owned()));
        }
        Self::read_group(fields, zone)
    }

    fn of(fields: &Fields, zone: Zone, form: Form, items: Vec<Item>) -> Result<Self, BadField> {
        // Whose it is has been judged by the credential; the document wants it said all the same.
        fields.required("uid")?;
        fields.required("version")?;
        let (adults, children) = (whole(fields, "adult_num", 0)?, whole(fields, "child_num", 0)?);
        if adults.checked_add(children).is_none_or(|party| party == 0) {
            return Err(BadField("nobody travels".to_owned()));
        }
        Ok(Self {
            package_id: PackageId(whole(fields, "product_id", 1)?),
            date: day(fields.required("date")?, zone)?,
            adults,
            children,
            form,
            items,
            sum: amount(fields.required("sum_money")?)?,
            reduction: fields.text("app_sub_money").map(amount).transpose()?.unwrap_or_default(),
        })
    }

    /// How many travel.
    #[must_use]
    pub fn party(&self) -> i64 {
        self.adults.saturating_add(self.children)
    }

    /// The first and the last day that the choice needs; the last is the end of time where nights are beyond it.
    #[must_use]
    pub fn span(&self) -> (NaiveDate, NaiveDate) {
        let last = |item: &Item| item.first.checked_add_days(Days::new(item.nights)).unwrap_or(NaiveDate::MAX);
        let first = self.items.iter().map(|item| item.first).min().unwrap_or(self.date).min(self.date);
        let last = self.items.iter().map(last).max().unwrap_or(self.date).max(self.date);
        (first, last)
    }
}

/// Reads a day as the wire writes it.
///
/// # Errors
/// [`BadField`] for anything else, the 30th of February included.
pub(super) fn day(text: &str, zone: Zone) -> Result<NaiveDate, BadField> {
    let at = zone.parse_date(text.trim()).ok_or_else(|| BadField("there is no such day".to_owned()))?;
    Ok(zone.date(at))
}

fn whole(fields: &Fields, name: &str, least: i64) -> Result<i64, BadField> {
    let number = fields.required_number::<i64>(name)?;
    if number >= least { Ok(number) } else { Err(BadField(format!("{name} is below {least}"))) }
}

/// Clients compute these amounts in floating point.
fn amount(text: &str) -> Result<Fen, BadField> {
    Fen::parse_computed(text).ok_or_else(|| BadField("this is no amount".to_owned()))
}

fn json(fields: &Fields, name: &str) -> Result<Option<Value>, BadField> {
    let parse = |text| serde_json::from_str(text).map_err(|_| BadField(format!("{name} is broken JSON")));
    fields.text(name).map(parse).transpose()
}

/// `planes`.
fn flight(fields: &Fields) -> Result<(i64, Fen), BadField> {
    match json(fields, "planes")? {
        Some(Value::Object(planes)) => {
            Ok((number(&planes, "combo_id")?, amount(&needed(&planes, "goods_price_max")?)?))
        }
        _ => Err(BadField("planes is no object".to_owned())),
    }
}

fn list(fields: &Fields, name: &str, kind: OfferKind, must: bool, zone: Zone) -> Result<Vec<Item>, BadField> {
    match json(fields, name)? {
        Some(Value::Array(entries)) if entries.len() <= MAX_ITEMS => {
            entries.iter().map(|entry| item(entry, kind, zone)).collect()
        }
        // Forms write what is not there as null; in JSON it has gone before.
        None | Some(Value::Null) if !must => Ok(Vec::new()),
        _ => Err(BadField(format!("{name} is missing or no list of at most {MAX_ITEMS} entries"))),
    }
}

fn item(entry: &Value, kind: OfferKind, zone: Zone) -> Result<Item, BadField> {
    let Value::Object(entry) = entry else { return Err(BadField("an entry is no object".to_owned())) };
    let (first, nights) = if kind == OfferKind::Hotel { stay(entry, zone)? } else { (date(entry, "date", zone)?, 1) };
    let quantity = number(entry, "num")?;
    if quantity < 1 {
        return Err(BadField("num is below 1".to_owned()));
    }
    let key = OfferKey {
        product_id: number(entry, "product_id")?,
        sell_id: number(entry, "sell_id")?,
        supplier_id: number(entry, "supplier_id")?,
    };
    Ok(Item { kind, key, first, nights, quantity })
}

/// First night and number of nights: `date` and `night_num` (1 where nothing tells), or `in_date` and `out_date` instead. Where
/// both are told they must tell the same stay.
fn stay(entry: &Map<String, Value>, zone: Zone) -> Result<(NaiveDate, u64), BadField> {
    let told = |name| text(entry, name).map(|_| date(entry, name, zone)).transpose();
    let (on, arrival, departure) = (told("date")?, told("in_date")?, told("out_date")?);
    let nights = text(entry, "night_num").map(|text| crate::http::whole(text.trim()).parse().unwrap_or(0));
    let first = on.or(arrival).ok_or_else(|| BadField("a stay has no day".to_owned()))?;
    let of_range = departure.map(|last| u64::try_from((last - first).num_days()).unwrap_or(0));
    let is_one_stay =
        arrival.is_none_or(|day| day == first) && nights.is_none_or(|it| of_range.is_none_or(|of| of == it));
    let is_whole = on.is_some() || departure.is_some();
    match of_range.or(nights).unwrap_or(1) {
        1.. if !is_one_stay || !is_whole => Err(BadField("a stay is told in two ways, or half".to_owned())),
        0 => Err(BadField("a stay has no night".to_owned())),
        nights => Ok((first, nights)),
    }
}

fn date(entry: &Map<String, Value>, name: &str, zone: Zone) -> Result<NaiveDate, BadField> {
    day(&needed(entry, name)?, zone)
}

fn number(entry: &Map<String, Value>, name: &str) -> Result<i64, BadField> {
    crate::http::whole(needed(entry, name)?.trim()).parse().map_err(|_| BadField(format!("{name} is no usable number")))
}

fn needed(entry: &Map<String, Value>, name: &str) -> Result<String, BadField> {
    text(entry, name).ok_or_else(|| BadField(format!("{name} is missing")))
}

/// A text or number that is there and not blank.
pub(super) fn text(entry: &Map<String, Value>, name: &str) -> Option<String> {
    match entry.get(name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Fields {
        let mut fields = Fields::default();
        for (name, value) in [
            ("date", "2016-01-28"),
            ("uid", "629"),
            ("version", "2.0.1"),
            ("adult_num", "2"),
            ("child_num", "1"),
            ("product_id", "500"),
            ("sum_money", "1500.000000001"),
            ("planes", r#"{"goods_price_max":"550.00","combo_id":65}"#),
            (
                "hotels",
                r#"[{"product_id":"601","sell_id":601,"supplier_id":"57","in_date":"2016-01-28","out_date":"2016-01-30","num":"1","x":[1]}]"#,
            ),
            ("scenerys", "[]"),
        ] {
            fields.set(name, value);
        }
        fields
    }

    fn read(name: &str, value: &str) -> Result<Selection, BadField> {
        let mut fields = fields();
        fields.set(name, value);
        Selection::read(&fields, Zone::china())
    }

    fn hotel(dates: &str) -> Option<(String, u64)> {
        let hotels = format!(r#"[{{"product_id":"601","sell_id":"601","supplier_id":"57","num":"1",{dates}}}]"#);
        let chosen = read("hotels", &hotels).ok()?;
        Some((chosen.items[0].first.to_string(), chosen.items[0].nights))
    }

    #[test]
    fn texts_and_numbers_mean_the_same_and_unknown_keys_nothing() {
        let chosen = Selection::read(&fields(), Zone::china()).unwrap();
        let flight = Form::Free { combo_id: 65, most_for_flight: Fen(55_000) };
        assert_eq!((chosen.form, chosen.sum), (flight, Fen(150_000)));
        assert_eq!((chosen.party(), chosen.items.len(), chosen.items[0].nights), (3, 1, 2));
    }

    #[test]
    fn a_stay_is_told_by_nights_or_by_its_ends() {
        let of = |day: &str, nights| Some((day.to_owned(), nights));
        assert_eq!(hotel(r#""date":"2016-01-28""#), of("2016-01-28", 1));
        assert_eq!(hotel(r#""date":"2016-01-28","night_num":3"#), of("2016-01-28", 3));
        assert_eq!(hotel(r#""in_date":"2016-02-28","out_date":"2016-03-01""#), of("2016-02-28", 2));
        for range in [
            r#""date":"2016-01-28","in_date":"2016-01-28","out_date":"2016-01-31""#,
            r#""date":"2016-01-28","out_date":"2016-01-31""#,
            r#""date":"2016-01-28","in_date":"2016-01-28","out_date":"2016-01-31","night_num":"3""#,
            r#""in_date":"2016-01-28","out_date":"2016-01-31","night_num":3"#,
        ] {
            assert_eq!(hotel(range), of("2016-01-28", 3), "{range}");
        }
        for senseless in [
            r#""night_num":"2""#,
            r#""date":"2016-01-28","in_date":"2016-01-29","out_date":"2016-01-31""#,
            r#""date":"2016-01-28","in_date":"2016-01-28","out_date":"2016-01-31","night_num":"1""#,
            r#""in_date":"2016-01-28","out_date":"2016-01-31","night_num":"2""#,
            r#""date":"2016-01-28","out_date":"2016-01-27""#,
            r#""date":"2016-01-28","out_date":"x""#,
            r#""in_date":"2016-01-28","night_num":"2""#,
            r#""date":"2016-02-30""#,
            r#""date":"2016-01-28","night_num":"0""#,
            r#""date":"2016-01-28","night_num":"-1""#,
            r#""in_date":"2016-01-28","out_date":"2016-01-28""#,
            r#""in_date":"2016-01-28""#,
        ] {
            assert_eq!(hotel(senseless), None, "{senseless}");
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let item = r#"{"product_id":"1","sell_id":"1","supplier_id":"1","date":"2016-01-28","num":"1"}"#;
        let many = format!("[{}]", [item; 51].join(","));
        for (name, value) in [
            ("date", "28.01.2016"),
            ("uid", ""),
            ("adult_num", "-1"),
            ("adult_num", "9223372036854775807"),
            ("sum_money", "-0.01"),
            ("sum_money", "-0.001"),
            ("app_sub_money", "-0.001"),
            ("sum_money", "NaN"),
            ("hotels", ""),
            ("hotels", "{}"),
            ("hotels", "[[]]"),
            ("hotels", &"[".repeat(10_000)),
            ("planes", "[]"),
            ("planes", r#"{"combo_id":65}"#),
            ("scenerys", &many),
            ("scenerys", "null"),
            ("hotels", "null"),
            ("planes", "null"),
            ("others", r#"[{"product_id":"1"}]"#),
        ] {
            assert!(read(name, value).is_err(), "{name} {value}");
        }
    }

    #[test]
    fn what_may_be_missing_may_be_null() {
        for name in ["insurances", "cars", "others"] {
            assert_eq!(read(name, "null"), read(name, "[]"), "{name}");
        }
    }

    #[test]
    fn a_stay_beyond_the_end_of_time_has_a_span_all_the_same() {
        let hotels = r#"[{"product_id":"1","sell_id":"1","supplier_id":"1","date":"9999-12-31","night_num":"18446744073709551615","num":"1"}]"#;
        assert_eq!(read("hotels", hotels).unwrap().span().1, NaiveDate::MAX);
    }
}
