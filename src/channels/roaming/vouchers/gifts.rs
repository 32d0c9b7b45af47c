//! Vouchers that a payment gives: the member voucher of the first data traffic, recharge vouchers of lines that want them
//! (docs/spec/roaming.md section 9). They go when the money goes back, unless they were used.

use super::{Template, TemplateKind, Voucher, free_serial, picture_path, secret_serial, sql};
use crate::catalogue::{self, Kind, Sheet};
use crate::channels::roaming::cards::Trip;
use crate::channels::roaming::cart;
use crate::channels::roaming::ids::{TripId, VoucherId};
use crate::channels::roaming::sql::{cards as card_sql, gifts as moves};
use crate::ids::{AccountId, LineId, OrderId};
use crate::orders::{self, Line, LineStatus, Order, Terms};
use crate::store::{Db, StoreError, Tx};

/// Recharge vouchers that one line gives at most; nobody prints more.
const MOST: i64 = 1000;
/// The attribute that asks for recharge vouchers.
const WANTS_VOUCHERS: &str = "genevoucher";

/// Gives what a line that is paid now gives.
pub fn give(tx: &Tx<'_>, terms: &Terms, order: &Order, line: &Line, sheet: &Sheet) -> Result<(), StoreError> {
    if sheet.has_data() {
        give_member(tx, terms, order, line)?;
    }
    let is_gift = matches!(sheet.product.kind, Kind::Traffic | Kind::Voice | Kind::TrafficAndVoice);
    if is_gift && wants_vouchers(line) { give_recharge(tx, terms, order, line) } else { Ok(()) }
}

fn wants_vouchers(line: &Line) -> bool {
    let attrs = cart::attrs_of(line.attrs());
    attrs.iter().any(|attr| attr.varname == WANTS_VOUCHERS && attr.value.trim().eq_ignore_ascii_case("true"))
}

/// Once in an account's life.
fn give_member(tx: &Tx<'_>, terms: &Terms, order: &Order, line: &Line) -> Result<(), StoreError> {
    if sql::has_kind(tx, order.account_id(), TemplateKind::Member)? {
        return Ok(());
    }
    let Some(template) = sql::newest_template(tx, TemplateKind::Member)? else { return Ok(()) };
    let seed = u64::try_from(terms.now.0.rem_euclid(10)).unwrap_or(0);
    let serial = free_serial(tx, order.id().0, seed)?;
    let image = picture_path(terms, serial);
    sql::insert(tx, &Voucher { image, ..gift(tx, terms, &template, (order, line), serial)? })
}

/// One for each piece, worth the piece, until the line's end: whoever redeems it has the piece (docs/spec/roaming.md section 0.21), so
/// its serial is none that follows from the line's number.
fn give_recharge(tx: &Tx<'_>, terms: &Terms, order: &Order, line: &Line) -> Result<(), StoreError> {
    let Some(template) = sql::newest_template(tx, TemplateKind::Recharge)? else { return Ok(()) };
    for piece in 0..line.quantity().min(MOST) {
        let mut drawn = 0;
        let serial = secret_serial(tx, |bound| {
            drawn += 1;
            tx.vault().lot(&format!("order_lines/{}/gift/{piece}/{drawn}", line.id().0), bound)
        })?;
        let voucher = Voucher {
            order_id: Some(order.id()),
            failure_at: line.ends_at(),
            description: Some(format!("{}，兑换后归您使用", line.title())),
            money: Some(line.unit_price()),
            ..gift(tx, terms, &template, (order, line), serial)?
        };
        sql::insert(tx, &voucher)?;
    }
    Ok(())
}

/// Why a gift cannot be redeemed.
#[derive(Debug, thiserror::Error)]
pub enum GiftError {
    /// 1203.
    #[error("the gift was redeemed before")]
    Used,
    /// 1202.
    #[error("the line is over, was refunded or cancelled, or its money was asked back")]
    Over,
    /// 1302.
    #[error("every piece of the line has a card")]
    NoPiece,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Moves a piece of the voucher's line to whoever redeems it; the buyer who does so uses the voucher up and keeps the piece.
///
/// # Errors
/// [`GiftError`], in this order.
pub fn redeem(tx: &Tx<'_>, terms: &Terms, account: AccountId, voucher: &mut Voucher) -> Result<(), GiftError> {
    if voucher.used_at.is_some() {
        return Err(GiftError::Used);
    }
    let line = living_line(tx, terms, voucher)?.ok_or(GiftError::Over)?;
    if account != voucher.account_id {
        let sheet = catalogue::sheet(tx, line.item().product())?.ok_or(GiftError::Over)?;
        let trip = if sheet.has_data() { Some(take_trip(tx, &line, account)?) } else { None };
        moves::insert(tx, voucher.id, &line, account, trip, terms.now)?;
    }
    if !sql::hand_over(tx, voucher.id, terms.now)? {
        return Err(GiftError::Used);
    }
    voucher.used_at = Some(terms.now);
    Ok(())
}

/// The paid line of a voucher, if it still runs and nobody has asked its money back.
fn living_line(tx: &Tx<'_>, terms: &Terms, voucher: &Voucher) -> Result<Option<Line>, StoreError> {
    let (Some(line), Some(order)) = (voucher.from_line, voucher.order_id) else { return Ok(None) };
    let line = orders::lines_of(tx, order)?.into_iter().find(|it| it.id() == line);
    let runs =
        |line: &Line| line.status() == LineStatus::Done && line.ends_at().is_none_or(|end| end >= terms.now.second());
    let Some(line) = line.filter(runs) else { return Ok(None) };
    let goes_back =
        orders::has_pending_refund(tx, order)? || orders::lines_with_pending_refund(tx, order)?.contains(&line.id());
    Ok((!goes_back).then_some(line))
}

fn take_trip(tx: &Tx<'_>, line: &Line, account: AccountId) -> Result<TripId, GiftError> {
    let trips = card_sql::trips_of_line(tx, line.id())?;
    let is_free = |trip: &&Trip| trip.card_id.is_none() && !moves::has_trip(tx, trip.id).unwrap_or(true);
    let trip = trips.iter().find(is_free).ok_or(GiftError::NoPiece)?;
    card_sql::give_trip(tx, trip.id, account)?;
    Ok(trip.id)
}

/// Whether somebody has redeemed a piece of a line, or of any line of an order.
pub fn was_redeemed(db: &Db<'_>, order: OrderId, line: Option<LineId>) -> Result<bool, StoreError> {
    moves::exists(db, order, line)
}

fn gift(
    tx: &Tx<'_>,
    terms: &Terms,
    template: &Template,
    (order, line): (&Order, &Line),
    serial: i64,
) -> Result<Voucher, StoreError> {
    Ok(Voucher {
        id: VoucherId::next(tx)?,
        serial,
        template_id: template.id,
        account_id: order.account_id(),
        order_id: None,
        effect_at: Some(terms.now),
        failure_at: None,
        used_at: None,
        name: None,
        image: String::new(),
        background: None,
        description: None,
        money: None,
        from_line: Some(line.id()),
    })
}
