//! The life of a key, from its making to its end.

mod answer;
mod delete;
mod export;
mod history;
mod import;
mod list;
mod make;
mod prove;
mod rename;
mod split;
mod store;
mod tokens;
mod trial;

pub(super) use self::trial::Trials;
pub use self::{
    answer::{AnswerForKeys, Answers},
    delete::{DeleteAhead, DeleteKey, PurgeKey, RestoreKey},
    export::{ExportAs, ExportKey, Exported, HandedOver},
    history::KeyHistory,
    import::{ImportEvent, ImportKeys, KeySource},
    list::{KeyDetails, KeyList, KeyPage, ListKeys, ShowKey},
    make::{BITS, DAYS, Kept, KeyAlgorithm, MakeKey, TypedKey},
    prove::{Proofs, ProveKeys, TriedKey, Which},
    rename::{RenameKey, Renamed, RetireKey},
    split::{KeySplit, SealedShare, ShareAhead, SplitKey},
    store::{PutIn, PutInStore, stored},
    tokens::{KeyOnToken, ListTokenKeys},
};
