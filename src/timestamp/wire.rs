//! The exchange itself, by `hyper` and `rustls`, which are here for the console and for registries on a server.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use hyper::{
    Request, Response,
    body::{Body, Bytes, Frame, Incoming, SizeHint},
    client::conn::http1,
    header::{ACCEPT, CONNECTION, CONTENT_TYPE, HOST, USER_AGENT},
    rt::{Read, Write},
};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::ServerName};
use tokio::{net::TcpStream, runtime::Builder, time::timeout};
use tokio_rustls::TlsConnector;

use super::{Address, unanswered::AskError};
use crate::limits;

const ASKS: &str = "application/timestamp-query";
const ANSWERS: &str = "application/timestamp-reply";
/// Octets of a head, and of what is read at a time.
const HEAD: usize = 16 << 10;
/// Machines of one name that are tried.
const MOST_MACHINES: usize = 8;

pub(super) fn find(address: &Address, patience: Duration) -> Result<Vec<SocketAddr>, AskError> {
    within(patience, async {
        let found = tokio::net::lookup_host((address.host(), address.port())).await.map_err(unreachable)?;
        let found: Vec<_> = found.take(MOST_MACHINES).collect();
        if found.is_empty() { Err(unreachable(io::ErrorKind::NotFound.into())) } else { Ok(found) }
    })
}

pub(super) fn ask(
    address: &Address,
    found: &[SocketAddr],
    request: &[u8],
    patience: Duration,
) -> Result<Vec<u8>, AskError> {
    within(patience, async {
        let stream = TcpStream::connect(found).await.map_err(unreachable)?;
        if !address.is_secure() {
            return exchange(address, TokioIo::new(stream), request).await;
        }
        let name = ServerName::try_from(address.host().to_owned()).map_err(encryption)?;
        let stream =
            TlsConnector::from(Arc::new(trusting()?)).connect(name, stream).await.map_err(encryption)?;
        exchange(address, TokioIo::new(stream), request).await
    })
}

/// Does something on this thread, and no longer than that.
fn within<T>(patience: Duration, doing: impl Future<Output = Result<T, AskError>>) -> Result<T, AskError> {
    let runtime = Builder::new_current_thread().enable_io().enable_time().build().map_err(unreachable)?;
    let done = runtime.block_on(async { timeout(patience, doing).await });
    // A name that is still being looked up is not waited for.
    runtime.shutdown_background();
    done.unwrap_or(Err(AskError::Slow { seconds: patience.as_secs() }))
}

/// What the system has and cannot be read vouches for nobody.
fn trusting() -> Result<ClientConfig, AskError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(config.map_err(encryption)?.with_root_certificates(roots).with_no_client_auth())
}

async fn exchange<S>(address: &Address, stream: S, request: &[u8]) -> Result<Vec<u8>, AskError>
where
    S: Read + Write + Unpin + 'static,
{
    let (mut sender, connection) =
        http1::Builder::new().max_buf_size(HEAD).handshake(stream).await.map_err(broken)?;
    let asked = Request::post(address.target())
        .header(HOST, address.authority())
        .header(CONTENT_TYPE, ASKS)
        .header(ACCEPT, ANSWERS)
        .header(USER_AGENT, concat!("plis/", env!("CARGO_PKG_VERSION")))
        .header(CONNECTION, "close")
        .body(Octets(Some(Bytes::copy_from_slice(request))))
        .map_err(broken)?;
    let answered = async {
        let response = sender.send_request(asked).await.map_err(broken)?;
        judged(&response)?;
        collected(response.into_body()).await
    };
    let (mut answered, mut connection) = (pin!(answered), Some(pin!(connection)));
    // Both at once: the one goes on as far as the other carries it.
    poll_fn(|context| {
        if let Poll::Ready(answer) = answered.as_mut().poll(context) {
            return Poll::Ready(answer);
        }
        // That it ended is for the other side to say, which is woken by it.
        if connection.as_mut().is_some_and(|carried| carried.as_mut().poll(context).is_ready()) {
            connection = None;
            return answered.as_mut().poll(context);
        }
        Poll::Pending
    })
    .await
}

fn judged(response: &Response<Incoming>) -> Result<(), AskError> {
    let status = response.status();
    if status.is_redirection() {
        return Err(AskError::Elsewhere { status: status.as_u16() });
    }
    if !status.is_success() {
        return Err(AskError::Status { status: status.as_u16() });
    }
    let found = response.headers().get(CONTENT_TYPE).map(|found| String::from_utf8_lossy(found.as_bytes()));
    let found = found.unwrap_or_default();
    let kind = found.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case(ANSWERS) {
        return Ok(());
    }
    Err(AskError::ContentType { found: kind.chars().take(100).collect() })
}

async fn collected(mut body: Incoming) -> Result<Vec<u8>, AskError> {
    let limit = limits::TIME_STAMP.value;
    let too_large = || Err(AskError::TooLarge { limit });
    // What it claims is only a claim, and no more than that is reserved.
    if body.size_hint().lower() > limit {
        return too_large();
    }
    let mut octets = Vec::new();
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.map_err(broken)?.into_data() else { continue };
        octets.extend_from_slice(&data);
        if octets.len() as u64 > limit {
            return too_large();
        }
    }
    Ok(octets)
}

/// A body that is at hand as a whole.
struct Octets(Option<Bytes>);

impl Body for Octets {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|octets| Ok(Frame::data(octets))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.as_ref().map_or(0, |octets| octets.len() as u64))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unreachable(error: io::Error) -> AskError {
    AskError::Unreachable { error: (&error).into() }
}

fn encryption(error: impl std::fmt::Display) -> AskError {
    AskError::Encryption { said: error.to_string() }
}

fn broken(error: impl std::fmt::Display) -> AskError {
    AskError::Broken { said: error.to_string() }
}
