//! What is asked of shares before anything moves: that they are all there, of one plan, and what their journals say.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::{
    GatherError,
    part::{Part, STRAY},
};
use crate::{
    cms::content::Buffer,
    crypto::AwsLc,
    fsx::{Appender, Folder},
    journal::Journal,
    opening::{
        Item, JOURNAL, RunError, Shard,
        entry::Started,
        ground::{open_journal, output, refuse_strangers},
        names::PLAINTEXTS,
        outcome::Status,
        report::KeyRow,
        resume::{Earlier, stands},
        rows::Place,
        story::output_of,
    },
};

/// Rows whose plaintexts are read at a time.
const BATCH: usize = 256;

/// Shares that make one opening; their folders are locked as long as this is held.
#[derive(Debug)]
pub struct Checked {
    pub(super) folder: Folder,
    pub(super) parts: Vec<Part>,
    /// For each row of the plan, which part has it and where.
    pub(super) rows: Vec<(u32, Place)>,
    /// The journal of the whole, where there is one.
    pub(super) record: Option<(Journal<Appender>, Earlier)>,
}

pub(super) fn check(out: &Path, jobs: usize) -> Result<Checked, GatherError> {
    let no_shards = || GatherError::NoShards { path: out.to_owned() };
    let numbers = numbers(out).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => no_shards(),
        _ => output(out)(error).into(),
    })?;
    if numbers.is_empty() {
        return Err(no_shards());
    }
    let folder = Folder::create(out).map_err(output(out))?;
    refuse_strangers(&folder)?;
    let mut parts = Vec::with_capacity(numbers.len());
    for number in numbers {
        parts.extend(Part::open(&folder, number)?);
    }
    if parts.is_empty() {
        return Err(no_shards());
    }
    are_of_one_plan(&parts)?;
    let rows = rows(&parts)?;
    let record = if folder.has(Path::new(JOURNAL)).map_err(output(&out.join(JOURNAL)))? {
        let (record, earlier) = open_journal(&folder, None)?;
        if earlier.opened_here {
            return Err(RunError::OpenedAsAWhole { path: out.to_owned() }.into());
        }
        Some((record, earlier))
    } else {
        None
    };
    let checked = Checked { folder, parts, rows, record };
    checked.plaintexts(jobs)?;
    Ok(checked)
}

/// The numbers that names of folders say.
fn numbers(out: &Path) -> io::Result<BTreeSet<u32>> {
    let mut numbers = BTreeSet::new();
    for entry in fs::read_dir(out)? {
        numbers.extend(entry?.file_name().to_str().and_then(Shard::number_in));
    }
    Ok(numbers)
}

/// Whether they are all the shares of one opening. Where they differ, those that are fewer are named.
fn are_of_one_plan(parts: &[Part]) -> Result<(), GatherError> {
    let (_, expected) = odd(parts, |part| part.shard.of);
    if let Some(part) = parts.iter().find(|part| part.shard.of != expected) {
        let Shard { number, of } = part.shard;
        return Err(GatherError::OtherCount { number, of, expected });
    }
    let there: BTreeSet<u32> = parts.iter().map(|part| part.shard.number).collect();
    let numbers: Vec<u32> = (0..expected).filter(|number| !there.contains(number)).collect();
    if !numbers.is_empty() {
        return Err(GatherError::Missing { numbers, of: expected });
    }
    let consultation = |part: &Part| serde_json::to_string(&part.started.consultation).unwrap_or_default();
    if let (Some(shard), _) = odd(parts, consultation) {
        return Err(GatherError::OtherConsultation { shard });
    }
    if let (Some(shard), _) = odd(parts, |part| part.plan.rules.clone()) {
        return Err(GatherError::OtherRules { shard });
    }
    if let (Some(shard), _) = odd(parts, |part| (part.plan.total, part.plan.plan.clone())) {
        return Err(GatherError::OtherInputs { shard });
    }
    Ok(())
}

/// The first share that says something else than most, and what most say.
fn odd<T: Ord + Clone>(parts: &[Part], said: impl Fn(&Part) -> T) -> (Option<Shard>, T) {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for part in parts {
        *counts.entry(said(part)).or_insert(0) += 1;
    }
    let most = counts.values().max().copied();
    // Of as many on both sides, those that the first share is of.
    let common = parts.iter().map(&said).find(|value| counts.get(value).copied() == most);
    let common = common.unwrap_or_else(|| said(&parts[0]));
    (parts.iter().find(|part| said(part) != common).map(|part| part.shard), common)
}

/// Each row of the plan once.
fn rows(parts: &[Part]) -> Result<Vec<(u32, Place)>, GatherError> {
    let total = parts[0].plan.total;
    let there: u64 = parts.iter().map(|part| part.rows.len() as u64).sum();
    // Before as much is asked of memory as a number says.
    if there < total {
        return Err(GatherError::Lost { count: total - there });
    }
    let mut rows: Vec<Option<(u32, Place)>> = vec![None; usize::try_from(total).unwrap_or(usize::MAX)];
    for part in parts {
        let named = |place: Place| match place.read(&mut part.journal.clone()) {
            Ok(item) => Ok(item.place().unwrap_or(&item.input).to_owned()),
            Err(error) => Err(output(&part.folder.path().join(JOURNAL))(error)),
        };
        for &(rank, place) in &part.rows {
            let slot =
                usize::try_from(rank).ok().filter(|_| rank != STRAY).and_then(|rank| rows.get_mut(rank));
            let Some(slot) = slot else {
                return Err(GatherError::Stray { shard: part.shard, name: named(place)? });
            };
            if let Some((other, _)) = slot {
                let shards = [*other, part.shard.number];
                return Err(GatherError::Twice { name: named(place)?, shards });
            }
            *slot = Some((part.shard.number, place));
        }
    }
    let count = rows.iter().filter(|row| row.is_none()).count() as u64;
    if count > 0 {
        return Err(GatherError::Lost { count });
    }
    Ok(rows.into_iter().flatten().collect())
}

impl Checked {
    /// The row of a place in the plan, as its machine wrote it.
    pub(super) fn item(&self, rank: usize) -> Result<Item, RunError> {
        let (number, place) = self.rows[rank];
        let part = &self.parts[number as usize];
        let item = place.read(&mut io::BufReader::new(part.journal.clone()));
        let item = item.map_err(output(&part.folder.path().join(JOURNAL)))?;
        Ok(Item { shard: Some(number), ..item })
    }

    pub(super) fn part(&self, rank: usize) -> &Part {
        &self.parts[self.rows[rank].0 as usize]
    }

    /// Whether an earlier gathering wrote that a final name of the whole is a plaintext's.
    pub(super) fn moved(&self, name: &Path) -> bool {
        self.record.as_ref().is_some_and(|(_, earlier)| earlier.has_opened(name))
    }

    /// Whether every plaintext is what its row says: in the folder of its share, or moved already.
    fn plaintexts(&self, jobs: usize) -> Result<(), GatherError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build().map_err(io::Error::other);
        let pool = pool.map_err(output(self.folder.path()))?;
        for start in (0..self.rows.len()).step_by(BATCH) {
            let ranks = start..self.rows.len().min(start + BATCH);
            pool.install(|| {
                ranks
                    .into_par_iter()
                    .try_for_each_init(Buffer::new, |buffer, rank| self.plaintext(rank, buffer))
            })?;
        }
        Ok(())
    }

    fn plaintext(&self, rank: usize, buffer: &mut Buffer) -> Result<(), GatherError> {
        let item = self.item(rank)?;
        let part = self.part(rank);
        let Some(name) = plaintext_of(&item) else { return Ok(()) };
        let wrong = |there| {
            let name = name.to_string_lossy().into_owned();
            Err(GatherError::Plaintext { shard: part.shard, name, there })
        };
        if !name.starts_with(PLAINTEXTS) {
            return wrong(false);
        }
        let said = (item.bytes_out, item.sha256.as_deref());
        let whole = self.moved(&name).then_some(&self.folder);
        for folder in [Some(&part.folder), whole].into_iter().flatten() {
            match stands(folder, &AwsLc, &name, said, buffer) {
                Ok(Some(_)) => return Ok(()),
                Ok(None) => return wrong(true),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(output(&folder.path().join(&name))(error).into()),
            }
        }
        wrong(false)
    }

    /// The keys that the machines held, each once.
    pub(super) fn key_rows(&self) -> Vec<KeyRow> {
        let mut keys: Vec<KeyRow> = Vec::new();
        for key in self.parts.iter().flat_map(|part| &part.papers.keys) {
            match keys.iter_mut().find(|known| known.fingerprint == key.fingerprint) {
                // Held by one machine, it was held.
                Some(known) => known.earlier &= key.earlier,
                None => keys.push(key.clone()),
            }
        }
        keys
    }

    pub(super) fn started(&self) -> &Started {
        &self.parts[0].started
    }
}

/// The final name of a plaintext that a row says is there.
pub(super) fn plaintext_of(item: &Item) -> Option<PathBuf> {
    matches!(item.status, Status::Opened | Status::AlreadyOpened).then(|| output_of(item))?
}
