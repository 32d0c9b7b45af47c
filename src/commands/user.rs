//! `outpost user`: accounts from the command line. For a change the server must not be running: it has the folder to itself.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::values;
use crate::accounts::{self, Account, AccountError, AccountStatus, Holder, NewAccount, PASSWORD_LENGTH, Role, sql};
use crate::clock::Clock;
use crate::random::Ids;
use crate::store::{OpenMode, Reader, Store, StoreError, StoreOptions, Tx, refuse_empty};

/// Add, list and disable accounts, set passwords.
#[derive(Args)]
pub(super) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Args)]
struct Folder {
    /// The data folder.
    #[arg(long, value_name = "FOLDER")]
    data: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleName {
    Customer,
    Clerk,
    Employee,
    Operator,
    Admin,
}

#[derive(Subcommand)]
enum Action {
    /// Add an account; its one-time password is printed once, or read from standard input.
    Add {
        /// The user name.
        #[arg(value_parser = values::username)]
        name: String,
        /// What it may do.
        #[arg(long, value_enum, default_value = "clerk")]
        role: RoleName,
        /// Its mobile phone.
        #[arg(long, value_parser = values::phone)]
        phone: Option<String>,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        folder: Folder,
    },
    /// Set a new one-time password, or one from standard input; all sessions of the account end.
    Passwd {
        /// The user name.
        name: String,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        folder: Folder,
    },
    /// Ask an account for no second factor any more, when the telephone and the recovery codes are lost.
    NoSecondFactor {
        /// The user name.
        name: String,
        #[command(flatten)]
        folder: Folder,
    },
    /// List all accounts.
    List {
        #[command(flatten)]
        folder: Folder,
    },
    /// Disable an account: it cannot log in, and its sessions end.
    Disable {
        /// The user name.
        name: String,
        #[command(flatten)]
        folder: Folder,
    },
    /// Enable a disabled account.
    Enable {
        /// The user name.
        name: String,
        #[command(flatten)]
        folder: Folder,
    },
}

pub(super) fn run(options: &Options) -> Result<(), String> {
    super::server::start_log();
    match &options.action {
        Action::Add { name, role, phone, password_stdin, folder } => {
            add(&open(folder)?, name, *role, phone.clone(), *password_stdin)
        }
        Action::Passwd { name, password_stdin, folder } => passwd(&open(folder)?, name, *password_stdin),
        Action::NoSecondFactor { name, folder } => no_second_factor(&open(folder)?, name),
        Action::List { folder } => {
            let reader = Reader::open(&folder.data)?;
            refuse_empty(&folder.data)?;
            list(&reader)
        }
        Action::Disable { name, folder } => disable(&open(folder)?, name),
        Action::Enable { name, folder } => enable(&open(folder)?, name),
    }
}

fn open(folder: &Folder) -> Result<Store, String> {
    Store::open(Path::new(&folder.data), OpenMode::Existing, &StoreOptions::default())
}

/// The password to set, and whether it was made here and must be changed.
fn password(from_stdin: bool, ids: &mut Ids, holder: Holder<'_>) -> Result<(String, bool), String> {
    if !from_stdin {
        return Ok((ids.digits(12), true));
    }
    let mut text = String::new();
    std::io::stdin()
        .take(1024)
        .read_to_string(&mut text)
        .map_err(|error| format!("The password cannot be read from standard input: {error}."))?;
    let text = text.trim_end_matches(['\r', '\n']).to_owned();
    if !PASSWORD_LENGTH.contains(&text.len()) {
        return Err("A password has 1 to 128 bytes; give it on standard input.".to_owned());
    }
    match accounts::check_password(&text, holder) {
        Ok(()) => Ok((text, false)),
        Err(weak) => Err(format!("That password cannot be set: {weak}.")),
    }
}

fn add(store: &Store, name: &str, role: RoleName, phone: Option<String>, from_stdin: bool) -> Result<(), String> {
    let mut ids = Ids::fresh();
    let role = match role {
        RoleName::Customer => Role::Customer,
        RoleName::Clerk => Role::Clerk,
        RoleName::Employee => Role::Employee,
        RoleName::Operator => Role::Operator,
        RoleName::Admin => Role::Admin,
    };
    let holder = Holder { role, username: name, has_second_factor: false };
    let (password, made) = password(from_stdin, &mut ids, holder)?;
    let new = NewAccount {
        username: name.to_owned(),
        phone,
        email: None,
        password_hash: accounts::hash_password(&password, &mut ids)?,
        role,
        must_change_password: made,
    };
    let now = Clock::machine().now();
    let account = store.write_blocking(move |tx| accounts::create(tx, now, &new)).map_err(sentence)?;
    say!("Account {} is {name}.", account.id);
    tell(&password, made);
    Ok(())
}

fn passwd(store: &Store, name: &str, from_stdin: bool) -> Result<(), String> {
    let account = find(store, name)?;
    let mut ids = Ids::fresh();
    let holder = Holder { role: account.role, username: &account.username, has_second_factor: false };
    let (password, made) = password(from_stdin, &mut ids, holder)?;
    let hash = accounts::hash_password(&password, &mut ids)?;
    let set = move |tx: &Tx<'_>| {
        accounts::change_password(tx, account.id, &hash, None)?;
        accounts::set_password(tx, account.id, &hash, made)
    };
    store.write_blocking(set).map_err(sentence)?;
    say!("The password of {name} is set; all its sessions have ended.");
    tell(&password, made);
    Ok(())
}

fn no_second_factor(store: &Store, name: &str) -> Result<(), String> {
    let account = find(store, name)?;
    let drop_it = move |tx: &Tx<'_>| accounts::drop_second_factor(tx, account.id);
    if store.write_blocking(drop_it).map_err(|error: StoreError| sentence(error.into()))? {
        say!("{name} is asked for no second factor any more.");
    } else {
        say!("{name} had no second factor.");
    }
    Ok(())
}

fn tell(password: &str, made: bool) {
    if made {
        say!("The one-time password is {password}; it must be changed at the first login.");
    }
}

fn find(store: &Store, name: &str) -> Result<Account, String> {
    let found = store.read(|db| sql::by_username(db, name)).map_err(|error: StoreError| sentence(error.into()))?;
    found
        .map(|(account, _)| account)
        .ok_or_else(|| format!("There is no account {name}; `outpost user list` shows them."))
}

/// It only reads, so the outlet may be serving meanwhile.
fn list(reader: &Reader) -> Result<(), String> {
    let accounts = reader.look(sql::all).map_err(|error| sentence(error.into()))?;
    say!("{:>8}  {:<10} {:<9} {:<12} name", "id", "role", "status", "phone");
    for account in accounts {
        let role = format!("{:?}", account.role).to_lowercase();
        let status = if account.status == AccountStatus::Active { "active" } else { "disabled" };
        say!(
            "{:>8}  {role:<10} {status:<9} {:<12} {}",
            account.id,
            account.phone.unwrap_or_default(),
            account.username
        );
    }
    Ok(())
}

fn disable(store: &Store, name: &str) -> Result<(), String> {
    let account = find(store, name)?;
    let set = move |tx: &Tx<'_>| {
        let is_frozen = sql::freeze(tx, account.id)?;
        if is_frozen {
            accounts::close_sessions(tx, account.id, None)?;
        }
        Ok(is_frozen)
    };
    if store.write_blocking(set).map_err(|error: StoreError| sentence(error.into()))? {
        say!("{name} is disabled.");
        return Ok(());
    }
    Err(format!(
        "{name} is the last admin that can log in; make another with `outpost user add NAME --role admin` first."
    ))
}

fn enable(store: &Store, name: &str) -> Result<(), String> {
    let account = find(store, name)?;
    let set = move |tx: &Tx<'_>| sql::set_status(tx, account.id, AccountStatus::Active);
    store.write_blocking(set).map_err(|error: StoreError| sentence(error.into()))?;
    say!("{name} is enabled.");
    Ok(())
}

fn sentence(error: AccountError) -> String {
    match error {
        AccountError::Store(error) => error.sentence("That cannot be done"),
        error => format!("That cannot be done: {error}."),
    }
}
