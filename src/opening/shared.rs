//! What the workers of a run have in common.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
};

use super::resume::Earlier;
use crate::{
    crypto::Provider,
    fsx::{Folder, Roots},
    keys::Keyring,
};

/// What the workers share; nothing in it changes but a flag and a counter.
pub(super) struct Shared<'a> {
    pub(super) roots: &'a [PathBuf],
    /// The roots by their handles.
    pub(super) held: &'a Roots,
    pub(super) folder: &'a Folder,
    /// The folder of the whole, where this is a share's.
    pub(super) whole: Option<&'a Folder>,
    pub(super) keyring: &'a Keyring,
    pub(super) provider: &'a dyn Provider,
    pub(super) emergency_allowed: bool,
    /// Headers and digests only: nothing is decrypted but keys.
    pub(super) rehearsal: bool,
    pub(super) earlier: &'a Earlier,
    pub(super) stop: &'a AtomicBool,
    pub(super) progress: &'a AtomicU64,
    /// Workers that have no envelope left to open; it never shrinks.
    pub(super) idle: &'a AtomicUsize,
}

impl Shared<'_> {
    /// Whether a thread has nothing to do, and could hash for another.
    pub(super) fn somebody_is_idle(&self) -> bool {
        self.idle.load(Ordering::Relaxed) > 0
    }
}
