//! `get_product_list_long` and `get_product_detail`: what can be bought, and when (docs/spec/tours.md sections 3 and
//! 5).
//!
//! Neither shows anything of anybody, so neither asks who is calling.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::codes::{self, Fault};
use super::input;
use super::selection;
use super::service::{Call, Outcome};
use super::sql::{calendar, packages as sql};
use super::tree::{KeptTree, Tree};
use super::wire::catalogue as wire;
use crate::channels::tours::ids::PackageId;
use crate::clock::Instant;
use crate::http::{BadField, Fields};
use crate::money::Fen;
use crate::orders::{self, Terms};
use crate::store::{Db, Kept, StoreError};

use super::package::{Holds, Lowest, Package, PackageKind};

/// What the list of packages is to show.
#[derive(Clone, Copy, Debug)]
struct PackageFilter {
    /// Where they start; `None` for everywhere.
    city_id: Option<i64>,
    /// What they are; `None` for all.
    kind: Option<PackageKind>,
    /// The travel date, where one is wished: it must be one that the check takes.
    date: Option<NaiveDate>,
}

/// A package with its lowest price and when it was made.
type Listed = (Package, Fen, Instant);

/// `get_product_list_long`: the packages of a city.
///
/// # Errors
/// 300001.
pub async fn get_product_list_long(call: &Call) -> Outcome {
    let fields = &call.fields;
    fields.required("version")?;
    fields.required("page")?;
    let at = input::page(fields)?;
    let city_id = Some(fields.required_number("city_id")?);
    let kind = PackageKind::from_number(fields.required_number("type")?);
    let wanted = PackageFilter { city_id, kind, date: wished_date(call)? };
    let places = fields.ids("destination_ids")?.unwrap_or_default();
    let sort = sort_of(fields)?;
    // Of a number that is no kind there is nothing.
    let look = |db: &Db<'_>| if kind.is_some() { listed(db, &call.terms, wanted) } else { Ok(Vec::new()) };
    let mut found = call.outlet.store.read(look)?;
    let destinations: BTreeMap<i64, String> =
        found.iter().map(|(package, _, _)| (package.destination_id, package.destination.clone())).collect();
    found.retain(|(package, _, _)| places.is_empty() || places.contains(&package.destination_id));
    sort(&mut found);
    let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let skip = usize::try_from((at.0 - 1) * at.1).unwrap_or(usize::MAX);
    let size = usize::try_from(at.1).unwrap_or(0);
    let page: Vec<_> = found.into_iter().skip(skip).take(size).map(|(package, price, _)| (package, price)).collect();
    Ok(wire::list(&page, &destinations, count, at))
}

/// The packages of all cities for the shop's own pages, each with its lowest price. Those pages put a tour together of its parts, which
/// a group has not: groups are sold through the calls.
pub fn on_sale(db: &Db<'_>, terms: &Terms) -> Result<Vec<(Package, Fen)>, StoreError> {
    let all = PackageFilter { city_id: None, kind: None, date: None };
    let mut found = Vec::new();
    for (package, price, _) in listed(db, terms, all)? {
        if !sql::is_group(db, package.id)? {
            found.push((package, price));
        }
    }
    Ok(found)
}

/// The packages that fit. A price is that of the cheapest day which can be had; of a package that has none yet, what its seats
/// and rooms cost from.
fn listed(db: &Db<'_>, terms: &Terms, wanted: PackageFilter) -> Result<Vec<Listed>, StoreError> {
    let today = terms.zone.date(terms.now);
    let mut found = Vec::new();
    for (package, made) in sql::listed(db, wanted.city_id, wanted.kind)? {
        let Some(earliest) = package.earliest(today) else { continue };
        let span = (wanted.date.unwrap_or(earliest), wanted.date.unwrap_or(NaiveDate::MAX));
        let days = if span.0 < earliest { Vec::new() } else { calendar::lowest(db, package.id, span, terms.now)? };
        let has_rooms = sql::has_rooms(db, package.id)?;
        let best = days.iter().filter_map(|(_, day)| day.price(has_rooms)).min();
        let least =
            |of: fn(&Lowest) -> Option<Fen>| days.iter().filter_map(|(_, day)| of(day)).min().unwrap_or_default();
        match best {
            Some(price) => found.push((package, price, made)),
            None if wanted.date.is_none() => {
                let price = least(|day| day.seat) + least(|day| day.night);
                found.push((package, price, made));
            }
            None => {}
        }
    }
    Ok(found)
}

fn wished_date(call: &Call) -> Result<Option<NaiveDate>, BadField> {
    call.fields.text("will_date").map(|text| selection::day(text, call.terms.zone)).transpose()
}

type Sort = fn(&mut [Listed]);

/// `orderby`: 0 as they come, 1 sales, 2 dearest first, 3 cheapest first, 4 newest first.
fn sort_of(fields: &Fields) -> Result<Sort, BadField> {
    match fields.number::<i64>("orderby")?.unwrap_or(0) {
        0 => Ok(|_| {}),
        1 => Ok(|found| found.sort_by_key(|(package, _, _)| Reverse(package.sold))),
        2 => Ok(|found| found.sort_by_key(|(_, price, _)| Reverse(*price))),
        3 => Ok(|found| found.sort_by_key(|(_, price, _)| *price)),
        4 => Ok(|found| found.sort_by_key(|(_, _, made)| Reverse(*made))),
        _ => Err(BadField("orderby is no way of sorting".to_owned())),
    }
}

/// `get_product_detail`: one package with what it offers and the calendar of a `month` (`yyyy-mm`, this one where it is not
/// named) from today on; travel dates begin as many days later as selling ends before them.
///
/// # Errors
/// 300001 for a package that is not sold.
pub async fn get_product_detail(call: &Call) -> Outcome {
    let id = call.fields.required_number::<PackageId>("product_id")?;
    let today = call.today();
    let (first, last) = input::month(&call.fields, "month", call.terms.zone, today)?;
    let question = Question { id, today, first, last };
    let kept = call.outlet.memory::<KeptDetails>();
    let stamp = call.outlet.store.stamp(&[&calendar::OFFERED]);
    if let Some(detail) = stamp.and_then(|stamp| kept.get(&question, stamp)).filter(|it| it.holds_at(call.terms.now)) {
        return Ok(Tree::Kept(Arc::clone(&detail.tree)));
    }
    let (tree, until) =
        call.outlet.store.read(|db| Ok::<_, Fault>((detail(db, call, question)?, until(db, &call.terms)?)))?;
    let (Some(stamp), Some(until)) = (stamp, until) else { return Ok(tree) };
    let tree = Arc::new(KeptTree::of(tree).map_err(|error| StoreError::Other(error.to_string()))?);
    let weight = tree.length() * TREE_BYTES;
    kept.put(question, stamp, Arc::new(Detail { tree: Arc::clone(&tree), from: call.terms.now, until }), weight);
    Ok(Tree::Kept(tree))
}

/// What of the call a detail depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Question {
    id: PackageId,
    today: NaiveDate,
    first: NaiveDate,
    last: NaiveDate,
}

/// Details that are kept ready.
type KeptDetails = Kept<Question, Arc<Detail>>;

/// Bytes that a tree has in memory for each of its JSON, at most, with the JSON itself.
const TREE_BYTES: usize = 6;

/// A detail, with the time in which it is true as long as nothing is written.
struct Detail {
    tree: Arc<KeptTree>,
    from: Instant,
    until: Instant,
}

impl Detail {
    fn holds_at(&self, now: Instant) -> bool {
        (self.from..self.until).contains(&now)
    }
}

/// When the next order's time is over, whose pieces then count as free although nothing is written; nothing where that of one is over
/// already, until it has been cleared away.
fn until(db: &Db<'_>, terms: &Terms) -> Result<Option<Instant>, StoreError> {
    let next = orders::next_overdue(db)?.unwrap_or(Instant(i64::MAX));
    Ok((next > terms.now).then_some(next))
}

fn detail(db: &Db<'_>, call: &Call, asked: Question) -> Outcome {
    let span = (asked.first.max(asked.today), asked.last);
    let package = sql::package(db, asked.id)?.filter(|package| package.enabled).ok_or(codes::PARAMETER)?;
    let shelf = sql::shelf(db, package, span, Holds::OfLiving(call.terms.now))?;
    let earliest = shelf.package.earliest(asked.today).unwrap_or(NaiveDate::MAX);
    Ok(wire::detail(&shelf, earliest))
}
