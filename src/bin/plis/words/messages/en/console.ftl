# The console: what stands on its screens.

# navigation and page

console-home = Home
console-keys = Encryption keys
console-consultations = Consultations
console-audit = Audit
console-journal = Journal
console-navigation = Main menu
console-skip = Skip to content
# $home (String)
console-registry-in = registry: { $home }
console-the-registry = the registry
console-close = Close the console
console-closed = The console is closed
console-closed-sentence = You may close this page. Nothing can be reached from here any more.
console-pages = Pages of the list
console-first-page = First page
console-previous = Previous page
console-next = Next page
# $page (String)
# $pages (String)
console-page-of = page { $page } of { $pages }
console-search = Search
console-search-go = Search
console-nothing-found = Nothing matches this search.
console-no-such-page = Nothing more on this page.
console-today = today
console-paris-time = Paris time.

# what goes wrong

console-trouble = This page cannot be shown
# $id (String)
console-trouble-id = Incident number: { $id }.
# $id (String)
# $what (String)
console-trouble-line = console: incident { $id }: { $what }
console-tries-again = The page tries again by itself in a few seconds.
console-try-again = Try again
# $home (String)
console-registry-away = The registry is not there any more: { $home }.
console-registry-away-hint = If it is on a share or a removable disk, connect that again. Until then nothing is recorded here, and nothing is lost.
console-back-home = Back to the home page
console-not-found = Page not found
console-not-found-sentence = There is no such page, or what it showed is no longer in the registry.
console-refused-form-title = The request was not carried out
console-refused = Access refused
console-refused-host = This is not the address of the console.
console-refused-malformed = This request does not come from a page of the console.
console-refused-prefetch = The browser asked for this page ahead of time; open the address yourself.
console-refused-spent = This address was used already. To be safe, the session is over: somebody else may have opened it. A new address is given where the console was started.
console-refused-stale = This address waited for more than a minute: it does not work any more. A new one is given where the console was started.
console-refused-session = This browser has no open session in the console. Open the address given at the start, or start the console again.
console-refused-cross-site = This request comes from another page than those of the console: nothing was done.
console-refused-large = This form is too large: nothing was done. A key file or a list has 16 MB at most.
console-refused-slow = Sending took too long: nothing was done.
console-refused-room = There is no room to keep these files for the opening: nothing was done.
console-refused-form = This form is of a session that is over: nothing was done. Go back, reload the page and start again.

# home

console-first = Welcome. There is no key pair and no consultation in this registry yet. This is where to start:
console-first-key = Add the entity's key pair
console-first-key-why = – the one the envelopes will be encrypted to, and that will open them.
console-first-emergency = Add an emergency key pair
console-first-emergency-why = – for the day when the other one is missing.
console-first-consultation = Create a consultation
console-first-consultation-why = – with its deadline, to know in time whether a key pair ends too early.
console-figure-critical = critical findings
console-figure-warning = warnings
console-figure-keys = key pairs
console-figure-consultations = open consultations
console-attention = To be seen to
# $count (String)
console-all-findings = See all findings ({ $count })
console-next-deadlines = Next deadlines
console-no-deadline = No deadline ahead.
console-last-openings = Last openings
console-opening-unfinished = no end written
# $what (String)
console-opening-cut-title = The opening of “{ $what }” is to be resumed

# keys

console-keys-title = Encryption keys
console-keys-entity-why = They are chosen for each consultation, and encrypt its envelopes.
console-keys-emergency-why = They are added to every consultation at its launch, for the day when the entity's key pair is missing.
console-add-key = Add a key pair
console-column-actions = Actions
console-act-change = Change
console-act-export = Export
console-act-prove = Verify
console-act-delete = Delete
console-act-rename = Rename
console-act-retire = Retire
console-act-restore = Restore
# $name (String)
# $deleted (String)
# $until (String)
console-aside-one = “{ $name }”, deleted on { $deleted }, kept until { $until }.
console-aside-missing = Its file is not there any more.
# $name (String)
console-key-restored = The key pair “{ $name }” is back, as it was.
# $name (String)
# $new (String)
console-key-renamed = The key pair “{ $name }” is now called “{ $new }”.
# $name (String)
console-key-retired = The key pair “{ $name }” is retired: it still opens, and serves no new consultation.
# $name (String)
# $days (String)
console-key-deleted = The key pair “{ $name }” is deleted; it is kept aside for { $days }, and can come back until then.
# $name (String)
# $ends (String)
console-key-made = The key pair “{ $name }” is made, valid until { $ends }. Write its password down in a safe place, export it for the other machines, then verify it.
# $names (String)
console-keys-added = Added to the registry: { $names }.
console-history = History
console-history-all = Look through the whole journal, which is long
# $deadline (String)
console-deadline-of = deadline { $deadline }
console-prove-why = The private key is tried on itself, with the password: a lost password is found out weeks before the opening this way.
console-prove-no-private = Only the certificate is known here: the private key is elsewhere. Import its .pfx to verify or export it.
console-password = Password of this key pair
console-new-name = Name
console-retire-why = A retired key pair still opens the envelopes encrypted to it. It is not offered to new consultations any more.
# $days (String)
console-delete-follows = No open consultation needs this key pair. Once deleted, it is kept aside for { $days }, and can come back until then; after that, archived envelopes encrypted to it would not open any more.
console-delete-forbidden = It cannot be deleted: these consultations are not closed, and without it their envelopes would not open any more.
console-delete-forbidden-what = Close each of them once nobody needs it. Meanwhile the key pair can be retired: it serves no new one.
# $name (String)
console-type-name = To confirm, type the name of the key pair: { $name }
console-export-private = With the private key (.pfx)
console-export-private-why = For the other machines of the entity, or to keep a copy on a common server. The file is protected by a password: there is no “forgotten password”.
console-password-current = Current password
console-password-new = Password of the file to be written
console-password-new-hint = It will be asked for at each opening. Write it down in a safe place: it cannot be found again.
console-password-again = The same once more
console-passwords-differ = The two passwords differ.
console-password-empty = A key file is always protected by a password, and this one is empty.
console-encryption = Encryption of the file
console-encryption-aes = Read by Windows 10 version 1809, Windows Server 2019 and later.
console-encryption-triple-des = Read by every version of Windows, and protects less well.
console-include-chain = Include the certificates above its own, if there are any
console-export-go = Export the private key
console-export-certificate = The certificate alone
console-export-certificate-why = It encrypts and does not open: it may be given to anybody.
console-export-der = X.509 binary, DER (.cer)
console-export-pem = X.509 in base 64 (.cer)
console-export-p7b = PKCS #7 with the chain (.p7b)
console-manner = Way to add
console-make = Generate
console-make-why = A new key pair, made on this machine.
console-import = Import a file
console-import-why = A .pfx or .p12 exported from another machine, or a certificate.
console-refer = Refer to
console-refer-why = A file that stays where it is, on a common server for instance.
console-key-name = Name of the key pair
console-key-name-hint = It says who holds it or what it is for, for instance “Procurement 2026”.
console-import-name-hint = Left empty: the name in the file, or else the one in the certificate (CN).
console-entity-hint = The buyer it belongs to; empty, it is for every entity.
console-more = More settings
console-cn-hint = Left empty: the same as the name, as is advised.
console-days = Validity, in days
console-days-wrong = A number of days from 1 to 3650.
console-size-3072 = Conforms to the RGS beyond 2030.
console-size-4096 = Slower to open with.
console-size-curve = Fast to open with; the platform must know how to encrypt to it.
console-make-go = Generate the key pair
console-key-file = File
console-key-file-hint = .pfx, .p12, .pem; .cer or .p7b for the certificate alone.
console-key-path = Path of the file
console-key-path-hint = The whole path, as this machine sees it.
console-path-absolute = A whole path of this machine or of a share is needed.
console-file-missing = Choose a file.
console-password-file = Password of the file
console-password-file-hint = Left empty if the file asks for none.
console-password-copy = Password of the copy
console-password-copy-hint = Only if the file is not protected: the copy kept by the registry always is.
console-import-go = Add
console-see-key = See the key pair
console-store-take = Take from the store
console-store-take-why = A key pair of the certificate store of Windows, which stays there.
console-store-make = Make in the store
console-store-make-why = A new key pair that Windows keeps: no file, no password.
console-store-which = Certificate
# $ends (String) - when it ends
# $provider (String) - who keeps its private key
# $thumbprint (String) - what the store calls it
console-store-one = Valid until { $ends }; kept by “{ $provider }”; thumbprint { $thumbprint }
console-store-missing = Choose a certificate.
console-store-exportable = Mark this key as exportable: otherwise it opens on this machine only, and no copy of it can be kept
console-store-protection = Strong protection: Windows asks for your consent each time the key is used
# $name (String) - the key
# $ends (String) - when its certificate ends
console-store-made = The key pair “{ $name }” is made in the certificate store, valid until { $ends }. If it is exportable, export it to keep a copy elsewhere, then check it.
console-store-put = In the certificate store of Windows
console-store-put-why = The private key is put there too, for your account on this machine. The registry keeps what it has.
console-store-put-go = Put into the store
# $name (String) - the key
console-store-put-done = The key pair “{ $name }” is in the certificate store of your account too.
console-store-in = in the certificate store of Windows

# consultations

console-new-consultation = Create a consultation
console-import-roll = Take in a list
# $reference (String)
console-consultation = Consultation { $reference }
console-consultation-entity-hint = Its emergency key pairs will be added as a matter of course.
console-entity-missing = Say which entity the consultation is of.
console-deadline = Deadline
console-deadline-hint = In the local time of the place chosen below.
console-zone = Time zone
console-create-go = Create
console-roll-why = A list kept elsewhere (CSV): new consultations are created, those that changed are brought up to date, as often as you like.
console-roll-file = File of the list
console-roll-hint = Columns: reference; titre; entite; date_limite; fuseau; etat; bi_cles.
console-roll-reason = Reason, to close before the opening
console-roll-reason-hint = Only if the list says that a consultation is closed of which no opening is recorded.
console-roll-go = Take the list in
console-no-key-chosen = Choose at least one key pair.
console-assignment-changed = The assignment is changed.
console-not-confirmed = This is not the reference of the consultation: nothing was launched.
# $reference (String)
console-launched = The consultation “{ $reference }” is launched; its assignment is final.
console-scope-all = all envelopes
console-unassign = Take away
console-choose-keys = Key pairs to assign
# $ends (String)
console-until = until { $ends }
console-part-only = For a part of the envelopes only
console-envelope = Envelope
console-lot = Lot
console-assign-go = Assign
console-check-launch = Check and launch
console-launch-needs-key = Assign a key pair first.
console-launch-fit = Nothing speaks against the launch.
console-launch-problems = Before the launch, correct if possible:
console-launch-follows = Once launched, the consultation keeps its key pairs: its envelopes are encrypted to them, and the assignment cannot be changed any more.
console-launch-reason = Reason, to launch it in spite of that
console-reason-hint = It is written in the journal.
# $reference (String)
console-type-reference = To confirm, type the reference: { $reference }
console-launch-go = Launch the consultation
console-no-opening = No opening recorded.
console-close-consultation = Close
console-close-follows = Once closed, the consultation holds its key pairs no longer: they may be deleted. Close it only when none of its envelopes has to be opened any more.
console-close-early = Its deadline has not passed, or no opening of it is recorded: a reason and the reference are needed.
console-close-go = Close the consultation

# audit and journal

console-timeline = Key pairs and deadlines
# $days (String)
console-timeline-why = Each bar is the validity of a key pair; each dot, the deadline of an open consultation that needs it, and the stroke after it, the margin of { $days } days.
console-timeline-table = The same as a table
# $count (String)
console-timeline-left = Key pairs that are not in the picture: { $count }.
console-needed-by = Needed by
console-journal-title = Journal of the registry
console-intact = intact
# $entries (String)
console-journal-all = Verify the whole journal (entries: { $entries }), which takes a moment

# the command line

console-no-browser = The browser could not be opened: open the address above yourself.
# $port (String)
# $error (String)
console-listen = the console cannot listen on port { $port }: { $error }.
console-listen-hint = choose another port with --port, or let the system choose without --port.

# opening

console-opening = Opening
console-new-opening = Open envelopes
console-opening-why = Say where the envelopes are and what the platform handed over with them. Nothing is opened before you ask for it, and a rehearsal first shows what would open.
console-place-of-plis = Where the envelopes are
console-place-of-plis-hint = The folder or .zip downloaded from the platform, or a single envelope.
console-drop-plis = Or drop them here: the files, or the platform's .zip
console-plis-missing = Say where the envelopes are, or drop them.
console-dropped = files dropped on this page
console-register = Deposit register
console-register-hint = Optional: CSV, JSON, .xlsx or .ods. It says who deposited what, and when.
console-drop-register = Or drop it here
# $files (String)
# $paper (String)
console-register-rows = files: { $files }; paper deposits: { $paper }
console-register-understood = How its columns are understood
console-heading = Heading
console-understood-as = Understood as
console-only-kept = kept for the report
console-consultation-word = Consultation
console-consultation-opening-hint = Its key pairs, its deadline and its assignment come from the registry.
console-consultation-none = none: I give the key files
console-openers = Who opens
console-openers-hint = The names that the minutes will give, separated by commas.
console-output-folder = Folder of the opening
console-output-hint = Left empty: beside the envelopes. A folder that was begun is taken up again.
console-output-is-root = Opened files do not go among the envelopes: choose another folder.
console-key-files = Key files
console-key-files-hint = Without a consultation: one or several paths, separated by a vertical bar.
console-emergency-files = Emergency key files
console-emergency-files-hint = Only with a reason; they open only what no entity key pair opens.
console-deadline-opening-hint = Without a consultation or a register that says it, in Paris time.
console-motif = Reason
console-motif-hint = A reason is needed for the emergency key pair and for all that is opened in spite of a rule. It goes into the journal and the minutes.
console-motif-missing = Say why: to open in spite of a rule needs a reason.
console-accept = Open too
console-accept-hint = These envelopes are kept and listed; they stay closed unless a person accepts them with a reason.
console-accept-late = late envelopes
console-accept-superseded = superseded envelopes
console-accept-withdrawn = withdrawn envelopes
console-accept-altered = envelopes whose digest differs from that of the deposit
console-continue = Continue
console-back = Back
console-browse = Browse
console-here = Folder:
console-folder-above = Folder above
console-choose-folder = Choose this folder
console-folder-empty = Nothing to show here.
console-folder-more = Only the first thousand are shown.
console-path-not-there = There is nothing at this place.
console-no-key-for-opening = No private key is here for this opening: choose the consultation, or give the key files.
# $most (String)
console-too-many-keys = An opening takes { $most } key files at most.
# $deadline (String)
console-before-deadline = The deadline is { $deadline }: until then, only a rehearsal is possible.
console-keys-and-passwords = Key pairs and passwords
# $name (String)
console-password-of = Password of { $name }
console-password-same-hint = Left empty: the same as the first.
console-password-emergency-hint = It opens only with a reason. Left empty: the same as the first, or without it.
console-not-protected = without a password
# $path (String)
console-key-file-unreadable = its file cannot be read: { $path }
console-rehearse = Rehearse
console-rehearse-why = A rehearsal compares the envelopes with the key pairs and checks the room: it decrypts nothing. Passwords are kept nowhere, and are asked for again to open.
console-open = Open the envelopes
console-open-now = Open now
console-open-again = Start again
console-resume = Resume
console-rehearsal-running = Rehearsal running
console-rehearsal-done = Rehearsal done
console-rehearsal-why = Nothing was decrypted. This is what would open, and what would not:
console-opening-running = Opening running
console-opening-done = Opening done
console-opening-made = Opening
console-opening-cut = The opening ended without saying why. What is opened is kept: resume it.
console-look-again = Look again
console-progress = Progress
# $done (String)
# $all (String)
console-done-of = { $done } of { $all }
# $size (String)
console-per-second = { $size }/s
console-envelopes-done = Envelopes
console-octets-done = Data read
console-speed = Speed
console-time-left = Time left
console-interrupt = Interrupt
console-interrupt-why = What is opened is kept, and the opening can be resumed. Closing this page does not stop it.
console-rows = Envelopes one by one
console-rows-all = Show all envelopes
# $count (String)
console-rows-troubled = Show only those that are not opened ({ $count })
# $count (String)
console-rows-more = And { $count } more, in the minutes.
console-column-envelope = Envelope
console-column-message = What became of it
console-figure-opened = opened
console-figure-refused = refused by a rule
console-figure-failed = not opened
console-what-next = What to do next
console-minutes = Minutes
console-minutes-print = Open the minutes in a page of their own, to print them
console-show-folder = Open the folder
console-began = Began
console-unfinished-why = The registry does not say how this opening ended: it may have been cut. What is opened is kept; resume it in the same folder.
console-running-now = Openings running
