//! The registry on a server: the same suite as in a folder, on a PostgreSQL of the test's own; and what only a server has.
#![cfg(unix)] // the server is a Debian package, and runs as an account of its own

mod attacks;
mod cluster;
mod encrypted;
mod line;
mod lost;
mod moving;
mod schema;
mod world;

#[path = "../registry/deeds.rs"]
mod deeds;
#[path = "../registry/life.rs"]
mod life;
#[path = "../registry/model.rs"]
mod model;
#[path = "../registry/race.rs"]
mod race;
