//! A new outlet's first sale, as docs/first-sale.md tells it: its files and its commands to the letter.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use serde_json::Value;

use crate::support::desk::Desk;
use crate::support::{Folder, Start, Visitor, run};

/// Where the sale is told, and where what values mean.
const SALE: &str = "docs/first-sale.md";
const TABLES: &str = "docs/reference/tables.md";

fn read(document: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap()
}

/// The blocks of a language with the line before each.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<(&'t str, &'t str)> {
    let fence = format!("\n```{language}\n");
    let block = |(at, _)| {
        let (before, rest): (&str, &str) = (&text[..at], &text[at + fence.len()..]);
        (before.lines().last().unwrap(), &rest[..=rest.find("\n```").unwrap()])
    };
    text.match_indices(&fence).map(block).collect()
}

/// The files of the sale: what stands in the block below `NAME.csv`.
fn files(sale: &str) -> BTreeMap<String, String> {
    let named = blocks(sale, "csv").into_iter().map(|(line, csv)| {
        let name = line.strip_prefix('`').and_then(|line| line.split('`').next()).expect("a file's name");
        (name.to_owned(), csv.to_owned())
    });
    named.collect()
}

#[test]
fn the_first_sale_of_the_readme_sells() {
    let sale = &read(SALE);
    let folder = Arc::new(Folder::new());
    let place = folder.data().display().to_string();
    let init = run(&["init", "--data", &place]);
    assert!(init.status.success(), "{init:?}");
    for (name, csv) in files(sale) {
        std::fs::write(folder.beside(&name), csv).unwrap();
    }
    let commands = blocks(sale, "sh")[0].1.replace("/var/lib/outpost", &place);
    let (serve, others): (Vec<&str>, Vec<&str>) = commands.lines().partition(|line| line.starts_with("outpost serve"));
    assert!(others.len() >= 9 && serve.len() == 1, "{commands}");
    let path = Path::new(env!("CARGO_BIN_EXE_outpost")).parent().unwrap();
    let line = format!("set -e\nPATH={}:$PATH\n{}", path.display(), others.join("\n"));
    let ran = Command::new("sh").args(["-c", &line]).current_dir(folder.beside("")).output().unwrap();
    let said = String::from_utf8(ran.stdout.clone()).unwrap();
    assert!(ran.status.success(), "{ran:?}");
    let password = said.split(|it: char| !it.is_ascii_digit()).find(|word| word.len() == 12).expect("a password");
    assert_eq!(folder.count("select stock from products where id = 1"), 2, "the cards are the stock");

    let outlet = Start::serve().set("outlet.name", "Gate 7").on(Arc::clone(&folder));
    assert!(outlet.get("/api/pages/today").text().contains("Gate 7"));
    let buyer: Value = outlet.form("/api/pages/walk-in", &[("phone", "13900000077")]).json();
    let buyer =
        Visitor::with_session(&outlet.address, buyer["userid"].as_i64().unwrap(), buyer["sessionid"].as_str().unwrap());
    let id = buyer.order_card().to_string();
    let now = outlet.get("/api/pages/today").json()["now"].as_str().unwrap().to_owned();
    let pick_up = [("orderid", id.as_str()), ("obtainvoucher", "true"), ("outletid", "1"), ("obtaintime", &now)];
    assert_eq!(buyer.call("order_shipping", &pick_up).number(), 0);
    assert_eq!(buyer.call("order_paying", &[("orderid", &id), ("payid", "1")]).number(), 0);
    let voucher = buyer.call("evoucher_gets", &[("orderid", &id)]).result()["evouchers"][0]["evoucher_sn"].to_string();

    let new_clerk = outlet.login("desk", password);
    let change = [("opassword", password), ("npassword", "gate-seven-desk")];
    assert_eq!(new_clerk.call("change_password", &change).number(), 0);
    let desk = Desk::of(&outlet, "desk", "gate-seven-desk");
    assert_eq!(desk.find(&voucher)["order"]["id"].to_string(), id, "the pick-up number finds the order");
    assert_eq!(desk.cash(&id, "50.00", "slip-1").json()["order"]["state"], "paid");
    let card = [("orderid", id.as_str()), ("iccid", "8944200012789714353")];
    assert_eq!(desk.post("card", &card).status, 200);
    assert_eq!(desk.post("complete", &[("serial", &voucher)]).json()["order"]["state"], "received");
    assert_eq!(folder.count("select stock from products where id = 1"), 1);
    let folder = outlet.stop();
    let report = run(&["check", "--data", folder.data().to_str().unwrap()]);
    assert!(report.status.success(), "{report:?}");
}

#[test]
fn the_document_says_what_every_value_means_as_the_code_has_it() {
    let chapter = &read(TABLES);
    let table = chapter.split("| kind | column | values |\n|---|---|---|\n").nth(1).expect("the table of values");
    let documented: Vec<&str> = table.lines().take_while(|line| line.starts_with("| `")).collect();
    let wanted = outpost::transfer::values_table();
    assert_eq!(documented, wanted, "the table should be:\n{}\n", wanted.join("\n"));
    for (kind, column) in [("products", "kind"), ("products", "sale_state"), ("outlets", "kind"), ("accounts", "kind")]
    {
        assert!(wanted.iter().any(|row| row.starts_with(&format!("| `{kind}` | `{column}` |"))), "{kind} {column}");
    }
}

#[test]
fn cards_that_come_again_are_no_new_pieces_and_words_are_taken_in_any_case() {
    let folder = Folder::new();
    let place = folder.data().display().to_string();
    assert!(run(&["init", "--data", &place]).status.success());
    let import = |kind: &str, csv: &str| {
        let file = folder.beside("table.csv");
        std::fs::write(&file, csv).unwrap();
        run(&["import", kind, file.to_str().unwrap(), "--data", &place])
    };
    let files = files(&read(SALE));
    for kind in ["stores", "brands", "categories"] {
        assert!(import(kind, &files[&format!("{kind}.csv")]).status.success(), "{kind}");
    }
    let products = files["products.csv"].replace("card,1,1,1", "Card,1,1,1").replace("on sale", "1");
    assert!(import("products", &products).status.success());
    let stock = || folder.count("select stock from products where id = 1");
    let moves =
        || folder.count("select coalesce(sum(change), 0) from stock_moves where item_kind = 'product' and item = 1");
    // Without the column the only card product has them; the same again changes nothing.
    for _ in 0..2 {
        assert!(import("data-cards", "id;iccid\n1;8944200012789700001\n2;8944200012789700002\n").status.success());
        assert_eq!((stock(), moves()), (2, 2));
    }
    assert!(
        import(
            "data-cards",
            "id,iccid,state,product_id\n3,8944200012789700003,blocked,1\n4,8944200012789700004,in stock,1\n"
        )
        .status
        .success()
    );
    assert_eq!((stock(), moves()), (3, 3), "a blocked card is not for sale");
    // A product that came with a stock has its cards in it.
    let second = products.replace("\n1,Data card", "\n2,Second card").replace("sale_state\n", "sale_state,stock\n");
    let second = second.trim_end().to_owned() + ",70\n";
    assert!(import("products", &second).status.success(), "{second}");
    assert!(import("data-cards", "id,iccid\n5,8944200012789700005\n").status.success());
    assert_eq!(
        (stock(), folder.count("select stock from products where id = 2")),
        (3, 70),
        "nobody can know whose it is"
    );
    let other = import("products", &products.replace("Card,1,1,1", "crad,1,1,1"));
    assert!(String::from_utf8_lossy(&other.stderr).contains("one of: 1 or card, 2 or data"), "{other:?}");
    let out = run(&["export", "products", "--data", &place]);
    assert!(String::from_utf8_lossy(&out.stdout).contains(",images/201605/prd_imgs/123.png,1,1,1,1,"), "numbers leave");
}
