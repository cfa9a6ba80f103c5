# What the audit finds, and what to do about it.

# $count (Number) - consultations
# $names (String) - their references
# $shown (String) - the count
finding-consultations = { $count ->
    [one] the consultation { $names }
   *[other] { $shown } consultations ({ $names })
}
# $count (Number) - how many more
# $names (String) - the first ones
# $more (String) - how many more
finding-names-more = { $count ->
    [one] { $names } and one more
   *[other] { $names } and { $more } more
}
# $days (Number) - whole days
# $shown (String) - whole days
finding-in-days = { $days ->
    [0] in less than a day
    [one] in one day
   *[other] in { $shown } days
}
# $count (Number) - days
# $shown (String) - days
finding-days = { $count ->
    [one] { $shown } day
   *[other] { $shown } days
}
# $consultations (String) - what needs it
finding-tied = This key is needed by { $consultations }.

# $key (String) - the key
# $ends (String) - when it ends
# $consultations (String) - what it threatens
finding-expired-before-deadline = The key “{ $key }” ended on { $ends }, before the deadline of { $consultations }: companies can no longer encrypt.
# $key (String) - the key
# $ends (String) - when it ends
# $consultations (String) - what it threatens
finding-expires-before-deadline = The key “{ $key }” ends on { $ends }, before the deadline of { $consultations }: companies will not be able to encrypt until the end.
# $key (String) - the key
# $ends (String) - when it ends
# $margin (String) - a number of days
# $consultations (String) - what it threatens
finding-expires-within-margin = The key “{ $key }” ends on { $ends }, less than { $margin } after the deadline of { $consultations }: if that is put back, companies will no longer be able to encrypt.
finding-expires-before-deadline-draft-remedy = Before the launch, assign a key that lasts longer.
finding-expires-before-deadline-launched-remedy = The assignment is final: tell the platform now, and bring the deadline forward or publish the consultation again with another key.
finding-expires-before-deadline-remedy = Before the launch, assign a key that lasts longer. After it the assignment is final: tell the platform now, and bring the deadline forward or publish the consultation again with another key.
# $name (String) - the key
# $begins (String) - an instant
# $consultations (String) - one or more
finding-not-yet-valid = the key “{ $name }” begins only on { $begins }, and is needed by { $consultations }: until then nobody can encrypt to it.
finding-not-yet-valid-remedy = Assign another one if the consultation is not launched; else tell the bidders, or put off the publication.
# $key (String) - the key
# $ends (String) - when it ended
# $consultations (String) - what needs it
finding-expired-in-use = The key “{ $key }” ended on { $ends } and still opens { $consultations }.
finding-expired-in-use-remedy = Do not delete it: it still opens. Close the consultation when nobody needs to open its envelopes any more (plis consultation close).
# $key (String) - the key
# $ends (String) - when it ends
# $left (String) - how long is left
# $consultations (String) - what needs it
finding-expires-soon = The key “{ $key }” ends on { $ends } ({ $left }) and is needed by { $consultations }.
finding-expires-soon-remedy = Make the next one (plis key new) and assign it to the next consultations; keep this one until they are closed.
# $key (String) - the key
# $ends (String) - when it ends
# $left (String) - how long is left
finding-expires-unused = The key “{ $key }” ends on { $ends } ({ $left }); no open consultation needs it.
finding-expires-unused-remedy = Replace it before the next launch (plis key new).
# $key (String) - the key
finding-private-unknown = Of the key “{ $key }” only the certificate is known: its private key is not here.
# $key (String) - the key
finding-private-missing = The key file of “{ $key }” is gone.
# $key (String) - the key
finding-private-not-stored = The private key of “{ $key }” is no longer in the certificate store of Windows.
finding-private-missing-remedy = Find the .pfx (shared server, backup, another workstation) and import it: plis key import.
# $key (String) - the key
finding-private-unreadable = The key file of “{ $key }” cannot be read, or is damaged.
finding-private-unreadable-remedy = Find a sound copy of it (shared server, backup, another workstation) and import it: plis key import.
# $key (String) - the key
finding-password-wrong = The password given does not open the key file of “{ $key }”.
finding-password-wrong-remedy = Look for the right password now. If it is lost, import a copy whose password is known; failing that, only an emergency key will open.
# $key (String) - the key
finding-mismatch = The key file of “{ $key }” does not hold the private key of its certificate.
finding-mismatch-remedy = Find the .pfx that was exported with this certificate's private key, and import it: plis key import.
# $at (String) - when
finding-tried-at = Seen on { $at }.
# $why (String) - what the system or the format says
finding-file-why = What was met: { $why }.
# $key (String) - the key
finding-never-proved = No check of the key “{ $key }” has succeeded yet.
# $key (String) - the key
# $at (String) - when a check last succeeded
finding-not-proved = The last successful check of the key “{ $key }” was on { $at }.
# $key (String) - the key
finding-not-proved-remedy = Check it with its password: plis key prove "{ $key }".
# $consultations (String) - what it threatens
# $entity (String) - the buyer
finding-emergency-missing = There is no usable emergency key for { $consultations }, entity { $entity }.
finding-emergency-missing-remedy = Give this entity an emergency key (plis key new NAME --role emergency --entity ENTITY) before the next launch. What is launched already opens with the entity's key only: keep a copy of it in a safe place.
# $key (String) - the emergency key
# $other (String) - the entity key
# $consultations (String) - what it threatens
finding-emergency-same = The emergency key “{ $key }” is the same key as the entity key “{ $other }” of { $consultations }: losing one is losing the other.
finding-emergency-same-remedy = Make an emergency key of its own, and keep it elsewhere.
# $key (String) - the key
# $consultations (String) - what it threatens
finding-single-point = One file, that of the key “{ $key }”, is all that opens what was encrypted for { $consultations }.
finding-single-point-remedy = Keep a copy of it, protected by a password, in another place (plis key export), and add an emergency key before the next launch.
# $key (String) - the key
# $faults (String) - every weakness
finding-weak = The key “{ $key }” is weak by the RGS: { $faults }.
# $bits (String) - bits
finding-weak-2048 = RSA { $bits } bits (under 2048)
# $bits (String) - bits
finding-weak-3072 = RSA { $bits } bits (under 3072, for use after 2030)
# $curve (String) - its curve
# $bits (String) - bits of the order of its group
finding-weak-curve = { $curve }, a group of { $bits } bits (fewer than 256)
finding-weak-exponent = public exponent of 65536 or less
finding-weak-sha1 = certificate signed with SHA-1
finding-weak-remedy = Replace it by an RSA key of 3072 bits (plis key new) for the next consultations.
# $key (String) - the key
finding-usage-unstated = The certificate of “{ $key }” does not say what its key may be used for.
# $key (String) - the key
finding-usage-no-encipherment = The certificate of “{ $key }” does not allow key encipherment.
# $key (String) - the key
finding-usage-no-agreement = The certificate of “{ $key }” does not allow key agreement.
# $key (String) - the key
finding-usage-signs = The certificate of “{ $key }” allows signatures too.
# $key (String) - the key
finding-usage-only-signs = The certificate of “{ $key }” allows signatures, and not key encipherment.
# $key (String) - the key
finding-usage-only-signs-curve = The certificate of “{ $key }” allows signatures, and not key agreement.
finding-usage-remedy = One key, one use: prefer a key that only encrypts (plis key new).
# $shown (String) - how many
# $cn (String) - the common name
# $keys (String) - their names
finding-same-name = { $shown } keys have the CN “{ $cn }”: { $keys }.
finding-same-name-remedy = Envelopes are not confused by that, people are: give the next one another CN.
# $shown (String) - how many
# $keys (String) - their names
finding-same-public-key = { $shown } certificates have one public key: { $keys }.
finding-same-public-key-remedy = Losing their private key is losing them all: make a new key at each renewal (plis key new).
# $consultations (String) - what was opened
# $certificate (String) - the certificate, as the envelope names it
finding-stranger = An envelope of { $consultations } is encrypted to a certificate that the registry does not know: { $certificate }.
# $issuer (String) - the issuer
# $serial (String) - the serial number
finding-stranger-serial = it says “{ $issuer }” issued it, serial { $serial }
# $ski (String) - the key identifier
finding-stranger-ski = key identifier { $ski }
finding-stranger-remedy = Look for this key on the other workstations and import it, or ask the platform which certificate it used.
# $key (String) - the key
finding-deletable = No open consultation needs the key “{ $key }” any more.
finding-deletable-remedy = It may be deleted (plis key delete). Keep it if encrypted envelopes are archived: they must open for five years at least (R. 2184-12).

audit-title = Audit of keys
# $at (String) - when
audit-subtitle = On { $at }
audit-severity-critical = Critical
audit-severity-warning = Warning
audit-severity-info = Information
audit-column-severity = Severity
audit-column-message = Finding
audit-column-remedy = What to do
audit-column-days = Days left
audit-nothing = Nothing to report.
audit-findings = Findings
audit-unended = Openings without an end
audit-aside = Deleted keys, kept aside
# $name (String) - the key
# $deleted (String) - an instant
# $until (String) - an instant
audit-aside-one = “{ $name }”, deleted on { $deleted }, kept until { $until } (plis key restore)
# $name (String) - the key
# $deleted (String) - an instant
audit-aside-missing = “{ $name }”, deleted on { $deleted }: its file is gone
audit-keys = Keys
audit-no-keys = No key.
# $keys (String) - how many
# $consultations (String) - how many
# $critical (String) - how many
# $warning (String) - how many
# $info (String) - how many
audit-summary = Keys: { $keys }; open consultations: { $consultations }; critical findings: { $critical }; warnings: { $warning }; for information: { $info }.
audit-page = Page
audit-of = of
# $critical (String) - how many
# $warning (String) - how many
audit-counts = critical: { $critical }, warnings: { $warning }
# $count (Number) - findings
# $shown (String) - how many
audit-hidden = { $count ->
    [one] One finding for information is not shown: --all.
   *[other] { $shown } findings for information are not shown: --all.
}
audit-calendar = Keys and deadlines
# $key (String) - the key
audit-calendar-key = End of the key “{ $key }”
# $role (String) - its role
# $cn (String) - its common name
# $needed (String) - what needs it
audit-calendar-key-text = { $role }, CN { $cn }. { $needed }
# $consultations (String) - what needs it
audit-calendar-key-needed = Needed by { $consultations }.
audit-calendar-key-idle = No open consultation needs it.
# $reference (String) - the consultation
audit-calendar-deadline = Deadline of the consultation { $reference }
# $entity (String) - the buyer
# $state (String) - its state
audit-calendar-deadline-text = Entity { $entity }; { $state }.
