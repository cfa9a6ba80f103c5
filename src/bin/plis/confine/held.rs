//! How far the system goes along.

/// What a process is held to; `false` where the system has no way to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    /// To its files, by path.
    pub(super) files: bool,
    /// Away from TCP.
    pub(super) network: bool,
    /// Away from what devices do beside being read and written.
    pub(super) devices: bool,
    /// Away from other processes: abstract sockets and signals.
    pub(super) others: bool,
    /// To the system calls it has a use for.
    pub(super) calls: bool,
}

impl Held {
    /// Both: they come from different parts of the system.
    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            files: self.files || other.files,
            network: self.network || other.network,
            devices: self.devices || other.devices,
            others: self.others || other.others,
            calls: self.calls || other.calls,
        }
    }
}
