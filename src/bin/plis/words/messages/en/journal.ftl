# The journal, shown and verified.

# $zone (String) - time zone
journal-column-when = When ({ $zone })
journal-column-what = What happened
journal-empty = The journal is empty.
# $count (Number)
# $items (String) - the count
journal-run-started = { $count ->
    [one] Opening began: { $items } envelope.
   *[other] Opening began: { $items } envelopes.
}
# $who (String) - company or pli
journal-paper = Deposit on paper in the register: { $who }.
# $count (Number)
# $items (String) - the count
journal-resumed = { $count ->
    [one] Opening went on: { $items } envelope.
   *[other] Opening went on: { $items } envelopes.
}
# $count (Number)
# $items (String) - the count
journal-rehearsal = { $count ->
    [one] Rehearsal, without opening anything: { $items } envelope.
   *[other] Rehearsal, without opening anything: { $items } envelopes.
}
# $names (String) - who
journal-by = Openers: { $names }.
# $host (String) - where
journal-on = Workstation: { $host }.
journal-clock-given = The clock was given by hand (--now).
# $account (String) - who
journal-account = System account: { $account }.
# $system (String) - an instant
journal-clock-beside = The clock was given by hand (--now); the system's said { $system }.
run-rule-clock-ahead = the clock given by hand (--now) is ahead of the system's
run-rule-keys-tied = a key given is tied to a consultation whose deadline has not passed
# $reason (String) - why
# $deadline (String) - when
journal-refused-deadline = Opening refused: { $reason } ({ $deadline }). Nothing was opened.
# $reason (String) - why
journal-refused = Opening refused: { $reason }. Nothing was opened.
# $name (String) - which envelope
# $sentence (String) - what became of it
journal-outcome = { $name }: { $sentence }
# $opened (String)
# $refused (String)
# $failed (String)
journal-run-ended = End. Open: { $opened }; left closed: { $refused }; not opened: { $failed }.
# $opened (String)
# $refused (String)
# $failed (String)
# $cancelled (String)
journal-interrupted = Interrupted. Open: { $opened }; left closed: { $refused }; not opened: { $failed }; not reached: { $cancelled }.

# $head (String) - its digest
journal-head = Last digest: { $head }

# $path (String) - the file
written = Written: { $path }

# $count (Number) - entries
# $entries (String) - the same, written
journal-chain-whole = { $count ->
    [one] the journal is whole: { $entries } entry.
   *[other] the journal is whole: { $entries } entries.
}
# $count (Number) - entries
# $entries (String) - the same, written
journal-chain-follows = { $count ->
    [one] what is in the journal follows: { $entries } entry.
   *[other] what is in the journal follows: { $entries } entries.
}
# $count (Number) - files
# $files (String) - the same, written
journal-compared = { $count ->
    [one] report, minutes and opened file ({ $files }) are what the journal says.
   *[other] report, minutes and opened files ({ $files }) are what the journal says.
}
journal-registry-agrees = the registry says the same of this opening.
journal-registry-elsewhere = this opening is written in a registry that is not here: it was not compared.
# $at (String) - an instant
# $folder (String) - where
journal-opening-without-end = Opening begun on { $at } in { $folder }, with no end written: under way, or cut short.
# $seq (String) - number of the entry
# $at (String) - its instant
# $before (String) - the instant of the one before
journal-backwards = time goes back: entry { $seq } is of { $at }, the one before it of { $before }.
# $count (Number) - differences
# $path (String) - the folder
# $shown (String) - the count, written
differs = { $count ->
    [one] { $path }: { $shown } difference with the journal.
   *[other] { $path }: { $shown } differences with the journal.
}
differs-empty = journal.jsonl: the journal is empty.
# $at (String) - an instant
differs-cut = journal.jsonl: the opening begun on { $at } has no end: it was cut short, or the end of the journal was removed. Run it again.
# $at (String) - an instant
differs-no-papers = journal.jsonl: the opening begun on { $at } is over, and nothing says what its report and minutes are: it was cut before that, or the end of the journal was removed. Run it again.
# $path (String) - the file
differs-missing = { $path }: this file is missing.
# $path (String) - the file
differs-changed = { $path }: this file was changed.
# $path (String) - the file
# $found (String) - octets there are
# $expected (String) - octets there should be
differs-size = { $path }: this file was changed: { $found } octets instead of { $expected }.
differs-report-whole = opening.json: no longer a report that can be read.
# $fields (String) - names of fields
differs-report-head = opening.json: what stands around the rows differs from the journal ({ $fields }).
# $number (String) - number of the row
# $input (String) - the file it is about
# $fields (String) - names of fields
differs-report-row = opening.json, row { $number } ({ $input }): differs from the journal ({ $fields }).
# $found (String) - rows there are
# $expected (String) - rows there should be
differs-report-rows = opening.json: { $found } rows instead of { $expected }.
# $path (String) - the file
differs-unrecorded = { $path }: the journal does not speak of this file.
# $path (String) - the file
# $error (String) - why
differs-unreadable = { $path }: cannot be read: { $error }.
# $error (String) - what is wrong
differs-registry = registry: { $error }
# $seq (String) - number of the entry
differs-registry-entry = registry: entry { $seq } of its journal is not the one that the opening names.
# $seq (String) - number of the registry's entry
# $entries (String) - number of the entry
differs-registry-head = registry, entry { $seq }: by what it says, entry { $entries } of the opening's journal is another, or is gone.
# $run (String) - identifier
differs-registry-run = registry, table run, row { $run }: the hash it keeps (head) is that of no entry of the opening's journal.
# $seq (String) - number of the registry's entry
differs-registry-unended = registry, after entry { $seq }: it does not say that this opening ended.
# $seq (String) - number of the registry's entry
# $at (String) - an instant
differs-registry-only = registry, entry { $seq }: an opening begun on { $at } took place in this folder, and the journal says nothing of it.
# $reference (String) - the consultation
# $field (String) - which fact
# $registry (String) - as the registry has it
# $journal (String) - as the journal has it
differs-registry-facts = registry, consultation { $reference }: { $field } is "{ $registry }", and the opening was made with "{ $journal }".
journal-papers = Report and minutes written; their digests are recorded.
# $entries (String) - number of the entry
differs-report-head-gone = journal.jsonl: by what opening.json says, its entry { $entries } is another, or the end was removed.
# $path (String) - the file
# $error (String) - why
journal-none = { $path } is not the journal of an opening: { $error }.
journal-none-hint = give the folder of an opening: the one that holds journal.jsonl. If it should be there, run nothing again: look for it in a backup first.
differs-registry-damaged = registry: its tables do not hold together. "plis registry check" says where.
# $seq (String) - number of the registry's entry
differs-registry-journal = registry, entry { $seq }: its journal was changed or is damaged there. "plis journal verify", without a folder, says how.
# $seq (String) - number of the registry's entry
# $field (String) - which count
# $registry (String) - as the registry has it
# $journal (String) - as the opening's journal has it
differs-registry-count = registry, entry { $seq }: { $field } is { $registry }, and the opening's journal says { $journal }.
