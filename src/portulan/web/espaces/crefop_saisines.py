"""What referrals ask of a person: to judge, instruct, report, read before the meeting, declare the act."""

from collections.abc import Iterator

from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.comptes.enums import Role
from portulan.crefop.dossier.droits import saisines
from portulan.crefop.dossier.enums import EtatDossier, EtatSaisine
from portulan.crefop.dossier.models import PreAvis, Saisine
from portulan.crefop.dossier.observations import siege_de
from portulan.crefop.dossier.queries import Vue, avancement, montrer
from portulan.crefop.dossier.transitions import OUVERTES
from portulan.socle.horloge import aujourdhui
from portulan.web.espaces import Tache


def taches(titulaire: Titulaire) -> list[Tache]:
    """Referrals that wait for this person."""
    if not (peut(titulaire, "observation", "voir") or peut(titulaire, "saisine", "deposer")):
        return []
    lues = saisines(titulaire).filter(etat__in=(*OUVERTES, EtatSaisine.AVIS_RENDU)).select_related("organe", "auteur")
    vues = [montrer(s) for s in lues.prefetch_related("suspensions", "dossiers")]
    instruites = set(saisines(titulaire, "instruire").values_list("pk", flat=True))
    return [
        *(t for v in vues for t in _instruction(titulaire, v, instruites)),
        *(t for v in vues for t in _de_l_auteur(titulaire, v)),
        *(t for v in vues for t in _lecture(titulaire, v)),
        *_preavis(titulaire),
    ]


def _instruction(titulaire: Titulaire, vue: Vue, instruites: set[int]) -> Iterator[Tache]:
    saisine = vue.saisine
    if saisine.pk not in instruites:
        return
    ouvert = next((d for d in saisine.dossiers.all() if d.etat == EtatDossier.OUVERT), None)
    if ouvert is not None:
        fait = avancement(ouvert)
        titre = "Figer le dossier" if fait.complete else "Instruire le dossier"
        lien = reverse("web:saisine_dossier", args=[saisine.pk, ouvert.numero])
        yield _tache(f"{titre} : {saisine.titre}", lien, f"{fait.traitees} sur {fait.total} questions", vue)
    elif titulaire.tient(Role.SECRETARIAT) and saisine.etat in {EtatSaisine.RECUE, EtatSaisine.INSTRUCTION}:
        titre = "Se prononcer sur la recevabilité" if saisine.etat == EtatSaisine.RECUE else "Ouvrir le dossier"
        yield _tache(f"{titre} : {saisine.titre}", _lien(saisine), saisine.numero, vue)


def _de_l_auteur(titulaire: Titulaire, vue: Vue) -> Iterator[Tache]:
    saisine = vue.saisine
    if saisine.auteur_id not in titulaire.organisations or not peut(titulaire, "saisine", "deposer"):
        return
    if any(s.au is None for s in saisine.suspensions.all()):
        yield Tache(
            f"Compléter la saisine : {saisine.titre}", _lien(saisine), "le délai est suspendu", None, "attention"
        )
    elif saisine.etat == EtatSaisine.AVIS_RENDU and saisine.adoptee_le is None:
        yield Tache(
            f"Déclarer l’adoption ou la signature : {saisine.titre}", _lien(saisine), "l’avis est rendu", None, "info"
        )


def _lecture(titulaire: Titulaire, vue: Vue) -> Iterator[Tache]:
    """Members read the frozen dossier, and may write on it, until the meeting."""
    saisine = vue.saisine
    if saisine.etat not in {EtatSaisine.DOSSIER_FIGE, EtatSaisine.INSCRITE}:
        return
    fige = next((d for d in saisine.dossiers.all() if d.etat == EtatDossier.FIGE), None)
    if fige is None or siege_de(titulaire, saisine) is None:
        return
    if not fige.observations.filter(auteur=titulaire.auteur, retiree_le__isnull=True).exists():
        lien = reverse("web:saisine_lire", args=[saisine.pk, fige.numero])
        yield Tache(f"Lire le dossier : {saisine.titre}", lien, "commentez-le avant la séance", None, "info")


def _preavis(titulaire: Titulaire) -> Iterator[Tache]:
    """Pre-opinions that are late."""
    if not titulaire.tient(Role.SECRETARIAT):
        return
    attendus = PreAvis.objects.filter(rendu_le__isnull=True, echeance__lt=aujourdhui(), saisine__etat__in=OUVERTES)
    for preavis in attendus.select_related("saisine"):
        yield Tache(
            f"Relancer le pré-avis : {preavis.demande_a}",
            _lien(preavis.saisine),
            preavis.saisine.numero,
            preavis.echeance,
            "alerte",
        )


def _lien(saisine: Saisine) -> str:
    return reverse("web:saisine", args=[saisine.pk])


def _tache(titre: str, lien: str, detail: str, vue: Vue) -> Tache:
    return Tache(titre, lien, detail, vue.limite, "alerte" if vue.en_retard else "encours")
