//! What to do with each thing found: pure rules over names, sizes, the register and the clock.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use super::{
    beside::Listed,
    failure::{Failure, of_archive},
    found::{FoundFile, FoundKind, Root},
    locate::{self, Place},
    named::Named,
    names::{is_envelope_suffix, looks_the_same},
    octets::Within,
    outcome::{Detail, Reason},
    request::Permit,
    rules::{self, Sending, Terms, Verdict, Wanted},
    written,
};
use crate::{consultation::EnvelopeKind, fsx::SystemError, register::RegisterRow, time::Timestamp};

/// Takes back what was settled for lack of a file: somebody stopped the search for it, and the rows say that instead.
pub(super) fn nothing_is_missing(tasks: &mut [Task]) {
    for task in tasks {
        let lacks = [Reason::MissingFile, Reason::MissingBlock, Reason::DuplicateBlock];
        if matches!(&task.decision, Decision::Settled(reason, _) if lacks.contains(reason)) {
            task.decision = Decision::Open;
        }
    }
}

/// One row of the report to come.
#[derive(Debug)]
pub(super) struct Task {
    /// What to read, in the order of the plaintext: one file, or the blocks of one.
    pub(super) inputs: Vec<Input>,
    /// Index of the root it was found under.
    pub(super) root: usize,
    /// Final name, relative to the output folder.
    pub(super) output: Option<PathBuf>,
    /// The name that it has of its own, where the final one is another.
    pub(super) own_name: Option<PathBuf>,
    /// Whether to open it.
    pub(super) decision: Decision,
    /// Which envelope it is, where that is known.
    pub(super) envelope: Option<EnvelopeKind>,
    /// What the register says of it.
    pub(super) deposit: Option<Box<Deposit>>,
    /// What its names say of it, where there is no register.
    pub(super) named: Named,
}

/// A file to read.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) path: PathBuf,
    pub(super) size: u64,
    /// SHA-256 that the register recorded at its deposit.
    pub(super) digest: Option<Box<[u8; 32]>>,
    /// Where it is, when it is no file of its own.
    pub(super) within: Option<Within>,
}

/// What the register says of a wanted file.
#[derive(Debug, Default, serde::Serialize)]
pub(super) struct Deposit {
    /// Whether the register lists it at all.
    pub(super) listed: bool,
    /// The path it has there, where the file was found by another.
    pub(super) listed_as: Option<String>,
    /// Whether its end is known to the minute only, which is the deadline's.
    pub(super) unsure: bool,
    pub(super) pli: Option<String>,
    pub(super) company: Option<String>,
    pub(super) lot: Option<String>,
    /// When its sending began and ended.
    pub(super) sending: Sending,
    /// What its end is compared with.
    pub(super) deadline: Option<Timestamp>,
    /// SHA-256 of the plaintext, recorded by the bidder's side.
    pub(super) clear_digest: Option<[u8; 32]>,
    /// Default refusals that a person lifted.
    pub(super) accepted: Vec<Reason>,
    /// Open it although its digest is not the register's.
    pub(super) altered_accepted: bool,
    /// The register's other columns.
    pub(super) columns: BTreeMap<String, String>,
}

/// Whether to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decision {
    /// Yes.
    Open,
    /// No, for this reason.
    Settled(Reason, Option<Box<Detail>>),
    /// Nothing asks for it: an earlier run opened it from elsewhere.
    Elsewhere,
}

impl Task {
    /// Octets to read.
    pub(super) fn bytes(&self) -> u64 {
        self.inputs.iter().map(|input| input.size).sum()
    }

    /// Whether there is a file to read, as far as is known.
    pub(super) fn is_there(&self) -> bool {
        !matches!(self.decision, Decision::Settled(Reason::MissingFile | Reason::Unreadable, _))
    }
}

/// One task for each file the register wants, then one for each thing found that it does not list; without a
/// register, one for each thing found. What is late, the permit says.
pub(super) fn plan(
    roots: &[Root],
    found: Vec<FoundFile>,
    listed: Option<&Listed<'_>>,
    permit: &Permit,
    terms: &Terms,
    stop: &AtomicBool,
) -> Vec<Task> {
    let deadline = permit.consultation().deadline;
    let Some(listed) = listed else {
        return found.into_iter().map(|found| unlisted(roots, found, terms, None)).collect();
    };
    let rows = listed.register.rows();
    let paths: Vec<PathBuf> = roots.iter().map(|root| root.path.clone()).collect();
    let located = locate::locate(&paths, &found, listed, stop);
    let is_there = |row: usize| !matches!(located.places[row], Place::Missing | Place::Doubtful(_));
    let wanted = rules::judge(listed.register, deadline, terms, &is_there);
    let mut found: Vec<Option<FoundFile>> = found.into_iter().map(Some).collect();
    let mut tasks = Vec::with_capacity(wanted.len());
    for mut wanted in wanted {
        let (mut root, mut listed_as) = (0, None);
        let mut inputs = Vec::with_capacity(wanted.rows.len());
        for &row in &wanted.rows {
            let RegisterRow { file, digest, .. } = &rows[row];
            let mut note =
                |renamed: bool| listed_as = listed_as.take().or_else(|| renamed.then(|| file.to_string()));
            let (path, size, within) = match &located.places[row] {
                Place::Found { index, renamed } => {
                    note(*renamed);
                    match found[*index].take() {
                        Some(found) => {
                            root = found.root;
                            (found.path, found.size, found.within)
                        }
                        // Two rows of one file are refused by the register.
                        None => (beside(listed, file), 0, None),
                    }
                }
                Place::Beside { path, size, renamed } => {
                    note(*renamed);
                    (shown(listed, path), *size, None)
                }
                Place::Missing => (beside(listed, file), 0, None),
                Place::Doubtful(files) => {
                    if let Verdict::Keep { reason: Reason::MissingFile | Reason::MissingBlock, .. } =
                        wanted.verdict
                    {
                        let paths = files.iter().map(|path| written::path(path)).collect();
                        let detail = Some(Detail::MayBe { paths });
                        wanted.verdict = Verdict::Keep { reason: Reason::Ambiguous, detail };
                    }
                    (beside(listed, file), 0, None)
                }
            };
            inputs.push(Input { path, size, digest: digest.map(Box::new), within });
        }
        let row = &rows[wanted.rows.first().copied().unwrap_or(0)];
        tasks.push(wanted_task(row, wanted, inputs, root, listed_as, (deadline, terms)));
    }
    for (index, found) in found.into_iter().enumerate() {
        let Some(found) = found else { continue };
        let doubtful = located.doubtful.get(&index);
        let mut task = unlisted(roots, found, terms, doubtful.is_none().then_some(false));
        if let Some(doubtful) = doubtful {
            let paths = doubtful.iter().map(|&row| rows[row].file.to_string()).collect();
            task.decision = Decision::Settled(Reason::Ambiguous, Some(Box::new(Detail::MayBe { paths })));
        }
        tasks.push(task);
    }
    tasks
}

/// The file of a row that is where the register says.
fn beside(listed: &Listed<'_>, file: &str) -> PathBuf {
    listed.path.parent().unwrap_or(Path::new("")).join(file)
}

/// A file beside the register, by the name that the person gave the register's folder.
fn shown(listed: &Listed<'_>, path: &Path) -> PathBuf {
    let below = path.strip_prefix(listed.folder()).unwrap_or(path);
    listed.path.parent().unwrap_or(Path::new("")).join(below)
}

fn wanted_task(
    row: &RegisterRow,
    wanted: Wanted,
    inputs: Vec<Input>,
    root: usize,
    listed_as: Option<String>,
    (deadline, terms): (Option<Timestamp>, &Terms),
) -> Task {
    let (decision, accepted) = match wanted.verdict {
        Verdict::Open { accepted } => (Decision::Open, accepted),
        Verdict::Keep { reason, detail } => (Decision::Settled(reason, detail.map(Box::new)), Vec::new()),
    };
    let output = PathBuf::from(wanted.output);
    let name = rules::name_of(row);
    let own_name = Some(output.with_file_name(name)).filter(|own| !looks_the_same(own, &output));
    Task {
        inputs,
        root,
        output: Some(output),
        own_name,
        decision,
        envelope: wanted.kind,
        named: Named::default(),
        deposit: Some(Box::new(Deposit {
            listed: true,
            listed_as,
            unsure: wanted.unsure,
            pli: row.pli.as_deref().map(ToOwned::to_owned),
            company: row.company.as_deref().map(ToOwned::to_owned),
            lot: row.lot.as_ref().map(ToString::to_string),
            sending: Sending {
                started_at: wanted.started_at,
                ended_at: wanted.ended_at,
                to_the_minute: wanted.to_the_minute,
            },
            deadline,
            clear_digest: row.plaintext_digest,
            accepted,
            altered_accepted: terms.accept.altered,
            columns: row.others.iter().map(|(name, cell)| (name.to_string(), cell.to_string())).collect(),
        })),
    }
}

/// A thing that was found and that no register lists: its name comes from the folders.
fn unlisted(roots: &[Root], found: FoundFile, terms: &Terms, listed: Option<bool>) -> Task {
    let root = &roots[found.root];
    let below = found.path.strip_prefix(&root.path).unwrap_or(&found.path);
    let named = Named::of(below);
    let decision = match found.kind {
        FoundKind::File => match rules::judge_unlisted(named.kind, terms) {
            Verdict::Open { .. } => Decision::Open,
            Verdict::Keep { reason, detail } => Decision::Settled(reason, detail.map(Box::new)),
        },
        FoundKind::Unreadable(error) => unreadable(error),
        FoundKind::Archive(error) => {
            let Failure { reason, detail } = of_archive(error);
            Decision::Settled(reason, detail.map(Box::new))
        }
    };
    Task {
        envelope: named.kind,
        output: Some(output_name(root, below)),
        own_name: None,
        inputs: vec![Input { path: found.path, size: found.size, digest: None, within: found.within }],
        root: found.root,
        decision,
        deposit: listed.map(|listed| Box::new(Deposit { listed, ..Deposit::default() })),
        // A register that does not list it knows better whose plis there are.
        named: if listed.is_none() { named } else { Named::default() },
    }
}

fn unreadable(error: SystemError) -> Decision {
    Decision::Settled(Reason::Unreadable, Some(Box::new(Detail::System(error))))
}

/// `plis/<path below the root, last extension of an envelope dropped>`, yet to be made safe.
fn output_name(root: &Root, below: &Path) -> PathBuf {
    let mut output = PathBuf::from(super::names::PLAINTEXTS);
    let is_file_root = below.as_os_str().is_empty();
    if is_file_root {
        output.push(root.path.file_name().unwrap_or_default());
    } else {
        output.push(&root.output);
        output.extend(below.components().filter(|part| matches!(part, std::path::Component::Normal(_))));
    }
    let extension = output.extension().is_some_and(is_envelope_suffix);
    // What is dots only without its end would name a folder: this one, or the one above.
    let is_dots = output.file_stem().is_some_and(|stem| stem.as_encoded_bytes().iter().all(|c| *c == b'.'));
    if extension && !is_dots {
        output.set_extension("");
    }
    output
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consultation::Consultation;

    fn file(path: &str) -> FoundFile {
        in_root(0, path)
    }

    fn in_root(root: usize, path: &str) -> FoundFile {
        FoundFile { root, path: path.into(), size: 1, kind: FoundKind::File, within: None }
    }

    fn permit() -> Permit {
        Permit::Rehearsal(Consultation::default().rehearsal(Timestamp::now()))
    }

    fn outputs(roots: &[&str], found: Vec<FoundFile>) -> Vec<String> {
        let paths: Vec<PathBuf> = roots.iter().map(Into::into).collect();
        plan(&Root::of(&paths), found, None, &permit(), &Terms::default(), &AtomicBool::new(false))
            .iter()
            .map(|task| written::path(task.output.as_deref().expect("named")))
            .collect()
    }

    #[test]
    fn the_last_extension_of_an_envelope_is_dropped_once() {
        let found =
            ["r/a/offre.pdf.p7m", "r/b.P7M", "r/c.pdf", "r/d.p7m.p7m", "r/.p7m", "r/AO_offre_34_1.crypt"]
                .map(file);
        let dots = ["r/..p7m", "r/...p7m", "r/....p7m"].map(file);
        assert_eq!(outputs(&["r"], dots.into()), ["plis/..p7m", "plis/...p7m", "plis/....p7m"]);
        assert_eq!(
            outputs(&["r"], found.into()),
            ["plis/a/offre.pdf", "plis/b", "plis/c.pdf", "plis/d.p7m", "plis/.p7m", "plis/AO_offre_34_1"]
        );
    }

    #[test]
    fn several_roots_keep_their_last_names() {
        let found = vec![file("x/lot 1/a.p7m"), in_root(1, "y/lot 2/a.p7m"), in_root(2, "z/seul.p7m")];
        assert_eq!(
            outputs(&["x/lot 1", "y/lot 2/", "z/seul.p7m"], found),
            ["plis/lot 1/a", "plis/lot 2/a", "plis/seul"]
        );
    }

    #[test]
    fn what_is_read_is_the_sum_of_the_blocks() {
        let input = |size| Input { path: PathBuf::new(), size, digest: None, within: None };
        let inputs = vec![input(3), input(4)];
        let task = Task {
            inputs,
            root: 0,
            output: None,
            own_name: None,
            decision: Decision::Open,
            envelope: None,
            deposit: None,
            named: Named::default(),
        };
        assert_eq!(task.bytes(), 7);
    }

    /// What decides and what is told are one.
    #[test]
    fn names_say_which_envelope_it_is() {
        let going_on = AtomicBool::new(false);
        let task = |path: &str| {
            plan(&Root::of(&["r".into()]), vec![file(path)], None, &permit(), &Terms::default(), &going_on)
                .remove(0)
        };
        for (path, kind, opens) in [
            ("r/Pli 1/candidature/a.p7m", Some(EnvelopeKind::Candidature), true),
            ("r/offre/Offre technique/a.p7m", Some(EnvelopeKind::OffreTechnique), true),
            ("r/a.p7m", None, true),
            ("r/DUPONT/anonymat.zip.p7m", Some(EnvelopeKind::Anonymat), false),
        ] {
            let task = task(path);
            assert_eq!((task.envelope, task.decision == Decision::Open), (kind, opens), "{path}");
        }
        assert_eq!(task("r/Pli 2 - A/a.p7m").named.company.as_deref(), Some("A"));
    }
}
