"""What the meetings ask of a person: to prepare, to sign, to lead, to come, to convene again."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portulan.comptes.droits import Titulaire, peut
from portulan.crefop.composition.queries import sieges_du_compte
from portulan.crefop.seance.convocation import SECONDE, manques, partie_de, valables
from portulan.crefop.seance.courriels import quand
from portulan.crefop.seance.droits import seances
from portulan.crefop.seance.enums import EtatSeance
from portulan.crefop.seance.models import SeanceComite
from portulan.socle.horloge import maintenant
from portulan.web.espaces import Tache

_OUVERTES = (EtatSeance.OUVERTE, EtatSeance.SUSPENDUE)
_RECENTES = timedelta(days=90)


def taches(titulaire: Titulaire) -> list[Tache]:
    """Meetings that wait for this person."""
    if titulaire.compte is None or not peut(titulaire, "seance", "lire"):
        return []
    lues = seances(titulaire, "lire").filter(organe__region=settings.PORTULAN_REGION)
    siennes = list(lues.select_related("organe__parent", "premiere").order_by("prevue_le"))
    secretariat = peut(titulaire, "seance", "conduire")
    faites = [_du_secretariat(s) for s in siennes] if secretariat else []
    if peut(titulaire, "seance", "convoquer"):
        faites += [_a_signer(titulaire, s) for s in siennes if s.etat == EtatSeance.PREPAREE]
    organes = {o.siege.college.organe_id for o in sieges_du_compte(titulaire.compte, timezone.localdate())}
    faites += [_a_venir(s) for s in siennes if s.organe_id in organes]
    return [t for t in faites if t is not None]


def _du_secretariat(seance: SeanceComite) -> Tache | None:
    jour = timezone.localdate(seance.prevue_le)
    if seance.etat == EtatSeance.PREPAREE:
        return Tache(
            f"Préparer la séance {seance.numero}",
            reverse("web:seance_ordre", args=[seance.pk]),
            f"{seance.organe.nom}, {quand(seance)}",
            jour,
            "encours",
        )
    aujourd_hui = seance.etat == EtatSeance.CONVOQUEE and jour <= timezone.localdate(maintenant())
    if aujourd_hui or seance.etat in _OUVERTES:
        verbe = "Ouvrir" if aujourd_hui else "Conduire"
        lien = reverse("web:seance_direct", args=[seance.pk])
        return Tache(f"{verbe} la séance {seance.numero}", lien, seance.lieu, jour, "alerte")
    recente = seance.prevue_le > maintenant() - _RECENTES
    if seance.etat == EtatSeance.CARENCE and seance.convocation != SECONDE and recente:
        if SeanceComite.objects.filter(premiere=seance).exists():
            return None
        lien = reverse("web:seance_reconvoquer", args=[seance.pk])
        return Tache(f"Convoquer de nouveau, après la carence de {seance.numero}", lien, seance.organe.nom)
    return None


def _a_signer(titulaire: Titulaire, seance: SeanceComite) -> Tache | None:
    partie = partie_de(titulaire, seance)
    if partie is None or any(s.partie == partie for s in valables(seance)) or manques(seance):
        return None
    return Tache(
        f"Signer la convocation de la séance {seance.numero}",
        reverse("web:seance_convoquer", args=[seance.pk]),
        f"{seance.organe.nom}, {quand(seance)}",
        timezone.localdate(seance.prevue_le),
        "attention",
    )


def _a_venir(seance: SeanceComite) -> Tache | None:
    if seance.etat not in {EtatSeance.CONVOQUEE, *_OUVERTES}:
        return None
    return Tache(
        f"Siéger à la séance {seance.numero}",
        reverse("web:seance", args=[seance.pk]),
        f"{quand(seance)}, {seance.lieu} ; absent, prévenez votre suppléant ou donnez mandat",
        timezone.localdate(seance.prevue_le),
        "info",
    )
