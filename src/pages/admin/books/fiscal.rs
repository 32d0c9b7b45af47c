//! The numbers that receipts get from outside: typed in, brought by a file, or asked for and answered by a device.

use std::sync::Arc;

use hyper::{Method, StatusCode};
use serde_json::{Value, json};

use super::{FISCAL_BYTES, leaves, reader};
use crate::accounts::Account;
use crate::http::{BadField, FieldLimits, Fields, Handled, Reply, Request};
use crate::ids::ReceiptId;
use crate::orders::Actor;
use crate::orders::receipts::{self, Answered, FiscalError, Receipt};
use crate::outlet::Outlet;
use crate::pages::admin::leaving::{NoFile, format_named};
use crate::pages::admin::{OPERATORS, bad, failed, ok};
use crate::pages::receipts as shapes;
use crate::pages::staff::{query, refusal, staff};
use crate::store::{Store, StoreError, Tx};
use crate::tables::sheet::{Format, Sheet, Shown};

/// Receipts of one answer to a device.
const MOST: i64 = 100;
/// Receipts of one file.
const MAX_ROWS: i64 = 200_000;
/// Letters of a number and of a signature from outside.
const LETTERS: [usize; 2] = [60, 2_000];
/// Results of one file.
const MAX_RESULTS: usize = 5_000;
/// What a form or a file of results may hold.
const LIMITS: FieldLimits = FieldLimits { body: FISCAL_BYTES, names: 8, value: FISCAL_BYTES };
/// The columns of the file that leaves; results come back with at least the first and the last but one.
const HEADS: [&str; 10] =
    ["id", "receipt", "time", "kind", "order", "gross", "net", "tax", "fiscal_number", "fiscal_signature"];

/// `GET ?after=&format=`: receipts that wait, the oldest first, from the one behind `after` on. `POST`: `id`, `number` and perhaps
/// `signature` of one, or `results`, a CSV with the columns `id`, `fiscal_number` and perhaps `fiscal_signature`. What has come before
/// changes nothing; a file is taken whole or not at all.
pub(super) fn handle(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let answer =
            if request.method == Method::POST { take(&outlet, &request).await } else { give(&outlet, &request).await };
        answer.unwrap_or_else(|refused| refused)
    })
}

async fn give(outlet: &Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let actor = reader(outlet, request, &fields)?.id;
    let zone = outlet.config.zone;
    if let Some(format) = format_named(&fields)? {
        let write = move |store: &Store, format| written(store, format, |at| zone.text(at));
        return leaves(outlet, actor, ("fiscal", format), write).await;
    }
    let after = fields.number::<ReceiptId>("after").map_err(bad)?.unwrap_or(ReceiptId(0));
    let found = outlet.store.read(|db| {
        let rows = receipts::waiting(db, after, MOST)?;
        rows.iter().map(|it| shapes::with_rates(db, it, zone)).collect::<Result<Vec<Value>, StoreError>>()
    });
    Ok(ok(&json!({"receipts": found.map_err(failed)?, "wanted": outlet.config.tax.fiscal})))
}

fn written(store: &Store, format: Format, text: impl Fn(crate::clock::Instant) -> String) -> Result<Sheet, NoFile> {
    store.read(|db| {
        let mut sheet = Sheet::begin(format, &HEADS)?;
        for it in receipts::waiting(db, ReceiptId(0), MAX_ROWS)? {
            sheet.row(&cells(&it, text(it.at)))?;
        }
        Ok(sheet)
    })
}

fn cells(it: &Receipt, at: String) -> [Shown; 10] {
    [
        Shown::Number(it.id.number()),
        Shown::Text(it.text.clone()),
        Shown::Text(at),
        Shown::from(it.kind.word()),
        Shown::from(it.order_number.clone()),
        Shown::Money(it.gross),
        Shown::Money(it.gross - it.tax),
        Shown::Money(it.tax),
        Shown::Nothing,
        Shown::Nothing,
    ]
}

async fn take(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = Fields::read(request, LIMITS).await.map_err(bad)?;
    let account: Account = staff(outlet, request, &fields, OPERATORS)?;
    let results = match fields.text("results") {
        Some(text) => read(text)?,
        None => vec![typed(&fields)?],
    };
    let by = Actor { now: outlet.now(), id: account.id };
    let all = results.len();
    let run = move |tx: &Tx<'_>| {
        let mut taken = 0;
        for (place, result) in results.iter().enumerate() {
            let is_new = receipts::answer(tx, by, result).map_err(|error| Refused { place, error })?;
            taken += usize::from(is_new);
        }
        Ok::<_, Refused>(taken)
    };
    match outlet.store.write(run).await {
        Ok(taken) => Ok(ok(&json!({"before": all - taken, "taken": taken}))),
        Err(Refused { error: FiscalError::Store(error), .. }) => Err(failed(error)),
        Err(Refused { place, error }) => {
            let body = json!({"error": error.to_string(), "row": place + 1});
            Err(crate::pages::no_store(Reply::json(StatusCode::CONFLICT, &body)))
        }
    }
}

/// The first result that is not taken.
struct Refused {
    place: usize,
    error: FiscalError,
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self { place: 0, error: error.into() }
    }
}

fn typed(fields: &Fields) -> Result<Answered, Reply> {
    let id = fields.required_number("id").map_err(bad)?;
    let number = fields.required("number").map_err(bad)?;
    answered(id, number, fields.text("signature").unwrap_or_default())
}

fn answered(id: ReceiptId, number: &str, signature: &str) -> Result<Answered, Reply> {
    let (number, signature) = (number.trim().to_owned(), signature.trim().to_owned());
    let fits = |text: &str, most: usize| text.chars().count() <= most && !text.contains(char::is_control);
    if number.is_empty() || !fits(&number, LETTERS[0]) || !fits(&signature, LETTERS[1]) {
        return Err(refusal(StatusCode::BAD_REQUEST, "a number has 1 to 60 letters, a signature at most 2000"));
    }
    Ok(Answered { id, number, signature })
}

/// The results of a file. Rows without a number are still waiting and are passed over.
fn read(text: &str) -> Result<Vec<Answered>, Reply> {
    let unreadable = || refusal(StatusCode::BAD_REQUEST, "the file has columns id, fiscal_number, fiscal_signature");
    let mut file = csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads = file.headers().map_err(|_| unreadable())?.clone();
    let place = |name: &str| heads.iter().position(|head| head.trim() == name);
    let (id, number) = place("id").zip(place("fiscal_number")).ok_or_else(unreadable)?;
    let signature = place("fiscal_signature");
    let mut found = Vec::new();
    for row in file.records() {
        let row = row.map_err(|_| unreadable())?;
        // What left as a text that is no formula comes back so.
        let cell = |place: usize| row.get(place).unwrap_or_default().trim().trim_start_matches('\'');
        if cell(number).is_empty() {
            continue;
        }
        let id = cell(id).parse().map_err(|_| unreadable())?;
        found.push(answered(id, cell(number), signature.map(cell).unwrap_or_default())?);
    }
    if found.is_empty() || found.len() > MAX_RESULTS {
        return Err(bad(BadField(format!("a file has 1 to {MAX_RESULTS} results"))));
    }
    Ok(found)
}
