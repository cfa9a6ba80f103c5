# Time-stamps: what an authority vouches for, or why it does not.

# $path (String) - the file
# $entries (String) - number of the entry
# $at (String) - an instant
# $authority (String) - who
# $policy (String) - an OID
# $serial (String) - its number
stamp-vouches = { $path }: entry { $entries } of the journal, and with it all before, was there on { $at }, by the word of { $authority } (policy { $policy }, number { $serial }).
# $path (String) - the file
# $entries (String) - number of the entry
# $at (String) - an instant
# $authority (String) - who
# $policy (String) - an OID
# $serial (String) - its number
stamp-says = { $path }: entry { $entries } of the journal, and with it all before, is said to have been there on { $at } by somebody who says to be { $authority } (policy { $policy }, number { $serial }); NOT VERIFIED.
# $first (String) - number of an entry
# $last (String) - number of an entry
stamp-unvouched = entries { $first } to { $last } are vouched for by no time-stamp.
# $last (String) - number of an entry
stamp-unvouched-last = entry { $last }, the last one, is vouched for by no time-stamp.
# $path (String) - the file
stamp-unanswered = { $path }: a request without its time-stamp: either none came, or it was removed since.
stamp-over-http = the authority is asked over http://, and without --tsa-ca nobody looks at whose word it is: anybody on the way can answer in its place.
# $at (String) - an instant
# $accuracy (String) - a number of seconds
stamp-within = { $at }, to within { $accuracy } s
# $path (String) - the file
stamp-changed = { $path }: the authority says that it changed what was asked.
stamp-unjudged = whether the authorities of these time-stamps can be trusted was not checked: give their certificates with --tsa-ca.
# $path (String) - the file
# $why (String) - what is wrong
differs-stamp = { $path }: this time-stamp vouches for nothing: { $why }.
# $path (String) - the folder
differs-no-stamps = { $path }: there is no time-stamp of this journal here, where one was expected.
# $path (String) - the file
# $hash (String) - a hash
# $claimed (String) - number of an entry
# $entries (String) - number of the last entry
differs-stamped-head = { $path }: a time-stamp was asked for an entry of hash { $hash } (number { $claimed } by the name of the file), which this journal, whose last entry is number { $entries }, does not have: the journal was cut or rewritten since, or the time-stamp is that of another.
# $path (String) - the file
# $authority (String) - who
# $at (String) - an instant
# $hash (String) - a hash
# $claimed (String) - number of an entry
# $entries (String) - number of the last entry
differs-stamped-head-vouched = { $path }: { $authority }, an authority that is trusted, vouched on { $at } for an entry of hash { $hash } (number { $claimed } by the name of the file), which this journal, whose last entry is number { $entries }, does not have: the journal was cut or rewritten since, or the time-stamp is that of another.
# $path (String) - the file
# $authority (String) - who
# $at (String) - an instant
# $hash (String) - a hash
# $claimed (String) - number of an entry
# $entries (String) - number of the last entry
differs-stamped-head-said = { $path }: somebody who says to be { $authority } (not verified) vouched on { $at } for an entry of hash { $hash } (number { $claimed } by the name of the file), which this journal, whose last entry is number { $entries }, does not have: the journal was cut or rewritten since, or the time-stamp is that of another.
# $path (String) - the file
# $error (String) - why
stamp-unreadable = { $path } cannot be read ({ $error })
# $why (String) - what is wrong
stamp-request = the request beside it cannot be used ({ $why })
stamp-other-journal = no entry of this journal has the hash that was stamped: the journal was changed, or the stamp is that of another
# $limit (String) - octets
stamp-too-large = it is longer than { $limit } octets
stamp-malformed = it is damaged, or is no time-stamp at all
# $status (String) - what it said
# $reasons (String) - why
stamp-not-granted = the authority did not grant it: { $status } ({ $reasons })
stamp-rejection = request rejected
stamp-waiting = to be asked again later
stamp-revocation-warning = a revocation is near
stamp-revocation = a revocation has taken place
stamp-status-unknown = an answer that the standard does not have
stamp-no-reason = no reason given
stamp-bad-algorithm = it does not take this algorithm
stamp-bad-request = it does not do what is asked
stamp-bad-format = it cannot read the request
stamp-no-time = it has no time source at the moment
stamp-policy = it does not follow this policy
stamp-extension = it does not know this extension
stamp-add-info = it does not have the additional information asked for
stamp-system-failure = it is out of order
stamp-no-token = the authority granted it and did not send it
stamp-imprint = it is that of something else (imprint)
stamp-nonce = it does not answer the request that was made (nonce)
stamp-no-signer = the certificate of its signer is not in it
stamp-other-authority = its signer is not the authority that it names
# $attribute (String) - its name
stamp-attribute-missing = the signed attribute { $attribute } is missing
# $attribute (String) - its name
stamp-attribute-repeated = the signed attribute { $attribute } is there several times
# $attribute (String) - its name
stamp-attribute-differs = the signed attribute { $attribute } says something else
# $name (String) - an algorithm
stamp-unsupported = it rests on { $name }, which is not accepted
# $bits (String) - how many
stamp-short-key = it is signed by an RSA key of { $bits } bits, which is too short
stamp-signature = its signature is not that of the authority
stamp-purpose-missing = the certificate of its signer is not for time-stamping
stamp-purpose-others = the certificate of its signer is not for time-stamping alone
stamp-purpose-not-critical = the certificate of its signer does not make time-stamping a critical purpose
stamp-purpose-authority = the certificate of its signer is that of a certification authority
stamp-purpose-key-usage = the key of its signer may not sign
# $subject (String) - a certificate
# $what (String) - what is the matter
stamp-path = certificate { $subject }: { $what }
path-malformed = it is damaged
# $issuer (String) - who
path-no-issuer = its issuer { $issuer } is neither among the authorities given nor in the time-stamp
# $at (String) - an instant
path-not-yet-valid = it was not valid yet (from { $at })
# $at (String) - an instant
path-expired = it had expired (on { $at })
path-dates = its dates cannot be read
# $oid (String) - an OID
path-critical = it has a critical extension that is not handled ({ $oid })
path-not-authority = it signs a certificate without being that of an authority
path-no-cert-sign = its key may not sign certificates
# $allowed (String) - how many
path-too-long = more authorities stand below it than it allows ({ $allowed })
path-purpose = it is that of an authority for other purposes
# $name (String) - an algorithm
path-algorithm = it is signed with { $name }, which is not accepted
# $bits (String) - how many
path-short-key = it is signed by an RSA key of { $bits } bits, which is too short
path-signature = its signature is not that of its issuer
path-too-many = too many certificates stand above it
ask-not-built = this build of plis cannot ask for time-stamps
# $error (String) - why
ask-unreachable = the authority cannot be reached ({ $error })
# $said (String) - why
ask-encryption = no encrypted connection to the authority ({ $said })
# $seconds (String) - how long
ask-slow = the authority did not answer within { $seconds } s
# $status (String) - a number
ask-elsewhere = the authority sends elsewhere (HTTP { $status }), which is not followed
# $status (String) - a number
ask-status = the authority answers with an error (HTTP { $status })
# $found (String) - what it says
ask-content-type = what answers at this address is not a time-stamp authority ({ $found })
# $limit (String) - octets
ask-too-large = the authority sends more than { $limit } octets
# $said (String) - why
ask-broken = the connection to the authority broke ({ $said })
# $why (String) - what happened
stamp-none = no time-stamp: { $why }.
stamp-none-hint = the journal is as it was: ask again, or ask another authority.
# $path (String) - the folder
stamp-nothing = { $path }: the journal is empty, there is nothing to time-stamp.
stamp-no-place = the registry is on a server: say where its time-stamps are kept.
stamp-no-place-hint = add --stamps FOLDER, and give the same folder to "plis journal verify".
stamp-no-random = the system gives no random numbers.
usage-tsa-scheme = --tsa: the address of a time-stamp authority begins with http:// or https://.
usage-tsa-credentials = --tsa: no name and no password in an address: others see it.
usage-tsa-malformed = --tsa: this address cannot be read.
limit-time-stamp = octets of a time-stamp
# $error (String) - why
stamp-unwritten = it cannot be kept ({ $error })
stamp-missing-unanswered = the authority did not answer
stamp-missing-refused = the authority did not grant it
stamp-missing-invalid = what the authority sent was not a valid time-stamp
stamp-missing-interrupted = the opening was interrupted
stamp-missing-unkept = it could not be made or kept on this machine
minutes-stamp = Time vouched for
# $at (String) - an instant
# $authority (String) - who
# $policy (String) - an OID
# $serial (String) - its number
minutes-stamp-by = { $at }, by { $authority } (policy { $policy }, time-stamp no. { $serial }): at that time the journal had the last digest above.
# $file (String) - a file
minutes-stamp-file = Kept beside the journal: { $file }; the file of the next number covers the digests of report and minutes.
minutes-stamp-untrusted = The certificates above this authority were not checked at the opening.
# $asked (String) - an address
# $why (String) - why
minutes-stamp-missing = Asked of { $asked }, and not obtained: { $why }.
# $at (String) - an instant
# $authority (String) - who
open-stamped = Time vouched for: { $at }, by { $authority }.
# $why (String) - why
open-not-stamped = the time of this opening's end is not vouched for: { $why }. The opening is whole all the same; ask again with "plis journal stamp".
