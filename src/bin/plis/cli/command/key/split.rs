//! `key split`: a key among several people; and their answers, of `key prove --share`.

use std::io::Write as _;

use plis::{
    crypto::AwsLc,
    desk::{
        GivenFile,
        keys::{AnswerForKeys, SealedShare, SplitKey, Which},
    },
    keys::quorum::Quorum,
    registry::Answered,
    report::untrusted,
};

use crate::{
    cli::{
        Session,
        args::{key::KeySplitArgs, value},
        error::Error,
        exit::Exit,
        password::Passwords,
    },
    words::quorum,
};

pub(super) fn run(session: &Session, args: KeySplitArgs) -> Result<Exit, Error> {
    let source = args.password.as_deref().map(value::password_source).transpose()?;
    let shares = value::password_sources(&args.share)?;
    let mut passwords = Passwords::new(session, source.into_iter().collect()).joining(shares);
    let asked = SplitKey {
        name: args.name,
        threshold: args.threshold,
        to: args.to.into_iter().map(GivenFile::At).collect(),
        out: args.output,
    };
    let say = session.say();
    let split = asked.run(&session.desk(), &mut passwords, &AwsLc, &|ahead| quorum::preface(ahead, say))?;
    let mut out = session.out();
    for (SealedShare { file, custodian, .. }, number) in split.shares.iter().zip(1_u8..) {
        let (custodian, file) = (untrusted::text(custodian), untrusted::whole_path(file));
        let row = say.key_share_row(number.to_string(), custodian, file);
        writeln!(out, "{row}").map_err(Error::Output)?;
    }
    session.note(&say.key_split_done(untrusted::text(&split.key.name), split.quorum.shares().to_string()));
    session.hint(&say.key_split_next(split.quorum.threshold.to_string()));
    Ok(Exit::Done)
}

/// Takes shares as answers, where sets wait for them; gives the keys that are still to be tried.
pub(super) fn answer(session: &Session, which: Which, passwords: &mut Passwords<'_>) -> Result<Which, Error> {
    let answers = AnswerForKeys { which }.run(&session.desk(), passwords)?;
    answers.answered.iter().for_each(|answered| tell(session, answered));
    Ok(answers.rest)
}

fn tell(session: &Session, Answered { key, quorum, proved, numbers, whole }: &Answered) {
    let say = session.say();
    let (name, all) = (untrusted::text(&key.name), quorum.shares().to_string());
    let shown = quorum::numbers(numbers);
    session.note(&say.key_answered(&name, shown, proved.len().to_string(), &all));
    if *whole {
        session.note(&say.key_quorum_whole(name, quorum.threshold.to_string(), all));
        session.hint(&say.key_quorum_whole_hint());
    } else {
        session.hint(&say.key_answered_next(awaited(quorum, proved)));
    }
}

/// `3 (Anne Martin), 5 (Jean Petit)`.
fn awaited(quorum: &Quorum, proved: &[u8]) -> String {
    let people = quorum.custodians.iter().zip(1_u8..).filter(|(_, number)| !proved.contains(number));
    let people = people.map(|(who, number)| format!("{number} ({})", untrusted::text(&who.subject)));
    people.collect::<Vec<_>>().join(", ")
}
