"""Writes on opinions: drafting, freezing, publishing; keyword-only, atomic, journaled, entered in the register.

They are signed by ``avis.actes``, as minutes are. ``publication.actes`` renders the files;
``enregistrer_publication`` writes what was published, once.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.avis.actes import (
    consigner,
    exiger_etape,
    journaliser,
    passer,
    prendre,
    retenir_publication,
    verrouiller,
)
from portulan.crefop.avis.droits import AVIS
from portulan.crefop.avis.enums import EtatAvis, SensAvis
from portulan.crefop.avis.models import AvisComite, PublicationActe, Reserve
from portulan.crefop.avis.redaction import Redaction
from portulan.crefop.avis.sens import RENDUS, SANS_ACTE, fondement_valable
from portulan.crefop.avis.valeurs import sceller
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.dossier.operations import marquer_acte_pris, marquer_avis_rendu
from portulan.crefop.dossier.queries import montrer
from portulan.crefop.dossier.transitions import OUVERTES
from portulan.crefop.registre.models import PointDeControle
from portulan.crefop.seance.models import PointOrdre
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import aujourdhui

LONGUEUR = 20_000
_ESSAIS_DE_NUMERO = 5


# --- drafting -------------------------------------------------------------------------------------


def ouvrir(*, titulaire: Titulaire, point: PointOrdre) -> AvisComite:
    """Start drafting the opinion of an item, or return the draft that is there; asked twice, there is one."""
    exiger(titulaire, "avis", "rediger")
    if point.saisine is None:
        raise Impossible("Ce point ne porte pas sur une saisine.", remede="Choisissez un point d’avis.")
    redaction = Redaction(point.saisine, point)
    if redaction.sens is None:
        raise Impossible(
            "Rien ne permet encore de dire le sens de l’avis.",
            remede="Proclamez le scrutin sur l’ensemble.",
        )
    if redaction.sens.sens in SANS_ACTE:
        raise Impossible(
            "Le comité ne s’est pas prononcé sur ce point : il n’y a pas d’avis à rédiger.",
            remede="Le procès-verbal le dit ; inscrivez la saisine à une autre séance.",
        )
    with transaction.atomic():
        _verrouiller_saisine(point.saisine)
        deja = AvisComite.objects.filter(saisine=point.saisine).first()
        if deja is not None:
            return _reprendre(titulaire, deja, point, redaction)
        avis = _creer(point.saisine, point, redaction, "")
        journaliser("ouvrir", titulaire, avis)
    return avis


def reputer_rendu(*, titulaire: Titulaire, saisine: Saisine) -> AvisComite:
    """Deem an opinion rendered: its delay is over, and the rules of the body name a legal basis in force today."""
    exiger(titulaire, "avis", "rediger")
    if saisine.etat not in OUVERTES:
        raise Impossible(
            f"La saisine {saisine.numero} est close ({saisine.get_etat_display()}).",
            remede="Seul l’avis d’une saisine encore ouverte peut être réputé rendu.",
        )
    redaction = Redaction(saisine, None, jour=aujourdhui())
    fondement = fondement_valable(redaction.jeu, aujourdhui())
    limite = montrer(saisine).horloge
    if not limite.depassee(aujourdhui()):
        raise Impossible("Le délai de cette saisine n’est pas dépassé.", remede=limite.calcul)
    with transaction.atomic():
        _verrouiller_saisine(saisine)
        if AvisComite.objects.filter(saisine=saisine).exists():
            raise Impossible("Cette saisine a déjà son avis.", remede="Ouvrez-le depuis la page des avis.")
        avis = _creer(saisine, None, Redaction(saisine, None, fondement=fondement, jour=aujourdhui()), fondement)
        journaliser("ouvrir", titulaire, avis, repute=True)
    return avis


def _reprendre(titulaire: Titulaire, avis: AvisComite, point: PointOrdre, redaction: Redaction) -> AvisComite:
    """The draft follows the referral to the meeting where it was at last voted on."""
    if avis.etat != EtatAvis.PROJET or avis.point_id == point.pk:
        return avis
    assert redaction.sens is not None
    avis.point, avis.sens, avis.rendu_le, avis.fondement = point, redaction.sens.sens, redaction.rendu_le, ""
    _designer_dossier(avis, redaction)
    avis.version += 1
    avis.save()
    journaliser("rattacher", titulaire, avis, point=point.pk)
    return avis


def _creer(saisine: Saisine, point: PointOrdre | None, redaction: Redaction, fondement: str) -> AvisComite:
    assert redaction.sens is not None
    avis = AvisComite(
        saisine=saisine,
        point=point,
        sens=redaction.sens.sens,
        fondement=fondement,
        rendu_le=redaction.rendu_le,
        fictif=saisine.fictif,
    )
    _designer_dossier(avis, redaction)
    for _ in range(_ESSAIS_DE_NUMERO):
        avis.numero = _numero(redaction.rendu_le.year)
        try:
            with transaction.atomic():
                avis.save(force_insert=True)
        except IntegrityError:  # another opinion took this number at the same instant
            continue
        return avis
    raise Impossible("L’avis n’a pas pu être numéroté.", remede="Recommencez dans un instant.")


def _designer_dossier(avis: AvisComite, redaction: Redaction) -> None:
    dossier = redaction.dossier
    avis.instantane = dossier.instantane if dossier else ""
    avis.dossier_empreinte = dossier.empreinte if dossier else ""


def _numero(annee: int) -> str:
    """« A-2026-03 »: the rank in the year; two at the same instant are told apart by the database."""
    derniers = AvisComite.objects.filter(numero__startswith=f"A-{annee}-").values_list("numero", flat=True)
    rang = max((int(n.rsplit("-", 1)[1]) for n in derniers), default=0) + 1
    return f"A-{annee}-{rang:02d}"


def rediger(*, titulaire: Titulaire, avis: AvisComite, version: int, considerants: str, vigilances: str) -> AvisComite:
    """Save the drafted text. Raises ``VersionDepassee`` when somebody saved in between."""
    exiger(titulaire, "avis", "rediger", avis, AVIS)
    exiger_etape(avis, "figer")
    if max(len(considerants), len(vigilances)) > LONGUEUR:
        raise DonneeInvalide("Ce texte est trop long.", remede=f"{LONGUEUR} caractères au plus par rubrique.")
    with transaction.atomic():
        prendre(avis, version)
        redaction = Redaction.de_l_avis(avis)
        avis.considerants, avis.vigilances = considerants, vigilances
        avis.sens = redaction.sens.sens if redaction.sens else avis.sens
        avis.save()
        journaliser("rediger", titulaire, avis)
    return avis


def figer(*, titulaire: Titulaire, avis: AvisComite, version: int, sans_attendre: bool = False) -> AvisComite:
    """Freeze the whole act: canonical JSON and digest, adopted reserves as rows. Nothing of it changes any more.

    ``sans_attendre``: while members may still put an explanation on record; later ones are published beside the act.
    """
    exiger(titulaire, "avis", "rediger", avis, AVIS)
    if avis.etat != EtatAvis.PROJET and avis.version == version + 1:
        return avis  # the same form, sent twice
    exiger_etape(avis, "figer")
    with transaction.atomic():
        prendre(avis, version)
        redaction = Redaction.de_l_avis(avis)
        manques = redaction.manques()
        if manques:
            raise Impossible(manques[0], remede="La page de rédaction dit tout ce qui manque.")
        attendues = redaction.explications_attendues()
        if attendues and not sans_attendre:
            raise Impossible(attendues[0], remede="Attendez ce jour, ou confirmez que vous figez sans attendre.")
        assert redaction.sens is not None
        _designer_dossier(avis, redaction)
        avis.sens, avis.rendu_le = redaction.sens.sens, redaction.rendu_le
        avis.contenu, avis.empreinte = sceller(redaction.acte())
        avis.etat = EtatAvis.ADOPTE
        avis.save()
        Reserve.objects.bulk_create(
            _reserve(avis, redaction, p) for p in (*redaction.reserves, *redaction.recommandations)
        )
        charge = {
            "numero": avis.numero,
            "sens": avis.sens,
            "empreinte": avis.empreinte,
            "dossier": avis.dossier_empreinte,
            "instantane": avis.instantane,
            "sans_attendre": bool(attendues),
        }
        consigner("figer", avis, charge)
        journaliser("figer", titulaire, avis, empreinte=avis.empreinte)
    return avis


def _reserve(avis: AvisComite, redaction: Redaction, p: Any) -> Reserve:
    champs = (
        "genre",
        "numero",
        "texte",
        "question",
        "echeance",
        "essai",
        "indicateur",
        "composante",
        "comparateur",
        "seuil",
    )
    return Reserve(
        avis=avis,
        proposition=p,
        destinataire=p.destinataire or redaction.saisine.auteur.nom,
        **{c: getattr(p, c) for c in champs},
    )


# --- publication ----------------------------------------------------------------------------------


def enregistrer_publication(
    *,
    titulaire: Titulaire,
    avis: AvisComite,
    fichiers: Sequence[dict[str, Any]],
    point: PointDeControle,
    quand: datetime,
    installer: Callable[[], None],
) -> PublicationActe:
    """Publish what was rendered: the folder takes its place, then the row, the register entry and the states.

    ``point``: the checkpoint that the files print, taken just before: the entry written here comes after it and commits
    their digests. ``installer`` is called under the lock, once; should anything fail after it, nothing is published and
    the next attempt replaces the folder.
    """
    exiger(titulaire, "avis", "publier", avis, AVIS)
    with transaction.atomic():
        verrouiller(avis)
        deja = avis.publications.first()
        if deja is not None:
            return deja
        exiger_etape(avis, "publier")
        installer()
        passer(avis, "publier", publie_le=quand)
        publication = retenir_publication(
            titulaire=titulaire,
            acte=avis,
            verbe="publier",
            dossier=avis.numero,
            fichiers=fichiers,
            point=point,
            quand=quand,
        )
        _clore_saisine(titulaire, avis)
    return publication


def _clore_saisine(titulaire: Titulaire, avis: AvisComite) -> None:
    """The referral has its opinion, or was taken note of; one that was withdrawn stays so."""
    if avis.saisine.etat not in OUVERTES:
        return
    if avis.sens == SensAvis.PREND_ACTE:
        marquer_acte_pris(saisine=avis.saisine, avis=avis.numero, auteur=titulaire.auteur)
    elif avis.sens in RENDUS:
        marquer_avis_rendu(saisine=avis.saisine, avis=avis.numero, auteur=titulaire.auteur)


# --- inside ---------------------------------------------------------------------------------------


def _verrouiller_saisine(saisine: Saisine) -> None:
    """One opinion for a referral: those who open it at the same instant come one after the other."""
    Saisine.objects.select_for_update().get(pk=saisine.pk)
