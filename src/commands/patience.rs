//! Writing to somebody who may have stopped reading: an export looks at one state of the database, and while it does, the log beside it
//! grows with every order. So whoever does not read for a while gets an error instead of the rest.

use std::fs::File;
use std::io::{self, Write};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// A pipe that says it has room takes so many bytes without waiting (`PIPE_BUF`).
const TAKEN_AT_ONCE: usize = 4096;

/// A pipe or a device, and how long it may take nothing.
pub(super) struct Patient {
    out: File,
    limit: Duration,
}

impl Patient {
    pub(super) fn new(out: File, limit: Duration) -> Self {
        Self { out, limit }
    }

    fn wait(&self) -> io::Result<()> {
        let limit = Timespec { tv_sec: i64::try_from(self.limit.as_secs()).unwrap_or(i64::MAX), tv_nsec: 0 };
        match poll(&mut [PollFd::new(&self.out, PollFlags::OUT)], Some(&limit))? {
            0 => {
                let told = format!("nobody has read on for {} seconds", self.limit.as_secs());
                Err(io::Error::new(io::ErrorKind::TimedOut, told))
            }
            _ => Ok(()),
        }
    }
}

impl Write for Patient {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.wait()?;
        self.out.write(&bytes[..bytes.len().min(TAKEN_AT_ONCE)])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
