# Plusieurs machines : des parts, et leur réunion.

gather-no-shards = { $path } ne contient aucune part d'ouverture.
gather-no-shards-hint = donnez le dossier nommé par -o lors des ouvertures faites avec --shard.
gather-missing = { $count ->
    [one] il manque une part : { $shares }.
   *[other] il manque des parts : { $shares }.
}
gather-missing-hint = sur chaque machine concernée, lancez la même commande plis open, avec { $option } pour la première, puis plis gather de nouveau. Rien n'a été déplacé.
gather-unfinished = la part { $share } n'est pas terminée.
gather-again-hint = relancez la même commande plis open avec --shard { $share } : elle n'ouvre que ce qui manque. Puis plis gather de nouveau ; rien n'a été déplacé.
gather-not-its-own = le journal de { $path } n'est pas celui de cette part.
gather-not-its-own-hint = cherchez qui a touché à ce dossier avant de le supprimer et de rouvrir la part. Rien n'a été déplacé.
gather-other-count = la part { $number } a été ouverte comme l'une de { $of }, et non de { $expected }.
gather-other-consultation = la part { $share } est celle d'une autre consultation.
gather-other-rules = la part { $share } n'a pas été ouverte avec les mêmes règles (version, date limite, options, motif) que les autres.
gather-other-inputs = la part { $share } n'a pas vu les mêmes fichiers que les autres : noms, tailles ou registre des dépôts diffèrent.
gather-stray = la part { $share } garde { $name }, qui n'est plus dans son plan.
gather-twice = { $name } est à la fois dans les parts { $one } et { $other }.
gather-lost = { $count ->
    [one] un pli n'est dans aucune part.
   *[other] { $shown } plis ne sont dans aucune part.
}
gather-plaintext-changed = part { $share } : { $name } n'est plus ce que le journal en dit.
gather-plaintext-changed-hint = cherchez qui l'a modifié. Écartez ce fichier, relancez plis open avec --shard { $share }, puis plis gather. Rien n'a été déplacé.
gather-plaintext-missing = part { $share } : { $name } a disparu.
gather-anew-hint = rendez les mêmes fichiers visibles à toutes les machines, écartez le dossier de cette part et rouvrez-la. Rien n'a été déplacé.
gather-other-registry = le registre présent ne connaît pas ces ouvertures : elles sont inscrites dans un autre.
gather-other-registry-hint = donnez avec --home ou --registry celui avec lequel les parts ont été ouvertes.
run-opened-as-a-whole = { $path } est déjà ouvert en entier : ses parts sont réunies, ou une seule machine a tout ouvert.
run-opened-as-a-whole-hint = pour reprendre ce qui manque, lancez plis open sans --shard ; sinon, choisissez un autre dossier de sortie.
run-other-shard = { $path } est celui d'une part parmi { $count }.
run-other-shard-hint = gardez le même nombre de parts. Pour une seule tâche d'un tableau, nommez la part : --shard 2/4.
usage-shard = « { $value } » n'est pas une part.
usage-shard-hint = écrivez son numéro, à partir de 0, et le nombre de parts : --shard 0/4 ; ou --shard auto.
usage-no-scheduler = --shard auto : aucun ordonnanceur ne dit quelle part ouvrir.
usage-no-scheduler-hint = Slurm donne SLURM_ARRAY_TASK_ID, _MIN et _COUNT ; Kubernetes donne JOB_COMPLETION_INDEX, et PLIS_SHARDS dit le nombre de parts. Sinon : --shard 0/4.
usage-shard-no-variable = --shard auto : la variable { $name } manque.
usage-shard-variable = --shard auto : la variable { $name } vaut « { $value } », ce qui ne désigne aucune part.
