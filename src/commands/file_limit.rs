//! How many files and sockets the system lets this program have open: enough for the connections that the settings promise, or the
//! start says so.

use std::fs::read_to_string;

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::config::Config;

/// Files besides connections: the database with its readers, a backup, calls to providers.
const OTHERS: u64 = 64;

/// Raises the limit as far as the settings need and the system allows; what is missing is told in the log.
pub(super) fn raise(config: &Config) {
    let places = config.server.connections as u64;
    // Some wait at the door while everybody inside is at work.
    let needed = places + places / 4 + OTHERS;
    let Some((now, most)) = limits() else { return };
    if now >= needed {
        return;
    }
    let wanted = needed.min(most);
    let is_raised = wanted > now && setrlimit(Resource::Nofile, limit(wanted, most)).is_ok();
    let reached = if is_raised { wanted } else { now };
    if reached < needed {
        tracing::warn!(
            limit = reached,
            needed,
            "too few files may be open for server.connections: raise LimitNOFILE of the service (ulimit -n), or lower the setting"
        );
    }
}

fn limit(current: u64, most: u64) -> Rlimit {
    Rlimit { current: Some(current), maximum: (most != u64::MAX).then_some(most) }
}

/// The limit in effect and the one up to which it may be raised. The sandbox of the shipped unit forbids the call that asks for both.
fn limits() -> Option<(u64, u64)> {
    let all = read_to_string("/proc/self/limits").ok()?;
    let line = all.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    let mut numbers =
        line.split_whitespace().map(|word| if word == "unlimited" { Some(u64::MAX) } else { word.parse().ok() });
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_can_be_read() {
        let (now, most) = limits().unwrap();
        assert!(now > 0 && now <= most, "{now} of {most}");
    }
}
