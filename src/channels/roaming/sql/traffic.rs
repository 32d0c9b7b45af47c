//! The back office's lists of trips with their cards and customers.

use super::cards::{self, TRIP};
use super::search::Within;
use crate::channels::roaming::areas::CardKind;
use crate::channels::roaming::cards::Trip;
use crate::clock::Instant;
use crate::store::{Conditions, Db, Page, Row, RowResult, StoreError};

/// Trips with a card, without one, or all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::channels::roaming) enum Cards {
    #[default]
    Any,
    Without,
    With,
}

/// What trips are listed by; what is none counts for all.
#[derive(Clone, Debug, Default)]
pub(in crate::channels::roaming) struct Marks {
    pub(in crate::channels::roaming) paid: Option<bool>,
    pub(in crate::channels::roaming) cards: Cards,
    pub(in crate::channels::roaming) ends_after: Option<Instant>,
    pub(in crate::channels::roaming) phone: Option<String>,
    pub(in crate::channels::roaming) starts: Within,
    pub(in crate::channels::roaming) ends: Within,
}

/// A trip with its card and its customer's phone.
#[derive(Clone, Debug)]
pub(in crate::channels::roaming) struct Traffic {
    pub(in crate::channels::roaming) trip: Trip,
    pub(in crate::channels::roaming) imsi: Option<String>,
    /// The second number of a dual card.
    pub(in crate::channels::roaming) imsi_hk: Option<String>,
    pub(in crate::channels::roaming) card_kind: Option<CardKind>,
    pub(in crate::channels::roaming) phone: Option<String>,
}

const TABLES: &str = "from trips t
    join accounts a on a.id = t.account_id
    left join data_cards c on c.id = t.card_id";

fn traffic(row: &Row<'_>) -> RowResult<Traffic> {
    Ok(Traffic {
        trip: cards::trip(row)?,
        imsi: row.get(10)?,
        card_kind: row.get(11)?,
        phone: row.get(12)?,
        imsi_hk: row.get(13)?,
    })
}

fn conditions(marks: &Marks) -> Conditions {
    let mut all = Conditions::default();
    let ms = |at: Option<Instant>| at.map(|at| at.0);
    all.add("t.paid = $", marks.paid);
    let with_card = match marks.cards {
        Cards::Any => None,
        Cards::Without => Some(0_i64),
        Cards::With => Some(1),
    };
    all.add("case when t.card_id is null then 0 else 1 end = $", with_card);
    all.add("t.ends_at > $", ms(marks.ends_after));
    all.add("a.phone = $", marks.phone.clone());
    all.add("t.starts_at >= $", ms(marks.starts.from));
    all.add("t.starts_at < $", ms(marks.starts.before));
    all.add("t.ends_at >= $", ms(marks.ends.from));
    all.add("t.ends_at < $", ms(marks.ends.before));
    all
}

/// A page of the trips that have the marks, by id.
pub(in crate::channels::roaming) fn rows(db: &Db<'_>, marks: &Marks, page: Page) -> Result<Vec<Traffic>, StoreError> {
    let mut all = conditions(marks);
    let part = all.bind_page(page);
    let sql =
        format!("select {TRIP}, c.imsi, c.kind, a.phone, c.imsi_hk {TABLES} where {} order by t.id {part}", all.text());
    db.rows(&sql, all.params().as_slice(), traffic)
}

/// How many trips have the marks.
pub(in crate::channels::roaming) fn count(db: &Db<'_>, marks: &Marks) -> Result<i64, StoreError> {
    let all = conditions(marks);
    let sql = format!("select count(*) {TABLES} where {}", all.text());
    db.number(&sql, all.params().as_slice())
}
