//! `order_submit`: the check once more, and then everything is taken, in one transaction
//! (docs/spec/tours.md section 5).

use crate::channels::tours::ids::{AddressId, ContactId};
use crate::channels::tours::name::NAME;
use crate::ids::{AccountId, OrderId};
use crate::text::{is_email, is_mobile, phone};
use chrono::{Days, NaiveDate};

use super::{TourOrder, Wishes, detail, v1};
use crate::channels::tours::check::{self, Basket, CheckError, Part};
use crate::channels::tours::coupons::{self, CouponError};
use crate::channels::tours::package::{Holds, Package};
use crate::channels::tours::person::CertificateKind;
use crate::channels::tours::selection::{Form, Selection};
use crate::channels::tours::service::{Call, Outcome};
use crate::channels::tours::sql::{orders as sql, packages, people};
use crate::channels::tours::{fulfilment, input};
use crate::clock::Zone;
use crate::http::{BadField, Fields};
use crate::money::Fen;
use crate::orders::{self, NewLine, NewOrder, Order, OrderError, Terms};
use crate::random::{Ids, digest};
use crate::store::{StoreError, Tx};

/// Expired orders that a buyer who finds nothing left clears away at most.
const CLEAR_AT_MOST: i64 = 100;

/// Who gets the papers: an address of the user, or what is given here, which wins.
#[derive(Clone, Debug)]
struct Recipient {
    address_id: Option<AddressId>,
    receiver: String,
    mobile: String,
    email: String,
    weixin: String,
    /// One line, for an address that is not one of the user's.
    address: String,
}

/// A whole submit, so that it can be run in the writer.
#[derive(Clone, Debug)]
struct SubmitOrder {
    account: AccountId,
    /// None for an order that is made anew each time.
    client_ref: Option<String>,
    chosen: Selection,
    recipient: Recipient,
    contacts: Vec<ContactId>,
    /// Whether every traveller must be named.
    names_everybody: bool,
    coupon_sn: Option<String>,
    wishes: Wishes,
}

/// Why an order cannot be submitted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// The client's order number stands for an order of another content.
    #[error("the client order number was used for another order")]
    OtherContent,
    /// Not as many contacts as travellers, one that is not the user's, or one without an accepted paper.
    #[error("the travellers are not complete")]
    Travellers,
    /// No receiver or phone, no e-mail address where one must be given, or an address that is not the user's.
    #[error("the receiver is not complete")]
    Recipient,
    /// The choice cannot be sold.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// The coupon cannot be spent.
    #[error(transparent)]
    Coupon(#[from] CouponError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `order_submit`. A repeat of `client_order_no` with the same content answers the first order, whatever became of it.
///
/// # Errors
/// 300001, 300002, and those of the check.
pub async fn submit(call: &Call) -> Outcome {
    let account = call.asker()?.account;
    let command = SubmitOrder::read(&call.fields, account, call.terms.zone)?;
    if command.client_ref.is_none() {
        return Err(BadField("client_order_no is missing".to_owned()).into());
    }
    make(call, command).await
}

/// `v1/order/submit`: the same in other words. Not everybody who travels must be named here, and without a client order number each
/// call is an order.
///
/// # Errors
/// As [`submit`].
pub async fn submit_v1(call: &Call) -> Outcome {
    let account = call.asker()?.account;
    let fields = v1::translated(&call.fields)?;
    let command = SubmitOrder::read(&fields, account, call.terms.zone)?;
    make(call, SubmitOrder { names_everybody: false, ..command }).await
}

async fn make(call: &Call, command: SubmitOrder) -> Outcome {
    let (terms, ids, today) = (call.terms, Ids::fresh(), call.today());
    let order = call.outlet.store.write(move |tx| run(tx, &terms, &mut ids.clone(), today, &command)).await?;
    Ok(detail::submitted(call, &order))
}

impl SubmitOrder {
    fn read(fields: &Fields, account: AccountId, zone: Zone) -> Result<Self, BadField> {
        let text = |name, most| Ok::<_, BadField>(input::text(fields, name, most)?.unwrap_or_default());
        let client_ref = Some(text("client_order_no", 64)?).filter(|number| !number.is_empty());
        let mut address = String::new();
        for part in ["province", "city", "area", "address"] {
            address.push_str(&text(part, 120)?);
        }
        let mut contacts = fields.ids("contact_ids")?.unwrap_or_default();
        contacts.sort_unstable();
        Ok(Self {
            account,
            client_ref,
            chosen: Selection::read_either(fields, zone)?,
            recipient: Recipient {
                address_id: fields.number::<AddressId>("address_id")?.filter(|id| id.number() != 0),
                receiver: text("receiver", 60)?,
                mobile: phone(&text("mobile", 40)?),
                email: text("email", 254)?,
                weixin: text("weixin", 60)?,
                address,
            },
            contacts,
            names_everybody: true,
            coupon_sn: Some(text("coupon_sn", 64)?).filter(|serial| !serial.is_empty()),
            wishes: wishes(fields)?,
        })
    }

    /// What is ordered, in one form whatever the order and the types of the request's fields were. The texts hold no line
    /// ends, so no two contents have the same form.
    fn content(&self) -> String {
        let (chosen, to) = (&self.chosen, &self.recipient);
        let flight = match chosen.form {
            Form::Free { combo_id, most_for_flight } => format!("{combo_id} {most_for_flight}"),
            Form::Group => "group".to_owned(),
        };
        let mut items: Vec<String> = chosen.items.iter().map(|item| format!("{item:?}")).collect();
        items.sort_unstable();
        let numbers: Vec<i64> = self.contacts.iter().map(|contact| contact.number()).collect();
        let mut lines = vec![
            format!("{} {} {} {}", chosen.package_id, chosen.date, chosen.adults, chosen.children),
            format!("{flight} {} {}", chosen.sum, chosen.reduction),
            items.join(";"),
            format!("{:?} {:?}", to.address_id.map(AddressId::number), numbers),
            to.receiver.clone(),
            to.mobile.clone(),
            to.email.clone(),
            to.weixin.clone(),
            self.coupon_sn.clone().unwrap_or_default(),
        ];
        // Orders that say none of this have the content that they always had.
        if !to.address.is_empty() || self.wishes != Wishes::default() {
            lines.push(format!("{:?} {:?}", to.address, self.wishes));
        }
        lines.join("\n")
    }
}

/// A remark is typed into a box of several lines, and kept in one.
fn one_line(fields: &Fields, name: &str) -> Fields {
    let lines = fields.raw(name).unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty());
    let mut one = Fields::default();
    one.set(name, lines.collect::<Vec<_>>().join(" "));
    one
}

fn wishes(fields: &Fields) -> Result<Wishes, BadField> {
    let text = |name, most| Ok::<_, BadField>(input::text(fields, name, most)?.unwrap_or_default());
    let number = |name| match fields.number::<i64>(name)?.unwrap_or(0) {
        number @ 0..=2 => Ok(number),
        _ => Err(BadField(format!("{name} is none of 0, 1 and 2"))),
    };
    Ok(Wishes {
        inv_type: number("inv_type")?,
        inv_content: text("inv_content", 200)?,
        postscript: input::text(&one_line(fields, "postscript"), "postscript", 500)?.unwrap_or_default(),
        bed_require: text("bed_require", 100)?,
        play_time: text("play_time", 60)?,
        shipping_method: number("shipping_method")?,
    })
}

fn run(
    tx: &Tx<'_>,
    terms: &Terms,
    ids: &mut Ids,
    today: NaiveDate,
    command: &SubmitOrder,
) -> Result<Order, SubmitError> {
    let content_hash = digest(&command.content());
    let new = NewOrder {
        account_id: command.account,
        channel: NAME,
        number: Some(format!("LT{}{}", today.format("%Y%m%d"), ids.digits(10))),
        client_ref: command.client_ref.clone(),
    };
    let (mut order, is_new) = orders::open(tx, terms, &new)?;
    if !is_new {
        let first = sql::tour_order_of(tx, order.id())?;
        let same = first.is_some_and(|first| first.content_hash == content_hash);
        // An order of something that does not exist is wrong by itself, whatever its number was used for.
        let exists = packages::package(tx, command.chosen.package_id)?.is_some();
        return match (same, exists) {
            (true, _) => Ok(order),
            (false, true) => Err(SubmitError::OtherContent),
            (false, false) => Err(CheckError::NotForSale.into()),
        };
    }
    let (package, basket) = free_basket(tx, terms, &command.chosen, today)?;
    travellers_are_complete(tx, command, &package)?;
    let to = recipient(tx, command, &package)?;
    for part in &basket.parts {
        orders::add_line(tx, terms, &mut order, &line(part, terms.zone))?;
    }
    if !fulfilment::take(tx, terms, &order, &basket)? {
        return Err(CheckError::SoldOut.into());
    }
    if let Some(serial) = &command.coupon_sn {
        let amount = coupon_base(&command.chosen, basket.total);
        let taken_off = spend_coupon(tx, terms, &order, serial, amount)?;
        order.use_vouchers(taken_off);
    }
    orders::save(tx, &order)?;
    let beside = TourOrder { order_id: order.id(), content_hash: content_hash.to_vec(), ..to };
    sql::insert(tx, &beside, &command.contacts)?;
    packages::count_sold(tx, package.id, 1)?;
    let reference = command.coupon_sn.clone().unwrap_or_default();
    let settled = orders::settle_if_nothing_is_due(tx, terms, &mut order, &reference)
        .and_then(|paid| if paid { Ok(()) } else { orders::within_caps(tx, terms, &order) });
    match settled {
        Ok(()) => Ok(order),
        Err(OrderError::Store(error)) => Err(error.into()),
        // A trip whose days are over was never for sale, and who leaves too much unpaid finds nothing left.
        Err(_) => Err(CheckError::SoldOut.into()),
    }
}

/// The choice, checked; where it is sold out, orders whose time is over are cleared away first.
fn free_basket(
    tx: &Tx<'_>,
    terms: &Terms,
    chosen: &Selection,
    today: NaiveDate,
) -> Result<(Package, Basket), SubmitError> {
    let look = || check::evaluate(tx, chosen, today, Holds::All);
    let checked = match look() {
        Err(CheckError::SoldOut | CheckError::RoomSoldOut) if orders::clear_overdue(tx, terms, CLEAR_AT_MOST)? > 0 => {
            look()
        }
        checked => checked,
    };
    let (shelf, basket) = checked?;
    Ok((shelf.package, basket))
}

/// Spends a coupon on an order; what it takes off, which is never more than the order costs. Where it cannot be spent, an order
/// whose time is over may hold it: such orders are cleared away first.
fn spend_coupon(tx: &Tx<'_>, terms: &Terms, order: &Order, serial: &str, amount: Fen) -> Result<Fen, SubmitError> {
    let spend = || coupons::spend(tx, terms.now, order.account_id(), serial, amount, order.id());
    let coupon = match spend() {
        Err(CouponError::Unusable) if orders::clear_overdue(tx, terms, CLEAR_AT_MOST)? > 0 => spend(),
        spent => spent,
    };
    Ok(coupon?.terms.money.min(order.payable()))
}

/// What a coupon's threshold is compared with: the lower of the client's sum and the true one, so that no coupon is had by
/// claiming a larger order, less the reduction that the client shows.
fn coupon_base(chosen: &Selection, total: Fen) -> Fen {
    chosen.sum.min(total) - chosen.reduction
}

/// As many contacts as travellers, or at most as many, each once, each the user's own, each with a paper that the package accepts.
fn travellers_are_complete(tx: &Tx<'_>, command: &SubmitOrder, package: &Package) -> Result<(), SubmitError> {
    let known = people::contacts(tx, command.account)?;
    let accepted: Vec<&str> = package.certificates().collect();
    let travels = |id: &ContactId| {
        let contact = known.iter().find(|contact| contact.id == *id);
        contact.is_some_and(|contact| {
            let is_accepted = |kind: CertificateKind| accepted.contains(&kind.to_string().as_str());
            contact.certificates.iter().any(|paper| !paper.number.is_empty() && is_accepted(paper.kind))
        })
    };
    let each_once = command.contacts.windows(2).all(|pair| pair[0] != pair[1]);
    let (named, party) = (i64::try_from(command.contacts.len()).unwrap_or(i64::MAX), command.chosen.party());
    let enough = if command.names_everybody { named == party } else { named <= party };
    if each_once && enough && command.contacts.iter().all(travels) { Ok(()) } else { Err(SubmitError::Travellers) }
}

/// Who gets the papers, as it is kept with the order: an address that changes later changes no order.
fn recipient(tx: &Tx<'_>, command: &SubmitOrder, package: &Package) -> Result<TourOrder, SubmitError> {
    let to = &command.recipient;
    let address = match to.address_id {
        None => None,
        Some(id) => Some(people::own_address(tx, command.account, id)?.ok_or(SubmitError::Recipient)?),
    };
    let or = |given: &String, kept: Option<&String>| {
        if given.is_empty() { kept.cloned().unwrap_or_default() } else { given.clone() }
    };
    let order = TourOrder {
        order_id: OrderId(0),
        package_id: package.id,
        travel_date: command.chosen.date.to_string(),
        adults: command.chosen.adults,
        children: command.chosen.children,
        content_hash: Vec::new(),
        coupon_sn: command.coupon_sn.clone(),
        receiver: or(&to.receiver, address.as_ref().map(|kept| &kept.receiver)),
        mobile: or(&to.mobile, address.as_ref().map(|kept| &kept.mobile)),
        email: or(&to.email, address.as_ref().map(|kept| &kept.email)),
        weixin: to.weixin.clone(),
        address: address.map_or_else(
            || to.address.clone(),
            |kept| format!("{}{}{}", kept.province_name, kept.city_name, kept.address),
        ),
        wishes: command.wishes.clone(),
    };
    let lacks_email = package.email_needed && package.email_required && order.email.is_empty();
    let lacks_weixin = package.weixin_needed && package.weixin_required && order.weixin.is_empty();
    let whole = !order.receiver.is_empty() && is_mobile(&order.mobile);
    let usable_email = order.email.is_empty() || is_email(&order.email);
    if whole && usable_email && !lacks_email && !lacks_weixin { Ok(order) } else { Err(SubmitError::Recipient) }
}

/// A part as a line of the order book: a hotel's line is priced for all its nights.
fn line(part: &Part, zone: Zone) -> NewLine {
    let end = part.first.checked_add_days(Days::new(part.nights));
    let nights = i64::try_from(part.nights).unwrap_or(i64::MAX);
    NewLine {
        starts_at: zone.start_of(part.first),
        ends_at: end.and_then(|end| zone.start_of(end)),
        ..NewLine::plain(part.offer_id.item(), &part.title, part.quantity, nights, part.unit_price)
    }
}
