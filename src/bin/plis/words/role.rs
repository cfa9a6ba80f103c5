//! What a key is for, in words.

use plis::keys::Role;

use super::Messages;

/// `bi-clé d'entité`, `bi-clé de secours`; `bi-clé de secours, universelle` where it is of no single entity.
pub(crate) fn role(say: &Messages, role: Role, is_universal: bool) -> String {
    let role = match role {
        Role::Entity => say.key_role_entity(),
        Role::Emergency => say.key_role_emergency(),
    };
    if is_universal { format!("{role}, {}", say.key_universal()) } else { role }
}
