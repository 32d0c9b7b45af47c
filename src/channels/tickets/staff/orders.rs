//! The staff's list of ticket orders.

use chrono::Days;
use serde_json::{Value, json};

use super::staff;
use crate::channels::tickets::customers::CustomerKind;
use crate::channels::tickets::sql::lists::{self as sql, Filter, ListedLine, ListedOrder};
use crate::channels::tickets::states::Status;
use crate::clock::Zone;
use crate::ids::OrderId;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::page_of;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::StoreError;

/// `ticket_order_gets`: a page (`pageindex` from 0, `pagesize` 10) of the orders of `customertype`, `customerid`, `status` and of
/// the days from `date_from` to `date_to`, each if it is named; the newest first. A line that was handed over has `dealnum` and
/// `dealtime`.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    staff(call)?;
    let filter = filter(call)?;
    let page = page_of(call)?;
    let (count, orders, lines) = call.outlet.store.read(|db| {
        let Some(filter) = &filter else { return Ok((0, Vec::new(), Vec::new())) };
        let (count, orders) = sql::page(db, filter, page)?;
        let ids: Vec<OrderId> = orders.iter().map(|order| order.id).collect();
        Ok::<_, StoreError>((count, orders, sql::lines(db, &ids)?))
    })?;
    let zone = call.terms.zone;
    let of = |order: &ListedOrder| shape(order, lines.iter().filter(|line| line.order_id == order.id), zone);
    Answer::object(&json!({"count": count, "orders": orders.iter().map(of).collect::<Vec<_>>()}))
}

/// What of the orders is wanted; nothing where no customer is of the kind.
fn filter(call: &Call) -> Result<Option<Filter>, Fault> {
    let (fields, zone) = (&call.fields, call.terms.zone);
    let day = |name| match fields.text(name) {
        None => Ok(None),
        Some(text) => zone.parse_date(text.trim()).map(Some).ok_or(codes::PARAMETER),
    };
    let status = match fields.text("status") {
        None => None,
        Some(letter) => Some(Status::from_letter(letter.trim()).ok_or(codes::PARAMETER)?),
    };
    let after = |last| zone.date(last).checked_add_days(Days::new(1)).and_then(|next| zone.start_of(next));
    let (from, until) = (day("date_from")?, day("date_to")?);
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        return Err(codes::PARAMETER);
    }
    let number = fields.number::<i64>("customertype")?;
    let kind = number.and_then(CustomerKind::from_number);
    let filter = Filter {
        kind,
        code: fields.text("customerid").map(|code| code.trim().to_owned()),
        status,
        from,
        before: until.and_then(after),
    };
    Ok(Some(filter).filter(|_| number.is_none() || kind.is_some()))
}

fn shape<'l>(order: &ListedOrder, lines: impl Iterator<Item = &'l ListedLine>, zone: Zone) -> Value {
    json!({
        "customerid": order.code,
        "customername": order.name,
        "customertypecode": order.kind,
        "customertypename": order.kind.name(),
        "guidernum": order.guide_number,
        "lines": lines.map(|line| line_shape(line, zone)).collect::<Vec<_>>(),
        "orderid": order.number,
        "ordertime": zone.text(order.ordered_at),
        "paystatus": order.pay_status,
        "personalid": order.personal_id,
        "sendid": order.sender_id,
        "status": order.status.letter(),
        "summary": order.payable,
    })
}

fn line_shape(line: &ListedLine, zone: Zone) -> Value {
    json!({
        "dealnum": line.deal.map(|(quantity, _)| quantity),
        "dealtime": line.deal.map(|(_, at)| zone.text(at)),
        "num": line.quantity,
        "price": line.price,
        "productid": line.product,
        "productname": line.name,
        "unit": line.unit,
    })
}
