//! The screens, one file each.

pub(super) mod audit;
pub(super) mod browse;
pub(super) mod consultation;
pub(super) mod consultations;
mod export_forms;
pub(super) mod home;
pub(super) mod journal;
pub(super) mod key;
pub(super) mod key_export;
pub(super) mod keys;
pub(super) mod new_key;
pub(super) mod opened;
pub(super) mod opening;
pub(super) mod session;
mod shown;
mod store;
mod timeline;
pub(super) mod watch;
