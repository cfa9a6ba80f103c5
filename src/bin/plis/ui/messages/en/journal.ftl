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

# $count (Number)
# $entries (String) - the count
journal-whole = { $count ->
    [one] the journal is whole: { $entries } entry, up to the one the report names.
   *[other] the journal is whole: { $entries } entries, up to the one the report names.
}
# $count (Number)
# $entries (String) - the count
# $since (String) - how many after it
journal-whole-since = { $count ->
    [one] the journal is whole: { $entries } entry, { $since } of them after the one the report names.
   *[other] the journal is whole: { $entries } entries, { $since } of them after the one the report names.
}
# $count (Number)
# $entries (String) - the count
journal-whole-unvouched = { $count ->
    [one] the chain of the journal is whole: { $entries } entry. Without a report or --head, entries removed from its end could not be noticed.
   *[other] the chain of the journal is whole: { $entries } entries. Without a report or --head, entries removed from its end could not be noticed.
}
# $head (String) - its digest
journal-head = Last digest: { $head }

# $path (String) - the file
written = Written: { $path }
