"""Mails of the update campaigns (templates in ``templates/courriels``)."""

from datetime import date

from portulan.comptes.courriels import declarer

_EXEMPLE = {
    "structure": "CIO du Val",
    "campagne": "Mise à jour des fiches, automne 2026",
    "consigne": "Vérifiez l’adresse, le téléphone et les horaires d’accueil.",
    "echeance": date(2026, 11, 30),
    "lien": "https://portulan.region.example/…",
}
declarer("sollicitation", quand="Une campagne demande à une structure si sa fiche est à jour.", exemple=_EXEMPLE)
declarer(
    "rappel_sollicitation",
    quand="Une structure n’a pas encore répondu à une campagne de mise à jour.",
    exemple=_EXEMPLE,
)
