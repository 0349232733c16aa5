"""Files of the geography that ship inside the package."""

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from portulan.socle.erreurs import RessourceIndisponible

if TYPE_CHECKING:
    import pyarrow.parquet as pq

MILLESIME = 2026
TERRITOIRES_LIVRES = Path(__file__).parents[1] / "territoires"
GEOGRAPHIE = TERRITOIRES_LIVRES / "geographie" / str(MILLESIME)


def ouvrir(nom: str) -> "pq.ParquetFile":
    """A shipped Parquet file, without the cost of a dataset. Raises ``RessourceIndisponible`` when it is missing."""
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(GEOGRAPHIE / nom)
    except FileNotFoundError as erreur:
        raise RessourceIndisponible(
            f"La géographie {MILLESIME} livrée avec Portulan est incomplète : {nom} manque.",
            remede="Réinstallez Portulan, ou lancez outils/construire_geographie.py.",
        ) from erreur


def empreinte_livree(*noms: str) -> str:
    """Digest of shipped files, as their manifest gives it (a test holds the manifest against the files)."""
    fichiers = json.loads((GEOGRAPHIE / "manifeste.json").read_text("utf-8"))["fichiers"]
    return hashlib.sha256("\n".join(f"{nom} {fichiers[nom]}" for nom in noms).encode()).hexdigest()
