//! What is gathered is what one machine opens.

use super::{OPEN, alike, open, open_all, world};
use crate::{
    scenario::{self, KEYS, MOTIF},
    world::{Exit, World},
};

/// The forty plis of the scenario: late, withdrawn, superseded, in blocks, in clear, with a stranger's file in the way.
fn scenario_open(world: &World, out: &str, more: &[&str]) {
    world.put(format!("{out}/plis/40-Nettoyage Denis/offre/1/Offre.pdf"), b"mine");
    let mut args = vec!["open", "depots", "--register", "registre.csv", "-o", out];
    args.extend(["--deadline", "2026-11-18T12:00", "--jobs", "2"]);
    args.extend(KEYS);
    args.extend(["Claire Martin", "--reason", MOTIF]);
    args.extend(more);
    let ran = world.run(args);
    assert!(ran.code == Some(Exit::Done as i32) || ran.code == Some(Exit::Partial as i32), "{ran}");
}

#[test]
fn shares_of_the_scenario_make_the_report_of_one_machine() {
    let (world, _) = scenario::world();
    scenario_open(&world, "une", &[]);
    let expected = alike(world.json("une/opening.json"));
    let rows = expected["items"].as_array().expect("rows");
    for of in [1, 2, 3, 7] {
        let out = format!("en-{of}");
        for number in (0..of).rev() {
            scenario_open(&world, &out, &["--shard", &format!("{number}/{of}")]);
        }
        world.plis(&format!("gather {out}")).exits(Exit::Partial).says("20 plis ouverts sur 46");
        let gathered = world.json(format!("{out}/opening.json"));
        let mut found = alike(gathered.clone());
        for (found, expected) in found["items"].as_array().expect("rows").iter().zip(rows) {
            assert_eq!(found, expected, "{of} shares");
        }
        assert_eq!(found["items"].as_array().expect("rows").len(), rows.len());
        found["items"] = expected["items"].clone();
        assert_eq!(found, expected, "{of} shares");
        assert_eq!(world.files(format!("{out}/plis")), world.files("une/plis"));
        let shards = gathered["run"]["shards"].as_array().expect("shards");
        assert_eq!(shards.len(), of);
        let found: u64 = shards.iter().map(|shard| shard["found"].as_u64().expect("a count")).sum();
        assert_eq!(found, rows.len() as u64);
        for item in gathered["items"].as_array().expect("rows") {
            assert!(item["shard"].as_u64().expect("which machine") < of as u64);
        }
        world.plis(&format!("journal verify {out}")).exits(Exit::Done);
        world.plis(&format!("minutes {out} --format csv")).exits(Exit::Done);
    }
}

#[test]
fn every_share_has_about_as_much() {
    let world = world(40);
    open_all(&world, 4);
    let sizes: Vec<usize> = (0..4)
        .map(|number| world.files(format!("out/.shard-{number}/plis")).values().map(Vec::len).sum())
        .collect();
    let (least, most) = (sizes.iter().min().expect("4"), sizes.iter().max().expect("4"));
    assert!(most - least < 4_000, "{sizes:?}");
    world.plis("gather out").exits(Exit::Done).says("Les 40 plis sont ouverts");
    world.plis("gather out --format json").exits(Exit::Done).says("\"shards\"");
}

#[test]
fn what_failed_is_opened_by_one_machine_after_all() {
    let world = world(4);
    world.put("depots/00/000.pdf.p7m", b"%PDF in clear");
    open(&world, "0/2", "");
    open(&world, "1/2", "");
    world.plis("gather out").exits(Exit::Partial).says("3 plis ouverts sur 4");
    open(&world, "0/2", "").exits(Exit::Usage).tells("déjà ouvert en entier");
    world.plis(OPEN).exits(Exit::Partial);
    let report = world.json("out/opening.json");
    assert_eq!(report["summary"]["already_opened"], 3);
    world.plis("gather out").exits(Exit::Usage).tells("déjà ouvert en entier");
}

#[test]
fn a_share_of_nothing_is_no_failure() {
    let world = world(1);
    open_all(&world, 3);
    world.plis("gather out").exits(Exit::Done).says("Le pli est ouvert");
}

#[test]
fn before_the_deadline_no_share_is_opened() {
    let world = world(2);
    let early = "open depots -o out --key entite.p12 --password file:mdp.txt --deadline 2026-11-18T15:00";
    world.plis(&format!("{early} --shard 0/2")).exits(Exit::Refused);
    world.plis(&format!("{early} --shard 1/2 --dry-run")).exits(Exit::Done);
    world.plis("gather out").exits(Exit::Usage).tells("aucune part");
    open_all(&world, 2);
    world.plis("gather out").exits(Exit::Done);
    let runs = world.json("out/opening.json")["earlier_runs"].clone();
    let kinds: Vec<_> = runs.as_array().expect("runs").iter().map(|run| run["kind"].clone()).collect();
    assert_eq!(kinds.len(), 2, "{runs}");
}

#[test]
fn the_scheduler_says_which_share() {
    let world = world(2)
        .with("SLURM_ARRAY_TASK_ID", "5")
        .with("SLURM_ARRAY_TASK_MIN", "4")
        .with("SLURM_ARRAY_TASK_COUNT", "2");
    open(&world, "auto", "").exits(Exit::Done);
    assert!(world.path("out/.shard-1/journal.jsonl").is_file());
    let world = World::new().with("JOB_COMPLETION_INDEX", "0");
    open(&world, "auto", "").exits(Exit::Usage).tells("PLIS_SHARDS");
    let world = World::new();
    open(&world, "auto", "").exits(Exit::Usage).tells("aucun ordonnanceur");
    open(&world, "2/2", "").exits(Exit::Usage).tells("n'est pas une part");
}
