//! What becomes of a change when the server, or the way to it, goes.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU16, AtomicUsize, Ordering},
    },
    thread,
};

use plis::{
    keys::Role,
    registry::{ProofResult, RegistryError, ServerAddress, ServerFault},
};

use crate::{
    cluster::{Cluster, OWNER},
    world::{Deeds as _, World, by, new_key, open},
};

/// A way to the server that swallows the answer to a COMMIT, once: the server has it, nobody hears of it.
struct Way {
    port: u16,
    /// The port of the server; none: whoever comes is let in and gone.
    server: Arc<AtomicU16>,
    swallows: Arc<AtomicBool>,
    swallowed: Arc<AtomicUsize>,
}

impl Way {
    /// `is_cut`: once it swallowed an answer nobody comes through until [`Self::leads_to`].
    fn to(port: u16, is_cut: bool) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let own = listener.local_addr().expect("an address").port();
        let (swallows, swallowed) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (cut, count) = (Arc::clone(&swallows), Arc::clone(&swallowed));
        let server = Arc::new(AtomicU16::new(port));
        let leads = Arc::clone(&server);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let port = leads.load(Ordering::SeqCst);
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else { continue };
                let (cut, count, leads) = (Arc::clone(&cut), Arc::clone(&count), Arc::clone(&leads));
                thread::spawn(move || {
                    carry(client, server, &cut, &|| {
                        if is_cut {
                            leads.store(0, Ordering::SeqCst);
                        }
                        count.fetch_add(1, Ordering::SeqCst);
                    });
                });
            }
        });
        Self { port: own, server, swallows, swallowed }
    }

    fn leads_to(&self, port: u16) {
        self.server.store(port, Ordering::SeqCst);
    }

    fn address(&self, database: &str) -> String {
        format!("postgres://{OWNER}@127.0.0.1:{}/{database}", self.port)
    }
}

fn carry(client: TcpStream, server: TcpStream, cut: &AtomicBool, swallowed: &dyn Fn()) {
    let (mut from, mut to) = (client.try_clone().expect("one more"), server.try_clone().expect("one more"));
    let asking = Arc::new(AtomicBool::new(false));
    let committing = Arc::clone(&asking);
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut octets = [0; 8192];
            while let Ok(read @ 1..) = from.read(&mut octets) {
                if cut.load(Ordering::SeqCst) && octets[..read].windows(7).any(|part| part == b"COMMIT\0") {
                    committing.store(true, Ordering::SeqCst);
                }
                if to.write_all(&octets[..read]).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(std::net::Shutdown::Both);
        });
        let (mut from, mut to) = (server, client);
        let mut octets = [0; 8192];
        while let Ok(read @ 1..) = from.read(&mut octets) {
            if asking.load(Ordering::SeqCst) {
                cut.store(false, Ordering::SeqCst);
                swallowed();
                break;
            }
            if to.write_all(&octets[..read]).is_err() {
                break;
            }
        }
        let _ = (to.shutdown(std::net::Shutdown::Both), from.shutdown(std::net::Shutdown::Both));
    });
}

#[test]
fn a_change_whose_answer_was_lost_is_there_once_and_said_so() {
    let world = World::new();
    let way = Way::to(Cluster::shared().port(), false);
    let database = world.address(OWNER).rsplit('/').next().expect("a name").to_owned();
    let mut registry = open(&way.address(&database)).expect("open");
    registry.with_key("avant", Role::Entity);
    way.swallows.store(true, Ordering::SeqCst);
    let key = registry.add_key(&by(), &new_key("a", Role::Entity, None)).expect("it is there");
    assert_eq!((way.swallowed.load(Ordering::SeqCst), key.name.as_str()), (1, "a"));
    // The registry goes on, by another connection.
    registry.retire_key(&by(), key.id).expect("retired");
    let lines = world.journal();
    assert_eq!(lines.iter().filter(|line| line.contains(r#""kind":"key.created""#)).count(), 2);
    assert_eq!(registry.replay().expect("read").expect("whole").differences, []);
}

/// Clients that add keys and say that they answer, until the server goes or each has added so many; the names of those
/// that it said are there.
fn at_once(
    cluster: &Cluster,
    clients: usize,
    most: usize,
    done: &Arc<AtomicUsize>,
) -> Vec<thread::JoinHandle<Vec<String>>> {
    let client = |client: usize| {
        let (address, done) = (cluster.address(OWNER, "postgres"), Arc::clone(done));
        thread::spawn(move || {
            let mut kept = Vec::new();
            let mut registry = open(&address).expect("open");
            while kept.len() < most {
                let name = format!("{client}-{}", kept.len());
                let added = registry.add_key(&by(), &new_key(&name, Role::Entity, None));
                let added = added.and_then(|key| {
                    kept.push(name);
                    registry.record_proof(&by(), key.id, ProofResult::Proved)
                });
                match added {
                    Ok(_) => {}
                    // Others were before it for too long, on a machine that has more to do.
                    Err(RegistryError::Busy) => continue,
                    Err(
                        RegistryError::Server { fault: ServerFault::Gone | ServerFault::Unreachable, .. }
                        | RegistryError::Unanswered,
                    ) => return kept,
                    Err(error) => panic!("{error}"),
                }
                done.fetch_add(1, Ordering::SeqCst);
            }
            kept
        })
    };
    (0..clients).map(client).collect()
}

#[test]
fn fifty_clients_at_once_lose_nothing_and_lock_nobody_out() {
    let cluster = Cluster::start();
    let made = ServerAddress::new(&cluster.address(OWNER, "postgres")).expect("an address").make();
    assert!(made.expect("made"));
    let clients = at_once(&cluster, 50, 4, &Arc::default());
    let kept: Vec<Vec<String>> = clients.into_iter().map(|client| client.join().expect("ended")).collect();
    assert!(kept.iter().all(|kept| kept.len() == 4));
    let registry = open(&cluster.address(OWNER, "postgres")).expect("open");
    for name in kept.iter().flatten() {
        registry.key(name).expect("what was said to be done is done");
    }
    let replay = registry.replay().expect("read").expect("whole");
    assert_eq!(replay.differences, []);
    assert!((200..=400).contains(&replay.entries), "{}", replay.entries);
    let deadlocks = "SELECT sum(deadlocks)::bigint FROM pg_catalog.pg_stat_database";
    let mut raw = cluster.raw("postgres");
    assert_eq!(raw.query_one(deadlocks, &[]).expect("read").get::<_, i64>(0), 0);
}

#[test]
fn a_server_that_goes_in_the_middle_leaves_nothing_half_done() {
    let cluster = Cluster::start();
    let address = ServerAddress::new(&cluster.address(OWNER, "postgres")).expect("an address");
    assert!(address.make().expect("made"));
    let done = Arc::new(AtomicUsize::new(0));
    let clients = at_once(&cluster, 50, usize::MAX, &done);
    while done.load(Ordering::SeqCst) < 100 {
        thread::yield_now();
    }
    let cluster = cluster.kill();
    let kept: Vec<Vec<String>> = clients.into_iter().map(|client| client.join().expect("ended")).collect();
    let registry = open(&cluster.address(OWNER, "postgres")).expect("open");
    for name in kept.iter().flatten() {
        registry.key(name).expect("what was said to be done is done");
    }
    registry.verify_journal().expect("read").expect("whole");
    assert_eq!(registry.replay().expect("read").expect("whole").differences, []);
    assert_eq!(registry.check().expect("read"), Vec::<String>::new());
}

/// `kill -9` between COMMIT and its answer, and a server that is back after a while.
#[test]
fn a_change_is_there_once_though_the_server_was_killed_before_it_answered() {
    let cluster = Cluster::start();
    let made = ServerAddress::new(&cluster.address(OWNER, "postgres")).expect("an address").make();
    assert!(made.expect("made"));
    let way = Way::to(cluster.port(), true);
    let mut registry = open(&way.address("postgres")).expect("open");
    way.swallows.store(true, Ordering::SeqCst);
    let added = thread::spawn(move || registry.add_key(&by(), &new_key("a", Role::Entity, None)));
    while way.swallowed.load(Ordering::SeqCst) == 0 {
        thread::yield_now();
    }
    let cluster = cluster.kill();
    way.leads_to(cluster.port());
    added.join().expect("ended").expect("it is there");
    let registry = open(&cluster.address(OWNER, "postgres")).expect("open");
    registry.key("a").expect("once");
    assert_eq!(registry.replay().expect("read").expect("whole").differences, []);
}

#[test]
fn a_server_that_is_not_there_is_named() {
    // A port that nobody has.
    let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr()).expect("a port").port();
    let error = open(&format!("postgres://{OWNER}@127.0.0.1:{port}/x")).expect_err("nobody");
    assert!(matches!(error, RegistryError::Server { fault: ServerFault::Unreachable, .. }), "{error:?}");
}

#[test]
fn who_waits_too_long_for_another_is_told() {
    let world = World::new();
    let mut registry = world.registry();
    let mut other = world.raw();
    other.batch_execute("BEGIN; SELECT pg_advisory_xact_lock(1886153075)").expect("locked");
    let error = registry.add_key(&by(), &new_key("a", Role::Entity, None)).expect_err("locked");
    assert!(matches!(error, RegistryError::Busy), "{error:?}");
    other.batch_execute("ROLLBACK").expect("free");
    registry.add_key(&by(), &new_key("a", Role::Entity, None)).expect("added");
}
