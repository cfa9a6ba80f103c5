//! `console`: the screens, from this process to the browser of this machine.

use std::io::Write as _;

use crate::{
    cli::{Session, args::console::ConsoleArgs, error::Error, exit::Exit},
    confine,
    console::{Listener, Setting},
};

/// Says the address, opens the browser, and serves until it is closed.
pub(crate) fn run(session: &Session, args: &ConsoleArgs) -> Result<Exit, Error> {
    let listener = Listener::new(setting(session), args.port, args.idle)
        .map_err(|error| Error::Listen { port: args.port, error })?;
    listener.tell_address();
    if !args.no_browser && !listener.open_browser() {
        session.note(&session.say().console_no_browser());
    }
    // This thread and those it starts begin no other program from here on.
    confine::console(session, listener.staging());
    listener.serve().map_err(|error| Error::Listen { port: args.port, error })?;
    Ok(Exit::Done)
}

fn setting(session: &Session) -> Setting {
    Setting {
        lang: session.lang(),
        home: session.place(),
        who: session.who().to_owned(),
        account: session.account().clone(),
        given: session.now_was_given().then(|| session.clock()),
        // Nobody who reads it is no reason to stop serving.
        addresses: Box::new(|address| {
            let mut out = std::io::stdout().lock();
            let _ = writeln!(out, "{address}").and_then(|()| out.flush());
        }),
        notes: Box::new(session.noter()),
    }
}
