//! What the app asks about calls and messages: they are not this outlet's, so the lists are empty and nothing is kept
//! (docs/spec/roaming.md section 0.23).

use serde_json::{Value, json};

use super::personal_devices;
use super::sql::devices as sql;
use super::staff::OPERATORS;
use super::wire::devices as wire;
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Answer, Call, Outcome, page_from_1};
use crate::store::StoreError;

fn empty(call: &Call, result: &Value) -> Outcome {
    call.signed_in()?;
    Answer::object(result)
}

fn nothing(call: &Call) -> Outcome {
    call.signed_in()?;
    Ok(Answer::done())
}

/// `call_group_gets`: calls by number.
///
/// # Errors
/// 1100, 1101.
pub async fn call_groups(call: &Call) -> Outcome {
    empty(call, &json!({"call_records": [], "unread_number": 0}))
}

/// `call_gets`: calls with one number.
///
/// # Errors
/// 1100, 1101.
pub async fn calls(call: &Call) -> Outcome {
    empty(call, &json!({"call_records": []}))
}

/// `message_group_gets`: messages by number.
///
/// # Errors
/// 1100, 1101.
pub async fn message_groups(call: &Call) -> Outcome {
    empty(call, &json!({"message_records": [], "unread_number": 0}))
}

/// `message_gets`: messages with one number.
///
/// # Errors
/// 1100, 1101.
pub async fn messages(call: &Call) -> Outcome {
    empty(call, &json!({"message_records": []}))
}

/// `call_message_gets`: calls and messages together.
///
/// # Errors
/// 1100, 1101.
pub async fn history(call: &Call) -> Outcome {
    empty(call, &json!({"historyList": []}))
}

/// `blacklist_get`: numbers that may not call.
///
/// # Errors
/// 1100, 1101.
pub async fn blacklist(call: &Call) -> Outcome {
    empty(call, &json!({"blackList": []}))
}

/// `sip_domain_gets`: servers for calls.
///
/// # Errors
/// 1100, 1101.
pub async fn domains(call: &Call) -> Outcome {
    empty(call, &json!({"domains": []}))
}

/// `bell_get`: the chosen ring.
///
/// # Errors
/// 1100, 1101.
pub async fn bell(call: &Call) -> Outcome {
    empty(call, &json!({}))
}

/// `call_delete` and its like: there is nothing to delete.
///
/// # Errors
/// 1100, 1101.
pub async fn delete(call: &Call) -> Outcome {
    nothing(call)
}

/// `blacklist_add` and `blacklist_delete`: a list that nobody calls against is not kept.
///
/// # Errors
/// 1100 without a phone, 1101.
pub async fn blacklist_change(call: &Call) -> Outcome {
    call.fields.required("phone")?;
    nothing(call)
}

/// `call_record_gets` of the back office: an empty page, as of `datacard_gets`.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn records(call: &Call) -> Outcome {
    call.staff(OPERATORS)?;
    let page = page_from_1(call)?;
    let page = super::wire::search::page(Vec::new(), page, 0);
    Answer::object(&json!({"callRecords": page, "totalcount": 0}))
}

/// `touchinfo_get`: a device by its name or host, for whoever asks.
///
/// # Errors
/// 1100, 1102.
pub async fn device(call: &Call) -> Outcome {
    let device = named(call)?;
    Answer::of("touchdev", &wire::device(&device, wire::View::Anybody, None))
}

/// `touchvoicepkg_get`: the minutes of a device; an outlet sells none to devices.
///
/// # Errors
/// 1100, 1102.
pub async fn device_packages(call: &Call) -> Outcome {
    named(call)?;
    Answer::of("voicepkgs", &[(); 0])
}

fn named(call: &Call) -> Result<sql::Device, Fault> {
    let (name, host) = (call.fields.text("devid"), call.fields.text("host"));
    if name.is_none() && host.is_none() {
        return Err(codes::PARAMETER);
    }
    let found = call.outlet.store.read(|db| match name {
        Some(name) => personal_devices::named(db, name.trim()),
        None => sql::device_at(db, host.unwrap_or_default().trim()),
    });
    found.map_err(|error: StoreError| Fault::from(error))?.ok_or(codes::NO_DEVICE)
}

/// `wxmp/token`: an outlet without a network cannot ask `WeChat` who somebody is, so it knows nobody.
///
/// # Errors
/// 1100, else 1021.
pub async fn visitor(call: &Call) -> Outcome {
    call.fields.required("code")?;
    call.fields.required("state")?;
    Err(codes::NO_ACCOUNT)
}
