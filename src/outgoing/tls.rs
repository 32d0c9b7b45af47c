//! Who is believed to be a provider: certificates for its host under one of the roots that the outlet's owner trusts.

use std::sync::Arc;

use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// TLS that trusts the certificates of a file.
///
/// # Errors
/// One sentence about the file.
pub(super) fn connector(file: &str) -> Result<TlsConnector, String> {
    let cannot = |what: &str| {
        format!("The file {file:?} of gateways.outgoing_roots {what}; on Debian the package ca-certificates has one.")
    };
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let certificates = read.map_err(|error| cannot(&format!("cannot be read: {error}")))?;
    let mut roots = RootCertStore::empty();
    // A bundle may hold some that are too old to be understood; those are trusted by nobody.
    let (usable, _) = roots.add_parsable_certificates(certificates);
    if usable == 0 {
        return Err(cannot("holds no certificate in PEM form"));
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS to providers cannot be set up: {error}."))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsConnector::from(Arc::new(config)))
}
