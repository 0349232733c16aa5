"""Examples of the indicators drawn from the registers of the committee."""

from portulan.diagnostic.tables import REFERENCE
from portulan.socle.tables import COMMUNES
from portulan.socle.tables_comite import SAISINES
from spec.exemple import Exemple

_SOL = {
    COMMUNES: "code_insee | departement | region\n31555 | 31 | 76",
    REFERENCE: "date | six_mois_avant | douze_mois_avant\n2026-03-31 | 2025-09-30 | 2025-03-31",
}

_DELAIS = """
    numero    | type                   | recue_le   | delai | jours_suspendus | suspendue_depuis | en_cours | avis_rendu_le
    S-2024-01 | cahier_charges_spro    | 2024-01-10 |       |                 |                  | non      | 2024-03-10
    S-2025-01 | cahier_charges_spro    | 2025-01-10 | 60    | 10              |                  | non      | 2025-03-21
    S-2025-02 | cahier_charges_spro    | 2025-06-01 | 60    |                 |                  | non      | 2025-09-01
    S-2025-03 | cahier_charges_spro    | 2025-10-01 | 60    |                 |                  | non      |
    S-2026-01 | cahier_charges_spro    | 2026-01-30 | 60    |                 |                  | oui      |
    S-2026-02 | cahier_charges_spro    | 2026-01-29 | 60    |                 |                  | oui      |
    S-2026-03 | cahier_charges_spro    | 2026-01-10 | 60    |                 | 2026-02-10       | oui      |
    S-2026-04 | cahier_charges_spro    | 2026-03-01 | 60    |                 |                  | non      | 2026-04-01
    S-2026-05 | cahier_charges_spro    | 2026-04-01 |       |                 |                  | oui      |
    S-2026-06 | convention_etat_region | 2026-03-01 |       |                 |                  | non      | 2026-03-02
"""  # noqa: E501 (a table is read in one piece)

_ACTES = """
    numero    | type                   | recue_le   | avis_rendu_le | adoptee_le
    S-2024-01 | cahier_charges_spro    | 2024-01-10 | 2024-03-10    | 2024-03-11
    S-2024-02 | cahier_charges_spro    | 2024-06-10 | 2024-09-10    | 2024-09-10
    S-2025-01 | cahier_charges_spro    | 2025-01-10 | 2025-03-10    | 2025-03-01
    S-2025-02 | cahier_charges_spro    | 2025-06-10 | 2025-09-10    | 2025-10-10
    S-2026-01 | cahier_charges_spro    | 2026-01-10 |               | 2026-03-01
    S-2026-02 | cahier_charges_spro    | 2026-01-10 | 2026-03-10    |
    S-2026-03 | cahier_charges_spro    | 2026-01-10 | 2026-03-10    | 2026-04-01
    S-2026-04 | convention_etat_region | 2026-01-10 | 2026-03-10    | 2026-03-31
"""

EXEMPLES_COMITE = (
    Exemple(
        "F1.0-1",
        "Une saisine compte quand son avis est rendu ; le délai court jusqu'à la suspension",
        {SAISINES: _DELAIS, **_SOL},
        """
        niveau | territoire | composante | ventilation       | valeur
        region | 76         |            |                   | 70
        region | 76         |            | saisine=S-2024-01 | 60
        region | 76         |            | saisine=S-2025-01 | 70
        region | 76         |            | saisine=S-2025-02 | 92
        region | 76         | avis       |                   | 3
        region | 76         | en_attente |                   | 4
        region | 76         | hors_delai |                   | 2
        """,
        complet=True,
        remarque="Hors délai : celle qui a eu son avis après 92 jours, et celle qui l'attend depuis 61 jours. Celle de "
        "2025 a duré 70 jours dont dix de suspension, celle du 30 janvier attend depuis 60 jours exactement, celle du "
        "10 janvier est suspendue depuis son trente et unième jour. L'avis du lendemain est encore attendu, et la "
        "saisine close sans avis n'est en retard pour personne.",
    ),
    Exemple(
        "F1.0-1",
        "Aucun avis rendu, aucun délai fixé : ni zéro jour, ni zéro retard",
        {
            SAISINES: "numero | type | recue_le | en_cours\nS-2026-01 | cahier_charges_spro | 2026-03-01 | oui",
            **_SOL,
        },
        """
        niveau | territoire | composante | denominateur | valeur
        region | 76         |            | 0            |
        region | 76         | avis       |              | 0
        region | 76         | en_attente |              | 1
        region | 76         | hors_delai |              |
        """,
        complet=True,
    ),
    Exemple(
        "F1.0-2",
        "L'avis précède l'adoption d'un jour au moins",
        {SAISINES: _ACTES, **_SOL},
        """
        niveau | territoire | composante | ventilation       | valeur
        region | 76         |            |                   | 0,5
        region | 76         |            | saisine=S-2024-01 | 1
        region | 76         |            | saisine=S-2024-02 | 0
        region | 76         |            | saisine=S-2025-01 | -9
        region | 76         |            | saisine=S-2025-02 | 30
        region | 76         | actes      |                   | 4
        region | 76         | sans_avis  |                   | 1
        """,
        complet=True,
        remarque="La médiane ne cache rien : la règle regarde chaque saisine, et l'adoption sans avis est comptée à "
        "part. Un avis sans adoption connue à la date de l'instantané n'est pas encore un cas.",
    ),
    Exemple(
        "F1.0-2",
        "Un texte adopté sans avis n'a pas de délai",
        {
            SAISINES: "numero | type | recue_le | adoptee_le\nS-1 | cahier_charges_spro | 2026-01-01 | 2026-03-01",
            **_SOL,
        },
        """
        niveau | territoire | composante | denominateur | valeur
        region | 76         |            | 0            |
        region | 76         | actes      |              | 0
        region | 76         | sans_avis  |              | 1
        """,
        complet=True,
    ),
    Exemple(
        "F2.0-1",
        "Seules les saisines sur la convention comptent",
        {SAISINES: _DELAIS, **_SOL},
        """
        niveau | territoire | composante | ventilation       | valeur
        region | 76         |            |                   | 1
        region | 76         |            | saisine=S-2026-06 | 1
        region | 76         | avis       |                   | 1
        region | 76         | en_attente |                   | 0
        region | 76         | hors_delai |                   |
        """,
        complet=True,
    ),
    Exemple(
        "F2.0-2",
        "Une convention signée le jour de l'instantané compte",
        {SAISINES: _ACTES, **_SOL},
        """
        niveau | territoire | composante | ventilation       | valeur
        region | 76         |            |                   | 21
        region | 76         |            | saisine=S-2026-04 | 21
        region | 76         | actes      |                   | 1
        region | 76         | sans_avis  |                   | 0
        """,
        complet=True,
    ),
    Exemple(
        "F2.0-2",
        "Aucune saisine sur la convention : aucun cas, et aucun nombre",
        {SAISINES: "numero | type | recue_le\nS-2026-01 | cahier_charges_spro | 2026-03-01", **_SOL},
        """
        niveau | territoire | composante | denominateur | valeur
        region | 76         |            | 0            |
        region | 76         | actes      |              |
        region | 76         | sans_avis  |              |
        """,
        complet=True,
    ),
)
