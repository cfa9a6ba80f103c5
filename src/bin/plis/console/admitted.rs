//! Who came through the gate, and what they sent.

use std::sync::Arc;

use super::{door::Visitor, form::Form};

/// Who is at it, for what is behind the gate.
#[derive(Clone)]
pub(super) struct Admitted {
    pub(super) visitor: Visitor,
    pub(super) form: Arc<Form>,
}
