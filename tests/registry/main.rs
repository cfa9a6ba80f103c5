//! The registry: what it remembers, and what nothing can make it forget.

mod attacks;
mod behind;
mod deeds;
mod deletion;
mod facts;
mod invariants;
mod life;
mod model;
mod opening;
mod race;
mod world;
