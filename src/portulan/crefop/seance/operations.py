"""Leading a meeting: its steps, those of its items, the quorum as a statement."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portulan.comptes.droits import Titulaire, exiger
from portulan.crefop.dossier.models import Saisine
from portulan.crefop.registre.operations import poser_point_de_controle
from portulan.crefop.seance.convocation import defauts_de_la_seconde
from portulan.crefop.seance.courriels import prevenir_annulation
from portulan.crefop.seance.droits import SEANCE
from portulan.crefop.seance.enums import EtatPoint, EtatSeance
from portulan.crefop.seance.models import ConstatQuorum, PointOrdre, SeanceComite
from portulan.crefop.seance.queries import jeu_de, mandats_en_vigueur, quorum_au, sieges_vus
from portulan.crefop.seance.regles import Decompte, phrase_quorum
from portulan.crefop.seance.saisines import desinscrire, exiger_saisine_maintenue
from portulan.crefop.seance.traces import acter, franchie, prendre
from portulan.crefop.seance.transitions import (
    EN_COURS,
    PAR_NOM,
    POINT_PAR_NOM,
    POINTS_FINIS,
    Transition,
)
from portulan.socle.erreurs import DonneeInvalide, Impossible
from portulan.socle.horloge import maintenant

MOTIF_CARENCE = "Quorum non atteint"


# --- the quorum -----------------------------------------------------------------------------------


def constater_quorum(
    *, titulaire: Titulaire, seance: SeanceComite, point: PointOrdre | None = None, quand: datetime | None = None
) -> ConstatQuorum:
    """State the quorum, at a moment (now) and for an item when one is given: stored with all its arithmetic."""
    exiger(titulaire, "seance", "conduire", seance, SEANCE)
    with transaction.atomic():
        prise = prendre(seance)
        if prise.etat not in {EtatSeance.OUVERTE, EtatSeance.SUSPENDUE}:
            raise Impossible(
                f"Cette séance est dans l’état « {prise.get_etat_display()} » : le quorum ne s’y constate pas.",
                remede="Le quorum se constate séance ouverte.",
            )
        if quand is not None and quand > maintenant():
            raise DonneeInvalide("Un constat ne se fait pas dans l’avenir.", remede="Corrigez l’heure.")
        return _constater(prise, titulaire.auteur, point, quand or maintenant())


def _constater(seance: SeanceComite, auteur: str, point: PointOrdre | None, quand: datetime) -> ConstatQuorum:
    calcul, jeu = quorum_au(seance, point=point, quand=quand), jeu_de(seance)
    dernier = seance.presences.order_by("-pk").values_list("pk", flat=True).first()
    phrase = phrase_quorum(calcul, jeu)
    constat = ConstatQuorum.objects.create(
        seance=seance,
        point=point,
        quand=quand,
        base=calcul.base,
        presents=calcul.comptes,
        requis=calcul.requis,
        atteint=calcul.atteint,
        auteur=auteur,
        detail={
            "phrase": phrase,
            "sans_quorum": calcul.sans_quorum,
            "vacants": calcul.vacants,
            "sieges": [asdict(s) for s in sieges_vus(seance)],
            "lignes": [
                {
                    "siege": x.siege,
                    "code": x.code,
                    "college": x.college,
                    "base": x.base,
                    "compte": x.compte,
                    "raison": x.raison,
                }
                for x in calcul.lignes
            ],
            "regles": [
                {"cle": r.cle, "dite": r.dite, "origine": r.origine.value, "reference": r.reference}
                for r in jeu.regles.values()
                if r.cle.startswith("quorum.")
            ],
            "jusqu_a": dernier or 0,
            "mandats": [m.pk for m in mandats_en_vigueur(seance, quand)],
        },
    )
    acter("seance.quorum", auteur, seance, _charge(constat, calcul))
    return constat


def _charge(constat: ConstatQuorum, calcul: Decompte) -> dict[str, object]:
    return {
        "constat": constat.pk,
        "point": constat.point.rang if constat.point else None,
        "quand": constat.quand.isoformat(),
        "base": calcul.base,
        "comptes": calcul.comptes,
        "requis": calcul.requis,
        "atteint": calcul.atteint,
        "sieges": [f"{x.college}/{x.code}" for x in calcul.lignes if x.compte],
    }


# --- the meeting ----------------------------------------------------------------------------------


def passer(*, titulaire: Titulaire, seance: SeanceComite, etape: str, motif: str = "") -> SeanceComite:
    """Take a step of the meeting. The same one sent twice is taken once."""
    transition = PAR_NOM[etape]
    if not transition.acte:
        raise Impossible("La convocation part avec la seconde signature.", remede="Faites signer les deux présidences.")
    exiger(titulaire, "seance", transition.verbe, seance, SEANCE)
    with transaction.atomic():
        prise = prendre(seance)
        if prise.etat == transition.vers and _derniere(prise) == etape:
            return prise
        exiger_depuis(transition, prise.etat, prise.get_etat_display(), motif)
        _EFFETS[etape](prise, titulaire.auteur, motif.strip())
        prise.etat = transition.vers
        prise.version += 1
        prise.save()
        franchie(prise, etape, transition.vers, titulaire.auteur, motif=motif.strip())
        acter(f"seance.{etape}", titulaire.auteur, prise, {"etat": transition.vers.value})
        if etape == "ouvrir":
            _constater(prise, titulaire.auteur, None, maintenant())
        if etape in {"clore", "constater_carence"}:
            poser_point_de_controle(motif="cloture", objet=f"seance:{prise.pk}")
    return prise


def exiger_depuis[E](transition: Transition[E], etat: str, dit: str, motif: str) -> None:
    """Raise unless a step leaves from this state, with its reason when it asks for one."""
    if etat not in transition.de:
        raise Impossible(
            f"« {transition.acte} » n’est pas possible depuis l’état « {dit} ».",
            remede="Une autre personne est peut-être passée avant vous : rechargez la page.",
        )
    if transition.motif and not motif.strip():
        raise DonneeInvalide(f"« {transition.acte} » se motive.", remede="Écrivez le motif.")


def _derniere(seance: SeanceComite) -> str:
    etape = seance.etapes.filter(point__isnull=True).order_by("-pk").first()
    return etape.transition if etape else ""


def _ouvrir(seance: SeanceComite, _auteur: str, _motif: str) -> None:
    if timezone.localdate(maintenant()) < timezone.localdate(seance.prevue_le):
        raise Impossible(
            f"La séance est convoquée pour le {timezone.localtime(seance.prevue_le):%d/%m/%Y} : "
            "elle ne s’ouvre pas avant ce jour.",
            remede="Pour vous exercer, préparez une séance d’aujourd’hui, en urgence motivée.",
        )
    if defauts := defauts_de_la_seconde(seance):
        raise Impossible(" ".join(defauts), remede="Convoquez de nouveau, avec le même ordre du jour et la mention.")
    seance.ouverte_le = maintenant()


def _clore(seance: SeanceComite, _auteur: str, _motif: str) -> None:
    restants = [str(p) for p in seance.points.exclude(etat__in=POINTS_FINIS)]
    if restants:
        raise Impossible(
            f"Des points ne sont pas terminés : {' ; '.join(restants)}.",
            remede="Traitez-les, ajournez-les ou retirez-les, puis closez la séance.",
        )
    seance.close_le = maintenant()


def _carence(seance: SeanceComite, auteur: str, _motif: str) -> None:
    points = list(seance.points.all())
    if any(p.se_vote and p.etat == EtatPoint.DELIBERE for p in points):
        raise Impossible(
            "Le comité a déjà délibéré pendant cette séance : elle ne peut plus être en carence.",
            remede="Ajournez les points restants, puis closez la séance : ceux dont le quorum manquait se convoquent "
            "une seconde fois.",
        )
    if au_vote := next((p for p in points if p.etat == EtatPoint.AU_VOTE), None):
        raise Impossible(
            f"Le point « {au_vote} » est au vote : la carence ne se constate pas pendant un scrutin.",
            remede="Terminez le scrutin, ou annulez-le avec un motif.",
        )
    calcul = quorum_au(seance)
    if calcul.atteint:
        raise Impossible(phrase_quorum(calcul, jeu_de(seance)), remede="La séance peut délibérer : poursuivez-la.")
    _constater(seance, auteur, None, maintenant())
    for point in points:
        if point.etat not in POINTS_FINIS:
            PointOrdre.objects.filter(pk=point.pk).update(etat=EtatPoint.AJOURNE)
            franchie(seance, "ajourner", EtatPoint.AJOURNE, auteur, point=point, motif=MOTIF_CARENCE)
    desinscrire(_saisines(seance), seance, auteur, MOTIF_CARENCE)
    seance.close_le = maintenant()


def _annuler(seance: SeanceComite, auteur: str, motif: str) -> None:
    seance.motif_annulation = motif[:300]
    if seance.etat == EtatSeance.CONVOQUEE:
        desinscrire(_saisines(seance), seance, auteur, f"Séance annulée : {motif}")
        prevenir_annulation(seance)


def _saisines(seance: SeanceComite) -> list[Saisine]:
    return [p.saisine for p in seance.points.select_related("saisine") if p.saisine]


def _rien(_seance: SeanceComite, _auteur: str, _motif: str) -> None:
    """A step with no other effect."""


_EFFETS = {
    "ouvrir": _ouvrir,
    "suspendre": _rien,
    "reprendre": _rien,
    "clore": _clore,
    "constater_carence": _carence,
    "annuler": _annuler,
}


# --- items ----------------------------------------------------------------------------------------


def passer_point(*, titulaire: Titulaire, point: PointOrdre, etape: str, motif: str = "") -> PointOrdre:
    """Take a step of an item, in an open meeting. The quorum is stated when the debate opens on what is voted."""
    transition = POINT_PAR_NOM[etape]
    if not transition.acte:
        raise Impossible("Cette étape se franchit par un scrutin.", remede="Ouvrez ou proclamez le scrutin du point.")
    exiger(titulaire, "seance", transition.verbe, point.seance, SEANCE)
    with transaction.atomic():
        seance = prendre(point.seance)
        point = PointOrdre.objects.select_for_update().get(pk=point.pk)
        if point.etat == transition.vers:
            return point
        if seance.etat != EtatSeance.OUVERTE and not (transition.motif and seance.etat in EN_COURS):
            raise Impossible(
                f"La séance est dans l’état « {seance.get_etat_display()} ».", remede="Ouvrez ou reprenez la séance."
            )
        exiger_depuis(transition, point.etat, point.get_etat_display(), motif)
        if point.genre not in transition.genres:
            raise Impossible(f"« {transition.acte} » ne s’applique pas à ce point.", remede="Rechargez la page.")
        _exiger_seul(seance, point, transition)
        if etape in {"debattre", "traiter"}:
            exiger_saisine_maintenue(point)
        point.etat = transition.vers
        point.save(update_fields=["etat"])
        franchie(seance, etape, transition.vers, titulaire.auteur, point=point, motif=motif.strip()[:300])
        acter("seance.point", titulaire.auteur, seance, {"point": point.rang, "etat": transition.vers.value})
        if etape == "debattre" and point.se_vote and jeu_de(seance)["quorum.moment"] == "chaque_point":
            _constater(seance, titulaire.auteur, point, maintenant())
        if etape in {"ajourner", "retirer"} and point.saisine:
            desinscrire([point.saisine], seance, titulaire.auteur, motif)
    return point


def _exiger_seul(seance: SeanceComite, point: PointOrdre, transition: Transition[EtatPoint]) -> None:
    if transition.nom != "debattre":
        return
    autre = seance.points.filter(etat__in=(EtatPoint.EN_DEBAT, EtatPoint.AU_VOTE)).exclude(pk=point.pk).first()
    if autre:
        raise Impossible(f"Le point « {autre} » est en cours.", remede="Terminez-le ou ajournez-le d’abord.")
