//! A provider that does as it is told: it listens on this machine, keeps what it is asked, and answers well, badly or not at all.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::key;

/// What the provider does with a question.
#[derive(Clone)]
pub enum Reaction {
    /// Answers 200 with this body.
    Says(String),
    /// As [`Reaction::Says`], half a second later.
    SaysLater(String),
    /// Answers with these bytes as they are.
    Raw(String),
    /// Answers 200 and goes on for ever.
    Floods,
    /// Reads the question and says nothing.
    IsSilent,
    /// Hangs up as soon as it can have the lock, which a test holds as long as it likes.
    Waits(Arc<Mutex<()>>),
}

/// A question as it came: the first line, the headers, the body.
pub struct Asked {
    pub line: String,
    pub headers: String,
    pub body: String,
}

/// A provider on a port of its own.
pub struct Provider {
    pub address: String,
    reaction: Arc<Mutex<Reaction>>,
    pub asked: Arc<Mutex<Vec<Asked>>>,
}

impl Provider {
    /// Without TLS.
    pub fn plain() -> Self {
        Self::open(None)
    }

    /// With TLS and one of the invented certificates.
    pub fn secure(certificate: &str) -> Self {
        let chain = CertificateDer::pem_file_iter(key(certificate)).unwrap().collect::<Result<Vec<_>, _>>().unwrap();
        let secret = PrivateKeyDer::from_pem_file(key("provider-key.pem")).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, secret)
            .unwrap();
        Self::open(Some(Arc::new(config)))
    }

    fn open(tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let reaction = Arc::new(Mutex::new(Reaction::IsSilent));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (reacts, kept) = (Arc::clone(&reaction), Arc::clone(&asked));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (tls, reacts, kept) = (tls.clone(), Arc::clone(&reacts), Arc::clone(&kept));
                thread::spawn(move || match tls {
                    None => serve(stream, &reacts, &kept),
                    Some(config) => {
                        serve(StreamOwned::new(ServerConnection::new(config).unwrap(), stream), &reacts, &kept);
                    }
                });
            }
        });
        Self { address, reaction, asked }
    }

    pub fn will(&self, reaction: Reaction) {
        *self.reaction.lock().unwrap() = reaction;
    }

    pub fn will_say(&self, body: &str) {
        self.will(Reaction::Says(body.to_owned()));
    }

    /// What it was asked since the last look.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

/// Reads one question, keeps it and reacts. A caller that hangs up is no mistake here.
fn serve(mut stream: impl Read + Write, reaction: &Mutex<Reaction>, asked: &Mutex<Vec<Asked>>) {
    let Some(question) = read(&mut stream) else { return };
    asked.lock().unwrap().push(question);
    let reaction = reaction.lock().unwrap().clone();
    let _ = match reaction {
        Reaction::SaysLater(body) => {
            thread::sleep(Duration::from_millis(500));
            stream.write_all(answer(&body).as_bytes())
        }
        Reaction::Says(body) => stream.write_all(answer(&body).as_bytes()),
        Reaction::Raw(text) => stream.write_all(text.as_bytes()),
        Reaction::Floods => flood(&mut stream),
        Reaction::IsSilent => {
            thread::sleep(Duration::from_mins(1));
            Ok(())
        }
        Reaction::Waits(lock) => {
            drop(lock.lock());
            Ok(())
        }
    };
    let _ = stream.flush();
}

fn answer(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn flood(stream: &mut impl Write) -> std::io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
    let much = vec![b'x'; 64 * 1024];
    loop {
        stream.write_all(&much)?;
    }
}

fn read(stream: &mut impl Read) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let (mut line, mut headers) = (String::new(), String::new());
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok().filter(|length| *length > 0)?;
        if header.trim().is_empty() {
            break;
        }
        headers.push_str(&header.to_lowercase());
    }
    let length = headers.lines().find_map(|header| header.strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { line: line.trim().to_owned(), headers, body: String::from_utf8(body).ok()? })
}

/// An address on which nobody listens.
pub fn nobody() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}
