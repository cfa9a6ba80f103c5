# Several machines: shares, and gathering them.

# $path (String) - the folder
gather-no-shards = { $path } holds no share of an opening.
gather-no-shards-hint = give the folder that -o named when the shares were opened with --shard.
# $count (Number) - how many
# $shares (String) - which
gather-missing = { $count ->
    [one] a share is missing: { $shares }.
   *[other] shares are missing: { $shares }.
}
# $option (String) - the option of the first of them
gather-missing-hint = run the same plis open command on each machine concerned, with { $option } for the first, then plis gather again. Nothing was moved.
# $share (String) - which
gather-unfinished = share { $share } is not finished.
# $share (String) - which
gather-again-hint = run the same plis open command again with --shard { $share }: it opens only what is missing. Then plis gather again; nothing was moved.
# $path (String) - the folder
gather-not-its-own = the journal of { $path } is not that of this share.
gather-not-its-own-hint = find out who touched that folder before you remove it and open the share again. Nothing was moved.
# $number (String) - the share
# $of (String) - how many it says there are
# $expected (String) - how many the others say
gather-other-count = share { $number } was opened as one of { $of }, not of { $expected }.
# $share (String) - which
gather-other-consultation = share { $share } is of another consultation.
# $share (String) - which
gather-other-rules = share { $share } was not opened by the same rules (version, deadline, options, motif) as the others.
# $share (String) - which
gather-other-inputs = share { $share } did not see the same files as the others: names, sizes or deposit register differ.
# $share (String) - which
# $name (String) - the file
gather-stray = share { $share } keeps { $name }, which is no longer in its plan.
# $name (String) - the file
# $one (String) - a share
# $other (String) - the other
gather-twice = { $name } is in both shares { $one } and { $other }.
# $count (Number) - how many
# $shown (String) - the same, in words
gather-lost = { $count ->
    [one] an envelope is in no share.
   *[other] { $shown } envelopes are in no share.
}
# $share (String) - which
# $name (String) - the file
gather-plaintext-changed = share { $share }: { $name } is no longer what the journal says of it.
# $share (String) - which
gather-plaintext-changed-hint = find out who changed it. Move that file away, run plis open again with --shard { $share }, then plis gather. Nothing was moved.
# $share (String) - which
# $name (String) - the file
gather-plaintext-missing = share { $share }: { $name } is gone.
gather-anew-hint = let all machines see the same files, move the folder of this share away and open it again. Nothing was moved.
gather-other-registry = the registry at hand does not know of these openings: they are written in another one.
gather-other-registry-hint = give with --home or --registry the one that the shares were opened with.
# $path (String) - the folder
run-opened-as-a-whole = { $path } is opened as a whole already: its shares are gathered, or one machine opened everything.
run-opened-as-a-whole-hint = to go on with what is missing, run plis open without --shard; else choose another output folder.
# $path (String) - the folder
# $count (String) - how many shares there were
run-other-shard = { $path } is that of one share among { $count }.
run-other-shard-hint = keep the same number of shares. For one task of an array alone, name the share: --shard 2/4.
# $value (String) - what was typed
usage-shard = "{ $value }" is no share.
usage-shard-hint = write its number, counted from 0, and how many there are: --shard 0/4; or --shard auto.
usage-no-scheduler = --shard auto: no scheduler says which share to open.
usage-no-scheduler-hint = Slurm gives SLURM_ARRAY_TASK_ID, _MIN and _COUNT; Kubernetes gives JOB_COMPLETION_INDEX, and PLIS_SHARDS says how many there are. Else: --shard 0/4.
# $name (String) - the variable
usage-shard-no-variable = --shard auto: the variable { $name } is missing.
# $name (String) - the variable
# $value (String) - what it says
usage-shard-variable = --shard auto: the variable { $name } is "{ $value }", which names no share.
