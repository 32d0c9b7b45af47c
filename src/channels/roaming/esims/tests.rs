//! What holds of codes in the store: sealed, once, and one holder each, with a twin that shows what happens without the guard.

use crate::channels::roaming::ids::EsimId;
use crate::channels::roaming::sql::esims as sql;
use crate::ids::{LineId, ProductId};
use crate::store::testing::TestStore;
use crate::store::{StoreError, Tx, params};

const PRODUCT: ProductId = ProductId(70);
const LINES: [LineId; 2] = [LineId(901), LineId(902)];

fn with_product() -> TestStore {
    let test = TestStore::with_demo();
    let columns = "id,name,subname,image,kind,category_id,brand_id,store_id,units,display_price,is_real,sale_state";
    test.import("products", format!("{columns}\n70,Japan eSIM,3 GB,,esim,1,1,1,1,20.00,0,1\n")).unwrap();
    test
}

fn with_code() -> TestStore {
    let test = with_product();
    test.import("esims", "product_id,code\n70,LPA:1$smdp.example$QR-ABCDEF-1234\n").unwrap();
    test
}

/// Both callers look before either takes.
fn both_find_it_free(tx: &Tx<'_>) -> Result<EsimId, StoreError> {
    let free = "select id from esims where state = 'in stock' order by id limit 1";
    let [first, second] = [tx.number(free, [])?, tx.number(free, [])?];
    assert_eq!(first, second);
    Ok(EsimId(first))
}

#[test]
fn the_last_code_goes_to_one_of_two_lines() {
    let test = with_code();
    let taken = test.run(|tx| {
        both_find_it_free(tx)?;
        Ok([sql::hold(tx, PRODUCT, LINES[0], 1)?, sql::hold(tx, PRODUCT, LINES[1], 1)?])
    });
    assert_eq!(taken, [1, 0]);
}

#[test]
fn without_the_guard_the_last_code_goes_to_both_lines() {
    let test = with_code();
    let taken = test.run(|tx| {
        let id = both_find_it_free(tx)?;
        let take =
            |line: LineId| tx.run("update esims set state = 'sold', line_id = ?2 where id = ?1", params![id, line]);
        Ok([take(LINES[0])?, take(LINES[1])?])
    });
    assert_eq!(taken, [1, 1], "each of them believes that it has the code");
}

#[test]
fn a_code_is_sealed_for_its_row_and_counted_as_stock() {
    let test = with_code();
    assert_eq!(test.number("select stock from products where id = 70"), 1);
    let clear = "select count(*) from esims where instr(hex(code), hex('QR-ABCDEF')) > 0";
    assert_eq!(test.number(clear), 0);
    let (sealed, digest) = test
        .store
        .read::<_, StoreError>(|db| {
            let row = db.row("select id, code, digest from esims", [], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, Vec<u8>>(2)?))
            })?;
            let (id, sealed, digest) = row.unwrap();
            Ok((db.vault().unseal(&format!("esims/{id}/code"), &sealed), digest))
        })
        .unwrap();
    assert_eq!(sealed.unwrap(), b"LPA:1$smdp.example$QR-ABCDEF-1234");
    assert_eq!(digest.len(), 32);
}

#[test]
fn the_same_code_comes_in_once_however_it_is_written() {
    let test = with_code();
    let again = "product_id,code\n70,LPA:1$SMDP.example$QR-ABCDEF-1234$1.3.6.1\n";
    let mistakes = test.mistakes("esims", again);
    assert!(mistakes.len() == 1 && mistakes[0].contains("in the store already"), "{mistakes:?}");
    let twice = "product_id,code\n70,LPA:1$smdp.example$A-1\n70,LPA:1$SMDP.EXAMPLE$A-1\n";
    assert_eq!(test.mistakes("esims", twice).len(), 1);
    assert_eq!(test.number("select count(*) from esims"), 1);
    assert_eq!(test.number("select stock from products where id = 70"), 1);
}

#[test]
fn no_mistake_of_a_file_repeats_a_code() {
    let test = with_product();
    let wrong = "product_id,code,confirmation_code\n70,LPA:1$smdp.example$secret-9,\n70,LPA:1$smdp$SECRET-9,\n1,LPA:1$smdp.example$SECRET-9,\n70,LPA:1$smdp.example$SECRET-9,4711\n";
    let mistakes = test.mistakes("esims", wrong);
    assert_eq!(mistakes.len(), 4, "{mistakes:?}");
    let told = mistakes.join(" ").to_ascii_uppercase();
    assert!(!told.contains("SECRET") && !told.contains("4711"), "{mistakes:?}");
}

#[test]
fn the_stock_of_an_esim_is_its_codes_and_no_number_of_a_file() {
    let test = with_code();
    let columns =
        "id,name,subname,image,kind,category_id,brand_id,store_id,units,display_price,is_real,sale_state,stock";
    let row = |kind: &str, stock: &str| format!("{columns}\n70,Japan eSIM,3 GB,,{kind},1,1,1,1,20.00,0,1,{stock}\n");
    assert_eq!(test.mistakes("products", row("esim", "5")).len(), 1);
    assert_eq!(test.mistakes("products", row("goods", "1")).len(), 1, "while codes are left it stays one");
    test.import("products", row("esim", "1")).unwrap();
}
