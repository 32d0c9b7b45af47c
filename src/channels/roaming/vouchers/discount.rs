//! Vouchers that take money off an order: which fit (`availevoucher_gets`), and using them (`evoucher_discount`).

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::{Template, TemplateKind, Voucher, sql, used_on, wire};
use crate::catalogue::{self, Kind, Sheet};
use crate::channels::roaming::ids::VoucherId;
use crate::channels::roaming::orders::own_roaming;
use crate::clock::{Instant, Zone};
use crate::ids::{AccountId, LineId, OrderId, ProductId};
use crate::money::Fen;
use crate::orders::{self, Line, Order, OrderError, Terms};
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Db, StoreError, Tx};
use wire::{TemplateProduct, VoucherShape};

/// Vouchers that one order takes.
const MOST: usize = 20;

/// Why a voucher cannot be used.
#[derive(Debug, thiserror::Error)]
pub(in crate::channels::roaming) enum DiscountError {
    /// 1201.
    #[error("there is no such voucher")]
    Unknown,
    /// 1200.
    #[error("the voucher was used before")]
    Used,
    /// 1202.
    #[error("the voucher is not for this order, or not for this day")]
    Unfit,
    #[error(transparent)]
    Order(#[from] OrderError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An order as vouchers look at it.
struct Basket<'o> {
    order: &'o Order,
    lines: Vec<(Line, Arc<Sheet>)>,
    products: Vec<TemplateProduct>,
}

/// What a template meets in an order.
struct Met<'b> {
    line: &'b Line,
    sheet: &'b Sheet,
    /// The product of the line, or the part of it, that the template is for.
    product: ProductId,
}

/// A voucher that was used on an order.
struct Taken {
    voucher: Voucher,
    template: Template,
    /// What it takes off.
    value: Fen,
}

impl<'o> Basket<'o> {
    fn read(db: &Db<'_>, order: &'o Order) -> Result<Self, StoreError> {
        let mut sheets: HashMap<ProductId, Option<Arc<Sheet>>> = HashMap::new();
        let mut lines = Vec::new();
        for line in orders::lines_of(db, order.id())? {
            let sheet = match sheets.entry(line.item().product()) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(place) => place.insert(catalogue::sheet(db, line.item().product())?).clone(),
            };
            if let Some(sheet) = sheet {
                lines.push((line, sheet));
            }
        }
        Ok(Self { order, lines, products: sql::products(db)? })
    }

    /// Whether a template is for some products alone.
    fn is_restricted(&self, template: &Template) -> bool {
        self.products.iter().any(|entry| entry.evoucherid == template.id)
    }

    /// The first line that a template is for, with the product that it meets there; the parts of packages count.
    fn match_of(&self, template: &Template) -> Option<Met<'_>> {
        let is_restricted = self.is_restricted(template);
        let wants = |product: ProductId| {
            self.products.iter().any(|entry| entry.evoucherid == template.id && entry.productid == product)
        };
        self.lines.iter().find_map(|(line, sheet)| {
            let own = std::iter::once(sheet.product.id);
            let mut parts = own.chain(sheet.components().iter().map(|part| part.id));
            let met = if is_restricted {
                parts.find(|id| wants(*id))
            } else if template.kind == TemplateKind::Days {
                sheet.components().iter().find(|part| part.kind.is_per_day()).map(|part| part.id)
            } else {
                parts.next()
            };
            met.map(|product| Met { line, sheet, product })
        })
    }

    /// The lines of traffic and minutes, which recharge vouchers pay (docs/spec/roaming.md section 0.21).
    fn services(&self) -> impl Iterator<Item = &Line> {
        let is_one = |sheet: &Sheet| matches!(sheet.product.kind, Kind::Traffic | Kind::Voice | Kind::TrafficAndVoice);
        self.lines.iter().filter(move |(_, sheet)| is_one(sheet)).map(|(line, _)| line)
    }

    /// What a voucher takes off this order; `None` where it does not fit. A template's limits mean the payable amount, both
    /// inclusive, but days for one that takes days off (docs/spec/roaming.md sections 0.10 and 9).
    fn value(&self, voucher: &Voucher, template: &Template) -> Option<Fen> {
        let Met { line, sheet, product } = self.match_of(template)?;
        match template.kind {
            TemplateKind::Discount if fits_amount(template, self.order.payable()) => {
                Some(voucher.money.unwrap_or(template.money))
            }
            TemplateKind::Recharge if voucher.from_line.is_none() => {
                let sum: Fen = self.services().map(|line| line.price() - line.discount()).sum();
                (sum > Fen::ZERO).then(|| voucher.money.unwrap_or(template.money).min(sum))
            }
            TemplateKind::Days if fits_amount(template, Fen(line.units().saturating_mul(100))) => {
                let at = line.starts_at().unwrap_or(self.order.created_at());
                let a_day = sheet.price_at(product, at)?;
                let hundredths = i128::from(a_day.0) * i128::from(template.money.0);
                i64::try_from((hundredths + 50) / 100).ok().map(Fen)
            }
            _ => None,
        }
    }
}

/// Whether an amount is inside a template's limits, both inclusive.
fn fits_amount(template: &Template, amount: Fen) -> bool {
    template.min_amount.is_none_or(|least| least <= amount) && template.max_amount.is_none_or(|most| amount <= most)
}

/// `availevoucher_gets`: the user's unused vouchers that fit an order now.
///
/// # Errors
/// 1100, 1101, 1305, 1306.
pub async fn available(call: &Call) -> Outcome {
    let id = call.fields.required_number::<OrderId>("orderid")?;
    let account = call.signed_in()?.id;
    let now = call.terms.now;
    let (found, products) = call.outlet.store.read(|db| {
        let order = own_roaming(db, account, id)?;
        let basket = Basket::read(db, &order)?;
        let mut found = sql::of_account(db, account)?;
        found.retain(|(voucher, template)| {
            let is_free = voucher.account_id == account && voucher.used_at.is_none() && voucher.order_id.is_none();
            is_free && voucher.is_valid(template, now) && basket.value(voucher, template).is_some()
        });
        Ok::<_, OrderError>((found, basket.products))
    })?;
    let shapes: Vec<_> = found.iter().map(|(it, template)| nested(it, template, &products, call.terms.zone)).collect();
    Answer::of("evouchers", &shapes)
}

/// A voucher with its template inside, as the recorded answers have it.
fn nested<'v>(it: &'v Voucher, template: &'v Template, products: &[TemplateProduct], zone: Zone) -> VoucherShape<'v> {
    let own = products.iter().filter(|entry| entry.evoucherid == template.id).copied().collect();
    wire::voucher(it, template, Some(wire::nested_template(template, own, zone)), zone)
}

/// What `evoucher_discount` answers; without a voucher when the order has none any more.
#[derive(serde::Serialize)]
struct Discounted<'d> {
    #[serde(skip_serializing_if = "Option::is_none")]
    myevoucher: Option<VoucherShape<'d>>,
    order: crate::channels::roaming::wire::orders::OrderShape<'d>,
}

/// What is left of a use of vouchers.
struct Used {
    order: Order,
    vouchers: Vec<(Voucher, Template)>,
    products: Vec<TemplateProduct>,
}

/// `evoucher_discount`: uses the named vouchers on an order at once, in the place of those it had; `0` takes them off.
///
/// # Errors
/// 1100, 1101, 1305, 1306, 1307, 1201, 1200, 1202.
pub async fn discount(call: &Call) -> Outcome {
    let id = call.fields.required_number::<OrderId>("orderid")?;
    let mut wanted = call.fields.ids("evoucherid")?.filter(|ids| !ids.is_empty()).ok_or(codes::PARAMETER)?;
    wanted.retain(|voucher: &VoucherId| voucher.number() != 0);
    let mut seen = std::collections::BTreeSet::new();
    wanted.retain(|voucher| seen.insert(*voucher));
    if wanted.len() > MOST {
        return Err(codes::PARAMETER);
    }
    let account = call.signed_in()?.id;
    let terms = call.terms;
    let used = call.outlet.store.write(move |tx| run(tx, &terms, account, id, &wanted)).await?;
    let zone = call.terms.zone;
    let first = used.vouchers.first().map(|(it, template)| nested(it, template, &used.products, zone));
    Answer::object(&Discounted {
        myevoucher: first,
        order: crate::channels::roaming::wire::orders::order(&used.order, None, zone),
    })
}

fn run(
    tx: &Tx<'_>,
    terms: &Terms,
    account: AccountId,
    id: OrderId,
    wanted: &[VoucherId],
) -> Result<Used, DiscountError> {
    let mut order = own_roaming(tx, account, id)?;
    let (vouchers, products) = orders::edit(tx, terms, &mut order, |order| use_all(tx, terms, order, wanted))?;
    Ok(Used { order, vouchers, products })
}

/// Vouchers with their templates, and what the templates are for.
type WithProducts = (Vec<(Voucher, Template)>, Vec<TemplateProduct>);

/// Uses vouchers on an order in the place of those that it had.
fn use_all(tx: &Tx<'_>, terms: &Terms, order: &mut Order, wanted: &[VoucherId]) -> Result<WithProducts, DiscountError> {
    sql::free_of_order(tx, order.id())?;
    let basket = Basket::read(tx, order)?;
    let mut amount = Fen::ZERO;
    let mut vouchers = Vec::new();
    for voucher in wanted {
        let taken = use_one(tx, &basket, order.account_id(), *voucher, terms.now)?;
        amount = amount + taken.value;
        vouchers.push((taken.voucher, taken.template));
    }
    let products = basket.products;
    order.use_vouchers(amount);
    debug_assert!(
        used_on(tx, order)?.len() == vouchers.len(),
        "each voucher of order {} is spent on it once",
        order.id()
    );
    Ok((vouchers, products))
}

fn use_one(
    tx: &Tx<'_>,
    basket: &Basket<'_>,
    account: AccountId,
    id: VoucherId,
    now: Instant,
) -> Result<Taken, DiscountError> {
    let (mut voucher, template) = sql::own(tx, account, id)?.ok_or(DiscountError::Unknown)?;
    if voucher.is_gift() {
        return Err(DiscountError::Unfit);
    }
    if voucher.used_at.is_some() {
        return Err(DiscountError::Used);
    }
    if !voucher.is_valid(&template, now) {
        return Err(DiscountError::Unfit);
    }
    let value = basket.value(&voucher, &template).ok_or(DiscountError::Unfit)?;
    if !sql::use_on(tx, voucher.id, (account, basket.order.id()), now)? {
        return Err(DiscountError::Used);
    }
    voucher.order_id = Some(basket.order.id());
    voucher.used_at = Some(now);
    Ok(Taken { voucher, template, value })
}

/// What the vouchers of an order took off single lines: one that is for some products alone is taken off the first line that it
/// meets (docs/spec/roaming.md section 9).
pub fn of_lines(db: &Db<'_>, order: &Order) -> Result<Vec<(LineId, Fen)>, StoreError> {
    if order.voucher_amount() == Fen::ZERO {
        return Ok(Vec::new());
    }
    let basket = Basket::read(db, order)?;
    let mut used = used_on(db, order)?;
    used.retain(|(_, template)| basket.is_restricted(template));
    let met = |(voucher, template): &(Voucher, Template)| {
        let met = basket.match_of(template)?;
        Some((met.line.id(), basket.value(voucher, template)?))
    };
    Ok(used.iter().filter_map(met).collect())
}

/// Works the vouchers of an order out anew whose lines have changed, and frees all of them when one does not fit any more:
/// nobody gets fifty off five hundred by ordering for five hundred and then leaving all but four out. Those that fit stay: the
/// recorded `orderdetail_set` of 2016-06-16 answers an order that keeps its `voucher_amount`, though
/// docs/spec/roaming.md section 14 says cleared.
pub fn drop_unfitting(tx: &Tx<'_>, order: &mut Order) -> Result<(), StoreError> {
    let used = used_on(tx, order)?;
    let basket = Basket::read(tx, order)?;
    let values: Option<Vec<Fen>> = used.iter().map(|(voucher, template)| basket.value(voucher, template)).collect();
    if values.is_none() {
        sql::free_of_order(tx, order.id())?;
    }
    order.use_vouchers(values.unwrap_or_default().into_iter().sum());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_of_a_template_s_limits_fit() {
        let mut template = super::super::redeem_codes::tests::template(TemplateKind::Discount);
        assert!(fits_amount(&template, Fen::ZERO), "no limits");
        (template.min_amount, template.max_amount) = (Some(Fen(20_000)), Some(Fen(49_900)));
        let fits = [19_999, 20_000, 49_900, 49_901].map(|fen| fits_amount(&template, Fen(fen)));
        assert_eq!(fits, [false, true, true, false]);
    }
}
