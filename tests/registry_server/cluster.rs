//! A PostgreSQL of the test's own: in a folder that goes with it, on a port of this machine.

use std::{
    fs,
    io::Write as _,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::OnceLock,
    thread::sleep,
    time::{Duration, Instant},
};

/// Whoever owns its databases.
pub(crate) const OWNER: &str = "owner";

pub(crate) struct Cluster {
    folder: PathBuf,
    port: u16,
    /// While this is open, the server runs.
    _alive: ChildStdin,
    keeper: Child,
}

/// Ends it with the process that holds the other end of the line, whatever becomes of that.
const KEEPER: &str =
    "\"$@\" & server=$!; cat >/dev/null; kill -QUIT $server 2>/dev/null; wait $server; rm -rf \"$FOLDER\"";

impl Cluster {
    /// The one that tests share; none where PostgreSQL is not installed, which ends the tests with a word.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    pub(crate) fn start() -> Self {
        Self::made(None)
    }

    /// One that takes encrypted connections only, by the certificate of a folder.
    pub(crate) fn start_encrypted(certificates: &Path) -> Self {
        Self::made(Some(certificates))
    }

    fn made(certificates: Option<&Path>) -> Self {
        let Some(programs) = programs() else {
            let ci = std::env::var_os("PLIS_CI").is_some();
            // Not through the harness, which would keep it for itself.
            let _ = std::io::stderr().write_all(b"skipped: PostgreSQL is not installed here\n");
            std::process::exit(i32::from(ci));
        };
        let folder = tempfile::Builder::new().prefix("plis-pg").tempdir().expect("a folder").keep();
        if is_root() {
            // Its programs refuse to be run by root.
            assert!(Command::new("chown").arg("postgres").arg(&folder).status().expect("run").success());
        }
        let data = folder.join("data");
        let made = as_server(&programs.join("initdb"))
            .args(["-A", "trust", "-U", OWNER, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
            .arg(&data)
            .current_dir(&folder)
            .output()
            .expect("initdb runs");
        assert!(made.status.success(), "{made:?}");
        // Who needs a password, before everybody who needs none.
        let rules = data.join("pg_hba.conf");
        let others = fs::read_to_string(&rules).expect("read");
        let first = match certificates {
            None => "host all clerk 127.0.0.1/32 scram-sha-256",
            // But for the test itself, which waits for the server.
            Some(_) => "hostnossl postgres all 127.0.0.1/32 reject",
        };
        fs::write(&rules, format!("{first}\n{others}")).expect("written");
        if let Some(certificates) = certificates {
            let settings = data.join("postgresql.conf");
            let said = fs::read_to_string(&settings).expect("read");
            let said =
                format!("{said}\nssl = on\nssl_cert_file = 'server.crt'\nssl_key_file = 'server.key'\n");
            fs::write(&settings, said).expect("written");
            for name in ["server.crt", "server.key"] {
                // The key is its own, and nobody else's.
                let taken = as_server(Path::new("sh"))
                    .args(["-c", "umask 077; cat >\"$0\""])
                    .arg(data.join(name))
                    .stdin(fs::File::open(certificates.join(name)).expect("opened"))
                    .status()
                    .expect("run");
                assert!(taken.success());
            }
        }
        Self::run(folder)
    }

    fn run(folder: PathBuf) -> Self {
        let programs = programs().expect("it is installed");
        let port =
            TcpListener::bind(("127.0.0.1", 0)).and_then(|free| free.local_addr()).expect("a port").port();
        let log = fs::File::create(folder.join("log")).expect("a log");
        let server = as_server(&programs.join("postgres"));
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "sh"]).arg(server.get_program()).args(server.get_args());
        let mut keeper = keeper
            .arg("-D")
            .arg(folder.join("data"))
            .arg("-k")
            .arg(&folder)
            .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"])
            // A process that is killed loses nothing that the system has.
            .args(["-c", "fsync=off"])
            .env("FOLDER", &folder)
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("started");
        let alive = keeper.stdin.take().expect("a line");
        let cluster = Self { folder, port, _alive: alive, keeper };
        cluster.wait();
        cluster
    }

    fn wait(&self) {
        let until = Instant::now() + Duration::from_mins(1);
        while self.connect("template1").is_err() {
            assert!(Instant::now() < until, "the server does not answer");
            sleep(Duration::from_millis(50));
        }
    }

    fn connect(&self, database: &str) -> Result<postgres::Client, postgres::Error> {
        let mut config = postgres::Config::new();
        config.host("127.0.0.1").port(self.port).user(OWNER).dbname(database);
        config.connect(postgres::NoTls)
    }

    /// A connection of the owner's, as any other program makes it.
    pub(crate) fn raw(&self, database: &str) -> postgres::Client {
        self.connect(database).expect("connected")
    }

    pub(crate) fn address(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}@127.0.0.1:{}/{database}", self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Kills the server, as a power cut would, and starts it again where it was: at another port.
    pub(crate) fn kill(mut self) -> Self {
        let said = fs::read_to_string(self.folder.join("data/postmaster.pid")).expect("it runs");
        let pid = said.lines().next().expect("a number").to_owned();
        // Its keeper must not take the folder away.
        self.keeper.kill().expect("killed");
        self.keeper.wait().expect("ended");
        assert!(Command::new("kill").args(["-KILL", &pid]).status().expect("run").success());
        while TcpStream::connect(("127.0.0.1", self.port)).is_ok() || is_alive(&pid) {
            sleep(Duration::from_millis(20));
        }
        // Its processes end on their own when they see it.
        sleep(Duration::from_millis(300));
        fs::remove_file(self.folder.join("data/postmaster.pid")).expect("removed");
        Self::run(self.folder.clone())
    }
}

fn is_alive(pid: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
}

fn programs() -> Option<PathBuf> {
    let mut found: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .collect();
    found.sort();
    found.pop().filter(|programs| programs.join("initdb").is_file())
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn as_server(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    // `exec`s the program: its number is the server's.
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
    command
}
