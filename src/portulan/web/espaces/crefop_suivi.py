"""What the follow-up asks of a person: alerts and states to decide (secretariat), reserves to answer (others)."""

from datetime import timedelta

from django.urls import reverse

from portulan.comptes.droits import Titulaire, peut
from portulan.crefop.suivi.alertes import ALERTE
from portulan.crefop.suivi.droits import reserves
from portulan.crefop.suivi.queries import proposition_en_attente, repere, suivies
from portulan.crefop.suivi.regles import en_retard
from portulan.crefop.suivi.surveillance import toutes
from portulan.crefop.suivi.transitions import ATTENDUES
from portulan.socle.horloge import aujourdhui
from portulan.web.crefop_suivi import lien_alerte
from portulan.web.espaces import Tache

MONTREES = 5
_PROCHE = timedelta(days=60)


def taches(titulaire: Titulaire) -> list[Tache]:
    """Alerts, proposed states to decide, reserves whose answer is due."""
    if peut(titulaire, "reserve", "decider"):
        return [*_alertes(), *_a_decider(titulaire)]
    return _a_repondre(titulaire) if peut(titulaire, "reserve", "suivre") else []


def _alertes() -> list[Tache]:
    # an opinion to publish is a task of its own part
    graves = [a for a in toutes(aujourdhui()) if a.gravite == ALERTE and a.code != "avis_non_publie"]
    page = reverse("web:avis_alertes")
    montrees = [Tache(a.titre, lien_alerte(a), a.detail, a.echeance, "alerte") for a in graves[:MONTREES]]
    if len(graves) > MONTREES:
        montrees.append(Tache(f"Voir les {len(graves)} alertes du comité", page, "", None, "alerte"))
    return montrees


def _a_decider(titulaire: Titulaire) -> list[Tache]:
    lues = suivies(reserves(titulaire, "decider"))
    proposees = [(r, p) for r in lues if (p := proposition_en_attente(r, list(r.suivis.all()))) is not None]
    return [
        Tache(
            f"Décider de la réserve {repere(r)} de l’avis {r.avis.numero}",
            reverse("web:reserve_decision", args=[r.pk]),
            f"un instantané la propose « {p.get_etat_display()} »",
            None,
            "attention",
        )
        for r, p in proposees[:MONTREES]
    ]


def _a_repondre(titulaire: Titulaire) -> list[Tache]:
    jour = aujourdhui()
    lues = reserves(titulaire, "suivre").filter(etat__in=ATTENDUES, echeance__lte=jour + _PROCHE).order_by("echeance")
    return [
        Tache(
            f"Dire ce qui est fait : {repere(r)} de l’avis {r.avis.numero}",
            reverse("web:reserve", args=[r.pk]),
            r.destinataire,
            r.echeance,
            "alerte" if en_retard(etat=r.etat, echeance=r.echeance, jour=jour) else "encours",
        )
        for r in lues[:MONTREES]
    ]
