"""Mails of a meeting: the convocation, and its cancellation."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format

from portulan.comptes.courriels import adresse_complete, declarer, envoyer
from portulan.crefop.composition.models import Personne
from portulan.crefop.seance.models import SeanceComite
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


def convoquer_par_courriel(seance: SeanceComite, personnes: Iterable[Personne], delai: str) -> None:
    """One mail to each person who gave an address."""
    commun = {
        **_commun(seance),
        "quand": f"le {quand(seance)}",
        "lieu": seance.lieu,
        "mode": seance.get_mode_display(),
        "mention": seance.mention,
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
    for envoi in seance.envois.select_related("personne"):
        if envoi.personne.courriel:
            civilite = envoi.personne.get_civilite_display()
            envoyer("seance_annulee", envoi.personne.courriel, {**commun, "civilite": civilite})


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
