# The minutes of an opening.

minutes-title = Minutes of the opening of tenders
minutes-page = Page
minutes-page-of = of
# $count (Number) - opened
# $opened (String) - opened
# $all (String) - envelopes
minutes-opened = { $count ->
    [one] { $opened } envelope opened, of { $all }.
   *[other] { $opened } envelopes opened, of { $all }.
}
# $count (Number) - opened
# $opened (String) - opened
# $all (String) - files
minutes-files-opened = { $count ->
    [one] { $opened } file opened, of { $all }.
   *[other] { $opened } files opened, of { $all }.
}
# $count (Number)
# $shown (String) - the count
minutes-plis = { $count ->
    [one] In the deposit register: { $shown } pli.
   *[other] In the deposit register: { $shown } plis.
}
# $count (Number)
# $shown (String) - the count
minutes-unlisted = { $count ->
    [one] One file is not in the deposit register.
   *[other] { $shown } files are not in the deposit register.
}
# $count (Number)
# $shown (String) - the count
minutes-paper-count = { $count ->
    [one] One deposit on paper is in the register: it is not counted here.
   *[other] { $shown } deposits on paper are in the register: they are not counted here.
}
minutes-paper = Deposits on paper
minutes-paper-caption = As the register gives them: no file belongs to them, they are opened by hand
minutes-column-remarks = Remarks
# $name (String) - heading
# $text (String) - cell
minutes-paper-column = { $name }: { $text }
minutes-paper-unsure = Perhaps late: the register leaves the seconds out
# $count (Number)
# $shown (String) - the count
minutes-failed = { $count ->
    [one] One could not be opened.
   *[other] { $shown } could not be opened.
}
# $count (Number)
# $shown (String) - the count
minutes-refused = { $count ->
    [one] One was left closed by a rule.
   *[other] { $shown } were left closed by a rule.
}
# $count (Number)
# $shown (String) - the count
minutes-cancelled = { $count ->
    [one] One was not reached: the opening was interrupted.
   *[other] { $shown } were not reached: the opening was interrupted.
}

minutes-consultation = The consultation
minutes-reference = Reference
minutes-object = Title
minutes-entity = Buyer
minutes-deadline = Deadline
minutes-unknown = not given
minutes-no-consultation = not given: loose envelopes

minutes-opening = The opening
minutes-openers = Opened by
minutes-started = Beginning
minutes-finished = End
minutes-motif = Reason given
# $motif (String) - in the opener's words
minutes-motif-is = Reason given: { $motif }
minutes-runs-caption = What was done in the same folder before
minutes-run-kind = Run
minutes-run-by = By
minutes-run-opening = Opening
minutes-run-rehearsal = Rehearsal: nothing was opened
# $reason (String) - in a few words
minutes-run-refused = Refused: { $reason }
minutes-run-interrupted = interrupted
minutes-run-cut = stopped short (power cut, or the workstation stopped)
# $count (Number)
# $cases (String) - which rules
# $shown (String) - the count
minutes-accepted = { $count ->
    [one] one envelope was opened in spite of a rule ({ $cases }).
   *[other] { $shown } envelopes were opened in spite of a rule ({ $cases }).
}
minutes-host = Workstation
minutes-share = Share
# $number (String) - which
# $of (String) - how many there are
minutes-share-only = share { $number } of { $of }: these are not the minutes of the opening, which plis gather writes once all shares are opened.
minutes-machines = Machines
# $number (String) - which share
# $host (String) - its machine
# $opened (String) - envelopes opened
# $found (String) - rows
# $from (String) - when it began
# $to (String) - when it ended
minutes-machine = share { $number }, { $host }: { $opened } opened of { $found }, from { $from } to { $to }
minutes-account = System account
minutes-clock = Clock given by hand (--now)
# $system (String) - an instant
minutes-clock-system = the system's said { $system }
minutes-place = Place
minutes-open-to-others = a file system that keeps nobody out (a USB stick, FAT, exFAT, some shares): what was opened there can be read by others.
minutes-readers = Readers
# $group (String) - name and number
minutes-group = group { $group }: its members can read what was opened, the report, these minutes and the journal.
minutes-tool = Program

minutes-keys = The keys
minutes-keys-caption = Keys at hand during the opening
minutes-key = Key
minutes-key-role = Kind
minutes-key-end = Certificate ends
minutes-key-certificate = Certificate (SHA-256)
minutes-key-earlier = used by an earlier run
minutes-key-expired = ended before this opening
# $cn (String) - the name its certificate gives its owner
minutes-key-cn = named “{ $cn }” in its certificate
# $issuer (String) - the name its certificate gives its issuer
# $serial (String) - serial number
minutes-key-issuer = says “{ $issuer }” issued it, serial { $serial }
# $count (String) - how many
minutes-key-trailing = { $count } octet(s) after the end of the key file, passed over
# $bits (String) - size
minutes-key-bits = RSA, { $bits } bits
minutes-no-key = No key was at hand.

minutes-not-opened = What was not opened, and why
minutes-not-opened-caption = Number of files by cause
minutes-column-reason = Cause
minutes-column-count = Files
minutes-column-rule = Explanation

minutes-backup = Backup copy (arrêté of 22 March 2019, annexe 6, article 2)
# $count (Number)
# $shown (String) - the count
minutes-backup-malware = { $count ->
    [one] First case (malware): one envelope; its backup copy may be opened.
   *[other] First case (malware): { $shown } envelopes; their backup copies may be opened.
}
# $count (Number)
# $shown (String) - the count
minutes-backup-incomplete = { $count ->
    [one] Second case (received incomplete or late, or impossible to open, although the sending began in time): one envelope; its backup copy may be opened if it came in time.
   *[other] Second case (received incomplete or late, or impossible to open, although the sending began in time): { $shown } envelopes; their backup copies may be opened if they came in time.
}
# $case (String) - 1 or 2
minutes-backup-case = Backup copy: case { $case } may apply

minutes-envelopes = The envelopes
# $zone (String) - time zone
minutes-envelopes-caption = In order of arrival; local times ({ $zone }); SHA-256 of the opened file
minutes-envelopes-caption-by-name = In order of their names; SHA-256 of the opened file
minutes-column-number = No.
minutes-column-company = Company
minutes-column-envelope = Envelope
minutes-column-deposit = Deposited
minutes-column-result = Result
# $lot (String) - its number or name
minutes-lot = lot { $lot }
# $pli (String) - its number or name
minutes-pli = pli { $pli }
minutes-sha256-in = SHA-256 of the encrypted file
minutes-sha256 = SHA-256 of the opened file
# $count (Number)
# $shown (String)
minutes-sha256-more = { $count ->
    [one] and one more block, in the report
   *[other] and { $shown } more blocks, in the report
}
minutes-receipt-intact = as deposited
minutes-receipt-altered = not as deposited

minutes-record = The journal
minutes-record-sentence = Every step of this opening is in journal.jsonl, whose entries are chained by their digests. The digest of the last one, below, holds them all: "plis journal verify" finds any later change.
minutes-journal-entries = Entries
minutes-journal-head = Last digest
minutes-run = Opening no.

minutes-signatures = Signatures
minutes-done-at = Done at ........................................ , on ....................
minutes-name = Name
minutes-capacity = Capacity
minutes-signature = Signature

minutes-csv-pli = Pli
minutes-csv-company = Company
minutes-csv-envelope = Envelope
minutes-csv-lot = Lot
minutes-csv-input = File
minutes-csv-deposit-start = Deposit began
minutes-csv-deposit-end = Deposit ended
minutes-csv-result = Result
minutes-csv-reason = Explanation
minutes-csv-integrity = Integrity
minutes-csv-receipt = Receipt
minutes-csv-key = Key
minutes-csv-output = Opened file
minutes-csv-size = Octets
minutes-csv-sha256 = SHA-256 of the opened file
minutes-csv-backup = Backup copy case

reason-before-deadline = before the deadline
reason-late = late
reason-withdrawn = withdrawn
reason-superseded = replaced by a later deposit
reason-set-aside = set aside
reason-other-envelope = not among the envelopes asked for
reason-output-exists = a file has its name already
reason-output-collision = two envelopes, one name
reason-ambiguous = row or file uncertain
reason-no-matching-key = no key at hand opens it
reason-key-unavailable = the device with the key did not answer
reason-corrupted = damaged or changed
reason-truncated = incomplete
reason-altered = not the file that was deposited
reason-not-an-envelope = not an encrypted envelope
reason-unsupported = format or algorithm that is not read
reason-missing-block = missing block
reason-duplicate-block = block listed twice
reason-missing-file = listed, not there
reason-too-large = above a limit
reason-unreadable = unreadable file
reason-write-failed = could not be written
reason-internal = fault of the program

explained-before-deadline = Nothing is opened before the deadline (Code de la commande publique, R. 2132-9).
explained-late = Received after the deadline: kept closed, then eliminated (Code de la commande publique, R. 2151-5).
explained-withdrawn = The company withdrew this deposit: it is kept closed.
explained-superseded = Only the last deposit received in time is opened (Code de la commande publique, R. 2151-6); this one is kept closed.
explained-set-aside = The deposit register says that this deposit is set aside: it is kept closed.
explained-other-envelope = This opening was of other envelopes; these stay closed until theirs.
explained-output-exists = A file had the intended name already: it was left as it is, and the envelope was not written.
explained-output-collision = Two envelopes gave the same file name: neither was written.
explained-ambiguous = A row of the register and a file are alike and do not match: neither is opened, since the row may be that of a deposit that was withdrawn or late.
explained-no-matching-key = The envelope is encrypted to other certificates than those of the keys at hand.
explained-key-unavailable = The device that keeps the private key did not do its part: nothing is said of the envelope itself.
explained-corrupted = The content does not pass the checks of its format: nothing of it was written.
explained-truncated = The file ends before the end of the envelope: nothing of it was written.
explained-altered = Its SHA-256 is not the one the register noted at its deposit: this run wrote nothing of it.
explained-not-an-envelope = The file is empty or is not encrypted in the expected format: it was left as it was received.
explained-unsupported = The file is of a format that is not read, or encrypted with an algorithm that is not.
explained-missing-block = A file deposited in several blocks is opened only when all its blocks are there.
explained-duplicate-block = One block is there twice: nothing says which is the right one.
explained-missing-file = The register announces this file; it was not among those downloaded.
explained-too-large = The envelope is above a safety limit of the program.
explained-unreadable = The system could not read this file.
explained-write-failed = The system could not write the opened file.
explained-internal = A fault of the program stopped this envelope; the others were not touched.
explained-cancelled = The opening was interrupted before their turn.

minutes-findings = Findings about the keys
minutes-findings-caption = Findings of the audit, the gravest first
minutes-column-severity = Severity
minutes-column-finding = Finding
finding-name-key-expires-before-deadline = ends before the deadline
finding-name-key-not-yet-valid = not yet valid
finding-name-key-expired-in-use = ended, still needed
finding-name-key-expires-soon = ends soon
finding-name-key-expires-unused = ends soon, not in use
finding-name-private-key-missing = key file gone
finding-name-private-key-unreadable = key file unreadable
finding-name-password-wrong = wrong password
finding-name-key-mismatch = file of another key
finding-name-key-not-proved = not proved lately
finding-name-emergency-missing = no emergency key
finding-name-emergency-same-as-entity = emergency key is the entity's
finding-name-single-point = one file opens everything
finding-name-key-weak = weak key
finding-name-key-usage = unfit key usage
finding-name-key-same-name = same name as another
finding-name-key-same-public-key = same public key as another
finding-name-key-not-in-registry = certificate unknown to the registry
finding-name-key-deletable = no longer needed

minutes-backwards = Time goes back in the journal
