//! Modules of PKCS#11: loaded when asked for, once in a process, ended explicitly, and never unloaded.

use std::{
    env,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError, atomic::Ordering},
};

use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    error::{Error, RvError},
};

use super::pool::HUNG;
use crate::keys::token::{MODULE, TokenError, TokenUri};

/// What is loaded. A module stays in memory to the end of the process: code of it may be on a thread's way out.
static LOADED: Mutex<Vec<Loaded>> = Mutex::new(Vec::new());

struct Loaded {
    path: PathBuf,
    module: Pkcs11,
    ended: bool,
}

/// Modules that were loaded: ended when this goes, which is after the last key of them.
#[derive(Debug)]
#[must_use = "they end with it"]
pub struct Modules {
    paths: Vec<PathBuf>,
}

/// Loads the modules that addresses name, and begins with them: before the process is held to anything, since a module
/// is a library, and reaches its devices in ways that are its own.
///
/// # Errors
///
/// [`TokenError::NoModule`], [`TokenError::RelativeModule`], [`TokenError::Module`].
pub fn load<'a>(uris: impl IntoIterator<Item = &'a TokenUri>) -> Result<Modules, TokenError> {
    let mut modules = Modules { paths: Vec::new() };
    for uri in uris {
        let path = path_of(uri)?;
        begin(&path)?;
        if !modules.paths.contains(&path) {
            modules.paths.push(path);
        }
    }
    Ok(modules)
}

/// The module of an address, which is loaded now if it was not before.
pub(super) fn module_of(uri: &TokenUri) -> Result<Pkcs11, TokenError> {
    begin(&path_of(uri)?)
}

fn path_of(uri: &TokenUri) -> Result<PathBuf, TokenError> {
    let of_environment = || env::var_os(MODULE).filter(|path| !path.is_empty()).map(PathBuf::from);
    let path = uri.module.clone().or_else(of_environment).ok_or(TokenError::NoModule)?;
    // A name alone would be looked for where the system's loader looks: it would not be said which file was run.
    if path.is_absolute() { Ok(path) } else { Err(TokenError::RelativeModule { path }) }
}

fn begin(path: &Path) -> Result<Pkcs11, TokenError> {
    let mut loaded = locked();
    let known = loaded.iter().position(|known| known.path == path);
    let wrong = |error: Error| TokenError::Module { path: path.to_owned(), why: error.to_string() };
    let index = if let Some(index) = known {
        index
    } else {
        let module = Pkcs11::new(path).map_err(wrong)?;
        loaded.push(Loaded { path: path.to_owned(), module, ended: true });
        loaded.len() - 1
    };
    let known = &mut loaded[index];
    if known.ended {
        match known.module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => known.ended = false,
            Err(error) => return Err(wrong(error)),
        }
    }
    Ok(known.module.clone())
}

fn locked() -> MutexGuard<'static, Vec<Loaded>> {
    LOADED.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Modules {
    fn drop(&mut self) {
        // A call that has not returned is in there: what ends the module under it is the end of the process.
        if HUNG.load(Ordering::Relaxed) {
            return;
        }
        for known in locked().iter_mut().filter(|known| self.paths.contains(&known.path) && !known.ended) {
            let _ = known.module.clone().finalize();
            known.ended = true;
        }
    }
}
