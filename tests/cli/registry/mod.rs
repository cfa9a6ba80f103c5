//! Keys, consultations and the audit.

mod audit;
mod check;
mod curves;
mod findings;
mod kem;
mod key_files;
mod moving;
// Users and their rights.
#[cfg(unix)] // owners, modes and mounts
mod read_only;
mod refusals;
mod story;

use crate::world::{Exit, World};

/// An entity key and an emergency one, and a consultation that the first is assigned to.
fn assigned() -> World {
    let world = World::new();
    for (file, name, role) in [("entite.p12", "Marchés", "entity"), ("secours.p12", "Secours", "emergency")]
    {
        let import = ["key", "import", file, "--name", name, "--role", role, "--entity", "Ville"];
        world.run(import.iter().chain(&["--password", "file:mdp.txt"])).exits(Exit::Done);
    }
    let new = ["consultation", "new", "A", "--entity", "Ville", "--deadline", "2027-06-01 12:00"];
    world.run(new).exits(Exit::Done);
    world.run(["consultation", "assign", "A", "Marchés"]).exits(Exit::Done);
    world
}
