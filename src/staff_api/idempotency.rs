//! Staff calls that make something, safe against a second click.

use std::collections::BTreeMap;

use serde::Serialize;

use super::codes::{self, Fault};
use super::service::{Answer, Call, Outcome};
use crate::ids::AccountId;
use crate::orders::{IdempotencyKey, run_once};
use crate::store::{StoreError, Tx};

/// Fields that may differ between two tries of the same key.
const NOT_CONTENT: [&str; 3] = ["client_ref", "sessionid", "userid"];

impl Call {
    /// Writes what `work` makes and answers with it as the result; `actor` is the staff account that calls. With a `client_ref`
    /// (64 bytes at most) the same call of the same account changes nothing and is answered as the first one was.
    ///
    /// # Errors
    /// Those of `work`, and 1100 for a reference that is too long or was used for something else.
    pub async fn run_once<T, E>(
        &self,
        actor: AccountId,
        mut work: impl FnMut(&Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Outcome
    where
        T: Serialize + Send + 'static,
        E: From<StoreError> + Into<Fault> + Send + 'static,
    {
        let Some(client_ref) = self.fields.text("client_ref") else {
            let made = self.outlet.store.write(work).await.map_err(Into::into)?;
            return Answer::object(&made);
        };
        let content: BTreeMap<_, _> = self.fields.iter().filter(|(name, _)| !NOT_CONTENT.contains(name)).collect();
        let content = serde_json::to_string(&content).map_err(|error| StoreError::Other(error.to_string()))?;
        let service = self.request.path().trim_start_matches("/om/services/");
        let key = IdempotencyKey::new(actor, service, client_ref, &content, self.terms.now).ok_or(codes::PARAMETER)?;
        let made = self.outlet.store.write(move |tx| run_once(tx, &key, || work(tx))).await?;
        Answer::object(&made)
    }
}
