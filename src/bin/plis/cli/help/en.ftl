# Help texts. Ids: see src/bin/plis/args/help.rs.

heading-usage = Usage:
heading-commands = Commands
heading-arguments = Arguments
heading-options = Options
heading-global = Options of every command
note-values = one of:
note-default = default:

value-command = COMMAND
value-path = PATH
value-dir = DIR
value-file = FILE
value-cert = CERT
value-ref = REF
value-source = SOURCE
value-instant = INSTANT
value-zone = ZONE
value-kind = KIND
value-case = CASE
value-text = TEXT
value-name = NAME
value-new = NEW
value-n = N
value-duration = DURATION
value-format = FORMAT
value-library = LIBRARY
value-group = GROUP
value-lang = LANG
value-when = WHEN
value-cipher = CIPHER
value-transport = TRANSPORT
value-dialect = DIALECT
value-hash = HASH
value-url = URL
value-shell = SHELL
value-cn = CN
value-role = ROLE
value-entity = ENTITY
value-bits = BITS
value-days = DAYS
value-scheme = SCHEME
value-algorithm = ALGORITHM
value-title = TITLE
value-key = KEY
value-lot = LOT
value-columns = COLUMNS
value-word = WORD
value-severity = SEVERITY

about-plis = Opens batches of encrypted tender envelopes, keeps the key pairs they are sealed to, and reports what happened.
after-plis = A password is never given as an argument, but as a SOURCE: env:VARIABLE, file:PATH, fd:NUMBER or prompt.
    Exit codes: 0 done, 1 failed, 2 usage, 3 partial, 4 no usable key, 5 refused by a rule, 6 locked, 20 and 21 audit findings, 130 interrupted.

arg-help = Show this help
arg-version = Show the version
arg-lang = Language of messages and minutes (else that of the system, else French)
arg-home = Folder of the registry (else PLIS_HOME, else the platform's data folder)
arg-registry = Where the registry is: postgres://USER@HOST/DATABASE, or a folder (else PLIS_REGISTRY)
arg-quiet = Say errors only
arg-verbose = Say more
arg-color = Colours; the NO_COLOR variable turns them off
arg-now = Judge by this instant instead of the clock
arg-format = What is written to the standard output
arg-crypto = Cryptographic library; rust-crypto is a second opinion on the same envelope
arg-password = Where the password is read from: env:VARIABLE, file:PATH, fd:NUMBER or prompt
arg-share = Decrypted shares of a key that was split, one file each; fd:NUMBER too
arg-exportable = In the store, the private key may be exported again
arg-strong-protection = Windows asks for your consent whenever the key is used

about-open = Open every envelope found under the paths
after-open = Writes in DIR: plis/ (the opened files), opening.json (the report), journal.jsonl (the journal) and proces-verbal.html (the minutes). Run again after an interruption, it opens only what is missing.
    Example: plis open deposits --key entity.p12 --password prompt -o opening
arg-open-paths = Files, folders and .zip archives to open; folders and archives are walked
arg-open-output = Folder to write in; created if missing, resumed if it holds a journal
arg-open-key = Key file of the entity (.p12, .pfx, .pem), or the address of its key on a token (pkcs11:token=...;object=...) or in the certificate store of Windows (store:THUMBPRINT)
arg-open-emergency-key = Emergency key file, used only for an envelope that no entity key opens; needs --reason
arg-open-consultation = Take keys, deadline and entity from the registry
arg-open-password = Where passwords and PINs are read from, once for all keys or once for each in order
arg-open-register = Deposit register (.csv, .json, .xlsx, .ods)
arg-columns = Headings of the register to take for these columns: nom=Heading,fichier=Path
arg-open-deadline = Nothing is opened before this instant
arg-open-timezone = Zone of a local deadline (Europe/Paris unless said otherwise)
arg-open-envelope = Only these envelopes: candidature, offre, offre-technique, anonymat
arg-open-accept = Open these too, though they are refused by default; needs --reason
arg-open-reason = Why: written in the journal and in the minutes
arg-open-opener = Who opens; named in the minutes
arg-open-dry-run = Rehearsal: match envelopes to keys, prove the keys, check the space, decrypt no content; allowed before the deadline
arg-open-wait = Wait for the deadline, then open; no key is read until then
arg-open-allow-empty = Having no envelope to open is expected (0 rather than 3)
arg-open-jobs = Threads (all cores unless said otherwise)
arg-open-tsa = Time-stamp authority (RFC 3161) asked to vouch for the time at the end (http:// or https://); without it, the opening is the same
arg-open-group = Group whose members may read what is written (name or number); by default its owner alone
arg-open-shard = The share of this machine: its number, counted from 0, and how many there are (2/4), or auto under Slurm or Kubernetes; then plis gather

about-gather = Gather what several machines opened, in one report and one set of minutes
after-gather = To be run once, when all shares (plis open --shard) are opened. Decrypts nothing and asks for no key; run it again after an interruption.
    Example: plis gather opening
arg-gather-folder = Folder that -o named when the shares were opened
arg-gather-allow-empty = Having no envelope to open is expected (0 rather than 3)
arg-gather-group = Group whose members may read what is written (name or number)

about-inspect = Show what envelopes say without any key: structure, recipients, algorithms, sizes
arg-inspect-paths = Envelopes, or folders or .zip archives of them
arg-inspect-limits = Show the limits that everything read is held to

about-seal = Encrypt files to certificates
after-seal = Example: plis seal offre.pdf --to entity.cer emergency.cer -o sealed
arg-seal-files = Files to encrypt
arg-seal-to = Certificates to encrypt to (.cer, .crt, .pem, .p7b)
arg-seal-consultation = Encrypt to the certificates of this consultation of the registry
arg-seal-output = Folder to write in
arg-seal-cipher = Content-encryption algorithm
arg-seal-key-transport = Key transport algorithm
arg-seal-pem = Write PEM instead of DER

about-key = The life of a key pair (bi-clé)
about-key-new = Generate a key pair, kept in the registry
about-key-import = Bring key files into the registry
about-key-export = Write a key pair, or its certificate, to a file
about-key-list = List the key pairs: the entity's, then the emergency ones
about-key-show = Show one key pair
about-key-rename = Give a key pair another name
about-key-retire = Keep a key pair out of new consultations; it still opens
about-key-delete = Delete a key pair that nothing open needs any more
about-key-restore = Bring a deleted key pair back, as it was, within 90 days
about-key-purge = Destroy a key pair that was deleted 90 days ago
about-key-prove = Prove that passwords and private keys still open, weeks before they must
about-key-split = Split a key pair among several people: it then opens with enough shares, and with nothing else
about-key-tokens = List the keys of a token, with their addresses, each tried on itself
arg-key-new-name = Name in the registry
arg-key-new-cn = Common name of the certificate (the name unless said otherwise)
arg-role = List it stands in: the entity's key pairs, or the emergency ones
arg-entity = Entity it belongs to
arg-key-new-algorithm = Algorithm of the key: RSA of 3072 bits, or elliptic curve P-256 or P-384
arg-key-new-bits = Size of the RSA key
arg-key-new-days = Validity of the certificate, in days
arg-key-new-issuer = Key file that signs the certificate (self-signed unless given)
arg-key-new-issuer-password = Where the password of that file is read from
arg-key-new-store = Keep the key in the certificate store of Windows, and nowhere else
arg-key-import-files = Key files (.p12, .pfx, .pem)
arg-key-import-name = Name in the registry (else the one in the file, else its CN)
arg-key-import-reference = Keep the path of the file instead of a copy
arg-key-import-store = Name certificates of the store of Windows, by their thumbprints in the place of files; their keys stay there
arg-key-tokens-address = Address of a token, or of keys on it (pkcs11:token=...)
arg-key-tokens-password = Where the PIN is read from
arg-key-export-name = Name, or beginning of the fingerprint
arg-key-export-to = File to write
arg-key-export-to-store = Put the key into the certificate store of Windows
arg-key-export-format = pfx holds the private key; der, pem and p7b hold certificates only
arg-key-export-no-chain = Leave out the certificates of the issuers
arg-key-export-pfx-encryption = Encryption of the .pfx; aes256-sha256 is read from Windows 10 version 1809 and Windows Server 2019 on, tripledes-sha1 everywhere
arg-key-export-new-password = Where the password of the written file is read from
arg-key-split-threshold = How many shares must meet
arg-key-split-to = Encryption certificates of those who keep a share, one for each person
arg-key-split-output = Folder to write the encrypted shares in
arg-name = Name, or beginning of the fingerprint
arg-key-rename-new = New name
arg-key-restore-new-name = Name to give it, where its own was taken since
arg-key-purge-confirm = The name again
arg-key-delete-confirm = The name again
arg-key-prove-names = Names, or beginnings of fingerprints
arg-key-prove-all = All keys, but those that are retired and that nothing open needs

about-consultation = Consultations, and the key pairs they are tied to
about-consultation-new = Create a consultation
about-consultation-import = Bring consultations from a CSV file; safe to run again
about-consultation-assign = Choose the key pairs its envelopes will be encrypted to
about-consultation-unassign = Takes keys away from a consultation that is not launched
about-consultation-launch = Make the assignment final; refused when a key is not fit
about-consultation-close = Say that nobody needs its keys any more
about-consultation-list = List the consultations
about-consultation-show = Show one consultation
arg-reference = Reference of the consultation
arg-consultation-new-deadline = Instant after which deposits are late
arg-consultation-new-title = Title
arg-consultation-new-timezone = Zone of a local deadline
arg-consultation-import-file = CSV: reference;titre;entite;date_limite;fuseau;etat;bi_cles
arg-consultation-assign-keys = Names of key pairs
arg-consultation-unassign-keys = Names of key pairs
arg-consultation-assign-envelope = For this kind of envelope only
arg-consultation-unassign-envelope = For this kind of envelope only
arg-consultation-assign-lot = For this lot only
arg-consultation-unassign-lot = For this lot only
arg-consultation-close-reason = Why it is closed before the deadline, or without an opening that is recorded
arg-consultation-close-confirm = The reference again
arg-consultation-import-reason = Why consultations that are known already are closed before the deadline, or without an opening that is recorded
arg-consultation-launch-reason = Why it is launched in spite of what is wrong

about-registry = The registry itself
about-registry-init = Make the registry: in its folder, or on its server with the roles of those who use it
about-registry-copy = Copy the whole registry, journal and key files included, to where there is none, then verify the copy
about-registry-backup = Back up the whole registry in a new file, while others work
arg-registry-init-renew = Make the guards anew of a registry that is already there on a server
arg-registry-copy-from = From: a folder, postgres://USER@HOST/DATABASE, or a backup (.zip) to restore
arg-registry-copy-to = To: a new or empty folder, or postgres://USER@HOST/DATABASE without a registry
arg-registry-backup-to = The file to write (.zip)
about-registry-check = Check the registry: its file, its journal, and every row against the journal

about-audit = Find the keys whose end, loss or weakness threatens a consultation
arg-audit-warn = Warn this long before a key ends
arg-audit-crit = Critical this long before a key ends
arg-audit-margin = How long after the deadline a key must live
arg-audit-proof = How long a proof (key prove) holds
arg-audit-all = Also shows what is for information, and every key
arg-audit-fail-on = From what severity on the exit code is 20 or 21
arg-audit-format = What the findings are written as
arg-audit-output = File to write instead of the standard output
arg-audit-check-files = Also read the key files, with --password if they need it

about-register = Shows how a deposit register is understood, row by row; opens nothing
arg-register-file = Deposit register (.csv, .json, .xlsx, .ods)
arg-register-timezone = Zone of local times (Europe/Paris unless told otherwise)

about-minutes = Write the minutes of an opening again, in another language or format
arg-minutes-folder = Folder of the opening
arg-minutes-format = How they are written
arg-minutes-csv = Dialect of the CSV (excel in French, rfc4180 in English, unless said otherwise)
arg-minutes-output = File to write instead of the standard output

about-journal = The hash-chained journal of an opening or of the registry
about-journal-show = Show what was done
about-journal-verify = Compare journal, report, minutes, opened files and registry
arg-folder = Folder of an opening (else the registry's journal)
about-journal-stamp = Have the time of the journal's last entry vouched for by an authority (RFC 3161)
after-journal-stamp = Keeps the request and its answer beside the journal (journal.N.tsq, journal.N.tsr, N being the number of the entry). It is judged by "plis journal verify --tsa-ca", and by "openssl ts -verify". No proxy is used and no redirection followed.
arg-tsa = Address of the time-stamp authority (http:// or https://)
arg-tsa-ca = Certificates of the authorities that are trusted for time-stamps (PEM, DER or P7B)
arg-stamps = Folder where the time-stamps are kept (else beside the journal)
arg-journal-verify-head = Hash that one of the entries must have: that of printed minutes

about-console = The screens, in the browser of this machine
after-console = Writes the address to open to the standard output: it works once, within a minute. The console listens to this machine only, and ends when it is closed or when nobody uses it any more.
arg-console-port = Port to listen on (else chosen by the system)
arg-console-no-browser = Do not open the browser
arg-console-idle = End after so long without a request: 90s, 30m, 8h

about-completions = Completions for a shell
arg-completions-shell = Shell to complete for

about-__complete = What may stand at the end of a line; completions ask it
arg-__complete-words = The line so far

about-man = The manual page of a command, in roff
arg-man-command = The command (the program itself when absent)
arg-man-to = Write every page into this folder

man-title = plis manual
man-name = NAME
man-synopsis = SYNOPSIS
man-description = DESCRIPTION
man-commands = COMMANDS
man-options = OPTIONS
man-global = COMMON OPTIONS
man-environment = ENVIRONMENT
man-files = FILES
man-exit = EXIT STATUS
man-see-also = SEE ALSO
man-env-plis-home = Folder of the registry, where --home does not name one.
man-env-plis-registry = Where the registry is, a folder or postgres://ACCOUNT@HOST/DATABASE, where neither --registry nor --home says it.
man-env-pkcs11-module = Whole path of the module of a token's maker, where its address has no module-path.
man-env-plis-token-folders = Folders that this module may use, as in PATH (Linux).
man-env-lc-all = With LC_MESSAGES and LANG, the language where --lang does not say it: English where it begins with en, else French.
man-env-no-color = Not empty: no colours.
man-env-columns = Width of tables; that of the terminal where it is absent.
man-env-xdg-data-home = The registry is in plis below it, else in ~/.local/share/plis.
man-env-pghost = With PGPORT, PGUSER, PGDATABASE and PGSERVICE, what the address of a server leaves out.
man-env-pgpassword = Password of the account on the server; better in ~/.pgpass.
man-env-tmpdir = Where the registry puts what does not fit in memory, and the console what is sent to it.
man-file-registry = In the registry's folder: keys, consultations, and the journal of what was done.
man-file-keys = In the registry's folder: key files, as protected by their passwords.
man-file-plis = In the folder of an opening: the opened files.
man-file-report = In the folder of an opening: the report, for programs.
man-file-journal = In the folder of an opening: its journal, which a rerun resumes from.
man-file-minutes = In the folder of an opening: the minutes, to print and file.
man-file-pgpass = Passwords of accounts on servers; nobody else may read it.
man-file-service = Servers by their names, for service=NAME in the address.
man-exit-0 = everything asked for was done
man-exit-1 = the run failed: I/O, disk full, damaged registry, cannot write the report
man-exit-2 = bad usage
man-exit-3 = partial: some envelopes were not opened; the report says which and why
man-exit-4 = no usable key: wrong password, unreadable key file, no private key in it
man-exit-5 = refused by a rule: before the deadline, key still needed, assignment is final, motif missing
man-exit-6 = the registry or the output folder is locked, the registry's server cannot be reached or was lost, or the registry was written by a newer version
man-exit-20 = `audit`: warnings (with `--format nagios`: 0, 1, 2, 3 instead)
man-exit-21 = `audit`: critical findings
man-exit-130 = interrupted; what was done is kept and can be resumed
