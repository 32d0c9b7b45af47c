//! Checks of the machine and the settings.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;

use super::{Checkup, Finding, sql};
use crate::backup::Sealing;
use crate::clock::{Clock, DAY_MS, Instant, Zone};
use crate::config::Config;
use crate::http::Tls;
use crate::orders;

/// No outlet ran this program before: 2025-01-01 00:00:00 UTC. A machine without a battery starts at 1970.
const NOT_BEFORE: Instant = Instant(1_735_689_600_000);
/// Nor will one run it after 2100 without another look at this line.
const NOT_AFTER: Instant = Instant(4_102_444_800_000);
/// Room below which a day's orders and a backup may not fit.
const MIN_FREE: u64 = 200 * 1024 * 1024;

/// Whether the settings are right, the certificate's files included.
pub(super) fn settings(checkup: &Checkup) -> Finding {
    let usable = checkup.config.as_ref().map_err(Clone::clone).and_then(|config| {
        Tls::load(config)?;
        Sealing::of(config).lock()?;
        Ok(config)
    });
    let unknown = Config::unknown_variables();
    match usable {
        Ok(_) if !unknown.is_empty() => {
            let them = unknown.join(", ");
            Finding::Note(format!(
                "{them} in the environment names no setting; docs/reference/settings.md lists them all."
            ))
        }
        Ok(config) => Finding::Good(format!("{} in effect", config.values.len())),
        Err(sentence) => Finding::Wrong(sentence),
    }
}

/// Whether others than its owner and its group may read the settings, in which merchants' keys stand, or change them.
pub(super) fn settings_file(checkup: &Checkup) -> Finding {
    let Some(file) = &checkup.settings_file else { return Finding::Good("none was named with --config".to_owned()) };
    let name = file.display();
    match std::fs::metadata(file) {
        Ok(data) if data.mode() & 0o007 != 0 => Finding::Wrong(format!(
            "others may open {name}, in which merchants' keys may stand; run `chown root:outpost {name}` (the group of the \
             outlet's account) and `chmod 640 {name}`."
        )),
        Ok(_) => Finding::Good("its owner and its group alone may open it".to_owned()),
        Err(error) => Finding::Wrong(format!("{name} cannot be looked at: {error}.")),
    }
}

/// Whether the machine knows what time it is.
pub(super) fn clock(checkup: &Checkup) -> Finding {
    let now = Clock::machine().now();
    let text = Zone::utc().text(now);
    let remedy = "set the clock (timedatectl) before orders get wrong dates";
    if !(NOT_BEFORE..NOT_AFTER).contains(&now) {
        return Finding::Wrong(format!("it shows {text} UTC; {remedy}."));
    }
    let newest = checkup.reader.look(orders::newest_money).ok().flatten();
    if let Some(newest) = newest.filter(|newest| *newest > now.plus_ms(DAY_MS)) {
        let newest = Zone::utc().text(newest);
        return Finding::Wrong(format!("it shows {text} UTC, but money came in at {newest}; {remedy}."));
    }
    let ahead = |config: &Config| sql::of_the_future(&checkup.reader, now, config.unpaid_ms.max(config.paying_ms));
    match checkup.config.as_ref().map(ahead) {
        Ok(Ok(found)) if found > 0 => Finding::Note(format!(
            "it shows {text} UTC, but {found} sessions, check codes or holds are of a later time: a clock was ahead. They count as \
             ended, and a serving outlet removes them."
        )),
        _ => Finding::Good(format!("{text} UTC")),
    }
}

/// Whether there is room.
pub(super) fn disk_space(checkup: &Checkup) -> Finding {
    match rustix::fs::statvfs(&checkup.folder) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let text = format!("{} MB free", free / 1024 / 1024);
            if free < MIN_FREE {
                return Finding::Wrong(format!("{text}; remove what is not needed, or lower backup.keep."));
            }
            if disk.f_favail < 100 && disk.f_files > 0 {
                return Finding::Wrong(
                    "the disk can hold hardly any more files; remove what is not needed.".to_owned(),
                );
            }
            Finding::Good(text)
        }
        Err(error) => Finding::Wrong(format!("the disk cannot be asked: {error}.")),
    }
}

/// Whether the outlet could listen, or does.
pub(super) fn port(checkup: &Checkup) -> Finding {
    let Ok(config) = &checkup.config else { return Finding::Note("not looked at without settings.".to_owned()) };
    let address = &config.listen;
    match TcpListener::bind(address) {
        Ok(_) => Finding::Good(format!("{address} is free")),
        Err(error) if checkup.serving => Finding::Good(format!("{address} is taken while the outlet serves ({error})")),
        // Whatever has it now may have gone when this outlet starts, and the folder is well.
        Err(error) if error.kind() == ErrorKind::AddrInUse => Finding::Note(format!(
            "another program listens on {address}; end it before the outlet starts, or choose another with server.listen."
        )),
        Err(error) => {
            Finding::Wrong(format!("{address} cannot be listened on: {error}; choose another with server.listen."))
        }
    }
}
