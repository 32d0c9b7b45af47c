//! What a customer has bought and can use: data packages, exclusive numbers, call minutes
//! (docs/spec/roaming.md section 11).
//!
//! Packages exist once their order is paid. Each list is one statement, however many packages there are.

use super::sql::{gifts, grants, packages as sql};
use super::wire::packages as wire;
use crate::catalogue::Kind;
use crate::clock::Instant;
use crate::ids::{AccountId, LineId, OrderId, ProductId};
use crate::money::Hundredths;
use crate::orders::Terms;
use crate::staff_api::codes::Fault;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Db, StoreError};

/// The minutes of an account that are valid at an instant.
type MinuteSource = fn(&Db<'_>, AccountId, Instant) -> Result<i64, StoreError>;

/// Where call minutes come from: what is valid of each at an instant counts into the total, the same in every service that
/// shows it (docs/spec/roaming.md section 0.12). Minutes that are credited otherwise than by an order line are one more
/// entry here.
const MINUTE_SOURCES: &[MinuteSource] = &[sql::minutes_of_lines, grants::minutes, gifts::minutes];

/// A paid line with data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// The line.
    pub line_id: LineId,
    /// Its order.
    pub order_id: OrderId,
    /// The product.
    pub product_id: ProductId,
    /// The product's name.
    pub name: String,
    /// The product's kind, `type` on the wire.
    pub kind: Kind,
    /// Path of the product's picture.
    pub logo: String,
    /// Pieces.
    pub quantity: i64,
    /// Where to.
    pub area: Option<String>,
    /// First instant.
    pub starts_at: Option<Instant>,
    /// Last instant.
    pub ends_at: Option<Instant>,
    /// The iccids of the cards that its pieces are tied to.
    pub cards: Vec<String>,
}

impl Package {
    /// Its shape on the wire.
    #[must_use]
    pub(in crate::channels::roaming) fn shape(&self, terms: &Terms) -> wire::ServicePackage<'_> {
        wire::package(self, terms)
    }
}

/// An exclusive number that was bought or given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberHold {
    /// The number.
    pub phone: String,
    /// First instant.
    pub starts_at: Instant,
    /// Last instant.
    pub ends_at: Instant,
    /// What it was bought with; `None` for a number that was given.
    pub bought: Option<NumberProduct>,
}

/// The paid line that an exclusive number comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberProduct {
    /// The line.
    pub line_id: LineId,
    /// The product.
    pub product_id: ProductId,
    /// The product's name.
    pub name: String,
    /// The product's kind, `type` on the wire.
    pub kind: Kind,
    /// Path of the product's picture.
    pub logo: String,
}

/// Which packages a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Those that have begun and not ended.
    Current,
    /// Those that have not ended, future ones too.
    NotEnded,
}

impl Span {
    /// The latest instant at which what is listed may begin.
    #[must_use]
    pub fn latest_start(self, now: Instant) -> Instant {
        match self {
            Self::Current => now,
            Self::NotEnded => Instant(i64::MAX),
        }
    }
}

/// What is left of a period; it counts from now, even before the period begins (recorded).
#[must_use]
pub fn remainder(ends_at: Instant, now: Instant) -> Hundredths {
    Hundredths::days(ends_at.since(now))
}

/// Minutes bought, used and left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minutes {
    /// Of all that is valid now.
    pub total: i64,
    /// All that the account has ever talked; begun minutes do not count.
    pub used: i64,
}

impl Minutes {
    /// What is left: the difference (docs/spec/roaming.md section 11), and nothing where more was talked than is valid now
    /// (section 0.12).
    #[must_use]
    pub fn left(self) -> i64 {
        self.total.saturating_sub(self.used).max(0)
    }
}

/// The minutes of an account.
pub fn minutes(db: &Db<'_>, account: AccountId, now: Instant) -> Result<Minutes, StoreError> {
    let mut total = 0_i64;
    for source in MINUTE_SOURCES {
        total = total.saturating_add(source(db, account, now)?);
    }
    Ok(Minutes { total, used: sql::seconds_used(db, account)? / 60 })
}

/// The numbers of an account in a span: those that were bought by line, then those that were given.
pub fn numbers(db: &Db<'_>, account: AccountId, span: Span, now: Instant) -> Result<Vec<NumberHold>, StoreError> {
    let mut held = sql::numbers(db, account, now, span.latest_start(now))?;
    held.extend(grants::numbers(db, account, now, span.latest_start(now))?);
    Ok(held)
}

/// The package of a paid line of an account.
pub fn of_line(db: &Db<'_>, account: AccountId, line: LineId) -> Result<Option<Package>, StoreError> {
    sql::package_of_line(db, account, line)
}

/// `trafficvoice_get`: what the user can use now.
///
/// # Errors
/// 1100, 1101.
pub async fn current(call: &Call) -> Outcome {
    list(call, Span::Current, wire::number_with_product)
}

/// `alltrafficvoice_get`: future packages too; its numbers are bare (recorded).
///
/// # Errors
/// 1100, 1101.
pub async fn all(call: &Call) -> Outcome {
    list(call, Span::NotEnded, wire::bare_number)
}

type NumberShape = for<'n> fn(&'n NumberHold, &Terms) -> wire::ServicePackage<'n>;

fn list(call: &Call, span: Span, number_shape: NumberShape) -> Outcome {
    let account = call.signed_in()?.id;
    let now = call.terms.now;
    let (found, held, minutes) = call.outlet.store.read(|db| {
        let found = sql::packages(db, account, now, span.latest_start(now))?;
        Ok::<_, Fault>((found, numbers(db, account, span, now)?, minutes(db, account, now)?))
    })?;
    let packages = found.iter().map(|package| package.shape(&call.terms));
    let numbers = held.iter().map(|number| number_shape(number, &call.terms));
    Answer::object(&wire::Packages {
        servicepackages: packages.chain(numbers).collect(),
        voiceavailable: wire::minutes(minutes),
    })
}

/// `voiceavailable_get`: minutes, and the number that the user has now; without one an empty object, which the app needs.
///
/// # Errors
/// 1100, 1101.
pub async fn voice(call: &Call) -> Outcome {
    let account = call.signed_in()?.id;
    let now = call.terms.now;
    let (held, minutes) = call
        .outlet
        .store
        .read(|db| Ok::<_, Fault>((numbers(db, account, Span::Current, now)?, minutes(db, account, now)?)))?;
    let number = held.first().map(|number| wire::voice_number(number, &call.terms)).unwrap_or_default();
    Answer::object(&wire::Voice { voiceavailable: wire::minutes(minutes), voicenumber: number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_left_are_what_was_bought_less_what_was_used() {
        for (total, used, left) in [(600, 154, 446), (2700, 157, 2543), (0, 154, 0), (153, 154, 0), (0, 0, 0)] {
            assert_eq!(Minutes { total, used }.left(), left);
        }
    }

    #[test]
    fn a_remainder_counts_from_now_in_hundredths_of_a_day() {
        let zone = crate::clock::Zone::china();
        let at = |text| zone.parse_text(text).unwrap();
        let now = at("2016-07-22 18:38:19");
        for (end, left) in [("2016-08-25 23:59:59", 3422), ("2016-07-30 23:59:59", 822), ("2016-07-22 00:00:00", 0)] {
            assert_eq!(remainder(at(end), now), Hundredths(left), "{end}");
        }
    }
}
