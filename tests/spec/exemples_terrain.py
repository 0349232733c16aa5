"""Examples of the indicators drawn from the registers of the network."""

from portulan.diagnostic.tables import REFERENCE
from portulan.socle.tables import COMMUNES, STRUCTURES
from portulan.socle.tables_terrain import (
    ACTIONS_PROGRES,
    ARTICLES,
    CONCERTATIONS,
    CONTRIBUTIONS,
    CRITERES,
    DECLARATIONS,
    ENGAGEMENTS,
    EVALUATIONS,
    MEMBRES,
    NIVEAUX_CRITERES,
    PREUVES,
    PROTOCOLES,
    RENCONTRES,
)
from spec.exemple import Exemple

_COMMUNES = """
    code_insee | nom      | departement | academie | region | epci      | bassin
    31555      | Toulouse | 31          | 16       | 76     | 243100518 | toulouse
    31395      | Muret    | 31          | 16       | 76     | 200068641 | muret
    81004      | Albi     | 81          | 16       | 76     | 248100737 | albi
"""

_JOUR = "date | six_mois_avant | douze_mois_avant\n2026-03-31 | 2025-09-30 | 2025-03-31"
_LENDEMAIN = "date | six_mois_avant | douze_mois_avant\n2026-04-01 | 2025-10-01 | 2025-04-01"

_MEMBRES = """
    structure_id | organisation | operateur      | attache | code_insee | ouverte | adherente | couverte | entree_le  | signee_le  | fin_le
    a--1         | ml-31        | mission_locale | L       | 31555      | oui     | oui       | oui      | 2024-01-01 | 2024-06-01 | 2026-03-31
    a--2         | ml-31        | mission_locale | L       | 31395      | oui     | oui       | non      | 2024-01-01 | 2024-06-01 | 2026-03-31
    a--3         | ml-81        | mission_locale | L       | 81004      | oui     | non       | non      | 2025-09-30 |            |
    a--4         | ft           | france_travail | L       | 81004      | oui     | non       | non      | 2025-10-01 |            |
    a--5         | ij-31        | ij             | IJ      | 31555      | oui     | oui       | oui      | 2024-01-01 | 2024-06-01 |
    a--6         |              | maison_emploi  | R       | 81004      | oui     | non       | non      |            |            |
    a--7         | cio          | cio            | C       | 31555      | oui     | non       | non      | 2024-01-01 |            |
    a--8         | cidff        | cidff          | P       | 31555      | oui     | oui       | oui      | 2024-01-01 | 2025-01-01 |
    a--9         | ml-31        | mission_locale | L       | 31555      | non     | oui       | oui      | 2024-01-01 | 2024-06-01 | 2026-03-31
    a--10        | ml-47        | mission_locale | L       | 47001      | oui     | oui       | oui      | 2024-01-01 | 2024-06-01 |
"""  # noqa: E501 (a table is read in one piece)

_RENCONTRES = """
    rencontre | organisation | bassin   | date       | operateur      | presente
    r1        | ml-31        | toulouse | 2026-03-31 | mission_locale | oui
    r1        | cio          | toulouse | 2026-03-31 | cio            | oui
    r1        | region       | toulouse | 2026-03-31 |                | oui
    r2        | ml-31        | toulouse | 2025-10-12 | mission_locale | oui
    r2        | cio          | toulouse | 2025-10-12 | cio            | non
    r3        | ml-31        | muret    | 2025-04-01 | mission_locale | non
    r4        | ml-31        | albi     | 2025-03-31 | mission_locale | oui
    r5        | cio          | albi     | 2026-04-02 | cio            | oui
"""

_CRITERES = """
    code | referentiel | principe | libelle  | obligatoire | compensable | preuves
    P1.1 | n-2026      | P1       | accueil  | oui         | non         | 2
    P1.2 | n-2026      | P1       | gratuité | oui         | non         | 1
    P1.6 | n-2026      | P1       | clarté   | non         | oui         | 1
    P2.1 | n-2026      | P2       | écoute   | oui         | oui         | 0
"""

_EVALUATIONS = """
    structure_id | operateur      | code_insee | statut             | validee_le | croisee
    a--1         | mission_locale | 31555      | conforme           | 2025-03-31 | oui
    a--2         | mission_locale | 31395      | non_conforme       | 2025-03-30 | non
    a--3         | mission_locale | 81004      | non_evalue         |            | non
    a--5         | ij             | 31555      | conforme_avec_plan | 2026-03-01 | oui
"""

_NIVEAUX = """
    structure_id | critere | code_insee | applicable | declare | constate | retenu
    a--1         | P1.1    | 31555      | oui        | 3       | 2        | 2
    a--1         | P1.2    | 31555      | oui        | 3       | 3        | 3
    a--1         | P1.6    | 31555      | oui        | 1       | 1        | 1
    a--1         | P2.1    | 31555      | oui        | 2       |          | 2
    a--2         | P1.1    | 31395      | oui        | 1       |          | 1
    a--2         | P1.2    | 31395      | oui        | 3       |          | 3
    a--2         | P2.1    | 31395      | oui        | 3       |          | 3
    a--5         | P1.1    | 31555      | oui        | 3       | 1        | 1
    a--5         | P1.2    | 31555      | non        |         |          |
    a--5         | P2.1    | 31555      | oui        |         | 2        |
"""

EXEMPLES_TERRAIN = (
    Exemple(
        "F1.O1-1",
        "Partenaires et services de la convention à part ; le dernier jour de validité compte encore",
        {MEMBRES: _MEMBRES, COMMUNES: _COMMUNES, REFERENCE: _JOUR},
        """
        niveau      | territoire | composante              | ventilation              | numerateur | denominateur | valeur
        region      | 76         |                         |                          | 3          | 6            | 50
        region      | 76         |                         | operateur=mission_locale | 2          | 3            | 66,67
        region      | 76         |                         | operateur=france_travail | 0          | 1            | 0
        region      | 76         |                         | attache=IJ               | 1          | 1            | 100
        departement | 31         |                         |                          | 3          | 3            | 100
        bassin      | albi       |                         |                          | 0          | 3            | 0
        bassin      | muret      |                         | operateur=mission_locale | 1          | 1            | 100
        region      | 76         | membres_non_signataires |                          |            |              | 1
        region      | 76         | membres_non_signataires | operateur=mission_locale |            |              | 1
        region      | 76         | membres_non_signataires | operateur=france_travail |            |              | 0
        region      | 76         | lies_par_convention     |                          |            |              | 1
        region      | 76         | partenaires_signataires |                          |            |              | 1
        bassin      | muret      | lies_par_convention     |                          |            |              | 0
        """,  # noqa: E501
        remarque="La mission locale d'Albi, entrée il y a six mois jour pour jour, devrait avoir signé ; l'agence "
        "entrée le lendemain a encore un jour. La structure fermée et celle d'une autre région ne comptent pas.",
    ),
    Exemple(
        "F1.O1-1",
        "Le lendemain de la fin de validité, l'organisme n'est plus signataire",
        {MEMBRES: _MEMBRES, COMMUNES: _COMMUNES, REFERENCE: _LENDEMAIN},
        """
        niveau | territoire | composante              | ventilation | numerateur | denominateur | valeur
        region | 76         |                         |             | 1          | 6            | 16,67
        region | 76         | membres_non_signataires |             |            |              | 3
        """,
    ),
    Exemple(
        "F1.O1-1",
        "Aucune adhésion dans un registre tenu : c'est zéro, pas une absence de valeur",
        {
            MEMBRES: """
                structure_id | organisation | operateur | attache | code_insee | ouverte | adherente
                a--5         | ij-31        | ij        | IJ      | 31555      | oui     | non
            """,
            COMMUNES: _COMMUNES,
            REFERENCE: _JOUR,
        },
        """
        niveau | territoire | composante | numerateur | denominateur | valeur
        region | 76         |            | 0          | 1            | 0
        """,
        remarque="Sans membre de droit dont l'entrée est datée, le nombre de non-signataires n'est pas dit.",
    ),
    Exemple(
        "F1.O1-2",
        "Un site ouvert par un adhérent et resté hors de l'adhésion n'est pas couvert",
        {MEMBRES: _MEMBRES, COMMUNES: _COMMUNES, REFERENCE: _JOUR},
        """
        niveau      | territoire | ventilation              | numerateur | denominateur | valeur
        region      | 76         |                          | 3          | 4            | 75
        region      | 76         | operateur=mission_locale | 1          | 2            | 50
        region      | 76         | operateur=cidff          | 1          | 1            | 100
        departement | 31         |                          | 3          | 4            | 75
        bassin      | muret      |                          | 0          | 1            | 0
        bassin      | toulouse   |                          | 3          | 3            | 100
        """,
    ),
    Exemple(
        "F1.O1-2",
        "Le lendemain de la fin de validité, ses sites sortent du rapport",
        {MEMBRES: _MEMBRES, COMMUNES: _COMMUNES, REFERENCE: _LENDEMAIN},
        """
        niveau | territoire | numerateur | denominateur | valeur
        region | 76         | 2          | 2            | 100
        """,
    ),
    Exemple(
        "F1.O1-3",
        "Une réponse sans motif n'en est pas une ; les types jamais conviés sont nommés",
        {
            CONTRIBUTIONS: """
                id | version | operateur      | recue_le   | repondue_le | motivee
                1  | 1       | mission_locale | 2026-01-10 | 2026-02-01  | oui
                2  | 1       | mission_locale | 2026-01-10 | 2026-02-01  | non
                3  | 1       |                | 2026-01-10 | 2026-04-01  | oui
                4  | 1       | cio            | 2026-01-10 |             | non
                5  | 1       | cio            | 2026-04-01 |             | non
            """,
            CONCERTATIONS: """
                seance | date       | operateur
                s1     | 2026-01-05 | mission_locale
                s1     | 2026-01-05 | ij
                s2     | 2026-04-02 | france_travail
            """,
            MEMBRES: _MEMBRES,
            COMMUNES: _COMMUNES,
            REFERENCE: _JOUR,
        },
        """
        niveau | territoire | composante         | ventilation                | numerateur | denominateur | valeur
        region | 76         |                    |                            | 1          | 4            | 25
        region | 76         |                    | operateur=mission_locale   | 1          | 2            | 50
        region | 76         |                    | operateur=autre organisme  | 0          | 1            | 0
        region | 76         |                    | operateur=cio              | 0          | 1            | 0
        region | 76         | types_sans_reunion |                            |            |              | 2
        region | 76         | types_sans_reunion | operateur=france_travail   |            |              | 1
        region | 76         | types_sans_reunion | operateur=maison_emploi    |            |              | 1
        region | 76         | types_sans_reunion | operateur=mission_locale   |            |              | 0
        region | 76         | types_sans_reunion | operateur=ij               |            |              | 0
        """,
        complet=True,
        remarque="La séance à venir et la contribution reçue après la date de l'instantané ne comptent pas. Le CIO et "
        "le partenaire ne sont pas attendus à la concertation.",
    ),
    Exemple(
        "F1.O1-3",
        "Sans séance inscrite, on ne sait pas qui a été convié",
        {
            CONTRIBUTIONS: "id | recue_le | repondue_le | motivee\n1 | 2026-01-10 | 2026-01-10 | oui",
            MEMBRES: _MEMBRES,
            COMMUNES: _COMMUNES,
            REFERENCE: _JOUR,
        },
        """
        niveau | territoire | ventilation               | numerateur | denominateur | valeur
        region | 76         |                           | 1          | 1            | 100
        region | 76         | operateur=autre organisme | 1          | 1            | 100
        """,
        complet=True,
    ),
    Exemple(
        "F1.O2-3",
        "Douze mois glissants ; un bassin sans réunion compte pour zéro",
        {RENCONTRES: _RENCONTRES, COMMUNES: _COMMUNES, REFERENCE: _JOUR},
        """
        niveau | territoire | composante         | numerateur | denominateur | valeur
        bassin | toulouse   |                    |            |              | 2
        bassin | muret      |                    |            |              | 1
        bassin | albi       |                    |            |              | 0
        region | 76         |                    |            |              | 3
        region | 76         | par_bassin         | 3          | 3            | 1
        region | 76         | bassins            |            |              | 3
        region | 76         | bassins_peu_reunis |            |              | 2
        """,
        complet=True,
        remarque="La réunion tenue il y a un an jour pour jour est sortie de la période ; celle qui est à venir n'y "
        "est pas encore.",
    ),
    Exemple(
        "F1.O3d-1",
        "Un protocole compte pour ses deux côtés ; périmé la veille, il ne compte plus",
        {
            PROTOCOLES: """
                id | bassin   | organisation | operateur      | partenaire     | signe_le   | fin_le
                1  | toulouse | ml-31        | mission_locale | cio            | 2025-01-01 | 2026-03-31
                2  | toulouse | ml-31        | mission_locale | scuio          | 2025-01-01 |
                3  | toulouse | ml-31        | mission_locale | france_travail | 2025-01-01 |
                4  | toulouse | ml-31        | mission_locale | cap_emploi     | 2025-01-01 |
                5  | muret    | ml-31        | mission_locale | cio            | 2025-01-01 | 2026-03-30
                6  | muret    | ml-31        | mission_locale | mission_locale | 2025-01-01 |
                7  | muret    | ml-31        | mission_locale | cap_emploi     | 2026-04-01 |
                8  | albi     | rectorat     | rectorat       | ij             | 2025-01-01 |
            """,
            COMMUNES: _COMMUNES,
            REFERENCE: _JOUR,
        },
        """
        niveau | territoire | composante | ventilation            | numerateur | denominateur | valeur
        bassin | toulouse   |            |                        | 1          | 1            | 100
        bassin | muret      |            |                        | 0          | 1            | 0
        bassin | albi       |            |                        | 0          | 1            | 0
        bassin | toulouse   | couples    |                        | 5          | 5            | 100
        bassin | muret      | couples    |                        | 0          | 5            | 0
        bassin | albi       | couples    |                        | 1          | 5            | 20
        region | 76         |            |                        | 1          | 3            | 33,33
        region | 76         | couples    |                        | 6          | 15           | 40
        region | 76         |            | service=cio            | 2          | 3            | 66,67
        region | 76         |            | service=scuio          | 1          | 3            | 33,33
        region | 76         |            | service=france_travail | 1          | 3            | 33,33
        region | 76         |            | service=mission_locale | 1          | 3            | 33,33
        region | 76         |            | service=cap_emploi     | 1          | 3            | 33,33
        """,
        complet=True,
        remarque="Un protocole entre deux missions locales ne lie pas le réseau à un autre service ; à Albi, "
        "le rectorat a signé pour le CIO.",
    ),
    Exemple(
        "F1.O3d-1",
        "Le lendemain de la fin d'un protocole, le bassin n'est plus doté",
        {
            PROTOCOLES: """
                id | bassin   | organisation | operateur | partenaire     | signe_le   | fin_le
                1  | toulouse | cio          | cio       | mission_locale | 2025-01-01 | 2026-03-31
            """,
            COMMUNES: _COMMUNES,
            REFERENCE: _LENDEMAIN,
        },
        """
        niveau | territoire | composante | numerateur | denominateur | valeur
        region | 76         |            | 0          | 3            | 0
        region | 76         | couples    | 0          | 15           | 0
        """,
    ),
    Exemple(
        "F1.O4-1",
        "Chaque question sans article a sa ligne ; une lettre renvoie à sa question",
        {
            ARTICLES: """
                document          | version | article | genre    | code
                cahier_des_charges | 2       | a1      | fiche    | F1.O1
                cahier_des_charges | 2       | a1      | fiche    | F1.3a
                cahier_des_charges | 2       | a2      | fiche    | F1.3
                cahier_des_charges | 2       | a2      | fiche    | F1.10
                cahier_des_charges | 2       | a3      | objectif | O1
                cahier_des_charges | 2       | a3      | fiche    | F1.0
                convention        | 1       | c1      | fiche    | F1.4
            """,
            COMMUNES: _COMMUNES,
        },
        """
        niveau | territoire | composante             | ventilation    | numerateur | denominateur | valeur
        region | 76         |                        |                | 3          | 14           | 21,43
        region | 76         | essentiels_sans_article |                |            |              | 1
        region | 76         |                        | question=F1.O1 | 1          | 1            | 100
        region | 76         |                        | question=F1.1  | 0          | 1            | 0
        region | 76         |                        | question=F1.3  | 1          | 1            | 100
        region | 76         | articles               | question=F1.3  |            |              | 2
        region | 76         |                        | question=F1.4  | 0          | 1            | 0
        region | 76         |                        | question=F1.10 | 1          | 1            | 100
        """,
        remarque="Un article de la convention ne répond pas aux questions du cahier des charges ; F1.0, qui porte sur "
        "la procédure, n'appelle pas d'article.",
    ),
    Exemple(
        "F1.O4-1",
        "Aucun article du cahier des charges : rien à dire",
        {ARTICLES: "document | article | genre | code\nconvention | c1 | fiche | F2.O1", COMMUNES: _COMMUNES},
        "niveau | territoire",
        complet=True,
    ),
    Exemple(
        "F1.2-3",
        "Un protocole avec son propre réseau ne compte pas ; une structure reconnaissable n'est pas encore membre",
        {
            PROTOCOLES: """
                id | bassin   | organisation | operateur      | partenaire     | signe_le   | fin_le
                1  | toulouse | cio          | cio            | mission_locale | 2025-01-01 |
                2  | toulouse | ml-31        | mission_locale | mission_locale | 2025-01-01 |
                3  | albi     | ml-81        | mission_locale | cap_emploi     | 2025-01-01 | 2026-03-31
                4  | toulouse | ij-31        | ij             | cio            | 2025-01-01 |
                5  | albi     | ft           | france_travail | apec           | 2025-01-01 | 2026-03-30
            """,
            MEMBRES: _MEMBRES,
            COMMUNES: _COMMUNES,
            REFERENCE: _JOUR,
        },
        """
        niveau | territoire | ventilation              | numerateur | denominateur | valeur
        region | 76         |                          | 2          | 5            | 40
        region | 76         | operateur=cio            | 1          | 1            | 100
        region | 76         | operateur=mission_locale | 1          | 2            | 50
        region | 76         | operateur=france_travail | 0          | 1            | 0
        region | 76         | operateur=ij             | 0          | 1            | 0
        """,
        complet=True,
    ),
    Exemple(
        "F1.3a-3",
        "Tous les critères obligatoires de P1, et eux seuls ; un critère sans objet ne compte pas",
        {NIVEAUX_CRITERES: _NIVEAUX, CRITERES: _CRITERES, COMMUNES: _COMMUNES},
        """
        niveau      | territoire | numerateur | denominateur | valeur
        region      | 76         | 1          | 3            | 33,33
        departement | 31         | 1          | 3            | 33,33
        bassin      | toulouse   | 1          | 2            | 50
        bassin      | muret      | 0          | 1            | 0
        """,
        complet=True,
        remarque="Le critère facultatif P1.6 au niveau 1 ne retire pas la conformité.",
    ),
    Exemple(
        "F1.3a-3",
        "Un critère applicable resté sans niveau n'est pas atteint",
        {
            NIVEAUX_CRITERES: """
                structure_id | critere | code_insee | applicable | retenu
                a--1         | P1.1    | 31555      | oui        | 4
                a--1         | P1.2    | 31555      | oui        |
                a--2         | X9      | 31395      | oui        | 4
            """,
            CRITERES: _CRITERES,
            COMMUNES: _COMMUNES,
        },
        """
        niveau      | territoire | numerateur | denominateur | valeur
        region      | 76         | 0          | 1            | 0
        departement | 31         | 0          | 1            | 0
        bassin      | toulouse   | 0          | 1            | 0
        """,
        complet=True,
        remarque="Un critère d'un ancien référentiel n'entre pas dans le calcul.",
    ),
    Exemple(
        "F1.3c-1",
        "Les quatre statuts sont toujours donnés, même à zéro",
        {EVALUATIONS: _EVALUATIONS, COMMUNES: _COMMUNES},
        """
        niveau      | territoire | composante | ventilation               | numerateur | denominateur | valeur
        region      | 76         |            |                           |            |              | 4
        region      | 76         |            | statut=conforme           |            |              | 1
        region      | 76         |            | statut=conforme_avec_plan |            |              | 1
        region      | 76         |            | statut=non_conforme       |            |              | 1
        region      | 76         |            | statut=non_evalue         |            |              | 1
        region      | 76         | part       | statut=non_evalue         | 1          | 4            | 25
        region      | 76         | conformes  |                           | 2          | 4            | 50
        departement | 31         | conformes  |                           | 2          | 3            | 66,67
        bassin      | albi       | non_evaluees |                         | 1          | 1            | 100
        bassin      | albi       |            |                           |            |              | 1
        bassin      | albi       |            | statut=conforme           |            |              | 0
        bassin      | albi       | part       | statut=non_evalue         | 1          | 1            | 100
        departement | 31         | part       | statut=non_evalue         | 0          | 3            | 0
        """,
    ),
    Exemple(
        "F1.3c-3",
        "Un critère sans niveau retenu n'est pas compté ; les critères obligatoires sont repris à part",
        {NIVEAUX_CRITERES: _NIVEAUX, CRITERES: _CRITERES, COMMUNES: _COMMUNES},
        """
        niveau | territoire | composante   | ventilation  | numerateur | denominateur | valeur
        region | 76         |              |              |            |              | 100
        region | 76         |              | critere=P1.1 | 2          | 3            | 66,67
        region | 76         |              | critere=P1.2 | 0          | 2            | 0
        region | 76         |              | critere=P1.6 | 1          | 1            | 100
        region | 76         |              | critere=P2.1 | 0          | 2            | 0
        region | 76         | obligatoires |              |            |              | 66,67
        region | 76         | obligatoires | critere=P1.1 | 2          | 3            | 66,67
        region | 76         | obligatoires | critere=P1.2 | 0          | 2            | 0
        region | 76         | obligatoires | critere=P2.1 | 0          | 2            | 0
        region | 76         | fragiles     |              |            |              | 1
        """,
        complet=True,
    ),
    Exemple(
        "F1.3c-4",
        "Deux niveaux d'écart, dans un sens ou dans l'autre ; sans regard croisé, pas d'écart",
        {NIVEAUX_CRITERES: _NIVEAUX, EVALUATIONS: _EVALUATIONS, COMMUNES: _COMMUNES},
        """
        niveau      | territoire | ventilation              | numerateur | denominateur | valeur
        region      | 76         |                          | 1          | 2            | 50
        region      | 76         | operateur=mission_locale | 0          | 1            | 0
        region      | 76         | operateur=ij             | 1          | 1            | 100
        departement | 31         |                          | 1          | 2            | 50
        departement | 31         | operateur=mission_locale | 0          | 1            | 0
        departement | 31         | operateur=ij             | 1          | 1            | 100
        """,
        complet=True,
    ),
    Exemple(
        "F1.6-1",
        "Site connu, site engagé ; un siège qui signe sans engager de site dans un département est compté",
        {
            MEMBRES: """
                structure_id | organisation | operateur      | attache | code_insee | ouverte | adherente | couverte | fin_le
                a            | ft           | france_travail | L       | 31555      | oui     | oui       | oui      |
                b            | ft           | france_travail | L       | 31395      | oui     | oui       | non      |
                c            | ft           | france_travail | L       | 81004      | oui     | oui       | non      |
                d            | ml-81        | mission_locale | L       | 81004      | oui     | non       | non      |
                e            | cio          | cio            | C       | 81004      | oui     | non       | non      |
                f            | ft           | france_travail | L       | 81004      | non     | oui       | oui      |
            """,  # noqa: E501
            STRUCTURES: "id | operateur | code_insee\na | france_travail | 31555\ne | cio | 81004",
            COMMUNES: _COMMUNES,
            REFERENCE: _JOUR,
        },
        """
        niveau      | territoire | composante            | ventilation              | numerateur | denominateur | valeur
        region      | 76         |                       |                          | 1          | 4            | 25
        region      | 76         |                       | operateur=france_travail | 1          | 3            | 33,33
        region      | 76         |                       | operateur=mission_locale | 0          | 1            | 0
        departement | 31         |                       | operateur=france_travail | 1          | 2            | 50
        departement | 81         |                       | operateur=france_travail | 0          | 1            | 0
        departement | 81         | signataires_sans_site | operateur=france_travail |            |              | 1
        departement | 31         | signataires_sans_site | operateur=france_travail |            |              | 0
        region      | 76         | sites_connus          |                          |            |              | 2
        """,
    ),
    Exemple(
        "F1.6-2",
        "Présences sur convocations, douze mois glissants ; un organisme sans opérateur n'est pas compté",
        {RENCONTRES: _RENCONTRES, COMMUNES: _COMMUNES, REFERENCE: _JOUR},
        """
        niveau | territoire | ventilation              | numerateur | denominateur | valeur
        region | 76         |                          | 3          | 5            | 60
        region | 76         | operateur=mission_locale | 2          | 3            | 66,67
        region | 76         | operateur=cio            | 1          | 2            | 50
        bassin | toulouse   |                          | 3          | 4            | 75
        bassin | toulouse   | operateur=mission_locale | 2          | 2            | 100
        bassin | toulouse   | operateur=cio            | 1          | 2            | 50
        bassin | muret      |                          | 0          | 1            | 0
        bassin | muret      | operateur=mission_locale | 0          | 1            | 0
        """,
        complet=True,
    ),
    Exemple(
        "F1.6-3",
        "La dernière année déclarée ; le temps d'un organisme muet est inconnu, pas nul",
        {
            DECLARATIONS: """
                organisation | annee | operateur      | jours
                ml-31        | 2024  | mission_locale | 30
                ml-31        | 2025  | mission_locale | 42,5
                ij-31        | 2025  | ij             | 12
                ft           | 2027  | france_travail | 99
            """,
            MEMBRES: """
                structure_id | organisation | operateur      | attache | code_insee | ouverte | adherente
                a--1         | ml-31        | mission_locale | L       | 31555      | oui     | oui
                a--2         | ml-31        | mission_locale | L       | 31395      | oui     | oui
                a--3         | ml-81        | mission_locale | L       | 81004      | oui     | oui
                a--5         | ij-31        | ij             | IJ      | 31555      | oui     | oui
                a--4         | ft           | france_travail | L       | 81004      | oui     | non
            """,
            COMMUNES: _COMMUNES,
            REFERENCE: _JOUR,
        },
        """
        niveau | territoire | composante       | ventilation              | valeur
        region | 76         |                  |                          | 54,5
        region | 76         |                  | annee=2024               | 30
        region | 76         |                  | annee=2025               | 54,5
        region | 76         |                  | operateur=mission_locale | 42,5
        region | 76         |                  | operateur=ij             | 12
        region | 76         | declarants       |                          | 2
        region | 76         | declarants       | operateur=mission_locale | 1
        region | 76         | declarants       | operateur=ij             | 1
        region | 76         | sans_declaration |                          | 1
        region | 76         | sans_declaration | operateur=mission_locale | 1
        region | 76         | sans_declaration | operateur=ij             | 0
        """,
        complet=True,
        remarque="L'année à venir n'est pas encore déclarée. L'agence, qui n'a pas adhéré, n'a rien à déclarer.",
    ),
    Exemple(
        "F1.10-1",
        "Un critère sans preuve, un critère obligatoire compensable",
        {CRITERES: _CRITERES, COMMUNES: _COMMUNES},
        """
        niveau | territoire | composante            | ventilation | numerateur | denominateur | valeur
        region | 76         |                       |             | 3          | 4            | 75
        region | 76         |                       | principe=P1 | 3          | 3            | 100
        region | 76         |                       | principe=P2 | 0          | 1            | 0
        region | 76         | criteres_compensables |             |            |              | 1
        region | 76         | criteres_obligatoires |             |            |              | 3
        """,
        complet=True,
        remarque="Qu'un critère facultatif soit compensable n'est pas un défaut.",
    ),
    Exemple(
        "F1.10-2",
        "Douze mois jour pour jour comptent encore ; la veille, non",
        {EVALUATIONS: _EVALUATIONS, COMMUNES: _COMMUNES, REFERENCE: _JOUR},
        """
        niveau      | territoire | composante      | ventilation              | numerateur | denominateur | valeur
        region      | 76         |                 |                          | 2          | 4            | 50
        region      | 76         |                 | operateur=mission_locale | 1          | 3            | 33,33
        departement | 31         |                 |                          | 2          | 3            | 66,67
        bassin      | albi       |                 |                          | 0          | 1            | 0
        region      | 76         | regards_croises |                          |            |              | 2
        """,
    ),
    Exemple(
        "F1.10-3",
        "Une preuve périme le lendemain de son dernier jour ; pour deux critères, elle compte une fois",
        {
            PREUVES: """
                id | structure_id | code_insee | critere | valide_jusqu_au
                1  | a--1         | 31555      | P1.1    | 2026-03-31
                2  | a--1         | 31555      | P1.1    | 2026-03-30
                2  | a--1         | 31555      | P1.2    | 2026-03-30
                3  | a--3         | 81004      | P1.1    |
            """,
            COMMUNES: _COMMUNES,
            REFERENCE: _JOUR,
        },
        """
        niveau      | territoire | numerateur | denominateur | valeur
        region      | 76         | 1          | 3            | 33,33
        departement | 31         | 1          | 2            | 50
        departement | 81         | 0          | 1            | 0
        """,
    ),
    Exemple(
        "F1.10-3",
        "Le lendemain",
        {
            PREUVES: "id | structure_id | code_insee | critere | valide_jusqu_au\n1 | a--1 | 31555 | P1.1 | 2026-03-31",
            COMMUNES: _COMMUNES,
            REFERENCE: _LENDEMAIN,
        },
        "niveau | territoire | numerateur | denominateur | valeur\nregion | 76 | 1 | 1 | 100",
    ),
    Exemple(
        "F1.10-4",
        "Échue le lendemain de son échéance ; close en retard n'est pas close à temps",
        {
            ACTIONS_PROGRES: """
                id | structure_id | code_insee | critere | echeance   | close_le
                1  | a--1         | 31555      | P1.1    | 2026-03-30 | 2026-03-30
                2  | a--1         | 31555      | P1.2    | 2026-03-30 | 2026-03-31
                3  | a--2         | 31395      | P1.1    | 2026-01-01 |
                4  | a--3         | 81004      | P1.1    | 2026-03-31 |
                5  | a--3         | 81004      | P1.2    | 2026-09-01 | 2026-01-01
            """,
            COMMUNES: _COMMUNES,
            REFERENCE: _JOUR,
        },
        """
        niveau      | territoire | composante | numerateur | denominateur | valeur
        region      | 76         |            | 1          | 3            | 33,33
        region      | 76         | en_retard  |            |              | 1
        departement | 31         |            | 1          | 3            | 33,33
        departement | 31         | en_retard  |            |              | 1
        departement | 81         |            | 0          | 0            |
        departement | 81         | en_retard  |            |              | 0
        """,
        complet=True,
        remarque="Une action close d'avance n'entre dans le rapport qu'une fois son échéance passée.",
    ),
    Exemple(
        "F2.O2-1",
        "Seuls les CIO et les SCUIO visés nommément ; une même structure visée deux fois compte une fois",
        {
            ENGAGEMENTS: """
                id | structure_id | cahier
                e1 | c1           | oui
                e1 | c2           | oui
                e2 | c1           | non
                e3 | -            | oui
                e4 | ml           | non
            """,
            MEMBRES: """
                structure_id | operateur      | attache | code_insee | ouverte
                c1           | cio            | C       | 31555      | oui
                c2           | cio            | C       | 81004      | oui
                c3           | cio            | C       | 31395      | oui
                c4           | cio            | C       | 31395      | non
                u1           | scuio          | C       | 31555      | oui
                ml           | mission_locale | L       | 31555      | oui
            """,
            COMMUNES: _COMMUNES,
        },
        """
        niveau      | territoire | composante       | ventilation     | numerateur | denominateur | valeur
        region      | 76         |                  |                 | 2          | 4            | 50
        region      | 76         |                  | operateur=cio   | 2          | 3            | 66,67
        region      | 76         |                  | operateur=scuio | 0          | 1            | 0
        departement | 31         |                  |                 | 1          | 3            | 33,33
        academie    | 16         |                  |                 | 2          | 4            | 50
        region      | 76         | reference_cahier |                 |            |              | 2
        """,
    ),
    Exemple(
        "F2.6-1",
        "Il faut les trois : échéance, responsable, indicateur",
        {
            ENGAGEMENTS: """
                id | structure_id | date | responsable | indicateur
                e1 | c1           | oui  | oui         | oui
                e1 | c2           | oui  | oui         | oui
                e2 | -            | oui  | oui         | non
            """,
            COMMUNES: _COMMUNES,
        },
        "niveau | territoire | numerateur | denominateur | valeur\nregion | 76 | 1 | 2 | 50",
        complet=True,
    ),
)
