//! TLS with certificate files, which may be replaced while the server runs.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::Config;

/// The certificate in effect, and where its files lie.
pub struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    config: RwLock<Arc<ServerConfig>>,
}

impl Tls {
    /// The certificate that the settings name; nothing when they name none.
    ///
    /// # Errors
    /// A sentence: one setting without the other, or files that are not what they should be.
    pub fn load(config: &Config) -> Result<Option<Self>, String> {
        match (config.text("server.tls_certificate"), config.text("server.tls_key")) {
            ("", "") => Ok(None),
            ("", _) | (_, "") => Err("TLS needs both server.tls_certificate and server.tls_key.".to_owned()),
            (certificate, key) => {
                let (certificate, key) = (PathBuf::from(certificate), PathBuf::from(key));
                let config = RwLock::new(read(&certificate, &key)?);
                Ok(Some(Self { certificate, key, config }))
            }
        }
    }

    /// Reads the files again: connections from now on get the new certificate, running ones go on with the old.
    ///
    /// # Errors
    /// A sentence; the old certificate then stays in effect.
    pub fn reload(&self) -> Result<(), String> {
        let new = read(&self.certificate, &self.key)?;
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn read(certificate: &PathBuf, key: &PathBuf) -> Result<Arc<ServerConfig>, String> {
    let chain = CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|error| format!("The certificate {} cannot be read: {error}.", certificate.display()))?;
    if chain.is_empty() {
        return Err(format!("{} has no certificate; it must be in PEM form.", certificate.display()));
    }
    let secret = PrivateKeyDer::from_pem_file(key)
        .map_err(|error| format!("The key {} cannot be read: {error}.", key.display()))?;
    let unusable = |error| format!("Certificate and key of TLS cannot be used together: {error}.");
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(unusable)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
