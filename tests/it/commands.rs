//! The command line: what each command prints, refuses and leaves behind.

use std::io::Write;
use std::process::{Output, Stdio};
use std::sync::Arc;

use crate::support::{Folder, Outlet, Start, outpost, run};

/// Runs a command on the folder's data; words first, the folder last.
fn on(folder: &Folder, words: &[&str]) -> Output {
    outpost(words).arg("--data").arg(folder.data()).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The one sentence on standard error of a command that could not do its work.
fn sentence(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    let last = error.lines().last().unwrap_or_default();
    let sentence = last.strip_prefix("outpost: ").unwrap_or_else(|| panic!("no sentence: {error}"));
    assert!(sentence.ends_with('.') || sentence.ends_with('`'), "{sentence}");
    assert!(!sentence.contains("Error {") && !error.contains("panicked"), "{error}");
    sentence.to_owned()
}

/// The one sentence on standard error about a command line that is wrong.
fn wrong_line(output: &Output) -> String {
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{output:?}");
    let error = String::from_utf8(output.stderr.clone()).unwrap();
    let sentence = error.strip_prefix("outpost: ").unwrap_or_else(|| panic!("no sentence: {error}"));
    assert!(sentence.lines().count() == 1 && sentence.ends_with(".\n"), "{error}");
    sentence.to_owned()
}

/// The twelve digits of a one-time password.
fn one_time_password(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = out(output);
    let mut words = text.split(|letter: char| !letter.is_ascii_digit());
    words.find(|word| word.len() == 12).unwrap_or_else(|| panic!("no one-time password: {text}")).to_owned()
}

#[test]
fn the_first_line_is_json_and_the_log_tells_people_where_to_go() {
    let outlet = Outlet::demo();
    let url = format!("http://{}", outlet.address);
    assert_eq!(outlet.first_line, serde_json::json!({"event": "listening", "url": url, "demo": true}));
    assert_eq!(outlet.get("/").status, 200);
    outlet.wait_for_log(|log| log.contains(&format!("Open {url} in a browser")).then_some(()));
    outlet.stop();
}

#[test]
fn the_clock_starts_where_at_says() {
    let outlet = Outlet::demo_at("2016-12-31 23:59:30");
    let now = outlet.get("/api/pages/today").json()["now"].as_str().unwrap().to_owned();
    assert!(now.starts_with("2016-12-31 23:59:") || now.starts_with("2017-01-01 00:00:"), "{now}");
    for wrong in ["2016-02-30 00:00:00", "tomorrow", "2016-07-06", "9999-12-31 23:59:59"] {
        let refused = wrong_line(&run(&["demo", "--listen", "127.0.0.1:0", "--at", wrong]));
        assert!(refused.contains("--at") && refused.contains(wrong), "{refused}");
    }
}

#[test]
fn a_wrong_command_line_is_exit_code_two_and_help_is_zero() {
    for words in [&["fly"][..], &["demo", "--no-such-flag"], &["serve"], &["user", "add"], &[]] {
        let output = run(words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{words:?}");
    }
    let missing = wrong_line(&run(&["serve"]));
    assert!(missing.contains("--data <FOLDER>") && missing.contains("--help"), "{missing}");
    for words in [
        &["demo", "--at", "nonsense"][..],
        &["demo", "--listen", "nonsense"],
        &["demo", "--set", "nonsense"],
        &["demo", "--set", "a.b=c"],
        &["export", "nonsense", "--data", "x"],
        &["import", "nonsense", "x.csv", "--data", "x"],
        &["init", "--admin", "", "--data", "x"],
        &["user", "add", " ", "--data", "x"],
        &["replay", "x", "--to", "127.0.0.1:8050"],
        &["user", "add", "desk", "--phone", "12", "--data", "x"],
    ] {
        wrong_line(&run(words));
    }
    for words in [&["--help"][..], &["--version"], &["demo", "--help"]] {
        let output = run(words);
        assert_eq!(output.status.code(), Some(0), "{words:?}");
        assert!(!output.stdout.is_empty() && output.stderr.is_empty(), "{words:?}");
    }
}

/// The commands in a help text, which names them between `Commands:` and the next empty line.
fn commands_in(help: &str) -> Vec<&str> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    lines.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect()
}

/// The help of a command and of all below it, each after the line that asks for it.
fn help_of(words: &[&str]) -> String {
    let help = out(&run(&[words, &["--help"]].concat()));
    let below = commands_in(&help).into_iter().map(|name| help_of(&[words, &[name]].concat())).collect::<String>();
    format!("$ outpost {}\n{help}\n{below}", [words, &["--help"]].concat().join(" "))
}

#[test]
fn the_help_of_every_command_is_as_it_was_read_and_found_good() {
    insta::assert_snapshot!("help", help_of(&[]));
}

#[test]
fn a_slip_is_answered_with_what_was_probably_meant() {
    for (words, meant) in [
        (&["sreve"][..], "did you mean 'serve'?"),
        (&["bakcup", "x"], "did you mean 'backup'?"),
        (&["user", "lsit"], "did you mean 'list'?"),
        (&["import", "prodcuts", "x.csv", "--data", "x"], "did you mean products?"),
        (&["demo", "--set", "outlet.nmae=x"], "did you mean outlet.name?"),
        (&["demo", "--lisetn", "127.0.0.1:0"], "did you mean '--listen'?"),
        (&["user", "add", "desk", "--rol", "clerk"], "did you mean '--role'?"),
    ] {
        let told = wrong_line(&run(words));
        assert!(told.contains(meant), "{words:?}: {told}");
    }
    assert!(!wrong_line(&run(&["fly"])).contains("did you mean"), "nobody can know");
}

#[test]
fn accounts_are_listed_beside_a_serving_outlet_and_changed_when_it_has_stopped() {
    let outlet = Outlet::demo();
    assert!(out(&on(&outlet.folder, &["user", "list"])).contains("traveller"));
    let refused = sentence(&on(&outlet.folder, &["user", "enable", "clerk"]));
    assert!(refused.contains("Another Outpost is running"), "{refused}");
}

#[test]
fn only_serve_and_init_make_a_database() {
    let folder = Folder::new();
    assert!(sentence(&on(&folder, &["user", "list"])).starts_with("There is no database in "));
    assert!(sentence(&on(&folder, &["user", "enable", "x"])).contains("outpost init"));
    assert!(!folder.data().exists(), "a mistyped folder is not made");
}

#[test]
fn init_makes_an_outlet_once() {
    let folder = Folder::new();
    one_time_password(&on(&folder, &["init"]));
    let before = std::fs::read(folder.data().join("outpost.db")).unwrap();
    let refused = sentence(&on(&folder, &["init"]));
    assert!(refused.contains("already; start that outlet"), "{refused}");
    assert_eq!(std::fs::read(folder.data().join("outpost.db")).unwrap(), before);
    let refused = sentence(&on(&folder, &["demo", "--listen", "127.0.0.1:0"]));
    assert!(refused.contains("real outlet"), "demonstration data never goes into a real outlet: {refused}");
}

#[cfg(unix)]
#[test]
fn nobody_else_may_look_into_the_data_folder() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    one_time_password(&on(&folder, &["init"]));
    let mode = std::fs::metadata(folder.data()).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

/// A new outlet with its first admin's one-time password, running.
fn new_outlet() -> (Outlet, String) {
    let folder = Arc::new(Folder::new());
    let password = one_time_password(&on(&folder, &["init"]));
    (Start::serve().on(folder), password)
}

fn login_number(outlet: &Outlet, name: &str, password: &str) -> i64 {
    outlet.form("/uc/services/login", &[("username", name), ("password", password)]).number()
}

#[test]
fn the_first_admin_must_change_the_one_time_password() {
    let (outlet, password) = new_outlet();
    assert_eq!(outlet.first_line["demo"], false);
    assert_eq!(login_number(&outlet, "admin", &password), 1014);
    let admin = outlet.login("admin", &password);
    let paid = [("orderid", "1"), ("payvoucher", "1"), ("amount", "1.00")];
    assert_eq!(admin.office("order_paid", &paid).number(), 1014, "nothing else works before that");
    let change = [("opassword", password.as_str()), ("npassword", "a better one")];
    assert_eq!(admin.call("change_password", &change).number(), 0);
    assert_eq!(login_number(&outlet, "admin", &password), 1011, "it was for one time");
    assert_eq!(login_number(&outlet, "admin", "a better one"), 0);
    assert_eq!(outlet.login("admin", "a better one").office("order_paid", &paid).number(), 0);
}

#[test]
fn a_real_outlet_has_no_account_with_a_known_password() {
    let (outlet, _) = new_outlet();
    for (name, password) in [("admin", "demo-admin"), ("admin", ""), ("admin", "admin"), ("admin", "666666")] {
        assert_ne!(login_number(&outlet, name, password), 0);
    }
    assert_eq!(login_number(&outlet, "traveller", "demo-traveller"), 1021);
    let folder = outlet.stop();
    assert_eq!(folder.count("select count(*) from accounts"), 1);
}

#[test]
fn clerks_come_and_go_from_the_command_line() {
    let folder = Arc::new(Folder::new());
    one_time_password(&on(&folder, &["init"]));
    let added = on(&folder, &["user", "add", "wang", "--role", "operator"]);
    let first = one_time_password(&added);
    let again = sentence(&on(&folder, &["user", "add", "wang"]));
    assert!(again.contains("name"), "{again}");

    let mut child = outpost(&["user", "add", "li", "--password-stdin", "--data"])
        .arg(folder.data())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"chosen by li\n").unwrap();
    let chosen = child.wait_with_output().unwrap();
    assert_eq!(chosen.status.code(), Some(0));
    assert!(!out(&chosen).contains("chosen by li"), "a chosen password is not repeated");

    let listed = out(&on(&folder, &["user", "list"]));
    let line = |name: &str| listed.lines().find(|line| line.ends_with(name)).unwrap_or_default().to_owned();
    assert!(line("wang").contains("operator") && line("wang").contains("active"), "{listed}");
    assert!(line("li").contains("clerk"), "{listed}");
    assert!(!listed.contains("argon2"), "{listed}");

    let second = one_time_password(&on(&folder, &["user", "passwd", "wang"]));
    assert_eq!(on(&folder, &["user", "disable", "li"]).status.code(), Some(0));
    let outlet = Start::serve().on(Arc::clone(&folder));
    assert_eq!(login_number(&outlet, "wang", &first), 1011, "the newer one-time password counts");
    assert_eq!(login_number(&outlet, "wang", &second), 1014);
    assert_eq!(login_number(&outlet, "li", "chosen by li"), 1013);
    outlet.stop();
    assert_eq!(on(&folder, &["user", "enable", "li"]).status.code(), Some(0));
    let outlet = Start::serve().on(Arc::clone(&folder));
    assert_eq!(login_number(&outlet, "li", "chosen by li"), 0);
    outlet.stop();
    assert!(sentence(&on(&folder, &["user", "disable", "nobody"])).contains("nobody"));
}

#[test]
fn names_are_what_people_can_type_and_the_last_admin_stays() {
    let folder = Folder::new();
    let long = "x".repeat(65);
    for name in ["", " ", "a\nb", "a\u{1b}[2J", "<b>x</b>", &long] {
        let told = wrong_line(&on(&folder, &["init", "--admin", name]));
        assert!(told.contains("a user name has 1 to 64 letters"), "{name:?}: {told}");
    }
    assert!(!folder.data().exists(), "nothing was made");
    one_time_password(&on(&folder, &["init", "--admin", "店长"]));
    assert!(wrong_line(&on(&folder, &["user", "add", &long])).contains("64 letters"));
    let told = sentence(&on(&folder, &["user", "disable", "店长"]));
    assert!(told.contains("last admin"), "{told}");
    one_time_password(&on(&folder, &["user", "add", "second", "--role", "admin"]));
    assert_eq!(on(&folder, &["user", "disable", "店长"]).status.code(), Some(0));
    assert!(sentence(&on(&folder, &["user", "disable", "second"])).contains("last admin"));
    let file = folder.beside("accounts.csv");
    let import = |row: &str| {
        std::fs::write(&file, format!("id,username,kind\n{row}\n")).unwrap();
        on(&folder, &["import", "accounts", file.to_str().unwrap()])
    };
    let refused = |row: &str| String::from_utf8(import(row).stderr).unwrap();
    assert!(refused("2,second,1").contains("account 2 is the last admin"), "{}", refused("2,second,1"));
    assert!(refused("9,x y<b>,0").contains("a user name has"), "{}", refused("9,x y<b>,0"));
    assert_eq!(import("2,second,4").status.code(), Some(0));
}

#[test]
fn disabling_an_account_ends_its_sessions() {
    let outlet = Outlet::demo();
    let traveller = outlet.traveller();
    let folder = outlet.stop();
    assert_eq!(on(&folder, &["user", "disable", "traveller"]).status.code(), Some(0));
    assert_eq!(on(&folder, &["user", "enable", "traveller"]).status.code(), Some(0));
    let outlet = Start::demo(crate::support::RECORDED_DAY).on(folder);
    assert_eq!(traveller.at(&outlet.address).call("cart_gets", &[]).number(), 1101);
}

#[test]
fn a_wrong_setting_is_named_before_anything_is_done() {
    let folder = Folder::new();
    let demo = |setting: &str| wrong_line(&on(&folder, &["demo", "--listen", "127.0.0.1:0", "--set", setting]));
    for (setting, name) in [
        ("colour=red", "colour"),
        ("store.queue=0", "store.queue"),
        ("outlet.zone=Shanghai", "outlet.zone"),
        ("outlet.day_cutoff=25:00", "outlet.day_cutoff"),
        ("gateways.sandbox=maybe", "gateways.sandbox"),
        ("server.public_url=outlet", "server.public_url"),
        ("nothing", "--set"),
    ] {
        assert!(demo(setting).contains(name), "{setting}");
    }
    let refused = wrong_line(&on(&folder, &["demo", "--listen", "somewhere"]));
    assert!(refused.contains("somewhere") && refused.contains("--listen"), "{refused}");
}

#[test]
fn settings_come_from_a_file_the_environment_and_flags() {
    let folder = Folder::new();
    let file = folder.beside("outpost.toml");
    let name = |environment: Option<&str>, flag: Option<&str>| {
        let folder = Arc::new(Folder::new());
        let mut start = Start::demo(crate::support::RECORDED_DAY).config(&file);
        if let Some(flag) = flag {
            start = start.set("outlet.name", flag);
        }
        if let Some(environment) = environment {
            start = start.environment("OUTPOST_OUTLET_NAME", environment);
        }
        start.on(folder).get("/api/pages/today").json()["outlet"].as_str().unwrap().to_owned()
    };
    std::fs::write(&file, "[outlet]\nname = \"from the file\"\n").unwrap();
    assert_eq!(name(None, None), "from the file");
    assert_eq!(name(Some("from the environment"), None), "from the environment");
    assert_eq!(name(Some("from the environment"), Some("from a flag")), "from a flag");

    let with = |text: &str| {
        std::fs::write(&file, text).unwrap();
        sentence(&run(&["demo".as_ref(), "--config".as_ref(), file.as_os_str()]))
    };
    assert!(with("[outlet]\ncolour = \"red\"\n").contains("outlet.colour"));
    assert!(with("[outlet]\nname = [1]\n").contains("outlet.name"));
    let section = with("[outlet2]\n");
    assert!(section.contains("There is no section [outlet2]") && section.contains("did you mean outlet?"), "{section}");
    assert!(with("[outlet]\nnmae = \"x\"\n").contains("did you mean outlet.name?"));
    assert!(with("name = \"outside\"\n").contains("name"));
    assert!(with("[outlet]\nname = x\n").contains("outpost.toml is no TOML in line 2"));
    let missing = sentence(&run(&["demo", "--config", "/no/such/file.toml"]));
    assert!(missing.contains("/no/such/file.toml"), "{missing}");
}

#[test]
fn a_port_that_is_taken_is_refused() {
    let outlet = Outlet::demo();
    let refused = sentence(&run(&["demo", "--listen", &outlet.address]));
    assert!(refused.contains(&outlet.address) && refused.contains("--listen"), "{refused}");
}

#[test]
fn a_demonstration_without_a_folder_leaves_nothing_behind() {
    let temporary = Folder::new();
    let mut child = outpost(&["demo", "--listen", "127.0.0.1:0"])
        .env("TMPDIR", temporary.beside(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.take().unwrap()), &mut line).unwrap();
    let folders = || std::fs::read_dir(temporary.beside("")).unwrap().count();
    assert_eq!(folders(), 1);
    crate::support::terminate(&child);
    let status = crate::support::wait(&mut child, std::time::Duration::from_secs(30)).expect("an end");
    assert_eq!((status.code(), folders()), (Some(0), 0));
}

#[test]
fn a_reader_who_leaves_early_stops_no_command() {
    let folder = Folder::new();
    let data = folder.data();
    // Nobody reads a word of what these say.
    let unheard = |words: &[&str]| {
        let mut command = outpost(words);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        child.wait_with_output().unwrap()
    };
    let data = data.to_str().unwrap();
    for words in [&["init", "--data", data][..], &["user", "list", "--data", data], &["install", "--dry-run"]] {
        let output = unheard(words);
        let said = String::from_utf8_lossy(&output.stderr);
        // A busy machine may be warned of a slow write; nothing else is to be said.
        let said: Vec<_> = said.lines().filter(|line| !line.contains("was slow")).collect();
        assert_eq!((output.status.code(), said), (Some(0), vec![]), "{words:?}");
    }
    assert!(out(&on(&folder, &["user", "list"])).contains("admin"), "the first one has done its work");
    // What they complain of goes unheard as well, and the code is what it would have been.
    for (words, code) in [(&["user", "enable", "x", "--data", data][..], 1), (&["fly"], 2)] {
        let mut child = outpost(words).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stderr.take());
        assert_eq!(child.wait().unwrap().code(), Some(code), "{words:?}");
    }
}

#[test]
fn a_file_is_no_data_folder() {
    let folder = Folder::new();
    std::fs::write(folder.data(), "a file").unwrap();
    for words in [&["init"][..], &["serve"], &["check"], &["user", "list"], &["export", "stores"], &["restore", "x"]] {
        let told = sentence(&on(&folder, words));
        assert!(told.contains("is no folder"), "{words:?}: {told}");
    }
    assert_eq!(std::fs::read_to_string(folder.data()).unwrap(), "a file");
}

#[test]
fn an_emptied_database_is_told_by_every_command_that_opens_it() {
    let folder = Folder::new();
    assert!(on(&folder, &["init"]).status.success());
    std::fs::write(folder.data().join("outpost.db"), "").unwrap();
    let copy = folder.beside("copy.db");
    for words in [
        &["serve"][..],
        &["user", "list"],
        &["export", "brands"],
        &["export", "all"],
        &["backup", copy.to_str().unwrap()],
    ] {
        let told = sentence(&on(&folder, words));
        assert!(told.contains("is empty; put a backup in its place"), "{words:?}: {told}");
    }
    assert!(!copy.exists());
}

#[test]
fn nothing_is_written_over_the_outlet_s_own_files() {
    let folder = Folder::new();
    assert!(on(&folder, &["init"]).status.success());
    std::os::unix::fs::symlink(folder.data(), folder.beside("link")).unwrap();
    std::os::unix::fs::symlink(folder.data().join("outpost.key"), folder.beside("brands.csv")).unwrap();
    let own = |name: &str| folder.data().join(name);
    for place in
        [own("outpost.db"), own("outpost.db-wal"), folder.beside("link/outpost.lock"), folder.beside("brands.csv")]
    {
        let place = place.to_str().unwrap();
        for kind in ["brands", "all"] {
            let told = sentence(&on(&folder, &["export", kind, place]));
            assert!(told.contains("is a file of the outlet itself"), "{told}");
        }
    }
    let told = sentence(&on(&folder, &["backup", own("outpost.db-wal").to_str().unwrap()]));
    assert!(told.contains("is a file of the outlet itself"), "{told}");
    assert!(!own("outpost.db-wal").exists());
    // The twin: another name in the same folder is the owner's to use.
    assert!(on(&folder, &["export", "brands", own("brands.csv").to_str().unwrap()]).status.success());
    folder.check();
}
