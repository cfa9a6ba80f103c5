//! What the desk tells the session on the way: it says some of it, and holds the process to the rest.

use std::path::Path;

use plis::{
    desk::{Face, Places},
    registry::{Mode, Why},
    report::untrusted,
};

use crate::{cli::Session, confine, words::error::asks};

impl Face for Session {
    fn opened(&self, home: &Path, mode: Mode) {
        if self.is_verbose() {
            let (say, home) = (self.say(), untrusted::path(home));
            self.detail(&match mode {
                Mode::WriteAheadLog => say.registry_mode_log(home),
                Mode::Rollback(Why::Network { file_system }) => say.registry_mode_network(home, file_system),
                Mode::Rollback(_) => say.registry_mode_rollback(home),
                Mode::Copy => say.registry_mode_copy(home),
                Mode::Server => say.registry_mode_server(home),
            });
        }
    }

    fn wants_places(&self) -> bool {
        self.reach().is_some()
    }

    fn waits_for_the_person(&self, key: &str) {
        self.note(&asks(key, self.say()));
    }

    fn hold(&self, places: &Places) {
        confine::key_files(self, places);
    }
}
