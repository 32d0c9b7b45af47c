//! What the clerk's page asks the tickets: how an order stands, who will come, taking its cash and handing it over.
//!
//! The moves are those of [`super::orders::staff_move`]; the page offers none that the table of states refuses.

use serde_json::{Value, json};

use super::orders::{self as tickets, MoveError, StaffMove};
use super::sql;
use super::states::{Move, Status};
use crate::accounts::Role;
use crate::channels::desk::Standing;
use crate::ids::{AccountId, OrderId};
use crate::orders::{COUNTER, Order, PayStatus, Settlement, Terms};
use crate::store::{Db, StoreError, Tx};

pub use super::shop::may_go_back;

/// Members of a visitor that only operators and admins see whole.
const SECRETS: [&str; 2] = ["identificationnumber", "mobile"];
/// Characters at the end of such a member that a clerk sees, to compare it with a document.
const SHOWN: usize = 4;

/// How a ticket order stands, with its agency and who will come. Clerks see the end of the visitors' documents alone.
pub fn standing(db: &Db<'_>, order: &Order, role: Role) -> Result<Standing, StoreError> {
    let Some(status) = sql::orders::status(db, order.id())? else { return Ok(Standing::default()) };
    let agency = agency(db, order)?;
    let is_dealt = matches!(status, Status::Dealt | Status::DealtWithRebate);
    let waits = matches!(status, Status::Booked | Status::PaidElsewhere)
        || (is_dealt && sql::orders::has_rest(db, order.id())?);
    let is_good_for_it = order.pay_status() == PayStatus::Paid || agency.is_some();
    let visitors: Vec<_> = visitors(db, order.id(), role)?
        .into_iter()
        .map(|(name, document)| json!({"document": document, "name": name}))
        .collect();
    Ok(Standing {
        is_here: status == Status::Booked,
        collected: matches!(status, Status::Dealt | Status::DealtWithRebate | Status::PaidCash),
        hands_over: waits && is_good_for_it && !order.has_ended(),
        shown: vec![("tickets", json!({"agency": agency, "status": status.letter(), "visitors": visitors}))],
        ..Standing::default()
    })
}

/// The agency that ordered tickets on its account; none for whoever walked in, and for other channels.
pub fn agency(db: &Db<'_>, order: &Order) -> Result<Option<String>, StoreError> {
    sql::orders::agency_of(db, order.id(), order.account_id())
}

fn visitors(db: &Db<'_>, order: OrderId, role: Role) -> Result<Vec<(String, String)>, StoreError> {
    let sent = tickets::visitors(db, order)?.and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let Some(sent) = sent.map(|sent| for_role(sent, role)) else { return Ok(Vec::new()) };
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    let entries = sent.as_array().map(Vec::as_slice).unwrap_or_default();
    let named = entries.iter().map(|entry| (text(entry, "fullname"), text(entry, SECRETS[0])));
    Ok(named.filter(|(name, _)| !name.is_empty()).collect())
}

/// Visitors as a role may see them: a clerk compares the end of a document, operators and admins see what was sent.
#[must_use]
pub fn for_role(mut visitors: Value, role: Role) -> Value {
    if role == Role::Clerk {
        mask(&mut visitors);
    }
    visitors
}

fn mask(value: &mut Value) {
    match value {
        Value::Array(entries) => entries.iter_mut().for_each(mask),
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if SECRETS.contains(&name.to_ascii_lowercase().as_str()) {
                    *member = Value::String(end_of(member));
                } else {
                    mask(member);
                }
            }
        }
        _ => {}
    }
}

fn end_of(member: &Value) -> String {
    let text = member.as_str().map_or_else(|| member.to_string(), str::to_owned);
    let letters = text.chars().count();
    let hidden = if letters > SHOWN { letters - SHOWN } else { letters };
    text.chars().enumerate().map(|(place, letter)| if place < hidden { '*' } else { letter }).collect()
}

/// The newest orders whose tickets nobody has collected, booked or paid to a third party: their ids.
pub fn not_collected(db: &Db<'_>, most: i64) -> Result<Vec<OrderId>, StoreError> {
    sql::orders::not_collected(db, most)
}

/// Takes the cash of a ticket order, which hands its tickets over; the same slip again changes nothing.
pub fn take_cash(tx: &Tx<'_>, terms: &Terms, order: &Order, money: &Settlement) -> Result<(), MoveError> {
    let payment = Some((COUNTER, money.trade_no.clone()));
    let wanted = StaffMove {
        payment,
        amount: Some(money.amount),
        tendered: money.tendered,
        ..wanted(order, Move::TakeCash, money.actor)
    };
    tickets::staff_move(tx, terms, &wanted).map(|_| ())
}

/// Hands all tickets of an order over; a second time changes nothing.
pub fn hand_over(tx: &Tx<'_>, terms: &Terms, actor: AccountId, order: &Order) -> Result<(), MoveError> {
    tickets::staff_move(tx, terms, &wanted(order, Move::Deal, actor)).map(|_| ())
}

fn wanted(order: &Order, by: Move, actor: AccountId) -> StaffMove {
    StaffMove::plain(order.number().to_owned(), by, actor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clerk_sees_the_end_of_a_document_and_an_operator_all_of_it() {
        let sent = json!([{"fullname": "林晓舟", "identificationnumber": "110101199003070134", "mobile": 13_900_000_001_i64,
            "identificationtype": "1"}, {"fullname": "短", "identificationnumber": "1234"}]);
        let masked = for_role(sent.clone(), Role::Clerk);
        assert_eq!(masked[0]["identificationnumber"], "**************0134");
        assert_eq!((&masked[0]["mobile"], &masked[1]["identificationnumber"]), (&json!("*******0001"), &json!("****")));
        assert_eq!((&masked[0]["fullname"], &masked[0]["identificationtype"]), (&json!("林晓舟"), &json!("1")));
        assert_eq!(for_role(sent.clone(), Role::Operator), sent);
    }
}
