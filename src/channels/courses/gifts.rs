//! `POST user/rebate/gift_package`: the gift that comes with a voucher, claimed once (docs/spec/courses.md sections 1,
//! 3 and 5).

use super::codes::CourseError;
use super::scope::Module;
use super::service::{Answer, Call, Outcome};
use super::sql::{gifts as sql, vouchers as voucher_sql};
use super::wire::ClaimShape;
use crate::channels::courses::ids::{ClaimId, GiftId, VoucherId};
use crate::clock::Instant;
use crate::http::Fields;
use crate::ids::AccountId;
use crate::store::{StoreError, Tx, states};

/// Letters of a name.
const NAME_LENGTH: usize = 64;
/// Letters of an address.
const ADDRESS_LENGTH: usize = 200;
/// Letters of the picture addresses together.
const PICTURES_LENGTH: usize = 4000;
/// Letters of a phone number.
const PHONE_LENGTH: std::ops::RangeInclusive<usize> = 5..=32;

/// Why a gift cannot be claimed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// There is no such voucher of the customer's.
    #[error("there is no such voucher")]
    UnknownVoucher,
    /// No gift comes with it.
    #[error("no gift comes with the voucher")]
    NoGift,
    /// The voucher was not used in time.
    #[error("the voucher was not used in time")]
    Over,
    /// The voucher's money was asked back.
    #[error("the voucher's money was asked back")]
    GoesBack,
    /// Its gift was claimed before.
    #[error("the gift was claimed before")]
    Claimed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

states! {
    /// How far a claim is, `check` on the wire.
    pub enum ClaimStatus {
        /// Nobody has looked at it.
        Pending = 0,
        /// The staff agrees.
        Approved = 1,
        /// The gift was sent.
        Sent = 2,
    }
}

/// A claim, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its id; 0 before it has one.
    pub id: ClaimId,
    /// The voucher that the gift comes with.
    pub voucher_id: VoucherId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What is given; 0 before the voucher was looked at.
    pub gift_id: GiftId,
    /// Who gets it.
    pub name: String,
    /// Their phone.
    pub phone: String,
    /// Where it is sent.
    pub address: String,
    /// Addresses of pictures, separated by commas.
    pub pictures: String,
    /// How far it is.
    pub status: ClaimStatus,
}

impl Claim {
    /// Its shape on the wire.
    #[must_use]
    pub fn shape(&self) -> ClaimShape<'_> {
        ClaimShape {
            address: &self.address,
            check: self.status,
            id: self.id,
            name: &self.name,
            phone_num: &self.phone,
            uid: self.account_id,
            user_rebate_id: self.voucher_id,
            voucher: &self.pictures,
        }
    }
}

/// 200 with the claim `{uid, user_rebate_id, name, phone_num, address, voucher}`.
///
/// # Errors
/// 1000, 1004 for another's uid, 10003, 1001 for a voucher without a gift, 10004 for one that was never used in time, 10006 while
/// its money is asked back, 8002.
pub async fn claim(call: &Call) -> Outcome {
    let account = call.caller(Module::User)?.id;
    let fields = call.fields()?;
    let owner = AccountId(fields.required_saturated("uid")?);
    let wish = wish(fields, account)?;
    if owner != account {
        return Err(CourseError::OutOfScope);
    }
    let now = call.terms.now;
    let claim = call.outlet.store.write(move |tx| write_down(tx, now, &wish)).await?;
    Ok(Answer::ok(&claim.shape()))
}

fn wish(fields: &Fields, account: AccountId) -> Result<Claim, CourseError> {
    let text = |name: &str| fields.text(name).unwrap_or_default().trim().to_owned();
    let claim = Claim {
        id: ClaimId(0),
        voucher_id: VoucherId(fields.required_saturated("user_rebate_id")?),
        account_id: account,
        gift_id: GiftId(0),
        name: fields.required("name")?.trim().to_owned(),
        phone: fields.required("phone_num")?.trim().to_owned(),
        address: text("address"),
        pictures: pictures(fields.text("voucher").unwrap_or_default()).ok_or_else(no_such_thing)?,
        status: ClaimStatus::Pending,
    };
    let fits = claim.name.chars().count() <= NAME_LENGTH
        && is_phone(&claim.phone)
        && claim.address.chars().count() <= ADDRESS_LENGTH;
    if fits { Ok(claim) } else { Err(no_such_thing()) }
}

fn no_such_thing() -> CourseError {
    CourseError::Parameter("a field of the claim is no such thing".to_owned())
}

/// A mobile or a line with its area code, as people write them: a parcel service can call both.
fn is_phone(text: &str) -> bool {
    let between = ['-', ' ', '+', '(', ')', '（', '）'];
    PHONE_LENGTH.contains(&text.chars().count())
        && text.chars().all(|letter| letter.is_ascii_digit() || between.contains(&letter))
        && text.bytes().any(|letter| letter.is_ascii_digit())
}

/// Web addresses separated by commas, without what stands empty between them; `None` if one is no web address: they become
/// links on the staff's page, so nothing else is taken.
fn pictures(text: &str) -> Option<String> {
    let starts = |part: &str, scheme: &str| part.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme));
    let is_web = |part: &&str| {
        ["http://", "https://"].iter().any(|scheme| starts(part, scheme)) && !part.contains(['"', '<', '>', '\\'])
    };
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let pictures = parts.iter().all(is_web).then(|| parts.join(","))?;
    (pictures.len() <= PICTURES_LENGTH).then_some(pictures)
}

/// Claims the gift of a voucher.
pub fn write_down(tx: &Tx<'_>, now: Instant, wish: &Claim) -> Result<Claim, ClaimError> {
    let found = voucher_sql::by_id(tx, wish.voucher_id)?.filter(|voucher| voucher.account_id == wish.account_id);
    let voucher = found.ok_or(ClaimError::UnknownVoucher)?;
    if voucher.gift_claimed {
        return Err(ClaimError::Claimed);
    }
    if voucher.money_goes_back(tx)? {
        return Err(ClaimError::GoesBack);
    }
    let gift = voucher.gift.as_ref().ok_or(ClaimError::NoGift)?;
    // The gift is for who enrols: a voucher that was never used in time enrols nobody any more.
    if voucher.used_at.is_none() && voucher.is_out_of_date(now) {
        return Err(ClaimError::Over);
    }
    let claim = Claim { id: ClaimId::next(tx)?, gift_id: gift.id, ..wish.clone() };
    if sql::insert(tx, &claim, now)? { Ok(claim) } else { Err(ClaimError::Claimed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_told_from_other_texts() {
        let phones = ["13800138002", "0571-86662404", "+86 13800138002", "(0571) 8666 2404", "（0571）86662404"];
        assert!(phones.into_iter().all(is_phone));
        assert!(!["", "1234", "phone", "-----", "13800138002x", "１３８００１３８００２"].into_iter().any(is_phone));
        assert!(!is_phone(&"1".repeat(33)));
    }

    #[test]
    fn pictures_are_web_addresses() {
        for (text, kept) in [
            ("", ""),
            (" , ,", ""),
            ("http://pic.example.com/1.jpg", "http://pic.example.com/1.jpg"),
            ("HTTPS://a.example/1.jpg, Http://a.example/2.jpg", "HTTPS://a.example/1.jpg,Http://a.example/2.jpg"),
            (",http://a.example/1.jpg,,http://a.example/2.jpg,", "http://a.example/1.jpg,http://a.example/2.jpg"),
        ] {
            assert_eq!(pictures(text).as_deref(), Some(kept), "{text}");
        }
        for text in
            ["javascript:alert(1)", "1.jpg", "http:/a.example", "http://a.example/\"onload=x", "图http://a.example"]
        {
            assert_eq!(pictures(text), None, "{text}");
        }
        let many = |count| vec!["http://a.example/1.jpg"; count].join(",");
        assert_eq!([10, 170, 200].map(|count| pictures(&many(count)).is_some()), [true, true, false]);
    }
}
