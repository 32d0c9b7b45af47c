//! `course_offer_gets` with `all`, `course_offer_set`: what a voucher costs, pays for, and when it is sold and taken.

use serde_json::{Value, json};

use super::{Record, RecordQuery, input};
use crate::channels::courses::ids::OfferId;
use crate::channels::courses::offer::{OfferTerms, yuan};
use crate::channels::courses::sql::records as sql;
use crate::channels::courses::staff::error::StaffError;
use crate::clock::{Instant, Zone};
use crate::http::{BadField, Fields};
use crate::staff_api::{Call, Outcome};
use crate::store::{Db, StoreError, Tx};

/// Letters of a name.
const NAME_LENGTH: usize = 100;
/// Letters of a condition, a method, an instruction.
const TEXT_LENGTH: usize = 1000;

/// An offer with everything that the staff says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptOffer {
    /// What it costs and gives, and when.
    pub terms: OfferTerms,
    /// Who may use its vouchers.
    pub use_condition: String,
    /// How they are used.
    pub use_method: String,
    /// What else is to be known.
    pub use_instruction: String,
}

/// All offers by id, with how many vouchers of each were sold and not given back.
///
/// # Errors
/// 1100, 1101, 1103.
pub fn all(call: &Call) -> Outcome {
    super::gets::<KeptOffer>(call, "offers", None)
}

/// `course_offer_set` {offerid, name, value, `rebate_value`, `buy_from`, `buy_until`, `use_from`, `use_until`, `use_condition`,
/// `use_method`, `use_instruction`, active}: money in whole yuan. Sold vouchers keep name, price and worth; the time in which
/// they are taken can only grow while some are out.
///
/// # Errors
/// 1100, 1101, 1103, 1307 for less time than vouchers that are out were sold with.
pub async fn set(call: &Call) -> Outcome {
    super::set::<KeptOffer>(call).await
}

impl OfferTerms {
    fn makes_sense(&self) -> bool {
        let times = self.buy_from <= self.buy_until && self.use_from <= self.use_until;
        // Nobody pays more for a voucher than it pays for.
        times && self.value <= self.rebate_value
    }

    fn takes_time_away_from(&self, before: &Self) -> bool {
        self.use_from > before.use_from || self.use_until < before.use_until
    }
}

impl Record for KeptOffer {
    type Id = OfferId;

    const TABLE: &'static str = "course_offers";
    const ID: &'static str = "offerid";
    const NAME: &'static str = "offer";
    const DEED: crate::orders::Deed = crate::orders::Deed("course_offer_set");

    fn find(db: &Db<'_>, id: OfferId) -> Result<Option<Self>, StoreError> {
        sql::offer(db, id)
    }

    fn read(fields: &Fields, zone: Zone, before: Option<&Self>) -> Result<Self, BadField> {
        let long = |name: &str, before: Option<&String>| input::lines(fields, name, TEXT_LENGTH, before);
        let time = |name: &str, before: Option<Instant>| input::time(fields, name, zone, before);
        let known = before.map(|it| &it.terms);
        let terms = OfferTerms {
            name: input::word(fields, "name", NAME_LENGTH, known.map(|it| &it.name))?,
            value: input::yuan(fields, "value", known.map(|it| it.value))?,
            rebate_value: input::yuan(fields, "rebate_value", known.map(|it| it.rebate_value))?,
            buy_from: time("buy_from", known.map(|it| it.buy_from))?,
            buy_until: time("buy_until", known.map(|it| it.buy_until))?,
            use_from: time("use_from", known.map(|it| it.use_from))?,
            use_until: time("use_until", known.map(|it| it.use_until))?,
            active: fields.flag("active")?.unwrap_or(known.is_none_or(|it| it.active)),
        };
        let offer = Self {
            terms,
            use_condition: long("use_condition", before.map(|it| &it.use_condition))?,
            use_method: long("use_method", before.map(|it| &it.use_method))?,
            use_instruction: long("use_instruction", before.map(|it| &it.use_instruction))?,
        };
        if offer.terms.makes_sense() {
            Ok(offer)
        } else {
            Err(BadField("an offer ends before it begins, or costs more than it pays for".to_owned()))
        }
    }

    fn check(&self, db: &Db<'_>, now: Instant, before: Option<(OfferId, &Self)>) -> Result<(), StaffError> {
        match before {
            Some((id, known)) => {
                let shortened = known.terms.use_until >= now.second() && self.terms.takes_time_away_from(&known.terms);
                if shortened && sql::is_out(db, id)? { Err(StaffError::WrongState) } else { Ok(()) }
            }
            None => Ok(()),
        }
    }

    fn put(&self, tx: &Tx<'_>, id: OfferId) -> Result<(), StoreError> {
        sql::put_offer(tx, id, self)
    }

    fn note(&self, zone: Zone) -> Value {
        let terms = &self.terms;
        json!({
            "active": terms.active, "buy_from": zone.text(terms.buy_from), "buy_until": zone.text(terms.buy_until),
            "name": terms.name, "rebate_value": yuan(terms.rebate_value), "use_condition": self.use_condition,
            "use_from": zone.text(terms.use_from), "use_instruction": self.use_instruction,
            "use_method": self.use_method, "use_until": zone.text(terms.use_until), "value": yuan(terms.value),
        })
    }

    fn listed(db: &Db<'_>, zone: Zone, query: RecordQuery<OfferId>) -> Result<(i64, Vec<Value>), StoreError> {
        let shape = |row: &sql::OfferRow| {
            let mut shape = row.offer.note(zone);
            shape["offerid"] = json!(row.id);
            shape["sold"] = row.sold.into();
            shape
        };
        Ok((sql::count_offers(db)?, sql::offers(db, query)?.iter().map(shape).collect()))
    }
}
