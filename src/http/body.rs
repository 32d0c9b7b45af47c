//! A request's body: how much of it is taken, where it is kept, and what becomes of the rest.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Incoming};
use tokio::task::block_in_place;
use tokio::time::timeout;

use super::budget::Held;
use crate::random::Ids;

/// Bytes of a refused body that are read all the same, so that a client which says all before it listens hears the refusal.
const HEARD_OUT: usize = 1024 * 1024 + 64 * 1024;
/// Time for that.
const HEARING_OUT: Duration = Duration::from_secs(2);

/// Why a body is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadBody {
    /// 413: more than the route takes.
    TooLarge,
    /// 503: all bodies together would take more than the budget.
    NoRoom,
    /// 400: it breaks off.
    Broken,
    /// 408: it takes too long.
    TooSlow,
    /// 507: it cannot be written down.
    Unkept,
}

/// A body that was written to a file without a name, because it may be large. It is gone with the last request that holds it.
#[derive(Clone, Debug)]
pub struct Spooled(Arc<File>);

impl Spooled {
    /// Makes an empty one in a folder.
    fn new(folder: &Path) -> io::Result<Self> {
        let path = folder.join(format!("body-{}.partial", Ids::fresh().uuid()));
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        // Without a name it leaves nothing behind, however the program ends.
        std::fs::remove_file(&path)?;
        Ok(Self(Arc::new(file)))
    }

    /// The whole body in memory: for whoever works on one at a time.
    ///
    /// # Errors
    /// As the system says.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        let (mut file, mut bytes) = (&*self.0, Vec::new());
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Reads a body of at most `most` bytes within a time.
pub(super) async fn read(mut body: Incoming, most: usize, held: &mut Held, time: Duration) -> Result<Bytes, BadBody> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let mut whole = Vec::new();
    let reading = each_chunk(&mut body, most, |chunk| {
        if !held.covers(whole.len() + chunk.len()) {
            return Err(BadBody::NoRoom);
        }
        whole.extend_from_slice(chunk);
        Ok(())
    });
    match timeout(time, reading).await.unwrap_or(Err(BadBody::TooSlow)) {
        Ok(()) => Ok(whole.into()),
        Err(bad) => Err(refused(body, bad).await),
    }
}

/// Writes a body of at most `most` bytes to a file of the folder, within a time.
pub(super) async fn spool(mut body: Incoming, most: usize, folder: &Path, time: Duration) -> Result<Spooled, BadBody> {
    let spooled = block_in_place(|| Spooled::new(folder)).map_err(|_| BadBody::Unkept)?;
    let reading = each_chunk(&mut body, most, |chunk| {
        block_in_place(|| (&*spooled.0).write_all(chunk)).map_err(|_| BadBody::Unkept)
    });
    match timeout(time, reading).await.unwrap_or(Err(BadBody::TooSlow)) {
        Ok(()) => Ok(spooled),
        Err(bad) => Err(refused(body, bad).await),
    }
}

async fn each_chunk(
    body: &mut Incoming,
    most: usize,
    mut take: impl FnMut(&[u8]) -> Result<(), BadBody>,
) -> Result<(), BadBody> {
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| BadBody::Broken)?;
        let Some(chunk) = frame.data_ref() else { continue };
        length += chunk.len();
        if length > most {
            return Err(BadBody::TooLarge);
        }
        take(chunk)?;
    }
    Ok(())
}

async fn refused(body: Incoming, bad: BadBody) -> BadBody {
    if matches!(bad, BadBody::TooLarge | BadBody::NoRoom) {
        hear_out(body).await;
    }
    bad
}

/// Reads on for a while and keeps nothing.
pub(super) async fn hear_out(mut body: Incoming) {
    if body.size_hint().lower() > HEARD_OUT as u64 {
        return;
    }
    let mut heard = 0;
    let listen = async {
        while let Some(Ok(frame)) = body.frame().await {
            heard += frame.data_ref().map_or(0, Bytes::len);
            if heard > HEARD_OUT {
                return;
            }
        }
    };
    // Whoever takes longer is answered without being heard.
    let _ = timeout(HEARING_OUT, listen).await;
}
