//! What spreadsheets do to tables: formulas do not leave, spoiled numbers do not come in, and the files that they save do.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::support::{Folder, Outlet, run};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn import(folder: &Folder, kind: &str, file: impl AsRef<[u8]>) -> Output {
    let path = folder.beside("import.csv");
    fs::write(&path, file).unwrap();
    run(&["import", kind, text(&path), "--data", text(&folder.data())])
}

fn export(folder: &Folder, kind: &str) -> String {
    said(&run(&["export", kind, "--data", text(&folder.data())]))
}

fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn what_a_customer_typed_does_not_become_a_formula_in_the_outlets_spreadsheet() {
    let outlet = Outlet::demo();
    let customer = outlet.traveller();
    let wish = [
        ("consignee", "=HYPERLINK(\"http://evil.example\",\"x\")"),
        ("mobile", "13800138000"),
        ("country", "1"),
        ("province", "31"),
        ("city", "383"),
        ("district", "3233"),
        ("address", "@SUM(A1:A9)"),
    ];
    assert_eq!(customer.call("address_set", &wish).number(), 0);
    let folder = outlet.stop();
    let file = export(&folder, "addresses");
    assert!(
        file.contains("\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\"") && file.contains(",'@SUM("),
        "{file}"
    );
    for row in csv::Reader::from_reader(file.as_bytes()).records() {
        assert!(!row.unwrap().iter().any(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{file}");
    }
    // It comes in again as the customer wrote it: nothing changes.
    let stored = "select count(*) from addresses where consignee like '=HYPERLINK(%' and address = '@SUM(A1:A9)'";
    assert_eq!(folder.count(stored), 1);
    said(&import(&folder, "addresses", &file));
    assert_eq!((folder.count(stored), export(&folder, "addresses")), (1, file));
    // The twin: the form that no spreadsheet opens carries it as it stands, so the guard is what keeps it out of the other.
    assert!(export(&folder, "all").contains("\"=HYPERLINK("));
}

/// A kind, its header, a row with `{}` where a number of that kind stands, the column, and the number as it is printed.
const NUMBERED: [(&str, &str, &str, &str, &str); 12] = [
    ("data-cards", "id,iccid", "900,{}", "iccid", "8944200012789714354"),
    ("data-cards", "id,iccid,imsi", "900,8944200012789714354,{}", "imsi", "460000000000017"),
    ("accounts", "id,username,kind", "900,{},0", "username", "13800138900"),
    ("accounts", "id,username,phone,kind", "900,new,{},0", "phone", "13800138900"),
    (
        "addresses",
        "account_id,id,consignee,mobile,province,city,address",
        "7,900,Li,{},31,383,x",
        "mobile",
        "13800138900",
    ),
    (
        "outlets",
        "id,name,address,mobile,province,city,district,kind",
        "900,x,y,{},31,383,3233,1",
        "mobile",
        "057188888888",
    ),
    ("pool-devices", "id,hostname,host,phone", "900,x,192.0.2.1,{}", "phone", "13800138900"),
    ("organisations", "id,name,phone", "900,x,{}", "phone", "057188888888"),
    ("tour-contacts", "account_id,id,name,phone_num", "7,900,Li,{}", "phone_num", "13800138900"),
    ("tour-coupons", "id,batch_id,serial", "900,1,{}", "serial", "990011223344556677"),
    ("ticket-customers", "id,kind,code,name,username", "900,2,{},x,agency900", "code", "990011223344556677"),
    ("vouchers", "id,serial,template_id,account_id", "900,{},1,7", "serial", "91234567"),
];

/// What a spreadsheet makes of such a number, or what somebody writes who does not know it.
fn spoiled(number: &str) -> [String; 6] {
    let power = format!("{}.{}E+{}", &number[..1], &number[1..5], number.len() - 1);
    [
        power,
        format!("\"=\"\"{number}\"\"\""),
        format!("'{number}"),
        format!("{number}.0"),
        "#NAME?".into(),
        "#####".into(),
    ]
}

#[test]
fn a_number_that_a_spreadsheet_has_destroyed_is_refused_with_its_place_and_never_stored() {
    let folder = Outlet::demo().stop();
    for (kind, header, row, column, number) in NUMBERED {
        let file = |number: &str| format!("{header}\n{}\n", row.replace("{}", number));
        let before = folder.count(&format!("select count(*) from {}", kind.replace('-', "_")));
        let all: Vec<String> = spoiled(number)
            .iter()
            .map(|it| row.replace("{}", it).replacen("900", &format!("9{}", it.len()), 1))
            .collect();
        let told = refusal(&import(&folder, kind, format!("{header}\n{}\n", all.join("\n"))));
        for line in 2..8 {
            assert!(
                told.contains(&format!("line {line}, column {column}, value")),
                "{kind} {column} line {line}: {told}"
            );
        }
        assert_eq!(folder.count(&format!("select count(*) from {}", kind.replace('-', "_"))), before);
        // The twin: the number as it is printed is taken in the same row of the same file.
        let taken = run(&[
            "import",
            kind,
            text(&{
                let path = folder.beside("right.csv");
                fs::write(&path, file(number)).unwrap();
                path
            }),
            "--dry-run",
            "--data",
            text(&folder.data()),
        ]);
        said(&taken);
    }
}

#[test]
fn spellings_that_lost_nothing_are_read_alike() {
    let folder = Outlet::demo().stop();
    said(&import(&folder, "organisations", "id,name,phone\n900,x,０５７１-8888 8888\u{200b}\n"));
    assert_eq!(folder.count("select count(*) from organisations where phone = '0571-8888 8888'"), 1);
    said(&import(&folder, "tour-contacts", "account_id,id,name,phone_num\n7,900,Li,+86 138-0013-8900\n"));
    assert_eq!(folder.count("select count(*) from tour_contacts where phone_num = '13800138900'"), 1);
    said(&import(&folder, "accounts", "id,username,kind\n900,0086 138 0013 8900,0\n"));
    assert_eq!(folder.count("select count(*) from accounts where username = '13800138900'"), 1);
}

#[test]
fn files_as_a_chinese_spreadsheet_saves_them_come_in() {
    let folder = Outlet::demo().stop();
    let wide =
        |text: &str| -> Vec<u8> { format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let tabs = "id\tproduct_id\tprice\teffect_at\tfailure_at\r\n900\t1\t50\t2016/5/25 0:00\t\r\n\t\t\t\t\r\n";
    let semicolons =
        "sep=;\r\nid;product_id;price;effect_at;failure_at;;\r\n901;1;51;2016-6-25;2016/7/1 9:30;;\r\n;;;;;;\r\n";
    said(&import(&folder, "prices", wide(tabs)));
    said(&import(&folder, "prices", semicolons));
    let (chinese, _, _) =
        encoding_rs::GB18030.encode("id,product_id,price,effect_at,备注\r\n902,1,52,2016年8月1日,\r\n");
    let told = refusal(&import(&folder, "prices", &chinese));
    assert!(told.contains("line 1, column 备注"), "{told}");
    let prices = "select count(*) from prices where (id = 900 and effect_at = 1464105600000 and failure_at is null)
        or (id = 901 and effect_at = 1466784000000 and failure_at = 1467336600000)";
    assert_eq!(folder.count(prices), 2);
    let unnamed = "id,product_id,price,effect_at,,\r\n903,1,53,2016/8/1,,by hand\r\n";
    let told = refusal(&import(&folder, "prices", unnamed));
    assert!(told.contains("line 2, column F, value \"by hand\": the header does not name this column"), "{told}");
    // The twin: without the note below the nameless column the same row is taken.
    said(&import(&folder, "prices", unnamed.replace("by hand", "")));
    assert_eq!(folder.count("select count(*) from prices where id = 903"), 1);
}
