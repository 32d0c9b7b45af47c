//! `outpost check`: whether the outlet is well, and what to do where it is not.
//!
//! A [`Check`] is one line of a table and becomes one line of the report. Those of the house look at the file, the folder and the
//! machine; the rules of orders and channels are statements beside their own tables, and a channel names its list in the registry.
//! Nothing here changes anything, and an outlet may be checked while it serves.

mod damage;
mod file;
mod machine;
mod report;
mod rules;
mod sealed;
mod sql;

pub use report::{Check, Checkup, Finding, Line, examine};
pub use sealed::closed;
