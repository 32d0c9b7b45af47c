//! `white_add`, `white_del`, `white_list`: the addresses from which a partner uses its traffic (docs/spec/leases.md section 11). The outlet
//! keeps the list for the side that forwards.

use std::net::Ipv4Addr;

use serde::Serialize;

use super::call::{Answer, Call, Outcome};
use super::codes::{self, Fault};
use super::sql::partners as sql;
use crate::ids::AccountId;
use crate::store::{Db, StoreError, Tx};

/// Addresses that a white list has at most.
const MAX_ADDRESSES: usize = 100;

#[derive(Serialize)]
struct Changed {
    list: Vec<String>,
}

#[derive(Serialize)]
struct Listed {
    list: Vec<String>,
    total: usize,
}

/// Why a white list does not change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum WhiteError {
    /// It would be too long.
    #[error("a white list has no more than {MAX_ADDRESSES} addresses")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// `white_add`: all of the addresses or none; what is there already stays where it is.
///
/// # Errors
/// 1001, 1002.
pub(super) async fn add(call: &Call) -> Outcome {
    let (addresses, account) = (named(call)?, call.account);
    let list = call.outlet.store.write(move |tx| add_all(tx, account, &addresses)).await?;
    Answer::added(&Changed { list })
}

/// `white_del`: what is not there is gone already.
///
/// # Errors
/// 1001, 1002.
pub(super) async fn delete(call: &Call) -> Outcome {
    let (addresses, account) = (named(call)?, call.account);
    let run = move |tx: &Tx<'_>| {
        addresses.iter().try_for_each(|address| sql::remove_white(tx, account, address))?;
        sql::white_list(tx, account)
    };
    let list = call.outlet.store.write::<_, StoreError, _>(run).await?;
    Answer::listed(&Changed { list })
}

/// `white_list`, in the order in which it was made.
///
/// # Errors
/// 1001.
pub(super) async fn list(call: &Call) -> Outcome {
    let account = call.account;
    let list = call.outlet.store.read(|db: &Db<'_>| sql::white_list(db, account))?;
    let total = list.len();
    Answer::listed(&Listed { list, total })
}

fn add_all(tx: &Tx<'_>, account: AccountId, addresses: &[String]) -> Result<Vec<String>, WhiteError> {
    for address in addresses {
        sql::add_white(tx, account, address)?;
    }
    let list = sql::white_list(tx, account)?;
    if list.len() > MAX_ADDRESSES { Err(WhiteError::TooMany) } else { Ok(list) }
}

/// The addresses of `white_ips` or `ip`, each in its canonical form.
fn named(call: &Call) -> Result<Vec<String>, Fault> {
    let text = call.fields.text("white_ips").map_or_else(|| call.fields.required("ip"), Ok)?;
    addresses(text).ok_or(codes::PARAMETER)
}

/// Nothing where one entry is no address, or where there are too many.
fn addresses(text: &str) -> Option<Vec<String>> {
    let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    let address = |entry: &str| entry.parse().ok().map(|address: Ipv4Addr| address.to_string());
    let mut found: Vec<String> = Vec::new();
    for entry in entries {
        let address = address(entry)?;
        if !found.contains(&address) {
            found.push(address);
        }
        if found.len() > MAX_ADDRESSES {
            return None;
        }
    }
    (1..=MAX_ADDRESSES).contains(&found.len()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_plain_addresses_of_the_fourth_version() {
        let found = addresses("198.51.100.7, 203.0.113.9,").unwrap();
        assert_eq!(found, ["198.51.100.7", "203.0.113.9"]);
        for text in
            ["", ",", "198.51.100.256", "198.51.100.8,x", "2001:db8::1", "::ffff:198.51.100.7", "198.51.100.0/24"]
        {
            assert_eq!(addresses(text), None, "{text}");
        }
        for text in ["01.2.3.4", "1.2.3", "1.2.3.4.5", "1.2.3.4;1.2.3.5", "１.2.3.4", "+1.2.3.4", "0x1.2.3.4"] {
            assert_eq!(addresses(text), None, "{text}");
        }
        let many = |count: usize| (0..count).map(|n| format!("10.0.0.{n}")).collect::<Vec<_>>().join(",");
        assert_eq!((addresses(&many(100)).map(|it| it.len()), addresses(&many(101))), (Some(100), None));
        let twice = format!("{},{}", many(100), many(100));
        assert_eq!(addresses(&twice).map(|it| it.len()), Some(100), "an address that is named twice is one");
    }
}
