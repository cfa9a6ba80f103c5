//! What a hostile bidder, a curious neighbour or a bug may not get, through the program as it is run.

#[cfg(target_os = "linux")]
mod confined;
mod damaged;
#[cfg(unix)]
mod files;
mod padding;
#[cfg(unix)]
mod planted;
#[cfg(target_os = "linux")]
mod recorder;
#[cfg(target_os = "linux")]
mod secrets;
