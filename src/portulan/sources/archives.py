"""The one data file of a tar archive (the public directory is published as ``.tar.bz2``), unpacked within limits."""

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from portulan.socle.erreurs import DonneeInvalide
from portulan.socle.mesure import nombre_fr
from portulan.sources.entrepot import Entrepot
from portulan.sources.lecture_octets import LIMITES, MIO, Limites

_BLOC = 1 << 20
_DONNEES = (".json", ".csv", ".parquet")
_ABIME = (tarfile.TarError, EOFError, OSError)


@contextmanager
def depaqueter(entrepot: Entrepot, fichier: Path, *, limites: Limites = LIMITES) -> Iterator[Path]:
    """The file itself, or the data file of a tar archive, unpacked in the store for the time of the block.

    Raises ``DonneeInvalide``: none or several data files, truncated archive, too large once unpacked.
    """
    if not _est_tar(fichier):
        yield fichier
        return
    with entrepot.fichier_temporaire(".json") as place:
        try:
            with tarfile.open(fichier) as archive:
                membre = _membre(archive, fichier)
                source = archive.extractfile(membre)
                assert source is not None
                destination = place.with_name(Path(membre.name).name)
                _copier(source, destination, fichier, limites)
        except _ABIME as erreur:
            raise DonneeInvalide(
                f"« {fichier.name} » est une archive tronquée ou abîmée.",
                remede="Téléchargez de nouveau le fichier jusqu'au bout, puis recommencez.",
            ) from erreur
        yield destination


def _est_tar(fichier: Path) -> bool:
    return ".tar" in fichier.suffixes or fichier.suffix in {".tgz", ".bz2"}


def _membre(archive: tarfile.TarFile, fichier: Path) -> tarfile.TarInfo:
    membres = [m for m in archive if m.isfile() and m.name.lower().endswith(_DONNEES)]
    if len(membres) != 1:
        raise DonneeInvalide(
            f"« {fichier.name} » contient {len(membres)} fichiers de données ; un seul est attendu.",
            remede="Extrayez le fichier voulu et importez-le seul.",
        )
    return membres[0]


def _copier(source: IO[bytes], destination: Path, fichier: Path, limites: Limites) -> None:
    plafond = min(limites.octets, max(limites.franchise, limites.ratio * fichier.stat().st_size))
    with destination.open("wb") as sortie:
        while bloc := source.read(_BLOC):
            if sortie.tell() + len(bloc) > plafond:
                raise DonneeInvalide(
                    f"« {fichier.name} » dépasse {nombre_fr(plafond / MIO)} Mio une fois décompressé : "
                    "la lecture est arrêtée.",
                    remede="N'importez que des archives venues du producteur ; décompressez-la vous-même si elle est "
                    "sûre.",
                )
            sortie.write(bloc)
