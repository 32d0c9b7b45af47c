//! Vouchers: templates, the vouchers of an account, and the pick-up voucher of an order
//! (docs/spec/roaming.md sections 0.10 and 9).

pub mod discount;
pub mod gifts;
pub mod redeem_codes;

use super::orders::own_roaming;
use super::serial;
use super::sql::vouchers as sql;
use super::wire::vouchers as wire;
use crate::channels::roaming::ids::{TemplateId, VoucherId};
use crate::clock::{DAY_MS, Instant};
use crate::ids::{AccountId, LineId, OrderId};
use crate::money::Fen;
use crate::orders::{Order, Terms};
use crate::places::{self, Outlet, RegionKind};
use crate::random::Ids;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Db, StoreError, Tx, states};

states! {
    /// What a template's vouchers do, `type` on the wire (docs/spec/roaming.md section 5).
    pub enum TemplateKind {
        /// Picks an order up at an outlet.
        PickUp = 1,
        /// Was bought with a line and stands for its price.
        Recharge = 2,
        /// Takes money off an order.
        Discount = 3,
        /// Is exchanged for a card at the counter.
        Member = 4,
        /// Takes days off a line.
        Days = 5,
    }
}

impl TemplateKind {
    /// What people write in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::PickUp => "pick-up",
            Self::Recharge => "recharge",
            Self::Discount => "money off",
            Self::Member => "member",
            Self::Days => "days off",
        }
    }

    const fn named(self) -> (i64, &'static str) {
        (self.number(), self.word())
    }

    /// All of them with their words.
    pub const WORDS: [(i64, &'static str); 5] = [
        Self::PickUp.named(),
        Self::Recharge.named(),
        Self::Discount.named(),
        Self::Member.named(),
        Self::Days.named(),
    ];
}

/// Days that a pick-up voucher lives whose template ends but says no days (docs/spec/roaming.md section 9).
const PICK_UP_DAYS: i64 = 30;
/// Times that a number is lengthened in search of a serial; the second time is rare already.
const MAX_ROUNDS: i64 = 1000;
/// The smallest number of eight digits.
const SMALLEST_SECRET: i64 = 10_000_000;
/// The ground of vouchers whose template names none.
const PICK_UP_GROUND: &str = "images/201605/evoucher_imgs/126.png";

/// What vouchers of one sort have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// Its name.
    pub name: String,
    /// What its vouchers do.
    pub kind: TemplateKind,
    /// What it takes off.
    pub money: Fen,
    /// The least payable amount it may be used on, inclusive.
    pub min_amount: Option<Fen>,
    /// The most, inclusive.
    pub max_amount: Option<Fen>,
    /// First valid instant.
    pub effect_at: Option<Instant>,
    /// Last valid instant.
    pub failure_at: Option<Instant>,
    /// Days that a pick-up voucher lives from its making.
    pub valid_days: Option<i64>,
    /// Path of its ground.
    pub background: String,
    /// Path of its picture.
    pub image: String,
    /// Path of its logo.
    pub logo: String,
    /// What it is for.
    pub description: String,
    /// Whether it may be used more than once.
    pub repeatable: bool,
    /// Where the app shows it.
    pub location: String,
    /// When it was made; `None` for those of the seeds.
    pub created_at: Option<Instant>,
}

/// A voucher in somebody's hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voucher {
    /// Its id.
    pub id: VoucherId,
    /// Its serial, as printed.
    pub serial: i64,
    /// Its template.
    pub template_id: TemplateId,
    /// Whose it is: -1 nobody's yet, 0 everybody's.
    pub account_id: AccountId,
    /// The order that it picks up or was used on.
    pub order_id: Option<OrderId>,
    /// First valid instant, where it differs from the template's.
    pub effect_at: Option<Instant>,
    /// Last valid instant, where it differs from the template's.
    pub failure_at: Option<Instant>,
    /// When it was used.
    pub used_at: Option<Instant>,
    /// Its name, where it differs from the template's.
    pub name: Option<String>,
    /// Path of its picture.
    pub image: String,
    /// Path of its ground.
    pub background: Option<String>,
    /// What it says.
    pub description: Option<String>,
    /// What it is worth, where it differs from the template's.
    pub money: Option<Fen>,
    /// The paid order line that it was given for.
    pub from_line: Option<LineId>,
}

impl Voucher {
    /// Whether it stands for a piece of a paid line, which whoever redeems it gets.
    #[must_use]
    pub fn is_gift(&self) -> bool {
        self.from_line.is_some() && self.order_id.is_some()
    }

    /// Whether it may be used at an instant, by its own dates or its template's; both ends count, to the second.
    #[must_use]
    pub fn is_valid(&self, template: &Template, at: Instant) -> bool {
        let from = self.effect_at.or(template.effect_at);
        let until = self.failure_at.or(template.failure_at);
        from.is_none_or(|from| from <= at) && until.is_none_or(|until| at.unix_seconds() <= until.unix_seconds())
    }
}

/// Makes the pick-up voucher of an order anew: an earlier one is void.
pub fn make_pick_up(
    tx: &Tx<'_>,
    terms: &Terms,
    ids: &mut Ids,
    order: &Order,
    outlet: &Outlet,
) -> Result<(), StoreError> {
    sql::delete_pick_up(tx, order.id())?;
    let Some(template) = sql::newest_template(tx, TemplateKind::PickUp)? else { return Ok(()) };
    let serial = free_serial(tx, order.id().0, ids.below(10))?;
    let days = template.valid_days.or(template.failure_at.map(|_| PICK_UP_DAYS));
    let ground = if template.background.is_empty() { PICK_UP_GROUND.to_owned() } else { template.background };
    let voucher = Voucher {
        id: VoucherId::next(tx)?,
        serial,
        template_id: template.id,
        account_id: order.account_id(),
        order_id: Some(order.id()),
        effect_at: Some(terms.now),
        failure_at: days.map(|days| terms.now.plus_ms(days.saturating_mul(DAY_MS))),
        used_at: None,
        name: Some(template.name),
        image: picture_path(terms, serial),
        background: Some(ground),
        description: Some(where_to_collect(tx, outlet)?),
        money: None,
        from_line: None,
    };
    sql::insert(tx, &voucher)
}

/// Where the picture of a serial that was made at this moment is found.
fn picture_path(terms: &Terms, serial: i64) -> String {
    format!("images/{}/evouchers_img/{serial}.PNG", terms.zone.format(terms.now, "%Y%m"))
}

/// A serial of a number that no voucher has: the wished seed digit if that one is free, else the next one. A number whose ten
/// serials are taken goes on with a seventh digit.
fn free_serial(db: &Db<'_>, number: i64, seed: u64) -> Result<i64, StoreError> {
    for round in 0..MAX_ROUNDS {
        for step in 0..10 {
            let serial = serial::of(number + round * 1_000_000, (seed + step) % 10);
            if !sql::has_serial(db, serial)? {
                return Ok(serial);
            }
        }
    }
    Err(StoreError::Other(format!("all serials of {number} are taken")))
}

/// A serial that nobody can work out, for what belongs to whoever shows it: the number and the seed digit are drawn. It has eight
/// digits like every serial, and does not begin with a zero. `draw` answers a number below the one it is given; at each call another.
fn secret_serial(db: &Db<'_>, mut draw: impl FnMut(u64) -> u64) -> Result<i64, StoreError> {
    for _ in 0..MAX_ROUNDS {
        let number = i64::try_from(draw(1_000_000)).unwrap_or(0);
        let serial = serial::of(number, draw(10));
        if serial >= SMALLEST_SECRET && !sql::has_serial(db, serial)? {
            return Ok(serial);
        }
    }
    Err(StoreError::Other("no serial is free".to_owned()))
}

/// Voids the pick-up voucher of an order that goes by courier after all.
pub fn void_pick_up(tx: &Tx<'_>, order: OrderId) -> Result<(), StoreError> {
    sql::delete_pick_up(tx, order)
}

/// The recorded text: outlet, region, place, on four lines.
fn where_to_collect(db: &Db<'_>, outlet: &Outlet) -> Result<String, StoreError> {
    let regions = places::cities_of(db, outlet.province, outlet.city, outlet.district)?;
    let mut region = String::new();
    for it in &regions {
        region.push_str(&it.name);
        match it.kind {
            RegionKind::Province => region.push_str(province_suffix(&it.name)),
            RegionKind::City => region.push('市'),
            RegionKind::Country | RegionKind::District => {}
        }
    }
    Ok(format!("请在截止日前到{}网点\r\n现场领取全球上网卡\r\n详细地址：{region}\r\n{}", outlet.name, outlet.address))
}

/// What follows a province's name; the four municipalities are cities (docs/spec/roaming.md section 9).
fn province_suffix(name: &str) -> &'static str {
    match name {
        "北京" | "上海" | "天津" | "重庆" => "市",
        "内蒙古" | "西藏" => "自治区",
        "广西" => "壮族自治区",
        "宁夏" => "回族自治区",
        "新疆" => "维吾尔自治区",
        "香港" | "澳门" => "特别行政区",
        _ => "省",
    }
}

/// What an order that vouchers cover whole names as its payment: `EVOUCHERPAY` and their ids.
pub fn reference(db: &Db<'_>, order: &Order) -> Result<String, StoreError> {
    let used = used_on(db, order)?;
    let ids: Vec<String> = used.iter().map(|(voucher, _)| voucher.id.to_string()).collect();
    Ok(format!("EVOUCHERPAY{}", ids.join(",")))
}

/// The money vouchers that were used on an order.
fn used_on(db: &Db<'_>, order: &Order) -> Result<Vec<(Voucher, Template)>, StoreError> {
    let mut found = sql::of_order(db, order.account_id(), order.id())?;
    found.retain(|(voucher, template)| template.kind != TemplateKind::PickUp && voucher.from_line.is_none());
    Ok(found)
}

/// `evoucher_gets`: the user's vouchers, used ones too, and those for everybody; or those of one order.
///
/// # Errors
/// 1100, 1101, 1305, 1306.
pub async fn gets(call: &Call) -> Outcome {
    let order = call.fields.number::<OrderId>("orderid")?;
    let account = call.signed_in()?.id;
    let found = call.outlet.store.read(|db| match order {
        Some(id) => Ok(sql::of_order(db, account, own_roaming(db, account, id)?.id())?),
        None => sql::of_account(db, account).map_err(Fault::from),
    })?;
    let zone = call.terms.zone;
    let shapes: Vec<_> = found.iter().map(|(voucher, template)| wire::voucher(voucher, template, None, zone)).collect();
    Answer::of("evouchers", &shapes)
}

/// Whether a text is one of the serials that are numbers; anything else is no voucher.
///
/// # Errors
/// 1100 when it is missing.
pub fn serial_of(call: &Call) -> Result<Option<i64>, Fault> {
    let text = call.fields.text("evoucher_sn").ok_or(codes::PARAMETER)?;
    Ok(crate::text::serial(text))
}
