//! The rows of a file on their way into the store: each is checked, written, and accounted for.

use std::collections::HashSet;

use csv::StringRecord;

use super::layout::Layout;
use super::mistake::{ImportError, MAX_MISTAKES, Mistake};
use super::sql;
use crate::clock::{Instant, Zone};
use crate::ids::ItemId;
use crate::orders;
use crate::store::{StoreError, Tx};
use crate::tables::cell::Value;
use crate::tables::{Kind, Stock, Type};
use crate::tables::{NewRow, RowRefused};

/// Looks at a row that is about to be written, and may refuse it.
pub type Watch<'w> = &'w dyn Fn(&NewRow<'_>) -> Result<(), RowRefused>;

/// An import on its way: the rows of one file.
pub(super) struct Intake<'i> {
    tx: &'i Tx<'i>,
    zone: Zone,
    now: Instant,
    kind: &'i Kind,
    layout: Layout<'i>,
    /// The keys that the file has had, because a key that comes twice is a slip whose first row would be lost silently.
    keys: HashSet<Vec<Value>>,
    /// Rows of other tables that the file has named and that are there.
    seen: HashSet<(&'static str, i64)>,
    highest: i64,
    /// Whoever brings the file looks at each row before its room does.
    watch: Watch<'i>,
    pub(super) mistakes: Vec<Mistake>,
}

impl<'i> Intake<'i> {
    pub(super) fn new(tx: &'i Tx<'i>, zone: Zone, now: Instant, layout: Layout<'i>) -> Self {
        let kind = layout.kind;
        Self {
            tx,
            zone,
            now,
            kind,
            layout,
            keys: HashSet::new(),
            seen: HashSet::new(),
            highest: 0,
            watch: &|_| Ok(()),
            mistakes: Vec::new(),
        }
    }

    /// The same, where somebody looks at each row that could be read.
    pub(super) fn watched(self, watch: Watch<'i>) -> Self {
        Self { watch, ..self }
    }
}

impl Intake<'_> {
    /// Checks a row and writes it, or notes its mistakes. `line` is asked where a mistake must name its line.
    pub(super) fn take(&mut self, row: &StringRecord, line: impl Fn() -> usize) -> Result<(), StoreError> {
        let values = match self.layout.values(row, self.zone, &line) {
            Ok(values) => values,
            Err(mistakes) => {
                self.mistakes.extend(mistakes);
                return Ok(());
            }
        };
        if !self.kind.last_counts && !self.keys.insert(self.key(&values)) {
            let sentence = format!("an earlier line has the same {}", self.kind.key.join(" and "));
            self.mistakes.push(Mistake::of_line(line(), sentence));
            return Ok(());
        }
        if !self.names_rows_that_are_there(&values, &line)? {
            return Ok(());
        }
        match self.take_in(&values) {
            Ok(()) => Ok(()),
            Err(RowRefused::Because(sentence)) => {
                self.mistakes.push(Mistake::of_line(line(), sentence));
                Ok(())
            }
            Err(RowRefused::Store(StoreError::Constraint(name))) => {
                self.mistakes.push(Mistake::of_line(line(), self.refusal(&name)));
                Ok(())
            }
            Err(RowRefused::Store(error)) => Err(error),
        }
    }

    /// Shows the row to whoever watches, asks the room's rule, then writes the row, or has its room take it in.
    fn take_in(&mut self, values: &[Value]) -> Result<(), RowRefused> {
        let row = NewRow { now: self.now, kind: self.kind, values, in_file: &|place| self.layout.has(place) };
        (self.watch)(&row)?;
        if let Some(rule) = self.kind.rule {
            rule(self.tx, &row)?;
        }
        match self.kind.taken_by {
            Some(take) => {
                self.highest = self.highest.max(self.id(values));
                take(self.tx, self.zone, self.now, values)
            }
            None => Ok(self.write(values)?),
        }
    }

    fn key(&self, values: &[Value]) -> Vec<Value> {
        let value = |stored| self.kind.place_of(stored).map_or(Value::Nothing, |place| values[place].clone());
        self.kind.key.iter().map(|stored| value(stored)).collect()
    }

    fn id(&self, values: &[Value]) -> i64 {
        match self.kind.place_of("id").map(|place| &values[place]) {
            Some(Value::Number(id)) => *id,
            _ => 0,
        }
    }

    /// Checks the numbers of other tables' rows. The store's foreign keys would refuse them as well, but not say which.
    fn names_rows_that_are_there(&mut self, values: &[Value], line: impl Fn() -> usize) -> Result<bool, StoreError> {
        let found = self.mistakes.len();
        for (column, value) in self.kind.columns.iter().zip(values) {
            let (Type::Row(table), Value::Number(id)) = (column.holds, value) else { continue };
            if self.seen.contains(&(table, *id)) {
                continue;
            }
            if sql::has(self.tx, table, *id)? {
                self.seen.insert((table, *id));
            } else {
                let sentence = format!("this must be {}", column.holds.rule());
                self.mistakes.push(Mistake::of_cell(line(), column.name, &id.to_string(), sentence));
            }
        }
        Ok(self.mistakes.len() == found)
    }

    fn write(&mut self, values: &[Value]) -> Result<(), StoreError> {
        let id = self.id(values);
        self.highest = self.highest.max(id);
        match self.kind.stock {
            None => sql::put(self.tx, self.kind, &self.layout.statement, values),
            Some(stock) => self.write_with_stock(values, stock, id),
        }
    }

    /// Writes a row and what that did to its stock, so that the stock stays the sum of the ledger's moves.
    fn write_with_stock(&self, values: &[Value], stock: Stock, id: i64) -> Result<(), StoreError> {
        let before = sql::stock(self.tx, self.kind, stock, id)?;
        sql::put(self.tx, self.kind, &self.layout.statement, values)?;
        let change = sql::stock(self.tx, self.kind, stock, id)?.unwrap_or(0) - before.unwrap_or(0);
        if change == 0 {
            return Ok(());
        }
        let reason = if before.is_none() { "opening" } else { "adjusted" };
        orders::stock_moved(
            self.tx,
            self.now,
            orders::StockItem { kind: stock.item_kind, id: ItemId(id) },
            change,
            None,
            reason,
        )
    }

    /// What a constraint means to the person at the file; a unique one is known by its columns.
    fn refusal(&self, constraint: &str) -> String {
        let table = format!("{}.", self.kind.table);
        if constraint.starts_with(&table) {
            format!("another row has the same {} already", constraint.replace(&table, "").replace(", ", " and "))
        } else {
            format!("the rule {constraint} of the table refuses this row")
        }
    }

    /// Raises the counter above the rows' ids.
    ///
    /// # Errors
    /// The mistakes, if there are any.
    pub(super) fn finish(mut self) -> Result<(), ImportError> {
        if !self.mistakes.is_empty() {
            self.mistakes.truncate(MAX_MISTAKES);
            return Err(ImportError::Refused(self.mistakes));
        }
        match self.kind.counter {
            Some(counter) if self.highest > 0 => Ok(self.tx.keep_above(counter, self.highest)?),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::store::testing::TestStore;

    #[test]
    fn unique_values_and_rules_of_the_table_are_told_too() {
        let test = TestStore::with_demo();
        let taken = test.mistakes("accounts", "id,username,kind\n900,new,0\n901,clerk,1\n");
        assert_eq!(taken, ["line 3: another row has the same username already"]);
        let second = test.mistakes("pool-channels", "id,device_id,sub_id,phone\n9,20160614,5,13900139009\n");
        assert_eq!(second, ["line 2: another row has the same device_id and sub_id already"]);
        assert_eq!(test.number("select count(*) from accounts where id in (900, 901)"), 0);
    }

    #[test]
    fn numbers_given_later_are_above_the_imported_ones() {
        let test = TestStore::new();
        test.import("refund-reasons", "id,reason\n41,x\n7,y\n").unwrap();
        assert_eq!(test.write(|tx| Ok(tx.next_id("refund_reasons")?)), Ok(42));
        test.import("refund-reasons", "id,reason\n5,z\n").unwrap();
        assert_eq!(test.write(|tx| Ok(tx.next_id("refund_reasons")?)), Ok(43));
    }

    #[test]
    fn a_products_stock_stays_the_sum_of_its_moves() {
        let test = TestStore::with_demo();
        let apart = "select count(*) from products p
            where p.stock <> (select coalesce(sum(m.change), 0) from stock_moves m where m.item_kind = 'product' and m.item = p.id)";
        assert_eq!((test.number(apart), test.number("select count(*) from stock_moves")), (0, 9));
        let columns = "id,name,subname,image,kind,category_id,brand_id,store_id,units,display_price,is_real,sale_state";
        let row = "1,全球上网卡,,,1,1,1,1,1,50,1,1";
        test.import("products", format!("{columns},stock\n{row},70\n")).unwrap();
        assert_eq!((test.number(apart), test.number("select stock from products where id = 1")), (0, 70));
        let reasons = "select reason from stock_moves where item = 1 order by id";
        assert_eq!(test.texts(reasons), [Some("opening".to_owned()), Some("adjusted".to_owned())]);
        test.import("products", format!("{columns}\n{row}\n")).unwrap();
        assert_eq!((test.number(apart), test.number("select stock from products where id = 1")), (0, 70));
        assert_eq!(test.number("select count(*) from stock_moves"), 10);
    }

    #[test]
    fn an_account_keeps_its_password_when_the_file_has_none_and_a_new_one_has_none() {
        let test = TestStore::with_demo();
        let hash = "select password_hash from accounts where id = 126";
        let before = test.texts(hash);
        test.import("accounts", "id,username,kind\n126,clerk,1\n900,new,1\n").unwrap();
        assert_eq!(test.texts(hash), before);
        assert_eq!(test.texts("select password_hash from accounts where id = 900"), [Some("!".to_owned())]);
        let leaked = test.mistakes("accounts", "id,username,kind,password_hash\n901,x,1,letmein\n").join("");
        assert!(leaked.contains("never a password itself") && !leaked.contains("letmein"), "{leaked}");
    }

    #[test]
    fn a_top_up_goes_into_its_wallet_once() {
        let test = TestStore::with_demo();
        let file = "reference,account,amount\nB-1,7,20\nB-2,7,5.50\n";
        for _ in 0..2 {
            test.import("lease-wallet", file).unwrap();
        }
        assert_eq!(test.number("select balance from wallets where account_id = 7"), 2550);
        let other = test.mistakes("lease-wallet", "reference,account,amount\nB-3,7,1\nB-1,7,21\nB-4,7,0\n");
        assert_eq!(
            other,
            ["line 3: another top-up has this reference already", "line 4: a top-up is more than nothing"]
        );
        assert_eq!(test.number("select balance from wallets where account_id = 7"), 2550, "all or nothing");
    }

    #[test]
    fn a_leased_address_keeps_its_kind_and_place() {
        let test = TestStore::with_demo();
        let header = "ip,kind,region,pool_tag\n";
        for moved in ["192.0.2.97,isp,us,", "192.0.2.97,isp,hk,渠道一"] {
            let leased = test.mistakes("lease-addresses", format!("{header}{moved}\n"));
            assert!(leased[0].contains("leased or cooling"), "{leased:?}");
        }
        test.import("lease-addresses", format!("{header}192.0.2.97,datacenter,hk,\n")).unwrap();
        test.import("lease-addresses", format!("{header}203.0.113.7,isp,hk,渠道一\n")).unwrap();
        let both = "select count(*) from lease_addresses where address = '203.0.113.7'";
        assert_eq!(test.number(both), 2, "the same address may stand in both stocks");
        test.import("lease-addresses", format!("{header} 198.51.100.1 ,isp,us,渠道五\n")).unwrap();
        let moved = "select count(*) from lease_addresses where address = '198.51.100.1' and region = 'us'";
        assert_eq!(test.number(moved), 1, "a free one may move");
    }

    #[test]
    fn a_days_usage_is_replaced_and_counted_for_the_right_account() {
        let test = TestStore::with_demo();
        let header = "uid,sub_id,day,mb\n";
        let rows = "3716,,2022-05-22,1200\n3716,1,2022-05-22,300\n3716,,2022-05-25,50\n3716,,2022-05-25,80\n";
        test.import("lease-usage", format!("{header}{rows}")).unwrap();
        test.import("lease-usage", format!("{header}3716,,2022-05-22,1000\n")).unwrap();
        let sum = "select sum(megabytes) from lease_usage where account_id = 3716";
        assert_eq!(test.number(sum), 1380, "the last figure of a day counts, in one file and in the next");
        for (wrong, why) in [
            ("8,1,2022-05-22,5", "authentication account 1 is not one of account 8"),
            ("3716,2,2022-05-22,5", "number of a row that is in lease_accounts"),
            ("4711,,2022-05-22,5", "number of a row that is in accounts"),
            ("3716,,2022-02-30,5", "a day such as"),
            ("3716,,2022-05-22,-5", "a whole number from 0"),
            ("3716,,2022-05-22,9223372036854775807", "a whole number from 0"),
            ("3716,,2022-05-22,", "a value is missing"),
        ] {
            let told = test.mistakes("lease-usage", format!("{header}3716,,2022-05-23,7\n{wrong}\n")).join("");
            assert!(told.contains("line 3") && told.contains(why), "{wrong}: {told}");
        }
        assert_eq!(test.number(sum), 1380, "all or nothing");
        let stolen = "id,uid,account\n1,8,mine\n";
        assert!(test.mistakes("lease-accounts", stolen)[0].contains("belongs to another account"));
        let six = test.mistakes("lease-white-list", "uid,place,ip\n8,1,2001:db8::1\n");
        assert!(six[0].contains("IPv4 addresses alone"), "{six:?}");
    }

    #[test]
    fn an_app_key_itself_is_refused_and_not_repeated() {
        let test = TestStore::with_demo();
        let leaked = test.mistakes("app-keys", "key_hash,account\nmy-secret-key,7\n").join("");
        assert!(leaked.contains("never a key itself") && !leaked.contains("my-secret-key"), "{leaked}");
    }
}
