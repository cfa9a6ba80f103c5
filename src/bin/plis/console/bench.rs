//! Where openings are done: each by a process of its own, which is `plis open` and holds itself to what it was ordered.
//!
//! The threads that talk to browsers may start no program and write nowhere but in the registry. One thread, begun before
//! they are held to that, starts the processes, and knows nothing of the network.

use std::{
    io::{self, BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread::{self, JoinHandle},
};

use super::{
    browser,
    run::{Order, Run},
    staging::Staging,
};

/// Openings that are remembered, the last ones.
const REMEMBERED: usize = 20;
/// Octets of what a process says to people.
const SAID: u64 = 1 << 20;

/// The bench, as screens see it.
pub(super) struct Bench {
    orders: Mutex<Sender<Deed>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    runs: Mutex<Vec<Arc<Run>>>,
}

enum Deed {
    Open(Arc<Run>),
    Stop(Arc<Run>),
    Show(PathBuf),
    End,
}

impl Bench {
    /// Begins the thread that starts processes; `program` is this program.
    pub(super) fn begin(program: PathBuf, staging: Arc<Staging>) -> io::Result<Self> {
        let (orders, deeds) = mpsc::channel();
        let thread = thread::Builder::new().name("bench".to_owned());
        let thread = thread.spawn(move || work(&program, &staging, &deeds))?;
        Ok(Self { orders: Mutex::new(orders), thread: Mutex::new(Some(thread)), runs: Mutex::default() })
    }

    /// Starts an opening, or a rehearsal; gives what it is watched by.
    pub(super) fn open(&self, order: Order) -> Arc<Run> {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        let number = runs.last().map_or(1, |last| last.number + 1);
        let run = Arc::new(Run::new(number, order));
        if runs.len() == REMEMBERED {
            runs.remove(0);
        }
        runs.push(Arc::clone(&run));
        self.ask(Deed::Open(Arc::clone(&run)));
        run
    }

    /// Interrupts an opening in good order, as Ctrl-C does.
    pub(super) fn stop(&self, run: &Arc<Run>) {
        self.ask(Deed::Stop(Arc::clone(run)));
    }

    /// Shows a folder in the file manager.
    pub(super) fn show(&self, folder: PathBuf) {
        self.ask(Deed::Show(folder));
    }

    /// The console ends: what was sent to it goes. Those who serve may not remove the folder itself.
    pub(super) fn end(&self) {
        self.ask(Deed::End);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }

    /// An opening by its number.
    pub(super) fn run(&self, number: &str) -> Option<Arc<Run>> {
        let number: u32 = number.parse().ok()?;
        self.runs().into_iter().find(|run| run.number == number)
    }

    /// Every opening of this console that is remembered.
    pub(super) fn runs(&self) -> Vec<Arc<Run>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn ask(&self, deed: Deed) {
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        // The thread ends with the program.
        let _ = orders.send(deed);
    }
}

fn work(program: &PathBuf, staging: &Arc<Staging>, deeds: &Receiver<Deed>) {
    for deed in deeds {
        match deed {
            Deed::Open(run) => match start(program, &run) {
                Ok(child) => watch(child, run, Arc::clone(staging)),
                Err(error) => run.failed(&error),
            },
            Deed::Stop(run) => run.with_process(interrupt),
            Deed::Show(folder) => {
                browser::show(&folder);
            }
            Deed::End => return staging.end(),
        }
    }
}

fn start(program: &PathBuf, run: &Run) -> io::Result<Child> {
    let mut command = Command::new(program);
    command.args(&run.order.arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // Taken out of its environment by the process before it does anything.
    for (name, password) in run.take_passwords() {
        command.env(name, password.expose());
    }
    command.spawn()
}

/// Listens to a process until it ends. Two threads: either stream may be full while the other is read.
fn watch(mut child: Child, run: Arc<Run>, staging: Arc<Staging>) {
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let said = thread::spawn(move || {
        let mut said = Vec::new();
        if let Some(err) = err {
            let _ = err.take(SAID).read_to_end(&mut said);
        }
        String::from_utf8_lossy(&said).into_owned()
    });
    run.started(child.id());
    thread::spawn(move || {
        for line in out.into_iter().flat_map(|out| BufReader::new(out).split(b'\n')).map_while(Result::ok) {
            run.told(&line);
        }
        let code = child.wait().ok().and_then(|status| status.code()).filter(|code| !was_ended(*code));
        // All is opened: what was sent in for it is not needed any more.
        if code == Some(0) && !run.order.rehearsal {
            for (_, path) in &run.order.typed {
                staging.give_back(Path::new(path));
            }
        }
        run.ended(code, said.join().unwrap_or_default());
    });
}

#[cfg(unix)] // signals
fn interrupt(process: u32) {
    let process = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(process) = process {
        let _ = rustix::process::kill_process(process, rustix::process::Signal::INT);
    }
}

/// Nothing is lost: what was opened is in the journal, and the rest is opened by the next run.
#[cfg(windows)] // no signals, and a process without a console of its own hears no Ctrl-C
fn interrupt(process: u32) {
    super::windows::end(process);
}

/// Whether an exit code says that the process was ended, and did not end by itself.
#[cfg(windows)] // elsewhere such a process has no code
fn was_ended(code: i32) -> bool {
    code == super::windows::ENDED
}

#[cfg(not(windows))]
const fn was_ended(_: i32) -> bool {
    false
}

#[cfg(not(any(unix, windows)))]
fn interrupt(_: u32) {}
