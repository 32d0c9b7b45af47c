//! The room's rules on a store with the demonstration, where no call leads to them yet: money that goes back.

use crate::channels::leases::name::NAME;
use crate::ids::AccountId;
use std::collections::BTreeSet;

use super::open::{self, OpenError, OpenLease};
use super::product::{Duration, Kind};
use super::renew::{self, RenewError, RenewLease};
use super::sale::LeaseRequest;
use super::sql::addresses;
use super::{FULFILMENT, stock, wallet};
use crate::clock::{DAY_MS, Instant, Zone};
use crate::orders::{self, Caps, ChannelName, Fulfilment, Fulfilments, Order, Terms};
use crate::random::Ids;
use crate::store::StoreError;
use crate::store::testing::TestStore;
use crate::tax::TaxTerms;

/// An order here is of this channel alone.
const OWN: Fulfilments = Fulfilments::new(LIST);
static LIST: &[(ChannelName, &dyn Fulfilment)] = &[(NAME, &super::FULFILMENT)];

const NOW: Instant = Instant(1_654_048_800_000);
const COOLING_MS: i64 = 7 * DAY_MS;

fn request(kind: Kind, duration: Duration) -> LeaseRequest {
    let duration = Some(duration);
    LeaseRequest { account_id: AccountId(3716), kind, duration, remark: String::new(), idempotency_key: None }
}

/// A store with the demonstration, deleted with this.
struct Outlet(TestStore);

impl Outlet {
    fn new() -> Self {
        Self(TestStore::with_demo_at(NOW))
    }

    fn open(&self, count: i64) -> Order {
        let lease = request(Kind::Isp, Duration::Week);
        let command = OpenLease { lease, region: "hk".to_owned(), count, pool_tag: None };
        let work = move |tx: &crate::store::Tx<'_>| open::open(tx, &terms(), &mut Ids::fresh(), COOLING_MS, &command);
        let number = self.0.store.write_blocking::<_, OpenError, _>(work).unwrap();
        self.order(&number)
    }

    fn renew(&self, address: &str) -> Order {
        let lease = request(Kind::Datacenter, Duration::Month);
        let command = RenewLease { lease, addresses: BTreeSet::from([address.to_owned()]) };
        let work = move |tx: &crate::store::Tx<'_>| renew::renew(tx, &terms(), &mut Ids::fresh(), COOLING_MS, &command);
        let number = self.0.store.write_blocking::<_, RenewError, _>(work).unwrap();
        self.order(&number)
    }

    fn order(&self, number: &str) -> Order {
        self.0.store.read(|db| orders::by_number(db, NAME, number)).unwrap().unwrap()
    }

    fn give_back(&self, order: &Order) {
        let order = order.clone();
        self.0.store.write_blocking::<_, StoreError, _>(move |tx| FULFILMENT.released(tx, &terms(), &order)).unwrap();
    }

    fn number(&self, sql: &str) -> i64 {
        self.0.store.read(|db| db.number(sql, [])).unwrap()
    }

    fn balance(&self) -> i64 {
        assert_eq!(self.0.store.read(wallet::unbalanced), Ok(Vec::new()));
        self.number("select balance from wallets where account_id = 3716")
    }
}

fn terms() -> Terms {
    Terms {
        now: NOW,
        zone: Zone::china(),
        cutoff_minutes: 0,
        unpaid_ms: 1_800_000,
        paying_ms: 7_200_000,
        open_ms: 15 * DAY_MS,
        caps: Caps::NONE,
        fulfilments: OWN,
        tax: TaxTerms::USUAL,
    }
}

#[test]
fn an_order_that_is_given_back_returns_its_money_once_and_its_addresses_cool() {
    let outlet = Outlet::new();
    let (kept, returned) = (outlet.open(2), outlet.open(3));
    assert_eq!(outlet.balance(), 1_000_000 - 5 * 1500);
    for _ in 0..2 {
        outlet.give_back(&returned);
    }
    assert_eq!(outlet.balance(), 1_000_000 - 2 * 1500);
    let cooling = format!("select count(*) from lease_addresses where account_id is null and leased_until = {}", NOW.0);
    assert_eq!(outlet.number(&cooling), 3);
    let held = format!("select count(*) from lease_addresses where order_id = {}", kept.id());
    assert_eq!(outlet.number(&held), 2);
}

#[test]
fn a_renewal_that_is_given_back_takes_its_days_with_it() {
    let outlet = Outlet::new();
    let ends = "select leased_until from lease_addresses where address = '192.0.2.97' and kind = 'datacenter'";
    let other = "select leased_until from lease_addresses where address = '192.0.2.97' and kind = 'isp'";
    let before = outlet.number(ends);
    let order = outlet.renew("192.0.2.97");
    assert_eq!((outlet.number(ends), outlet.number(other)), (before + 30 * DAY_MS, before), "two stocks");
    outlet.give_back(&order);
    assert_eq!((outlet.number(ends), outlet.balance()), (before, 1_000_000));
}

#[test]
fn the_regular_release_forgets_the_last_holder_when_the_cooling_is_over_and_not_before() {
    let outlet = Outlet::new();
    let release = |now: Instant| {
        let free_since = stock::free_since(now, COOLING_MS);
        outlet.0.store.write_blocking::<_, StoreError, _>(move |tx| addresses::release(tx, free_since)).unwrap()
    };
    let end = NOW.plus_ms(37 * DAY_MS);
    assert_eq!((release(end.plus_ms(-1)), release(end), release(end)), (0, 4, 0));
    assert_eq!(outlet.number("select count(*) from lease_addresses where account_id is not null"), 0);
    assert_eq!(outlet.number("select count(*) from lease_addresses where leased_until = 0"), 164);
}

#[test]
fn imported_prices_name_their_duration_in_either_vocabulary() {
    let test = TestStore::with_demo();
    let prices = "kind,region,duration,price\n\
        isp,hk,weekly,1\nisp,hk,monthly,2\nisp,hk,quarterly,3\nisp,us,season,4\ndatacenter,hk,week,5\n";
    test.import("lease-prices", prices).unwrap();
    let row = "select price from lease_prices where region = 'hk' and kind = 'isp' and duration = 'quarter'";
    assert_eq!((test.number(row), test.number("select count(*) from lease_prices")), (300, 24), "none is new");
    assert_eq!(test.number("select sum(price) from lease_prices where price < 1000"), 1500);
    assert_eq!(test.mistakes("lease-prices", "kind,region,duration,price\nisp,hk,daily,1\n").len(), 1);
    let twice = "kind,region,duration,price\nisp,hk,week,1\nisp,hk,weekly,2\n";
    assert_eq!(test.mistakes("lease-prices", twice).len(), 1, "the same row twice");
}

#[test]
fn a_debit_without_its_guard_is_still_refused_by_the_table() {
    let outlet = Outlet::new();
    let sql = "update wallets set balance = balance - 1000001 where account_id = 3716";
    let refused = outlet.0.store.write_blocking::<_, StoreError, _>(move |tx| tx.run_one(sql, [])).unwrap_err();
    assert!(refused.is_constraint("wallets_balance_not_negative"), "{refused}");
    assert_eq!(outlet.balance(), 1_000_000);
}
