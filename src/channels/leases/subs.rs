//! `proxy_account_list`: a partner's authentication accounts (docs/spec/leases.md section 11). The staff makes them by import; their
//! passwords are the forwarding side's and are kept nowhere here.

use serde::{Serialize, Serializer};

use super::call::{Answer, Call, Outcome};
use super::lists;
use super::sql::partners as sql;
use super::wire::Paging;
use crate::channels::leases::ids::SubId;
use crate::store::StoreError;

/// An authentication account with what it has used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SubAccount {
    pub(super) id: SubId,
    pub(super) account: String,
    pub(super) region: String,
    /// Megabytes, 0 for no limit.
    pub(super) flow_limit: i64,
    /// Megabytes.
    pub(super) flow_used: i64,
    /// 1 in use, 0 off.
    pub(super) status: i64,
    pub(super) remark: String,
}

/// The members of the wire; clients look for `password`, of which there is none to show.
#[derive(Serialize)]
struct Row<'r> {
    id: SubId,
    account: &'r str,
    password: &'static str,
    region: &'r str,
    flow_limit: i64,
    flow_used: i64,
    status: i64,
    remark: &'r str,
}

impl Serialize for SubAccount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { id, ref account, ref region, flow_limit, flow_used, status, ref remark } = *self;
        Row { id, account, password: "", region, flow_limit, flow_used, status, remark }.serialize(serializer)
    }
}

#[derive(Serialize)]
struct Page {
    #[serde(flatten)]
    paging: Paging,
    list: Vec<SubAccount>,
}

/// `proxy_account_list` {page, limit}.
///
/// # Errors
/// 1001, 1002.
pub(super) async fn list(call: &Call) -> Outcome {
    let (page, limit) = lists::page(call)?;
    let account = call.account;
    let (total, list) = call.outlet.store.read::<_, StoreError>(|db| {
        Ok((sql::count_subs(db, account)?, sql::subs(db, account, limit, lists::offset(page, limit))?))
    })?;
    Answer::listed(&Page { paging: Paging::new(total, page, limit), list })
}
