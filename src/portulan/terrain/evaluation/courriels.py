"""Mails of the assessments (templates in ``templates/courriels``)."""

from datetime import date

from portulan.comptes.courriels import declarer

declarer(
    "rappel_evaluation",
    quand="Une évaluation, une preuve ou une action du plan de progrès arrive à échéance dans 30, 7 ou 1 jours.",
    exemple={
        "sujet": "2 échéances proches",
        "lignes": [
            {
                "texte": "Évaluation de la mission locale du Val à soumettre",
                "echeance": date(2026, 12, 15),
                "lien": "https://portulan.region.example/…",
            },
            {
                "texte": "Preuve « Label Information jeunesse » qui expire",
                "echeance": date(2026, 12, 31),
                "lien": "https://portulan.region.example/…",
            },
        ],
    },
)
