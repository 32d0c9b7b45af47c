//! `login_in`: a traveller logs in through a partner's app, and lets it ask for him for a while (docs/spec/tours.md section 6).

use super::codes;
use super::service::{Call, Outcome};
use super::sql::apps;
use super::tree::Tree;
use crate::accounts::{self, Account, Origin, PASSWORD_LENGTH, Role};
use crate::clock::DAY_MS;
use crate::outlet::Outlet;
use crate::random::Ids;
use crate::store::{StoreError, Tx};

/// Days for which a log-in entitles the app.
const ENTITLED_DAYS: i64 = 30;

/// `login_in` {email, password}, signed: `email` is an e-mail address, a phone or a user name. The token is a session as any.
/// Customers alone: nobody of the staff hands his rights to a partner's app.
///
/// # Errors
/// 300001 unless an app signed it, and for missing fields; 300005 for a wrong name or password, after too many of them, and for an
/// account that may not log in.
pub async fn log_in(call: &Call) -> Outcome {
    let app = call.app.ok_or(codes::PARAMETER)?;
    let (name, password) = (call.fields.required("email")?.trim(), call.fields.required("password")?);
    if !PASSWORD_LENGTH.contains(&password.len()) {
        return Err(codes::LOGIN);
    }
    let account = call.outlet.log_in(&call.request, name, (password, None)).await?;
    if account.role != Role::Customer || account.must_change_password {
        return Err(codes::LOGIN);
    }
    let (session, now, id) = (Ids::fresh().uuid(), call.terms.now, account.id);
    let (token, origin) = (session.clone(), Origin::of(&call.request));
    let run = move |tx: &Tx<'_>| {
        accounts::open_session(tx, id, &session, now, &origin)?;
        apps::entitle(tx, app, id, now.plus_ms(ENTITLED_DAYS * DAY_MS))
    };
    call.outlet.store.write::<_, StoreError, _>(run).await?;
    Ok(answer(&account, &token))
}

/// The regular work: forgets who logged in through which app once that counts for nothing any more.
pub async fn forget_ended(outlet: &Outlet) {
    let now = outlet.now();
    if !matches!(outlet.store.read(|db| apps::has_ended(db, now)), Ok(true)) {
        return;
    }
    match outlet.store.write(move |tx| apps::forget_ended(tx, now)).await {
        Ok(count) => tracing::info!(count, "log-ins through partners' apps have ended"),
        Err(error) => tracing::warn!(%error, "ended log-ins through partners' apps could not be forgotten"),
    }
}

fn answer(account: &Account, token: &str) -> Tree {
    let user = Tree::Object(vec![
        ("uid", Tree::text(account.id)),
        ("username", Tree::text(&account.username)),
        ("mobile", Tree::text(account.phone.as_deref().unwrap_or_default())),
        ("email", Tree::text(account.email.as_deref().unwrap_or_default())),
    ]);
    Tree::Object(vec![("user_info", user), ("token", Tree::text(token))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::tours::ids::AppId;
    use crate::clock::Instant;
    use crate::ids::AccountId;
    use crate::store::testing::TestStore;

    #[test]
    fn log_ins_through_an_app_are_forgotten_when_they_count_for_nothing_any_more() {
        let test = TestStore::with_demo();
        let (now, app) = (Instant(1_000_000), AppId(test.number("select min(id) from tour_apps")));
        let fill = move |tx: &Tx<'_>| {
            apps::entitle(tx, app, AccountId(629), now)?;
            Ok(apps::entitle(tx, app, AccountId(7), now.plus_ms(1))?)
        };
        test.write(fill).unwrap();
        let forget = |now: Instant| test.write(move |tx| Ok((apps::has_ended(tx, now)?, apps::forget_ended(tx, now)?)));
        assert_eq!(forget(now.plus_ms(-1)).unwrap(), (false, 0));
        assert_eq!((forget(now).unwrap(), forget(now).unwrap()), ((true, 1), (false, 0)));
        assert_eq!(test.number("select account_id from tour_app_users"), 7);
    }
}
