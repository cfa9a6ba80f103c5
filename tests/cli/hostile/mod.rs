//! What a hostile bidder, a curious neighbour or a bug may not get, through the program as it is run.

#[cfg(target_os = "linux")] // what confines a process is the system's
mod confined;
mod damaged;
#[cfg(unix)] // links, pipes and devices in a folder
mod files;
mod padding;
#[cfg(unix)] // links that anybody may make, and owners
mod planted;
#[cfg(target_os = "linux")] // a second process of the same program
mod recorder;
#[cfg(target_os = "linux")] // strace and /proc
mod secrets;
