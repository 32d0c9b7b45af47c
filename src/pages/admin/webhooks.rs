//! Webhooks on the manager's page: the targets, what they are owed, what became of it; for admins.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{ADMINS, bad, failed, form, ok};
use crate::clock::Zone;
use crate::http::{BadField, Fields, Handled, Reply, Request};
use crate::ids::WebhookId;
use crate::orders::{self, Actor, IdempotencyError, IdempotencyKey};
use crate::outbox::{self, Message, State};
use crate::outlet::Outlet;
use crate::pages::no_store;
use crate::pages::staff::{query, refusal, staff};
use crate::random::Ids;
use crate::store::{Page, StoreError, Tx};
use crate::webhooks::{self, Change, TOPIC, Target, TargetError};

/// Messages on one page.
const ON_A_PAGE: i64 = 50;

impl From<TargetError> for Reply {
    fn from(error: TargetError) -> Self {
        match error {
            TargetError::Store(error) => failed(error),
            TargetError::Unknown => refusal(StatusCode::NOT_FOUND, &error.to_string()),
            TargetError::Address => refusal(StatusCode::BAD_REQUEST, "the address may not be called"),
            TargetError::TooMany => refusal(StatusCode::CONFLICT, &error.to_string()),
        }
    }
}

/// `GET /api/pages/admin/webhooks?state=&page=`: the targets, and a page of the messages in a state, or in any, the newest first.
pub(super) fn list(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { all(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn all(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, ADMINS)?;
    let page = Page::numbered(fields.number::<i64>("page").map_err(bad)?.unwrap_or(1), ON_A_PAGE);
    let page = page.ok_or_else(|| refusal(StatusCode::BAD_REQUEST, "page is a number from 1 on"))?;
    let state = fields.text("state").and_then(state_of);
    let found = outlet.store.read(|db| {
        let messages = outbox::latest(db, TOPIC, state, page.and_one_more())?;
        Ok::<_, StoreError>((webhooks::targets(db)?, outbox::counts(db, TOPIC)?, messages))
    });
    let (targets, counts, mut messages) = found.map_err(failed)?;
    let (more, zone) = (page.cut(&mut messages), outlet.config.zone);
    let counts: Vec<_> = counts.iter().map(|(state, count)| json!({"count": count, "state": word(*state)})).collect();
    let targets: Vec<_> = targets.iter().map(|it| target_json(it, zone)).collect();
    let messages: Vec<_> = messages.iter().map(|it| message_json(it, zone)).collect();
    Ok(ok(&json!({"counts": counts, "messages": messages, "more": more, "targets": targets})))
}

fn word(state: State) -> &'static str {
    match state {
        State::Waiting => "waiting",
        State::Taken => "taken",
        State::Failed => "failed",
        State::GivenUp => "parked",
    }
}

fn state_of(name: &str) -> Option<State> {
    State::ALL.iter().copied().find(|state| word(*state) == name)
}

fn target_json(it: &Target, zone: Zone) -> Value {
    let events: Vec<_> = it.events.iter().map(|event| event.word()).collect();
    json!({
        "created": zone.text(it.created_at), "enabled": it.enabled, "events": events, "host": it.host, "id": it.id,
        "old_until": it.old_until.map(|at| zone.text(at)), "private": it.is_private
    })
}

fn message_json(it: &Message, zone: Zone) -> Value {
    let body: Value = serde_json::from_str(&it.payload).unwrap_or_default();
    json!({
        "at": zone.text(it.owed_at), "event": body["type"], "event_id": body["id"], "next": it.next_at.map(|at| zone.text(at)),
        "number": it.reference, "order": body["data"]["order"]["id"], "result": it.result, "state": word(it.state),
        "target": it.owner, "tried": it.tried_at.map(|at| zone.text(at)), "tries": it.tries
    })
}

/// `POST /api/pages/admin/webhook`: `url`, `events` (names with commas between), `private`, `enabled` make a target, or with `id` change one;
/// then `url` may be left out. With `id` and `to` a target gets a new secret (`secret`), something to try it out (`test`), or ends
/// (`end`). A secret is in the answer that makes it and nowhere else; a repeat under the same `client_ref` gets that answer again, which
/// is kept sealed.
pub(super) fn set(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { done(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

/// What is to become of a target.
enum Wish {
    Make(Change),
    Change(WebhookId, Change),
    Secret(WebhookId),
    Test(WebhookId),
    End(WebhookId),
}

impl Wish {
    fn read(fields: &Fields) -> Result<Self, BadField> {
        let Some(id) = fields.number::<WebhookId>("id")? else { return Ok(Self::Make(wanted(fields)?)) };
        match fields.text("to") {
            None => Ok(Self::Change(id, wanted(fields)?)),
            Some("secret") => Ok(Self::Secret(id)),
            Some("test") => Ok(Self::Test(id)),
            Some("end") => Ok(Self::End(id)),
            Some(_) => Err(BadField("to is secret, test or end".to_owned())),
        }
    }

    /// Does it; the answer.
    fn grant(&self, tx: &Tx<'_>, by: Actor, ids: &Ids) -> Result<Value, TargetError> {
        let id = match self {
            Self::Make(new) => {
                let (id, secret) = webhooks::make(tx, by, ids, new)?;
                return Ok(json!({"id": id, "secret": secret}));
            }
            Self::Secret(id) => {
                let secret = webhooks::rotate(tx, by, ids, *id)?;
                return Ok(json!({"id": id, "secret": secret}));
            }
            Self::Change(id, to) => webhooks::change(tx, by, *id, to).map(|()| id)?,
            Self::Test(id) => webhooks::try_out(tx, by, ids, *id).map(|()| id)?,
            Self::End(id) => webhooks::end(tx, by, *id).map(|()| id)?,
        };
        Ok(json!({"id": id}))
    }
}

async fn done(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let by = Actor { now: outlet.now(), id: staff(outlet, request, &fields, ADMINS)?.id };
    let (wish, ids) = (Wish::read(&fields).map_err(bad)?, Ids::fresh());
    let key = key(&fields, by).map_err(bad)?;
    let run = move |tx: &Tx<'_>| {
        let work = || wish.grant(tx, by, &ids);
        match &key {
            Some(key) => orders::run_once(tx, key, work),
            None => raw(&work().map_err(IdempotencyError::Work)?),
        }
    };
    match outlet.store.write(run).await {
        Ok(made) => Ok(no_store(Reply::json(StatusCode::OK, &made))),
        Err(IdempotencyError::Work(error)) => Err(error.into()),
        Err(IdempotencyError::Store(error)) => Err(failed(error)),
        Err(IdempotencyError::OtherContent) => {
            Err(refusal(StatusCode::CONFLICT, "the reference was used for something else"))
        }
    }
}

/// The caller's reference with all that is asked for under it.
fn key(fields: &Fields, by: Actor) -> Result<Option<IdempotencyKey>, BadField> {
    let Some(reference) = fields.text("client_ref") else { return Ok(None) };
    let asked = ["id", "to", "url", "events", "private", "enabled"].map(|name| fields.text(name).unwrap_or_default());
    let key = IdempotencyKey::new(by.id, "webhook", reference, &json!(asked).to_string(), by.now);
    key.map(Some).ok_or_else(|| BadField("client_ref is too long".to_owned()))
}

fn raw(made: &Value) -> Result<Box<RawValue>, IdempotencyError<TargetError>> {
    let made = serde_json::value::to_raw_value(made);
    made.map_err(|error| StoreError::Other(error.to_string()).into())
}

fn wanted(fields: &Fields) -> Result<Change, BadField> {
    let url = fields.text("url").map(str::trim).filter(|url| !url.is_empty()).map(str::to_owned);
    let events = webhooks::read_events(fields.required("events")?);
    let events = events.ok_or_else(|| BadField("events are names of events with commas between".to_owned()))?;
    let truth = |name: &str, usual: bool| fields.truth(name).unwrap_or(usual);
    Ok(Change { url, events, is_private: truth("private", false), enabled: truth("enabled", true) })
}

/// `POST /api/pages/admin/webhook-replay`: `number` of a message: it is sent once more, whatever became of it, under the same event id.
pub(super) fn replay(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { sent_again(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn sent_again(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let by = Actor { now: outlet.now(), id: staff(outlet, request, &fields, ADMINS)?.id };
    let number = fields.required_number::<i64>("number").map_err(bad)?;
    let write = move |tx: &Tx<'_>| {
        let is_known = outbox::send_again(tx, by.now, TOPIC, number)?;
        if is_known {
            let object = format!("webhook message {number}");
            orders::audit(tx, by, orders::Deed("webhook_replayed"), &object, orders::Change::made("once more"))?;
        }
        Ok::<_, StoreError>(is_known)
    };
    if outlet.store.write(write).await.map_err(failed)? {
        Ok(ok(&json!({"number": number})))
    } else {
        Err(refusal(StatusCode::NOT_FOUND, "there is no such message"))
    }
}
