# Une ouverture pendant qu'elle travaille, et son bilan.

open-progress = plis : { $done } sur { $all }
open-progress-line = plis : { $done } sur { $all }, { $read } sur { $size }
open-stopping = Interruption : ce qui est en cours se termine ou s'abandonne. Ctrl-C encore une fois pour partir aussitôt.

open-nothing-found = aucun pli n'a été trouvé.
open-nothing-found-hint = Vérifiez les chemins, et que le partage ou le disque est bien monté. Si n'avoir aucun pli est attendu, ajoutez --allow-empty.
open-waiting = Ouverture dans { $left }, après la date limite : le { $deadline }.
open-all = { $count ->
    [one] le pli est ouvert ({ $size } en { $time }).
   *[other] les { $all } plis sont ouverts ({ $size } en { $time }).
}
open-some = { $count ->
    [one] { $opened } pli ouvert sur { $all } ({ $size } en { $time }).
   *[other] { $opened } plis ouverts sur { $all } ({ $size } en { $time }).
}
open-rehearsed = { $count ->
    [one] répétition : { $openable } pli sur { $all } s'ouvrirait.
   *[other] répétition : { $openable } plis sur { $all } s'ouvriraient.
}
open-rehearsal = Aucun contenu n'a été déchiffré : les en-têtes ont été examinés, les empreintes des fichiers relevées et les bi-clés éprouvées. L'état des contenus ne sera connu qu'à l'ouverture.
open-room-short = La place manque : { $needed } peuvent être nécessaires, { $free } sont libres.
open-interrupted = L'ouverture a été interrompue : ce qui est fait est conservé, relancez la même commande pour continuer.
open-already = { $count ->
    [one] L'un d'eux avait été ouvert par un passage précédent : vérifié de nouveau et conservé.
   *[other] { $shown } d'entre eux avaient été ouverts par un passage précédent : vérifiés de nouveau et conservés.
}
open-not-asked = { $count ->
    [one] Un pli d'une autre nature reste fermé, comme demandé.
   *[other] { $shown } plis d'une autre nature restent fermés, comme demandé.
}
open-emergency = { $count ->
    [one] Un pli a été ouvert avec une bi-clé de secours.
   *[other] { $shown } plis ont été ouverts avec une bi-clé de secours.
}
open-unlisted = { $count ->
    [one] Un fichier n'est pas au registre des dépôts : vérifiez d'où il vient.
   *[other] { $shown } fichiers ne sont pas au registre des dépôts : vérifiez d'où ils viennent.
}
open-paper = { $count ->
    [one] Un dépôt sur papier figure au registre : il s'ouvre à la main.
   *[other] { $shown } dépôts sur papier figurent au registre : ils s'ouvrent à la main.
}
open-passed-over = { $count ->
    [one] Un fichier du système (.DS_Store, Thumbs.db...) a été laissé de côté.
   *[other] { $shown } fichiers du système (.DS_Store, Thumbs.db...) ont été laissés de côté.
}
open-expired = Le certificat de « { $key } » a expiré le { $ended } : il ouvre toujours ; ne supprimez pas la bi-clé.

open-column-status = Résultat
open-column-envelope = Pli
open-column-detail = Détail
open-integrity = intégrité { $integrity }
open-more-rows = { $count ->
    [one] ... et un de plus ; la liste complète est dans le rapport et le procès-verbal.
   *[other] ... et { $shown } de plus ; la liste complète est dans le rapport et le procès-verbal.
}

open-more-rows-rehearsed = { $count ->
    [one] ... et un de plus ; la liste complète est dans le journal.
   *[other] ... et { $shown } de plus ; la liste complète est dans le journal.
}

open-more-advice = { $count ->
    [one] ... et un autre cas, expliqué dans le procès-verbal.
   *[other] ... et { $shown } autres cas, expliqués dans le procès-verbal.
}
open-place-files = Fichiers ouverts
open-place-minutes = Procès-verbal
open-place-report = Rapport
open-held = Bi-clés disponibles
open-next = Que faire ensuite
open-next-count = { $count ->
    [one] 1 pli :
   *[other] { $shown } plis :
}

open-key-without-file = la bi-clé « { $key } » n'a pas de clé privée dans ce registre : elle est laissée de côté.
open-key-unreadable = le fichier de la bi-clé « { $key } », { $file }, est illisible ({ $error }) : elle est laissée de côté.
open-key-not-stored = la bi-clé « { $key } » : { $why } Elle est laissée de côté.
open-key-mismatch = le fichier { $file } ne contient pas la bi-clé « { $key } » : elle est laissée de côté.
open-no-registry-key = aucune bi-clé de la consultation { $reference } n'est utilisable ici : rien n'a été ouvert.
open-no-registry-key-hint = retrouvez le .pfx de la bi-clé et importez-le (plis key import), ou donnez-le avec --key ; pour la bi-clé de secours, dites pourquoi avec --reason.

open-recorder-gone = la fin de cette ouverture n'a pas pu être inscrite dans le registre : le processus qui y écrit a disparu. Le registre sait qu'elle a commencé, et le dossier comment elle s'est terminée.
open-registry-none = pas de registre dans { $home } : aucune consultation n'est comparée aux bi-clés données.
open-registry-unreadable = le registre de { $home } n'a pas pu être lu : { $error } Aucune consultation n'est comparée aux bi-clés données.
open-no-locks = { $folder } est à un endroit qui n'a pas de verrous : une autre ouverture au même moment dans ce dossier ne serait pas vue.
