//! What callers may have how often, by the settings of this outlet; what they had is remembered until it stops.

use super::Outlet;
use crate::accounts::{self, Account, CodeAnswer, CodeCaller, CodeLimits, Errand, Errands, HOUR_MS, Quota};
use crate::http::Request;
use crate::store::StoreError;

impl Outlet {
    /// Whether the caller may once more have what costs and needs no account; it counts.
    #[must_use]
    pub fn allows(&self, errand: Errand, request: &Request) -> bool {
        let most = if errand == Errand::LookUp { self.config.hourly_lookups } else { self.config.hourly_requests };
        let quota = Quota { most, span_ms: HOUR_MS };
        self.memory::<Errands>().allows((errand, request.caller()), self.now(), quota)
    }

    /// Whether a caller may have one more check code sent to a phone or e-mail address; it counts. `account` is that of the session.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn allows_code(&self, request: &Request, account: Option<&Account>, target: &str) -> Result<bool, StoreError> {
        if !self.allows(Errand::CheckCode, request) {
            return Ok(false);
        }
        let (limits, caller) = (self.memory::<CodeLimits>(), self.code_caller(request, account));
        self.store.read(|db| limits.may_ask(db, target, &caller, self.config.code_guesses))
    }

    /// Counts an answer to a check code as a wrong one before it is looked at; nothing for one too many. `claimed` is the phone or
    /// address that the answer is for; without it the one that the code was sent to.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn count_answer(
        &self,
        request: &Request,
        account: Option<&Account>,
        (check, claimed): (i64, Option<&str>),
    ) -> Result<Option<CodeAnswer>, StoreError> {
        let (limits, caller) = (self.memory::<CodeLimits>(), self.code_caller(request, account));
        self.store.read(|db| {
            let sent_to = accounts::code_target(db, check)?;
            let target = sent_to.as_deref().filter(|target| claimed.is_none_or(|claimed| claimed == *target));
            limits.answer(db, target, &caller, self.config.code_guesses)
        })
    }

    fn code_caller<'a>(&self, request: &Request, account: Option<&'a Account>) -> CodeCaller<'a> {
        CodeCaller { address: request.caller(), account, now: self.now() }
    }
}
