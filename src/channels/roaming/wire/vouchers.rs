//! Vouchers and data cards on the wire.

use serde::Serialize;

use crate::channels::roaming::areas::CardKind;
use crate::channels::roaming::cards::Card;
use crate::channels::roaming::ids::{CardId, TemplateId, TemplateProductId, VoucherId};
use crate::channels::roaming::vouchers::{Template, TemplateKind, Voucher};
use crate::clock::Zone;
use crate::ids::{AccountId, OrderId, ProductId};
use crate::money::Fen;

/// A voucher of an account. What it does not say itself its template says; `repeat` and `repeatable` are the same
/// (docs/spec/roaming.md section 0.10), because the recorded server sent the one and its app reads the other.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct VoucherShape<'v> {
    #[serde(skip_serializing_if = "Option::is_none")]
    background: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effect_datetime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evoucher: Option<TemplateShape<'v>>,
    evoucher_sn: i64,
    evoucherid: TemplateId,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_datetime: Option<String>,
    id: VoucherId,
    image: &'v str,
    location: &'v str,
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_amount: Option<Fen>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_amount: Option<Fen>,
    #[serde(skip_serializing_if = "Option::is_none")]
    money: Option<Fen>,
    name: &'v str,
    #[serde(skip_serializing_if = "Option::is_none")]
    orderid: Option<OrderId>,
    repeat: bool,
    repeatable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    showdetail: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    used_datetime: Option<String>,
    userid: AccountId,
}

/// A voucher's shape; with its template inside where the recorded answers have it.
pub(in crate::channels::roaming) fn voucher<'v>(
    it: &'v Voucher,
    template: &'v Template,
    nested: Option<TemplateShape<'v>>,
    zone: Zone,
) -> VoucherShape<'v> {
    let text =
        |own: &'v Option<String>, shared: &'v str| own.as_deref().or(Some(shared)).filter(|text| !text.is_empty());
    VoucherShape {
        background: it.background.as_deref(),
        description: text(&it.description, &template.description),
        effect_datetime: it.effect_at.or(template.effect_at).map(|at| zone.text(at)),
        evoucher: nested,
        evoucher_sn: it.serial,
        evoucherid: it.template_id,
        failure_datetime: it.failure_at.or(template.failure_at).map(|at| zone.text(at)),
        id: it.id,
        image: if it.image.is_empty() { &template.image } else { &it.image },
        // A gift is redeemed by whoever has its serial (docs/spec/roaming.md section 0.21).
        location: if it.is_gift() { "evoucher" } else { &template.location },
        logo: Some(template.logo.as_str()).filter(|logo| !logo.is_empty()),
        max_amount: template.max_amount,
        min_amount: template.min_amount,
        money: it.money.or(Some(template.money)).filter(|money| *money > Fen::ZERO),
        name: it.name.as_deref().unwrap_or(&template.name),
        orderid: it.order_id,
        repeat: template.repeatable,
        repeatable: template.repeatable,
        showdetail: None,
        used_datetime: it.used_at.map(|at| zone.text(at)),
        userid: it.account_id,
    }
}

impl VoucherShape<'_> {
    /// Says whether the app is to show the voucher itself, after a code was redeemed.
    pub(in crate::channels::roaming) fn with_detail(mut self, shown: bool) -> Self {
        self.showdetail = Some(shown);
        self
    }
}

/// A template inside a voucher, as recorded.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct TemplateShape<'t> {
    background: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    effect_datetime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_datetime: Option<String>,
    id: TemplateId,
    money: Fen,
    name: &'t str,
    prdevouchers: Vec<TemplateProduct>,
    repeat: bool,
}

/// A product that a template is for.
#[derive(Clone, Copy, Debug, Serialize)]
pub(in crate::channels::roaming) struct TemplateProduct {
    pub(in crate::channels::roaming) evoucherid: TemplateId,
    pub(in crate::channels::roaming) id: TemplateProductId,
    pub(in crate::channels::roaming) productid: ProductId,
}

/// A template's shape inside a voucher.
pub(in crate::channels::roaming) fn nested_template(
    it: &Template,
    products: Vec<TemplateProduct>,
    zone: Zone,
) -> TemplateShape<'_> {
    TemplateShape {
        background: &it.background,
        effect_datetime: it.effect_at.map(|at| zone.text(at)),
        failure_datetime: it.failure_at.map(|at| zone.text(at)),
        id: it.id,
        money: it.money,
        name: &it.name,
        prdevouchers: products,
        repeat: it.repeatable,
    }
}

/// A template by itself.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct WholeTemplate<'t> {
    background: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    createtime: Option<String>,
    description: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    effect_datetime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_datetime: Option<String>,
    id: TemplateId,
    image: &'t str,
    location: &'t str,
    logo: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_amount: Option<Fen>,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_amount: Option<Fen>,
    money: Fen,
    name: &'t str,
    prdevouchers: &'t [TemplateProduct],
    repeat: bool,
    repeatable: bool,
    #[serde(rename = "type")]
    kind: TemplateKind,
}

pub(in crate::channels::roaming) fn whole_template<'t>(
    it: &'t Template,
    products: &'t [TemplateProduct],
    zone: Zone,
) -> WholeTemplate<'t> {
    WholeTemplate {
        background: &it.background,
        createtime: it.created_at.map(|at| zone.text(at)),
        description: &it.description,
        effect_datetime: it.effect_at.map(|at| zone.text(at)),
        failure_datetime: it.failure_at.map(|at| zone.text(at)),
        id: it.id,
        image: &it.image,
        location: &it.location,
        logo: &it.logo,
        max_amount: it.max_amount,
        min_amount: it.min_amount,
        money: it.money,
        name: &it.name,
        prdevouchers: products,
        repeat: it.repeatable,
        repeatable: it.repeatable,
        kind: it.kind,
    }
}

/// A data card as customers see it: nothing of what is on the chip. `userid` 0 is nobody.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct DataCard<'c> {
    iccid: &'c str,
    id: CardId,
    userid: AccountId,
}

pub(in crate::channels::roaming) fn data_card(it: &Card) -> DataCard<'_> {
    DataCard { iccid: &it.iccid, id: it.id, userid: it.account_id.unwrap_or(AccountId::NOBODY) }
}

/// A data card as the store room sees it; `type` is left out for the ordinary kind (recorded).
#[derive(Serialize)]
pub(in crate::channels::roaming) struct StockCard<'c> {
    iccid: &'c str,
    id: CardId,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<CardKind>,
    userid: AccountId,
}

pub(in crate::channels::roaming) fn stock_card(it: &Card) -> StockCard<'_> {
    let kind = Some(it.kind).filter(|kind| *kind != CardKind::Europe);
    StockCard { iccid: &it.iccid, id: it.id, kind, userid: it.account_id.unwrap_or(AccountId::NOBODY) }
}
