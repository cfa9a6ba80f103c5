//! Opening, as it is ordered.

mod files;

pub use self::files::{ConsultationKey, KeysOfConsultation};
