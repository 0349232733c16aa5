"""Errors are a product: what happened, why, how to repair.

``ErreurUtilisateur`` is shown as it stands (French): on screen with ``code_http``, in the CLI with ``code_sortie``
(sysexits.h values), in the API as problem+json. Anything else is a bug and is never caught.
"""

import errno
from typing import Any


class ErreurPortulan(Exception):  # noqa: N818 (French names)
    """Root of all our exceptions."""


class ErreurUtilisateur(ErreurPortulan):
    """What a person may read: ``message`` (what and why) and ``remede`` (how to repair)."""

    code_sortie = 1
    code_http = 400
    titre = "La demande n'a pas pu être traitée"

    def __init__(self, message: str, *, remede: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remede = remede

    def __str__(self) -> str:
        return f"{self.message} {self.remede}".strip()


class Interdit(ErreurUtilisateur):
    """Who may: the account does not hold the right (``droits``)."""

    code_sortie = 77
    code_http = 403
    titre = "Action non autorisée"


class Impossible(ErreurUtilisateur):
    """Whether the state allows it (``regles``)."""

    code_sortie = 75
    code_http = 409
    titre = "Action impossible dans l’état actuel"


class VersionDepassee(Impossible):
    """Somebody else wrote since the page was opened: ``actuel`` is the record as it is now, ``version`` its number.

    A form that catches it shows both values, loses nothing, and is sent again knowingly (``web.conflit``).
    """

    titre = "Quelqu’un d’autre a enregistré entre-temps"

    def __init__(self, actuel: Any, version: int) -> None:
        self.actuel, self.version = actuel, version
        super().__init__(
            "Une autre personne a enregistré depuis que vous avez ouvert cette page.",
            remede="Relisez ce qui est enregistré maintenant, puis recommencez si vous le voulez toujours.",
        )


class Introuvable(ErreurUtilisateur):
    """A named thing does not exist."""

    code_sortie = 66
    code_http = 404
    titre = "Introuvable"


class DonneeInvalide(ErreurUtilisateur):
    """A file or a value cannot be accepted."""

    code_sortie = 65
    code_http = 422
    titre = "Donnée refusée"


class RessourceIndisponible(ErreurUtilisateur):
    """A file, a folder, a port or an address cannot be used now."""

    code_sortie = 69
    code_http = 503
    titre = "Ressource indisponible"


class DeclarationInvalide(ErreurPortulan):
    """A declaration of ours is wrong: raised at import, seen by developers only."""


_RAISONS_SYSTEME = {
    errno.EACCES: "accès refusé",
    errno.EPERM: "opération refusée",
    errno.EROFS: "disque en lecture seule",
    errno.ENOSPC: "disque plein",
    errno.EDQUOT: "quota atteint",
    errno.ENOENT: "chemin absent",
    errno.ENOTDIR: "un élément du chemin n'est pas un dossier",
    errno.EISDIR: "c'est un dossier",
    errno.ENAMETOOLONG: "nom trop long",
    errno.EMFILE: "trop de fichiers ouverts",
    errno.EIO: "erreur du disque",
    errno.ELOOP: "un lien tourne en rond",
}


def raison_systeme(erreur: OSError) -> str:
    """Why the system refused, in French; its own words when we do not know better."""
    return _RAISONS_SYSTEME.get(erreur.errno or 0, erreur.strerror or "raison inconnue")
