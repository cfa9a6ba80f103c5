//! A registry that is looked at again: what is kept of it, and until when.

use std::sync::Arc;

use super::{NOW, World, instant};
use crate::{
    audit::{Thresholds, finding::Code},
    desk::{Lookout, Overview, ShowOpening, keys::RenameKey},
    keys::Role,
    registry::{OpeningEnded, OpeningStarted},
};

fn look(lookout: &Lookout, world: &World) -> Arc<Overview> {
    lookout.overview(&world.desk(), &Thresholds::default()).expect("a look")
}

#[test]
fn an_audit_is_kept_as_long_as_nothing_is_written() {
    let world = World::new();
    let lookout = Lookout::default();
    for name in ["Agde", "Béziers", "Sète"] {
        world.keep(name, Role::Entity);
    }
    // Of three keys it is no work.
    assert!(!Arc::ptr_eq(&look(&lookout, &world), &look(&lookout, &world)));
    world.keep("Thau", Role::Entity);
    let first = look(&lookout, &world);
    assert_eq!(first.audit.summary.keys, 4);
    assert!(Arc::ptr_eq(&first, &look(&lookout, &world)));
    // Other questions have other answers.
    let thresholds = Thresholds { warn_days: 1, ..Thresholds::default() };
    let other = lookout.overview(&world.desk(), &thresholds).expect("a look");
    assert_eq!(other.audit.thresholds, thresholds);

    // So that it is another instant when a file goes.
    #[cfg(unix)] // elsewhere a folder is not opened as a file is
    std::fs::File::open(world.path("home/keys"))
        .and_then(|folder| folder.set_modified(std::time::SystemTime::UNIX_EPOCH))
        .expect("an instant");
    let renamed = RenameKey { name: "Thau".to_owned(), new: "Étang de Thau".to_owned() };
    let before = look(&lookout, &world);
    renamed.run(&world.desk()).expect("renamed");
    let after = look(&lookout, &world);
    assert!(!Arc::ptr_eq(&before, &after));
    assert!(after.snapshot.keys.iter().any(|key| &*key.name == "Étang de Thau"));

    // Nobody writes in the registry that a key file goes.
    let files = std::fs::read_dir(world.path("home/keys")).expect("a folder");
    let file = files.map(|entry| entry.expect("a file").path()).next().expect("a file");
    std::fs::remove_file(file).expect("removed");
    let missing = |overview: &Overview| {
        overview.audit.findings.iter().filter(|finding| finding.code == Code::PrivateKeyMissing).count()
    };
    assert_eq!((missing(&after), missing(&look(&lookout, &world))), (0, 1));
}

#[test]
fn openings_are_read_as_far_as_the_journal_grew() {
    let world = World::new();
    world.keep("Sète", Role::Entity);
    let lookout = Lookout::default();
    let openings = || {
        let (_, agenda) = lookout.agenda(&world.desk(), &Thresholds::default(), 5).expect("an agenda");
        agenda
            .openings
            .iter()
            .map(|told| (told.started.run.clone(), told.ended.is_some()))
            .collect::<Vec<_>>()
    };
    assert_eq!(openings(), []);
    let desk = world.desk();
    let starts = |run: &str| {
        let started = OpeningStarted {
            run: run.to_owned(),
            folder: "ouverture".to_owned(),
            host: "ici".to_owned(),
            openers: Vec::new(),
            keys: Vec::new(),
            consultation: None,
            deadline: None,
            tied: Vec::new(),
        };
        desk.registry().expect("a registry").opening_starts(&desk.by(None), &started).expect("written");
    };
    starts("un");
    assert_eq!(openings(), [("un".to_owned(), false)]);
    starts("deux");
    let ended = OpeningEnded {
        run: "un".to_owned(),
        folder: "ouverture".to_owned(),
        entries: 1,
        head: "0".repeat(64),
        opened: 0,
        refused: 0,
        failed: 0,
    };
    desk.registry().expect("a registry").opening_ends(&desk.by(None), &ended).expect("written");
    assert_eq!(openings(), [("deux".to_owned(), false), ("un".to_owned(), true)]);
    assert_eq!(openings().len(), 2);
    let shown = ShowOpening { run: "deux".to_owned() }.run(&desk, &lookout).expect("read").expect("there");
    assert_eq!(shown.at, instant(NOW));

    // Another registry in its place is read from its beginning.
    for name in ["home/registry.db", "home/registry.db-wal", "home/registry.db-shm"] {
        let _ = std::fs::remove_file(world.path(name));
    }
    let _ = std::fs::remove_dir_all(world.path("home/keys"));
    world.keep("Agde", Role::Entity);
    starts("trois");
    assert_eq!(openings(), [("trois".to_owned(), false)]);
}
