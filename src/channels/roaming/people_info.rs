//! `user_info`: the user with phones, numbers and minutes.

use serde::Serialize;

use super::packages::{self, Span};
use super::people;
use super::personal_devices;
use super::wire::{packages as voice, people as wire};
use crate::accounts::{AccountStatus, links};
use crate::staff_api::codes::Fault;
use crate::staff_api::{Answer, Call, Outcome};

/// The result: a login's fields and what belongs to the user.
#[derive(Serialize)]
struct Info<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    associated_username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
    phones: Vec<wire::Phone>,
    status: AccountStatus,
    touchs: Vec<serde_json::Value>,
    #[serde(rename = "type")]
    kind: i64,
    username: &'a str,
    voiceavailable: voice::VoiceAvailable,
    voicenumbers: Vec<voice::VoiceNumber<'a>>,
}

/// `user_info`. Its success repeats the user, not the session; its errors repeat both, as all do.
///
/// # Errors
/// 1100, 1101.
pub async fn user_info(call: &Call) -> Outcome {
    let account = call.signed_in()?;
    let now = call.terms.now;
    let (held, minutes, touchs, associated) = call.outlet.store.read(|db| {
        let held = packages::numbers(db, account.id, Span::Current, now)?;
        let minutes = packages::minutes(db, account.id, now)?;
        Ok::<_, Fault>((held, minutes, personal_devices::shapes(db, account.id)?, links::of(db, account.id)?))
    })?;
    let info = Info {
        associated_username: associated,
        email: account.email.as_deref(),
        phone: account.phone.as_deref(),
        phones: people::phones(call, account.id)?,
        status: account.status,
        touchs,
        kind: account.role.number(),
        username: &account.username,
        voiceavailable: voice::minutes(minutes),
        voicenumbers: held.iter().map(|number| voice::voice_number(number, &call.terms)).collect(),
    };
    Ok(Answer::object(&info)?.for_user(account.id, None))
}
