//! The cart: what a customer may order later, at the price of the day on which it is looked at or ordered
//! (docs/spec/roaming.md section 0.18).

use std::sync::Arc;

use super::choice::{self, Attr, Choice};
use super::pricing::{self, PricingError};
use super::sql::carts as sql;
use super::wire::orders as wire;
use crate::accounts::Account;
use crate::catalogue::{self, Sheet};
use crate::channels::roaming::ids::CartLineId;
use crate::clock::{DAY_MS, Instant};
use crate::ids::{AccountId, ProductId};
use crate::money::Fen;
use crate::orders::NewLine;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, LIMITS, Outcome};
use crate::store::{Db, StoreError, Tx};

/// Lines that a cart holds: more is a mistake or an attack.
const MAX_LINES: i64 = 200;

/// Days that minutes last whose product says nothing else.
const MINUTES_LAST_DAYS: i64 = 365;

/// A line of a cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CartLine {
    /// Its id.
    pub id: CartLineId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What it buys.
    pub product_id: ProductId,
    /// Pieces.
    pub quantity: i64,
    /// Days of each piece.
    pub units: i64,
    /// Price of one piece when it was put in.
    pub unit_price: Fen,
    /// What was left to pay of a hundred.
    pub percent: i64,
    /// The chosen dates as epoch milliseconds and minutes, as JSON text.
    pub choice: String,
    /// The chosen attributes as shown, as JSON text.
    pub attrs: String,
}

/// Why a line cannot be put in a cart or an order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// A parameter is unusable, or names a product or cart line that is not there: 1100.
    #[error("an unusable parameter")]
    Parameter,
    /// The product is not on sale: 1311.
    #[error("the product is not on sale")]
    NotOnSale,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PricingError> for LineError {
    fn from(error: PricingError) -> Self {
        match error {
            PricingError::TooMuch => Self::Parameter,
        }
    }
}

/// A product and what was chosen for it, with its price.
#[derive(Clone, Debug)]
pub struct Priced {
    /// The product.
    pub sheet: Arc<Sheet>,
    /// What was chosen.
    pub choice: Choice,
    /// What it costs.
    pub quote: pricing::Quote,
}

/// Reads a line out of a call's parameters, at top level or inside `cart`, and prices it; whose call it is, and the line.
///
/// # Errors
/// 1100, 1101, then 1311: what is on sale is told after the session was looked at (docs/spec/roaming.md section 3).
/// What a product asks for besides readable parameters is asked only of one that is on sale.
pub fn read_line(call: &Call) -> Result<(Account, Priced), Fault> {
    let fields = call.fields.with_nested("cart", LIMITS)?;
    let product = fields.required_number::<ProductId>("productid")?;
    let sheet = catalogue::sheet_at_hand(&call.outlet.store, product)?.ok_or(codes::PARAMETER)?;
    let choice = choice::read(&fields, &sheet, call.terms.now, call.terms.zone)?;
    let on_sale = sheet.product.is_on_sale();
    if on_sale {
        choice::check(&choice, &sheet)?;
    }
    let account = call.signed_in()?;
    if !on_sale {
        return Err(LineError::NotOnSale.into());
    }
    Ok((account, price(sheet, choice, call)?))
}

fn price(sheet: Arc<Sheet>, choice: Choice, call: &Call) -> Result<Priced, LineError> {
    let quote = pricing::quote(&sheet, &choice, call.terms.now, call.outlet.config.area_surcharge)?;
    if !quote.is_priced {
        tracing::warn!(product = sheet.product.id.0, "a product without a valid price is sold for nothing; set one");
    }
    Ok(Priced { sheet, choice, quote })
}

/// `cart_set`: puts a line into the cart, or changes one.
///
/// # Errors
/// 1100, 1101, 1311.
pub async fn set(call: &Call) -> Outcome {
    let fields = call.fields.with_nested("cart", LIMITS)?;
    let id = fields.number::<CartLineId>("cartid")?.filter(|id| id.number() != 0);
    let (account, priced) = read_line(call)?;
    let line = cart_line(account.id, &priced)?;
    let has_attributes = !priced.sheet.attributes.is_empty();
    let line = call.outlet.store.write(move |tx| put(tx, id, &line)).await?;
    Answer::of("cart", &wire::cart(&line, has_attributes, call.session()))
}

fn put(tx: &Tx<'_>, id: Option<CartLineId>, line: &CartLine) -> Result<CartLine, LineError> {
    let id = match id {
        Some(id) => sql::own_line(tx, line.account_id, id)?.ok_or(LineError::Parameter)?.id,
        None if sql::count(tx, line.account_id)? >= MAX_LINES => return Err(LineError::Parameter),
        None => CartLineId::next(tx)?,
    };
    let line = CartLine { id, ..line.clone() };
    sql::put(tx, &line)?;
    Ok(line)
}

fn cart_line(account: AccountId, priced: &Priced) -> Result<CartLine, StoreError> {
    Ok(CartLine {
        id: CartLineId(0),
        account_id: account,
        product_id: priced.sheet.product.id,
        quantity: priced.choice.quantity,
        units: priced.quote.units,
        unit_price: priced.quote.unit_price,
        percent: priced.quote.percent,
        choice: kept_choice(&priced.choice),
        attrs: attrs_text(&priced.choice.attrs)?,
    })
}

/// Attributes as JSON text.
///
/// # Errors
/// Never for plain data; a [`StoreError`] if it were to happen.
pub fn attrs_text(attrs: &[Attr]) -> Result<String, StoreError> {
    serde_json::to_string(attrs).map_err(|error| StoreError::Other(error.to_string()))
}

/// The attributes of a line as it was written; none where the text cannot be read.
#[must_use]
pub fn attrs_of(text: &str) -> Vec<Attr> {
    serde_json::from_str(text).unwrap_or_default()
}

/// The dates and minutes of a choice, which its attributes hold as texts only.
fn kept_choice(choice: &Choice) -> String {
    serde_json::json!([choice.start.map(|at| at.0), choice.end.map(|at| at.0), choice.minutes]).to_string()
}

/// The choice that a cart line was made of.
///
/// # Errors
/// A [`StoreError`] when the line was damaged.
pub fn choice_of(line: &CartLine) -> Result<Choice, StoreError> {
    let broken = |error: serde_json::Error| StoreError::Other(format!("cart line {}: {error}", line.id));
    let attrs: Vec<Attr> = serde_json::from_str(&line.attrs).map_err(broken)?;
    let (start, end, minutes): (Option<i64>, Option<i64>, Option<i64>) =
        serde_json::from_str(&line.choice).map_err(broken)?;
    let chosen = |varname: &str| attrs.iter().find(|attr| attr.varname == varname).map(|attr| attr.value.clone());
    Ok(Choice {
        quantity: line.quantity,
        start: start.map(Instant),
        end: end.map(Instant),
        area: chosen(choice::var::AREA),
        card: chosen(choice::var::CARD),
        phone: chosen(choice::var::PHONE),
        minutes,
        attrs,
    })
}

/// The order line of a priced choice; services have a source (docs/spec/roaming.md section 11), minutes alone run from
/// the order.
pub fn order_line(priced: &Priced, now: Instant) -> Result<NewLine, StoreError> {
    let (product, choice) = (&priced.sheet.product, &priced.choice);
    let (starts_at, ends_at) = period(&priced.sheet, choice, now);
    Ok(NewLine {
        item: product.id.item(),
        title: product.name.clone(),
        quantity: choice.quantity,
        units: priced.quote.units,
        unit_price: priced.quote.unit_price,
        discount: priced.quote.discount,
        starts_at,
        ends_at,
        area: choice.area.clone(),
        minutes: choice.minutes,
        source: (!product.kind.is_counted()).then(|| "来自订单".to_owned()),
        attrs: attrs_text(&choice.attrs)?,
    })
}

/// From when to when a line is good: the chosen dates. What is bought for days begins now and is one day, as it is priced
/// (docs/spec/roaming.md section 7), where nothing else was chosen: a paid package must be somewhere to be found.
/// Minutes alone run for 365 days, or as long as the product says (docs/spec/roaming.md section 0.12).
pub fn period(sheet: &Sheet, choice: &Choice, now: Instant) -> (Option<Instant>, Option<Instant>) {
    let start = choice.start.unwrap_or(now);
    if sheet.is_per_day() {
        return (Some(start), choice.end.or(Some(start.plus_ms(DAY_MS - 1000))));
    }
    if choice.minutes.unwrap_or(0) == 0 {
        return (choice.start, choice.end);
    }
    let days = if sheet.product.validity > 0 { sheet.product.validity } else { MINUTES_LAST_DAYS };
    (Some(start), choice.end.or(Some(start.plus_ms(days * DAY_MS))))
}

impl CartLine {
    /// Writes down what it costs now.
    fn cost(&mut self, quote: &pricing::Quote) {
        (self.units, self.unit_price, self.percent) = (quote.units, quote.unit_price, quote.percent);
    }
}

/// A cart line at the prices and tiers that are valid now, as if it were put in again; one without a start starts now.
///
/// # Errors
/// What a direct order of it would meet: 1100, 1311.
pub fn priced_anew(db: &Db<'_>, line: &CartLine, now: Instant, area_surcharge: bool) -> Result<Priced, LineError> {
    let sheet = catalogue::sheet(db, line.product_id)?.ok_or(LineError::Parameter)?;
    if !sheet.product.is_on_sale() {
        return Err(LineError::NotOnSale);
    }
    let choice = choice_of(line)?;
    let usable = choice::check_alone(&choice, now).and_then(|()| choice::check(&choice, &sheet));
    usable.map_err(|_| LineError::Parameter)?;
    let quote = pricing::quote(&sheet, &choice, now, area_surcharge)?;
    Ok(Priced { sheet, choice, quote })
}

/// `cart_gets`: the user's cart, whatever session filled it.
///
/// # Errors
/// 1100, 1101.
pub async fn gets(call: &Call) -> Outcome {
    let account = call.signed_in()?.id;
    let (now, surcharge) = (call.terms.now, call.outlet.config.area_surcharge);
    let (lines, choosable) = call.outlet.store.read(|db| {
        let mut lines = sql::cart_of(db, account)?;
        for line in &mut lines {
            match priced_anew(db, line, now, surcharge) {
                Ok(priced) => line.cost(&priced.quote),
                Err(LineError::Store(error)) => return Err(error),
                // What could not be ordered today is shown as it was last.
                Err(LineError::Parameter | LineError::NotOnSale) => {}
            }
        }
        Ok::<_, StoreError>((lines, catalogue::with_attributes(db)?))
    })?;
    let shape = |line| wire::cart(line, choosable.contains(&line.product_id), call.session());
    Answer::of("carts", &lines.iter().map(shape).collect::<Vec<_>>())
}

/// `cart_delete`: takes lines out; unknown ids are ignored.
///
/// # Errors
/// 1100, 1101.
pub async fn delete(call: &Call) -> Outcome {
    let ids = call.fields.ids("cartids")?.ok_or(codes::PARAMETER)?;
    let account = call.signed_in()?.id;
    let all = move |tx: &Tx<'_>| ids.iter().try_for_each(|id| sql::delete(tx, account, *id));
    call.outlet.store.write::<(), StoreError, _>(all).await?;
    Ok(Answer::done())
}
