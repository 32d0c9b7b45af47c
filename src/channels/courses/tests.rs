//! The rules of course vouchers over a store with the demonstration's data.

use super::gifts::{self, Claim, ClaimError};
use super::orders::{PlaceError, PurchaseRequest, place};
use super::paying::BeginError;
use super::purchase::{self, Whole};
use super::sql::vouchers as voucher_sql;
use super::vouchers::VoucherFilter;
use super::{FULFILMENT, paying, redeem};
use crate::channels::courses::gifts::ClaimStatus;
use crate::channels::courses::ids::{ClaimId, CourseId, GiftId, OfferId, VoucherId};
use crate::channels::courses::name::NAME;
use crate::channels::courses::purchase::PurchaseStatus;
use crate::clock::{Instant, MINUTE_MS, Zone};
use crate::ids::{AccountId, OrderId};
use crate::money::Fen;
use crate::orders::{
    self, Caps, ChannelName, Fulfilment, Fulfilments, OrderError, PayBack, PayStatus, Refund, RefundRequest,
    RefundStatus, Settled, Settlement, Terms,
};
use crate::payments::Way;
use crate::random::Ids;
use crate::store::testing::TestStore;
use crate::store::{StoreError, Tx};
use crate::tax::TaxTerms;

/// An order here is of this channel alone.
const OWN: Fulfilments = Fulfilments::new(LIST);
static LIST: &[(ChannelName, &dyn Fulfilment)] = &[(NAME, &super::FULFILMENT)];

const STUDENT: AccountId = AccountId(72);
const CLERK: AccountId = AccountId(126);
/// A course of the demonstration, and an offer that is sold for it.
const COURSE: CourseId = CourseId(60);
const OFFER: OfferId = OfferId(5);
/// 2016-10-08 09:00:00 in China.
const NOW: Instant = Instant(1_475_888_400_000);

struct Outlet(TestStore);

fn terms_at(now: Instant) -> Terms {
    Terms {
        now,
        zone: Zone::china(),
        cutoff_minutes: 0,
        unpaid_ms: 30 * MINUTE_MS,
        paying_ms: 120 * MINUTE_MS,
        open_ms: 15 * 24 * 60 * MINUTE_MS,
        caps: Caps::NONE,
        fulfilments: OWN,
        tax: TaxTerms::USUAL,
    }
}

impl Outlet {
    fn new() -> Self {
        Self(TestStore::with_demo())
    }

    fn write<T: Send + 'static, E: From<StoreError> + Send + 'static>(
        &self,
        work: impl FnMut(&Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        self.0.store.write_blocking(work)
    }

    fn run(&self, sql: &'static str) -> usize {
        self.write(move |tx| tx.run(sql, [])).unwrap()
    }

    fn order(&self, course: CourseId, offer: OfferId, num: i64) -> Result<Whole, PlaceError> {
        let wish = PurchaseRequest { account: STUDENT, mobile: "13800138002".to_owned(), course, offer, num };
        self.write(move |tx| place(tx, &terms_at(NOW), &mut Ids::seeded(1), &wish))
    }

    fn settle(&self, order: &Whole, trade_no: &str, at: Instant) -> Settled {
        let money = Settlement {
            order_id: order.order.id(),
            way: Way::AlipayWeb.id(),
            trade_no: trade_no.to_owned(),
            amount: order.order.due(),
            actor: AccountId::NOBODY,
            tendered: None,
        };
        self.write::<_, OrderError>(move |tx| orders::settle(tx, &terms_at(at), &money)).unwrap()
    }

    /// A paid order and its vouchers' ids and codes.
    fn bought(&self, num: i64) -> (Whole, Vec<(VoucherId, String)>) {
        let order = self.order(COURSE, OFFER, num).unwrap();
        assert!(matches!(self.settle(&order, "T1", NOW), Settled::Paid(_)));
        let vouchers = self.vouchers(NOW);
        (order, vouchers)
    }

    fn vouchers(&self, at: Instant) -> Vec<(VoucherId, String)> {
        let page = crate::store::Page { size: 100, offset: 0 };
        let look = |db: &crate::store::Db<'_>| voucher_sql::page(db, STUDENT, VoucherFilter::Usable, at, page);
        self.0.store.read(look).unwrap().into_iter().map(|voucher| (voucher.id, voucher.promo_code)).collect()
    }

    fn redeem(&self, code: &str, by: AccountId, at: Instant) -> super::wire::Redemption {
        let code = code.to_owned();
        let redeem = move |tx: &crate::store::Tx<'_>| {
            let organisations = super::sql::staff::organisations_of(tx, by)?;
            redeem::redeem(tx, at, redeem::Redeemer { account: by, schools: &organisations }, &code)
        };
        self.write::<_, StoreError>(redeem).unwrap()
    }

    fn begin(&self, order: OrderId, at: Instant) -> Result<Whole, BeginError> {
        self.write(move |tx| paying::begin(tx, &terms_at(at), STUDENT, order, Way::AlipayWeb))
    }

    fn claim(&self, voucher: VoucherId, at: Instant) -> Result<Claim, ClaimError> {
        let wish = Claim {
            id: ClaimId(0),
            voucher_id: voucher,
            account_id: STUDENT,
            gift_id: GiftId(0),
            name: "小航".to_owned(),
            phone: "13800138002".to_owned(),
            address: String::new(),
            pictures: String::new(),
            status: ClaimStatus::Pending,
        };
        self.write(move |tx| gifts::write_down(tx, at, &wish))
    }
}

#[test]
fn a_notice_that_comes_again_issues_nothing_again() {
    let outlet = Outlet::new();
    let (order, vouchers) = outlet.bought(3);
    assert_eq!(vouchers.len(), 3);
    for _ in 0..100 {
        assert!(matches!(outlet.settle(&order, "T1", NOW), Settled::Before(_)));
    }
    assert!(matches!(outlet.settle(&order, "T2", NOW), Settled::MustGoBack(_)), "a second payment is a refund");
    assert_eq!(outlet.vouchers(NOW), vouchers);
}

/// The twin of the test above: without the order book's guard, goods that are handed over twice meet the schema's.
#[test]
fn without_the_order_books_guard_the_second_issue_is_refused_by_name() {
    let outlet = Outlet::new();
    let (order, vouchers) = outlet.bought(2);
    let book = order.order;
    let again = outlet.write::<_, StoreError>(move |tx| FULFILMENT.paid(tx, &terms_at(NOW), &book));
    assert!(matches!(&again, Err(StoreError::Constraint(name)) if name.contains("course_vouchers")), "{again:?}");
    assert_eq!(outlet.vouchers(NOW), vouchers);
}

#[test]
fn a_voucher_is_redeemed_once_and_the_last_one_uses_the_order_up() {
    let outlet = Outlet::new();
    let (order, vouchers) = outlet.bought(2);
    let status = || outlet.0.store.read(|db| purchase::find(db, order.order.id())).unwrap().unwrap().status();
    for (count, (_, code)) in vouchers.iter().enumerate() {
        assert_eq!(status(), PurchaseStatus::Paid);
        let first = outlet.redeem(code, CLERK, NOW);
        assert_eq!((first.is_redeemed, first.flags.is_used, first.value), (true, false, 500));
        let second = outlet.redeem(code, CLERK, NOW);
        assert_eq!((second.is_redeemed, second.flags.is_used, second.course_name.as_str()), (false, true, ""));
        assert_eq!(outlet.vouchers(NOW).len(), 1 - count);
    }
    assert_eq!(status(), PurchaseStatus::Used);
    assert_eq!(outlet.0.number("select count(*) from audit_trail where action = 'course_redeem'"), 2);
}

/// The twin of the test above: the same statement without `used_at is null` uses a voucher as often as it is asked to.
#[test]
fn without_its_guard_a_voucher_would_be_redeemed_twice() {
    let outlet = Outlet::new();
    outlet.bought(1);
    let unguarded = "update course_vouchers set used_at = 1, used_by = 126 where account_id = 72";
    assert_eq!([outlet.run(unguarded), outlet.run(unguarded)], [1, 1]);
    let guarded = "update course_vouchers set used_at = 1 where account_id = 72 and used_at is null";
    assert_eq!(outlet.run(guarded), 0);
}

#[test]
fn what_stands_in_the_way_of_a_redemption_is_told_and_changes_nothing() {
    let outlet = Outlet::new();
    let (_, vouchers) = outlet.bought(1);
    let code = vouchers[0].1.as_str();
    let flags = |redeemed: super::wire::Redemption| {
        let it = redeemed.flags;
        assert!(!redeemed.is_redeemed && redeemed.course_name.is_empty());
        [it.is_bind, it.is_verify, it.has_teaching_course, it.is_out_of_date, it.is_used]
    };
    assert_eq!(flags(outlet.redeem(code, AccountId(101), NOW)), [false; 5], "an operator without a school");
    outlet.run("insert into organisation_staff (account_id, organisation_id) values (101, 48)");
    assert_eq!(flags(outlet.redeem(code, AccountId(101), NOW)), [true, true, false, false, false], "another school's");
    let unknown = [true, false, false, false, false];
    assert_eq!(flags(outlet.redeem("0800000720000000", CLERK, NOW)), unknown);
    let before = outlet.redeem(code, CLERK, Instant(0));
    assert_eq!(flags(before), [true, true, true, false, false], "its time has not come");
    assert_eq!(flags(outlet.redeem(code, CLERK, Instant(i64::MAX))), [true, true, true, true, false]);
    outlet.run("update courses set deleted = 1 where id = 60");
    assert_eq!(flags(outlet.redeem(code, CLERK, NOW)), [true, true, false, false, false]);
    assert_eq!(outlet.0.number("select count(*) from course_vouchers where used_at is not null"), 0);
}

#[test]
fn the_last_second_of_an_offer_counts_to_its_end() {
    let outlet = Outlet::new();
    let (order, vouchers) = outlet.bought(1);
    let unpaid = outlet.order(COURSE, OFFER, 1).unwrap();
    outlet.run("update course_offers set buy_until = 1475888460000, use_until = 1475888460000 where id = 5");
    let end = Instant(1_475_888_460_000);
    let seen = |at| outlet.0.store.read(|db| purchase::find(db, order.order.id())).unwrap().unwrap().is_disabled(at);
    let on_sale =
        |at| outlet.0.store.read(|db| super::catalogue::on_sale(db, at)).unwrap().iter().any(|(it, _)| it.id == COURSE);
    let ends_soon = |at: Instant| {
        let found = outlet.0.store.read(|db| super::sql::staff::offers_ending(db, at.second(), end, 9)).unwrap();
        found.iter().any(|it| it.id == OFFER)
    };
    let past = |at| {
        let look = |db: &crate::store::Db<'_>| voucher_sql::count(db, STUDENT, VoucherFilter::Past, at);
        outlet.0.store.read(look).unwrap()
    };
    for (ms, is_over) in [(0, false), (1, false), (999, false), (1000, true)] {
        let at = end.plus_ms(ms);
        assert_eq!(
            (seen(at), !on_sale(at), !ends_soon(at), past(at) == 1),
            (is_over, is_over, is_over, is_over),
            "{ms}"
        );
        assert_eq!(outlet.vouchers(at).is_empty(), is_over, "{ms}");
        let begun = outlet.begin(unpaid.order.id(), at);
        assert_eq!(begun.is_err_and(|error| error == BeginError::Over), is_over, "{ms}");
    }
    assert!(outlet.redeem(&vouchers[0].1, CLERK, end.plus_ms(1000)).flags.is_out_of_date);
    assert!(outlet.redeem(&vouchers[0].1, CLERK, end.plus_ms(999)).is_redeemed);
}

#[test]
fn an_order_needs_a_course_an_offer_and_their_time() {
    let outlet = Outlet::new();
    let error = |course, offer| outlet.order(CourseId(course), OfferId(offer), 1).unwrap_err();
    assert_eq!(error(999, 5), PlaceError::UnknownCourse);
    assert_eq!(error(60, 99), PlaceError::NotSold);
    assert_eq!(error(30, 5), PlaceError::NotSold);
    assert_eq!(error(30, 4), PlaceError::Over);
    outlet.run("update course_offers set active = 0 where id = 5");
    assert_eq!(error(60, 5), PlaceError::NotSold);
    outlet.run("update course_offers set active = 1, value = 1000000000000 where id = 5");
    assert_eq!(outlet.order(COURSE, OFFER, 2).unwrap_err(), PlaceError::TooDear, "more money than there is");
    outlet.run("update courses set deleted = 1 where id = 60");
    assert_eq!(error(60, 5), PlaceError::UnknownCourse);
    assert_eq!(outlet.0.number("select count(*) from orders where channel = 'course'"), 0);
}

#[test]
fn orders_of_one_second_have_numbers_of_their_own() {
    let outlet = Outlet::new();
    // The same seed draws the same digits: every order but the first meets a number that is taken.
    let numbers: std::collections::BTreeSet<_> =
        (0..10).map(|_| outlet.order(COURSE, OFFER, 1).unwrap().order.number().to_owned()).collect();
    assert_eq!(numbers.len(), 10);
    assert!(numbers.iter().all(|number| number.len() == 18 && number.starts_with("20161008090000")), "{numbers:?}");
}

#[test]
fn an_unpaid_order_expires_and_money_that_comes_later_goes_back() {
    let outlet = Outlet::new();
    let order = outlet.order(COURSE, OFFER, 1).unwrap();
    let soon = NOW.plus_ms(31 * MINUTE_MS);
    assert_eq!(outlet.write::<_, StoreError>(move |tx| orders::clear_overdue(tx, &terms_at(soon), 10)), Ok(1));
    let later = NOW.plus_ms(15 * 24 * 60 * MINUTE_MS);
    let disabled =
        |at| outlet.0.store.read(|db| purchase::find(db, order.order.id())).unwrap().unwrap().is_disabled(at);
    assert_eq!(outlet.begin(order.order.id(), later).unwrap_err(), BeginError::Disabled, "before it is cancelled");
    assert_eq!([NOW, soon, later].map(disabled), [false, false, true], "it has nothing that could go back");
    let cancelled = outlet.write::<_, StoreError>(move |tx| orders::clear_overdue(tx, &terms_at(later), 10));
    assert_eq!(cancelled, Ok(1));
    assert_eq!(outlet.begin(order.order.id(), later).unwrap_err(), BeginError::Disabled, "and after it");
    assert!(disabled(later));
    outlet.run("update course_offers set use_until = use_from where id = 5");
    assert_eq!(outlet.begin(order.order.id(), later).unwrap_err(), BeginError::Over, "the offer's time is over, too");
    assert!(matches!(outlet.settle(&order, "T9", later), Settled::MustGoBack(_)));
    let seen = outlet.0.store.read(|db| purchase::find(db, order.order.id())).unwrap().unwrap();
    assert_eq!((seen.status(), seen.standing.first_voucher), (PurchaseStatus::Unpaid, None));
    assert!(outlet.vouchers(later).is_empty());
}

#[test]
fn who_began_to_pay_in_time_may_take_his_time() {
    let outlet = Outlet::new();
    let order = outlet.order(COURSE, OFFER, 1).unwrap();
    assert_eq!(outlet.begin(order.order.id(), NOW).unwrap().order.pay_status(), PayStatus::Paying);
    let later = NOW.plus_ms(90 * MINUTE_MS);
    assert_eq!(outlet.write::<_, StoreError>(move |tx| orders::clear_overdue(tx, &terms_at(later), 10)), Ok(0));
    assert!(matches!(outlet.settle(&order, "T1", later), Settled::Paid(_)));
}

#[test]
fn an_offer_that_was_withdrawn_or_became_dearer_disables_its_orders() {
    let change_and_back = [
        ("update course_offers set value = 60000 where id = 5", "update course_offers set value = 50000 where id = 5"),
        ("update offer_bindings set active = 0 where id = 4", "update offer_bindings set active = 1 where id = 4"),
        ("update course_offers set active = 0 where id = 5", "update course_offers set active = 1 where id = 5"),
        ("update courses set deleted = 1 where id = 60", "update courses set deleted = 0 where id = 60"),
    ];
    let outlet = Outlet::new();
    let order = outlet.order(COURSE, OFFER, 3).unwrap();
    let disabled = || outlet.0.store.read(|db| purchase::find(db, order.order.id())).unwrap().unwrap().is_disabled(NOW);
    assert!(!disabled(), "three pieces are no other price");
    for (change, back) in change_and_back {
        outlet.run(change);
        assert!(disabled(), "{change}");
        assert_eq!(outlet.begin(order.order.id(), NOW).unwrap_err(), BeginError::Disabled, "{change}");
        outlet.run(back);
    }
    outlet.run("update course_offers set use_until = use_from where id = 5");
    assert_eq!(outlet.begin(order.order.id(), NOW).unwrap_err(), BeginError::Over);
    assert_eq!(order.order.price(), Fen(150_000));
}

#[test]
fn a_gift_is_claimed_once_for_each_voucher_that_has_one() {
    let outlet = Outlet::new();
    let (_, vouchers) = outlet.bought(2);
    assert_eq!(outlet.claim(vouchers[0].0, NOW).unwrap().gift_id, GiftId(2));
    assert_eq!(outlet.claim(vouchers[0].0, NOW), Err(ClaimError::Claimed));
    assert!(outlet.claim(vouchers[1].0, NOW).is_ok(), "each voucher has its gift");
    assert_eq!(outlet.claim(VoucherId(987), NOW), Err(ClaimError::UnknownVoucher));
}

/// The twin: the look at the voucher alone would let two claims through that both looked before either wrote.
#[test]
fn a_second_claim_that_did_not_look_is_stopped_by_the_statement() {
    let outlet = Outlet::new();
    let (_, vouchers) = outlet.bought(1);
    let first = outlet.claim(vouchers[0].0, NOW).unwrap();
    let second = Claim { id: ClaimId(99), ..first };
    let written = outlet.write::<_, StoreError>(move |tx| super::sql::gifts::insert(tx, &second, NOW));
    assert_eq!(written, Ok(false));
}

#[test]
fn no_gift_without_an_active_binding_or_for_a_voucher_that_was_missed() {
    let outlet = Outlet::new();
    let (_, vouchers) = outlet.bought(2);
    assert_eq!(outlet.claim(vouchers[0].0, Instant(i64::MAX)), Err(ClaimError::Over));
    outlet.run("update offer_bindings set active = 0 where id = 4");
    assert_eq!(outlet.claim(vouchers[0].0, NOW), Err(ClaimError::NoGift));
}

#[test]
fn vouchers_whose_money_went_back_are_worthless() {
    let outlet = Outlet::new();
    let (order, vouchers) = outlet.bought(2);
    outlet.redeem(&vouchers[0].1, CLERK, NOW);
    let book = order.order;
    outlet.write::<_, StoreError>(move |tx| FULFILMENT.released(tx, &terms_at(NOW), &book)).unwrap();
    assert!(outlet.vouchers(NOW).is_empty());
    assert!(!outlet.redeem(&vouchers[1].1, CLERK, NOW).flags.is_verify, "nobody's voucher");
}

impl Outlet {
    /// Asks for the whole order's money.
    fn ask(&self, order: OrderId) -> Result<Refund, OrderError> {
        let wanted = RefundRequest { line_id: None, reason_id: None, reason: "行程取消".to_owned() };
        self.write(move |tx| {
            let book = orders::by_id(tx, order)?.ok_or(OrderError::Unknown)?;
            orders::request_refund(tx, &terms_at(NOW), &book, &wanted)
        })
    }

    fn agree(&self, refund: &Refund) -> Result<Refund, OrderError> {
        let refund = refund.clone();
        self.write(move |tx| orders::confirm_refund(tx, &terms_at(NOW), &refund))
    }

    fn back(&self) -> i64 {
        self.0.number("select count(*) from money_moves where kind = 'refund'")
    }
}

const TAKE_UNASKED: &str = "update course_vouchers set used_at = 1, used_by = 126 where place = 1";

#[test]
fn nothing_is_given_for_a_voucher_whose_money_is_asked_back_until_staff_refuses() {
    let outlet = Outlet::new();
    let (order, vouchers) = outlet.bought(2);
    let refund = outlet.ask(order.order.id()).unwrap();
    let refused = outlet.redeem(&vouchers[0].1, CLERK, NOW);
    assert_eq!((refused.is_redeemed, refused.flags.is_used, refused.course_name.as_str()), (false, false, ""));
    assert_eq!(outlet.claim(vouchers[0].0, NOW), Err(ClaimError::GoesBack));
    let rejected = outlet.write(move |tx| orders::reject_refund(tx, &terms_at(NOW), &refund)).unwrap();
    assert_eq!(rejected.status(), RefundStatus::Rejected);
    assert!(outlet.claim(vouchers[0].0, NOW).is_ok());
    assert!(outlet.redeem(&vouchers[0].1, CLERK, NOW).is_redeemed);
    assert_eq!(outlet.ask(order.order.id()), Err(OrderError::WrongState), "a school has taken one");
}

/// The twin of the test above: the statements that take a voucher and write a claim down do not look at refunds.
#[test]
fn without_the_question_a_voucher_whose_money_is_asked_back_would_be_taken_and_its_gift_claimed() {
    let outlet = Outlet::new();
    let (order, vouchers) = outlet.bought(1);
    outlet.ask(order.order.id()).unwrap();
    let id = vouchers[0].0;
    let taken = outlet.write::<_, StoreError>(move |tx| {
        let voucher = voucher_sql::by_id(tx, id)?.unwrap();
        voucher_sql::take(tx, &voucher, NOW, CLERK)
    });
    assert_eq!(taken, Ok(true));
    let claim = Claim {
        id: ClaimId(99),
        voucher_id: id,
        account_id: STUDENT,
        gift_id: GiftId(2),
        name: String::new(),
        phone: String::new(),
        address: String::new(),
        pictures: String::new(),
        status: ClaimStatus::Pending,
    };
    assert_eq!(outlet.write::<_, StoreError>(move |tx| super::sql::gifts::insert(tx, &claim, NOW)), Ok(true));
}

#[test]
fn nobody_agrees_to_a_refund_of_an_order_whose_voucher_was_taken_all_the_same() {
    let outlet = Outlet::new();
    let (order, _) = outlet.bought(2);
    let refund = outlet.ask(order.order.id()).unwrap();
    assert_eq!(outlet.run(TAKE_UNASKED), 1);
    assert_eq!(outlet.agree(&refund), Err(OrderError::WrongState));
    assert_eq!(outlet.back(), 0);
    let rejected = outlet.write(move |tx| orders::reject_refund(tx, &terms_at(NOW), &refund));
    assert!(rejected.is_ok(), "to refuse it is the way out");
}

/// The twin: without the question money goes back for what a school has taken.
#[test]
fn without_the_question_the_money_of_a_taken_voucher_would_go_back() {
    let outlet = Outlet::new();
    let (order, _) = outlet.bought(2);
    let refund = outlet.agree(&outlet.ask(order.order.id()).unwrap()).unwrap();
    assert_eq!(outlet.run(TAKE_UNASKED), 1);
    let paid = outlet
        .write(move |tx| orders::pay_back(tx, &terms_at(NOW), &refund, PayBack::AtTheCounter, AccountId(101)))
        .unwrap();
    assert_eq!((paid.money(), outlet.back()), (Fen(100_000), 1));
    assert_eq!(outlet.0.number("select count(*) from course_vouchers where used_at is not null"), 1);
}

/// Money that a provider has paid back by itself is gone, whatever a school has taken: it is booked.
#[test]
fn a_provider_that_paid_back_by_itself_is_believed() {
    let outlet = Outlet::new();
    let (order, vouchers) = outlet.bought(2);
    outlet.redeem(&vouchers[0].1, CLERK, NOW);
    let id = order.order.id();
    let booked = outlet.write(move |tx| {
        let book = orders::by_id(tx, id)?.unwrap();
        let told = orders::PaidBack { way: Way::AlipayWeb.id(), trade_no: "T1", amount: Fen(100_000) };
        orders::book_refund_notice(tx, &terms_at(NOW), &book, told)
    });
    assert_eq!((booked, outlet.back()), (Ok(true), 1));
    assert!(!outlet.redeem(&vouchers[1].1, CLERK, NOW).flags.is_verify, "nobody's voucher");
}

#[test]
fn an_import_takes_whole_yuan_alone() {
    let outlet = Outlet::new();
    let csv = |value: &str| {
        format!(
            "id,name,value,rebate_value,buy_from,buy_until,use_from,use_until\n\
             9,半价,{value},1000,2016-10-01,2016-12-31,2016-10-01,2016-12-31\n"
        )
    };
    assert_eq!(outlet.0.mistakes("course-offers", csv("60.50")).len(), 1);
    assert!(outlet.0.import("course-offers", csv("60")).is_ok());
}
