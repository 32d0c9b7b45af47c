//! The staff's calls for tickets, in the transport of the back office (`/om/services/ticket_*`, decided here).
//!
//! Operators and admins make customers, issue their keys, set products, and say what became of orders; whoever stands at the
//! counter sees an order, takes its cash and hands it over. Every change is written to the audit trail. The codes are those of the back office's table.

mod callbacks;
mod customers;
mod moves;
mod orders;
mod products;

use crate::accounts::{Account, Role};
use crate::channels::tickets::customers::{CustomerKind, CustomerName};
use crate::outlet::Route;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::service_table;
use crate::staff_api::{Call, Echo, OnError};

use Echo::Both;
use OnError::{Absent, Empty};

/// The staff's calls; the back office serves them with its own.
pub const STAFF_CALLS: &[Route] = service_table! {
    "/om/services/ticket_customer_gets" => customers::gets, Both, Empty, "Ticket customers.";
    "/om/services/ticket_customer_set" => customers::set, Both, Empty, "Make or change a ticket customer.";
    "/om/services/ticket_key_rotate" => customers::rotate_key, Both, Empty, "Issue a new session key, shown once.";
    "/om/services/ticket_callback_set" => callbacks::set, Both, Empty, "Where a ticket customer is told of its orders.";
    "/om/services/ticket_callback_gets" => callbacks::gets, Both, Empty, "A page of calls that ticket customers are owed, or were.";
    "/om/services/ticket_callback_resend" => callbacks::resend, Both, Absent, "Tell a ticket customer once more.";
    "/om/services/ticket_product_gets" => products::gets, Both, Empty, "Ticket products.";
    "/om/services/ticket_product_set" => products::set, Both, Empty, "Make or change a ticket product.";
    "/om/services/ticket_order_gets" => orders::gets, Both, Empty, "A page of ticket orders with what was handed over.";
    "/om/services/ticket_order_get" => moves::get, Both, Empty, "A ticket order with its visitors.";
    "/om/services/ticket_order_deal" => moves::deal, Both, Empty, "Hand tickets over, with or without rebate.";
    "/om/services/ticket_order_cash" => moves::cash, Both, Empty, "Take cash at the counter and hand tickets over.";
    "/om/services/ticket_order_paid" => moves::paid_elsewhere, Both, Empty, "A third party was paid.";
    "/om/services/ticket_order_close" => moves::close, Both, Empty, "Close an order.";
    "/om/services/ticket_refund_request" => moves::request_refund, Both, Empty, "A third party's refund is wanted.";
    "/om/services/ticket_refund_start" => moves::start_refund, Both, Empty, "Grant a third party's refund.";
    "/om/services/ticket_refund_reject" => moves::reject_refund, Both, Empty, "Do not grant a third party's refund.";
};

/// The operator or admin who calls.
///
/// # Errors
/// 1100, 1101, 1103, 1014.
fn staff(call: &Call) -> Result<Account, Fault> {
    call.staff(&[Role::Operator, Role::Admin])
}

/// Whoever stands at the counter and calls.
///
/// # Errors
/// 1100, 1101, 1103, 1014.
fn at_the_counter(call: &Call) -> Result<Account, Fault> {
    call.staff(&[Role::Clerk, Role::Operator, Role::Admin])
}

/// Bytes of a customer's names and id; a Hawk id must fit a header.
const LONGEST: usize = 128;

/// Type and id of the customer that a call names.
///
/// # Errors
/// 1100.
fn named(call: &Call) -> Result<CustomerName, Fault> {
    let kind = CustomerKind::from_number(call.fields.required_number("customertypecode")?);
    let code = call.fields.required("customerid")?.trim();
    match kind {
        Some(kind) if code.len() <= LONGEST => Ok(CustomerName { kind, code: code.to_owned() }),
        _ => Err(codes::PARAMETER),
    }
}
