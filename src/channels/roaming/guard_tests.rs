//! Guards over scarce things, each with a twin that shows what happens without it: two buyers look, both find the thing free,
//! both take it.

use crate::channels::roaming::ids::{CardId, TripId};
use crate::channels::roaming::name::NAME;
use crate::ids::{AccountId, LineId};

use super::cards::Trip;
use super::sql::{cards, numbers};
use crate::clock::{Instant, Zone};
use crate::orders::Settled::{MustGoBack, Paid, Refused};
use crate::orders::{self, Caps, ChannelName, Fulfilment, Fulfilments, NewOrder, Settlement, Terms};
use crate::store::testing::TestStore;
use crate::store::{StoreError, Tx, params};
use crate::tax::TaxTerms;

/// An order here is of this channel alone.
const OWN: Fulfilments = Fulfilments::new(LIST);
static LIST: &[(ChannelName, &dyn Fulfilment)] = &[(NAME, &crate::channels::roaming::FULFILMENT)];

const NOW: Instant = Instant(1_467_787_474_000);
const CARD: CardId = CardId(210_001);
const PHONE: &str = "13900139001";
/// Two periods that share a day.
const PERIODS: [(Instant, Instant); 2] = [(Instant(1000), Instant(3000)), (Instant(2000), Instant(4000))];

/// Two orders with a trip each, on overlapping days.
fn two_trips(tx: &Tx<'_>) -> Result<[Trip; 2], StoreError> {
    let terms = Terms {
        now: NOW,
        zone: Zone::china(),
        cutoff_minutes: 0,
        unpaid_ms: 1_800_000,
        paying_ms: 7_200_000,
        open_ms: 1_800_000,
        caps: Caps::NONE,
        fulfilments: OWN,
        tax: TaxTerms::USUAL,
    };
    let trip = |(starts_at, ends_at): (Instant, Instant)| {
        let new = NewOrder { account_id: AccountId(7), channel: NAME, number: None, client_ref: None };
        let (order, _) = orders::open(tx, &terms, &new)?;
        let trip = Trip {
            id: TripId::next(tx)?,
            order_id: order.id(),
            line_id: LineId(order.id().0),
            account_id: AccountId(7),
            area: None,
            starts_at: Some(starts_at),
            ends_at: Some(ends_at),
            card_id: None,
            iccid: None,
            paid: true,
        };
        cards::insert_trip(tx, &trip)?;
        Ok::<_, StoreError>(trip)
    };
    Ok([trip(PERIODS[0])?, trip(PERIODS[1])?])
}

fn trips_with_the_card(tx: &Tx<'_>) -> Result<i64, StoreError> {
    tx.number("select count(*) from trips where card_id = ?1", [CARD])
}

/// Both callers look before either takes.
fn both_find_the_card_free(tx: &Tx<'_>) -> Result<[Trip; 2], StoreError> {
    let trips = two_trips(tx)?;
    for (trip, period) in trips.iter().zip(PERIODS) {
        assert!(!cards::is_busy(tx, CARD, period, trip.line_id)?);
    }
    Ok(trips)
}

#[test]
fn a_card_for_two_overlapping_trips_goes_to_one() {
    let demo = TestStore::with_demo();
    let (tied, holders) = demo.run(|tx| {
        let [first, second] = both_find_the_card_free(tx)?;
        let tied = [cards::tie(tx, first.id, CARD, PERIODS[0])?, cards::tie(tx, second.id, CARD, PERIODS[1])?];
        Ok((tied, trips_with_the_card(tx)?))
    });
    assert_eq!((tied, holders), ([true, false], 1));
}

#[test]
fn without_the_guard_the_card_goes_to_both() {
    let demo = TestStore::with_demo();
    let holders = demo.run(|tx| {
        for trip in both_find_the_card_free(tx)? {
            tx.run_one("update trips set card_id = ?2 where id = ?1 and card_id is null", params![trip.id, CARD])?;
        }
        trips_with_the_card(tx)
    });
    assert_eq!(holders, 2);
}

#[test]
fn a_card_is_free_again_when_the_other_trip_ends_as_this_one_begins() {
    let demo = TestStore::with_demo();
    let tied = demo.run(|tx| {
        let [first, second] = two_trips(tx)?;
        let next = (PERIODS[0].1, PERIODS[1].1);
        Ok([cards::tie(tx, first.id, CARD, PERIODS[0])?, cards::tie(tx, second.id, CARD, next)?])
    });
    assert_eq!(tied, [true, true]);
}

fn holders_of_the_number(tx: &Tx<'_>) -> Result<i64, StoreError> {
    tx.number("select count(*) from number_holds where phone = ?1", [PHONE])
}

/// Both callers look before either takes; the number is the first for both.
fn both_find_the_number_free(tx: &Tx<'_>) -> Result<[Trip; 2], StoreError> {
    let orders = two_trips(tx)?;
    for period in PERIODS {
        assert_eq!(
            numbers::free_numbers(tx, AccountId(7), period, 9)?.iter().filter(|phone| *phone == PHONE).count(),
            1
        );
    }
    Ok(orders)
}

#[test]
fn a_number_for_two_overlapping_periods_goes_to_one() {
    let demo = TestStore::with_demo();
    let (held, holders) = demo.run(|tx| {
        let orders = both_find_the_number_free(tx)?;
        let mut held = Vec::new();
        for (order, period) in orders.iter().zip(PERIODS) {
            let holder = numbers::Holder { account: AccountId(7), order: order.order_id, line: order.line_id };
            held.push(numbers::hold(tx, holder, PHONE, period)?);
        }
        Ok((held, holders_of_the_number(tx)?))
    });
    assert_eq!((held, holders), (vec![true, false], 1));
}

#[test]
fn without_the_guard_the_number_goes_to_both() {
    let demo = TestStore::with_demo();
    let holders = demo.run(|tx| {
        for (order, period) in both_find_the_number_free(tx)?.iter().zip(PERIODS) {
            let sql = "insert into number_holds (line_id, phone, order_id, account_id, starts_at, ends_at)
                values (?1, ?2, ?3, 7, ?4, ?5)";
            tx.run_one(sql, params![order.line_id, PHONE, order.order_id, period.0.0, period.1.0])?;
        }
        holders_of_the_number(tx)
    });
    assert_eq!(holders, 2);
}

fn failure(error: impl std::fmt::Display) -> StoreError {
    StoreError::Other(error.to_string())
}

/// What the counter and a provider may still pay of an order that nobody has cancelled yet though its time is over.
#[test]
fn money_for_an_order_out_of_time_is_no_payment() {
    let demo = TestStore::with_demo();
    let outcomes = demo.run(|tx| {
        let terms = |now| Terms {
            now,
            zone: Zone::china(),
            cutoff_minutes: 0,
            unpaid_ms: 1_800_000,
            paying_ms: 7_200_000,
            open_ms: 1_800_000,
            caps: Caps::NONE,
            fulfilments: OWN,
            tax: TaxTerms::USUAL,
        };
        let new = NewOrder { account_id: AccountId(7), channel: NAME, number: None, client_ref: None };
        let mut outcomes = Vec::new();
        for (way, ms) in
            [(orders::COUNTER, 1_800_000), (orders::PayWay::AlipayWeb.id(), 1_800_000), (orders::COUNTER, 1_799_999)]
        {
            let (order, _) = orders::open(tx, &terms(NOW), &new)?;
            let trade_no = format!("T{ms}-{way}");
            let money = Settlement {
                order_id: order.id(),
                way,
                trade_no,
                amount: order.due(),
                actor: AccountId::NOBODY,
                tendered: None,
            };
            outcomes.push(orders::settle(tx, &terms(NOW.plus_ms(ms)), &money).map_err(failure)?);
        }
        Ok(outcomes)
    });
    assert!(matches!(outcomes[..], [Refused, MustGoBack(_), Paid(_)]), "{outcomes:?}");
}
