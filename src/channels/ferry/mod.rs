//! A sixth channel, in tests alone: seats on a ferry. It shows how little a channel must say, and is the model of
//! `docs/howto/add-a-channel.md`; `app::sixth_channel` sells through it.

mod calls;
mod sql;

use serde_json::{Value, json};

use super::desk::{Desk, Standing};
use super::{Channel, Window, Work, page_files};
use crate::accounts::Role;
use crate::ids::AccountId;
use crate::orders::{self, ChannelName, Fulfilment, Line, Order, PayStatus, ShippingStatus, Terms};
use crate::outlet::Route;
use crate::staff_api::codes::Fault;
use crate::store::{Db, StoreError, Tx};

pub(crate) use sql::MIGRATION;

/// What the rest of the house asks of this channel.
pub static CHANNEL: Channel = Channel {
    routes: || ROUTES.to_vec(),
    texts: &[include_str!("api.toml")],
    rules: sql::RULES,
    levels: sql::LEVELS,
    pages: page_files!["ferry": "admin.js", "counter.js", "kiosk.js", "shelf.svg"],
    window: Some(Window { name: "ferries", on_sale }),
    desk: &Pier,
    regular_work: NOTHING_TO_DO,
    ..Channel::new(calls::NAME, &Seats)
};

/// The crossing, while it has seats.
fn on_sale(db: &Db<'_>, _: &Terms) -> Result<Vec<Value>, StoreError> {
    let left = sql::seats_left(db)?;
    let crossing = json!({"id": 1, "left": left, "name": "渡轮", "price": calls::SEAT.to_string()});
    Ok(if left > 0 { vec![crossing] } else { Vec::new() })
}

const NOTHING_TO_DO: Work = |_| Box::pin(async {});

/// The name that the order book knows.
pub(crate) const FERRY: ChannelName = calls::NAME;

const ROUTES: &[Route] = &[
    Route { methods: "POST", path: "/ferry/order", about: "Order seats.", handler: calls::order },
    Route {
        methods: "POST",
        path: "/ferry/cancel",
        about: "Cancel an order that is not paid.",
        handler: calls::cancel,
    },
];

/// The ferry's part of the order book: seats are counted by the orders that live, so nothing is given back.
struct Seats;

impl Fulfilment for Seats {
    /// The tickets are torn at the pier.
    fn paid(&self, _: &Tx<'_>, _: &Terms, _: &Order) -> Result<bool, StoreError> {
        Ok(true)
    }

    fn released(&self, _: &Tx<'_>, _: &Terms, _: &Order) -> Result<(), StoreError> {
        Ok(())
    }
}

/// The counter at the pier: who has paid goes on board.
struct Pier;

impl Desk for Pier {
    fn standing(&self, _: &Db<'_>, _: &Terms, order: &Order, lines: &[Line], _: Role) -> Result<Standing, StoreError> {
        let on_board = order.shipping_status() == ShippingStatus::Received;
        let seats: i64 = lines.iter().map(Line::quantity).sum();
        Ok(Standing {
            hands_over: order.pay_status() == PayStatus::Paid && !on_board,
            shown: vec![("seats", seats.into())],
            ..Standing::default()
        })
    }

    fn hand_over(&self, tx: &Tx<'_>, terms: &Terms, actor: AccountId, order: &Order) -> Result<(), Fault> {
        let mut order = order.clone();
        orders::hand_over(tx, &mut order)?;
        let object = format!("order {}", order.id());
        Ok(orders::audit(
            tx,
            terms.by(actor),
            orders::Deed("ferry_boarded"),
            &object,
            orders::Change::between("paid", "on board"),
        )?)
    }
}
