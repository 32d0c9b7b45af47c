//! Packages, numbers and minutes on the wire (docs/spec/roaming.md section 11).

use serde::Serialize;

use crate::catalogue::Kind;
use crate::channels::roaming::packages::{Minutes, NumberHold, Package, remainder};
use crate::ids::{LineId, OrderId, ProductId};
use crate::money::Hundredths;
use crate::orders::Terms;

/// A package or a number in the list of packages.
#[derive(Default, Serialize)]
pub(in crate::channels::roaming) struct ServicePackage<'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    areaname: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effect_datetime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_datetime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    orderdetailid: Option<LineId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    orderid: Option<OrderId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    productid: Option<ProductId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remainder: Option<Hundredths>,
    #[serde(skip_serializing_if = "Option::is_none")]
    simid: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    simids: Option<&'p [String]>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
}

/// A package; `simid` is the first of its cards.
pub(in crate::channels::roaming) fn package<'p>(it: &'p Package, terms: &Terms) -> ServicePackage<'p> {
    ServicePackage {
        areaname: it.area.as_deref(),
        effect_datetime: it.starts_at.map(|at| terms.zone.text(at)),
        failure_datetime: it.ends_at.map(|at| terms.zone.text(at)),
        logo: Some(&it.logo),
        name: Some(&it.name),
        orderdetailid: Some(it.line_id),
        orderid: Some(it.order_id),
        phone: None,
        productid: Some(it.product_id),
        quantity: Some(it.quantity),
        remainder: it.ends_at.map(|end| remainder(end, terms.now)),
        simid: it.cards.first().map(String::as_str),
        simids: Some(&it.cards),
        kind: Some(it.kind),
    }
}

/// A number as `alltrafficvoice_get` shows it (recorded).
pub(in crate::channels::roaming) fn bare_number<'n>(it: &'n NumberHold, terms: &Terms) -> ServicePackage<'n> {
    ServicePackage {
        effect_datetime: Some(terms.zone.text(it.starts_at)),
        failure_datetime: Some(terms.zone.text(it.ends_at)),
        phone: Some(&it.phone),
        remainder: Some(remainder(it.ends_at, terms.now)),
        ..ServicePackage::default()
    }
}

/// A number as `trafficvoice_get` shows it (recorded).
pub(in crate::channels::roaming) fn number_with_product<'n>(it: &'n NumberHold, terms: &Terms) -> ServicePackage<'n> {
    let Some(bought) = &it.bought else { return bare_number(it, terms) };
    ServicePackage {
        logo: Some(&bought.logo),
        name: Some(&bought.name),
        orderdetailid: Some(bought.line_id),
        productid: Some(bought.product_id),
        kind: Some(bought.kind),
        ..bare_number(it, terms)
    }
}

/// Minutes.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct VoiceAvailable {
    remaindertime: i64,
    totaltime: i64,
    usedtime: i64,
}

pub(in crate::channels::roaming) fn minutes(it: Minutes) -> VoiceAvailable {
    VoiceAvailable { remaindertime: it.left(), totaltime: it.total, usedtime: it.used }
}

/// A number beside the minutes; empty without one.
#[derive(Default, Serialize)]
pub(in crate::channels::roaming) struct VoiceNumber<'n> {
    #[serde(skip_serializing_if = "Option::is_none")]
    effect_datetime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_datetime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'n str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaindertime: Option<Hundredths>,
}

pub(in crate::channels::roaming) fn voice_number<'n>(it: &'n NumberHold, terms: &Terms) -> VoiceNumber<'n> {
    VoiceNumber {
        effect_datetime: Some(terms.zone.text(it.starts_at)),
        failure_datetime: Some(terms.zone.text(it.ends_at)),
        phone: Some(&it.phone),
        remaindertime: Some(remainder(it.ends_at, terms.now)),
    }
}

/// The result of the two lists of packages.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Packages<'p> {
    pub(in crate::channels::roaming) servicepackages: Vec<ServicePackage<'p>>,
    pub(in crate::channels::roaming) voiceavailable: VoiceAvailable,
}

/// The result of `voiceavailable_get`.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Voice<'n> {
    pub(in crate::channels::roaming) voiceavailable: VoiceAvailable,
    pub(in crate::channels::roaming) voicenumber: VoiceNumber<'n>,
}
