//! The registry on a server: PostgreSQL, and the only room that speaks to it.
//!
//! Every change takes one lock first and reads the journal's head second, so that the entries of all who change the
//! registry follow each other; its first entry carries the number of the change, by which a change whose answer was lost
//! with the connection is found again, or is known not to have been made.

mod client;
mod columns;
mod error;
mod files;
mod fill;
mod schema;
mod settings;
mod tls;

use std::{
    cell::{Cell, RefCell, RefMut},
    collections::HashMap,
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    thread::sleep,
    time::{Duration, Instant},
};

use tokio_postgres::{Config, Statement, config::SslMode};

pub(super) use self::fill::Fill;
pub use self::settings::BadAddress;
use self::{
    client::Client,
    columns::Found,
    error::refused,
    settings::{Process, Settings},
    tls::Tls,
};
use crate::{
    crypto::hex,
    fsx::Fault,
    registry::{
        VERSION,
        error::{RegistryError, SchemaDifference, ServerFault},
        mode::Mode,
        port::{Each, Given, Link, Tenant, values},
    },
};

/// How long to wait for a server, and for others that change the registry.
const WAIT: Duration = Duration::from_secs(10);

/// How long a server that went away in the middle may take to come back, and how often to look.
const BACK: Duration = Duration::from_secs(30);
const AGAIN: Duration = Duration::from_millis(200);

/// How long it may take to be let in, and to be answered: longer than any statement may run.
const CONNECTED: Duration = Duration::from_secs(15);
const ANSWERED: Duration = Duration::from_secs(5 * 60 + 30);

/// What every connection begins with: no statement runs for ever, none waits for ever, and nobody's table stands before
/// ours.
const BEGIN: &str = "SET search_path = plis, pg_temp; SET statement_timeout = '5min'; SET lock_timeout = '10s'; \
                     SET idle_in_transaction_session_timeout = '1min'; SET client_min_messages = warning; \
                     SET default_transaction_isolation = 'read committed'";

/// Where a registry on a server is, and who asks it.
#[derive(Clone)]
pub struct ServerAddress(Arc<Address>);

struct Address {
    /// As it was given.
    text: String,
    settings: Settings,
    shown: PathBuf,
    ready: OnceLock<Ready>,
}

/// What is read of this machine before the first connection.
struct Ready {
    config: Config,
    tls: Option<Tls>,
}

impl ServerAddress {
    /// Reads an address, and what goes with it in a service file and in the environment.
    ///
    /// # Errors
    ///
    /// [`BadAddress`].
    pub fn new(address: &str) -> Result<Self, BadAddress> {
        let settings = Settings::of(address, &Process)?;
        let shown = PathBuf::from(settings.shown());
        let (text, ready) = (address.to_owned(), OnceLock::new());
        Ok(Self(Arc::new(Address { text, settings, shown, ready })))
    }

    /// Whether a text is meant as one.
    pub fn is_one(text: &str) -> bool {
        text.starts_with("postgres:") || text.starts_with("postgresql:")
    }

    /// As it was given: there is no password in it.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// As people know it.
    pub fn shown(&self) -> &Path {
        &self.0.shown
    }

    /// The port it is at; `None` for a socket of this machine's file system.
    pub fn port(&self) -> Option<u16> {
        (!self.0.settings.is_socket()).then_some(self.0.settings.port)
    }

    /// Reads what a connection takes from this machine: names, authorities, the password. After that it takes a
    /// connection only.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Server`] for a name that nobody knows and authorities that cannot be read,
    /// [`RegistryError::PasswordFile`].
    pub fn prepare(&self) -> Result<(), RegistryError> {
        self.ready().map(drop)
    }

    fn ready(&self) -> Result<&Ready, RegistryError> {
        if let Some(ready) = self.0.ready.get() {
            return Ok(ready);
        }
        let settings = &self.0.settings;
        let mut config = Config::new();
        config
            .port(settings.port)
            .user(&settings.user)
            .dbname(&settings.database)
            .application_name("plis")
            .connect_timeout(WAIT)
            .tcp_user_timeout(WAIT * 3)
            .keepalives_idle(Duration::from_secs(30))
            .ssl_mode(if settings.is_verified { SslMode::Require } else { SslMode::Disable });
        if settings.is_socket() {
            config.host(&settings.host);
        } else {
            for address in settings.addresses()? {
                config.host(&settings.host).hostaddr(address);
            }
        }
        if let Some(password) = settings.password()? {
            config.password(password.expose());
        }
        let tls = settings.is_verified.then(|| Tls::of(settings)).transpose()?;
        Ok(self.0.ready.get_or_init(|| Ready { config, tls }))
    }

    fn connect(&self) -> Result<Client, RegistryError> {
        let Ready { config, tls } = self.ready()?;
        let mut client = Client::connect(config, tls.as_ref(), CONNECTED, ANSWERED)?;
        client.batch(BEGIN).map_err(refused)?;
        Ok(client)
    }

    /// Makes the registry there: tables, guards and roles; one that is there gets the rights of its roles anew. By whoever
    /// owns the database, all or nothing.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Server`]; [`RegistryError::Newer`] and [`RegistryError::Schema`] for one that is there and is not
    /// what this program makes; what the database says.
    pub fn make(&self) -> Result<bool, RegistryError> {
        let mut client = self.connect()?;
        schema::begin(&mut client)?;
        let is_new = schema::within(&mut client)?;
        current(&mut client)?;
        schema::verify(&mut client)?;
        client.batch("COMMIT")?;
        Ok(is_new)
    }

    /// Makes the guards anew of a registry that is there, and what else can be made anew without its rows; gives what was
    /// not as it should be. By whoever owns the database, all or nothing.
    ///
    /// # Errors
    ///
    /// Those of [`Self::make`]; [`RegistryError::Schema`] has what is still not as it should be.
    pub fn renew(&self) -> Result<Vec<SchemaDifference>, RegistryError> {
        let mut client = self.connect()?;
        is_known(&mut client)?;
        schema::begin(&mut client)?;
        let found = schema::differences(&mut client)?;
        schema::renew(&mut client)?;
        schema::verify(&mut client)?;
        client.batch("COMMIT")?;
        Ok(found)
    }
}

impl fmt::Debug for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ServerAddress").field(&self.0.shown).finish()
    }
}

/// That the schema is of the version known here.
fn is_known(client: &mut Client) -> Result<(), RegistryError> {
    match current(client)? {
        VERSION => Ok(()),
        found => Err(RegistryError::Newer { found, known: VERSION }),
    }
}

/// The version of the schema, unless there is none.
fn current(client: &mut Client) -> Result<i32, RegistryError> {
    schema::version(client)?.ok_or(RegistryError::NotARegistry)
}

/// A registry on a server, by one connection at a time.
pub(super) struct Server {
    address: ServerAddress,
    client: RefCell<Client>,
    /// Statements that the connection knows, by their text.
    statements: RefCell<HashMap<String, Statement>>,
    version: i32,
    writable: bool,
    /// The change under way: its number, until its first entry is written.
    change: RefCell<Option<String>>,
    /// The number of the change under way, once it stands in an entry.
    written: RefCell<Option<String>>,
    begun: Cell<bool>,
}

impl Server {
    pub(super) fn open(address: &ServerAddress) -> Result<Self, RegistryError> {
        let mut client = address.connect()?;
        let version = current(&mut client)?;
        if version == VERSION {
            schema::verify(&mut client)?;
        }
        let may = "SELECT NOT pg_catalog.pg_is_in_recovery() \
                   AND pg_catalog.has_table_privilege('plis.journal', 'INSERT')";
        let may: bool = client.row(may, &[])?.get(0);
        let writable = may && version == VERSION;
        Ok(Self { version, writable, begun: Cell::new(false), ..Self::begun(address, client) })
    }

    /// By a connection on which something was begun.
    fn begun(address: &ServerAddress, client: Client) -> Self {
        Self {
            address: address.clone(),
            client: RefCell::new(client),
            statements: RefCell::default(),
            version: VERSION,
            writable: false,
            change: RefCell::default(),
            written: RefCell::default(),
            begun: Cell::new(true),
        }
    }

    /// The connection; another one where it is gone and nothing was begun on it.
    fn client(&self) -> Result<RefMut<'_, Client>, RegistryError> {
        let mut client = self.client.borrow_mut();
        if client.is_closed() && !self.begun.get() {
            *client = self.again()?;
        }
        Ok(client)
    }

    fn again(&self) -> Result<Client, RegistryError> {
        let client = self.address.connect()?;
        self.statements.borrow_mut().clear();
        Ok(client)
    }

    fn batch(&self, statement: &str) -> Result<(), RegistryError> {
        self.client()?.batch(statement)
    }

    /// The statement as this connection knows it.
    fn statement(
        &self,
        client: &mut Client,
        text: &str,
        values: &[Given<'_>],
    ) -> Result<Statement, RegistryError> {
        if let Some(known) = self.statements.borrow().get(text) {
            return Ok(known.clone());
        }
        let kinds: Vec<_> = values.iter().map(Given::kind).collect();
        let prepared = client.prepare(&numbered(text), &kinds)?;
        self.statements.borrow_mut().insert(text.to_owned(), prepared.clone());
        Ok(prepared)
    }

    /// Whether a change whose answer was lost was made: asked by another connection, once the one that is gone can make
    /// it no more. A server that was killed takes a while to come back.
    fn was_made(&self, number: &str) -> Result<bool, RegistryError> {
        let until = Instant::now() + BACK;
        loop {
            match self.is_made(number) {
                Err(
                    RegistryError::Busy
                    | RegistryError::Server { fault: ServerFault::Gone | ServerFault::Unreachable, .. },
                ) if Instant::now() < until => sleep(AGAIN),
                told => return told,
            }
        }
    }

    fn is_made(&self, number: &str) -> Result<bool, RegistryError> {
        let mut client = self.again()?;
        // Whoever made the change held the lock to its end.
        client.batch("BEGIN")?;
        client.batch(LOCK)?;
        let made = "SELECT EXISTS (SELECT FROM journal WHERE op_id = $1)";
        let made = client.row(made, &[&number])?.get(0);
        client.batch("COMMIT")?;
        *self.client.borrow_mut() = client;
        Ok(made)
    }
}

/// The lock of all changes.
const LOCK: &str = "SELECT pg_advisory_xact_lock(1886153075)";

impl Tenant for Server {
    fn read(&self, statement: &str, values: &[Given<'_>], each: Each<'_>) -> Result<(), RegistryError> {
        let mut client = self.client()?;
        let statement = self.statement(&mut client, statement, values)?;
        client.each(&statement, values, &mut |row| each(&Found(row)))
    }

    fn execute(&self, statement: &str, values: &[Given<'_>]) -> Result<u64, RegistryError> {
        let mut client = self.client()?;
        let statement = self.statement(&mut client, statement, values)?;
        client.execute(&statement, values)
    }

    fn begin_reading(&self) -> Result<(), RegistryError> {
        self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        self.begun.set(true);
        Ok(())
    }

    fn begin_change(&self) -> Result<(), RegistryError> {
        let mut number = [0; 16];
        getrandom::fill(&mut number).map_err(|_| RegistryError::from(Fault::Device))?;
        self.batch("BEGIN")?;
        self.begun.set(true);
        let looked = self.batch(LOCK).and_then(|()| match current(&mut *self.client()?)? {
            VERSION => Ok(()),
            found => Err(RegistryError::Newer { found, known: VERSION }),
        });
        looked.inspect_err(|_| self.rollback())?;
        self.change.replace(Some(hex(&number)));
        self.written.replace(None);
        Ok(())
    }

    fn mark(&self) -> Result<(), RegistryError> {
        self.batch("SAVEPOINT attempt")
    }

    fn back(&self) -> Result<(), RegistryError> {
        self.batch("ROLLBACK TO attempt")?;
        // What was written of it is undone: the next entry is the first.
        if let Some(number) = self.written.take() {
            self.change.replace(Some(number));
        }
        Ok(())
    }

    fn commit(&self) -> Result<(), RegistryError> {
        let ended = self.batch("COMMIT");
        self.begun.set(false);
        self.change.take();
        let (written, error) = match (self.written.take(), ended) {
            (_, Ok(())) => return Ok(()),
            (Some(written), Err(error @ RegistryError::Server { fault: ServerFault::Gone, .. })) => {
                (written, error)
            }
            (_, Err(error)) => return Err(error),
        };
        match self.was_made(&written) {
            Ok(true) => Ok(()),
            Ok(false) => Err(error),
            Err(_) => Err(RegistryError::Unanswered),
        }
    }

    fn rollback(&self) {
        if self.begun.replace(false) {
            self.change.take();
            self.written.take();
            // A connection that cannot do that is gone, and what was begun with it.
            let _ = self.client.borrow_mut().batch("ROLLBACK");
        }
    }

    fn append(&self, link: &Link<'_>) -> Result<(), RegistryError> {
        let tenant: &dyn Tenant = self;
        let number = self.change.take();
        let entry = "INSERT INTO journal (seq, hash, prev, line, op_id) VALUES (?1, ?2, ?3, ?4, ?5)";
        tenant.one(entry, values![link.seq, link.hash, link.prev, link.line, number])?;
        if number.is_some() {
            self.written.replace(number);
        }
        Ok(())
    }

    /// Key files that are not there, and certificates without their octets.
    fn check(&self) -> Result<Vec<String>, RegistryError> {
        let tenant: &dyn Tenant = self;
        tenant.all(
            "SELECT 'the file of ' || key.name || ' is not there' FROM key \
             JOIN certificate ON certificate.id = key.certificate_id \
             WHERE key.custody = 'copy' AND NOT EXISTS \
             (SELECT 1 FROM key_file WHERE key_file.fingerprint = certificate.fingerprint) ORDER BY 1",
            &[],
            |row| row.get(0),
        )
    }

    fn mode(&self) -> Mode {
        Mode::Server
    }

    fn highest(&self, table: &str) -> Result<i64, RegistryError> {
        let tenant: &dyn Tenant = self;
        let given = format!("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {table}_id_seq");
        Ok(tenant.first(&given, &[], |row| row.get(0))?.unwrap_or_default())
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn is_writable(&self) -> bool {
        self.writable
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, version, writable, .. } = self;
        f.debug_struct("Server")
            .field("address", address)
            .field("version", version)
            .field("writable", writable)
            .finish_non_exhaustive()
    }
}

/// `$1` for `?1`: a question mark is nothing else in our statements.
fn numbered(statement: &str) -> String {
    statement.replace('?', "$")
}
