//! Forms: every mistake at once, and what was meant where nothing was typed.

use crate::{
    desk::{
        FieldError, Problem,
        consultations::{BeginConsultation, TypedConsultation},
        keys::{KeyAlgorithm, MakeKey, TypedKey},
    },
    keys::Role,
    time::{TimeError, Zone},
};

fn fields(errors: &[FieldError]) -> Vec<&'static str> {
    errors.iter().map(|error| error.field).collect()
}

#[test]
fn a_key_is_asked_for_with_a_name_alone() {
    let asked = MakeKey::typed(&TypedKey { name: " Sète 2026 ", ..TypedKey::default() }).expect("a request");
    assert_eq!(
        asked,
        MakeKey {
            name: "Sète 2026".to_owned(),
            cn: None,
            role: Role::Entity,
            entity: None,
            algorithm: KeyAlgorithm::Rsa(3072),
            days: 730,
            issuer: None,
            store: None
        }
    );
}

#[test]
fn every_field_of_a_key_that_is_wrong_is_told() {
    let typed = TypedKey { name: "", cn: "", role: "chef", entity: "", bits: "1024", days: "beaucoup" };
    let errors = MakeKey::typed(&typed).expect_err("nothing to make");
    assert_eq!(fields(&errors), ["name", "role", "bits", "days"]);
    assert_eq!(errors[0].problem, Problem::Missing);
    let possible = vec!["entity", "emergency"];
    assert_eq!(errors[1].problem, Problem::Unknown { text: "chef".to_owned(), possible });
    let range = Problem::NotANumber { text: "1024".to_owned(), min: 2048, max: 8192 };
    assert_eq!(errors[2].problem, range);
    let long = "é".repeat(201);
    let errors = MakeKey::typed(&TypedKey { name: &long, ..TypedKey::default() }).expect_err("too long");
    assert_eq!(errors[0].problem, Problem::TooLong { most: 200 });
}

#[test]
fn a_deadline_is_read_in_the_zone_that_was_typed() {
    let typed = TypedConsultation {
        reference: "2026-42",
        title: "",
        entity: "Ville de Sète",
        deadline: "2026-06-30 12:00",
        timezone: "Indian/Reunion",
    };
    let asked = BeginConsultation::typed(&typed).expect("a request");
    // Réunion keeps UTC+4 all year.
    assert_eq!(asked.deadline.to_string(), "2026-06-30T08:00:00Z");
    let asked = BeginConsultation::typed(&TypedConsultation { timezone: "", ..typed }).expect("a request");
    assert_eq!((asked.zone, asked.deadline.to_string().as_str()), (Zone::PARIS, "2026-06-30T10:00:00Z"));
}

#[test]
fn every_field_of_a_consultation_that_is_wrong_is_told() {
    let typed = TypedConsultation { deadline: "demain", timezone: "Mars", ..TypedConsultation::default() };
    let errors = BeginConsultation::typed(&typed).expect_err("nothing to begin");
    assert_eq!(fields(&errors), ["reference", "entity", "timezone", "deadline"]);
    assert!(matches!(errors[2].problem, Problem::Time(TimeError::UnknownZone { .. })));
    assert!(matches!(errors[3].problem, Problem::Time(TimeError::NotAnInstant { .. })));
    let fraction = TypedConsultation {
        reference: "2026-42",
        entity: "Ville de Sète",
        deadline: "2026-06-30T12:00:00.5Z",
        ..TypedConsultation::default()
    };
    let errors = BeginConsultation::typed(&fraction).expect_err("judged away");
    assert!(matches!(errors[..], [FieldError { field: "deadline", problem: Problem::Fraction { .. } }]));
}
