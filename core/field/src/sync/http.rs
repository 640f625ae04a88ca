//! HTTPS to the station. The other side is known by the station's identity key
//! alone: no certificate authority, name or date counts, so that a phone whose
//! clock is ten years back still delivers.

use std::sync::Arc;
use std::time::Duration;

use dianfei_wire::chain::PublicKey;
use dianfei_wire::enrol::Invitation;
use p256::pkcs8::DecodePublicKey;
use reqwest::blocking::Client;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{self, CryptoProvider};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

use crate::error::FieldError;
use crate::field::Field;
use crate::port::{Transport, TransportError};
use crate::store::device;

/// Where a station takes the frames of phones.
const PATH: &str = "/phone/v1";

const CONNECT_SECONDS: u64 = 10;
const ANSWER_SECONDS: u64 = 60;

/// Carries frames over HTTPS.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    client: Client,
    addresses: Vec<String>,
}

impl HttpTransport {
    /// A transport to the station with this identity key at its addresses, tried
    /// in order.
    pub fn new(addresses: &[&str], identity: &PublicKey) -> Result<Self, TransportError> {
        let unusable = |error: &dyn std::fmt::Display| TransportError::Unreachable {
            detail: error.to_string(),
        };
        let provider = Arc::new(crypto::ring::default_provider());
        let pinned = IdentityVerifier { identity: identity.clone(), provider: provider.clone() };
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| unusable(&error))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(pinned))
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .https_only(true)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(CONNECT_SECONDS))
            .timeout(Duration::from_secs(ANSWER_SECONDS))
            .build()
            .map_err(|error| unusable(&error))?;
        let addresses = addresses
            .iter()
            .map(|address| format!("{}{PATH}", address.trim_end_matches('/')))
            .collect();
        Ok(Self { client, addresses })
    }

    /// A transport to the station of an invitation, before the phone is bound.
    pub fn to_inviter(invitation: &Invitation) -> Result<Self, TransportError> {
        let mut addresses = vec![invitation.address.as_str()];
        addresses.extend(invitation.backup_address.as_deref());
        Self::new(&addresses, &invitation.identity)
    }

    fn post(&self, address: &str, request: &[u8]) -> Result<Vec<u8>, TransportError> {
        let sent = self.client.post(address).body(request.to_vec()).send();
        let reply = sent.map_err(|error| failed(&error))?;
        let status = reply.status();
        if !status.is_success() {
            return Err(TransportError::Status { status: status.as_u16() });
        }
        let bytes = reply.bytes().map_err(|error| failed(&error))?;
        Ok(bytes.to_vec())
    }
}

fn failed(error: &reqwest::Error) -> TransportError {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    let mut last = error.to_string();
    while let Some(inner) = cause {
        last = inner.to_string();
        let rejected = inner
            .downcast_ref::<Error>()
            .is_some_and(|error| matches!(error, Error::InvalidCertificate(_)));
        if rejected || last.contains("invalid peer certificate") {
            return TransportError::OtherKey;
        }
        cause = inner.source();
    }
    if error.is_connect() {
        TransportError::Unreachable { detail: last }
    } else {
        TransportError::Broken { detail: last }
    }
}

impl Transport for HttpTransport {
    fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportError> {
        let mut failure = TransportError::Unreachable { detail: "no address".to_owned() };
        for address in &self.addresses {
            match self.post(address, request) {
                Ok(reply) => return Ok(reply),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }
}

impl Field {
    /// A transport to the station that this phone is bound to.
    pub fn http_transport(&self) -> Result<HttpTransport, FieldError> {
        let device = self.store.read(device::get)?;
        let mut addresses = vec![device.address.as_str()];
        addresses.extend(device.backup_address.as_deref());
        Ok(HttpTransport::new(&addresses, &device.identity)?)
    }
}

/// Believes whoever holds the station's identity key, and nobody else.
#[derive(Debug)]
struct IdentityVerifier {
    identity: PublicKey,
    provider: Arc<CryptoProvider>,
}

impl IdentityVerifier {
    fn holds_identity(&self, certificate: &CertificateDer<'_>) -> Option<()> {
        let parsed = ParsedCertificate::try_from(certificate).ok()?;
        let info = parsed.subject_public_key_info();
        let key = p256::PublicKey::from_public_key_der(info.as_ref()).ok()?;
        let key = PublicKey::from_sec1(&key.to_sec1_bytes()).ok()?;
        (key == self.identity).then_some(())
    }
}

impl ServerCertVerifier for IdentityVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.holds_identity(end_entity)
            .map(|()| ServerCertVerified::assertion())
            .ok_or(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
