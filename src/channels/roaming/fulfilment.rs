//! What roaming orders hold besides money: stock, exclusive numbers, trips of data cards, vouchers.
//!
//! Everything is taken when the order is submitted and given back when it ends (docs/spec/roaming.md section 0.8),
//! inside the order's own transaction, so that two buyers of the last piece cannot both have it.

use super::cards::{self, Trip};
use super::cart::Priced;
use super::sql::{cards as card_sql, numbers as number_sql, vouchers};
use super::vouchers::{discount, gifts};
use super::{cart, esims, numbers};
use crate::catalogue::{self, Kind, Move, Product, Sheet};
use crate::channels::roaming::ids::{CardId, TripId};
use crate::clock::Instant;
use crate::ids::{AccountId, CategoryId, ItemId, LineId, TaxRateId};
use crate::money::Fen;
use crate::orders::{self, Fulfilment, Line, LineStatus, Order, OrderError, ReclaimError, Scarce, StockItem, Terms};
use crate::store::{Db, StoreError, Tx};

/// Orders out of time that a buyer who finds nothing left clears away at most.
pub(super) const CLEAR_AT_MOST: i64 = 100;

/// The category of the data cards; other things of type 1 are ordinary goods.
const CARDS: CategoryId = CategoryId(1);

/// Why an order cannot have what it wants.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TakeError {
    /// 1402: not so many data cards.
    #[error("not so many data cards are left")]
    NoCards,
    /// 1310: not so many pieces.
    #[error("not so many pieces are left")]
    NoStock,
    /// 1401: no number is free for the whole period.
    #[error("no number is free for the whole period")]
    NoNumber,
    /// 1301: no such card, or it is not the caller's.
    #[error("there is no such data card")]
    UnknownCard,
    /// 1304: the card is on another trip in that period.
    #[error("the data card is used in that period")]
    CardBusy,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Refuses an order whose customer leaves too much unpaid with it, as if so much of what it buys were not there.
///
/// # Errors
/// [`TakeError`]; the caller's transaction then rolls all of it back.
pub fn within_caps(tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), TakeError> {
    match orders::within_caps(tx, terms, order) {
        Ok(()) => Ok(()),
        Err(OrderError::Store(error)) => Err(error.into()),
        Err(_) => Err(lacking(tx, order)?),
    }
}

/// What an order of too much lacks: cards or numbers where it buys any.
fn lacking(tx: &Tx<'_>, order: &Order) -> Result<TakeError, StoreError> {
    for line in orders::lines_of(tx, order.id())? {
        let Some(sheet) = catalogue::sheet(tx, line.item().product())? else { continue };
        if sheet.counted().any(|part| part.category_id == CARDS) {
            return Ok(TakeError::NoCards);
        }
        if sheet.has_number() {
            return Ok(TakeError::NoNumber);
        }
    }
    Ok(TakeError::NoStock)
}

/// Takes what a line needs: numbers first, then the card, then stock. A line of an order whose goods went back takes nothing
/// until it is paid; its card is looked at and named with it.
///
/// # Errors
/// [`TakeError`]; the caller's transaction then rolls all of it back.
pub fn take(tx: &Tx<'_>, terms: &Terms, order: &Order, line: &mut Line, priced: &Priced) -> Result<(), TakeError> {
    let holds = order.holds_goods();
    if priced.sheet.has_number() && holds {
        let wish: Vec<String> = priced.choice.phone.iter().cloned().collect();
        numbers::take(tx, terms, order, line, &priced.sheet, &wish)?;
    }
    if priced.sheet.has_data() {
        take_trips(tx, terms, order, line, priced)?;
    }
    if holds {
        take_pieces(tx, terms, order, line, &priced.sheet)?;
    }
    Ok(())
}

fn take_pieces(tx: &Tx<'_>, terms: &Terms, order: &Order, line: &Line, sheet: &Sheet) -> Result<(), TakeError> {
    sheet.counted().try_for_each(|part| take_stock(tx, terms, order, part, line))
}

/// Gives back what a line holds.
pub fn give_back(tx: &Tx<'_>, terms: &Terms, order: &Order, line: &Line) -> Result<(), StoreError> {
    number_sql::release_line(tx, line.id())?;
    card_sql::delete_line_trips(tx, line.id())?;
    cards::take_back_of_line(tx, terms.by(AccountId::NOBODY), order, line.id())?;
    vouchers::delete_gifts_of_line(tx, line.id())?;
    if order.holds_goods() { return_stock(tx, terms, order, line) } else { Ok(()) }
}

/// Takes everything again that an order gave back while nobody paid it: the numbers that it had, or others; its cards' days; its
/// pieces.
fn take_again(tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), TakeError> {
    for mut line in orders::lines_of(tx, order.id())? {
        let Some(sheet) = catalogue::sheet(tx, line.item().product())? else { continue };
        if sheet.has_number() {
            let before = numbers::shown(&line);
            numbers::take(tx, terms, order, &mut line, &sheet, &before)?;
        }
        take_pieces(tx, terms, order, &line, &sheet)?;
    }
    for trip in card_sql::tied_trips(tx, order.id())? {
        let Some(card) = trip.card_id else { continue };
        card_sql::by_id(tx, card)?.filter(|card| card.is_of(order.account_id())).ok_or(TakeError::UnknownCard)?;
        if cards::is_busy(tx, terms, card, cards::period(trip.starts_at, trip.ends_at), trip.line_id)? {
            return Err(TakeError::CardBusy);
        }
    }
    Ok(())
}

fn take_stock(tx: &Tx<'_>, terms: &Terms, order: &Order, part: &Product, line: &Line) -> Result<(), TakeError> {
    let why = Move { now: terms.now, order: Some(order.id()), reason: "sold" };
    let mut taken = catalogue::take(tx, part.id, line.quantity(), why)?;
    if !taken && orders::clear_overdue(tx, terms, CLEAR_AT_MOST)? > 0 {
        taken = catalogue::take(tx, part.id, line.quantity(), why)?;
    }
    taken = taken && (part.kind != Kind::Esim || esims::hold(tx, part, line)?);
    match taken {
        true => Ok(()),
        false if part.category_id == CARDS => Err(TakeError::NoCards),
        false => Err(TakeError::NoStock),
    }
}

/// Puts what a line held into stock again, unless it has left the house: then [`take_in`] does when it comes back. Codes never leave it:
/// they come back as long as nobody has seen them.
fn return_stock(tx: &Tx<'_>, terms: &Terms, order: &Order, line: &Line) -> Result<(), StoreError> {
    let why = Move { now: terms.now, order: Some(order.id()), reason: "given back" };
    esims::give_back(tx, line.id(), why)?;
    if order.goods_left() {
        return Ok(());
    }
    let Some(sheet) = catalogue::sheet(tx, line.item().product())? else { return Ok(()) };
    sheet.in_pieces().try_for_each(|part| catalogue::put(tx, part.id, line.quantity(), why))
}

/// Puts a line's goods into stock that came back from the customer after their money. What was not sent when the money went
/// back came into stock then: the ledger tells.
fn take_in(tx: &Tx<'_>, terms: &Terms, order: &Order, line: &Line, booked_at: Instant) -> Result<(), StoreError> {
    let Some(sheet) = catalogue::sheet(tx, line.item().product())? else { return Ok(()) };
    let why = Move { now: terms.now, order: Some(order.id()), reason: "came back" };
    for part in sheet.in_pieces() {
        if !orders::gave_back(tx, StockItem { kind: "product", id: part.id.item() }, order.id(), booked_at)? {
            catalogue::put(tx, part.id, line.quantity(), why)?;
        }
    }
    Ok(())
}

/// Makes one trip for each piece; a card that was named goes with the first.
fn take_trips(tx: &Tx<'_>, terms: &Terms, order: &Order, line: &Line, priced: &Priced) -> Result<(), TakeError> {
    let mut card = named_card(tx, terms, order, line, priced)?;
    for _ in 0..line.quantity() {
        let trip = Trip {
            id: TripId::next(tx)?,
            order_id: order.id(),
            line_id: line.id(),
            account_id: order.account_id(),
            area: line.area().map(str::to_owned),
            starts_at: line.starts_at(),
            ends_at: line.ends_at(),
            card_id: card.take(),
            iccid: None,
            paid: false,
        };
        card_sql::insert_trip(tx, &trip)?;
    }
    Ok(())
}

/// Cancels the caller's own unpaid orders that have the card of a new order's line in its days
/// (docs/spec/roaming.md section 10): whoever orders again has changed his mind. Whatever has the card for good, or
/// another line of the new order itself, stays in the way.
pub fn make_way(tx: &Tx<'_>, terms: &Terms, order: &Order, priced: &Priced) -> Result<(), StoreError> {
    let Some(iccid) = priced.choice.card.as_ref().filter(|_| priced.sheet.has_data()) else { return Ok(()) };
    let Some(card) = cards::find(tx, iccid)?.filter(|card| card.is_of(order.account_id())) else { return Ok(()) };
    let (starts_at, ends_at) = cart::period(&priced.sheet, &priced.choice, terms.now);
    let days = cards::period(starts_at, ends_at);
    for id in card_sql::unpaid_rivals(tx, (order.account_id(), order.id()), card.id, days)? {
        let Some(mut rival) = orders::by_id(tx, id)? else { continue };
        // One that cannot be cancelled keeps the card, and the new line is refused for it.
        if let Err(OrderError::Store(error)) = orders::cancel(tx, terms, &mut rival) {
            return Err(error);
        }
    }
    Ok(())
}

fn named_card(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &Order,
    line: &Line,
    priced: &Priced,
) -> Result<Option<CardId>, TakeError> {
    let Some(iccid) = &priced.choice.card else { return Ok(None) };
    let card = cards::find(tx, iccid)?.filter(|card| card.is_of(order.account_id())).ok_or(TakeError::UnknownCard)?;
    let days = cards::period(line.starts_at(), line.ends_at());
    if order.holds_goods() && cards::is_busy(tx, terms, card.id, days, line.id())? {
        return Err(TakeError::CardBusy);
    }
    Ok(Some(card.id))
}

/// Whether an order that was submitted a while ago can still be used with the cards that it names. Its goods are held all the
/// while, but a card can be let go of, blocked or taken back. Trips of orders that are out of time are in nobody's way.
///
/// # Errors
/// [`TakeError::UnknownCard`], [`TakeError::CardBusy`].
pub fn look_at_cards(db: &Db<'_>, terms: &Terms, order: &Order) -> Result<(), TakeError> {
    for trip in card_sql::tied_trips(db, order.id())? {
        let Some(card) = trip.card_id else { continue };
        card_sql::by_id(db, card)?.filter(|card| card.is_of(order.account_id())).ok_or(TakeError::UnknownCard)?;
        let period = cards::period(trip.starts_at, trip.ends_at);
        for other in card_sql::in_the_way(db, card, period, trip.line_id)? {
            if orders::by_id(db, other)?.is_some_and(|other| !other.is_overdue(terms.now)) {
                return Err(TakeError::CardBusy);
            }
        }
    }
    Ok(())
}

/// The roaming shop's part of the order book.
pub struct RoamingFulfilment;

impl Fulfilment for RoamingFulfilment {
    fn tax_rate(&self, db: &Db<'_>, item: ItemId) -> Result<Option<TaxRateId>, StoreError> {
        catalogue::tax_rate_of(db, item.product())
    }

    fn paid(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<bool, StoreError> {
        card_sql::pay_trips(tx, order.id())?;
        let mut real = false;
        for line in orders::lines_of(tx, order.id())? {
            let Some(sheet) = catalogue::sheet(tx, line.item().product())? else { continue };
            real |= sheet.is_real();
            gifts::give(tx, terms, order, &line, &sheet)?;
        }
        Ok(real)
    }

    /// Cards, codes and gifts that somebody has are handed over, whatever the order says.
    fn may_be_unpaid(&self, db: &Db<'_>, order: &Order) -> Result<bool, StoreError> {
        let lines = orders::lines_of(db, order.id())?;
        let sheets = lines.iter().map(|line| catalogue::sheet(db, line.item().product()));
        let is_real = sheets.collect::<Result<Vec<_>, _>>()?.iter().flatten().any(|sheet| sheet.is_real());
        let has_left = is_real && order.goods_left();
        Ok(!has_left && card_sql::of_order(db, order.id())?.is_empty() && self.line_may_go_back(db, order, None)?)
    }

    fn unpaid(&self, tx: &Tx<'_>, _: &Terms, order: &Order) -> Result<(), StoreError> {
        card_sql::unpay_trips(tx, order.id())?;
        vouchers::delete_gifts(tx, order.id())
    }

    fn line_released(&self, tx: &Tx<'_>, terms: &Terms, order: &Order, line: &Line) -> Result<(), StoreError> {
        give_back(tx, terms, order, line)
    }

    fn line_arrived(
        &self,
        tx: &Tx<'_>,
        terms: &Terms,
        order: &Order,
        line: &Line,
        booked_at: Instant,
    ) -> Result<(), StoreError> {
        take_in(tx, terms, order, line, booked_at)
    }

    /// A piece that somebody has redeemed is not the buyer's to give back (docs/spec/roaming.md section 0.21), nor a code that was
    /// shown, unless staff has said so.
    fn line_may_go_back(&self, db: &Db<'_>, order: &Order, line: Option<LineId>) -> Result<bool, StoreError> {
        Ok(!gifts::was_redeemed(db, order.id(), line)? && !esims::keeps_money(db, order.id(), line)?)
    }

    fn vouchers_of_lines(&self, db: &Db<'_>, order: &Order) -> Result<Vec<(LineId, Fen)>, StoreError> {
        discount::of_lines(db, order)
    }

    /// Pieces and numbers; the days of a card are free by what the order is ([`card_sql`] counts no order whose goods went back).
    fn let_go(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), StoreError> {
        for line in orders::lines_of(tx, order.id())? {
            if line.status() != LineStatus::Refunded {
                return_stock(tx, terms, order, &line)?;
            }
        }
        number_sql::release_order(tx, order.id())
    }

    fn take_again(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), ReclaimError> {
        take_again(tx, terms, order).map_err(|error| match error {
            TakeError::NoCards => ReclaimError::Gone(Scarce::DataCards),
            TakeError::NoStock => ReclaimError::Gone(Scarce::Pieces),
            TakeError::NoNumber => ReclaimError::Gone(Scarce::Numbers),
            TakeError::UnknownCard | TakeError::CardBusy => ReclaimError::Gone(Scarce::NamedCard),
            TakeError::Store(error) => ReclaimError::Store(error),
        })
    }

    fn released(&self, tx: &Tx<'_>, terms: &Terms, order: &Order) -> Result<(), StoreError> {
        card_sql::delete_trips(tx, order.id())?;
        cards::take_back(tx, terms.by(AccountId::NOBODY), order)?;
        vouchers::end_pick_up(tx, order.id(), terms.now)?;
        vouchers::delete_gifts(tx, order.id())?;
        vouchers::free_of_order(tx, order.id())
    }
}
