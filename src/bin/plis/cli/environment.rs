//! Takes a secret out of the environment: read once, then neither there nor in the memory it came from.

use std::env;

use plis::secret::Password;

/// What was found under a variable's name.
#[derive(Debug)]
pub(crate) enum Taken {
    /// A text.
    Password(Password),
    /// There is no such variable.
    Missing,
    /// Its octets are not UTF-8.
    NotUtf8,
}

/// Reads a variable and removes it, so that no child process and no later look at this one's environment
/// finds it.
///
/// Called by `main` before anything else starts a thread.
pub(crate) fn take(name: &str) -> Taken {
    let taken = match env::var(name) {
        Ok(text) => Taken::Password(Password::new(text)),
        Err(env::VarError::NotPresent) => return Taken::Missing,
        Err(env::VarError::NotUnicode(_)) => Taken::NotUtf8,
    };
    wipe(name);
    remove(name);
    taken
}

#[expect(
    unsafe_code,
    reason = "the process has one thread: `main` takes secrets before it does anything else"
)]
fn remove(name: &str) {
    // SAFETY: no other thread exists that could read or write the environment meanwhile.
    unsafe { env::remove_var(name) };
}

/// Overwrites the octets where the system put them when the process started (`/proc/self/environ` shows
/// them, and a core image would hold them). A variable may stand there twice: the second is nobody's, and shown as well.
#[cfg(unix)]
#[expect(unsafe_code, reason = "the process has one thread, and the octets are this process's own")]
fn wipe(name: &str) {
    use std::ffi::{CStr, c_char};

    unsafe extern "C" {
        static environ: *const *mut c_char;
    }

    // SAFETY: `environ` is null or a list that ends with null, of terminated strings in memory that this process may
    // write (the standard lets `setenv` and `putenv` keep them there), and nothing else runs that could read them or
    // change the list. What follows the name and its sign of equality is overwritten one octet after the other up to,
    // and not over, the terminator.
    unsafe {
        let mut entry = environ;
        while !entry.is_null() && !(*entry).is_null() {
            let text = CStr::from_ptr(*entry).to_bytes();
            let value = text.strip_prefix(name.as_bytes()).and_then(|rest| rest.strip_prefix(b"="));
            if let Some(len) = value.map(<[u8]>::len) {
                let mut octet = (*entry).add(text.len() - len);
                while *octet != 0 {
                    octet.write_volatile(0);
                    octet = octet.add(1);
                }
            }
            entry = entry.add(1);
        }
    }
}

#[cfg(not(unix))]
fn wipe(_: &str) {}
