"""What the meetings ask of a person: to prepare, to sign, to lead, to come, to convene again."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from portulan.comptes.droits import Titulaire, peut
from portulan.crefop.composition.queries import sieges_du_compte
from portulan.crefop.seance.convocation import SECONDE, manques, partie_de, valables
from portulan.crefop.seance.courriels import quand
from portulan.crefop.seance.demandes import a_convoquer, compter, siege_signataire
from portulan.crefop.seance.droits import seances
from portulan.crefop.seance.enums import EtatInvite, EtatSeance
from portulan.crefop.seance.invitations import OUVRABLES
from portulan.crefop.seance.models import DemandeSeance, SeanceComite
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
    faites += _demandes(titulaire)
    if peut(titulaire, "seance", "convoquer"):
        faites += [_a_inviter(titulaire, s) for s in siennes if s.etat in OUVRABLES]
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


def _demandes(titulaire: Titulaire) -> list[Tache | None]:
    """Requests of the members: to convene, for the chairs and the secretariat; to sign, for who has not."""
    ici = DemandeSeance.objects.filter(organe__region=settings.PORTULAN_REGION)
    faites: list[Tache | None] = []
    if peut(titulaire, "seance", "preparer") or peut(titulaire, "seance", "convoquer"):
        for demande in a_convoquer():
            if demande.organe.region != settings.PORTULAN_REGION:
                continue
            faites.append(
                Tache(
                    f"Convoquer la séance que demande la majorité des membres ({demande.numero})",
                    reverse("web:seance_demande", args=[demande.pk]),
                    demande.organe.nom,
                    compter(demande).limite,
                    "alerte",
                )
            )
    if peut(titulaire, "seance", "demander"):
        for demande in ici.filter(atteinte_le=None, retiree_le=None).select_related("organe"):
            tenu = siege_signataire(titulaire, demande.organe)
            if tenu is not None and tenu[0].pk not in {s.siege_id for s in compter(demande).signees}:
                lien = reverse("web:seance_demande", args=[demande.pk])
                faites.append(
                    Tache(f"Lire la demande de séance {demande.numero}", lien, demande.organe.nom, None, "info")
                )
    return faites


def _a_inviter(titulaire: Titulaire, seance: SeanceComite) -> Tache | None:
    partie = partie_de(titulaire, seance)
    attendues = seance.invitations.filter(etat=EtatInvite.PROPOSEE).exclude(accords__partie=partie).count()
    if partie is None or not attendues:
        return None
    return Tache(
        f"Décider des invitations à la séance {seance.numero}",
        reverse("web:seance_invites", args=[seance.pk]),
        f"{attendues} invitation{'s' if attendues > 1 else ''} à accorder, {quand(seance)}",
        timezone.localdate(seance.prevue_le),
        "attention",
    )


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
