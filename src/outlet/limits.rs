//! What callers may have how often, by the settings of this outlet; what they had is remembered until it stops.

use super::Outlet;
use crate::accounts::{self, Account, CodeAnswer, CodeCaller, CodeLimits, Errand, Errands, HOUR_MS, Quota};
use crate::accounts::{NameCaller, NameGuess, NameGuesses, NameQuota, Named};
use crate::clock::MINUTE_MS;
use crate::http::Request;
use crate::ids::{AccountId, CheckCodeId};
use crate::store::StoreError;

/// Wrong redeem codes of one account in an hour. There are nine million of them.
const CODES: u32 = 20;
/// Unknown pictures of one address in ten minutes.
const PICTURES: u32 = 30;
/// People behind one address who may each try as many redeem codes, cards and boxes as one may.
const HOUSEHOLD: u32 = 10;

impl Outlet {
    /// Counts a guess at something with a number that can be counted as a wrong one before it is looked at; nothing for one too many.
    #[must_use]
    pub fn count_guess(&self, request: &Request, account: Option<AccountId>, what: Named) -> Option<NameGuess> {
        let quota = match what {
            Named::Card | Named::Box => {
                let most = self.config.card_guesses;
                NameQuota { of_account: most, of_address: most.saturating_mul(HOUSEHOLD), span_ms: HOUR_MS }
            }
            Named::Code => NameQuota { of_account: CODES, of_address: CODES * HOUSEHOLD, span_ms: HOUR_MS },
            Named::Picture => NameQuota { of_account: PICTURES, of_address: PICTURES, span_ms: 10 * MINUTE_MS },
        };
        let caller = NameCaller { account, address: request.caller(), now: self.now() };
        self.memory::<NameGuesses>().begin(what, caller, quota)
    }

    /// Does what may be a guess at a number that can be counted. It counts as a wrong one before it is looked at, and counts no more
    /// once it was none: it succeeded, or failed for another reason than `is_wrong` tells of. `act` hears whether the caller may guess
    /// once more.
    ///
    /// # Errors
    /// What `act` fails with.
    pub async fn guess<T, E, F: Future<Output = Result<T, E>>>(
        &self,
        request: &Request,
        account: AccountId,
        what: Named,
        act: impl FnOnce(bool) -> F,
        is_wrong: impl Fn(&E) -> bool,
    ) -> Result<T, E> {
        let guess = self.count_guess(request, Some(account), what);
        let outcome = act(guess.is_some()).await;
        if let Some(guess) = guess.filter(|_| !outcome.as_ref().is_err_and(is_wrong)) {
            guess.was_right();
        }
        outcome
    }

    /// The address that what somebody who walks in leaves unpaid counts for. The house's own kiosks have none: this machine, the
    /// networks of `orders.house_networks`, and a browser that shows the token of an enrolled counter.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn counted_address(&self, request: &Request, device: Option<&str>) -> Result<Option<String>, StoreError> {
        let address = request.peer.to_canonical();
        if address.is_loopback() || self.config.house_networks.contains(address) {
            return Ok(None);
        }
        let is_counter = device.map(|token| self.store.read(|db| accounts::is_device(db, token))).transpose()?;
        Ok((is_counter != Some(true)).then(|| request.caller().to_string()))
    }

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
        check: CheckCodeId,
        claimed: Option<&str>,
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
