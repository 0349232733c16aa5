"""Documents of a file: kept by their digest in the installation, listed by the adhesion."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.journal.operations import noter
from portulan.socle.depot import Depot
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import aujourdhui
from portulan.terrain.adhesion.droits import ADHESION
from portulan.terrain.adhesion.models import Adhesion, PieceAdhesion
from portulan.terrain.adhesion.regles import MODIFIABLES

MAXIMUM = 20


def depot() -> Depot:
    """Where the documents of adhesions are, apart from the evidence of assessments."""
    return Depot(settings.PORTULAN_MAISON.racine / "adhesions")


def deposer_piece(
    *, titulaire: Titulaire, adhesion: Adhesion, genre: str, nom: str, morceaux: Iterable[bytes]
) -> PieceAdhesion:
    """Add a document; the same one sent twice is listed once. Raises ``DonneeInvalide`` (type, size, too many)."""
    _exiger_modifiable(titulaire, adhesion)
    if adhesion.pieces.count() >= MAXIMUM:
        raise DonneeInvalide(
            f"Le dossier a déjà {MAXIMUM} pièces.", remede="Retirez celles qui ne servent plus, ou réunissez-les."
        )
    recue = depot().deposer(morceaux, nom)
    with transaction.atomic():
        piece, nouvelle = PieceAdhesion.objects.get_or_create(
            adhesion=adhesion,
            genre=genre,
            empreinte=recue.empreinte,
            defaults={"nom": recue.nom, "type": recue.type, "taille": recue.taille, "deposee_le": aujourdhui()},
        )
        if nouvelle:
            _noter("adhesion.piece.deposer", titulaire, adhesion, recue.empreinte)
    return piece


def retirer_piece(*, titulaire: Titulaire, piece: PieceAdhesion) -> None:
    """Take a document off; its file goes with the last file that lists it."""
    _exiger_modifiable(titulaire, piece.adhesion)
    with transaction.atomic():
        _noter("adhesion.piece.retirer", titulaire, piece.adhesion, piece.empreinte)
        piece.delete()
        if not PieceAdhesion.objects.filter(empreinte=piece.empreinte).exists():
            transaction.on_commit(lambda: depot().effacer(piece.empreinte))


def _exiger_modifiable(titulaire: Titulaire, adhesion: Adhesion) -> None:
    exiger(titulaire, "adhesion", "candidater", adhesion, ADHESION)
    if adhesion.etat not in MODIFIABLES:
        raise Impossible("Ce dossier ne se modifie plus.", remede="La page de suivi dit ce qui est attendu.")


def _noter(acte: str, titulaire: Titulaire, adhesion: Adhesion, empreinte: str) -> None:
    noter(
        acte,
        auteur=titulaire.auteur,
        objet_type="adhesion",
        objet_id=adhesion.pk,
        organisation=adhesion.organisation.code,
        empreinte=empreinte,
    )
