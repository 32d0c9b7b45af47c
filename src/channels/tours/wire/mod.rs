//! The shapes on the wire: keys in the recorded order, nearly every value a text (docs/spec/tours.md section 2).

pub mod catalogue;
pub mod orders;

use super::check::Basket;
use super::coupon::Coupon;
use super::group::GroupPrices;
use super::package::Package;
use super::person::{Address, CertificateKind, Contact};
use super::tree::Tree;
use crate::clock::{Instant, Zone};
use crate::money::Fen;
use crate::orders::Terms;

/// The time of a coupon that was not spent.
const NO_TIME: &str = "0000-00-00 00:00:00";

/// What the form of an order is filled in from.
pub struct Form<'f> {
    /// What is asked for.
    pub package: &'f Package,
    /// The default address.
    pub address: Option<&'f Address>,
    /// Who may travel.
    pub contacts: &'f [Contact],
    /// What may be spent.
    pub coupons: &'f [Coupon],
}

/// `data` of a check that succeeds.
pub fn check(terms: &Terms, form: &Form<'_>, basket: &Basket) -> Tree {
    filled_in(terms, form, vec![("hotel_price_total", Tree::yuan(basket.hotel_total))])
}

/// `data` of a group's check that succeeds.
pub fn group_check(terms: &Terms, form: &Form<'_>, total: Fen, prices: GroupPrices) -> Tree {
    let prices = vec![
        ("total_price", Tree::yuan(total)),
        ("differ_price", Tree::yuan(prices.single)),
        ("adult_price", Tree::yuan(prices.adult)),
        ("child_price", Tree::yuan(prices.child)),
    ];
    filled_in(terms, form, prices)
}

fn filled_in(terms: &Terms, form: &Form<'_>, prices: Vec<(&'static str, Tree)>) -> Tree {
    let zone = terms.zone;
    let address = form.address.map_or_else(|| Tree::Object(Vec::new()), |it| self::address(it, zone));
    let mut members = vec![("address_default", address)];
    members.extend(form_flags(form.package));
    members.extend(prices);
    members.push(("user_certs", Tree::list(form.contacts, |it| contact(it, zone))));
    members.extend(accepted_papers(form.package));
    members.push(("coupon_list", Tree::list(form.coupons, |it| coupon(it, zone, terms.now))));
    Tree::Object(members)
}

/// What the order form asks for.
fn form_flags(package: &Package) -> [(&'static str, Tree); 4] {
    [
        ("email_status", Tree::Truth(package.email_needed)),
        ("email_require", Tree::Truth(package.email_required)),
        ("weixin_status", Tree::Truth(package.weixin_needed)),
        ("weixin_require", Tree::Truth(package.weixin_required)),
    ]
}

fn accepted_papers(package: &Package) -> [(&'static str, Tree); 2] {
    let accepted = package.certificates().map(Tree::text).collect();
    [("cert_name_arr", certificate_names()), ("support_passport_info", Tree::List(accepted))]
}

fn certificate_names() -> Tree {
    let name = |kind: &CertificateKind| {
        Tree::Object(vec![("key", Tree::Number(kind.number().into())), ("value", Tree::text(kind.name()))])
    };
    Tree::list(CertificateKind::ALL, name)
}

/// An address.
pub fn address(it: &Address, zone: Zone) -> Tree {
    Tree::Object(vec![
        ("address_id", Tree::text(it.id)),
        ("address_name", Tree::text(&it.name)),
        ("uid", Tree::text(it.account_id)),
        ("receiver", Tree::text(&it.receiver)),
        ("country", Tree::text(it.country)),
        ("province", Tree::text(it.province)),
        ("city", Tree::text(it.city)),
        ("area", Tree::text(it.area)),
        ("street", Tree::text(it.street)),
        ("address", Tree::text(&it.address)),
        ("zipcode", Tree::text(&it.zipcode)),
        ("tel", Tree::text(&it.tel)),
        ("mobile", Tree::text(&it.mobile)),
        ("email", Tree::text(&it.email)),
        ("is_default", Tree::bit(it.is_default)),
        ("ctime", Tree::text(zone.text(it.created_at))),
        ("province_name", Tree::text(&it.province_name)),
        ("city_name", Tree::text(&it.city_name)),
    ])
}

/// `data` of the contact list.
pub fn contacts(found: &[Contact], zone: Zone) -> Tree {
    Tree::Object(vec![
        ("user_certs", Tree::list(found, |it| contact(it, zone))),
        ("cert_name_arr", certificate_names()),
    ])
}

/// A contact with its papers.
pub fn contact(it: &Contact, zone: Zone) -> Tree {
    let paper = |paper: &super::person::Certificate| {
        Tree::Object(vec![
            ("id", Tree::text(paper.id)),
            ("cert_type", Tree::text(paper.kind)),
            ("cert_no", Tree::text(&paper.number)),
            ("cert_name", Tree::text(paper.kind.name())),
        ])
    };
    Tree::Object(vec![
        ("pid", Tree::text(it.id)),
        ("uid", Tree::text(it.account_id)),
        ("name", Tree::text(&it.name)),
        ("first_name", Tree::text(&it.first_name)),
        ("last_name", Tree::text(&it.last_name)),
        ("phone_num", Tree::text(&it.phone_num)),
        ("sex", Tree::text(it.sex)),
        ("birthday", Tree::text(&it.birthday)),
        ("nationality", Tree::text(it.nationality)),
        ("ctime", Tree::text(zone.text(it.created_at))),
        ("identity", Tree::text(&it.identity)),
        ("certs", Tree::list(&it.certificates, paper)),
    ])
}

/// `data` of the coupon list.
pub fn coupons(found: &[Coupon], zone: Zone, now: Instant) -> Tree {
    Tree::Object(vec![("coupon_list", Tree::list(found, |it| coupon(it, zone, now)))])
}

/// A coupon as it is at an instant.
pub fn coupon(it: &Coupon, zone: Zone, now: Instant) -> Tree {
    let terms = &it.terms;
    let (status, status_name) = match it.used_at {
        Some(_) => (1, "已使用"),
        None if now.second() > terms.ends_at => (2, "已过期"),
        None => (0, "未使用"),
    };
    Tree::Object(vec![
        ("min_amount", Tree::text(format!("满{}可用", short(terms.min_amount)))),
        ("use_status", Tree::text(status)),
        ("coupon_type", Tree::text(terms.kind)),
        ("coupon_name", Tree::text(&terms.name)),
        ("plat_id", Tree::text(terms.plat_id)),
        ("limit_type", Tree::text(terms.limit_type)),
        ("activity_id", Tree::text(terms.activity_id)),
        ("coupon_sn", Tree::text(&it.serial)),
        ("use_limit", Tree::text(terms.use_limit)),
        ("coupon_money", Tree::text(short(terms.money))),
        ("coupon_start_time", Tree::text(zone.text(terms.starts_at))),
        ("coupon_end_time", Tree::text(zone.text(terms.ends_at))),
        ("order_sn", Tree::text(&it.order_sn)),
        ("use_time", Tree::text(it.used_at.map_or_else(|| NO_TIME.to_owned(), |at| zone.text(at)))),
        ("use_time_stamp", Tree::text(it.used_at.map_or(0, Instant::unix_seconds))),
        ("coupon_tag", Tree::text(&terms.tag)),
        ("plat", Tree::text(&terms.plat)),
        ("coupon_type_cn", Tree::text(terms.kind.name())),
        ("coupon_status_cn", Tree::text(status_name)),
        ("start_time", Tree::text(zone.date_text(terms.starts_at))),
        ("end_time", Tree::text(zone.date_text(terms.ends_at))),
    ])
}

/// Yuan without zeros at the end, as coupons write them: `1`, `1.01`.
fn short(amount: Fen) -> String {
    amount.decimal().normalize().to_string()
}
