# Headings, usage mistakes, and errors that any command may end with.

heading-error = error:
heading-hint = hint:
heading-warning = warning:

usage-no-key = no key was given: nothing can be opened.
usage-no-key-hint = give the entity's key file with --key FILE (.p12, .pfx or .pem), or the registry's keys with --consultation REF.
# $sources (Number) - password sources given
# $files (Number) - key files given
usage-password-count = { $sources } password sources were given for { $files ->
    [one] one key file.
   *[other] { $files } key files.
}
usage-password-count-hint = give --password once for all key files, or once for each, in their order (entity keys first, then emergency keys).
usage-password-source = the value of a password option must say where the password is read from, never be the password.
usage-password-source-hint = use env:VARIABLE, file:PATH, fd:NUMBER or prompt.
usage-password-source-hint-windows = use env:VARIABLE, file:PATH or prompt.
usage-place-not-one = the address of the registry is not written as one.
usage-place-password = a password has no place in the address of the registry: others would see it.
# $name (String) - what was given
usage-place-unknown = the address of the registry says { $name }, which is not known here.
# $mode (String) - what was given
usage-place-unverified = sslmode={ $mode } does not say who answers: sslmode=verify-full does.
# $name (String) - the service
usage-place-no-service = no service { $name } is in the files of services.
# $name (String) - host or user
usage-place-missing = neither the address of the registry, nor a service, nor the environment says the { $name }.
usage-place-not-built = this program is built without registries on servers: it knows folders only.
usage-place-not-built-hint = install the Debian package, which has everything, or build plis with the feature postgres.
usage-place-hint = write postgres://USER@HOST/DATABASE, or the path of a folder.
usage-place-password-hint = put it in PGPASSWORD, in the file .pgpass or in the service file.
# $option (String) - the option
# $text (String) - what was given
usage-not-an-instant = { $option } is not a date and time: “{ $text }”.
# $text (String) - what was given
usage-short-year = the year of “{ $text }” has two digits: write all four.
# $text (String) - what was given
usage-month-first = in “{ $text }” the month stands before the day, or may: write day, month, year with a time of 24 hours, or 2026-11-01 10:00:00.
# $text (String) - what was given
usage-contradictory = “{ $text }” contradicts itself: the day of the week, the zone or the time is not that of this date.
# $text (String) - what was given
# $zone (String) - time zone
usage-skipped = { $text } does not exist in { $zone }: the clocks were put forward over it.
# $text (String) - what was given
# $zone (String) - time zone
# $first (String) - first instant
# $second (String) - second instant
usage-ambiguous = { $text } happens twice in { $zone }, at { $first } and at { $second }: the clocks were put back over it.
# $name (String) - what was given
usage-unknown-zone = unknown time zone: “{ $name }”.
usage-unknown-zone-hint = give a name of the IANA time zone database, such as Europe/Paris or Indian/Reunion.
usage-instant-hint = write the date and the time, such as 2026-03-01T12:00 or 01/03/2026 12:00 (day first), local to --timezone; or with an offset, 2026-03-01T12:00:00+01:00.
# $argument (String) - what was typed
usage-unknown-argument = unknown argument: { $argument }.
# $name (String) - what was typed
usage-unknown-command = unknown command: { $name }.
# $value (String) - what was typed
# $argument (String) - the option
usage-value = “{ $value }” is not a value of { $argument }.
# $min (String)
# $max (String)
usage-range = give a whole number from { $min } to { $max }.
# $crit (String)
# $warn (String)
usage-critical-before-warning = --crit { $crit } is more than --warn { $warn }: a finding would be critical before it is a warning.
usage-critical-before-warning-hint = give --crit fewer days than --warn (30 and 60 unless said otherwise).
# $count (Number) - how many are missing
# $arguments (String) - their names
usage-missing = { $count ->
    [one] an argument is missing: { $arguments }.
   *[other] arguments are missing: { $arguments }.
}
usage-missing-path-hint = write the paths first, then the options: what follows --key, --password or --to is read as more of its values.
# $argument (String) - one option
# $others (String) - the others
usage-conflict = { $argument } cannot be used with { $others }.
# $argument (String) - the option
usage-no-value = { $argument } needs a value.
# $argument (String) - the option
usage-repeated = { $argument } is given more than once.
usage-not-utf8 = an argument holds characters that are not in the system's encoding (UTF-8).
usage-other = what was typed cannot be understood.
# $suggestion (String) - the nearest name
usage-suggestion = did you mean { $suggestion }?
# $values (String) - the values, with commas
usage-possible-values = possible values: { $values }.
# $usage (String) - the usage line
usage-line = { $usage }
usage-help-hint = plis --help lists the commands; plis COMMAND --help, its options.

# $error (String) - the system's words
error-output = the standard output cannot be written: { $error }.
# $path (String) - the file
# $error (String) - the system's words
error-read = { $path } cannot be read: { $error }.
error-read-hint = check that the path is right and that you may read it.
# $path (String) - the file
# $error (String) - the system's words
error-write = { $path } cannot be written: { $error }.
error-write-hint = check that the folder exists, that you may write in it and that the disk is not full.
# $folder (String) - a folder that is not there
# $file (String) - the file that was to be written
error-no-folder = there is no folder { $folder }: { $file } was not written.
error-no-folder-hint = make the folder first, or check the path, and that the disk or share is connected.

# -v: what the system holds this run to
# $what (String) - some of the five below
confined-held = The system holds this run (Landlock, seccomp): { $what }.
# $what (String) - some of the five below
confined-not = The system cannot hold this run: { $what }.
confined-files = its own inputs and outputs only
confined-network = no TCP
confined-devices = no control of devices
confined-others = no signals or abstract sockets to other processes
confined-calls = no new program, process, socket or executable memory
