"""What a day brings to the registers, whatever people do: ends of validity, reminders, files whose retention is over.

The worker asks for it once a day; run again the same day, it does nothing more.
"""

from datetime import date
from typing import Any

from portulan.comptes.conservation import purger
from portulan.socle.horloge import aujourdhui
from portulan.socle.progression import Progression
from portulan.terrain.accueil.echeances import faire_le_tour
from portulan.terrain.adhesion.operations import appliquer_echeances
from portulan.terrain.aiguillage.taches import elaguer
from portulan.terrain.animation.taches import rappeler_toutes
from portulan.terrain.evaluation.taches import echeances


def faire(progression: Progression, *, jour: str = "") -> dict[str, Any]:
    """The work of a day (ISO date; today when empty): what changed, counted kind by kind."""
    quand = date.fromisoformat(jour) if jour else aujourdhui()
    progression("Adhésions arrivées à leur terme", 0.0)
    faits: dict[str, Any] = {"adhesions": appliquer_echeances(jour=quand)}
    progression("Demandes transmises : rappels, silences, dernier recours", 0.1)
    faits |= faire_le_tour(jour=quand)
    progression("Évaluations, preuves et rappels", 0.2)
    faits |= echeances(quand)
    progression("Rappels des campagnes de mise à jour", 0.8)
    faits["rappels_de_mise_a_jour"] = rappeler_toutes(quand)
    progression("Ce qui n’est plus à garder", 0.9)
    faits["marques_du_reseau"] = elaguer()
    return faits | purger()
