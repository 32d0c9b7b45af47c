//! Clients that others have written talk to the ticket API: they sign, verify, recover from a wrong clock, and read every
//! format; and one to the lease API. `tests/clients/run` installs and runs them.

use std::process::Command;

use crate::support::Outlet;

/// What the script answers when a package registry cannot be reached.
const NOT_REACHED: i32 = 77;

/// The outlet's clock is not the machine's, so every client begins with a wrong one.
#[test]
fn independent_clients_are_let_in_and_read_the_same_rows_in_every_format() {
    let outlet = Outlet::demo_at("2026-11-21 10:00:00");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/run");
    // While the demonstration's traffic lasts.
    let leases = Outlet::demo_at("2022-06-01 10:00:00");
    let urls = [&outlet, &leases].map(|outlet| format!("http://{}", outlet.address));
    let run = Command::new(script).args(urls).output().expect("a shell");
    let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    if run.status.code() == Some(NOT_REACHED) {
        crate::support::skip(err.lines().last().unwrap_or_default());
        return;
    }
    assert!(run.status.success(), "{out}{err}");
    for client in ["mohawk:", "pymongo:", "xml.etree:", "ipidea-proxy:", "hawk:", "bson:"] {
        assert!(out.contains(client), "{client} said nothing: {out}{err}");
    }
}
