"""Find the columns a connector needs under the names producers give them: technical names, labels, old spellings."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from portulan.socle.erreurs import DonneeInvalide

_VARIANTES = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ`´", "'"),
        **dict.fromkeys("‐‑‒–—−_", "-"),
        "œ": "oe",
        "Œ": "oe",
        "æ": "ae",
        "Æ": "ae",
    }
)


def normaliser(texte: str) -> str:
    """Same text whatever the apostrophes, dashes, accents, case and spaces; « _ » counts as a dash."""
    sans_accent = unicodedata.normalize("NFKD", texte.translate(_VARIANTES))
    lettres = "".join(c for c in sans_accent if not unicodedata.combining(c)).casefold()
    return re.sub(r"\s*-\s*|\s+", lambda m: "-" if "-" in m[0] else " ", lettres).strip()


def occurrences(entete: Sequence[str], noms: Sequence[str]) -> list[int]:
    """Every position whose header is one of these names, in order."""
    voulus = {normaliser(n) for n in noms}
    return [i for i, cellule in enumerate(entete) if normaliser(cellule) in voulus]


def reperer(
    entete: Sequence[str], noms: Mapping[str, Sequence[str]], *, obligatoires: Sequence[str] = (), fichier: str = ""
) -> dict[str, int]:
    """Position of each wanted column that is there.

    ``noms`` gives the accepted spellings by wanted column. A header found twice is never chosen blindly: it raises
    ``DonneeInvalide``, as does a missing compulsory column.
    """
    trouvees: dict[str, int] = {}
    compte = Counter(normaliser(c) for c in entete)
    for colonne, acceptes in noms.items():
        # the first spelling found wins: a subset may carry two names for the same thing
        position = next((p for nom in acceptes for p in occurrences(entete, [nom])[:1]), None)
        if position is None:
            continue
        if compte[normaliser(entete[position])] > 1:
            raise DonneeInvalide(
                f"« {fichier} » : deux colonnes portent le même en-tête « {entete[position]} ».",
                remede="Exportez avec les noms techniques (use_labels=false), ou ôtez la colonne de trop.",
            )
        trouvees[colonne] = position
    manquantes = [noms[c][0] for c in obligatoires if c not in trouvees]
    if manquantes:
        raise DonneeInvalide(
            f"« {fichier} » : il manque {'les colonnes' if len(manquantes) > 1 else 'la colonne'} "
            f"« {' », « '.join(manquantes)} ».",
            remede="Reprenez l'export complet du producteur, sans ôter ni renommer de colonne.",
        )
    return trouvees
