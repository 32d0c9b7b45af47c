//! `voice_usage_set` (ours): the exchange's call records, so that used minutes are real. Files of them come in through the
//! import kind `voice-usage`.

use serde_json::json;

use super::{OPERATORS, note};
use crate::accounts;
use crate::channels::roaming::ids::UsageId;
use crate::channels::roaming::sql::packages::{self as sql, Usage};
use crate::ids::AccountId;
use crate::orders;
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{StoreError, Tx};

/// Seconds of one call: a week.
const MAX_SECONDS: i64 = 7 * 86_400;
/// Letters of a reference.
const REFERENCE_LENGTH: usize = 64;

/// Why a record is not taken.
#[derive(Debug, thiserror::Error)]
pub(in crate::channels::roaming) enum UsageError {
    #[error("there is no such account")]
    UnknownAccount,
    #[error("the reference is another call's")]
    OtherCall,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `voice_usage_set`: `accountid`, `seconds`, `at` (now where it is missing), `reference`. The same reference twice is one
/// record.
///
/// # Errors
/// 1100, also for a reference that another call has; 1101, 1103, 1021.
pub async fn set(call: &Call) -> Outcome {
    call.may(OPERATORS)?;
    let account = call.fields.required_number::<AccountId>("accountid")?;
    let seconds = call.fields.required_number::<i64>("seconds")?;
    let reference = call.fields.required("reference")?.trim().to_owned();
    let at = call.fields.time("at", call.terms.zone)?;
    if !(0..=MAX_SECONDS).contains(&seconds) || reference.chars().count() > REFERENCE_LENGTH {
        return Err(codes::PARAMETER);
    }
    let actor = call.staff(OPERATORS)?.id;
    let now = call.terms.now;
    let record = Usage { id: UsageId(0), account_id: account, at: at.unwrap_or(now), seconds, reference };
    let run = move |tx: &Tx<'_>| {
        if let Some(known) = sql::usage_of(tx, &record.reference)? {
            let same_time = at.is_none_or(|at| at == known.at);
            let same = same_time && (known.account_id, known.seconds) == (record.account_id, record.seconds);
            return if same { Ok(known) } else { Err(UsageError::OtherCall) };
        }
        accounts::sql::by_id(tx, record.account_id)?.ok_or(UsageError::UnknownAccount)?;
        let record = Usage { id: UsageId::next(tx)?, ..record.clone() };
        sql::insert_usage(tx, &record)?;
        let after =
            note(&json!({"account": record.account_id, "reference": record.reference, "seconds": record.seconds}));
        let object = format!("voice usage {}", record.id);
        orders::audit(
            tx,
            orders::Actor { now, id: actor },
            orders::Deed("voice_usage_set"),
            &object,
            orders::Change::made(&after),
        )?;
        Ok(record)
    };
    let record = call.outlet.store.write(run).await?;
    let at = call.terms.zone.text(record.at);
    let shape = json!({"accountid": record.account_id, "at": at, "id": record.id, "reference": record.reference, "seconds": record.seconds});
    Answer::of("voiceusage", &shape)
}
