//! Webhooks as a topic of the outbox: where a message goes, how it is signed, what counts as taken.

use serde_json::Value;

use super::{sign, sql};
use crate::clock::DAY_MS;
use crate::ids::WebhookId;
use crate::outbox::{Errand, Message, Topic};
use crate::outgoing::{Answer, Question};
use crate::outlet::Outlet;
use crate::store::{Db, StoreError};

/// The topic's name.
pub const TOPIC: &str = "webhook";

/// The topic.
pub static WEBHOOKS: Webhooks = Webhooks;

/// See [`WEBHOOKS`].
pub struct Webhooks;

impl Topic for Webhooks {
    fn name(&self) -> &'static str {
        TOPIC
    }

    fn errand(&self, outlet: &Outlet, db: &Db<'_>, message: &Message) -> Result<Errand, StoreError> {
        let id = WebhookId(message.owner);
        let Some(target) = sql::target(db, id)? else { return Ok(Errand::Nothing("the target was removed")) };
        if !target.enabled {
            return Ok(Errand::Nothing("the target is switched off"));
        }
        let now = outlet.now();
        let old = if target.old_until.is_some_and(|until| now < until) { sql::old_secret(db, id)? } else { None };
        let (Some(url), Some(secret)) = (sql::url(db, id)?, sql::secret(db, id)?) else {
            return Ok(Errand::Nothing("the target's secret does not open with this outlet's key"));
        };
        let secrets: Vec<String> = [secret].into_iter().chain(old).collect();
        let body: Value = serde_json::from_str(&message.payload).unwrap_or_default();
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let headers = vec![
            (sign::HEADER, sign::header(&secrets, now, &message.payload)),
            ("outpost-event", text("type")),
            ("outpost-event-id", text("id")),
        ];
        let question = Question::Signed { json: message.payload.clone(), headers };
        Ok(Errand::Call { url: url.split('#').next().unwrap_or_default().to_owned(), question, reach: target.reach() })
    }

    fn keeps_ms(&self) -> i64 {
        30 * DAY_MS
    }

    /// Any 2xx; a redirect is not followed and is none.
    fn is_taken(&self, answer: &Answer) -> bool {
        answer.status.is_success()
    }
}
