//! Where agencies are told of their orders, what they are owed, and telling them once more.

use serde_json::{Value, json};

use super::{named, staff};
use crate::channels::tickets::callbacks::{Replay, TOPIC};
use crate::channels::tickets::customers::{self, CustomerError};
use crate::channels::tickets::own_outlet;
use crate::channels::tickets::wire::callback_state;
use crate::clock::Zone;
use crate::orders::{Actor, Change, Deed, audit};
use crate::outbox::{self, Message, State};
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome, page_of};
use crate::store::{StoreError, Tx};

/// What the staff sees of where a customer is told.
pub(super) fn shape_of_replay(replay: Option<&Replay>) -> Value {
    match replay {
        Some(replay) => json!({
            "replaydatatype": replay.format.name(),
            "replaymethod": replay.method.name(),
            "replayurl": replay.url,
            "sendofficiallysnotify": replay.notify,
        }),
        None => json!({"replaydatatype": null, "replaymethod": null, "replayurl": "", "sendofficiallysnotify": null}),
    }
}

/// `ticket_callback_set`: where the customer of a type and id is told, as the agency itself says it by `ProviderConfig`; an empty
/// `replayurl` ends it.
///
/// # Errors
/// 1100 also for an address that may not be called, 1101, 1103, 1021 for no such customer.
pub async fn set(call: &Call) -> Outcome {
    let actor = staff(call)?.id;
    let name = named(call)?;
    let text = |name: &str| call.fields.text(name).unwrap_or_default().trim().to_owned();
    let [url, format, method, notify] =
        ["replayurl", "replaydatatype", "replaymethod", "sendofficiallysnotify"].map(text);
    let replay = Replay::read(&call.outlet.config, &url, &format, &method, &notify).map_err(|_| codes::PARAMETER)?;
    let shape = shape_of_replay(replay.as_ref());
    let now = call.terms.now;
    let write = move |tx: &Tx<'_>| {
        // The outlet itself has no key to sign with, and nobody to tell.
        let customer = customers::by_code(tx, name.kind, &name.code)?;
        if own_outlet::is_house(&customer) {
            return Err(CustomerError::Unknown);
        }
        Ok(customers::set_replay(tx, now, actor, &customer, replay.as_ref())?)
    };
    call.outlet.store.write::<_, CustomerError, _>(write).await?;
    Answer::of("callback", &shape)
}

/// `ticket_callback_gets`: a page (`pageindex` from 0, `pagesize` 10) of the calls in a state (`replaystatuscode`: 0 waiting, by
/// default 2 failed so far), the newest first.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    staff(call)?;
    let number = call.fields.number::<i64>("replaystatuscode")?.unwrap_or(State::Failed.number());
    let state = State::from_number(number).ok_or(codes::PARAMETER)?;
    let page = page_of(call)?;
    let (count, found) = call.outlet.store.read(|db| outbox::page(db, TOPIC, state, page))?;
    let shapes: Vec<_> = found.iter().map(|message| shape(message, call.terms.zone)).collect();
    Answer::object(&json!({"callbacks": shapes, "count": count}))
}

fn shape(message: &Message, zone: Zone) -> Value {
    let event: Value = serde_json::from_str(&message.payload).unwrap_or_default();
    let (code, name) = callback_state(message.state);
    json!({
        "datetime": zone.text(message.owed_at),
        "eventtypename": event["eventtypename"],
        "nexttime": message.next_at.map(|at| zone.text(at)),
        "orderid": event["orderid"],
        "replayresult": message.result,
        "replaystatus": name,
        "replaystatuscode": code,
        "replaytime": message.tried_at.map(|at| zone.text(at)),
        "senderid": event["senderid"],
        "serialid": message.reference,
        "tries": message.tries,
    })
}

/// `ticket_callback_resend`: the call of an event (`serialid`) is made once more, whatever became of it.
///
/// # Errors
/// 1100 also for an event that nobody is told of, 1101, 1103.
pub async fn resend(call: &Call) -> Outcome {
    let actor = staff(call)?.id;
    let serial = call.fields.required_number::<i64>("serialid")?;
    let now = call.terms.now;
    let write = move |tx: &Tx<'_>| {
        let is_known = outbox::send_again(tx, now, TOPIC, serial)?;
        if is_known {
            audit(
                tx,
                Actor { now, id: actor },
                Deed("ticket_callback_resend"),
                &format!("ticket event {serial}"),
                Change::made("once more"),
            )?;
        }
        Ok(is_known)
    };
    if call.outlet.store.write::<_, StoreError, _>(write).await? { Ok(Answer::done()) } else { Err(codes::PARAMETER) }
}
