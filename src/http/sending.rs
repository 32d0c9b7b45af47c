//! What leaves as an answer's body: bytes that stand in memory, or a file that is read while it leaves, so that a large one takes no
//! more memory than a small one.

use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http_body_util::Full;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::sync::mpsc;

/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;
/// Pieces that are read ahead of the client.
const AHEAD: usize = 2;

/// A file that is to leave, with the bytes that it has now: what is written to it later does not leave.
#[derive(Clone, Debug)]
pub struct SentFile {
    file: Arc<File>,
    bytes: u64,
}

impl SentFile {
    /// Opens a file.
    ///
    /// # Errors
    /// Those of opening it.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        Ok(Self { file: Arc::new(file), bytes })
    }

    /// How many bytes leave.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Begins to read it, on a thread of its own that ends when the client goes.
    fn leave(self) -> Leaving {
        let (to, pieces) = mpsc::channel(AHEAD);
        let left = self.bytes;
        tokio::task::spawn_blocking(move || {
            let mut rest = self.file.take(left);
            loop {
                let mut piece = Vec::with_capacity(PIECE);
                let read = rest.by_ref().take(PIECE as u64).read_to_end(&mut piece);
                let is_over = !matches!(read, Ok(1..));
                if matches!(read, Ok(0)) || to.blocking_send(read.map(|_| Bytes::from(piece))).is_err() || is_over {
                    return;
                }
            }
        });
        Leaving { pieces, left }
    }
}

/// A file on its way.
pub(super) struct Leaving {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    left: u64,
}

/// The body of an answer.
pub(super) enum Sending {
    /// Bytes in memory.
    Whole(Full<Bytes>),
    /// A file.
    File(Leaving),
}

impl Sending {
    /// The file if there is one, else the bytes.
    pub(super) fn of(file: Option<SentFile>, bytes: Bytes) -> Self {
        file.map_or_else(|| Self::Whole(Full::new(bytes)), |file| Self::File(file.leave()))
    }
}

impl Body for Sending {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.get_mut() {
            Self::Whole(bytes) => Pin::new(bytes).poll_frame(cx).map_err(|never: Infallible| match never {}),
            Self::File(leaving) => leaving.pieces.poll_recv(cx).map(|piece| {
                let piece = piece?;
                if let Ok(bytes) = &piece {
                    leaving.left = leaving.left.saturating_sub(bytes.len() as u64);
                }
                Some(piece.map(Frame::data))
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_end_stream(),
            Self::File(leaving) => leaving.left == 0,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => bytes.size_hint(),
            Self::File(leaving) => SizeHint::with_exact(leaving.left),
        }
    }
}
