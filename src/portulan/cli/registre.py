"""The register of acts, verified from an export (or as it stands here)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from portulan.cli.sortie import dire, ecrire_json
from portulan.socle.erreurs import DonneeInvalide, Introuvable, raison_systeme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portulan.crefop.registre.verification import Point


def verifier_registre(export: str, points: Sequence[str], pieces: Sequence[str], *, en_json: bool) -> None:
    """Name the first entry of a register that broke. Exit code 0 when it holds, that of invalid data when not."""
    from portulan.crefop.registre import verification

    imprimes = [_point(p) for p in points]
    jointes = [(Path(p).name, _empreinte(p)) for p in pieces]
    with _lignes(export) as lignes:
        constat = verification.verifier(lignes, imprimes, jointes)
    if en_json:
        ecrire_json({"conforme": constat.conforme, **vars(constat)})
    else:
        dire("\n".join(verification.dire(constat)))
    if not constat.conforme:
        raise typer.Exit(DonneeInvalide.code_sortie)


@contextmanager
def _lignes(export: str) -> "Iterator[Iterable[bytes]]":
    if not export:
        from portulan.cli.site import preparer_site

        preparer_site()
        from portulan.crefop.registre.export import lignes

        yield lignes()
        return
    try:
        with Path(export).open("rb") as flux:
            yield flux
    except OSError as erreur:
        raise _illisible(export, erreur) from erreur


def _point(texte: str) -> "Point":
    from portulan.crefop.registre.verification import lire_point

    try:
        return lire_point(texte)
    except ValueError as erreur:
        raise DonneeInvalide(f"{erreur}.", remede="Recopiez la ligne imprimée sur l'acte, entière.") from erreur


def _empreinte(chemin: str) -> str:
    try:
        with Path(chemin).open("rb") as flux:
            return file_digest(flux, "sha256").hexdigest()
    except OSError as erreur:
        raise _illisible(chemin, erreur) from erreur


def _illisible(chemin: str, erreur: OSError) -> Introuvable:
    return Introuvable(
        f"{chemin} ne peut pas être lu ({raison_systeme(erreur)}).", remede="Vérifiez le chemin du fichier."
    )
