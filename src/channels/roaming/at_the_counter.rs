//! The shop's orders at the counter: packed, given back line by line.

use std::collections::BTreeSet;

use super::{corrections, desk};
use crate::accounts::Role;
use crate::channels::desk::{Corrections, Desk, DeskCard, DeskVoucher, NewDelivery, Standing};
use crate::ids::{AccountId, LineId, OrderId};
use crate::money::Fen;
use crate::orders::{Line, Order, Terms};
use crate::random::Ids;
use crate::staff_api::codes::Fault;
use crate::store::{Db, StoreError, Tx};

/// How the counter serves the shop's orders.
pub struct ShopDesk;

impl Desk for ShopDesk {
    fn quote_refund(&self, db: &Db<'_>, terms: &Terms, order: &Order, lines: &[LineId]) -> Result<Fen, Fault> {
        desk::quote_refund(db, terms, order.id(), lines)
    }

    fn ask_refund(
        &self,
        tx: &Tx<'_>,
        terms: &Terms,
        actor: AccountId,
        order: &Order,
        wanted: (&[LineId], &str),
    ) -> Result<(), Fault> {
        desk::ask_refund(tx, terms, actor, order.id(), wanted)
    }

    fn standing(
        &self,
        db: &Db<'_>,
        terms: &Terms,
        order: &Order,
        kept: &[Line],
        _: Role,
    ) -> Result<Standing, StoreError> {
        desk::standing(db, terms, order, kept)
    }

    fn without_hand_over(&self, db: &Db<'_>, found: &[Order]) -> Result<BTreeSet<OrderId>, StoreError> {
        desk::without_hand_over(db, found)
    }

    /// Cards that were handed over are known by a part of their number.
    fn called(&self, db: &Db<'_>, part: &str) -> Result<Vec<OrderId>, StoreError> {
        desk::with_card_of(db, part)
    }

    fn card(&self, db: &Db<'_>, iccid: &str) -> Result<Option<DeskCard>, StoreError> {
        desk::card(db, iccid)
    }

    fn voucher(&self, db: &Db<'_>, terms: &Terms, serial: i64) -> Result<Option<DeskVoucher>, StoreError> {
        desk::voucher(db, terms, serial)
    }

    fn give_card(&self, tx: &Tx<'_>, terms: &Terms, actor: AccountId, order: &Order, iccid: &str) -> Result<(), Fault> {
        desk::hand_card_over(tx, terms, actor, order.id(), iccid)
    }

    fn use_voucher(&self, tx: &Tx<'_>, terms: &Terms, actor: AccountId, serial: i64) -> Result<(), Fault> {
        desk::complete(tx, terms, actor, serial)
    }

    fn complete(&self, tx: &Tx<'_>, terms: &Terms, actor: AccountId, order: &Order) -> Result<(), Fault> {
        desk::complete_without_voucher(tx, terms, actor, order.id())
    }

    fn ship(&self, tx: &Tx<'_>, terms: &Terms, actor: AccountId, order: &Order, waybill: &str) -> Result<(), Fault> {
        desk::ship(tx, terms, actor, order.id(), waybill)
    }

    fn corrections(&self, db: &Db<'_>, terms: &Terms, order: &Order) -> Result<Corrections, StoreError> {
        corrections::possible(db, terms, order)
    }

    fn change_delivery(
        &self,
        tx: &Tx<'_>,
        terms: &Terms,
        ids: &mut Ids,
        whose: (AccountId, OrderId),
        to: NewDelivery,
    ) -> Result<(), Fault> {
        corrections::change_delivery(tx, terms, ids, whose, to)
    }

    fn unship(&self, tx: &Tx<'_>, terms: &Terms, actor: AccountId, order: OrderId) -> Result<(), Fault> {
        corrections::unship(tx, terms, actor, order)
    }

    fn take_back(&self, tx: &Tx<'_>, terms: &Terms, actor: AccountId, order: OrderId) -> Result<(), Fault> {
        corrections::take_back(tx, terms, actor, order)
    }

    fn is_packed(&self) -> bool {
        true
    }
}
