//! The files that are part of the program: what every new outlet starts with, and the demonstration.

use super::{ImportError, import, kinds};
use crate::channels;
use crate::clock::{Instant, Zone};
use crate::http::embedded;
use crate::store::Tx;

/// Loads what every outlet needs: regions, payment ways, attributes, reasons for refunds.
///
/// # Errors
/// As [`import()`]; the files are tested, so what is left is the store.
pub fn load_seed(tx: &Tx<'_>, zone: Zone, now: Instant) -> Result<(), ImportError> {
    load(tx, zone, now, "seed")
}

/// Loads the demonstration on top of the seed: the new outlet becomes that of `docs/spec/demo.md`.
///
/// # Errors
/// As [`load_seed`].
pub fn load_demo(tx: &Tx<'_>, zone: Zone, now: Instant) -> Result<(), ImportError> {
    load(tx, zone, now, "demo")?;
    channels::ALL.iter().try_for_each(|channel| (channel.open_demo)(tx, zone, now))?;
    Ok(())
}

/// Loads the files of a folder, `<folder>/<kind>.csv`, in the order of the kinds, because rows name rows of earlier files.
pub(super) fn load(tx: &Tx<'_>, zone: Zone, now: Instant, folder: &str) -> Result<(), ImportError> {
    for kind in kinds() {
        if let Some(file) = embedded::bytes(&format!("{folder}/{}.csv", kind.name)) {
            import(tx, zone, now, kind, &file)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::phc::PasswordHash;
    use argon2::{Argon2, PasswordVerifier};

    use super::*;
    use crate::store::StoreError;
    use crate::store::testing::TestStore;

    #[test]
    fn a_new_outlet_starts_with_the_seed() {
        let test = TestStore::new();
        test.write(|tx| load_seed(tx, Zone::china(), Instant(0))).unwrap();
        let counts =
            ["select count(*) from cities", "select count(*) from payment_ways", "select count(*) from attributes"];
        assert_eq!(counts.map(|sql| test.number(sql)), [3666, 6, 7]);
        assert_eq!(test.number("select count(*) from accounts"), 0, "no account has a known password");
        assert_eq!(test.number("select parent_id from cities where id = 3233"), 383);
        let presets = test.texts("select presets from attributes where id = 7");
        assert_eq!(presets, [Some("false,true".to_owned())]);
    }

    #[test]
    fn the_demonstration_is_that_of_its_document() {
        let test = TestStore::with_demo();
        let number = |sql| test.number(sql);
        assert_eq!(number("select count(*) from products where stock = 100 and created_at = 1464105600000"), 9);
        assert_eq!(number("select price from prices where id = 4"), 3010);
        assert_eq!(number("select count(*) from prices where failure_at is null"), 7);
        assert_eq!(number("select count(*) from tier_discounts where percent = 95 and failure_at is null"), 7);
        assert_eq!(number("select count(*) from data_cards where state = 'in stock' and account_id is null"), 24);
        assert_eq!(
            number("select count(*) from vouchers where used_at is null and order_id is null and account_id = 7"),
            7
        );
        assert_eq!(number("select serial from vouchers where id = 10"), 16_061_410);
        assert_eq!(number("select valid_days from voucher_templates where id = 1"), 30);
        assert_eq!(number("select seconds from voice_usage"), 154 * 60);
        assert_eq!(number("select must_change_password from accounts where id = 125"), 1);
        assert_eq!(number("select sum(must_change_password) from accounts"), 1);
        assert_eq!(
            number(
                "select count(*) from accounts a join account_phones p on p.account_id = a.id and p.phone = a.phone"
            ),
            4
        );
        let zipcodes = test.texts("select zipcode from addresses order by id");
        assert_eq!(zipcodes, [Some(String::new()), Some(String::new()), None, Some(String::new())]);
        let recorded =
            "select cast(id as text) from product_attributes where product_id = 2 and listed = 1 order by sort";
        let ids: Vec<_> = test.texts(recorded).into_iter().flatten().collect();
        assert_eq!(ids, ["1", "2", "3", "4", "5", "6", "7", "10"]);
    }

    #[test]
    fn the_lease_stock_is_that_of_the_document() {
        let test = TestStore::with_demo();
        let number = |sql| test.number(sql);
        assert_eq!(number("select count(*) from lease_addresses where leased_until = 0 and account_id is null"), 160);
        let pools = "select count(*) from (select 1 from lease_addresses where leased_until = 0
            group by kind, region, pool_tag having count(*) = 4)";
        assert_eq!(number(pools), 40);
        let held = "select count(*) from lease_addresses where account_id = 3716 and region = 'hk' and pool_tag = ''
            and leased_until = 1467787474000 + 30 * 86400000";
        assert_eq!(number(held), 4, "two addresses in each of the two stocks");
        assert_eq!(number("select count(*) from lease_prices"), 24);
        assert_eq!(number("select balance from wallets where account_id = 3716"), 1_000_000);
    }

    #[test]
    fn the_tours_calendar_is_open_but_for_the_recorded_days() {
        let test = TestStore::with_demo();
        // To New Year's Day: six offers of the free package, three of the group's.
        let days = 9 * (366 + 1) - 1 - 2 - 1;
        assert_eq!(test.number("select count(*) from tour_calendar"), days);
        let open = "select count(*) from tour_calendar c join tour_offers o on o.id = c.offer_id
            where c.price = o.price and c.stock = o.stock and c.taken = 0";
        assert_eq!(test.number(open), days - 3);
        let sold_out = "select offer_id || ' ' || day from tour_calendar where stock = 0 order by day, offer_id";
        let told = ["65 2016-02-10", "611 2016-02-10", "601 2016-02-11"];
        assert_eq!(test.texts(sold_out), told.map(|text| Some(text.to_owned())));
    }

    #[test]
    fn every_picture_of_the_demonstration_is_there() {
        let test = TestStore::with_demo();
        for sql in [
            "select image from products",
            "select logo from categories",
            "select logo from stores union select logo from brands",
            "select image from voucher_templates union select background from voucher_templates",
            "select image from vouchers",
        ] {
            for path in test.texts(sql).into_iter().flatten() {
                assert!(embedded::bytes(&path).is_some(), "{path} of {sql}");
            }
        }
    }

    #[test]
    fn the_demonstration_can_be_loaded_over_itself() {
        let test = TestStore::with_demo();
        test.write(|tx| load_seed(tx, Zone::china(), Instant(0))).unwrap();
        test.write(|tx| load_demo(tx, Zone::china(), Instant(0))).unwrap();
        assert_eq!(test.number("select count(*) from stock_moves"), 9);
        assert_eq!(test.number("select count(*) from products"), 9);
        assert_eq!(test.number("select balance from wallets"), 1_000_000, "a top-up counts once");
    }

    #[test]
    fn every_account_of_the_demonstration_has_the_password_of_its_document() {
        let passwords = [
            (7, "demo-traveller"),
            (8, "demo-companion"),
            (72, "demo-student"),
            (100, "demo-admin"),
            (101, "demo-operator"),
            (125, "666666"),
            (126, "demo-clerk"),
            (629, "demo-family"),
            (3716, "demo-leases"),
        ];
        let test = TestStore::with_demo();
        let sql = "select id, password_hash from accounts where password_hash <> '' order by id";
        let hashes: Vec<(i64, String)> =
            test.store.read::<_, StoreError>(|db| db.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))).unwrap();
        assert_eq!(hashes.len(), passwords.len());
        std::thread::scope(|threads| {
            for ((id, hash), (account, password)) in hashes.iter().zip(passwords) {
                threads.spawn(move || {
                    assert_eq!(*id, account);
                    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
                    let hash = PasswordHash::new(hash).unwrap();
                    assert!(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok(), "{account}");
                });
            }
        });
    }
}
