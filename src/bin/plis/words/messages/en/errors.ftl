# What refuses or ends a run.

# $path (String) - the file
error-exists = { $path } exists already: nothing is overwritten.
error-exists-hint = choose another name or folder, or move that file away.

# $deadline (String) - the deadline
# $left (String) - how long is left
run-before-deadline = nothing may be opened before the deadline, { $deadline }. Still { $left } to wait. This attempt is written in the journal.
run-before-deadline-hint = to check keys and passwords before the deadline, rehearse with --dry-run; to open as soon as it has passed, run the command with --wait.
# $given (String) - the instant given by hand
# $system (String) - what the system's clock says
run-clock-ahead = the clock given by hand (--now), { $given }, is ahead of the system's, { $system }: nothing is opened at a time that has not come yet. This attempt is written in the journal.
run-clock-ahead-hint = remove --now, or rehearse with --dry-run, which opens nothing.
# $first (String) - one deadline
# $second (String) - the other
run-two-deadlines = two different deadlines are given: { $first }, and { $second }.
run-two-deadlines-hint = correct the wrong one, or leave out --deadline.
run-no-motif-emergency = an emergency key is used only when someone says why, and nobody did. Nothing was opened.
run-no-motif-accept = --accept opens what is refused by default only when someone says why, and nobody did. Nothing was opened.
run-no-motif-hint = say why with --reason "..."; it goes into the journal and the minutes.
run-output-hint = check that the folder exists, that you may write in it and that the disk is not full; then run again: what is done is kept.
# $path (String) - the folder
run-output-is-root = { $path } is both where the envelopes are and where the opened files would go. Nothing was opened.
run-output-is-root-hint = give another folder with -o; it may be inside that of the envelopes.
# $path (String) - the folder
run-locked = another opening is at work in { $path }.
run-locked-hint = wait until it ends, or choose another output folder.
# $path (String) - the file
run-name-taken = { $path } is there, and is not of an earlier opening: nothing is overwritten.
run-name-taken-hint = choose another output folder, or move that file away.

team-no-groups = this system has no groups of users that files are given to.
team-no-groups-hint = leave --group out, and set the folder's access list in its properties.
# $name (String) - as given
team-unknown = no group named { $name } in /etc/group. Nothing was opened.
team-unknown-hint = check its name; for a group of a directory (LDAP, Active Directory) give its number, which “getent group NAME” shows.
# $group (String) - name and number
team-not-in = you are not in group { $group }: what is opened cannot be given to it. Nothing was opened.
team-not-in-hint = have yourself added to it, log in again (“id” shows your groups), then run again; or choose another output folder, without --group.
# $path (String) - the folder
# $group (String) - name and number
team-of-others = { $path } is for another group, { $group }. Nothing was opened.
team-of-others-hint = leave --group out to keep that one, or choose another output folder.
# $path (String) - the folder
team-private = what was opened in { $path } earlier was kept for its owner alone. Nothing was opened.
team-private-hint = choose a new output folder for the group, or leave --group out.
# $path (String) - the folder
# $group (String) - name and number
# $error (String) - what the system said
team-not-given = { $path } cannot be given to group { $group }: { $error }. Nothing was opened.
team-not-given-hint = the folder must be yours, on a disk that keeps groups and permissions: not a USB stick, FAT or exFAT, nor some shares. Choose another one, or leave --group out.

# $count (Number)
unit-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
# $count (Number)
unit-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
# $count (Number)
unit-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
# $count (Number)
unit-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}

seal-no-recipient = there is nobody to encrypt to.
seal-no-key-identifier = a certificate has no key identifier.
# $algorithm (String) - its algorithm
seal-key-not-used = a certificate has neither an RSA key, nor one of the curves P-256, P-384, P-521 and X25519, nor an ML-KEM key ({ $algorithm }): envelopes cannot be encrypted to it.
seal-oaep-only = a certificate is of a key for RSAES-OAEP only: --key-transport rsaes-pkcs1-v1_5 cannot serve for it.
seal-oaep-only-hint = leave the default transport, or choose an oaep variant.
seal-key = the public key of a certificate cannot be used.
# $cipher (String) - its name
seal-cipher = this algorithm is never written: { $cipher }.
# $path (String) - the file
seal-changed = { $path } changed while it was read: nothing was written.
seal-changed-hint = close the program that writes it, then run again.
# $error (String) - the system's words
seal-random = the system gave no random numbers: { $error }.

# $file (String) - the journal
# $line (String) - line
# $what (String) - what is wrong
journal-damaged = the journal { $file } was changed or is damaged, at line { $line }: { $what }.
journal-damaged-hint = keep the file as it is: it is evidence. Compare it with a backup; nothing after this line can be relied on.
journal-torn = the last line has no end, as after a power cut
journal-not-an-entry = this is not an entry of a journal
journal-edited = the line was edited
# $found (String) - number found
# $expected (String) - number expected
journal-out-of-order = entry { $found } stands where entry { $expected } should: a line was removed, added or moved
journal-broken-link = it does not follow the line before it: one of the two was written anew
# $found (String) - entries there are
# $expected (String) - entries expected
journal-ends-early = it has { $found } entries, the report speaks of { $expected }: the end was removed
journal-another-head = its chain is whole, but it is not the one the report speaks of
# $limit (String) - octets
journal-too-long = the line is longer than { $limit } octets

# $path (String) - the report
# $error (String) - what is wrong
report-unreadable = { $path } is not the report of an opening: { $error }.
report-unreadable-hint = give the folder of an opening: the one that holds opening.json.

## What the system says, and what can be done about it.
system-not-found = no such file or folder
system-denied = access denied
system-account = the share does not accept this account or its password
system-not-permitted = the system forbids it, whatever the rights
system-foreign = a folder or a file there belongs to another user
system-open-to-others = others than you may write to it
system-read-only = the disk is read-only
system-full = the disk is full
system-quota = the disk quota is reached
system-too-large = it is too large
system-exists = the name is taken already
system-name-too-long = the name is too long
system-bad-name = this disk refuses a character of the name
system-is-folder = it is a folder
system-not-folder = a name in the path is not a folder
system-not-regular = it is neither a file nor a folder (pipe, device)
system-link = a link, which is never followed
system-link-loop = it is a link, and links are not followed
system-in-use = another program is using it
system-too-many-files = too many open files
system-device = disk or network error
system-gone = the disk or share is not there any more
system-network = the network does not answer
system-ended = it ends too early
system-no-memory = the memory is full
system-unsupported = this disk cannot do it
system-nothing = there is nothing to read
system-no-terminal = there is no terminal
# $code (String) - the system's number
system-other = the system refused (error { $code })
system-unknown = the system refused, without saying why
remedy-not-found = check the path, and that the disk or share is connected.
remedy-denied = check your rights on this file and on the folders it is in.
remedy-account = connect the share again with your name and password: they may have changed, or the session may have ended.
remedy-not-permitted = an attribute of the file, the disk's format or a rule of this computer forbids it: choose another folder, or ask who runs this computer.
remedy-foreign = choose a folder of your own; whoever put this one there can remove it.
remedy-open-to-others = take the right to write away from the others (chmod go-w), or choose a folder of your own.
remedy-read-only = choose another disk, or make this one writable (the card's lock, a read-only mount).
remedy-full = make room, or choose another disk.
remedy-quota = remove what you no longer need from your space, or ask for more.
remedy-too-large = the disk's format has a largest size (4 GB for FAT32): choose a disk of another format.
remedy-exists = choose another name or another folder.
remedy-name-too-long = shorten the name, or choose a folder whose path is shorter.
remedy-bad-name = rename it without the signs : ? " * < > | \ and without a space or dot at its end, or choose another disk.
remedy-is-folder = give a file.
remedy-not-folder = check the path: a file has the name of a folder.
remedy-not-regular = give an ordinary file.
remedy-link = give the file itself, not the link that leads to it.
remedy-link-loop = give the file or folder itself, not the link that leads to it.
remedy-in-use = close the program that is using it (spreadsheet, synchronization, antivirus).
remedy-too-many-files = close other programs, or run again with --jobs 1.
remedy-device = the disk or the connection is failing: try from another disk, and save what can still be read.
remedy-gone = connect the disk or share again.
remedy-network = check the network, then connect the share again.
remedy-ended = it may have been copied badly: copy or download it again.
remedy-no-memory = close other programs, or run again with --jobs 1.
remedy-unsupported = choose another disk.

## What a limit counts.
limit-recipients = number of recipients
limit-header = octets of header
limit-nesting = levels of nesting
limit-attributes = octets of attributes
limit-gcm-content = octets of an AES-GCM content
limit-integer = octets of a number in the header
limit-name = octets of a name that is compared
limit-text = octets of text before a message
limit-shown-recipients = recipients shown in a row
limit-key-file = octets of the key file
limit-iterations = password iterations for one key
limit-key-work = work asked for the password, all together
limit-scrypt-memory = octets of memory asked for by scrypt
limit-token-patience = seconds that a token may take over one operation
limit-rsa-bits = bits of the RSA key
limit-register = octets of the register
limit-rows = rows of a register
limit-spreadsheet = octets of a spreadsheet, unpacked
limit-xml-node = octets of one text or one tag of a spreadsheet
limit-cells = cells of a sheet
limit-cell-text = octets of text in a sheet
limit-journal-line = octets of one journal line
limit-archive-entries = files in an archive
limit-archive-directory = octets of the list of what is in an archive
limit-archive-name = octets of a name in an archive
limit-archive-ratio = octets unpacked from one octet of an archive

# $count (Number) - consultations
# $names (String) - their references and deadlines
run-keys-tied = { $count ->
    [one] a key given is tied to a consultation whose deadline has not passed: { $names }. Nothing was opened. This attempt is written in the journal.
   *[other] the keys given are tied to consultations whose deadlines have not passed: { $names }. Nothing was opened. This attempt is written in the journal.
}
run-keys-tied-hint = say which consultation you open (--consultation REFERENCE), or its deadline (--deadline).
# $path (String) - the folder
report-none = no opening came to its end in { $path }.
report-none-hint = run the opening in this folder again, then ask for the minutes.
why-not-a-key-file = it is not a key file
why-no-private-key = it holds no private key
# $oid (String) - the key's algorithm
why-key-not-used = its key is neither an RSA key, nor one of the curves P-256, P-384, P-521 and X25519, nor an ML-KEM key ({ $oid })
why-no-certificate = the certificate of its private key is missing
# $why (String) - why not
why-certificate = its certificate cannot be read: { $why }
why-windows-accounts = it is protected for Windows accounts, and not by a password
# $octets (String) - length of a key
why-mac-key = its integrity check has a key of { $octets } octets, which shows nothing
# $what (String) - what is wrong
why-malformed = it is damaged: { $what }
# $oid (String) - the algorithm
why-unsupported = it is protected by an algorithm that plis does not know ({ $oid })
# $bits (String) - size of the key
why-key-size = its key has { $bits } bits
why-inconsistent = its private key is damaged
why-no-random = the system gives no random numbers
why-not-encodable = a value is too large for a key file
