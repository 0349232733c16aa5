"""What the adhesion asks of a person: to complete, to instruct, to give an opinion, to sign, to renew, to publish."""

from django.conf import settings
from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.comptes.enums import Role
from portulan.socle.dates import ajouter_mois
from portulan.socle.horloge import aujourdhui
from portulan.terrain.adhesion.droits import adhesions, organisations_candidates
from portulan.terrain.adhesion.enums import Etat
from portulan.terrain.adhesion.regles import (
    EN_COURS_DE_PROCEDURE,
    annee_suivante,
    bases_possibles,
    prochain_31_decembre,
)
from portulan.terrain.adhesion.suivi import Vue, lisibles, montrer
from portulan.terrain.charte.queries import cahier_en_vigueur
from portulan.web.espaces import Tache

_MOIS_DE_LA_TAXE = 10  # the list is prepared in the last quarter
_A_SIGNER = {Etat.RECONNUE, Etat.A_SIGNER, Etat.CONTRESEING}


def taches(titulaire: Titulaire) -> list[Tache]:
    """Files that wait for this person."""
    if not peut(titulaire, "adhesion", "voir"):
        return []
    vues = [montrer(a, aujourdhui()) for a in lisibles(titulaire)]
    return [
        *(_tache(v) for v in vues if _me_regarde(titulaire, v)),
        *_avis(titulaire, vues),
        *_taxe(titulaire),
        *_a_preparer(titulaire),
    ]


def _a_preparer(titulaire: Titulaire) -> list[Tache]:
    """Organisations of a manager that may adhere to the adopted text, and have nothing open nor in force."""
    siennes = {a.organisation for a in titulaire.acces if a.role == Role.RESPONSABLE}
    if not siennes or cahier_en_vigueur(settings.PORTULAN_REGION) is None:
        return []
    occupees = {*EN_COURS_DE_PROCEDURE, Etat.SIGNEE, Etat.PREAVIS}
    libres = organisations_candidates(titulaire).filter(pk__in=siennes, active=True)
    return [
        Tache(
            f"Préparer l’adhésion : {organisation.nom}",
            reverse("web:adhesions"),
            "Le cahier des charges de la région est arrêté.",
        )
        for organisation in libres.exclude(adhesions__etat__in=occupees)
        if bases_possibles(organisation.operateur)
    ]


def _me_regarde(titulaire: Titulaire, vue: Vue) -> bool:
    """The party that is waited for: the organisation's own manager, or the mission of the Region."""
    if vue.attendu is None:
        return False
    if vue.attendu.qui == "region":
        return titulaire.tient(Role.MISSION_SPRO)
    mien = any(a.role == Role.RESPONSABLE and a.organisation == vue.adhesion.organisation_id for a in titulaire.acces)
    if not mien or vue.attendu.qui != "organisation" or vue.etat == Etat.REFUS_SIGNATURE:
        return False
    if vue.etat != Etat.SIGNEE:
        return True
    # Three months before the day it must be asked for, unless another file is already open
    proche = vue.limite is not None and vue.jour >= ajouter_mois(vue.limite, -3)
    return proche and not hasattr(vue.adhesion, "suivante")


def _tache(vue: Vue) -> Tache:
    verbe = {Etat.SIGNEE: "Renouveler l’adhésion", Etat.PREAVIS: "Répondre à l’annonce du retrait"}.get(vue.etat)
    if vue.etat in _A_SIGNER:
        verbe = "Signer l’adhésion"
    elif verbe is None and vue.attendu is not None and vue.attendu.qui == "organisation":
        verbe = "Compléter le dossier d’adhésion"
    elif verbe is None:
        verbe = "Instruire le dossier d’adhésion" if vue.etat != Etat.AVIS else "Décider de l’adhésion"
    return Tache(
        f"{verbe} : {vue.adhesion.organisation.nom}",
        reverse("web:adhesion", args=[vue.adhesion.pk]),
        vue.attendu.quoi if vue.attendu else "",
        vue.limite,
        "alerte" if vue.en_retard else vue.genre,
    )


def _avis(titulaire: Titulaire, vues: list[Vue]) -> list[Tache]:
    if not peut(titulaire, "adhesion", "donner_avis"):
        return []
    permis = set(adhesions(titulaire, "donner_avis").filter(etat=Etat.INSTRUITE).values_list("pk", flat=True))
    return [
        Tache(
            f"Donner un avis sur l’adhésion : {v.adhesion.organisation.nom}",
            reverse("web:adhesion", args=[v.adhesion.pk]),
            "le candidat lira vos motifs",
            v.limite,
            "alerte" if v.en_retard else "encours",
        )
        for v in vues
        if v.adhesion.pk in permis
    ]


def _taxe(titulaire: Titulaire) -> list[Tache]:
    jour = aujourdhui()
    if not titulaire.tient(Role.MISSION_SPRO) or jour.month < _MOIS_DE_LA_TAXE:
        return []
    return [
        Tache(
            f"Arrêter la liste du SPRO pour la taxe d’apprentissage {annee_suivante(jour)}",
            reverse("web:registre_taxe"),
            "le préfet la publie au plus tard le 31 décembre",
            prochain_31_decembre(jour),
            "attention",
        )
    ]
