//! The shapes of the package list and of one package with its calendar.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::channels::tours::package::{Day, Lowest, Offer, OfferKind, Package, PackageOffers};
use crate::channels::tours::tree::Tree;
use crate::money::Fen;

/// `order_list`: the ways of sorting, by `orderby`.
const SORTS: [&str; 5] = ["默认", "销量", "价格从高到低", "价格从低到高", "最新"];

/// `page` of any list.
pub fn page(count: i64, (page, size): (i64, i64)) -> Tree {
    Tree::Object(vec![
        ("page", Tree::text(page)),
        ("pagesize", Tree::text(size)),
        ("total", Tree::text(count)),
        ("page_count", Tree::text((count + size - 1) / size)),
    ])
}

/// A package of the list with its lowest price.
fn entry(package: &Package, price: Fen) -> Tree {
    Tree::Object(vec![
        ("aid", Tree::text(package.id)),
        ("title", Tree::text(&package.title)),
        ("sub_title", Tree::text(&package.sub_title)),
        ("banner", Tree::text(&package.banner)),
        ("sell_num", Tree::text(package.sold)),
        ("min_goods_price", Tree::text(price)),
        ("min_market_price", Tree::text(package.market_price)),
        ("activity_type", Tree::text(package.activity_type)),
        ("cat_id", Tree::text(package.cat_id)),
        ("is_official", Tree::bit(package.is_official)),
        ("ticket_type", Tree::text(package.ticket_type)),
        ("destination_id", Tree::text(package.destination_id)),
        ("destination_name", Tree::text(&package.destination)),
    ])
}

/// `data` of the list: one page of the packages, and what they can be sorted and narrowed by.
pub fn list(found: &[(Package, Fen)], destinations: &BTreeMap<i64, String>, count: i64, at: (i64, i64)) -> Tree {
    let sort = |(key, name): (i64, &str)| Tree::Object(vec![("key", Tree::text(key)), ("value", Tree::text(name))]);
    let place = |(id, name): (&i64, &String)| {
        Tree::Object(vec![("destination_id", Tree::text(id)), ("destination_name", Tree::text(name))])
    };
    Tree::Object(vec![
        ("list", Tree::list(found, |(package, price)| entry(package, *price))),
        ("order_list", Tree::List((0..).zip(SORTS).map(sort).collect())),
        ("destination_list", Tree::List(destinations.iter().map(place).collect())),
        ("page", page(count, at)),
    ])
}

/// `data` of one package: its terms, the days from `earliest` on on which it can be had, and every offer with its own calendar.
pub fn detail(shelf: &PackageOffers, earliest: NaiveDate) -> Tree {
    let package = &shelf.package;
    let mut members = vec![
        ("product_id", Tree::text(package.id)),
        ("title", Tree::text(&package.title)),
        ("sub_title", Tree::text(&package.sub_title)),
        ("banner", Tree::text(&package.banner)),
        ("sell_num", Tree::text(package.sold)),
        ("min_market_price", Tree::text(package.market_price)),
        ("destination_id", Tree::text(package.destination_id)),
        ("destination_name", Tree::text(&package.destination)),
        ("lead_days", Tree::text(package.lead_days)),
    ];
    members.extend(super::form_flags(package));
    members.extend(super::accepted_papers(package));
    members.push(("calendar", calendar(shelf, earliest)));
    for (name, kind) in [
        ("hotels", OfferKind::Hotel),
        ("planes", OfferKind::Flight),
        ("scenerys", OfferKind::Scenery),
        ("insurances", OfferKind::Insurance),
        ("cars", OfferKind::Car),
        ("others", OfferKind::Other),
        ("seats", OfferKind::Seat),
        ("children", OfferKind::Child),
        ("singles", OfferKind::Single),
    ] {
        let of_kind = shelf.offers.iter().filter(|offer| offer.kind == kind);
        members.push((name, Tree::List(of_kind.map(|it| offer(shelf, it, earliest)).collect())));
    }
    Tree::Object(members)
}

fn offer(shelf: &PackageOffers, it: &Offer, earliest: NaiveDate) -> Tree {
    let mut members = if it.kind == OfferKind::Flight {
        vec![("combo_id", Tree::text(it.key.product_id))]
    } else {
        vec![
            ("product_id", Tree::text(it.key.product_id)),
            ("sell_id", Tree::text(it.key.sell_id)),
            ("supplier_id", Tree::text(it.key.supplier_id)),
        ]
    };
    // A flight or a group leaves on the travel date.
    let is_of_date = matches!(it.kind, OfferKind::Flight | OfferKind::Seat | OfferKind::Child | OfferKind::Single);
    let leaves = |date: NaiveDate| !is_of_date || date >= earliest;
    let own = shelf.days.iter().filter(|((id, date), _)| *id == it.id && leaves(*date));
    let days: BTreeMap<NaiveDate, Day> = own.map(|((_, date), day)| (*date, *day)).collect();
    let days: Vec<Tree> = days.iter().map(|(date, it)| day(*date, it.price, it.free)).collect();
    members.extend([("name", Tree::text(&it.name)), ("calendar", Tree::List(days))]);
    Tree::Object(members)
}

fn day(date: NaiveDate, price: Fen, free: i64) -> Tree {
    Tree::Object(vec![("date", Tree::text(date)), ("price", Tree::text(price)), ("stock", Tree::text(free))])
}

/// The days that can be had; a day costs its cheapest seat and night together, and its stock is that of the seats.
fn calendar(shelf: &PackageOffers, earliest: NaiveDate) -> Tree {
    let cheapest = |kind: OfferKind, date: NaiveDate| {
        let offers = shelf.offers.iter().filter(|offer| offer.kind == kind);
        let days = offers.filter_map(|offer| shelf.day(offer, date)).filter(|day| day.free > 0);
        days.min_by_key(|day| day.price)
    };
    let mut dates: Vec<NaiveDate> = shelf.days.keys().map(|(_, date)| *date).filter(|date| *date >= earliest).collect();
    dates.sort_unstable();
    dates.dedup();
    let open = |date: NaiveDate| {
        let kind = if shelf.is_group() { OfferKind::Seat } else { OfferKind::Flight };
        let (seat, night) = (cheapest(kind, date), cheapest(OfferKind::Hotel, date));
        let lowest = Lowest { seat: seat.map(|seat| seat.price), night: night.map(|night| night.price) };
        Some(day(date, lowest.price(shelf.has(OfferKind::Hotel))?, seat?.free))
    };
    Tree::List(dates.into_iter().filter_map(open).collect())
}
