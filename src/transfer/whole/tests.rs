//! A whole outlet goes out and comes back.

use std::path::PathBuf;

use super::{Secrets, read, write};
use crate::store::testing::TestStore;
use crate::store::{Reader, inspect};

/// A new folder for the database that a file becomes.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("outpost-whole-{name}-{}", crate::random::Ids::fresh().uuid()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn read(&self, file: &[u8]) -> Result<u64, String> {
        let database = self.0.join("outpost.db");
        let _ = std::fs::remove_file(&database);
        read(file, &database, |_| {}).map(|read| read.rows)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn written(test: &TestStore, secrets: Secrets) -> Vec<u8> {
    let mut file = Vec::new();
    test.store.read(|db| write(db, secrets, &mut file)).unwrap();
    file
}

#[test]
fn a_whole_outlet_comes_back_as_it_went() {
    let (test, home) = (TestStore::with_demo(), Home::new("same"));
    let file = written(&test, Secrets::Included);
    assert!(home.read(&file).unwrap() > 3666);
    inspect(&home.0.join("outpost.db")).unwrap();
    let mut again = Vec::new();
    Reader::open(&home.0).unwrap().look(|db| write(db, Secrets::Included, &mut again)).unwrap();
    assert!(again == file, "the second file is the first one, byte by byte");
}

#[test]
fn secrets_stay_at_home_unless_they_are_asked_for() {
    let test = TestStore::with_demo();
    test.write(|tx| {
        tx.run("update data_cards set ki = x'5ea1ed01' where id = (select min(id) from data_cards)", [])?;
        tx.run("insert into facts (name, value) values ('kind', 'outlet'), ('sandbox_key', 'top-secret')", [])?;
        tx.run(
            "insert into sessions (token_hash, account_id, created_at, used_at) values (x'00ff5e5510a11d00', 7, 1, 1)",
            [],
        )?;
        Ok(())
    })
    .unwrap();
    let text = |secrets| String::from_utf8(written(&test, secrets)).unwrap();
    let (without, with) = (text(Secrets::LeftOut), text(Secrets::Included));
    for secret in ["argon2id", "5ea1ed01", "top-secret"] {
        assert!(!without.contains(secret) && with.contains(secret), "{secret}");
    }
    assert!(!with.contains("00ff5e5510a11d00") && !with.contains("\"sessions\""), "sessions never leave");
    assert!(without.contains(r#"["kind","outlet"]"#));
    Home::new("without").read(without.as_bytes()).unwrap();
}

#[test]
fn a_file_that_was_cut_or_changed_anywhere_is_refused() {
    let (test, home) = (TestStore::new(), Home::new("cut"));
    test.import("refund-reasons", "id,reason\n1,行程取消\n2,买错了\n").unwrap();
    let file = written(&test, Secrets::Included);
    home.read(&file).unwrap();
    let text = String::from_utf8(file.clone()).unwrap();
    for (from, to) in [
        ("行程取消", "行程取肖"),
        ("[2,\"", "[3,\""),
        ("\"rows\":2", "\"rows\":3"),
        ("\"reason\"]", "\"reasons\"]"),
        ("[1,\"行程取消\"]\n", ""),
        ("\"outpost\":1", "\"outpost\":2"),
        ("\"table\":\"refund_reasons\"", "\"table\":\"sqlite_schema\""),
    ] {
        assert!(text.contains(from), "{from}");
        assert!(home.read(text.replacen(from, to, 1).as_bytes()).is_err(), "{from} as {to}");
    }
    for cut in (0..file.len()).step_by(file.len() / 10) {
        assert!(home.read(&file[..cut]).is_err(), "cut at {cut}");
    }
}
