//! `get_product_list_long` and `get_product_detail`: what can be bought, and when (tours.md sections 3 and 5).
//!
//! Neither shows anything of anybody, so neither asks who is calling.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::fault;
use super::input;
use super::selection;
use super::service::{Call, Outcome};
use super::sql::packages::{self as sql, Listed};
use super::wire::catalogue as wire;
use crate::clock::Instant;
use crate::http::{BadField, Fields};
use crate::money::Fen;
use crate::store::StoreError;

use super::package::Package;

/// `get_product_list_long`: the packages of a city.
///
/// # Errors
/// 300001.
pub async fn get_product_list_long(call: &Call) -> Outcome {
    let fields = &call.fields;
    fields.required("version")?;
    fields.required("page")?;
    let at = input::page(fields)?;
    let (date, today) = (wished_date(call)?, call.today());
    let wanted =
        Listed { city_id: fields.required_number("city_id")?, kind: fields.required_number("type")?, date, today };
    let places = fields.ids("destination_ids")?.unwrap_or_default();
    let sort = sort_of(fields)?;
    let mut found = call.app.store.read(|db| sql::listed(db, &wanted))?;
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

fn wished_date(call: &Call) -> Result<Option<chrono::NaiveDate>, BadField> {
    call.fields.text("will_date").map(|text| selection::day(text, call.terms.zone)).transpose()
}

type Sort = fn(&mut [(Package, Fen, Instant)]);

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
/// named) from today on.
///
/// # Errors
/// 300001 for a package that is not sold.
pub async fn get_product_detail(call: &Call) -> Outcome {
    let id = call.fields.required_number::<i64>("product_id")?;
    let (first, last) = input::month(&call.fields, "month", call.terms.zone, call.today())?;
    let span = (first.max(call.today()), last);
    let shelf = call.app.store.read(|db| {
        let package = sql::package(db, id)?.filter(|package| package.enabled);
        package.map(|package| sql::shelf(db, package, span)).transpose()
    });
    let shelf = shelf.map_err(|error: StoreError| fault::Fault::from(error))?;
    shelf.map(|shelf| wire::detail(&shelf)).ok_or(fault::PARAMETER)
}
