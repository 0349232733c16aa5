"""The second convocation of what lacked its quorum: same agenda, same documents, invitations to decide again."""

from datetime import datetime

from django.db import transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.seance.convocation import SECONDE
from portulan.crefop.seance.droits import SEANCE
from portulan.crefop.seance.invitations import reprendre_invitations
from portulan.crefop.seance.models import PieceSeance, PointOrdre, SeanceComite
from portulan.crefop.seance.numeros import numero_suivant
from portulan.crefop.seance.ordre import mention_de
from portulan.crefop.seance.queries import jeu_de, points_a_reconvoquer
from portulan.crefop.seance.traces import acter, prendre
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import maintenant


def reconvoquer(
    *, titulaire: Titulaire, premiere: SeanceComite, prevue_le: datetime, lieu: str, mode: str, mention: str
) -> SeanceComite:
    """Prepare the second convocation of what lacked its quorum, a whole meeting or items of it: same agenda, mention.

    ``mention``: what is added to it. Who was invited is proposed again: both chairs decide for this meeting.
    """
    exiger(titulaire, "seance", "preparer", premiere, SEANCE)
    with transaction.atomic():
        prise = prendre(premiere)
        deja = SeanceComite.objects.filter(premiere=prise).first()
        if deja is not None:
            return deja
        jeu = jeu_de(prise)
        repris = exiger_reconvocable(prise)
        if not jeu["reconvocation.autorisee"]:
            raise Impossible("La règle ne permet pas de seconde convocation.", remede="Préparez une nouvelle séance.")
        if prevue_le <= maintenant():
            raise DonneeInvalide("La date est passée.", remede="Choisissez une date à venir.")
        seconde = SeanceComite.objects.create(
            organe=prise.organe,
            numero=numero_suivant(prise.organe, prevue_le),
            prevue_le=prevue_le,
            lieu=lieu,
            mode=mode,
            convocation=SECONDE,
            premiere=prise,
            demande=prise.demande,
            mention=mention_de(mention),
            created_at=maintenant(),
            fictif=prise.fictif,
        )
        copies = _recopier(repris, seconde)
        charge = {"premiere": prise.numero, "points": [p.rang for p in repris]}
        acter("seance.reconvoquer", titulaire.auteur, seconde, charge)
        reprendre_invitations(premiere=prise, seconde=seconde, points=copies, auteur=titulaire.auteur)
    return seconde


def exiger_reconvocable(premiere: SeanceComite) -> list[PointOrdre]:
    """Items to convene again. Raises ``Impossible`` when none lacked its quorum."""
    if repris := points_a_reconvoquer(premiere):
        return repris
    raise Impossible(
        "Seuls une séance en carence, ou des points ajournés faute de quorum, se convoquent une seconde fois, et une "
        "seule.",
        remede="Préparez une nouvelle séance.",
    )


def _recopier(points: list[PointOrdre], vers: SeanceComite) -> dict[int, PointOrdre]:
    """Items that were convened, with what was sent with them (what came later is left out): the copy of each."""
    copies = {}
    for rang, point in enumerate(points, 1):
        pieces = list(point.pieces.filter(tardive=False))
        copies[point.pk] = copie = PointOrdre.objects.create(
            seance=vers,
            rang=rang,
            genre=point.genre,
            titre=point.titre,
            saisine=point.saisine,
            dossier=point.dossier,
            seance_pv=point.seance_pv,
            duree=point.duree,
            huis_clos=point.huis_clos,
            derogation=point.derogation,
        )
        PieceSeance.objects.bulk_create(
            PieceSeance(
                seance=vers,
                point=copie,
                titre=p.titre,
                nom=p.nom,
                empreinte=p.empreinte,
                type=p.type,
                taille=p.taille,
                jointe_le=maintenant(),
            )
            for p in pieces
        )
    return copies
