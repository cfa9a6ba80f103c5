//! Who asks an authority for time-stamps: a process of its own, which has the network and nothing else, since the one that
//! reads what bidders wrote has everything but the network. Where there is no such process, this one asks.

use std::io::{BufReader, Read, Write};

use plis::timestamp::{Address, AskError, Authority, PATIENCE};
use serde::{Deserialize, Serialize};

use crate::{
    cli::{
        Session,
        args::Mistake,
        error::Error,
        interrupt,
        message::{hear, say},
    },
    confine::{self, Line},
};

/// Octets of a message: twice what is read of an authority, written as numbers.
const MESSAGE: u64 = 1 << 20;

/// What the process says to a request.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    /// What the authority sent.
    Sent(Vec<u8>),
    /// It sent nothing.
    Not(AskError),
}

/// Asks an authority.
pub(crate) struct Asker {
    line: Option<BufReader<Line>>,
    authority: Authority,
}

impl Asker {
    /// Begins the process: before anything is read, and while there is one thread.
    pub(crate) fn begin(session: &Session, url: &str) -> Result<Self, Error> {
        let address: Address = url.parse().map_err(Mistake::Authority)?;
        let authority = Authority::new(address, PATIENCE);
        let line = confine::detach({
            let authority = authority.clone();
            move |line| {
                session.forget_passwords();
                serve(authority, line);
            }
        });
        Ok(Self { line: line.map(BufReader::new), authority })
    }

    /// The authority's address, as it is shown.
    pub(crate) fn asked(&self) -> String {
        self.authority.address().to_string()
    }

    /// Whether what is said to it is encrypted on the way.
    pub(crate) fn is_secure(&self) -> bool {
        self.authority.address().is_secure()
    }

    /// Sends a request, and gives what comes back.
    pub(crate) fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>, AskError> {
        let Some(line) = &mut self.line else { return self.authority.ask(request) };
        match say(line, &request).and_then(|()| hear(line, MESSAGE)) {
            Ok(Answer::Sent(octets)) => Ok(octets),
            Ok(Answer::Not(error)) => Err(error),
            Err(error) => Err(AskError::Unreachable { error: (&error).into() }),
        }
    }
}

/// The process: it answers until the line ends.
fn serve(mut authority: Authority, line: impl Read + Write) {
    // A signal to all processes of a service is for the one that opens: this one ends with its line.
    if interrupt::does(|| {}).is_err() {
        return;
    }
    let mut line = BufReader::new(line);
    let mut is_held = false;
    while let Ok(request) = hear::<Vec<u8>>(&mut line, MESSAGE) {
        let found = authority.find();
        if !is_held {
            // From here on nothing is wanted but streams to that port: now strangers are heard.
            confine::asker(authority.address().port());
            is_held = true;
        }
        let answer = match found.and_then(|()| authority.ask(&request)) {
            Ok(octets) => Answer::Sent(octets),
            Err(error) => Answer::Not(error),
        };
        if say(&mut line, &answer).is_err() {
            return;
        }
    }
}
