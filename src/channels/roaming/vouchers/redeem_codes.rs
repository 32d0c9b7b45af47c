//! Redeem codes: templates (`evoucher_create`), serials (`evouchersn_generate`), and redeeming one (`evouchersn_exchange`).

use serde_json::json;

use super::gifts::{self, GiftError};
use super::{Template, TemplateKind, Voucher, secret_serial, serial_of, sql, wire};
use crate::accounts::{Named, Role};
use crate::catalogue::{self, Kind};
use crate::channels::roaming::grants::{self, GrantError, GrantOrigin};
use crate::channels::roaming::ids::{TemplateId, TemplateProductId, VoucherId};
use crate::http::Fields;
use crate::ids::{AccountId, ProductId};
use crate::money::Fen;
use crate::orders::{self, Terms};
use crate::random::Ids;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, LIMITS, Outcome};
use crate::store::{Db, StoreError, Tx};
use wire::TemplateProduct;

/// Codes that are made at one time.
const MAX_CODES: i64 = 1000;
/// Products that one template is restricted to.
const MAX_PRODUCTS: usize = 200;
/// Characters of a name, a path and a description.
const MAX_LETTERS: (usize, usize, usize) = (60, 200, 1000);
/// The account of a code that nobody has redeemed.
const NOBODY: AccountId = AccountId(-1);
/// The template's place that makes minutes and numbers of a code.
const CREDITED: &str = "evoucher";
const LOCATIONS: [&str; 4] = ["offlinecoupon", "onlinecoupon", CREDITED, "member"];

/// Why codes cannot be made or redeemed.
#[derive(Debug, thiserror::Error)]
pub(in crate::channels::roaming) enum CodeError {
    /// 1100.
    #[error("a product of the template is not there, or the template makes no codes")]
    Parameter,
    /// 1201.
    #[error("there is no such template")]
    UnknownTemplate,
    /// 1203.
    #[error("the code was redeemed before")]
    Taken,
    /// 1204.
    #[error("there is no such code")]
    UnknownCode,
    /// 1401.
    #[error("no number is free for the whole period")]
    NoNumber,
    #[error(transparent)]
    Gift(#[from] GiftError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<GrantError> for CodeError {
    fn from(error: GrantError) -> Self {
        match error {
            GrantError::NoNumber => Self::NoNumber,
            GrantError::Store(error) => error.into(),
        }
    }
}

/// `evoucher_create`: a new template out of the object `evoucher`, for the products `productids` or for all; once for a
/// `client_ref`.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn create(call: &Call) -> Outcome {
    call.may(&[Role::Admin])?;
    let mut fields = Fields::within("evoucher");
    fields.add_json(call.fields.required("evoucher")?.as_bytes(), LIMITS)?;
    let mut products = call.fields.ids("productids")?.unwrap_or_default();
    products.sort_unstable();
    products.dedup();
    if products.len() > MAX_PRODUCTS {
        return Err(codes::PARAMETER);
    }
    let template = read_template(call, &fields)?;
    let actor = call.staff(&[Role::Admin])?.id;
    let terms = call.terms;
    let run = move |tx: &Tx<'_>| {
        let (template, products) = make_template(tx, &terms, actor, &template, &products)?;
        Ok::<_, CodeError>(json!({"evoucher": wire::whole_template(&template, &products, terms.zone)}))
    };
    call.run_once(actor, run).await
}

fn read_template(call: &Call, fields: &Fields) -> Result<Template, Fault> {
    let kind = TemplateKind::from_number(fields.required_number("type")?).ok_or(codes::PARAMETER)?;
    let zone = call.terms.zone;
    let (effect_at, failure_at) = (fields.time("effect_datetime", zone)?, fields.time("failure_datetime", zone)?);
    let backwards = effect_at.zip(failure_at).is_some_and(|(from, until)| until < from);
    let location = fields.text("location").unwrap_or(usual_location(kind));
    let (min_amount, max_amount) = (fields.money("min_amount")?, fields.money("max_amount")?);
    let backwards = backwards || min_amount.zip(max_amount).is_some_and(|(least, most)| most < least);
    if backwards || !LOCATIONS.contains(&location) {
        return Err(codes::PARAMETER);
    }
    let text = |name: &str, most: usize| match fields.text(name) {
        Some(text) if text.chars().count() > most => Err(codes::PARAMETER),
        text => Ok(text.unwrap_or_default().to_owned()),
    };
    fields.required("name")?;
    Ok(Template {
        id: TemplateId(0),
        name: text("name", MAX_LETTERS.0)?,
        kind,
        money: fields.money("money")?.ok_or(codes::PARAMETER)?,
        min_amount,
        max_amount,
        effect_at,
        failure_at,
        valid_days: None,
        background: text("background", MAX_LETTERS.1)?,
        image: text("image", MAX_LETTERS.1)?,
        logo: text("logo", MAX_LETTERS.1)?,
        description: text("description", MAX_LETTERS.2)?,
        repeatable: fields.truth("repeatable").or(fields.truth("repeat")) == Some(true),
        location: location.to_owned(),
        created_at: Some(call.terms.now),
    })
}

fn usual_location(kind: TemplateKind) -> &'static str {
    match kind {
        TemplateKind::PickUp => "offlinecoupon",
        TemplateKind::Member => "member",
        _ => "onlinecoupon",
    }
}

fn make_template(
    tx: &Tx<'_>,
    terms: &Terms,
    actor: AccountId,
    new: &Template,
    products: &[ProductId],
) -> Result<(Template, Vec<TemplateProduct>), CodeError> {
    let template = Template { id: TemplateId::next(tx)?, ..new.clone() };
    sql::insert_template(tx, &template)?;
    let mut entries = Vec::new();
    for product in products {
        catalogue::product_of(tx, *product)?.ok_or(CodeError::Parameter)?;
        let id = TemplateProductId::next(tx)?;
        let entry = TemplateProduct { evoucherid: template.id, id, productid: *product };
        sql::insert_product(tx, entry)?;
        entries.push(entry);
    }
    let object = format!("voucher template {}", template.id);
    let after = format!("{}, type {}, {}", template.name, template.kind, template.money);
    orders::audit(tx, terms.by(actor), orders::Deed("evoucher_create"), &object, orders::Change::made(&after))?;
    Ok((template, entries))
}

/// `evouchersn_generate`: so many serials of a template, to be redeemed by whoever has one; once for a `client_ref`.
///
/// # Errors
/// 1100 (also for pick-up templates: such a voucher belongs to an order), 1101, 1103, 1201.
pub async fn generate(call: &Call) -> Outcome {
    call.may(&[Role::Admin])?;
    let template = call.fields.required_number::<TemplateId>("evoucherid")?;
    let quantity = call.fields.number::<i64>("quantity")?.unwrap_or(1);
    if !(1..=MAX_CODES).contains(&quantity) {
        return Err(codes::PARAMETER);
    }
    let actor = call.staff(&[Role::Admin])?.id;
    let (terms, ids) = (call.terms, Ids::fresh());
    let run = move |tx: &Tx<'_>| {
        let serials = make_codes(tx, &terms, &mut ids.clone(), NewCodes { actor, template, quantity })?;
        Ok::<_, CodeError>(json!({"evoucher_sns": serials}))
    };
    call.run_once(actor, run).await
}

/// Redeem codes that staff wants made.
#[derive(Clone, Copy)]
struct NewCodes {
    actor: AccountId,
    template: TemplateId,
    quantity: i64,
}

fn make_codes(tx: &Tx<'_>, terms: &Terms, ids: &mut Ids, wanted: NewCodes) -> Result<Vec<String>, CodeError> {
    let NewCodes { actor, template, quantity } = wanted;
    let template = sql::template(tx, template)?.ok_or(CodeError::UnknownTemplate)?;
    if template.kind == TemplateKind::PickUp {
        return Err(CodeError::Parameter);
    }
    let mut serials = Vec::new();
    for _ in 0..quantity {
        let serial = secret_serial(tx, |bound| ids.below(bound))?;
        sql::insert(tx, &code(VoucherId::next(tx)?, serial, &template))?;
        serials.push(serial.to_string());
    }
    let object = format!("voucher template {}", template.id);
    let after = format!("{quantity} codes");
    orders::audit(tx, terms.by(actor), orders::Deed("evouchersn_generate"), &object, orders::Change::made(&after))?;
    Ok(serials)
}

fn code(id: VoucherId, serial: i64, template: &Template) -> Voucher {
    Voucher {
        id,
        serial,
        template_id: template.id,
        account_id: NOBODY,
        order_id: None,
        effect_at: None,
        failure_at: None,
        used_at: None,
        name: None,
        image: String::new(),
        background: None,
        description: None,
        money: None,
        from_line: None,
    }
}

/// What redeeming a code gave.
struct Redeemed {
    voucher: Voucher,
    template: Template,
    /// Minutes or a number: there is nothing left to show.
    credited: bool,
}

/// `evouchersn_exchange`: makes a code the user's, or a piece that somebody paid; one for minutes or a number is used up by that. Whoever guesses at codes
/// hears 1204 for a while, whatever they try.
///
/// # Errors
/// 1100, 1101, 1204, 1203, and for a gift 1202 and 1302; 1401.
pub async fn exchange(call: &Call) -> Outcome {
    let serial = serial_of(call)?;
    let account = call.signed_in()?.id;
    let terms = call.terms;
    let redeem = |may_guess: bool| async move {
        match serial.filter(|_| may_guess) {
            Some(serial) => call.outlet.store.write(move |tx| redeem(tx, &terms, account, serial)).await,
            None => Err(CodeError::UnknownCode),
        }
    };
    let is_wrong = |error: &CodeError| matches!(error, CodeError::UnknownCode | CodeError::Taken);
    let it = call.outlet.guess(&call.request, account, Named::Code, redeem, is_wrong).await?;
    let shape = wire::voucher(&it.voucher, &it.template, None, call.terms.zone);
    Answer::of("evoucher", &shape.with_detail(!it.credited))
}

fn redeem(tx: &Tx<'_>, terms: &Terms, account: AccountId, serial: i64) -> Result<Redeemed, CodeError> {
    let mut found = sql::by_serial(tx, serial)?;
    // The counter's vouchers are no codes, whoever has them.
    found.retain(|(voucher, template)| {
        voucher.account_id == NOBODY || !matches!(template.kind, TemplateKind::PickUp | TemplateKind::Member)
    });
    let (mut voucher, template) = found.into_iter().next().ok_or(CodeError::UnknownCode)?;
    if voucher.is_gift() && template.kind == TemplateKind::Recharge {
        gifts::redeem(tx, terms, account, &mut voucher)?;
        return Ok(Redeemed { voucher, template, credited: true });
    }
    if !sql::redeem(tx, voucher.id, account)? {
        return Err(CodeError::Taken);
    }
    voucher.account_id = account;
    let credited = credit(tx, terms, &voucher, &template)?;
    if credited {
        sql::hand_over(tx, voucher.id, terms.now)?;
        voucher.used_at = Some(terms.now);
    }
    Ok(Redeemed { voucher, template, credited })
}

/// Gives the minutes or the number that a code stands for; whether it stands for one.
fn credit(tx: &Tx<'_>, terms: &Terms, voucher: &Voucher, template: &Template) -> Result<bool, CodeError> {
    if template.location != CREDITED {
        return Ok(false);
    }
    let source = if template.description.is_empty() { &template.name } else { &template.description };
    let origin = GrantOrigin { voucher: Some(voucher.id), source };
    // The template's money is a count of minutes or days here (docs/spec/roaming.md section 9).
    let count = template.money.0 / 100;
    match kind_of_product(tx, template.id)? {
        Some(Kind::Voice) if template.money >= Fen(100) => {
            grants::give_minutes(tx, terms.now, voucher.account_id, count, origin)?;
            Ok(true)
        }
        Some(Kind::Number) if template.money >= Fen(100) => {
            grants::give_number(tx, terms.now, voucher.account_id, count, origin)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// The kind of the first product that a template is for.
fn kind_of_product(db: &Db<'_>, template: TemplateId) -> Result<Option<Kind>, StoreError> {
    let Some(entry) = sql::products(db)?.into_iter().find(|entry| entry.evoucherid == template) else {
        return Ok(None);
    };
    Ok(catalogue::product_of(db, entry.productid)?.map(|product| product.kind))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::clock::Instant;

    /// A template without limits and dates.
    pub(crate) fn template(kind: TemplateKind) -> Template {
        Template {
            id: TemplateId(1),
            name: "券".to_owned(),
            kind,
            money: Fen(1000),
            min_amount: None,
            max_amount: None,
            effect_at: None,
            failure_at: None,
            valid_days: None,
            background: String::new(),
            image: String::new(),
            logo: String::new(),
            description: String::new(),
            repeatable: false,
            location: usual_location(kind).to_owned(),
            created_at: None,
        }
    }

    #[test]
    fn a_voucher_s_own_dates_come_before_its_template_s_and_the_last_second_counts() {
        let template = Template {
            effect_at: Some(Instant(5000)),
            failure_at: Some(Instant(9000)),
            ..template(TemplateKind::Discount)
        };
        let voucher = code(VoucherId(1), 1, &template);
        let valid = |voucher: &Voucher| [4999, 5000, 9999, 10_000].map(|at| voucher.is_valid(&template, Instant(at)));
        assert_eq!(valid(&voucher), [false, true, true, false]);
        let longer = Voucher { failure_at: Some(Instant(10_000)), ..voucher };
        assert_eq!(valid(&longer), [false, true, true, true]);
    }
}
