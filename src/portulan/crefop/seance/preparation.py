"""Preparing a meeting and its agenda. Once it is convened, items are only added, and say that they are late."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.composition.models import Organe
from portulan.crefop.dossier.enums import EtatDossier, EtatSaisine
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.seance.annonces import prevoir_annonce
from portulan.crefop.seance.droits import SEANCE
from portulan.crefop.seance.enums import EtatPoint, EtatSeance, GenrePoint
from portulan.crefop.seance.models import DemandeSeance, PointOrdre, SeanceComite
from portulan.crefop.seance.numeros import numero_suivant
from portulan.crefop.seance.ordre import mention_de
from portulan.crefop.seance.regles import alerte_bloquante
from portulan.crefop.seance.saisines import adoption_a_preceder, inscrire_saisines
from portulan.crefop.seance.traces import acter, consigner, prendre
from portulan.crefop.seance.transitions import EN_COURS
from portulan.socle.erreurs import DonneeInvalide, Impossible, VersionDepassee
from portulan.socle.horloge import maintenant


def creer(
    *,
    titulaire: Titulaire,
    organe: Organe,
    prevue_le: datetime,
    lieu: str,
    mode: str,
    urgence: str = "",
    demande: DemandeSeance | None = None,
) -> SeanceComite:
    """Prepare a meeting. The same one asked twice (same body, same instant) is prepared once.

    ``demande``: the request of the majority of the members that it answers; its items open the agenda.
    """
    exiger(titulaire, "seance", "preparer")
    if prevue_le <= maintenant():
        raise DonneeInvalide("La date de la séance est passée.", remede="Choisissez une date à venir.")
    if demande is not None and (demande.atteinte_le is None or demande.organe_id != organe.pk):
        raise Impossible(
            "Cette demande n’est pas signée par la majorité des membres de cet organe.",
            remede="La page des demandes dit combien de signatures manquent.",
        )
    with transaction.atomic():
        numero = numero_suivant(organe, prevue_le)
        deja = SeanceComite.objects.filter(organe=organe, prevue_le=prevue_le, etat=EtatSeance.PREPAREE).first()
        if deja is not None:
            return deja
        seance = SeanceComite.objects.create(
            organe=organe,
            numero=numero,
            prevue_le=prevue_le,
            lieu=lieu.strip(),
            mode=mode,
            urgence=urgence.strip(),
            created_at=maintenant(),
            fictif=organe.fictif,
            demande=demande,
        )
        PointOrdre.objects.bulk_create(
            PointOrdre(seance=seance, rang=rang, genre=GenrePoint.DIVERS, titre=titre)
            for rang, titre in enumerate(demande.points if demande else (), 1)
        )
        consigner("seance.creer", titulaire.auteur, seance, numero=numero)
    return seance


def modifier(*, titulaire: Titulaire, seance: SeanceComite, version: int, champs: dict[str, Any]) -> SeanceComite:
    """Change date, place, mode, urgency or mention while the meeting is being prepared."""
    exiger(titulaire, "seance", "preparer", seance, SEANCE)
    with transaction.atomic():
        prise = prendre(seance)
        if prise.version != version:
            raise VersionDepassee(prise, prise.version)
        _exiger_en_preparation(prise)
        for nom in ("prevue_le", "lieu", "mode", "urgence", "mention"):
            if nom in champs:
                setattr(prise, nom, champs[nom])
        if prise.premiere is not None:
            prise.mention = mention_de(prise.mention)
        if prise.prevue_le <= maintenant():
            raise DonneeInvalide("La date de la séance est passée.", remede="Choisissez une date à venir.")
        prise.version += 1
        prise.save()
        consigner("seance.modifier", titulaire.auteur, prise, champs=sorted(champs))
    return prise


def ajouter_point(
    *,
    titulaire: Titulaire,
    seance: SeanceComite,
    genre: str,
    titre: str,
    saisine: Saisine | None = None,
    seance_pv: SeanceComite | None = None,
    duree: int | None = None,
    huis_clos: bool = False,
    derogation: str = "",
) -> PointOrdre:
    """Add an item at the end of the agenda. Once convened, it is late, and an opinion keeps the normal quorum."""
    exiger(titulaire, "seance", "preparer", seance, SEANCE)
    with transaction.atomic():
        prise = prendre(seance)
        if prise.etat != EtatSeance.PREPAREE and prise.etat not in EN_COURS:
            raise Impossible("Cette séance est terminée.", remede="Préparez une autre séance.")
        _exiger_saisine(prise, genre, saisine, derogation)
        if genre == GenrePoint.APPROBATION_PV and seance_pv is None:
            raise DonneeInvalide("Quel procès-verbal approuver ?", remede="Choisissez la séance.")
        ajoute = prise.etat != EtatSeance.PREPAREE
        try:
            with transaction.atomic():
                point = PointOrdre.objects.create(
                    seance=prise,
                    rang=prise.points.count() + 1,
                    genre=genre,
                    titre=titre.strip(),
                    saisine=saisine,
                    dossier=_fige(saisine),
                    seance_pv=seance_pv,
                    duree=duree,
                    huis_clos=huis_clos,
                    ajoute=ajoute,
                    derogation=derogation.strip(),
                )
        except IntegrityError:
            raise Impossible(
                "Cette saisine est déjà à l’ordre du jour.", remede="Modifiez le point qui la porte."
            ) from None
        if ajoute:
            prevoir_annonce(prise)
            acter("seance.ajouter_point", titulaire.auteur, prise, {"point": point.rang, "genre": genre})
            if saisine is not None:
                inscrire_saisines([saisine], prise, titulaire.auteur)
        else:
            consigner("seance.ajouter_point", titulaire.auteur, prise, point=point.rang, genre=genre)
    return point


def modifier_point(
    *, titulaire: Titulaire, point: PointOrdre, titre: str, duree: int | None, huis_clos: bool, derogation: str = ""
) -> PointOrdre:
    """Change an item of an agenda that is being prepared; its dossier becomes the frozen one of today."""
    exiger(titulaire, "seance", "preparer", point.seance, SEANCE)
    with transaction.atomic():
        prise = prendre(point.seance)
        _exiger_en_preparation(prise)
        point.titre, point.duree, point.huis_clos = titre.strip(), duree, huis_clos
        point.derogation = derogation.strip()
        if point.saisine is not None:
            if point.genre == GenrePoint.AVIS:
                _exiger_non_adoptee(prise, point.saisine, point.derogation)
            point.dossier = _fige(point.saisine)
        point.save()
        consigner("seance.modifier_point", titulaire.auteur, prise, point=point.rang)
    return point


def deplacer_point(*, titulaire: Titulaire, point: PointOrdre, vers: str) -> None:
    """Move an item one place up (« haut ») or down (« bas »); at the end of the list, nothing moves."""
    exiger(titulaire, "seance", "preparer", point.seance, SEANCE)
    with transaction.atomic():
        prise = prendre(point.seance)
        _exiger_en_preparation(prise)
        suite = list(prise.points.order_by("rang", "pk"))
        ici = next((n for n, p in enumerate(suite) if p.pk == point.pk), None)
        if ici is None:
            return
        la = ici + (-1 if vers == "haut" else 1)
        if not 0 <= la < len(suite):
            return
        suite[ici], suite[la] = suite[la], suite[ici]
        _numeroter(suite)
        consigner("seance.deplacer_point", titulaire.auteur, prise, point=point.pk, vers=vers)


def supprimer_point(*, titulaire: Titulaire, point: PointOrdre) -> None:
    """Take an item off an agenda that is being prepared."""
    exiger(titulaire, "seance", "preparer", point.seance, SEANCE)
    with transaction.atomic():
        prise = prendre(point.seance)
        _exiger_en_preparation(prise)
        consigner("seance.supprimer_point", titulaire.auteur, prise, point=point.rang, titre=point.titre)
        PointOrdre.objects.filter(pk=point.pk, seance=prise).delete()
        _numeroter(list(prise.points.order_by("rang", "pk")))


def _numeroter(points: list[PointOrdre]) -> None:
    for rang, point in enumerate(points, 1):
        if point.rang != rang:
            point.rang = rang
            point.save(update_fields=["rang"])


def saisines_a_inscrire(seance: SeanceComite) -> list[Saisine]:
    """Referrals of this body whose dossier is frozen, and that are on no agenda that is still to come."""
    prises = PointOrdre.objects.filter(
        seance__etat__in=(EtatSeance.PREPAREE, *EN_COURS),
        etat__in=(EtatPoint.INSCRIT, EtatPoint.EN_DEBAT, EtatPoint.AU_VOTE),
    )
    libres = Saisine.objects.filter(organe=seance.organe, etat=EtatSaisine.DOSSIER_FIGE)
    return list(libres.exclude(pk__in=prises.exclude(saisine=None).values("saisine")).order_by("recue_le", "pk"))


def _fige(saisine: Saisine | None) -> Any:
    return saisine.dossiers.filter(etat=EtatDossier.FIGE).first() if saisine else None


def _exiger_saisine(seance: SeanceComite, genre: str, saisine: Saisine | None, derogation: str) -> None:
    """An opinion has its referral; an information may have one, of which the committee then takes note."""
    if saisine is None:
        if genre == GenrePoint.AVIS:
            raise DonneeInvalide("Sur quelle saisine porte l’avis ?", remede="Choisissez une saisine au dossier figé.")
        return
    if genre not in {GenrePoint.AVIS, GenrePoint.INFORMATION}:
        raise Impossible(
            "Une saisine s’inscrit pour avis ou pour information.", remede="Choisissez l’un de ces deux points."
        )
    if saisine.organe_id != seance.organe_id:
        raise Impossible("Cette saisine relève d’un autre organe.", remede="Choisissez une saisine de cet organe.")
    if saisine.etat != EtatSaisine.DOSSIER_FIGE or _fige(saisine) is None:
        raise Impossible(
            f"Le dossier de la saisine {saisine.numero} n’est pas figé ({saisine.get_etat_display()}).",
            remede="Le comité se prononce sur un dossier figé : figez-le d’abord.",
        )
    if genre == GenrePoint.AVIS:
        _exiger_non_adoptee(seance, saisine, derogation)


def _exiger_non_adoptee(seance: SeanceComite, saisine: Saisine, derogation: str) -> None:
    alerte = alerte_bloquante(adoption_a_preceder(saisine), timezone.localdate(seance.prevue_le))
    if alerte and not derogation.strip():
        raise DonneeInvalide(alerte, remede="Pour l’inscrire malgré tout, écrivez-en le motif : il restera au dossier.")


def _exiger_en_preparation(seance: SeanceComite) -> None:
    if seance.etat != EtatSeance.PREPAREE:
        raise Impossible(
            "L’ordre du jour est figé : la séance est convoquée.",
            remede="Un point ou une pièce s’ajoute encore, et sera dit tardif.",
        )
