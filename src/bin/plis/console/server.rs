//! The listener: loopback only, a bounded number of connections, and no patience for slow ones.

use std::{
    collections::VecDeque,
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener as Bound},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    middleware,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    runtime,
    task::AbortHandle,
    time,
};

use super::{Console, gate, routes};

/// Connections at once. A browser opens six to one host.
const CONNECTIONS: usize = 64;
/// For the head of a request, and for the next one of a connection that is kept.
const HEAD: Duration = Duration::from_secs(10);
/// Octets of a head.
const HEAD_OCTETS: usize = 32 << 10;
/// Fields of a head.
const HEAD_FIELDS: usize = 64;
/// How often it is looked whether anybody is still there.
const LOOK: Duration = Duration::from_millis(200);

/// A port of both loopback addresses, or of the first where the second is not to be had.
pub(super) struct Listening {
    port: u16,
    sockets: Vec<Bound>,
}

impl Listening {
    /// Binds; port 0 lets the system choose.
    pub(super) fn on(port: u16) -> io::Result<Self> {
        let first = Bound::bind((Ipv4Addr::LOCALHOST, port))?;
        let port = first.local_addr()?.port();
        let mut sockets = vec![first];
        sockets.extend(Bound::bind((Ipv6Addr::LOCALHOST, port)));
        for socket in &sockets {
            socket.set_nonblocking(true)?;
        }
        Ok(Self { port, sockets })
    }

    /// The port.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Serves until the console is over: closed by a person, or left alone for too long.
    pub(super) fn serve(self, console: &Arc<Console>) -> io::Result<()> {
        let runtime = runtime::Builder::new_current_thread().enable_all().max_blocking_threads(16).build()?;
        runtime.block_on(async {
            let app = app(console);
            let crowd = Arc::new(Crowd::default());
            for socket in self.sockets {
                let socket = TcpListener::from_std(socket)?;
                tokio::spawn(accept(socket, Arc::clone(console), app.clone(), Arc::clone(&crowd)));
            }
            while !console.is_over() {
                time::sleep(LOOK).await;
                console.lookout.forget();
            }
            // What was just answered still has to leave.
            time::sleep(LOOK).await;
            Ok(())
        })
    }
}

fn app(console: &Arc<Console>) -> Router {
    routes::all(console)
        .layer(middleware::from_fn_with_state(Arc::clone(console), gate::gate))
        // The gate counts what it reads, by what is sent.
        .layer(DefaultBodyLimit::disable())
}

async fn accept(socket: TcpListener, console: Arc<Console>, app: Router, crowd: Arc<Crowd>) {
    loop {
        match socket.accept().await {
            // The addresses listened on have no other peers; a system that thinks otherwise is not believed.
            Ok((stream, peer)) if peer.ip().is_loopback() => {
                let place = crowd.place();
                let known = Arc::clone(&place.known);
                let task = tokio::spawn(connection(stream, peer, Arc::clone(&console), app.clone(), known));
                crowd.enter(place, task.abort_handle());
            }
            Ok(_) => {}
            // No descriptor is left: some will be.
            Err(_) => time::sleep(LOOK).await,
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    console: Arc<Console>,
    app: Router,
    known: Arc<AtomicBool>,
) {
    // Small answers, one after the other.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(gate::Known(Arc::clone(&known)));
        console.pulse.beat();
        let app = app.clone();
        async move { tower_call(app, request).await }
    });
    // Whatever ends a connection is the browser's affair: nothing of it is written anywhere.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_headers(HEAD_FIELDS)
        .max_buf_size(HEAD_OCTETS)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn tower_call(
    app: Router,
    request: Request,
) -> Result<axum::response::Response, std::convert::Infallible> {
    use hyper::service::Service as _;
    hyper_util::service::TowerToHyperService::new(app).call(request).await
}

/// Who is connected. When it is full, the oldest connection that never showed a session goes: idle strangers keep nobody
/// out.
#[derive(Default)]
struct Crowd(Mutex<VecDeque<Guest>>);

struct Guest {
    task: AbortHandle,
    known: Arc<AtomicBool>,
}

/// A place that is about to be taken.
struct Place {
    known: Arc<AtomicBool>,
}

impl Crowd {
    fn place(&self) -> Place {
        let mut guests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        guests.retain(|guest| !guest.task.is_finished());
        if guests.len() >= CONNECTIONS {
            let stranger = guests.iter().position(|guest| !guest.known.load(Relaxed)).unwrap_or(0);
            if let Some(guest) = guests.remove(stranger) {
                guest.task.abort();
            }
        }
        Place { known: Arc::default() }
    }

    fn enter(&self, place: Place, task: AbortHandle) {
        let mut guests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        guests.push_back(Guest { task, known: place.known });
    }
}
