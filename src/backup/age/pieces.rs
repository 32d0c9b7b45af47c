//! The pieces behind the header: ChaCha20-Poly1305, 64 KiB each, the last one shorter.

use std::io::{self, Read, Write};

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};

use super::AgeError;

/// Bytes of a piece before it is sealed.
const PIECE: usize = 64 * 1024;
/// Bytes that sealing adds.
const TAG: usize = 16;

pub(super) fn seal(key: &[u8; 32], from: &mut impl Read, to: &mut impl Write) -> Result<(), AgeError> {
    let cipher = ChaCha20Poly1305::new(&(*key).into());
    let (mut piece, mut next) = (Vec::new(), Vec::new());
    fill(from, &mut piece, PIECE)?;
    for number in 0.. {
        // A piece is the last one when nothing stands behind it.
        fill(from, &mut next, PIECE)?;
        let sealed = cipher.encrypt(&nonce(number, next.is_empty()), piece.as_slice()).map_err(|_| too_much())?;
        to.write_all(&sealed)?;
        if next.is_empty() {
            break;
        }
        std::mem::swap(&mut piece, &mut next);
    }
    Ok(())
}

pub(super) fn open(key: &[u8; 32], from: &mut impl Read, to: &mut impl Write) -> Result<(), AgeError> {
    let cipher = ChaCha20Poly1305::new(&(*key).into());
    let (mut piece, mut next) = (Vec::new(), Vec::new());
    fill(from, &mut piece, PIECE + TAG)?;
    for number in 0.. {
        fill(from, &mut next, PIECE + TAG)?;
        let text = cipher.decrypt(&nonce(number, next.is_empty()), piece.as_slice()).map_err(|_| AgeError::Changed)?;
        if text.is_empty() && number > 0 {
            return Err(AgeError::Changed);
        }
        to.write_all(&text)?;
        if next.is_empty() {
            break;
        }
        std::mem::swap(&mut piece, &mut next);
    }
    Ok(())
}

/// Reads as many bytes as there are, `most` at most.
fn fill(from: &mut impl Read, into: &mut Vec<u8>, most: usize) -> io::Result<()> {
    into.clear();
    from.by_ref().take(most as u64).read_to_end(into).map(|_| ())
}

/// The piece's number in eleven bytes, and whether it is the last.
fn nonce(number: u64, is_last: bool) -> Nonce {
    let mut nonce = [0; 12];
    nonce[3..11].copy_from_slice(&number.to_be_bytes());
    nonce[11] = u8::from(is_last);
    nonce.into()
}

fn too_much() -> io::Error {
    io::Error::other("a piece is too long to be sealed")
}
