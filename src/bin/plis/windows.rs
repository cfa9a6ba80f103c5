//! What Windows offers to a program and the standard library does not: each call once, behind a safe signature.
//!
//! The argument for all of them: handles are the process's own or borrowed from values that live longer than the call,
//! and every structure that the system reads or fills is ours, of the size it is told.
#![expect(unsafe_code, reason = "system calls without a safe interface; the argument is above")]

use std::{fs::File, io, os::windows::io::AsRawHandle as _, sync::OnceLock, thread, time::Duration};

use windows_sys::{
    Win32::{
        Foundation::{FALSE, HANDLE, INVALID_HANDLE_VALUE},
        System::{
            Console::{
                CONSOLE_SCREEN_BUFFER_INFO, CTRL_CLOSE_EVENT, CTRL_LOGOFF_EVENT, CTRL_SHUTDOWN_EVENT,
                GetConsoleMode, GetConsoleScreenBufferInfo, GetStdHandle, STD_OUTPUT_HANDLE,
                SetConsoleCtrlHandler, SetConsoleMode,
            },
            Diagnostics::Debug::{
                SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SEM_NOOPENFILEERRORBOX, SetErrorMode,
            },
            ErrorReporting::{WER_FAULT_REPORTING_FLAG_NOHEAP, WerSetFlags},
            LibraryLoader::{LOAD_LIBRARY_SEARCH_SYSTEM32, SetDefaultDllDirectories},
        },
    },
    core::BOOL,
};

/// No dialog and no report of a crash, with whatever memory held; libraries from the system's folder only. Each is
/// asked for; a system that does not know it goes on without.
pub(crate) fn harden() {
    // SAFETY: see above; there is one thread, and nothing was loaded by name yet.
    unsafe {
        SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
        WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP);
        SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
    }
}

/// Columns of the console, where the standard output is one.
pub(crate) fn columns() -> Option<usize> {
    let mut found = CONSOLE_SCREEN_BUFFER_INFO::default();
    // SAFETY: see above.
    let told = unsafe {
        let output: HANDLE = GetStdHandle(STD_OUTPUT_HANDLE);
        !output.is_null()
            && output != INVALID_HANDLE_VALUE
            && GetConsoleScreenBufferInfo(output, &raw mut found) != FALSE
    };
    let window = found.srWindow;
    let columns = i32::from(window.Right) - i32::from(window.Left) + 1;
    usize::try_from(columns).ok().filter(|columns| told && *columns > 0)
}

/// Does this when the console's window is closed, the person logs off or the machine is shut down. The system ends the
/// process when its handler comes back, or some seconds later: so the handler waits for the program to end by itself.
pub(crate) fn at_closing(deed: fn()) -> io::Result<()> {
    static DEED: OnceLock<fn()> = OnceLock::new();

    unsafe extern "system" fn heard(event: u32) -> BOOL {
        if !matches!(event, CTRL_CLOSE_EVENT | CTRL_LOGOFF_EVENT | CTRL_SHUTDOWN_EVENT) {
            return FALSE;
        }
        if let Some(deed) = DEED.get() {
            deed();
        }
        loop {
            thread::sleep(Duration::from_secs(1));
        }
    }

    let _ = DEED.set(deed);
    // SAFETY: see above; the handler is a function, which stays, and the system calls it on a thread of its own.
    if unsafe { SetConsoleCtrlHandler(Some(heard), 1) } == FALSE {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// How the console reads.
pub(crate) struct ConsoleMode {
    console: File,
    mode: u32,
}

impl ConsoleMode {
    /// As it is now; `None` where there is no console.
    pub(crate) fn now() -> Option<Self> {
        let console = File::open("CONIN$").ok()?;
        let mut mode = 0;
        // SAFETY: see above.
        let told = unsafe { GetConsoleMode(console.as_raw_handle(), &raw mut mode) } != FALSE;
        told.then_some(Self { console, mode })
    }

    /// Puts it back. The program is about to end: there is nobody to tell when that fails.
    pub(crate) fn put_back(&self) {
        // SAFETY: see above.
        unsafe { SetConsoleMode(self.console.as_raw_handle(), self.mode) };
    }
}
