//! The second factor of the staff: a code of six digits that changes every thirty seconds (RFC 6238, HMAC-SHA-1), and recovery codes
//! for whoever has lost the telephone.
//!
//! The secret is sealed, recovery codes are kept as hashes, and no code works twice.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::sql::factors as sql;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::random::{Ids, digest};
use crate::store::{Db, StoreError, Tx};

/// Milliseconds for which a code is shown (RFC 6238 section 5.2).
const STEP_MS: i64 = 30_000;
/// Steps before and after the present whose codes count, for telephones whose clock is not right.
const SLACK: i64 = 1;
/// Bytes of a secret (RFC 4226 section 4).
const SECRET_BYTES: usize = 20;
/// Recovery codes that are given at a time.
const RECOVERY_CODES: usize = 10;
/// Digits of one.
const RECOVERY_DIGITS: usize = 10;

fn place(account: AccountId) -> String {
    format!("second_factors/{account}")
}

/// Whether somebody is asked for a second factor.
pub fn has_second_factor(db: &Db<'_>, account: AccountId) -> Result<bool, StoreError> {
    Ok(sql::factor(db, account)?.is_some_and(|factor| factor.is_enabled))
}

/// Makes a new secret that counts for nothing before [`enable_second_factor`]; the text that telephones take (RFC 4648 base32), or
/// nothing where a second factor is in use.
pub fn begin_second_factor(tx: &Tx<'_>, ids: &mut Ids, account: AccountId) -> Result<Option<String>, StoreError> {
    if has_second_factor(tx, account)? {
        return Ok(None);
    }
    let secret = &ids.bytes()[..SECRET_BYTES];
    let sealed = tx.vault().seal(&place(account), secret)?;
    sql::put(tx, account, &sealed)?;
    Ok(Some(base32(secret)))
}

/// Begins to ask for the second factor once its first code was right; the recovery codes, which are shown here alone.
pub fn enable_second_factor(
    tx: &Tx<'_>,
    now: Instant,
    ids: &mut Ids,
    account: AccountId,
    code: &str,
) -> Result<Option<Vec<String>>, StoreError> {
    let known = sql::factor(tx, account)?.filter(|factor| !factor.is_enabled);
    let Some(step) = known.and_then(|factor| right_step(tx, account, &factor, now, code)) else { return Ok(None) };
    sql::enable(tx, account, now, step)?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| ids.digits(RECOVERY_DIGITS)).collect();
    for code in &codes {
        sql::put_recovery(tx, account, &recovery_hash(account, code))?;
    }
    Ok(Some(codes))
}

/// Whether a code is right now; a right one is used up, one of the telephone or a recovery code alike.
pub fn use_second_factor(tx: &Tx<'_>, now: Instant, account: AccountId, code: &str) -> Result<bool, StoreError> {
    let code: String = code.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    let Some(factor) = sql::factor(tx, account)?.filter(|factor| factor.is_enabled) else { return Ok(false) };
    match right_step(tx, account, &factor, now, &code) {
        Some(step) => sql::use_step(tx, account, step, latest_step(now)),
        None => sql::use_recovery(tx, account, &recovery_hash(account, &code)),
    }
}

/// Asks for no second factor any more; whether there was one.
pub fn drop_second_factor(tx: &Tx<'_>, account: AccountId) -> Result<bool, StoreError> {
    sql::remove(tx, account)
}

/// The step whose code this is, if it is later than the last one that was used.
fn right_step(db: &Db<'_>, account: AccountId, factor: &sql::Factor, now: Instant, code: &str) -> Option<i64> {
    let secret = db.vault().unseal(&place(account), &factor.secret_sealed)?;
    let latest = latest_step(now);
    let steps = latest - 2 * SLACK..=latest;
    // Every step is reckoned, so that the time says nothing about the code.
    let right: Vec<i64> = steps.filter(|step| totp(&secret, *step).as_deref() == Some(code)).collect();
    // A step that was used when the clock was ahead is no reason to refuse what comes until then.
    right.into_iter().find(|step| *step > factor.last_step || factor.last_step > latest)
}

/// The last step whose code is taken now.
fn latest_step(now: Instant) -> i64 {
    now.0.div_euclid(STEP_MS) + SLACK
}

/// The code of a step (RFC 4226 section 5.3, RFC 6238 section 4).
fn totp(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash[19] & 0xf);
    let number = u32::from_be_bytes([hash[offset] & 0x7f, hash[offset + 1], hash[offset + 2], hash[offset + 3]]);
    Some(format!("{:06}", number % 1_000_000))
}

fn recovery_hash(account: AccountId, code: &str) -> [u8; 32] {
    digest(&format!("recovery:{account}:{code}"))
}

fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let groups = bytes.chunks(5).flat_map(|group| {
        let mut whole = [0; 8];
        whole[3..3 + group.len()].copy_from_slice(group);
        let number = u64::from_be_bytes(whole);
        let letters = (group.len() * 8).div_ceil(5);
        (0..letters).map(move |at| LETTERS[(number >> (35 - 5 * at) & 31) as usize])
    });
    groups.map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::TestStore;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238 appendix B, SHA-1, the last six of its eight digits.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp(b"12345678901234567890", seconds / 30).as_deref(), Some(code), "{seconds}");
        }
    }

    #[test]
    fn secrets_are_written_as_telephones_read_them() {
        // RFC 4648 section 10, without padding.
        for (bytes, text) in [
            ("f", "MY"),
            ("fo", "MZXQ"), // typos: as sent
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }

    const NOW: Instant = Instant(1_467_787_474_000);

    fn code(test: &TestStore, at: Instant) -> String {
        let step = at.0 / STEP_MS;
        let read = move |tx: &Tx<'_>| {
            let factor = sql::factor(tx, AccountId(7))?.unwrap();
            Ok(totp(&tx.vault().unseal(&place(AccountId(7)), &factor.secret_sealed).unwrap(), step).unwrap())
        };
        test.write(read).unwrap()
    }

    fn enabled() -> (TestStore, Vec<String>) {
        let test = TestStore::with_demo();
        assert!(test.write(|tx| Ok(begin_second_factor(tx, &mut Ids::seeded(1), AccountId(7))?)).unwrap().is_some());
        let first = code(&test, NOW);
        let wrong = format!("{}0", &first[1..]);
        let enable = |code: String| {
            test.write(move |tx| Ok(enable_second_factor(tx, NOW, &mut Ids::seeded(2), AccountId(7), &code)?))
        };
        assert_eq!(enable(wrong), Ok(None));
        let codes = enable(first).unwrap().unwrap();
        (test, codes)
    }

    fn works(test: &TestStore, at: Instant, code: &str) -> bool {
        let code = code.to_owned();
        test.write(move |tx| Ok(use_second_factor(tx, at, AccountId(7), &code)?)).unwrap()
    }

    #[test]
    fn a_code_works_once_and_a_step_early_or_late() {
        let (test, _) = enabled();
        assert!(!works(&test, NOW, &code(&test, NOW)), "it was used to enable it");
        let later = NOW.plus_ms(10 * STEP_MS);
        let late = code(&test, later.plus_ms(-STEP_MS));
        assert!(!works(&test, later, &code(&test, later.plus_ms(-2 * STEP_MS))));
        assert!(works(&test, later, &late) && !works(&test, later, &late));
        assert!(works(&test, later, &code(&test, later.plus_ms(STEP_MS))));
        assert!(!works(&test, later, &code(&test, later)), "older than one that was used");
    }

    #[test]
    fn a_clock_that_was_ahead_keeps_nobody_out_when_it_is_put_right() {
        let (test, _) = enabled();
        let (ahead, right) = (NOW.plus_ms(1000 * STEP_MS), NOW.plus_ms(10 * STEP_MS));
        assert!(works(&test, ahead, &code(&test, ahead)));
        assert!(works(&test, right, &code(&test, right)) && !works(&test, right, &code(&test, right)));
    }

    #[test]
    fn a_recovery_code_works_once_however_it_is_written() {
        let (test, codes) = enabled();
        assert_eq!(codes.len(), RECOVERY_CODES);
        let written = format!("{} {}", &codes[0][..5], &codes[0][5..]);
        assert!(works(&test, NOW, &written) && !works(&test, NOW, &codes[0]) && works(&test, NOW, &codes[1]));
        assert_eq!(test.number("select count(*) from recovery_codes"), 8);
    }

    #[test]
    fn a_secret_in_use_is_not_replaced_and_one_that_is_dropped_asks_for_nothing() {
        let (test, codes) = enabled();
        assert_eq!(test.write(|tx| Ok(begin_second_factor(tx, &mut Ids::seeded(3), AccountId(7))?)), Ok(None));
        assert_eq!(test.write(|tx| Ok(drop_second_factor(tx, AccountId(7))?)), Ok(true));
        assert!(!works(&test, NOW, &codes[0]));
        assert_eq!(test.write(|tx| Ok(has_second_factor(tx, AccountId(7))?)), Ok(false));
    }
}
