//! Keys of several people: their files are replaced by files that say whose shares open them.
//!
//! All that opens a key is in its file, which is replaced as a whole while nobody else changes the registry: whoever is
//! killed leaves a file that opens by a password, or by shares. The entry of the journal follows in the same change; what
//! a kill kept it from telling, the next entry of that key tells, since each has the whole state.

use serde_json::{Map, Value, json};

use zeroize::Zeroizing;

use crate::{
    fsx::Fault,
    keys::quorum::{Behind, GivenShare, Held, JoinedBy, Quorum, QuorumError, Set},
    limits,
    registry::{
        Refusal, Registry, RegistryError,
        key::{by_id, facts_of, name_of},
        location::Location,
        port::Tenant,
        record::{By, Custody, KeyId, KeyRecord, NewPrivate},
        store::{Asked, Change},
        trail::kind,
    },
};

/// What answers to a set did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The key.
    pub key: KeyRecord,
    /// Whose shares open it, or will.
    pub quorum: Quorum,
    /// The numbers of the shares that were shown now.
    pub numbers: Vec<u8>,
    /// The numbers of those who have answered, in their order.
    pub proved: Vec<u8>,
    /// Whether everybody has: what opened the key before does so no more.
    pub whole: bool,
}

impl Registry {
    /// Says beforehand whether a key can be split: its file must be the registry's own, in a folder.
    ///
    /// # Errors
    ///
    /// [`RegistryError::Refused`] with [`Refusal::NotSplit`].
    pub fn check_split(&mut self, by: &By, id: KeyId) -> Result<(), RegistryError> {
        let key = self.key_by_id(id)?;
        // A server keeps what a key file was before, whatever takes its place.
        let splits = key.custody == Custody::Copy && matches!(self.location(), Location::Folder(_));
        if splits {
            return Ok(());
        }
        let asked = Asked::new(kind::KEY_SPLIT).with("name", key.name.as_str());
        self.change(by, asked, |_| Err(RegistryError::Refused(Refusal::NotSplit { key: name_of(&key) })))
    }

    /// Puts a set of shares behind the file of a key, which opens as it did until everybody has answered. `opened` is the
    /// file that the key was read from.
    ///
    /// # Errors
    ///
    /// Those of [`Self::check_split`]; [`RegistryError::Busy`] when the file has changed since; [`RegistryError::KeyFile`].
    pub fn split_key(
        &mut self,
        by: &By,
        id: KeyId,
        opened: &[u8],
        set: &Set,
    ) -> Result<KeyRecord, RegistryError> {
        self.check_split(by, id)?;
        self.replacing(by, id, kind::KEY_SPLIT, |change, key, now| {
            if now != opened {
                return Err(RegistryError::Busy);
            }
            let behind = Behind { pending: Some(set.clone()), ..Held::of(now).behind };
            let told = with(key, &set.quorum, &[], false);
            if !change.rewrite(key, &behind.after(Held::alone(now)))? {
                return Ok(None);
            }
            change.entry(kind::KEY_SPLIT, told)?;
            Ok(Some(key.clone()))
        })
    }

    /// Takes answers to the set that waits behind the file of a key. With the last of them its file takes the place of the
    /// one that was. `None`: no set waits that these shares are of.
    ///
    /// # Errors
    ///
    /// [`QuorumError::Share`] for a share that is not good: then none is taken; [`QuorumError::Damaged`]; those of
    /// [`Self::check_split`] where a set waits; [`RegistryError::KeyFile`].
    pub fn answer_key(
        &mut self,
        by: &By,
        id: KeyId,
        given: &[&GivenShare],
    ) -> Result<Result<Option<Answered>, QuorumError>, RegistryError> {
        if self.waits(id)? {
            // Brought to a server, it keeps its former way in there.
            self.check_split(by, id)?;
        }
        self.replacing(by, id, kind::KEY_SHARE_PROVED, |change, key, now| {
            let Held { file, behind, damaged } = Held::of(now);
            if damaged {
                return Ok(Some(Err(QuorumError::Damaged)));
            }
            let Some(mut set) = behind.pending else { return Ok(Some(Ok(None))) };
            if !given.iter().any(|given| set.quorum.is_of(&given.share)) {
                return Ok(Some(Ok(None)));
            }
            for GivenShare { path, share } in given {
                if let Err(fault) = set.quorum.check(share) {
                    return Ok(Some(Err(QuorumError::Share { path: path.clone(), fault })));
                }
                set.proved.push(share.number);
            }
            set.proved.sort_unstable();
            set.proved.dedup();
            let (quorum, proved, whole) = (set.quorum.clone(), set.proved.clone(), set.is_whole());
            let file = match set.clone().into_file() {
                Some(file) => file,
                None => Behind { pending: Some(set), ..behind }.after(file),
            };
            let numbers: Vec<u8> = given.iter().map(|given| given.share.number).collect();
            let mut facts = with(key, &quorum, &proved, whole);
            facts.insert("numbers".to_owned(), json!(numbers));
            if !change.rewrite(key, &file)? {
                return Ok(None);
            }
            change.entry(kind::KEY_SHARE_PROVED, facts)?;
            if whole {
                change.entry(kind::KEY_QUORUM, with(key, &quorum, &proved, true))?;
            }
            Ok(Some(Ok(Some(Answered { key: key.clone(), quorum, numbers, proved, whole }))))
        })
    }

    /// What stands behind the file of a key; `None` where the file is not the registry's own.
    ///
    /// # Errors
    ///
    /// [`RegistryError::KeyFile`].
    pub fn behind(&self, key: &KeyRecord) -> Result<Option<Behind>, RegistryError> {
        if key.custody != Custody::Copy {
            return Ok(None);
        }
        let octets = read(self.tenant(), key)?;
        Ok(Some(Held::of(&octets).behind))
    }

    fn waits(&self, id: KeyId) -> Result<bool, RegistryError> {
        let behind = self.behind(&self.key_by_id(id)?)?;
        Ok(behind.is_some_and(|behind| behind.pending.is_some()))
    }

    /// Changes the file of a key as often as it takes: another process may sweep in between.
    fn replacing<T>(
        &mut self,
        by: &By,
        id: KeyId,
        kind: &str,
        body: impl Fn(&Change<'_>, &KeyRecord, &[u8]) -> Result<Option<T>, RegistryError>,
    ) -> Result<T, RegistryError> {
        let key = self.key_by_id(id)?;
        // What is announced is a copy of this name; its octets come from the body.
        let copy = NewPrivate::Copy(Vec::new());
        let done = self.with_copy(by, key.certificate.fingerprint, &copy, |registry| {
            let asked = Asked::new(kind).with("name", key.name.as_str());
            registry.change(by, asked, |change| {
                let key = by_id(change.tenant(), id)?;
                let now = read(change.tenant(), &key)?;
                body(change, &key, &now)
            })
        });
        // What was announced and not written.
        let _ = self.tenant().sweep();
        done
    }
}

impl Change<'_> {
    /// `false`: the announcement of the file was swept away.
    fn rewrite(&self, key: &KeyRecord, octets: &[u8]) -> Result<bool, RegistryError> {
        if octets.len() as u64 > limits::KEY_FILE.value {
            // One that would not be read again.
            let source = Fault::TooLarge.into();
            return Err(RegistryError::KeyFile { path: key.name.as_str().into(), source });
        }
        self.tenant().write_copy(key.certificate.fingerprint, octets)
    }
}

fn read(tenant: &dyn Tenant, key: &KeyRecord) -> Result<Zeroizing<Vec<u8>>, RegistryError> {
    tenant.private(key)?.read().map_err(|source| {
        let path = key.name.as_str().into();
        RegistryError::KeyFile { path, source }
    })
}

/// What an entry says of a key and its quorum.
fn with(key: &KeyRecord, quorum: &Quorum, proved: &[u8], whole: bool) -> Map<String, Value> {
    let mut facts = facts_of(key);
    let custodian = |(custodian, number): (&crate::keys::quorum::Custodian, u8)| json!({ "number": number, "subject": custodian.subject, "fingerprint": custodian.fingerprint });
    let custodians: Vec<Value> = quorum.custodians.iter().zip(1..).map(custodian).collect();
    let told = json!({
        "set": quorum.set,
        "threshold": quorum.threshold,
        "shares": quorum.shares(),
        "custodians": custodians,
        "proved": proved,
        "whole": whole,
    });
    facts.insert("quorum".to_owned(), told);
    facts
}

/// Adds the shares that opened a key, where it took shares.
pub(super) fn joined(facts: &mut Map<String, Value>, by: Option<&JoinedBy>) {
    if let Some(by) = by {
        facts.insert("joined_by".to_owned(), json!(by));
    }
}
