//! What is kept of the rows of an opening, while they pass once: a few octets of each.

use std::{
    collections::{BTreeMap, HashSet},
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
};

use plis::{
    opening::{
        Item,
        outcome::{Reason, Status},
    },
    time::Timestamp,
};

/// What is kept of rows that have passed.
#[derive(Default)]
pub(crate) struct Passed {
    /// When each arrived.
    arrivals: Vec<Option<Timestamp>>,
    pub(super) columns: Known,
    /// What was not opened, in the order of the documentation: the reason (none: not reached), and how many.
    pub(super) troubles: BTreeMap<usize, (Option<Reason>, u64)>,
    pub(super) backup_cases: BTreeMap<u8, u64>,
    /// How many envelopes were opened in spite of a rule, and which rules.
    pub(super) accepted: (u64, Vec<Reason>),
    /// The plis that the register names: a hash of each, so that many take little room.
    pub(super) plis: HashSet<u64>,
    /// Files that the register does not list.
    pub(super) unlisted: u64,
}

impl Passed {
    /// Takes the next row.
    pub(crate) fn take(&mut self, item: &Item) {
        self.arrivals.push(item.deposited_at);
        // What names of folders say is no register.
        let pli = item.pli.as_ref().filter(|_| item.listed.is_some());
        self.columns.company |= item.company.is_some() || pli.is_some();
        self.columns.envelope |= item.envelope.is_some() || item.lot.is_some();
        self.columns.deposit |= item.deposited_at.is_some();
        self.plis.extend(pli.map(|pli| BuildHasherDefault::<DefaultHasher>::new().hash_one(pli)));
        self.unlisted += u64::from(item.listed == Some(false));
        if let Some(case) = item.backup_copy_case {
            *self.backup_cases.entry(case).or_insert(0) += 1;
        }
        let opened = matches!(item.status, Status::Opened | Status::AlreadyOpened);
        if opened && !item.accepted.is_empty() {
            let (count, cases) = &mut self.accepted;
            *count += 1;
            for &case in &item.accepted {
                if !cases.contains(&case) {
                    cases.push(case);
                }
            }
        }
        let order = match (item.status, item.reason) {
            (_, Some(reason)) => Some(reason as usize),
            (Status::Cancelled, None) => Some(Reason::ALL.len()),
            _ => None,
        };
        if let Some(order) = order {
            self.troubles.entry(order).or_insert((item.reason, 0)).1 += 1;
        }
    }

    /// The rows by arrival. Those whose arrival is not known come last, in the order in which they passed.
    pub(super) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.arrivals.len()).collect();
        order.sort_by_key(|&index| (self.arrivals[index].is_none(), self.arrivals[index]));
        order
    }
}

/// Which facts any row has: columns that would be empty are left out.
#[derive(Clone, Copy, Default)]
pub(super) struct Known {
    pub(super) company: bool,
    pub(super) envelope: bool,
    pub(super) deposit: bool,
}
