//! People and what proves who they are: accounts and roles, passwords, sessions, check codes, failed logins.
//!
//! Every API asks here who a caller is; none keeps secrets of its own. Passwords are argon2id, session ids and codes are kept as
//! hashes. Called by the APIs' handlers and the `user` command.

mod account;
mod allowance;
mod app_keys;
mod code_limits;
mod codes;
mod devices;
mod future;
mod intake;
pub mod links;
mod login;
mod name;
mod named;
mod password;
mod permissions;
mod pins;
mod rule;
mod second_factor;
mod sessions;
pub mod sql;
mod tables;
mod throttle;
mod turns;

pub use account::{
    Account, AccountError, AccountStatus, DELETED, FIRST_PASSWORD, NewAccount, NewPassword, PASSWORD_LENGTH, Role,
    WALK_IN, bind_phone, by_login_name, change_password, check_free, choose_password, choose_phone, create, delete,
    is_deleted_name, must_change, note_phone, set_password,
};
pub use allowance::{Allowance, Errand, Errands, HOUR_MS, Quota};
pub use app_keys::{KeyHolder, add_app_key, app_key_account, app_key_hash, app_key_holders, remove_app_keys};
pub use code_limits::{CodeAnswer, CodeCaller, CodeLimits};
pub use codes::{CODE_LIFE_MS, CodeBoard, PostedCode, check_code, code_target, is_right_code, make_code, miss_code};
pub use devices::{Device, devices, enrol_device, is_device, remove_device};
pub use future::{end_those_of_the_future, of_the_future};
pub use intake::{StaffChange, StaffIntake, account as import_account};
pub use login::{LoginError, Logins};
pub use name::{USERNAME_RULE, is_username};
pub use named::{NameCaller, NameGuess, NameGuesses, NameQuota, Named};
pub use password::{Passwords, hash_password};
pub use permissions::{Permission, may, permissions_of, set_permission};
pub use pins::{BadPin, PIN_LENGTH, Pins, check_pin, counter_of};
pub use rule::{Holder, WeakPassword, check_password};
pub use second_factor::{
    begin_second_factor, drop_second_factor, enable_second_factor, has_second_factor, use_second_factor,
};
pub use sessions::{
    Origin, SESSIONS, SessionInfo, SessionUse, account_of_session, close_session, close_sessions, end_session,
    open_session, session_name, sessions_of,
};
pub use sql::factors::SEALED;
pub use tables::{APP_KEYS, KINDS};
pub use throttle::{Rule as ThrottleRule, Throttle};
