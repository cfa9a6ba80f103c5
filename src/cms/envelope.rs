//! The header of an envelope: who can open it, and with what.
