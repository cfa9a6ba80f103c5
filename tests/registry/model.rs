//! No sequence of commands destroys a needed key: random sequences against a model.

use std::collections::{BTreeMap, BTreeSet};

use plis::{
    keys::Role,
    motif::Motif,
    registry::{
        ConsultationState, Custody, KeyState, NewConsultation, NewPrivate, ProofResult, Registry,
        RegistryError, read_roll,
    },
    time::Zone,
};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestRunner},
};

use crate::world::{Deeds as _, World, at, because, by, new_key};

const ENTITIES: [&str; 2] = ["Ville", "Port"];
const KEYS: u8 = 8;
const CONSULTATIONS: u8 = 6;

/// What a person may do. Keys and consultations are numbers, so that commands meet.
#[derive(Clone, Debug)]
enum Step {
    AddKey { key: u8, emergency: bool, entity: Option<u8>, copy: bool },
    Prove { key: u8, answers: bool },
    Locate { key: u8 },
    Rename { key: u8, to: u8 },
    Retire { key: u8 },
    Delete { key: u8, confirmed: bool },
    Begin { consultation: u8, entity: u8 },
    Assign { consultation: u8, keys: Vec<u8> },
    Unassign { consultation: u8, key: u8 },
    Launch { consultation: u8 },
    Close { consultation: u8 },
    List { consultation: u8, entity: u8, key: u8, state: u8 },
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let key = || 0..KEYS;
    let consultation = || 0..CONSULTATIONS;
    let step = prop_oneof![
        4 => (key(), any::<bool>(), proptest::option::of(0..2_u8), any::<bool>())
            .prop_map(|(key, emergency, entity, copy)| Step::AddKey { key, emergency, entity, copy }),
        2 => (key(), any::<bool>()).prop_map(|(key, answers)| Step::Prove { key, answers }),
        2 => key().prop_map(|key| Step::Locate { key }),
        1 => (key(), key()).prop_map(|(key, to)| Step::Rename { key, to }),
        1 => key().prop_map(|key| Step::Retire { key }),
        6 => (key(), proptest::bool::weighted(0.9)).prop_map(|(key, confirmed)| Step::Delete { key, confirmed }),
        3 => (consultation(), 0..2_u8).prop_map(|(consultation, entity)| Step::Begin { consultation, entity }),
        4 => (consultation(), vec(key(), 1..3)).prop_map(|(consultation, keys)| Step::Assign { consultation, keys }),
        2 => (consultation(), key()).prop_map(|(consultation, key)| Step::Unassign { consultation, key }),
        3 => consultation().prop_map(|consultation| Step::Launch { consultation }),
        2 => consultation().prop_map(|consultation| Step::Close { consultation }),
        1 => (consultation(), 0..2_u8, key(), 0..3_u8)
            .prop_map(|(consultation, entity, key, state)| Step::List { consultation, entity, key, state }),
        1 => Just(Step::Reopen),
    ];
    vec(step, 1..60)
}

/// What ought to be, in the plainest terms.
#[derive(Default)]
struct Model {
    keys: BTreeMap<u8, ModelKey>,
    consultations: BTreeMap<u8, ModelConsultation>,
}

struct ModelKey {
    name: String,
    emergency: bool,
    entity: Option<u8>,
    retired: bool,
    copy: bool,
    /// The last proof failed.
    fails: bool,
}

struct ModelConsultation {
    entity: u8,
    state: ConsultationState,
    assigned: BTreeSet<u8>,
    recipients: BTreeSet<u8>,
}

impl Model {
    /// What a launch would encrypt to.
    fn foreseen(&self, consultation: &ModelConsultation) -> BTreeSet<u8> {
        let emergency = self.keys.iter().filter(|(_, key)| {
            key.emergency && !key.retired && key.entity.is_none_or(|entity| entity == consultation.entity)
        });
        consultation.assigned.iter().copied().chain(emergency.map(|(number, _)| *number)).collect()
    }

    fn is_needed(&self, key: u8) -> bool {
        self.consultations.values().any(|consultation| match consultation.state {
            ConsultationState::Draft => self.foreseen(consultation).contains(&key),
            ConsultationState::Launched => consultation.recipients.contains(&key),
            ConsultationState::Closed => false,
        })
    }

    fn may_assign(&self, consultation: u8, key: u8) -> bool {
        self.consultations.get(&consultation).is_some_and(|c| c.state == ConsultationState::Draft)
            && self.keys.get(&key).is_some_and(|key| !key.emergency && !key.retired)
    }

    fn launch(&mut self, number: u8) {
        let recipients = self.foreseen(&self.consultations[&number]);
        let consultation = self.consultations.get_mut(&number).expect("known");
        consultation.recipients = recipients;
        consultation.state = ConsultationState::Launched;
    }
}

/// The certificate's own name never changes; the key's may.
fn cn(key: u8) -> String {
    format!("certificat {key}")
}

fn reference(consultation: u8) -> String {
    format!("2026-{consultation}")
}

/// What was done, refused or not found; anything else ends the test.
fn done<T>(result: Result<T, RegistryError>) -> bool {
    match result {
        Ok(_) => true,
        Err(RegistryError::Refused(_) | RegistryError::NotFound { .. }) => false,
        Err(other) => panic!("{other}"),
    }
}

struct Run {
    world: World,
    registry: Option<Registry>,
    model: Model,
}

impl Run {
    fn new() -> Self {
        let world = World::new();
        let registry = world.registry();
        Self { world, registry: Some(registry), model: Model::default() }
    }

    fn registry(&mut self) -> &mut Registry {
        self.registry.as_mut().expect("open")
    }

    fn key_id(&mut self, key: u8) -> Option<plis::registry::KeyId> {
        let name = self.model.keys.get(&key)?.name.clone();
        Some(self.registry().key(&name).expect("as the model has it").id)
    }

    fn consultation_id(&mut self, consultation: u8) -> Option<plis::registry::ConsultationId> {
        let found = self.registry().consultation(&reference(consultation)).ok().map(|found| found.id);
        assert_eq!(found.is_some(), self.model.consultations.contains_key(&consultation));
        found
    }

    /// Does a step to both, and holds them against each other.
    fn step(&mut self, step: &Step) {
        match step {
            Step::AddKey { key, emergency, entity, copy } => {
                let role = if *emergency { Role::Emergency } else { Role::Entity };
                let name = format!("clé {key}");
                let mut new = new_key(&cn(*key), role, entity.map(|entity| ENTITIES[usize::from(entity)]));
                new.name.clone_from(&name);
                if !copy {
                    new.private = NewPrivate::Certificate;
                }
                let free = self.model.keys.values().all(|known| known.name != name);
                let expected = free && !self.model.keys.contains_key(key);
                assert_eq!(done(self.registry().add_key(&by(), &new)), expected);
                if expected {
                    let (emergency, entity, copy) = (*emergency, *entity, *copy);
                    let (retired, fails) = (false, false);
                    self.model.keys.insert(*key, ModelKey { name, emergency, entity, retired, copy, fails });
                }
            }
            Step::Prove { key, answers } => {
                let Some(id) = self.key_id(*key) else { return };
                let result = if *answers { ProofResult::Proved } else { ProofResult::PasswordWrong };
                assert!(done(self.registry().record_proof(&by(), id, result)));
                self.model.keys.get_mut(key).expect("known").fails = !answers;
            }
            Step::Locate { key } => {
                let Some(id) = self.key_id(*key) else { return };
                // What answers is not replaced.
                let expected = !self.model.keys[key].copy || self.model.keys[key].fails;
                let copy = NewPrivate::Copy(b"again".to_vec());
                assert_eq!(done(self.registry().locate_key(&by(), id, &copy)), expected);
                self.model.keys.get_mut(key).expect("known").copy = true;
            }
            Step::Rename { key, to } => {
                let Some(id) = self.key_id(*key) else { return };
                let name = format!("clé {to}");
                let expected =
                    self.model.keys.iter().all(|(other, known)| other == key || known.name != name);
                assert_eq!(done(self.registry().rename_key(&by(), id, &name)), expected);
                if expected {
                    self.model.keys.get_mut(key).expect("known").name = name;
                }
            }
            Step::Retire { key } => {
                let Some(id) = self.key_id(*key) else { return };
                let expected = !self.model.keys[key].retired;
                assert_eq!(done(self.registry().retire_key(&by(), id)), expected);
                self.model.keys.get_mut(key).expect("known").retired = true;
            }
            Step::Delete { key, confirmed } => {
                let Some(id) = self.key_id(*key) else { return };
                let name = self.model.keys[key].name.clone();
                let confirmation = if *confirmed { name.as_str() } else { "autre" };
                let expected = *confirmed && !self.model.is_needed(*key);
                assert_eq!(done(self.registry().delete_key(&by(), id, &name, confirmation)), expected);
                if expected {
                    self.model.keys.remove(key);
                }
            }
            Step::Begin { consultation, entity } => {
                let expected = !self.model.consultations.contains_key(consultation);
                let new = NewConsultation {
                    reference: reference(*consultation),
                    title: None,
                    entity: ENTITIES[usize::from(*entity)].to_owned(),
                    deadline: at("2026-06-01T10:00:00Z"),
                    zone: Zone::PARIS,
                };
                assert_eq!(done(self.registry().add_consultation(&by(), &new)), expected);
                if expected {
                    self.begin(*consultation, *entity);
                }
            }
            Step::Assign { consultation, keys } => {
                let Some(id) = self.consultation_id(*consultation) else { return };
                let ids: Vec<_> = keys.iter().filter_map(|key| self.key_id(*key)).collect();
                let known: Vec<_> = keys.iter().filter(|key| self.model.keys.contains_key(key)).collect();
                let is_draft = self.model.consultations[consultation].state == ConsultationState::Draft;
                let expected =
                    is_draft && known.iter().all(|key| self.model.may_assign(*consultation, **key));
                assert_eq!(done(self.registry().assign(&by(), id, &ids, None, None)), expected);
                if expected {
                    let assigned =
                        &mut self.model.consultations.get_mut(consultation).expect("known").assigned;
                    assigned.extend(known);
                }
            }
            Step::Unassign { consultation, key } => {
                let (Some(id), Some(key_id)) = (self.consultation_id(*consultation), self.key_id(*key))
                else {
                    return;
                };
                let model = self.model.consultations.get_mut(consultation).expect("known");
                let expected = model.state == ConsultationState::Draft && model.assigned.contains(key);
                if expected {
                    model.assigned.remove(key);
                }
                assert_eq!(done(self.registry().unassign(&by(), id, &[key_id], None, None)), expected);
            }
            Step::Launch { consultation } => {
                let Some(id) = self.consultation_id(*consultation) else { return };
                let model = &self.model.consultations[consultation];
                let expected = model.state == ConsultationState::Draft && !model.assigned.is_empty();
                assert_eq!(done(self.registry().launch(&because("essai"), id)), expected);
                if expected {
                    self.model.launch(*consultation);
                }
            }
            Step::Close { consultation } => {
                let Some(id) = self.consultation_id(*consultation) else { return };
                let model = self.model.consultations.get_mut(consultation).expect("known");
                let expected = model.state != ConsultationState::Closed;
                model.state = ConsultationState::Closed;
                assert_eq!(done(self.registry().shut(id)), expected);
            }
            Step::List { consultation, entity, key, state } => {
                self.list(*consultation, *entity, *key, *state);
            }
            Step::Reopen => {
                self.registry = None;
                self.registry = Some(self.world.registry());
            }
        }
    }

    fn begin(&mut self, number: u8, entity: u8) {
        let consultation = ModelConsultation {
            entity,
            state: ConsultationState::Draft,
            assigned: BTreeSet::new(),
            recipients: BTreeSet::new(),
        };
        self.model.consultations.insert(number, consultation);
    }

    /// A list of one line.
    fn list(&mut self, consultation: u8, entity: u8, key: u8, state: u8) {
        let name = self.model.keys.get(&key).map_or_else(String::new, |key| key.name.clone());
        let word = ["brouillon", "lancée", "close"][usize::from(state)];
        let text = format!(
            "reference;entite;date_limite;etat;bi_cles\n{};{};2026-06-01T10:00:00Z;{word};{name}\n",
            reference(consultation),
            ENTITIES[usize::from(entity)]
        );
        let rows = read_roll(text.as_bytes()).expect("readable");
        let taken =
            self.registry().take_roll(&by(), &rows, Motif::new("essai").as_ref()).expect("database").is_ok();

        let known = self.model.consultations.get(&consultation);
        let before = known.map_or(ConsultationState::Draft, |known| known.state);
        let same = known.is_none_or(|known| known.entity == entity);
        let assigned = known.is_some_and(|known| known.assigned.contains(&key));
        let wants_key = !name.is_empty() && !assigned && before != ConsultationState::Closed;
        let key_fits = self.model.keys.get(&key).is_some_and(|key| !key.emergency && !key.retired);
        let has_keys = known.is_some_and(|known| !known.assigned.is_empty()) || wants_key;
        let expected = (same || before == ConsultationState::Draft)
            && (!wants_key || (key_fits && before == ConsultationState::Draft))
            && (state != 1 || before != ConsultationState::Draft || has_keys);
        assert_eq!(taken, expected, "{text}");
        if !taken {
            return;
        }
        if known.is_none() {
            self.begin(consultation, entity);
        }
        let model = self.model.consultations.get_mut(&consultation).expect("known");
        model.entity = entity;
        if wants_key {
            model.assigned.insert(key);
        }
        match state {
            1 if before == ConsultationState::Draft => self.model.launch(consultation),
            2 => model.state = ConsultationState::Closed,
            _ => {}
        }
    }

    /// The registry is as the model has it, and nothing that is needed is missing.
    fn agrees(&mut self) {
        let registry = self.registry.as_ref().expect("open");
        let mut names = Vec::new();
        for role in [Role::Entity, Role::Emergency] {
            for key in registry.keys(role) {
                let key = key.expect("read");
                let cn = key.certificate.subject_cn.clone().expect("a name");
                let number: u8 = cn.rsplit(' ').next().expect("a word").parse().expect("a number");
                let model = &self.model.keys[&number];
                assert_eq!((&key.name, key.role == Role::Emergency), (&model.name, model.emergency));
                assert_eq!(matches!(key.state, KeyState::Retired(_)), model.retired);
                assert_eq!(key.open_consultations > 0, self.model.is_needed(number), "{}", key.name);
                if key.custody == Custody::Copy {
                    assert!(self.world.copy_of(&key).is_some(), "{}", key.name);
                }
                names.push(number);
            }
        }
        names.sort_unstable();
        assert_eq!(names, self.model.keys.keys().copied().collect::<Vec<_>>());
        for (number, model) in &self.model.consultations {
            let consultation = registry.consultation(&reference(*number)).expect("known");
            assert_eq!(consultation.state, model.state);
            let expected = match model.state {
                ConsultationState::Draft => self.model.foreseen(model),
                _ => model.recipients.clone(),
            };
            let recipients: BTreeSet<u8> = registry
                .recipients(consultation.id)
                .expect("read")
                .iter()
                .map(|recipient| {
                    let cn = recipient.certificate.subject_cn.as_deref().expect("a name");
                    cn.rsplit(' ').next().expect("a word").parse().expect("a number")
                })
                .collect();
            assert_eq!(recipients, expected);
        }
    }

    /// At the end: the file is sound, the journal whole, and no key file is there without its row.
    fn ends_well(&mut self) {
        let registry = self.registry.as_ref().expect("open");
        assert_eq!(registry.check().expect("read"), Vec::<String>::new());
        registry.verify_journal().expect("read").expect("whole");
        assert_eq!(registry.replay().expect("read").expect("whole").differences, []);
        let copies = self.model.keys.values().filter(|key| key.copy).count();
        assert_eq!(self.world.copies(), copies);
        let snapshot = registry.snapshot().expect("read");
        assert_eq!(snapshot.keys.len(), self.model.keys.len());
    }
}

#[test]
fn no_sequence_of_commands_destroys_a_needed_key() {
    // Sequences of some 30 steps; PROPTEST_CASES for more.
    let cases =
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(World::CASES);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let done = std::cell::Cell::new(0_usize);
    TestRunner::new(config)
        .run(&steps(), |steps| {
            let mut run = Run::new();
            for step in &steps {
                run.step(step);
                run.agrees();
                done.set(done.get() + 1);
            }
            run.ends_well();
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    assert!(done.get() > cases as usize * 10, "{}", done.get());
}
