# The registry: its errors, its refusals, and what its commands say.

# $home (String) - the registry's folder
registry-missing = there is no registry in { $home }.
registry-missing-hint = name its folder with --home or PLIS_HOME; plis key new and plis consultation new make one.
# $home (String) - folder of the registry
registry-locks-mandatory = a registry cannot be kept in { $home }: the locks of this share do not keep programs apart as a database needs it.
registry-locks-mandatory-hint = mount the share with the option nobrl (mount -t cifs ... -o nobrl) where one machine alone uses the registry, or put it on a disk of the machine: PLIS_HOME or --home.
# $home (String) - folder of the registry
registry-locks-none = a registry cannot be kept in { $home }: there are no locks in this place, so two programs at once would damage it.
registry-locks-none-hint = put it on a disk of the machine (PLIS_HOME or --home), or ask for locks on the share (NFS: without the option nolock).
registry-busy = the registry is in use by another program.
registry-busy-hint = nothing was changed; wait until that one is done, then run the command again.
# $found (String) - its format
# $known (String) - the format this version writes
registry-newer = the registry was written by a newer version (format { $found }; this version writes format { $known }).
registry-newer-hint = it can be read but not changed from here: install the latest version of plis.
# $home (String) - the registry's folder
registry-not-one = { $home } does not hold a registry of plis.
# $what (String) - what is wrong
registry-damaged = the registry is damaged: { $what }.
registry-damaged-hint = keep a copy of it as it is, then go back to the last backup of the folder.
registry-schema = the registry was changed by another program than plis: what protects it is not what it should be.
# $object (String) - table, index, view or trigger, and its name
registry-schema-extra = in excess: { $object }
# $object (String) - table, index, view or trigger, and its name
registry-schema-missing = missing: { $object }
# $object (String) - table, index, view or trigger, and its name
registry-schema-changed = changed: { $object }
registry-schema-hint = nothing was written in it. Keep a copy of it as it is, have it examined, then go back to the last backup of the folder.
registry-too-long = an operation of the registry does not end: the file registry.db may be rigged or damaged.
# $entries (String) - how many entries the journal has
registry-check-whole = The registry says what its journal says ({ $entries } entries).
# $table (String) - a table of the database
# $row (String) - the row's name
# $field (String) - the column
# $journal (String) - what the journal says
# $registry (String) - what the table says
registry-check-difference = { $table } { $row }, { $field }: the journal says { $journal }, the registry says { $registry }
# $table (String) - a table of the database
# $row (String) - the row's name
registry-check-extra = { $table } { $row }: in the registry, but not in the journal
# $table (String) - a table of the database
# $row (String) - the row's name
registry-check-missing = { $table } { $row }: in the journal, but not in the registry
registry-check-nothing = nothing
# $table (String) - a table of the database
# $row (String) - the row's name
# $field (String) - the column
registry-check-unverifiable = { $table } { $row }, { $field }: not verifiable, an earlier version did not write it in the journal
# $what (String) - what SQLite says
registry-check-file = file registry.db: { $what }
# $count (String) - how many differences
registry-differs = the registry does not say what its journal says (differences: { $count }).
registry-differs-hint = somebody changed it otherwise than with plis, or the file is damaged. Keep a copy of it as it is, have it examined (plis registry check gives all the details), then go back to the last backup of the folder.
registry-read-only = the registry can only be read.
registry-read-only-hint = ask for the right to write in its folder, or have whoever keeps this registry make the change.
# $error (String) - the system's words
registry-system = the registry cannot be used: { $error }.
# $path (String) - the registry's folder or file
# $error (String) - the system's words
registry-file = the registry in { $path } cannot be reached: { $error }.
# $path (String) - what was left beside the registry
registry-unsettled = the registry can only be read here, and { $path } holds changes that its last user did not finish writing into it: without them, what is read would not be the whole registry.
registry-unsettled-hint = ask someone who may write there to run plis registry check once; or copy the whole folder to a place of your own and name that with --home.
# $error (String) - the database's words, in English
registry-sqlite = the registry's database refuses: { $error }.
# $path (String) - the key file
# $error (String) - the system's words
registry-key-file = the key file { $path } could not be written or removed: { $error }.
# $name (String) - what was typed
registry-deleted-key-not-found = no deleted key that is still kept is named “{ $name }”.
registry-deleted-key-not-found-hint = plis audit lists those that are kept.
# $name (String) - what was typed
registry-key-not-found = no key is named “{ $name }”.
registry-key-not-found-hint = plis key list shows their names; the beginning of a fingerprint will do too.
# $name (String) - a name
registry-quoted = “{ $name }”
# $first (String) - a name in quotation marks, or several
# $second (String) - another
registry-or = { $first } or { $second }
# $names (String) - what may have been meant
registry-near = did you mean { $names }?
# $name (String) - what was typed
registry-consultation-not-found = no consultation has the reference “{ $name }”.
registry-consultation-not-found-hint = plis consultation list shows their references.
# $name (String) - what was typed
registry-ambiguous = “{ $name }” may be any of these keys:
registry-ambiguous-hint = give the whole name, or more characters of the fingerprint.
# $text (String) - what was typed
registry-bad-name = “{ $text }” cannot be a name: 1 to 200 characters are needed.
# $instant (String) - what was given
registry-bad-instant = the deadline { $instant } is not in whole seconds.
# $path (String) - what was given
registry-bad-path = the path { $path } is not UTF-8: the registry cannot keep it.
registry-no-home = the folder of the registry is not known on this system.
registry-no-home-hint = name it with --home or PLIS_HOME.
# $home (String) - the registry's folder
registry-mode-log = registry: { $home } (write-ahead log).
# $home (String) - the registry's folder
registry-mode-rollback = registry: { $home } (rollback journal, full sync).
# $home (String) - the registry's folder
# $system (String) - the kind of file system
registry-mode-network = registry: { $home }, on a network folder ({ $system }): rollback journal, full sync, one program at a time.
# $home (String) - the registry's folder
registry-mode-copy = registry: { $home }, which can only be read: a copy in memory.
# $home (String) - the server's address
registry-mode-server = registry: { $home } (server).
# $place (String) - where it is
registry-made = the registry in { $place } is made.
# $place (String) - where it is
registry-was-there = the registry in { $place } was there; it is whole.
registry-made-hint = the owner of the database gives each account one of the roles plis_reader, plis_opener and plis_admin: GRANT plis_opener TO account.
# $place (String) - the server's address
registry-renewed = the guards of the registry in { $place } were not what they should be; they are made anew:
registry-renew-hint = if an earlier version of plis left it so, or you know where it comes from, the owner of the database makes these guards anew: plis registry init --renew. Rows and journal are not touched.
# $home (String) - the folder
registry-unfinished = a copy of a registry was interrupted in { $home }: what is there is not a whole registry.
registry-unfinished-hint = what was being copied is untouched. Delete this folder, then run plis registry copy again.
# $place (String) - the folder or the server's address
registry-not-empty = { $place } is not empty: a registry is copied only to where there is nothing.
registry-not-empty-hint = name a new or empty folder, or a database without a registry. Nothing was changed.
# $table (String) - a table of the database
registry-another = the copy is not identical to the original (table { $table }): it was not kept.
registry-another-hint = try again; if it happens again, the disk or server copied to does not give back what is written there.
# $place (String) - the folder or the server's address
registry-copied = the registry is copied to { $place }, and verified.
# $place (String) - the folder or the server's address
registry-restored = the backup is restored to { $place }, and verified.
# $path (String) - the backup
# $octets (String) - how large it is
registry-backed-up = the registry is backed up in { $path } ({ $octets } octets), read again and verified.
# $entries (String) - how many entries the journal has
# $rows (String) - how many rows the tables have
# $files (String) - how many key files there are
registry-copied-counts = { $entries } journal entries, { $rows } rows, { $files } key files
registry-copied-without = without the file of these keys, which is not in the registry any more:
registry-backup-readme =
    Backup of a registry of plis.

    registry.db    the database (SQLite 3): keys, consultations, journal
    keys           the key files (PKCS#12), each protected by its password
    deleted        those of deleted keys that are still kept
    replaced       those that another file took the place of
    SHA256SUMS     the digest of each file: sha256sum -c SHA256SUMS

    To restore: plis registry copy BACKUP.zip FOLDER
    (a new folder, or postgres://...). Without plis: unzip into an empty
    folder, which is then the registry's folder.

    Keep this file as you keep the keys themselves.
# $path (String) - the file
backup-not-one = { $path } is not a backup of a registry.
# $path (String) - the backup
# $why (String) - what is wrong
backup-damaged = the backup { $path } is not taken: { $why }
backup-damaged-hint = nothing was restored. Take another backup.
# $name (String) - a file in the backup
# $why (String) - what is wrong with it
backup-archive = { $name }: { $why }
# $name (String) - a file in the backup
backup-extra = { $name } does not belong there.
# $name (String) - a file in the backup
backup-missing = { $name } is missing.
# $name (String) - a file in the backup
backup-another = { $name } is not what it was when the backup was made.
registry-server-empty-hint = plis registry init makes one there, run once by the owner of the database.
# $error (String) - in the server's words
registry-server-unreachable = the server of the registry cannot be reached, or is not the one it should be: { $error }.
registry-server-unreachable-hint = check the address (PLIS_REGISTRY or --registry), the network, and that the server's certificate names it; nothing was changed.
# $error (String) - in the server's words
registry-server-denied = the server of the registry does not let this account do that: { $error }.
registry-server-denied-hint = ask the owner of the database for the role that does (plis_reader, plis_opener or plis_admin), or check the password (PGPASSWORD, .pgpass or the service file).
# $error (String) - in the server's words
registry-server-gone = the connection to the registry's server was lost: { $error }.
registry-server-gone-hint = nothing is half done; do it again.
registry-unanswered = the connection to the registry's server was lost as a change was to be written, and the server cannot be asked whether it was.
registry-unanswered-hint = look at the journal (plis journal show) before doing it again.
# $path (String) - the file
registry-password-file = the file of passwords { $path } can be read by others: it is not used.
registry-password-file-hint = make it your own: chmod 600.

# $name (String) - the other key
refused-name-taken = another key is named “{ $name }” already.
refused-name-taken-hint = choose another name, with the year for instance.
# $name (String) - the key
# $fingerprint (String) - its fingerprint
refused-key-known = this certificate is in the registry already, under the name “{ $name }” ({ $fingerprint }).
refused-key-known-hint = there is nothing to import; plis key show NAME shows it, plis key rename gives it another name.
# $count (Number) - consultations
# $name (String) - the key
# $shown (String) - the count
refused-key-needed = { $count ->
    [one] the key “{ $name }” cannot be deleted: a consultation that is not closed needs it.
   *[other] the key “{ $name }” cannot be deleted: { $shown } consultations that are not closed need it.
}
# $reference (String) - the consultation
# $deadline (String) - its deadline
refused-key-needed-one = { $reference }, deadline { $deadline }
refused-key-needed-hint = without it, their envelopes could not be opened any more. Close each of them (plis consultation close REF) when nobody needs it; plis key retire takes the key out of the next ones.
# $given (String) - what was typed
# $name (String) - the key
refused-not-confirmed = “{ $given }” does not confirm the deletion of “{ $name }”: nothing was deleted.
# $name (String) - the key
refused-not-confirmed-hint = repeat the key's name: --confirm "{ $name }".
# $name (String) - the key
refused-already-retired = the key “{ $name }” is retired already.
# $name (String) - the key
refused-key-retired = the key “{ $name }” is retired: it is not assigned any more.
# $name (String) - the key
refused-emergency-key = “{ $name }” is an emergency key: it is added by itself at the launch, and is not assigned.
# $name (String) - the key
refused-private-held = the private key of “{ $name }” is in the registry already.
# $path (String) - the file
refused-own-file = { $path } is a file of the registry itself: it cannot be a reference.
# $reference (String) - the consultation
refused-reference-taken = a consultation has the reference “{ $reference }” already.
refused-reference-taken-hint = plis consultation show REF shows that one; choose another reference for a new one.
# $reference (String) - the consultation
refused-assignment-final = the consultation “{ $reference }” is launched: its assignment is final.
refused-assignment-final-hint = its envelopes are encrypted to the keys chosen at the launch; another key would not open them.
# $reference (String) - the consultation
refused-closed = the consultation “{ $reference }” is closed.
# $reference (String) - the consultation
# $why (String) - one of the next three
refused-closes-early = the consultation “{ $reference }” is not closed: { $why }; closing it frees its keys, which could then be deleted.
# $deadline (String) - its deadline
refused-closes-early-ahead = its deadline is { $deadline }
refused-closes-early-unopened = no opening of it is recorded
# $deadline (String) - its deadline
refused-closes-early-both = its deadline is { $deadline }, and no opening of it is recorded
# $name (String) - the key
refused-closes-early-key = nothing would keep the key “{ $name }” for it any more
# $reference (String) - the consultation
refused-closes-early-hint = without these keys, the envelopes deposited would not open any more. To close it in spite of that: --reason "REASON" --confirm "{ $reference }".
# $name (String) - the key
# $until (String) - an instant
refused-kept-aside = the key “{ $name }” is kept until { $until }: it cannot be destroyed yet.
refused-kept-aside-hint = plis key restore brings it back as it was.
# $reference (String) - the consultation
refused-nothing-assigned = no key is assigned to the consultation “{ $reference }”.
# $reference (String) - the consultation
refused-nothing-assigned-hint = plis consultation assign { $reference } KEY
# $name (String) - the key
# $reference (String) - the consultation
refused-not-assigned = the key “{ $name }” is not assigned that way to the consultation “{ $reference }”.
# $reference (String) - the consultation
refused-not-fit = the consultation “{ $reference }” is not launched: its assignment could not be corrected afterwards.
refused-not-fit-hint = correct what is listed, or launch it in spite of that and say why: --reason "REASON".
# $count (Number) - lines
# $shown (String) - the count
refused-roll = { $count ->
    [one] a line of the list cannot be taken in: none was.
   *[other] { $shown } lines of the list cannot be taken in: none was.
}
# $line (String) - the line
# $why (String) - a sentence
refused-roll-line = line { $line }: { $why }

# $name (String) - the key
# $ends (String) - when it ends
# $needed (String) - until when it is needed
# $days (String) - the margin
launch-ends = the key “{ $name }” ends on { $ends }; it is needed until { $needed } (deadline and { $days }).
# $name (String) - the key
# $begins (String) - an instant
launch-not-yet-valid = the key “{ $name }” begins only on { $begins }: until then nobody can encrypt to it.
# $name (String) - the key
launch-retired = the key “{ $name }” is retired.
# $name (String) - the key
launch-never-proved = nobody has checked that the key “{ $name }” opens (plis key prove).
# $name (String) - the key
# $at (String) - when
# $why (String) - what it gave
launch-proof-failed = the last check of the key “{ $name }”, on { $at }, failed: { $why }.
# $name (String) - the key
launch-certificate-only = of the key “{ $name }” only the certificate is known; its private key is not here.
# $name (String) - the key
# $path (String) - where its file should be
launch-file-gone = the file of the key “{ $name }” is not there: { $path }.
# $name (String) - the key
# $entity (String) - whose it is
launch-other-entity = the key “{ $name }” belongs to another entity, { $entity }.
# $deadline (String) - the deadline
launch-deadline-passed = the deadline has passed ({ $deadline }).
# $reference (String) - the consultation
launch-no-emergency = the consultation “{ $reference }” has no emergency key: should the entity's key be lost, so are its envelopes.

proof-proved = the private key answers
proof-missing = file not found
proof-unreadable = file unreadable or damaged
proof-password-wrong = wrong password
proof-mismatch = not the certificate's private key

# $name (String) - the key
# $ends (String) - when it ends
# $fingerprint (String) - its fingerprint
key-created = key “{ $name }” made, valid until { $ends }; fingerprint { $fingerprint }.
key-created-hint = keep the password in a safe place, share the key (plis key export), then check it (plis key prove).
# $thumbprint (String) - what the store calls it
key-created-store-hint = it is in the certificate store, thumbprint { $thumbprint }: keep a copy elsewhere where it is exportable (plis key export), then check it (plis key prove).
# $name (String) - the key
# $ends (String) - when it ends
# $fingerprint (String) - its fingerprint
key-imported = key “{ $name }” added, valid until { $ends }; fingerprint { $fingerprint }.
# $name (String) - the key
# $file (String) - the file
key-imported-certificate = “{ $name }” added without a private key, from { $file }: it will encrypt, not open.
# $name (String) - the key
key-located = the private key of “{ $name }” is known now.
# $name (String) - the key
# $path (String) - the file
key-exported = key “{ $name }” written to { $path }, protected by its password.
key-exported-aes = AES256-SHA256 is read from Windows 10 version 1809 and Windows Server 2019 on. For an older Windows: --pfx-encryption tripledes-sha1.
key-exported-triple-des = TripleDES-SHA1 is read by every version of Windows; from Windows 10 version 1809 and Windows Server 2019 on, prefer aes256-sha256, which protects better.
# $name (String) - the key
# $path (String) - the file
key-exported-certificate = certificate of “{ $name }” written to { $path }.
# $name (String) - the key
# $thumbprint (String) - what the store calls it
key-put-in-store = key “{ $name }” put into the certificate store, thumbprint { $thumbprint }.
# $name (String) - the old name
# $new (String) - the new name
key-renamed = the key “{ $name }” is named “{ $new }” now.
# $name (String) - the key
key-retired = the key “{ $name }” is retired: it still opens, and is not for the next consultations.
# $name (String) - the key
# $days (String) - for how long
key-deleted = the key “{ $name }” is deleted; it is kept aside for { $days }: plis key restore would bring it back.
# $name (String) - the key
key-restored = the key “{ $name }” is back, as it was.
# $name (String) - the key
key-purged = the key “{ $name }” is destroyed; its certificate stays known.
# $path (String) - the file
key-deleted-reference = the file { $path } is yours: it was not touched.
key-deleted-store = the certificate and its key remain in the store of Windows: they were not touched.
# $name (String) - the key
# $result (String) - what it gave
key-proof = “{ $name }”: { $result }
# $name (String) - the key
# $result (String) - what it gave
# $detail (String) - the system's or the format's words
key-proof-detail = “{ $name }”: { $result } ({ $detail })
# $count (Number) - keys
# $shown (String) - the count
key-proofs-failed = { $count ->
    [one] one key did not answer.
   *[other] { $shown } keys did not answer.
}
key-proofs-failed-hint = look for the right password or another copy of the file now; at the opening it will be too late.
key-proofs-none = there is no key to check.
# $shown (String) - keys
key-several-names = --name can name one key only, and these files hold { $shown }.
# $file (String) - the file
key-several-certificates = { $file } holds several certificates that do not belong together: give them one by one.
key-empty-password = the file to be written must be protected by a password, and the one given is empty.
key-empty-password-hint = give a password that is not empty; a key file that came without one can stay where it is: plis key import --reference.
# $why (String) - why
key-not-issued = the certificate cannot be made: { $why }.
# $why (String) - why
key-not-generated = the key cannot be generated: { $why }.
# $why (String) - why
key-not-written = the key file cannot be made: { $why }.
# $count (String) - characters
key-bad-cn = a CN has 1 to 64 characters; this one has { $count }
key-bad-validity = the validity is not acceptable
# $name (String) - the key
key-no-private = of the key “{ $name }” only the certificate is known: its private key cannot be written.
key-no-private-hint = import its .pfx first, or export the certificate alone with --format der, pem or p7b.
# $name (String) - the key
key-not-in-file = the key file of “{ $name }” does not hold its private key.
key-not-in-file-hint = find the .pfx that was exported with this certificate's private key, and import it: plis key import.

key-list-entity = Entity keys
key-list-emergency = Emergency keys
key-list-no-entity = No entity key.
key-list-no-emergency = No emergency key.
key-column-name = Name
key-column-cn = CN
key-column-ends = Expiry
key-column-state = State
key-column-open = Open consultations
key-state-active = active
key-state-expired = expired
key-state-retired = retired
key-state-future = not yet valid
key-state-no-private = no private key
key-term-name = Name
key-term-role = Role
key-term-entity = Entity
key-universal = universal
key-term-cn = CN
key-term-issuer = Issuer
key-term-serial = Serial number
key-term-ski = Key identifier
key-term-fingerprint = SHA-256 fingerprint
key-term-size = Size
# $bits (String) - bits
key-size = RSA { $bits } bits
# $curve (String) - P-256, P-384, P-521 or X25519
key-curve = elliptic curve { $curve }
key-term-begins = Valid from
key-term-ends = Expiry
key-term-state = State
key-term-file = Private key
# $path (String) - the file
key-file-copy = in the registry: { $path }
# $path (String) - the file
key-file-reference = shared file: { $path }
# $thumbprint (String) - what the store calls it
key-file-store = in the certificate store of Windows, thumbprint { $thumbprint }
key-file-kept = in the registry itself
key-file-none = not known here
key-term-created = In the registry since
key-term-proved = Last successful check
key-never-proved = never
key-term-last-proof = Last check
# $at (String) - when
# $result (String) - what it gave
key-last-proof = { $at }: { $result }
key-term-open = Open consultations
# $reference (String) - the consultation
# $deadline (String) - its deadline
key-open-one = { $reference }, deadline { $deadline }
key-open-none = none: it may be deleted
key-role-entity = entity key
key-role-emergency = emergency key

# $reference (String) - the consultation
# $deadline (String) - its deadline
consultation-created = consultation “{ $reference }” made; deadline { $deadline }.
consultation-created-late = that deadline has passed already: check the date if it was to be ahead.
# $count (Number) - keys
# $reference (String) - the consultation
# $shown (String) - the count
consultation-assigned = { $count ->
    [one] one key is assigned to the consultation “{ $reference }”.
   *[other] { $shown } keys are assigned to the consultation “{ $reference }”.
}
# $reference (String) - the consultation
consultation-launched = consultation “{ $reference }” launched; its envelopes will be encrypted to:
# $reference (String) - the consultation
consultation-closed = consultation “{ $reference }” closed.
# $keys (String) - names of keys
consultation-gave-up = closed without waiting for its opening: nothing keeps { $keys } for it any more. As long as an envelope may have to be opened, do not delete these keys.
# $name (String) - the key
consultation-deletable = nothing open needs the key “{ $name }” any more: it may be deleted (keep it if encrypted envelopes are archived).
# $created (String) - how many
# $changed (String) - how many
# $launched (String) - how many
# $closed (String) - how many
# $unchanged (String) - how many
consultation-taken = list taken in. Consultations made: { $created }; changed: { $changed }; launched: { $launched }; closed: { $closed }; up to date already: { $unchanged }.
consultation-list = Consultations
consultation-list-none = No consultation.
consultation-column-reference = Reference
consultation-column-title = Title
consultation-column-entity = Entity
consultation-column-deadline = Deadline
consultation-column-state = State
consultation-state-draft = being prepared
consultation-state-launched = launched
consultation-state-closed = closed
consultation-term-created = In the registry since
consultation-term-launched = Launched
consultation-term-reason = Reason
consultation-term-closed = Closed
consultation-term-assigned = Assignment
consultation-nothing-assigned = no key
# $name (String) - the key
consultation-assigned-all = { $name }
# $name (String) - the key
# $scope (String) - kind of envelope, lot
consultation-assigned-scope = { $name } ({ $scope })
# $lot (String) - the lot
consultation-scope-lot = lot { $lot }
# $fingerprint (String) - its fingerprint
consultation-gone = deleted key { $fingerprint }
consultation-term-recipients = Recipients of envelopes
consultation-term-foreseen = Recipients if launched
# $name (String) - the key
# $role (String) - its role
# $ends (String) - when it ends
consultation-recipient = { $name }, { $role }, until { $ends }
consultation-term-runs = Openings
# $at (String) - when
# $folder (String) - where
consultation-run = { $at }, { $folder }

# $line (String) - the line
roll-not-csv = line { $line }: this is not CSV.
# $column (String) - the column
roll-no-column = the column { $column } is missing.
# $column (String) - the column
roll-two-columns = the column { $column } is there twice.
# $line (String) - the line
# $column (String) - the column
# $text (String) - the cell
roll-cell = line { $line }, column { $column }: “{ $text }” is not understood.
# $line (String) - the line
# $column (String) - the column
# $text (String) - the cell
# $zone (String) - the time zone
roll-cell-skipped = line { $line }, column { $column }: { $text } does not exist in { $zone } (clocks go forward over it).
# $line (String) - the line
# $column (String) - the column
# $text (String) - the cell
# $zone (String) - the time zone
roll-cell-ambiguous = line { $line }, column { $column }: { $text } happens twice in { $zone } (clocks go back over it); add the offset.
# $path (String) - the file
roll-unreadable = the list { $path } is not understood: nothing was taken in.
roll-not-csv-hint = in the spreadsheet, save the list as CSV.
roll-unreadable-hint = columns: reference;titre;entite;date_limite;fuseau;etat;bi_cles. States: brouillon, lancée, close.

# $name (String) - the key
deed-key-created = Key “{ $name }” made.
# $name (String) - the key
deed-key-imported = Key “{ $name }” added.
# $name (String) - the key
deed-key-located = Private key of “{ $name }” found.
# $name (String) - the key
# $path (String) - the file
deed-key-exported = Key “{ $name }” exported to { $path }.
# $name (String) - the key
# $new (String) - its new name
deed-key-renamed = Key “{ $name }” renamed “{ $new }”.
# $name (String) - the key
deed-key-retired = Key “{ $name }” retired.
# $name (String) - the key
deed-key-deleted = Key “{ $name }” deleted.
# $name (String) - the key
deed-key-restored = Key “{ $name }” back.
# $name (String) - the key
deed-key-purged = Key “{ $name }” destroyed.
# $name (String) - the key
# $result (String) - what it gave
deed-key-tried = Check of the key “{ $name }”: { $result }.
# $reference (String) - the consultation
deed-consultation-created = Consultation “{ $reference }” made.
# $reference (String) - the consultation
deed-consultation-changed = Consultation “{ $reference }” changed.
# $reference (String) - the consultation
deed-consultation-assigned = Keys assigned to the consultation “{ $reference }”.
# $reference (String) - the consultation
deed-consultation-unassigned = Keys taken away from the consultation “{ $reference }”.
# $reference (String) - the consultation
deed-consultation-launched = Consultation “{ $reference }” launched: its assignment is final.
# $reference (String) - the consultation
deed-consultation-closed = Consultation “{ $reference }” closed.
# $reference (String) - the consultation
# $folder (String) - where
deed-consultation-opened = Envelopes of the consultation “{ $reference }” opened in { $folder }.
# $asked (String) - what was asked for
# $about (String) - of what
# $rule (String) - the rule
deed-refused = Refused: { $asked } (“{ $about }”: { $rule }).
# $asked (String) - what was asked for
# $reference (String) - the consultation
# $key (String) - the key
# $rule (String) - the rule
deed-refused-both = Refused: { $asked } (“{ $reference }”, key “{ $key }”: { $rule }).
# $asked (String) - what was asked for
# $rule (String) - the rule
deed-refused-whole = Refused: { $asked } ({ $rule }).
# $reference (String) - of the consultation
# $reason (String) - in a few words
deed-opening-refused = Opening of the consultation “{ $reference }” refused: { $reason }.
# $reason (String) - the motif
deed-reason = Reason: { $reason }.
# $who (String) - user and host
deed-by = By { $who }.

# $count (Number) - entries
# $entries (String) - entries
journal-whole-registry = { $count ->
    [one] the journal of the registry is whole: { $entries } entry.
   *[other] the journal of the registry is whole: { $entries } entries.
}
# $count (Number) - entries
# $entries (String) - the same, written
journal-follows-registry = { $count ->
    [one] what is in the journal of the registry follows: { $entries } entry.
   *[other] what is in the journal of the registry follows: { $entries } entries.
}

deed-asked-key-created = creation of a key
deed-asked-key-imported = import of a key
deed-asked-key-located = record of a private key
deed-asked-key-renamed = new name for a key
deed-asked-key-retired = retirement of a key
deed-asked-key-deleted = deletion of a key
deed-asked-key-restored = return of a deleted key
deed-asked-key-purged = destruction of a deleted key
deed-asked-consultation-created = creation of a consultation
deed-asked-consultation-assigned = assignment to a consultation
deed-asked-consultation-unassigned = withdrawal of an assignment
deed-asked-consultation-launched = launch of a consultation
deed-asked-consultation-closed = closing of a consultation
deed-asked-consultation-import = import of a list of consultations

deed-rule-name-taken = the name is taken
deed-rule-key-known = the certificate is in the registry already
deed-rule-key-needed = at least one consultation that is not closed needs it
deed-rule-not-confirmed = the confirmation is not its name
deed-rule-already-retired = retired already
deed-rule-key-retired = a retired key is not assigned
deed-rule-emergency-key = an emergency key is not assigned
deed-rule-private-held = the private key is there already
deed-rule-own-file = the registry's own file
deed-rule-reference-taken = the reference is taken
deed-rule-assignment-final = the assignment is final
deed-rule-closed = closed already
deed-rule-closes-early = before the deadline or without an opening, it needs a reason and a confirmation
deed-rule-kept-aside = still kept aside
deed-rule-nothing-assigned = no key is assigned
deed-rule-not-assigned = the key is not assigned that way
deed-rule-roll-not-taken = lines cannot be taken in
deed-rule-not-fit = it is not ready for a launch

# $folder (String) - where
deed-opening-started = Opening begun in { $folder }.
# $folder (String) - where
deed-opening-ended = Opening over in { $folder }.
# $folder (String) - where
deed-opening-failed = Opening ended by an error in { $folder }.
# $at (String) - an instant
# $folder (String) - where
consultation-opening-without-end = opening begun on { $at } in { $folder }, with no end written
# $given (String) - what was typed
# $name (String) - what is to be confirmed
desk-not-confirmed = “{ $given }” does not confirm “{ $name }”: nothing was done.
desk-not-confirmed-hint = type exactly what is to be confirmed.
