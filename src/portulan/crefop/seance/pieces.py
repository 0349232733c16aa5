"""Documents of a meeting: kept by their digest; after the convocation they are late, and say so."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.seance.annonces import prevoir_annonce
from portulan.crefop.seance.droits import SEANCE
from portulan.crefop.seance.enums import EtatSeance
from portulan.crefop.seance.models import PieceSeance, PointOrdre, SeanceComite
from portulan.crefop.seance.traces import acter, consigner, prendre
from portulan.crefop.seance.transitions import EN_COURS
from portulan.socle.depot import Depot
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import maintenant

MAXIMUM = 30


def depot() -> Depot:
    """Where the documents of the committee are."""
    return Depot(settings.PORTULAN_MAISON.racine / "comite")


def deposer_piece(
    *,
    titulaire: Titulaire,
    seance: SeanceComite,
    point: PointOrdre | None,
    titre: str,
    nom: str,
    morceaux: Iterable[bytes],
) -> PieceSeance:
    """Attach a document to an item (or to the meeting); the same one sent twice is listed once."""
    exiger(titulaire, "seance", "preparer", seance, SEANCE)
    if seance.pieces.count() >= MAXIMUM:
        raise DonneeInvalide(f"La séance a déjà {MAXIMUM} pièces.", remede="Réunissez-les en moins de fichiers.")
    recue = depot().deposer(morceaux, nom)
    with transaction.atomic():
        prise = prendre(seance)
        if prise.etat != EtatSeance.PREPAREE and prise.etat not in EN_COURS:
            raise Impossible("Cette séance est terminée : ses pièces ne changent plus.", remede="Rien n’a été joint.")
        tardive = prise.etat != EtatSeance.PREPAREE
        deja = prise.pieces.filter(point=point, empreinte=recue.empreinte).first()
        if deja is not None:
            return deja
        piece = PieceSeance.objects.create(
            seance=prise,
            point=point,
            titre=titre.strip() or recue.nom,
            nom=recue.nom,
            empreinte=recue.empreinte,
            type=recue.type,
            taille=recue.taille,
            jointe_le=maintenant(),
            tardive=tardive,
        )
        if tardive:
            prevoir_annonce(prise)
            acter("seance.piece", titulaire.auteur, prise, {"empreinte": recue.empreinte, "tardive": True})
        else:
            consigner("seance.piece", titulaire.auteur, prise, empreinte=recue.empreinte)
    return piece


def retirer_piece(*, titulaire: Titulaire, piece: PieceSeance) -> None:
    """Take a document off while the meeting is being prepared."""
    exiger(titulaire, "seance", "preparer", piece.seance, SEANCE)
    with transaction.atomic():
        prise = prendre(piece.seance)
        if prise.etat != EtatSeance.PREPAREE:
            raise Impossible(
                "Une pièce envoyée ne se retire plus.", remede="Joignez une pièce corrigée : elle sera tardive."
            )
        consigner("seance.retirer_piece", titulaire.auteur, prise, empreinte=piece.empreinte)
        piece.delete()
