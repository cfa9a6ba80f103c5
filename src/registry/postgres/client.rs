//! A connection with a deadline for whatever it is asked: a server that takes a connection and then is silent is gone.

use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::Poll,
    time::Duration,
};

use futures_core::Stream as _;
use tokio::{
    runtime::{Builder, Runtime},
    time::timeout,
};
use tokio_postgres::{
    Config, Error, NoTls, Row, Statement,
    types::{ToSql, Type},
};

use super::{
    error::{refused, told},
    tls::Tls,
};
use crate::registry::{
    error::{RegistryError, ServerFault},
    port::Given,
};

/// A connection: one question after the other.
pub(super) struct Client {
    client: tokio_postgres::Client,
    carrier: Carrier,
}

/// What carries questions and answers, while one is waited for.
struct Carrier {
    runtime: Runtime,
    /// None once it broke.
    line: Option<Line>,
    /// How long an answer may take, or the next part of one.
    patience: Duration,
}

type Line = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

impl Client {
    /// Connects, and proves who asks, `within` so long.
    pub(super) fn connect(
        config: &Config,
        tls: Option<&Tls>,
        within: Duration,
        patience: Duration,
    ) -> Result<Self, RegistryError> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let connected = async {
            Ok::<(_, Line), Error>(if let Some(tls) = tls {
                let (client, line) = config.connect(tls.clone()).await?;
                (client, Box::pin(line))
            } else {
                let (client, line) = config.connect(NoTls).await?;
                (client, Box::pin(line))
            })
        };
        let (client, line) = match runtime.block_on(async { timeout(within, connected).await }) {
            Ok(Ok(connected)) => connected,
            Ok(Err(error)) => return Err(refused(told(&error))),
            Err(_) => return Err(refused(silent(within))),
        };
        Ok(Self { client, carrier: Carrier { runtime, line: Some(line), patience } })
    }

    /// Whether it is known to be gone.
    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Runs statements, one after the other.
    pub(super) fn batch(&mut self, statements: &str) -> Result<(), RegistryError> {
        self.carrier.wait(self.client.batch_execute(statements))
    }

    /// The rows of a statement, all at once.
    pub(super) fn rows(
        &mut self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, RegistryError> {
        self.carrier.wait(self.client.query(statement, values))
    }

    /// The only row of a statement.
    pub(super) fn row(
        &mut self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Row, RegistryError> {
        self.carrier.wait(self.client.query_one(statement, values))
    }

    /// Makes a statement known to it.
    pub(super) fn prepare(&mut self, statement: &str, kinds: &[Type]) -> Result<Statement, RegistryError> {
        self.carrier.wait(self.client.prepare_typed(statement, kinds))
    }

    /// Runs a statement; gives how many rows it changed.
    pub(super) fn execute(
        &mut self,
        statement: &Statement,
        values: &[Given<'_>],
    ) -> Result<u64, RegistryError> {
        self.carrier.wait(self.client.execute_raw(statement, values))
    }

    /// The same with values of any type.
    pub(super) fn send(
        &mut self,
        statement: &Statement,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, RegistryError> {
        self.carrier.wait(self.client.execute(statement, values))
    }

    /// Gives every row of a statement, while it is read, until one is the last that is wanted.
    pub(super) fn each(
        &mut self,
        statement: &Statement,
        values: &[Given<'_>],
        each: &mut dyn FnMut(Row) -> Result<bool, RegistryError>,
    ) -> Result<(), RegistryError> {
        let mut rows = pin!(self.carrier.wait(self.client.query_raw(statement, values))?);
        loop {
            let next = poll_fn(|context| rows.as_mut().poll_next(context).map(Option::transpose));
            let Some(row) = self.carrier.wait(next)? else { return Ok(()) };
            if !each(row)? {
                return Ok(());
            }
        }
    }
}

impl Carrier {
    fn wait<T>(&mut self, asked: impl Future<Output = Result<T, Error>>) -> Result<T, RegistryError> {
        let mut asked = pin!(asked);
        let line = &mut self.line;
        let answered = poll_fn(|context| {
            // First, since the answer comes by it.
            match line.as_mut().map_or(Poll::Pending, |line| line.as_mut().poll(context)) {
                Poll::Pending => {}
                Poll::Ready(ended) => {
                    *line = None;
                    if let Err(error) = ended {
                        return Poll::Ready(Err(error));
                    }
                }
            }
            asked.as_mut().poll(context)
        });
        if let Ok(answer) = self.runtime.block_on(async { timeout(self.patience, answered).await }) {
            return answer.map_err(|error| told(&error));
        }
        // What it says later answers nothing any more.
        self.line = None;
        Err(silent(self.patience))
    }
}

fn silent(after: Duration) -> RegistryError {
    let said = format!("no answer within {} s", after.as_secs());
    RegistryError::Server { fault: ServerFault::Gone, said }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
        thread,
    };

    use super::*;

    const SOON: Duration = Duration::from_millis(200);
    const LATE: Duration = Duration::from_mins(1);

    /// A server that says this to whoever comes, and nothing more.
    fn that_says(said: &'static [u8]) -> Config {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        thread::spawn(move || {
            let (mut client, _) = listener.accept().expect("somebody comes");
            client.write_all(said).expect("said");
            // Until who came is gone.
            let _ = client.read_to_end(&mut Vec::new());
        });
        let mut config = Config::new();
        config.host("127.0.0.1").port(port).user("a").ssl_mode(tokio_postgres::config::SslMode::Disable);
        config
    }

    #[test]
    fn a_server_that_is_silent_cannot_be_reached() {
        let error = Client::connect(&that_says(b""), None, SOON, LATE).err().expect("nothing was said");
        assert!(matches!(error, RegistryError::Server { fault: ServerFault::Unreachable, .. }), "{error:?}");
    }

    #[test]
    fn a_server_that_falls_silent_is_gone() {
        // `AuthenticationOk` and `ReadyForQuery`
        // (https://www.postgresql.org/docs/current/protocol-message-formats.html).
        let config = that_says(b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I");
        let mut client = Client::connect(&config, None, LATE, SOON).expect("connected");
        assert!(!client.is_closed());
        let error = client.batch("SELECT 1").expect_err("no answer");
        assert!(matches!(error, RegistryError::Server { fault: ServerFault::Gone, .. }), "{error:?}");
        assert!(client.is_closed());
    }
}
