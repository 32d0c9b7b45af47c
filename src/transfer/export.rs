//! Writing a table out as a file that [`import`](super::import()) takes back.

use std::io::Write;

use csv::Writer;

use super::sql;
use crate::clock::Zone;
use crate::store::{Db, StoreError};
use crate::tables::cell::{self, Value};
use crate::tables::{Column, ExportError, Kind, Type};

/// Writes all rows of a kind, by key; how many. Password hashes are left out: who gets such a file could try passwords on them.
///
/// # Errors
/// [`ExportError`]; what was written until then is of no use.
pub fn export(db: &Db<'_>, zone: Zone, kind: &Kind, out: impl Write) -> Result<i64, ExportError> {
    let columns: Vec<&Column> =
        kind.columns.iter().filter(|column| column.is_kept && column.holds != Type::PasswordHash).collect();
    let mut out = Writer::from_writer(out);
    out.write_record(columns.iter().map(|column| column.name))?;
    let mut rows = 0;
    let mut write = |values: &[Value]| {
        for (column, value) in columns.iter().zip(values) {
            out.write_field(cell::text(column, value, zone))?;
        }
        out.write_record(None::<&[u8]>)?;
        rows += 1;
        Ok(())
    };
    match kind.given_by {
        Some(give) => give(db, &mut write)?,
        None => give_as_stored(db, kind, &columns, &mut write)?,
    }
    out.flush()?;
    Ok(rows)
}

fn give_as_stored(
    db: &Db<'_>,
    kind: &Kind,
    columns: &[&Column],
    write: &mut impl FnMut(&[Value]) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut values = Vec::with_capacity(columns.len());
    db.each(&sql::select(kind, columns), [], |row| {
        values.clear();
        for (place, column) in columns.iter().enumerate() {
            values.push(sql::value(row, place, column).map_err(StoreError::from)?);
        }
        write(&values)
    })
}

#[cfg(test)]
mod tests {
    use crate::clock::Zone;
    use crate::store::testing::TestStore;
    use crate::transfer::{Type, export, kind, kinds};

    fn exported(test: &TestStore, name: &str) -> String {
        let mut file = Vec::new();
        test.store.read(|db| export(db, Zone::china(), kind(name).unwrap(), &mut file)).unwrap();
        String::from_utf8(file).unwrap()
    }

    #[test]
    fn every_kind_of_the_demonstration_comes_back_as_it_went() {
        let (from, to) = (TestStore::with_demo(), TestStore::new());
        for kind in kinds().filter(|kind| kind.can_leave()) {
            let file = exported(&from, kind.name);
            to.import(kind.name, file.clone()).unwrap_or_else(|error| panic!("{}: {error}", kind.name));
            assert_eq!(exported(&to, kind.name), file, "{}", kind.name);
        }
    }

    /// Columns whose room refuses any text that begins with a sign.
    const RULED: [(&str, &str); 0] = [];

    #[test]
    fn every_text_of_every_kind_that_begins_with_a_sign_leaves_neutral_and_comes_back() {
        let (from, to) = (TestStore::with_demo(), TestStore::new());
        let mut changed = 0;
        for kind in kinds().filter(|kind| kind.can_leave() && kind.given_by.is_none()) {
            let typed = kind.columns.iter().filter(|it| matches!(it.holds, Type::Text | Type::Word | Type::Words));
            let typed = typed.filter(|it| it.is_kept && !RULED.contains(&(kind.name, it.name)));
            for (column, sign) in typed.zip(["=", "+", "-", "@", "''=", "\t="].into_iter().cycle()) {
                let (table, stored) = (kind.table, column.stored);
                let sql =
                    format!("update or ignore {table} set {stored} = '{sign}' || {stored} where {stored} is not null");
                changed += from.write(move |tx| Ok(tx.run(&sql, []).unwrap_or(0))).unwrap();
            }
        }
        assert!(changed > 5000, "{changed} cells begin with a sign");
        for kind in kinds().filter(|kind| kind.can_leave()) {
            let file = exported(&from, kind.name);
            let places: Vec<usize> = csv::Reader::from_reader(file.as_bytes())
                .headers()
                .unwrap()
                .iter()
                .enumerate()
                .filter(|(_, name)| kind.columns.iter().any(|it| it.name == *name && it.holds.is_text()))
                .map(|(place, _)| place)
                .collect();
            for row in csv::Reader::from_reader(file.as_bytes()).records() {
                let row = row.unwrap();
                assert!(
                    !places.iter().any(|it| row[*it].starts_with(['=', '+', '-', '@', '\t'])),
                    "{}: {row:?}",
                    kind.name
                );
            }
            to.import(kind.name, file.clone()).unwrap_or_else(|error| panic!("{}: {error}", kind.name));
            assert_eq!(exported(&to, kind.name), file, "{}", kind.name);
        }
    }

    #[test]
    fn what_customers_have_deleted_stays_deleted_and_what_was_spent_does_not_leave() {
        let (from, to) = (TestStore::with_demo(), TestStore::new());
        from.write(|tx| {
            tx.run("update tour_contacts set deleted = 1 where id = 183", [])?;
            tx.run("update tour_addresses set deleted = 1, is_default = 0", [])?;
            let order = "update tour_coupons set order_id = (select min(id) from orders), used_at = 1 where id = 1";
            Ok(tx.run(order, [])?)
        })
        .unwrap();
        for kind in kinds().filter(|kind| kind.can_leave()) {
            to.import(kind.name, exported(&from, kind.name)).unwrap();
        }
        assert_eq!(to.number("select count(*) from tour_contacts where deleted = 1"), 1);
        assert_eq!(to.number("select count(*) from tour_addresses where deleted = 0"), 0);
        let coupons = "select count(*) from tour_coupons";
        assert_eq!(
            (to.number(coupons), to.number("select count(*) from tour_coupons where id = 1")),
            (from.number(coupons) - 1, 0)
        );
    }

    #[test]
    fn no_export_has_a_password_hash() {
        let test = TestStore::with_demo();
        let file = exported(&test, "accounts");
        assert!(file.contains("traveller") && !file.contains("argon2") && !file.contains("password_hash"), "{file}");
        assert!(exported(&test, "data-cards").starts_with("id,iccid,kind,imsi,imsi_hk,"));
    }

    #[test]
    fn values_that_look_like_no_value_and_parts_of_seconds_come_back() {
        let (from, to) = (TestStore::new(), TestStore::new());
        from.import("refund-reasons", "id,reason\n1,\\\\N\n2,\"a,\"\"b\n\"\n").unwrap();
        assert_eq!(from.texts("select reason from refund_reasons order by id")[0], Some("\\N".to_owned()));
        let file = exported(&from, "refund-reasons");
        to.import("refund-reasons", file.clone()).unwrap();
        assert_eq!(exported(&to, "refund-reasons"), file);
        let file = "id,username,phone,email,must_change_password,kind,status,created_at\n\
            1,a,,,0,0,1,2016-05-25 23:59:59.999\n";
        to.import("accounts", file).unwrap();
        assert_eq!(exported(&to, "accounts"), file);
    }
}
