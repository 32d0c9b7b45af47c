//! The lease API's transport: who calls, the envelope, the paginator (docs/spec/leases.md sections 2 and 4).

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use hyper::header::{HeaderValue, RETRY_AFTER};
use hyper::{Method, StatusCode};
use serde::Serialize;
use serde_json::value::RawValue;

use super::codes::{self, Fault};
use super::input::{self, Input};
use super::product::{Duration, Kind};
use super::sale::LeaseRequest;
use crate::accounts::app_key_account;
use crate::http::{Fields, Handled, Reply, Request};
use crate::ids::AccountId;
use crate::orders::Terms;
use crate::outlet::Outlet;
use crate::store::StoreError;

/// `msg` of a list.
const LISTED: &str = "success";
/// `msg` of an order, and of what was added to a list.
const ORDERED: &str = "添加成功!";

/// Bytes of a client's key for an order.
const MAX_KEY_LEN: usize = 128;

/// What an operation makes of a call.
pub(super) type Outcome = Result<Answer, Fault>;
/// An outcome in the making.
pub(super) type Pending<'c> = Pin<Box<dyn Future<Output = Outcome> + Send + 'c>>;

/// One operation of the API.
#[derive(Clone, Copy)]
pub(super) struct Operation {
    /// Its path.
    pub(super) path: &'static str,
    /// Methods that it is served for: what changes something is POST alone.
    pub(super) methods: &'static str,
    /// One line of the API document.
    pub(super) about: &'static str,
    /// What it does.
    pub(super) run: for<'c> fn(&'c Call) -> Pending<'c>,
}

/// A request of a known account.
pub(super) struct Call {
    /// The outlet.
    pub(super) outlet: Arc<Outlet>,
    /// The request as it came.
    pub(super) request: Request,
    /// Its parameters.
    pub(super) fields: Fields,
    /// The outlet's rules at this moment.
    pub(super) terms: Terms,
    /// The account of the app key.
    pub(super) account: AccountId,
}

impl Call {
    /// What the client wants to find with the order.
    pub(super) fn remark(&self) -> String {
        self.fields.text("remark").unwrap_or_default().to_owned()
    }

    /// What an order of addresses says, whatever it does with them.
    ///
    /// # Errors
    /// 1002.
    pub(super) fn lease_request(&self, kind: Kind) -> Result<LeaseRequest, Fault> {
        Ok(LeaseRequest {
            account_id: self.account,
            kind,
            duration: Duration::parse(self.fields.required("duration")?),
            remark: self.remark(),
            idempotency_key: self.idempotency_key()?,
        })
    }

    /// The client's own key for this request: the header `Idempotency-Key`, or the field `out_order_id`.
    ///
    /// # Errors
    /// 1002 for a key that is too long or no text.
    pub(super) fn idempotency_key(&self) -> Result<Option<String>, Fault> {
        let key = match self.request.headers.get("idempotency-key") {
            Some(value) => Some(value.to_str().map_err(|_| codes::PARAMETER)?.trim()).filter(|key| !key.is_empty()),
            None => None,
        };
        match key.or_else(|| self.fields.text("out_order_id").map(str::trim)) {
            Some(key) if key.len() > MAX_KEY_LEN => Err(codes::PARAMETER),
            key => Ok(key.map(str::to_owned)),
        }
    }
}

/// What an operation answers.
#[derive(Debug)]
pub(super) struct Answer {
    message: &'static str,
    data: Box<RawValue>,
}

#[derive(Serialize)]
struct OrderNumber<'o> {
    order_id: &'o str,
}

impl Answer {
    /// The number of an order that was made.
    ///
    /// # Errors
    /// None that can happen: the data is plain.
    pub(super) fn ordered(number: &str) -> Outcome {
        Self::new(ORDERED, &OrderNumber { order_id: number })
    }

    /// Something that was added and is no order.
    ///
    /// # Errors
    /// None that can happen: the data is plain.
    pub(super) fn added(data: &impl Serialize) -> Outcome {
        Self::new(ORDERED, data)
    }

    /// A page of a list, or what else was looked up or set.
    ///
    /// # Errors
    /// None that can happen: the data is plain.
    pub(super) fn listed(page: &impl Serialize) -> Outcome {
        Self::new(LISTED, page)
    }

    fn new(message: &'static str, data: &impl Serialize) -> Outcome {
        let data = serde_json::value::to_raw_value(data).map_err(|error| StoreError::Other(error.to_string()))?;
        Ok(Self { message, data })
    }
}

#[derive(Serialize)]
struct Envelope<'e> {
    ret: u16,
    code: &'static str,
    msg: &'static str,
    ret_data: &'e RawValue,
    timestamp: i64,
}

/// Answers any operation.
pub(super) fn serve(operations: &'static [Operation], outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let Some(operation) = operations.iter().find(|operation| operation.path == request.path()) else {
            return Reply::empty(StatusCode::NOT_FOUND);
        };
        let terms = outlet.terms();
        let outcome = match input::read(&request).await {
            Ok(input) => run(operation, outlet, request, input, terms).await,
            Err(bad) => {
                tracing::debug!(%bad, "a body that cannot be parsed");
                Err(codes::MALFORMED)
            }
        };
        reply(outcome, terms)
    })
}

/// The app key comes before everything that may be wrong with the other parameters (docs/spec/leases.md section 9).
async fn run(operation: &Operation, outlet: Arc<Outlet>, request: Request, input: Input, terms: Terms) -> Outcome {
    let account = caller(&outlet, &input.fields)?;
    if let Some(bad) = input.refused {
        return Err(bad.into());
    }
    let call = Call { outlet, request, fields: input.fields, terms, account };
    (operation.run)(&call).await
}

fn caller(outlet: &Outlet, fields: &Fields) -> Result<AccountId, Fault> {
    let key = fields.text("appkey").ok_or(codes::APP_KEY)?;
    let account = outlet.store.read(|db| app_key_account(db, key))?.ok_or(codes::APP_KEY)?.id;
    match fields.number::<AccountId>("uid") {
        Ok(None) => Ok(account),
        Ok(Some(uid)) if uid == account => Ok(account),
        _ => Err(codes::APP_KEY),
    }
}

fn reply(outcome: Outcome, terms: Terms) -> Reply {
    let timestamp = terms.now.unix_seconds();
    match outcome {
        Ok(Answer { message, data }) => {
            let envelope = Envelope { ret: 0, code: "1", msg: message, ret_data: &data, timestamp };
            Reply::json(StatusCode::OK, &envelope)
        }
        Err(fault) => refusal(fault, timestamp),
    }
}

/// The envelope for what the door refuses below this API's addresses, because its clients read JSON before they look at the
/// status: an unknown call, a method that is not served, a body that is too large.
pub(super) fn refused_at_the_door(outlet: &Outlet, _: &Method, path: &str, status: StatusCode) -> Option<Reply> {
    let fault = match status {
        StatusCode::NOT_FOUND => codes::UNKNOWN_CALL,
        StatusCode::METHOD_NOT_ALLOWED => codes::METHOD,
        StatusCode::PAYLOAD_TOO_LARGE => Fault { status, ..codes::MALFORMED },
        _ => return None,
    };
    let is_ours = path.strip_prefix("/api/open").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    is_ours.then(|| refusal(fault, outlet.now().unix_seconds()))
}

fn refusal(fault: Fault, timestamp: i64) -> Reply {
    let nothing = serde_json::json!({});
    let Ok(nothing) = serde_json::value::to_raw_value(&nothing) else { return Reply::busy() };
    let envelope = Envelope { ret: fault.number, code: "0", msg: fault.text(), ret_data: &nothing, timestamp };
    let reply = Reply::json(fault.status, &envelope);
    if fault.status == StatusCode::SERVICE_UNAVAILABLE {
        return reply.with(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    reply
}
