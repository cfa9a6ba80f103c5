# A run while it goes on, and its summary.

# $done (String) - envelopes done
# $all (String) - envelopes in all
open-progress = envelopes: { $done } of { $all }
# $done (String) - envelopes done
# $all (String) - envelopes in all
# $read (String) - octets done
# $size (String) - octets in all
open-progress-line = envelopes: { $done } of { $all }, { $read } of { $size }
open-stopping = Interrupting: what is in hand is finished or dropped. Ctrl-C again leaves at once.

open-nothing-found = no envelope was found.
open-nothing-found-hint = Check the paths, and that the share or the disk is mounted. If having no envelope is expected, add --allow-empty.
# $left (String)
# $deadline (String)
open-waiting = Opening in { $left }, after the deadline: { $deadline }.
# $count (Number) - envelopes
# $size (String) - octets
# $time (String) - duration
# $all (String) - envelopes
open-all = { $count ->
    [one] the envelope is open ({ $size } in { $time }).
   *[other] all { $all } envelopes are open ({ $size } in { $time }).
}
# $count (Number) - opened
# $opened (String) - opened
# $all (String) - envelopes
# $size (String) - octets
# $time (String) - duration
open-some = { $count ->
    [one] { $opened } of { $all } is open ({ $size } in { $time }).
   *[other] { $opened } of { $all } are open ({ $size } in { $time }).
}
# $count (Number) - that would open
# $openable (String) - that would open
# $all (String) - envelopes
open-rehearsed = { $count ->
    [one] rehearsal: { $openable } envelope of { $all } would open.
   *[other] rehearsal: { $openable } envelopes of { $all } would open.
}
open-rehearsal = No content was decrypted: headers were examined, the digests of the files taken and the keys proved. Whether the contents are intact is not known before the opening.
# $needed (String) - octets
# $free (String) - octets
open-room-short = There is not enough room: { $needed } may be needed, { $free } are free.
open-interrupted = The opening was interrupted: what was done is kept, run the same command again to go on.
# $count (Number)
# $shown (String) - the count
open-already = { $count ->
    [one] One of them was opened by an earlier run: checked again and kept.
   *[other] { $shown } of them were opened by an earlier run: checked again and kept.
}
# $count (Number)
# $shown (String) - the count
open-not-asked = { $count ->
    [one] One envelope of another kind stays closed, as asked.
   *[other] { $shown } envelopes of other kinds stay closed, as asked.
}
# $count (Number)
# $shown (String) - the count
open-emergency = { $count ->
    [one] One envelope was opened with an emergency key.
   *[other] { $shown } envelopes were opened with an emergency key.
}
# $count (Number)
# $shown (String) - the count
open-unlisted = { $count ->
    [one] One file is not in the deposit register: see where it comes from.
   *[other] { $shown } files are not in the deposit register: see where they come from.
}
# $count (Number)
# $shown (String) - the count
open-paper = { $count ->
    [one] One deposit on paper is in the register: it is opened by hand.
   *[other] { $shown } deposits on paper are in the register: they are opened by hand.
}
# $count (Number)
# $shown (String) - the count
open-passed-over = { $count ->
    [one] One system file (.DS_Store, Thumbs.db...) was passed over.
   *[other] { $shown } system files (.DS_Store, Thumbs.db...) were passed over.
}
# $key (String) - its name
# $ended (String) - when
open-expired = The certificate of “{ $key }” ended on { $ended }: it still opens; do not delete the key.

open-column-status = Result
open-column-envelope = Envelope
open-column-detail = Details
# $integrity (String) - in a word
open-integrity = integrity { $integrity }
# $count (Number)
# $shown (String) - the count
open-more-rows = { $count ->
    [one] ... and one more; the full list is in the report and in the minutes.
   *[other] ... and { $shown } more; the full list is in the report and in the minutes.
}

# $count (Number)
# $shown (String) - the count
open-more-rows-rehearsed = { $count ->
    [one] ... and one more; the full list is in the journal.
   *[other] ... and { $shown } more; the full list is in the journal.
}

# $count (Number)
# $shown (String) - the count
open-more-advice = { $count ->
    [one] ... and one other case, explained in the minutes.
   *[other] ... and { $shown } other cases, explained in the minutes.
}
open-place-files = Opened files
open-place-minutes = Minutes
open-place-report = Report
open-held = Keys at hand
open-next = What to do next
# $count (Number)
# $shown (String) - the count
open-next-count = { $count ->
    [one] 1 envelope:
   *[other] { $shown } envelopes:
}

# $key (String) - its name
open-key-without-file = the key “{ $key }” has no private key in this registry: it is passed over.
# $key (String) - its name
# $file (String) - its file
# $error (String) - the system's words
open-key-unreadable = the file of the key “{ $key }”, { $file }, cannot be read ({ $error }): it is passed over.
# $key (String) - its name
# $why (String) - a sentence
open-key-not-stored = the key “{ $key }”: { $why } It is passed over.
# $file (String) - its file
# $key (String) - its name
open-key-mismatch = the file { $file } does not hold the key “{ $key }”: it is passed over.
# $reference (String) - of the consultation
open-no-registry-key = no key of the consultation { $reference } can be used here: nothing was opened.
open-no-registry-key-hint = find the .pfx of the key and import it (plis key import), or give it with --key; for the emergency key, say why with --reason.

open-recorder-gone = the end of this opening could not be written in the registry: the process that writes there has gone. The registry knows that it began, and the folder how it ended.
# $home (String) - the folder
open-registry-none = no registry in { $home }: no consultation is compared with the keys given.
# $home (String) - the folder
# $error (String) - why
open-registry-unreadable = the registry in { $home } could not be read: { $error } No consultation is compared with the keys given.
# $folder (String) - the output folder
open-no-locks = { $folder } is in a place that has no locks: another opening into it at the same time would not be noticed.
