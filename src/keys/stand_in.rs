//! Types of the cms room, until it has them.
#![expect(missing_docs, missing_debug_implementations, reason = "gone as soon as the cms room has them")]

pub struct Name;
impl Name {
    pub fn common_name(&self) -> Option<String> {
        None
    }
}
pub struct Serial;
pub struct RecipientId;
pub struct Recipient;
