//! RustCrypto

/// RustCrypto
#[derive(Debug, Default, Clone, Copy)]
pub struct RustCrypto;
