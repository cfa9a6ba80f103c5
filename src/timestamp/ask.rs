//! Asking an authority over HTTP (RFC 3161 section 3.4), within bounds.
//!
//! One connection, one request, one answer. No redirection is followed and no proxy is asked: where the address leads to
//! is what was named. Over HTTPS the system's authorities vouch for the server; over HTTP nobody does, which takes nothing
//! from the stamp: it is its signature that is believed.

use std::{net::SocketAddr, time::Duration};

use super::{Address, unanswered::AskError};

/// Seconds that resolving, connecting and answering may take together.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// An authority that may be asked.
#[derive(Clone, Debug)]
pub struct Authority {
    address: Address,
    patience: Duration,
    found: Vec<SocketAddr>,
}

impl Authority {
    /// Nothing is done before it is asked.
    pub fn new(address: Address, patience: Duration) -> Self {
        Self { address, patience, found: Vec::new() }
    }

    /// Its address.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Looks where the machine is, once: nothing else of the system is needed from there on.
    ///
    /// # Errors
    ///
    /// [`AskError::Unreachable`], [`AskError::Slow`], [`AskError::NotBuilt`].
    pub fn find(&mut self) -> Result<(), AskError> {
        if self.found.is_empty() {
            self.found = wire::find(&self.address, self.patience)?;
        }
        Ok(())
    }

    /// Sends a request, and gives what comes back: octets of a stranger.
    ///
    /// # Errors
    ///
    /// Any [`AskError`].
    pub fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>, AskError> {
        self.find()?;
        wire::ask(&self.address, &self.found, request, self.patience)
    }
}

#[cfg(feature = "tsa")]
use super::wire;

#[cfg(not(feature = "tsa"))]
mod wire {
    use std::{net::SocketAddr, time::Duration};

    use super::{Address, AskError};

    pub(super) fn find(_: &Address, _: Duration) -> Result<Vec<SocketAddr>, AskError> {
        Err(AskError::NotBuilt)
    }

    pub(super) fn ask(_: &Address, _: &[SocketAddr], _: &[u8], _: Duration) -> Result<Vec<u8>, AskError> {
        Err(AskError::NotBuilt)
    }
}
