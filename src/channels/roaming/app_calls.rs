//! What the app and the staff's tools ask besides the shop: roles, companies, a newer app
//! (docs/spec/roaming.md sections 3, 16 and 17). No session is needed.

use serde_json::json;

use crate::staff_api::{Answer, Call, Outcome};

/// The roles that `account_create` takes (docs/spec/roaming.md section 17).
const ROLES: [(i64, &str); 3] = [(1, "counter clerk"), (2, "administrator"), (3, "box account")];

/// `role_gets`: the roles that an account can be made with.
pub async fn role_gets(_: &Call) -> Outcome {
    let roles: Vec<_> = ROLES.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
    Answer::of("roles", &roles)
}

/// `company_gets`: an outlet keeps no companies, so there are none.
pub async fn company_gets(_: &Call) -> Outcome {
    Answer::of("companys", &[(); 0])
}

/// `roamchat_upgrade_check`: an outlet publishes no app, so none is newer than the caller's. The app reads `needed` first.
pub async fn upgrade_check(_: &Call) -> Outcome {
    Answer::object(&json!({"force_upgrade": false, "needed": false}))
}
