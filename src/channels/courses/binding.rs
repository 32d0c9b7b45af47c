//! `org/verify/org/admin` and `org/admin/bind/weixin`: a school's staff says who it is, and binds its `WeChat` accounts
//! (docs/spec/courses.md section 7).

use super::codes::CourseError;
use super::scope::Module;
use super::service::{Answer, Call, Outcome};
use super::sql::{bindings as sql, catalogue, staff};
use super::wire::{OrgAdmin, OrgShape, WeixinBinding};
use crate::accounts::{self, Account, PASSWORD_LENGTH, Role};
use crate::channels::courses::ids::WeixinBindingId;
use crate::ids::AccountId;
use crate::orders::{self, Terms};
use crate::store::{Db, StoreError, Tx};

/// Letters of an account and a nickname at `WeChat`, and of the address of a picture.
const NAME_LENGTH: usize = 64;
const AVATAR_LENGTH: usize = 256;
/// `application_status` of an approved school.
const APPROVED: i64 = 2;

/// Why a `WeChat` account is not bound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BindError {
    /// There is no such school.
    #[error("there is no such organisation")]
    NoOrganisation,
    /// The staff account does not redeem for the school.
    #[error("the admin is none of the organisation's")]
    NotOfSchool,
    /// It redeems for another school already.
    #[error("the account is bound to another organisation")]
    OtherOrganisation,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `POST org/verify/org/admin` {account, secret}, without a token: the staff account with its own school, the first that it
/// redeems for.
///
/// # Errors
/// 1000; 1005 for a wrong account or secret, too many tries, customers, and staff of no school.
pub async fn verify_admin(call: &Call) -> Outcome {
    let fields = call.fields()?;
    let name = fields.required("account")?.trim();
    let secret = fields.required("secret")?;
    if !PASSWORD_LENGTH.contains(&secret.len()) {
        return Err(CourseError::NotAuthenticated);
    }
    let account = call.outlet.log_in(&call.request, name, (secret, None)).await?;
    if account.role == Role::Customer || account.must_change_password {
        return Err(CourseError::NotAuthenticated);
    }
    let school = call.outlet.store.read(|db| own_school(db, account.id))?.ok_or(CourseError::NotAuthenticated)?;
    Ok(Answer::ok(&OrgAdmin { admin_id: account.id, org: school }))
}

fn own_school(db: &Db<'_>, account: AccountId) -> Result<Option<OrgShape>, StoreError> {
    let Some(id) = staff::organisations_of(db, account)?.into_iter().next() else { return Ok(None) };
    let name = catalogue::organisation_name(db, id)?;
    Ok(name.map(|name| OrgShape { application_status: APPROVED, id, logo: "", name }))
}

/// `POST org/admin/bind/weixin` {`organization_id`, `admin_id`, `weixin_account`, `weixin_nickname`, `weixin_avatar`}: 201 with the
/// binding, the first one for the same account and school. Admins bind for anybody, other staff for itself.
///
/// # Errors
/// 1000 also for an admin who is none of the school's, 1004, 5000, 10005 for an account of another school.
pub async fn bind_weixin(call: &Call) -> Outcome {
    let staff = call.staff(Module::Organisation)?;
    let wanted = wanted(call)?;
    if staff.role != Role::Admin && wanted.admin_id != staff.id {
        return Err(CourseError::OutOfScope);
    }
    let terms = call.terms;
    let bound = call.outlet.store.write(move |tx| bind(tx, &terms, &staff, &wanted)).await?;
    Ok(Answer::created(&bound))
}

/// What a request asks for, with no id yet.
fn wanted(call: &Call) -> Result<WeixinBinding, CourseError> {
    let fields = call.fields()?;
    let text = |name: &str| fields.text(name).unwrap_or_default().trim().to_owned();
    let wanted = WeixinBinding {
        id: WeixinBindingId(0),
        organization_id: fields.required_number("organization_id")?,
        admin_id: fields.required_number("admin_id")?,
        weixin_account: fields.required("weixin_account")?.trim().to_owned(),
        weixin_nickname: text("weixin_nickname"),
        weixin_avatar: text("weixin_avatar"),
    };
    let is_too_long = |text: &str, most: usize| text.chars().count() > most;
    let is_wrong = wanted.weixin_account.is_empty()
        || is_too_long(&wanted.weixin_account, NAME_LENGTH)
        || is_too_long(&wanted.weixin_nickname, NAME_LENGTH)
        || is_too_long(&wanted.weixin_avatar, AVATAR_LENGTH);
    if is_wrong { Err(CourseError::Parameter("a weixin_ field is empty or too long".to_owned())) } else { Ok(wanted) }
}

fn bind(tx: &Tx<'_>, terms: &Terms, by: &Account, wanted: &WeixinBinding) -> Result<WeixinBinding, BindError> {
    if !catalogue::has_organisation(tx, wanted.organization_id)? {
        return Err(BindError::NoOrganisation);
    }
    if let Some(known) = sql::of_weixin(tx, &wanted.weixin_account)? {
        let is_same = known.organization_id == wanted.organization_id;
        return if is_same { Ok(known) } else { Err(BindError::OtherOrganisation) };
    }
    let admin = accounts::sql::by_id(tx, wanted.admin_id)?.filter(|account| account.role != Role::Customer);
    let schools = staff::organisations_of(tx, wanted.admin_id)?;
    if admin.is_none() || !schools.contains(&wanted.organization_id) {
        return Err(BindError::NotOfSchool);
    }
    let binding = WeixinBinding { id: WeixinBindingId::next(tx)?, ..wanted.clone() };
    sql::insert(tx, &binding, terms.now)?;
    let object = format!("organisation {}", binding.organization_id);
    let told = format!("account {}, {}", binding.admin_id, binding.weixin_account);
    orders::audit(tx, terms.by(by.id), orders::Deed("course_weixin_bind"), &object, orders::Change::made(&told))?;
    Ok(binding)
}
