# What became of one envelope, and what to do next. One message a reason code, one `-hint` beside it.

# $key (String) - the key's name
item-opened = opened with “{ $key }”.
# $key (String) - the key's name
# $ended (String) - when it ended
item-opened-expired = opened with “{ $key }”, whose certificate ended on { $ended }: it still opens.
# $key (String) - the key's name
item-opened-emergency = opened with the emergency key “{ $key }”.
# $key (String) - the key's name
# $ended (String) - when it ended
item-opened-emergency-expired = opened with the emergency key “{ $key }”, whose certificate ended on { $ended }: it still opens.
item-opened-unnamed = opened.
item-already-opened = opened by an earlier run; checked again and kept.
# $key (String) - the key's name
item-already-opened-with = opened by an earlier run with “{ $key }”; checked again and kept.
# $key (String) - the key's name
item-already-opened-emergency = opened by an earlier run with the emergency key “{ $key }”; checked again and kept.
# $key (String) - the key's name
item-openable = would open with “{ $key }”.
# $key (String) - the key's name
item-openable-emergency = would open with the emergency key “{ $key }”.
item-openable-unnamed = would open.
item-cancelled = not reached: the run was interrupted.
item-cancelled-hint = run the same command again: it goes on where it stopped.
# $count (Number) - how many
# $octets (String) - how many, as people read it
item-trailing = { $count ->
    [one] one octet after the end of the envelope was passed over.
   *[other] { $octets } octets after the end of the envelope were passed over.
}
item-unlisted = not in the deposit register: nothing says when it was deposited.
# $path (String) - path in the register
item-listed-as = the register calls it “{ $path }”.
# $output (String) - its final name, relative to the output folder
item-renamed = its file is “{ $output }”: not every system takes the name of the envelope, or it takes two names for one.
# $cases (String) - the refusals that were lifted
item-accepted = accepted in spite of its case ({ $cases }), see the reason given.

item-before-deadline = the deadline has not passed.
item-before-deadline-hint = wait for the deadline; a rehearsal is allowed before it (--dry-run).
item-late-unknown = deposited after the deadline.
# $ended (String) - end of the deposit
# $deadline (String) - the deadline
item-late = deposited after the deadline: the sending ended on { $ended }, the deadline was { $deadline }.
item-late-hint = late deposits are kept, not opened. To open them all the same: --accept late with --reason.
# $ended (String) - instant
# $deadline (String) - instant
item-late-minute = perhaps late: the sending ended on { $ended } by the register, which leaves the seconds out, and the deadline, { $deadline }, is in that minute.
item-late-minute-hint = ask the platform for the second of the deposit. If it is in time: correct the register, or --accept late with --reason.
item-to-the-minute = the register leaves out the seconds of this deposit, made in the minute of the deadline.
item-withdrawn = withdrawn by its company.
item-withdrawn-hint = nothing to do; to open it all the same: --accept withdrawn with --reason.
item-superseded-unknown = replaced by a later deposit of the same company.
# $pli (String) - the later deposit
item-superseded = replaced by a later deposit of the same company ({ $pli }).
item-superseded-hint = only the last deposit in time is opened. To open this one too: --accept superseded with --reason.
item-set-aside = set aside in the deposit register.
item-set-aside-hint = nothing to do, unless the register is wrong: correct its “etat” column and run again.
item-other-envelope = an envelope of another kind than those asked for.
item-anonymat = an anonymity envelope: it is opened only when asked for by name.
item-other-envelope-hint = to open these envelopes, name their kind with --envelope.
# $output (String) - the file
item-output-exists = another file is already there: { $output }. It was left as it is.
item-output-exists-hint = move that file away, or choose another output folder, then run again.
# $input (String) - the other envelope
# $output (String) - the file
item-output-collision = another envelope, { $input }, gives the same file, { $output }: neither name can be trusted.
item-output-collision-hint = rename one of the two (in the “nom” column of the deposit register, if there is one), or open them into two folders.
# $paths (String) - paths
item-ambiguous-row = several files or several rows are alike ({ $paths }): which file is this row's cannot be told.
# $paths (String) - paths
item-ambiguous-file = the register may mean this file by another name ({ $paths }): which row is its own cannot be told.
item-ambiguous-hint = correct the paths of these files in the register (column “fichier”), or their digests, and run again.

# $recipients (String) - whom it names
# $held (String) - what is held
item-no-matching-key = none of the keys at hand is a recipient of this envelope. It is encrypted to { $recipients }. Keys at hand: { $held }.
# $recipients (String) - whom it names
item-no-matching-key-short = no key at hand is a recipient; encrypted to { $recipients }.
# $key (String) - the emergency key
# $recipients (String) - whom it names
item-no-matching-key-emergency = only the emergency key “{ $key }” opens this envelope, and its use was not allowed. It is encrypted to { $recipients }.
# $serial (String) - serial number
# $named (String) - issuer that the envelope names
# $held (String) - issuer of the certificate
item-other-issuer = a key at hand has the serial number { $serial }, but the issuers differ: the envelope names “{ $named }”, the certificate says “{ $held }”.
item-no-matching-key-hint = find the key file whose certificate has one of these issuers and serial numbers, and give it with --key. Was a key renewed? The old one is needed.
item-no-matching-key-emergency-hint = to use the emergency key, say why with --reason.
item-no-recipient = nobody
# $issuer (String) - issuer
# $serial (String) - serial number
item-recipient-issuer = a certificate that says “{ $issuer }” issued it, serial { $serial }
# $ski (String) - subject key identifier
item-recipient-ski = key identifier { $ski }
# $kind (String) - kind of recipient
item-recipient-other = a recipient of another kind ({ $kind })
# $name (String) - subject
# $issuer (String) - issuer
# $serial (String) - serial number
item-held-key = “{ $name }” ({ $issuer }, serial { $serial })
# $name (String) - subject
# $issuer (String) - issuer
# $serial (String) - serial number
# $ski (String) - subject key identifier
item-held-key-ski = “{ $name }” ({ $issuer }, serial { $serial }, key identifier { $ski })
item-no-held-key = none
item-list-separator = {"; "}
# $shown (String) - the list so far
# $more (Number) - how many more
item-list-more = { $shown }; and { $more } more

item-corrupted = the envelope is damaged or was changed: it does not pass its checks.
# $offset (String) - octet
item-corrupted-at = the envelope is damaged: its structure is wrong at octet { $offset }.
item-corrupted-hint = download it again and run the same command. If it is the same: compare its SHA-256 with the receipt; a file that is as deposited was damaged before it was sent.
item-corrupted-intact-hint = the file is exactly what was deposited (its SHA-256 is the receipt's): the damage came before the sending. Tell the company; the backup copy may apply.
item-truncated = the envelope is incomplete: it ends too early.
item-truncated-hint = download it again and run the same command. If it is the same: compare its size and SHA-256 with the receipt.
item-truncated-intact-hint = the file is exactly what was deposited (its SHA-256 is the receipt's): it was cut before the sending. Tell the company; the backup copy may apply.
item-altered-unknown = the file is not the one that was deposited: its SHA-256 differs from the register's.
# $found (String) - digest
# $expected (String) - digest
item-altered = the file is not the one that was deposited: its SHA-256 is { $found }, the register's is { $expected }.
# $found (String) - digest
# $expected (String) - digest
item-altered-plaintext = the opened file is not the one that was sealed: its SHA-256 is { $found }, the register's is { $expected }.
item-altered-hint = download it again from the platform. If it is the same, keep the file as evidence; to open it all the same: --accept altered with --reason.
item-not-an-envelope = this file is not an encrypted envelope: it may have been deposited in clear.
item-not-an-envelope-hint = look at the file itself: if the company deposited it in clear, it needs no key. Keep it as it was received.
item-empty = this file is empty: there is nothing to open.
item-empty-hint = compare its size with the one the platform shows, and download it again.
item-empty-intact-hint = the file is exactly the one that was deposited (same SHA-256 as at its deposit): it was deposited empty. Keep it as it was received.
# $algorithm (String) - algorithm
item-unsupported = the envelope uses an algorithm that is not read: { $algorithm }.
item-unsupported-unknown = the envelope uses an algorithm that is not read.
# $name (String) - type
# $oid (String) - its identifier
item-other-message = this file is a CMS message of another type, { $name } ({ $oid }), not an envelope encrypted to keys.
item-other-message-hint = keep it as it was received, and ask the company or your platform's support how it was made.
# $oid (String) - identifier of signatures
item-signed-envelope = this file is a signature, SignedData ({ $oid }), around an envelope: the envelope is inside.
item-signed-envelope-hint = take the envelope out of the signature (openssl cms -verify -noverify -inform DER -in FILE -out ENVELOPE), then open it.
# $name (String) - format
item-container = this file is no envelope but a container, { $name }: what is inside was not looked at.
item-container-hint = take out what is inside into a folder, then open that folder. Keep the file as it was received.
# $name (String) - format
item-container-locked = this file is no envelope but a container that a password protects, { $name }: what is inside was not looked at.
item-container-locked-hint = ask the company for the password, take out what is inside into a folder, then open that folder. Keep the file as it was received.
# $what (String) - what it is
item-credential = this file is no envelope but { $what }: no offer is in it, in clear or encrypted.
item-credential-hint = if it is one of your keys, take it out of the deposits: it opens envelopes with --key. If it was deposited, keep it as it was received and look for the envelope itself on the platform.
credential-key-file = a key file (.p12, .pfx, .jks)
credential-private-key = a private key
credential-public-key = a public key
credential-certificate = a certificate
credential-certificate-request = a certificate request
credential-revocation-list = a list of revoked certificates
# $count (String) - how many
item-several = this file holds { $count } documents: none was opened, so that none is lost.
item-several-hint = save each attachment, or each message, as a file of its own, then open those.
item-unsupported-hint = give the identifier to your platform's support: the envelope was made by a tool outside the usual rules.
# $count (Number) - how many
# $numbers (String) - which
item-missing-block = { $count ->
    [one] block { $numbers } of this file is missing.
   *[other] blocks { $numbers } of this file are missing.
}
item-missing-block-unknown = a block of this file is missing.
item-missing-block-hint = download the whole pli again: a file is opened only when all its blocks are there.
# $count (Number) - how many
# $numbers (String) - which
item-duplicate-block = { $count ->
    [one] block { $numbers } of this file is listed twice.
   *[other] blocks { $numbers } of this file are listed twice.
}
item-duplicate-block-unknown = a block of this file is listed twice.
item-duplicate-block-hint = keep one file for each block in the deposit register, then run again.
item-missing-file = listed in the deposit register, but the file is not there.
item-missing-file-hint = download it from the platform into the folder of the register, then run again.
# $limit (String) - which limit
# $value (String) - its value
item-too-large = the envelope is above a limit: { $limit }, at most { $value }.
item-too-large-unknown = the envelope is above a limit.
item-too-large-hint = no usual tool makes such an envelope: ask your platform's support where it comes from (plis inspect --limits shows the limits), and keep it as it was received.
# $device (String) - what the device is called
# $mechanism (String) - what it calls the operation
item-mechanism = the device that keeps the private key, “{ $device }”, does not offer what this envelope needs: { $mechanism }.
item-mechanism-hint = the envelope is not at fault: open it with the same key from its file, or with the emergency key, or with a device that offers this operation.
# $device (String) - what the device is called
# $fault (String) - what is the matter with it
item-key-unavailable = the device that keeps the private key, “{ $device }”, did not do its part: { $fault }.
item-key-unavailable-unknown = the device that keeps the private key did not do its part.
item-key-unavailable-hint = the envelope is not at fault: check that the device is plugged in and answers (plis key prove), then run again: what is done is kept.
device-gone = it is no longer there
device-silent = it does not answer
device-refused = it does not let the key be used
device-failed = it failed
# $fault (String) - what is the matter with a device
# $code (String) - what the device said
device-said = { $fault } ({ $code })
# $error (String) - the system's words
item-unreadable = the file cannot be read: { $error }.
item-unreadable-unknown = the file cannot be read.
item-unreadable-hint = check the disk or the network drive and your rights, then run again.
# $error (String) - the system's words
item-write-failed = the opened file could not be written: { $error }.
item-write-failed-unknown = the opened file could not be written.
item-write-failed-hint = check the free space and your rights in the output folder, then run again: what is done is kept.
# $remedy (String) - what can be done about it
item-remedy = { $remedy } Then run again: what is done is kept.
item-internal = a fault of this program stopped this envelope; the others were not touched.
item-internal-hint = run again; if it happens again, try --crypto rust-crypto and report the fault with this line of opening.json.

status-opened = opened
status-already-opened = already opened
status-openable = would open
status-refused = left closed
status-failed = not opened
status-cancelled = not reached

integrity-authenticated = verified
integrity-padding-only = not verifiable

case-late = late
case-superseded = superseded
case-withdrawn = withdrawn
case-altered = altered

kind-candidature = Application
kind-offre = Offer
kind-offre-technique = Technical offer
kind-anonymat = Anonymity

role-entity = entity
role-emergency = emergency
