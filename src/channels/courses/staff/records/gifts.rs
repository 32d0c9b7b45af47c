//! `course_gift_gets`, `course_gift_set`: what comes with a voucher.

use serde_json::{Value, json};

use super::{Record, RecordQuery, input};
use crate::channels::courses::ids::GiftId;
use crate::channels::courses::sql::records as sql;
use crate::channels::courses::staff::error::StaffError;
use crate::clock::{Instant, Zone};
use crate::http::{BadField, Fields};
use crate::staff_api::{Call, Outcome};
use crate::store::{Db, StoreError, Tx};

/// Letters of either text.
const TEXT_LENGTH: usize = 1000;

/// A gift package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptGift {
    /// When it is given.
    pub introduce: String,
    /// What is given.
    pub detail: String,
}

/// `course_gift_gets` {pageindex, pagesize}: gift packages by id, with how many courses they are given for.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    super::gets::<KeptGift>(call, "gifts", None)
}

/// `course_gift_set` {giftid, introduce, detail}.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn set(call: &Call) -> Outcome {
    super::set::<KeptGift>(call).await
}

impl Record for KeptGift {
    type Id = GiftId;

    const TABLE: &'static str = "gift_packages";
    const ID: &'static str = "giftid";
    const NAME: &'static str = "gift";
    const DEED: crate::orders::Deed = crate::orders::Deed("course_gift_set");

    fn find(db: &Db<'_>, id: GiftId) -> Result<Option<Self>, StoreError> {
        sql::gift(db, id)
    }

    fn read(fields: &Fields, _: Zone, before: Option<&Self>) -> Result<Self, BadField> {
        let gift = Self {
            introduce: input::lines(fields, "introduce", TEXT_LENGTH, before.map(|it| &it.introduce))?,
            detail: input::lines(fields, "detail", TEXT_LENGTH, before.map(|it| &it.detail))?,
        };
        let says_what = !gift.introduce.is_empty() && !gift.detail.is_empty();
        if says_what { Ok(gift) } else { Err(BadField("a gift says when and what is given".to_owned())) }
    }

    fn check(&self, _: &Db<'_>, _: Instant, _: Option<(GiftId, &Self)>) -> Result<(), StaffError> {
        Ok(())
    }

    fn put(&self, tx: &Tx<'_>, id: GiftId) -> Result<(), StoreError> {
        sql::put_gift(tx, id, self)
    }

    fn note(&self, _: Zone) -> Value {
        json!({"detail": self.detail, "introduce": self.introduce})
    }

    fn listed(db: &Db<'_>, _: Zone, query: RecordQuery<GiftId>) -> Result<(i64, Vec<Value>), StoreError> {
        let shape = |row: &sql::GiftRow| {
            json!({
                "bound": row.bound, "detail": row.gift.detail, "giftid": row.id, "introduce": row.gift.introduce,
            })
        };
        Ok((sql::count_gifts(db)?, sql::gifts(db, query)?.iter().map(shape).collect()))
    }
}
