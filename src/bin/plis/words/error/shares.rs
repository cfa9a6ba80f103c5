//! Why shares are not gathered, in words.

use plis::{
    opening::{Shard, gather::GatherError},
    report::untrusted,
};

use super::{Words, run};
use crate::words::{Tongue, number};

/// Numbers of shares that are named one by one.
const NAMED: usize = 20;

/// The sentence, and what to do next.
pub(super) fn gather(error: &GatherError, tongue: Tongue<'_>) -> Words {
    let say = tongue.say;
    let whole = |count: u64| number::whole(tongue.lang, count);
    let again = |shard: &Shard| Some(say.gather_again_hint(typed(*shard)));
    match error {
        GatherError::Run(error) => run::run(error, tongue),
        GatherError::NoShards { path } => {
            (say.gather_no_shards(untrusted::path(path)), Some(say.gather_no_shards_hint()))
        }
        GatherError::Missing { numbers, of } => {
            let shares: Vec<String> =
                numbers.iter().take(NAMED).map(|number| format!("{number}/{of}")).collect();
            let mut list = shares.join(", ");
            if numbers.len() > NAMED {
                list.push_str(", ...");
            }
            let options: Vec<String> =
                shares.iter().take(1).map(|share| format!("--shard {share}")).collect();
            let count = numbers.len() as u64;
            (say.gather_missing(count, list), Some(say.gather_missing_hint(options.join(" "))))
        }
        GatherError::Unfinished { shard } => (say.gather_unfinished(typed(*shard)), again(shard)),
        GatherError::NotItsOwn { path } => {
            (say.gather_not_its_own(untrusted::path(path)), Some(say.gather_not_its_own_hint()))
        }
        GatherError::OtherCount { number, of, expected } => {
            let (of, expected) = (whole((*of).into()), whole((*expected).into()));
            (say.gather_other_count(number.to_string(), of, expected), Some(say.gather_anew_hint()))
        }
        GatherError::OtherConsultation { shard } => {
            (say.gather_other_consultation(typed(*shard)), Some(say.gather_anew_hint()))
        }
        GatherError::OtherRules { shard } => {
            (say.gather_other_rules(typed(*shard)), Some(say.gather_anew_hint()))
        }
        GatherError::OtherInputs { shard } => {
            (say.gather_other_inputs(typed(*shard)), Some(say.gather_anew_hint()))
        }
        GatherError::Stray { shard, name } => {
            (say.gather_stray(typed(*shard), untrusted::text(name)), Some(say.gather_anew_hint()))
        }
        GatherError::Twice { name, shards } => {
            let [one, other] = shards.map(|number| number.to_string());
            (say.gather_twice(untrusted::text(name), one, other), Some(say.gather_anew_hint()))
        }
        GatherError::Lost { count } => {
            (say.gather_lost(*count, whole(*count)), Some(say.gather_not_its_own_hint()))
        }
        GatherError::Plaintext { shard, name, there: true } => {
            let sentence = say.gather_plaintext_changed(typed(*shard), untrusted::text(name));
            (sentence, Some(say.gather_plaintext_changed_hint(typed(*shard))))
        }
        GatherError::Plaintext { shard, name, there: false } => {
            (say.gather_plaintext_missing(typed(*shard), untrusted::text(name)), again(shard))
        }
    }
}

/// A share as it is typed after `--shard`.
fn typed(shard: Shard) -> String {
    format!("{}/{}", shard.number, shard.of)
}
