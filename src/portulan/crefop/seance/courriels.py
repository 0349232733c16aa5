"""Mails of a meeting: the convocation, its cancellation, what is added late, invitations, a request of the members."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from portulan.comptes.courriels import adresse_complete, declarer, envoyer
from portulan.crefop.composition.models import Personne
from portulan.crefop.seance.enums import EtatInvite
from portulan.crefop.seance.models import DemandeSeance, InvitationSeance, PieceSeance, PointOrdre, SeanceComite
from portulan.socle.dates import date_fr, heure_fr

declarer(
    "seance_convocation",
    quand="Les deux présidences ont signé la convocation d’une séance du comité.",
    exemple={
        "civilite": "Madame",
        "organe": "CREFOP de la région d’exemple",
        "numero": "P-2026-01",
        "quand": "le lundi 7 décembre 2026 à 9 h 30",
        "lieu": "Hôtel de Région, salle des séances",
        "mode": "en présence",
        "mention": "",
        "demande": "",
        "urgence": "",
        "points": ["1. Approbation du procès-verbal P-2025-02", "2. Avis sur le cahier des charges du SPRO"],
        "delai": "Envoyée le 27/11/2026 pour le 07/12/2026 : 10 jours.",
        "empreinte": "0f4c9a…",
        "lien": "https://portulan.region.example/seances/12/",
    },
)
declarer(
    "seance_annulee",
    quand="Une séance du comité, déjà convoquée, est annulée.",
    exemple={
        "civilite": "Monsieur",
        "organe": "CREFOP de la région d’exemple",
        "numero": "P-2026-01",
        "quand": "lundi 7 décembre 2026 à 9 h 30",
        "motif": "La salle n’est plus disponible.",
        "lien": "https://portulan.region.example/seances/12/",
    },
)


declarer(
    "seance_ajouts",
    quand="Des pièces ou des points ont été ajoutés après la convocation d’une séance du comité.",
    exemple={
        "civilite": "Madame",
        "organe": "CREFOP de la région d’exemple",
        "numero": "P-2026-01",
        "quand": "lundi 7 décembre 2026 à 9 h 30",
        "pieces": ["Note de synthèse (point 2)"],
        "points": ["4. Calendrier des rencontres"],
        "delai": "Ajouté le 05/12/2026 pour le 07/12/2026, soit 2 jours avant la séance.",
        "lien": "https://portulan.region.example/seances/12/",
    },
)
declarer(
    "seance_invitation",
    quand="Les deux présidences invitent une personne sans siège à une séance du comité, ou à l’un de ses points.",
    exemple={
        "civilite": "Madame",
        "organe": "CREFOP de la région d’exemple",
        "numero": "P-2026-01",
        "quand": "lundi 7 décembre 2026 à 9 h 30",
        "lieu": "Hôtel de Région, salle des séances",
        "mode": "en présence",
        "point": "2. Avis sur le cahier des charges du SPRO",
        "motif": "Présenter l’avis du CESER",
        "lien": "https://portulan.region.example/seances/12/",
    },
)
declarer(
    "seance_invitation_retiree",
    quand="L’invitation d’une personne qui ne siège pas est retirée.",
    exemple={
        "civilite": "Monsieur",
        "organe": "CREFOP de la région d’exemple",
        "numero": "P-2026-01",
        "quand": "lundi 7 décembre 2026 à 9 h 30",
        "motif": "Le point est reporté.",
        "lien": "https://portulan.region.example/seances/12/",
    },
)
declarer(
    "demande_atteinte",
    quand="La majorité des membres du comité demande une séance : les deux présidences la convoquent.",
    exemple={
        "civilite": "Madame",
        "organe": "CREFOP de la région d’exemple",
        "numero": "D-2026-01",
        "signataires": 24,
        "base": 46,
        "points": ["Situation des missions locales"],
        "limite": "2 janvier 2027",
        "lien": "https://portulan.region.example/seances/demandes/3/",
    },
)


def convoquer_par_courriel(seance: SeanceComite, personnes: Iterable[Personne], delai: str) -> None:
    """One mail to each person who gave an address."""
    commun = {
        **_commun(seance),
        "quand": f"le {quand(seance)}",
        "lieu": seance.lieu,
        "mode": seance.get_mode_display(),
        "mention": seance.mention,
        "demande": f"{seance.demande.numero}" if seance.demande else "",
        "urgence": seance.urgence,
        "points": [str(p) for p in seance.points.all()],
        "delai": delai,
        "empreinte": seance.ordre_empreinte,
    }
    for personne in personnes:
        if personne.courriel:
            envoyer("seance_convocation", personne.courriel, {**commun, "civilite": personne.get_civilite_display()})


def prevenir_annulation(seance: SeanceComite) -> None:
    """Tell those who were convened."""
    commun = {**_commun(seance), "quand": quand(seance), "motif": seance.motif_annulation}
    personnes = [e.personne for e in seance.envois.select_related("personne")]
    invitees = seance.invitations.filter(etat=EtatInvite.DECIDEE, envoyee_le__isnull=False).select_related("personne")
    for personne in (*personnes, *(i.personne for i in invitees)):
        if personne.courriel:
            envoyer("seance_annulee", personne.courriel, {**commun, "civilite": personne.get_civilite_display()})


def prevenir_des_ajouts(
    seance: SeanceComite, pieces: Iterable[PieceSeance], points: Iterable[PointOrdre], delai: str
) -> int:
    """Tell those who were convened what was added since, in one mail; gives how many were mailed."""
    commun = {
        **_commun(seance),
        "quand": quand(seance),
        "pieces": [f"{p.titre} ({f'point {p.point.rang}' if p.point else 'toute la séance'})" for p in pieces],
        "points": [str(p) for p in points],
        "delai": delai,
    }
    envoyes = 0
    for envoi in seance.envois.select_related("personne"):
        if envoi.personne.courriel:
            civilite = envoi.personne.get_civilite_display()
            envoyer("seance_ajouts", envoi.personne.courriel, {**commun, "civilite": civilite})
            envoyes += 1
    return envoyes


def inviter_par_courriel(seance: SeanceComite, invitation: InvitationSeance) -> None:
    """Invite a person without a seat: where, when, to what, and that it does not take part in the deliberation."""
    personne = invitation.personne
    if personne.courriel:
        contexte = {
            **_commun(seance),
            "civilite": personne.get_civilite_display(),
            "quand": quand(seance),
            "lieu": seance.lieu,
            "mode": seance.get_mode_display(),
            "point": str(invitation.point) if invitation.point else "",
            "motif": invitation.motif,
        }
        envoyer("seance_invitation", personne.courriel, contexte)


def decommander_par_courriel(seance: SeanceComite, invitation: InvitationSeance) -> None:
    """Tell a person that its invitation was taken back."""
    personne = invitation.personne
    if personne.courriel:
        contexte = {
            **_commun(seance),
            "civilite": personne.get_civilite_display(),
            "quand": quand(seance),
            "motif": invitation.motif_retrait,
        }
        envoyer("seance_invitation_retiree", personne.courriel, contexte)


def prevenir_demande_atteinte(demande: DemandeSeance, presidences: Iterable[Personne], limite: date | None) -> None:
    """Tell the chairs that the majority of the members asks for a meeting, and by when it is to be convened."""
    commun = {
        "organe": demande.organe.nom,
        "numero": demande.numero,
        "signataires": demande.signataires,
        "base": demande.base,
        "points": demande.points,
        "limite": date_fr(limite) if limite else "",
        "lien": adresse_complete(f"/seances/demandes/{demande.pk}/"),
    }
    for personne in presidences:
        if personne.courriel:
            envoyer("demande_atteinte", personne.courriel, {**commun, "civilite": personne.get_civilite_display()})


def quand(seance: SeanceComite) -> str:
    """« lundi 7 décembre 2026 à 9 h 30 », at the place of the meeting."""
    local = timezone.localtime(seance.prevue_le)
    return f"{date_format(local, 'l')} {date_fr(local)} à {heure_fr(local)}"


def _commun(seance: SeanceComite) -> dict[str, str]:
    return {
        "organe": seance.organe.nom,
        "numero": seance.numero,
        "lien": adresse_complete(f"/seances/{seance.pk}/"),
    }
