"""Every example, by indicator computed: the pages of docs/notes are generated from them."""

from portulan.diagnostic.tables import ACCES, ACCES_TERRITOIRES, OUVERTURES, REFERENCE
from portulan.diagnostic.tables_besoins import ACCES_BESOINS
from portulan.socle.tables import (
    AFFECTATIONS,
    COMMUNES,
    FORMATIONS,
    INSERJEUNES,
    SERVICES,
    SPECIALITES,
    STRUCTURES,
    ZONAGES,
)
from spec.exemple import Exemple
from spec.exemples_accueil import EXEMPLES_ACCUEIL
from spec.exemples_comite import EXEMPLES_COMITE
from spec.exemples_terrain import EXEMPLES_TERRAIN

_COMMUNES = """
    code_insee | departement | academie | region | epci      | bassin
    31555      | 31          | 16       | 76     | 243100518 | toulouse
    31395      | 31          | 16       | 76     | 200068641 | muret
    81004      | 81          | 16       | 76     | 248100737 | albi
"""

_ACCES = """
    code_insee | operateur | departement | region | population | minutes | distance_km | heures_atteignables
    31555      | ensemble  | 31          | 76     | 500 000    | 5       | 2           | 38
    31555      | cio       | 31          | 76     | 500 000    | 12      | 4           |
    81099      | ensemble  | 81          | 76     | 2 000      | 30      | 20          | 0
    81100      | ensemble  | 81          | 76     | 1 000      | 42      | 31          |
    81101      | ensemble  | 81          | 76     |            |         |             |
"""

_ACCES_ZONES = """
    code_insee | operateur | departement | region | population | minutes
    31555      | ensemble  | 31          | 76     | 480 000    | 5
    31395      | ensemble  | 31          | 76     | 20 000     | 40
    81099      | ensemble  | 81          | 76     | 2 000      | 30
    81100      | ensemble  | 81          | 76     | 1 000      | 42
    81101      | ensemble  | 81          | 76     | 700        |
    31555      | cio       | 31          | 76     | 480 000    | 50
"""

_TERRITOIRES = """
    niveau | territoire | operateur | communes | population | population_plus_30_min | population_plus_30_km | communes_plus_30_km | distance_mediane | distance_p90 | minutes_mediane | minutes_p90 | heures_moyennes | gini_heures | population_horaires
    region | 76         | ensemble  | 4        | 503 000    | 1 000                  | 1 000                 | 1                   | 2                | 2            | 5               | 5           | 37,8            | 0,006       | 502 000
    region | 76         | cio       | 4        | 500 000    | 0                      | 0                     | 0                   | 4                | 4            | 12              | 12          |                 |             | 0
    region | 76         | apec      | 4        | 0          | 0                      | 0                     | 0                   |                  |              |                 |             |                 |             | 0
    epci   | 200000123  | ensemble  | 2        | 1 000      | 1 000                  | 1 000                 | 1                   | 31               | 31           | 42              | 42          |                 |             | 0
    epci   | 200000124  | ensemble  | 1        | 0          | 0                      | 0                     | 0                   |                  |              |                 |             |                 |             | 0
"""  # noqa: E501 (a table is read in one piece)

_FORMATIONS = """
    session | code_formation | filiere | departement | academie | region | capacite | candidatures | propositions | acceptations | acceptations_bg | propositions_bg | acceptations_meme_academie
    2023    | 1              | CPGE    | 31          | 16       | 76     | 10       | 500          | 40           | 8            |                 |                 | 4
    2023    | 2              | CPGE    | 75          | 01       | 11     | 10       | 500          | 40           | 8            |                 |                 | 4
    2024    | 1              | BTS     | 31          | 16       | 76     | 30       | 300          | 60           | 25           | 5               | 20              | 20
    2024    | 2              | Licence | 31          | 16       | 76     | 100      | 700          | 300          | 75           | 60              | 200             | 60
    2024    | 3              | Licence | 75          | 01       | 11     |          |              |              |              |                 |                 |
    2024    | 4              | BTS     | 75          | 01       | 11     |          |              |              |              |                 |                 |
    2025    | 1              | BTS     | 31          | 16       | 76     | 20       | 240          |              | 16           |                 |                 |
    2025    | 2              | Licence | 31          | 16       | 76     | 80       | 400          |              | 84           |                 |                 |
    2025    | 3              | Licence | 75          | 01       | 11     | 100      | 360          |              | 100          |                 |                 |
    2025    | 4              | BTS     | 31          | 16       | 76     | 0        | 50           |              |              |                 |                 |
    2025    | 5              | BTS     | 31          | 16       | 76     | 24       |              |              | 12           |                 |                 |
"""  # noqa: E501

_BESOINS = """
    niveau | territoire | ventilation                    | population | population_plus_30_min | minutes_mediane | minutes_p90 | heures_moyennes | gini_heures | population_horaires
    region | 76         | public=Jeunes                  | 1 000      | 150                    | 9               | 31,5        | 38,2            | 0,18        | 1 000
    region | 76         | besoin=Trouver une formation   | 5 000      | 0                      | 12              | 24          |                 |             | 0
    epci   | 200000124  | public=Jeunes                  | 40         | 40                     |                 |             |                 |             | 0
"""  # noqa: E501

_SPECIALITES = """
    annee | doublette    | formation               | candidats | proposes | acceptants
    2022  | Maths,SES    | Ensemble des bacheliers | 600       | 540      | 500
    2022  | Arts,HLP     | Ensemble des bacheliers | 400       | 360      | 300
    2023  | Maths,SES    | Ensemble des bacheliers | 600       | 570      | 510
    2023  | Arts,HLP     | Ensemble des bacheliers | 400       | 380      | 320
    2023  | Arts,HLP     | Licence Arts            | 390       | 200      | 150
"""

_INSERJEUNES = """
    millesime | uai      | voie          | region | diffusion
    2021-2022 | 0310001A | apprentissage | 76     | publie
    2022-2023 | 0310001A | apprentissage | 76     | publie
    2022-2023 | 0310002B | apprentissage | 76     | publie
    2022-2023 | 0310003C | scolaire      | 76     | masque
    2022-2023 | 0310004D | scolaire      | 76     | absent
    2022-2023 | 0750001E | scolaire      | 11     | absent
"""

_AFFECTATIONS = """
    annee | uai | code_formation | statut        | rang | entree                  | specialite | recensement | code_insee | departement | academie | region | capacite | capacite_affectation | premiers_voeux | affectes_voeu_1 | affectes
    2024  | a   | 1              | scolaire      | 1    | première professionnelle | MENUISERIE | non         | 31555      | 31          | 16       | 76     | 24       | 24                   | 20             | 18              | 20
    2025  | a   | 1              | scolaire      | 1    | première professionnelle | MENUISERIE | non         | 31555      | 31          | 16       | 76     | 24       | 20                   | 30             | 15              | 20
    2025  | a   | 2              | scolaire      | 1    | première professionnelle | CUISINE    | non         | 31395      | 31          | 16       | 76     | 16       |                      | 4              | 4               | 5
    2025  | b   | 2              | scolaire      | 1    | première professionnelle | CUISINE    |             | 75056      | 75          | 01       | 11     | 10       | 10                   | 16             | 10              | 12
    2025  | a   | 1              | apprentissage | 1    | première professionnelle | MENUISERIE | non         | 31555      | 31          | 16       | 76     | 999      | 999                  | 5              | 3               | 5
    2025  | a   | 3              | scolaire      | 1    | première professionnelle | CUISINE    | oui         | 31555      | 31          | 16       | 76     | 12       | 12                   | 9              |                 |
    2025  | a   | 4              | scolaire      | 1    | première professionnelle | CUISINE    | non         | 31555      | 31          | 16       | 76     | 999      | 999                  | 9              |                 |
    2025  | a   | 5              | scolaire      | 1    | CAP                      | CUISINE    | non         | 31555      | 31          | 16       | 76     | 12       | 12                   | 6              | 6               | 12
"""  # noqa: E501

EXEMPLES = (
    Exemple(
        "F1.O3a-1",
        "Une commune est d'un côté ou de l'autre du seuil ; un réseau inconnu n'a pas de valeur",
        {ACCES: _ACCES, ACCES_TERRITOIRES: _TERRITOIRES},
        """
        niveau  | territoire | composante     | ventilation   | numerateur | denominateur | valeur
        commune | 31555      |                |               | 0          | 500 000      | 0
        commune | 31555      |                | operateur=cio | 0          | 500 000      | 0
        commune | 81099      |                |               | 0          | 2 000        | 0
        commune | 81100      |                |               | 1 000      | 1 000        | 100
        commune | 81101      |                |               |            |              |
        region  | 76         |                |               | 1 000      | 503 000      | 0,20
        region  | 76         | effectif       |               |            |              | 1 000
        region  | 76         | plus_30_km     |               | 1 000      | 503 000      | 0,20
        region  | 76         | communes_30_km |               |            |              | 1
        region  | 76         |                | operateur=cio | 0          | 500 000      | 0
        epci    | 200000123  |                |               | 1 000      | 1 000        | 100
        epci    | 200000124  |                |               | 0          | 0            |
        epci    | 200000124  | effectif       |               |            |              |
        """,
        remarque="À trente minutes exactement, la commune n'est pas au-delà du seuil.",
    ),
    Exemple(
        "F1.O3a-1",
        "Par public et par besoin ; ceux que personne ne sert sont éloignés",
        {ACCES_BESOINS: _BESOINS},
        """
        niveau | territoire | composante | ventilation                  | numerateur | denominateur | valeur
        region | 76         |            | public=Jeunes                | 150        | 1 000        | 15
        region | 76         | effectif   | public=Jeunes                |            |              | 150
        region | 76         |            | besoin=Trouver une formation | 0          | 5 000        | 0
        region | 76         | effectif   | besoin=Trouver une formation |            |              | 0
        epci   | 200000124  |            | public=Jeunes                | 40         | 40           | 100
        epci   | 200000124  | effectif   | public=Jeunes                |            |              | 40
        """,
        complet=True,
    ),
    Exemple("F1.O3a-1", "Aucune structure connue : aucune ligne", {}, "niveau | territoire", complet=True),
    Exemple(
        "F1.O3a-2",
        "Médiane, neuvième décile et leur rapport",
        {ACCES: _ACCES, ACCES_TERRITOIRES: _TERRITOIRES},
        """
        niveau  | territoire | composante | ventilation   | valeur
        commune | 81100      |            |               | 42
        commune | 81100      | mediane_km |               | 31
        commune | 81101      |            |               |
        region  | 76         |            |               | 5
        region  | 76         | p90        |               | 5
        region  | 76         | rapport    |               | 1
        region  | 76         | mediane_km |               | 2
        region  | 76         |            | operateur=cio | 12
        epci    | 200000124  | rapport    |               |
        """,
    ),
    Exemple(
        "F1.O3a-3",
        "Les heures inconnues ne sont pas des heures nulles",
        {ACCES: _ACCES, ACCES_TERRITOIRES: _TERRITOIRES},
        """
        niveau  | territoire | composante  | ventilation   | numerateur | denominateur | valeur
        commune | 31555      |             |               |            |              | 38
        commune | 81099      |             |               |            |              | 0
        commune | 81100      |             |               |            |              |
        region  | 76         |             |               |            |              | 37,8
        region  | 76         | gini        |               |            |              | 0,006
        region  | 76         | part_connue |               | 502 000    | 503 000      | 99,80
        region  | 76         |             | operateur=cio |            |              |
        """,
    ),
    Exemple(
        "F1.O3a-2",
        "Par public et par besoin, la plus proche des structures aptes",
        {ACCES_BESOINS: _BESOINS},
        """
        niveau | territoire | composante | ventilation                  | valeur
        region | 76         |            | public=Jeunes                | 9
        region | 76         | p90        | public=Jeunes                | 31,5
        region | 76         | rapport    | public=Jeunes                | 3,5
        region | 76         |            | besoin=Trouver une formation | 12
        region | 76         | rapport    | besoin=Trouver une formation | 2
        epci   | 200000124  | rapport    | public=Jeunes                |
        """,
    ),
    Exemple(
        "F1.O3a-3",
        "Par public : les heures d'un besoin dont aucun horaire n'est publié restent inconnues",
        {ACCES_BESOINS: _BESOINS},
        """
        niveau | territoire | composante | ventilation                  | valeur
        region | 76         |            | public=Jeunes                | 38,2
        region | 76         | gini       | public=Jeunes                | 0,18
        region | 76         |            | besoin=Trouver une formation |
        """,
    ),
    Exemple(
        "F1.O3a-4",
        "Avec la seule ZRR, dite remplacée ; une commune classée en partie n'est d'aucun côté",
        {
            ACCES: _ACCES_ZONES,
            ZONAGES: """
            code_insee | zonage | quartier | statut
            81100      | zrr    | -        | classe
            81099      | zrr    | -        | partiel
            31555      | zrr    | -        | non_classe
            """,
        },
        """
        niveau      | territoire | composante           | ventilation                                 | numerateur | denominateur | valeur
        region      | 76         |                      |                                             |            |              | 96
        region      | 76         |                      | zone=ZRR, remplacée par FRR en juillet 2024 |            |              | 96
        region      | 76         | part_zone            | zone=ZRR, remplacée par FRR en juillet 2024 | 1 000      | 1 000        | 100
        region      | 76         | part_reste           | zone=ZRR, remplacée par FRR en juillet 2024 | 20 000     | 500 000      | 4
        region      | 76         | population_zone      | zone=ZRR, remplacée par FRR en juillet 2024 |            |              | 1 000
        region      | 76         | communes_zone        | zone=ZRR, remplacée par FRR en juillet 2024 |            |              | 1
        region      | 76         | communes_partielles  | zone=ZRR, remplacée par FRR en juillet 2024 |            |              | 1
        """,  # noqa: E501
        complet=True,
        remarque="Le Tarn n'a pas de reste du territoire, la Haute-Garonne pas de zone : aucun n'a d'écart.",
    ),
    Exemple(
        "F1.O3a-4",
        "FRR, FRR+ et QPV : le plus grand écart est le principal ; la ZRR n'y entre plus",
        {
            ACCES: _ACCES_ZONES,
            ZONAGES: """
            code_insee | zonage   | quartier | statut
            81100      | zrr      | -        | classe
            31395      | frr      | -        | classe
            31395      | frr_plus | -        | classe
            31555      | qpv      | QN03101  | partiel
            31555      | qpv      | QN03102  | partiel
            """,
        },
        """
        niveau      | territoire | composante      | ventilation                                 | numerateur | denominateur | valeur
        region      | 76         |                 |                                             |            |              | 99,79
        region      | 76         |                 | zone=FRR                                    |            |              | 99,79
        region      | 76         |                 | zone=FRR+                                   |            |              | 99,79
        region      | 76         |                 | zone=ZRR, remplacée par FRR en juillet 2024 |            |              | 96,02
        region      | 76         |                 | zone=commune comptant un QPV                |            |              | -91,3
        region      | 76         | communes_zone   | zone=commune comptant un QPV                |            |              | 1
        departement | 31         |                 |                                             |            |              | 100
        """,  # noqa: E501
    ),
    Exemple(
        "F1.O3b-1",
        "Seuls comptent les services d'information des opérateurs du SPRO",
        {
            SERVICES: """
                id | structure_id | type           | frais   | code_insee
                1  | a            | information    | gratuit | 31555
                2  | a            | information    | payant  | 31555
                3  | b            | information    |         | 81004
                4  | b            | formation      | payant  | 81004
                5  | c            | information    | payant  | 81004
            """,
            STRUCTURES: """
                id | operateur      | code_insee
                a  | cio            | 31555
                b  | mission_locale | 81004
                c  | autre          | 81004
            """,
            COMMUNES: _COMMUNES,
        },
        """
        niveau      | territoire | composante     | ventilation              | numerateur | denominateur | valeur
        region      | 76         |                |                          | 1          | 3            | 33,33
        region      | 76         | payants        |                          |            |              | 1
        region      | 76         | non_renseignes |                          |            |              | 1
        region      | 76         |                | operateur=cio            | 1          | 2            | 50
        departement | 81         |                |                          | 0          | 1            | 0
        departement | 81         | non_renseignes |                          |            |              | 1
        departement | 81         | payants        |                          |            |              | 0
        departement | 81         |                | operateur=mission_locale | 0          | 1            | 0
        """,
    ),
    Exemple(
        "F1.2-1",
        "Un public dont l'opérateur n'est pas dans l'annuaire n'est pas une carence",
        {
            ACCES_TERRITOIRES: """
                niveau | territoire | operateur      | population | population_plus_30_min
                bassin | toulouse   | mission_locale | 500 000    | 1 000
                bassin | toulouse   | france_travail | 500 000    | 0
                bassin | toulouse   | apec           | 0          | 0
                bassin | albi       | mission_locale | 80 000     | 80 000
                bassin | albi       | france_travail | 80 000     | 2 000
                bassin | albi       | cio            | 80 000     | 80 000
            """,
            ACCES: """
                code_insee | operateur | bassin   | departement | region
                31555      | ensemble  | toulouse | 31          | 76
                81004      | ensemble  | albi     | 81          | 76
                31999      | ensemble  | albi     | 31          | 76
            """,
        },
        """
        niveau      | territoire | composante     | ventilation              | valeur
        bassin      | toulouse   |                |                          | 0
        bassin      | albi       |                |                          | 1
        bassin      | albi       |                | public=jeunes            | 1
        bassin      | albi       |                | public=demandeurs_emploi | 0
        departement | 31         |                |                          | 1
        departement | 81         |                |                          | 1
        region      | 76         |                |                          | 1
        region      | 76         | publics_connus |                          | 2
        region      | 76         | population     | public=jeunes            | 80 000
        """,
        remarque="Un bassin à cheval sur deux départements compte dans chacun, et une fois dans la région.",
    ),
    *(
        Exemple(
            code,
            titre,
            {INSERJEUNES: _INSERJEUNES},
            f"""
            niveau | territoire | composante | ventilation         | numerateur | denominateur | valeur
            region | 76         |            |                     | {region}
            region | 76         | publiees   |                     |            |              | 2
            region | 76         | masquees   |                     |            |              | 1
            region | 76         | absentes   |                     |            |              | 1
            region | 76         |            | voie=apprentissage  | 2          | 2            | 100
            region | 76         |            | millesime=2022-2023 | {region}
            region | 11         |            |                     | 0          | 1            | 0
            pays   | FR         |            |                     | {pays}
            """,
        )
        for code, titre, region, pays in (
            (
                "F1.3b-4",
                "Une ligne masquée par le secret est une information, une ligne absente n'en est pas une",
                "3 | 4 | 75",
                "3 | 5 | 60",
            ),
            ("F2.12b-1", "Les lignes masquées quittent le dénominateur", "2 | 3 | 66,67", "2 | 4 | 50"),
        )
    ),
    Exemple(
        "F2.12b-1",
        "Tout est masqué : le dénominateur est nul",
        {INSERJEUNES: "millesime | uai | voie | region | diffusion\n2022-2023 | 0310003C | scolaire | 76 | masque"},
        """
        niveau | territoire | composante | numerateur | denominateur | valeur
        region | 76         |            | 0          | 0            |
        region | 76         | masquees   |            |              | 1
        """,
    ),
    Exemple(
        "F1.4a-1",
        "La demi-journée la moins bien couverte ; un bassin sans horaires publiés n'a pas de valeur",
        {
            OUVERTURES: """
                bassin   | region | demi_journee     | ouvertes | connues
                toulouse | 76     | lundi-matin      | 12       | 15
                toulouse | 76     | lundi-apres-midi | 9        | 15
                albi     | 76     | lundi-matin      | 2        | 2
                albi     | 76     | lundi-apres-midi | 0        | 2
                muret    | 76     | lundi-matin      | 0        | 0
            """
        },
        """
        niveau | territoire | composante         | ventilation                   | valeur
        bassin | toulouse   |                    |                               | 9
        bassin | toulouse   |                    | demi_journee=lundi-matin      | 12
        bassin | toulouse   |                    | demi_journee=lundi-apres-midi | 9
        bassin | toulouse   | connues            |                               | 15
        bassin | albi       |                    |                               | 0
        bassin | albi       |                    | demi_journee=lundi-matin      | 2
        bassin | albi       |                    | demi_journee=lundi-apres-midi | 0
        bassin | albi       | connues            |                               | 2
        region | 76         |                    |                               | 9
        region | 76         |                    | demi_journee=lundi-matin      | 14
        region | 76         |                    | demi_journee=lundi-apres-midi | 9
        region | 76         | connues            |                               | 17
        region | 76         | bassins_sans_porte |                               | 1
        """,
        complet=True,
    ),
    Exemple(
        "F1.6-1",
        "Sites connus par opérateur et par département ; les autres structures ne comptent pas",
        {
            STRUCTURES: """
                id | operateur      | code_insee
                a  | cio            | 31555
                b  | cio            | 31555
                c  | mission_locale | 81004
                d  | autre          | 81004
                e  | cio            | 64445
            """,
            COMMUNES: _COMMUNES,
        },
        """
        niveau      | territoire | composante   | ventilation              | valeur
        region      | 76         | sites_connus |                          | 3
        region      | 76         | sites_connus | operateur=cio            | 2
        region      | 76         | sites_connus | operateur=mission_locale | 1
        departement | 31         | sites_connus |                          | 2
        departement | 31         | sites_connus | operateur=cio            | 2
        departement | 81         | sites_connus |                          | 1
        departement | 81         | sites_connus | operateur=mission_locale | 1
        """,
        complet=True,
        remarque="La structure d'une commune hors de la région ne compte pas.",
    ),
    Exemple(
        "F1.9-3",
        "Même nom à la casse près et adresse compatible : un doublon ; deux antennes : non",
        {
            STRUCTURES: """
                id | operateur      | code_insee | nom                  | telephone      | adresse
                a  | cio            | 31555      | CIO de Toulouse      | 05 61 00 00 01 | 1 rue A
                b  | cio            | 31555      | C.I.O. DE TOULOUSE   |                |
                c  | mission_locale | 31555      | Mission locale       | 05 61 00 00 02 | 2 rue B
                d  | mission_locale | 31555      | Mission locale       | 05 61 00 00 02 | 9 rue C
                e  | ij             | 31555      | PIJ                  | 05 61 00 00 03 | 3 rue D
                f  | ij             | 31555      | Point d'information  | +33561000003   | 3, rue D
                g  | ij             | 81004      | PIJ                  | 05 61 00 00 03 | 3 rue D
            """,
            COMMUNES: _COMMUNES,
        },
        """
        niveau      | territoire | numerateur | denominateur | valeur
        region      | 76         | 2          | 7            | 28,57
        departement | 31         | 2          | 6            | 33,33
        departement | 81         | 0          | 1            | 0
        """,
    ),
    Exemple(
        "F2.7-2",
        "Une fiche sans date n'est ni à jour ni périmée",
        {
            STRUCTURES: """
                id | operateur      | code_insee | date_maj
                a  | cio            | 31555      | 2026-03-31
                b  | cio            | 31555      | 2025-09-30
                c  | mission_locale | 31555      | 2025-09-29
                d  | mission_locale | 31555      | 2020-01-01
                e  | mission_locale | 31555      |
                f  | ij             | 81004      |
            """,
            COMMUNES: _COMMUNES,
            REFERENCE: "date | six_mois_avant | douze_mois_avant\n2026-03-31 | 2025-09-30 | 2025-03-31",
        },
        """
        niveau      | territoire | composante | ventilation              | numerateur | denominateur | valeur
        region      | 76         |            |                          | 2          | 4            | 50
        region      | 76         | douze_mois |                          | 3          | 4            | 75
        region      | 76         | part_datee |                          | 4          | 6            | 66,67
        region      | 76         |            | operateur=cio            | 2          | 2            | 100
        region      | 76         |            | operateur=mission_locale | 0          | 2            | 0
        departement | 81         |            |                          | 0          | 0            |
        departement | 81         | part_datee |                          | 0          | 1            | 0
        """,
        remarque="Le jour même des six mois, la fiche est encore à jour.",
    ),
    *(
        Exemple(
            code,
            "Zéro là où il n'y en a aucun : la commune est connue, la structure n'y est pas",
            {
                STRUCTURES: f"""
                    id | operateur   | code_insee
                    a  | {operateur} | 31555
                    b  | {operateur} | 31395
                    c  | ij          | 81004
                """,
                COMMUNES: _COMMUNES,
            },
            """
            niveau      | territoire | composante | valeur
            region      | 76         | nombre     | 2
            bassin      | toulouse   | nombre     | 1
            bassin      | albi       | nombre     | 0
            departement | 31         | nombre     | 2
            departement | 81         | nombre     | 0
            academie    | 16         | nombre     | 2
            """,
        )
        for code, operateur in (("F2.8-1", "cio"), ("F2.8-2", "scuio"))
    ),
    Exemple(
        "F2.4a-3",
        "Premier vœu non obtenu à l'entrée en première professionnelle ; le CAP est donné à part",
        {AFFECTATIONS: _AFFECTATIONS},
        """
        niveau      | territoire | composante | ventilation                     | numerateur | denominateur | valeur
        region      | 76         |            |                                 | 8          | 30           | 26,67
        region      | 76         |            | annee=2024                      | 2          | 20           | 10
        region      | 76         |            | annee=2025                      | 8          | 30           | 26,67
        region      | 76         | evolution  |                                 |            |              | 16,67
        region      | 76         |            | specialite=CUISINE              | 1          | 5            | 20
        region      | 76         |            | entree=CAP                      | 6          | 12           | 50
        region      | 76         |            | entree=première professionnelle | 8          | 30           | 26,67
        departement | 31         |            |                                 | 8          | 30           | 26,67
        academie    | 01         |            |                                 | 2          | 12           | 16,67
        pays        | FR         |            |                                 | 10         | 42           | 23,81
        """,
        remarque="L'apprentissage compte parmi les élèves affectés ; une ligne sans affectés connus n'y entre pas.",
    ),
    Exemple(
        "F2.4a-3",
        "Une seule année : pas d'évolution ; aucun affecté : pas de taux",
        {
            AFFECTATIONS: """
            annee | uai | code_formation | entree                  | region | affectes_voeu_1 | affectes
            2025  | a   | 1              | première professionnelle | 76     | 0               | 0
            2025  | a   | 2              | première professionnelle | 76     |                 | 9
            """
        },
        """
        niveau | territoire | ventilation                     | numerateur | denominateur | valeur
        region | 76         |                                 | 0          | 0            |
        region | 76         | annee=2025                      | 0          | 0            |
        region | 76         | entree=première professionnelle | 0          | 0            |
        pays   | FR         |                                 | 0          | 0            |
        pays   | FR         | annee=2025                      | 0          | 0            |
        pays   | FR         | entree=première professionnelle | 0          | 0            |
        """,
        complet=True,
    ),
    Exemple(
        "F2.4a-6",
        "Apprentissage, vœux de recensement et capacités sans limite laissés de côté ; le bassin vient de la commune",
        {AFFECTATIONS: _AFFECTATIONS, COMMUNES: _COMMUNES},
        """
        niveau   | territoire | composante     | ventilation           | numerateur | denominateur | valeur
        region   | 76         |                |                       | 34         | 40           | 0,85
        region   | 76         | places         |                       |            |              | 40
        region   | 76         | premiers_voeux |                       |            |              | 34
        region   | 76         |                | specialite=MENUISERIE | 30         | 24           | 1,25
        region   | 76         |                | specialite=CUISINE    | 4          | 16           | 0,25
        region   | 76         |                | entree=CAP            | 6          | 12           | 0,5
        bassin   | toulouse   |                |                       | 30         | 24           | 1,25
        bassin   | muret      |                |                       | 4          | 16           | 0,25
        pays     | FR         |                |                       | 50         | 50           | 1
        """,
    ),
    Exemple(
        "F2.4a-7",
        "Places d'affectation, à défaut de la carte scolaire, moins les affectés ; jamais moins de zéro",
        {AFFECTATIONS: _AFFECTATIONS, COMMUNES: _COMMUNES},
        """
        niveau | territoire | composante    | ventilation           | numerateur | denominateur | valeur
        region | 76         | vacantes      |                       |            |              | 11
        region | 76         | part_vacantes |                       | 11         | 36           | 30,56
        region | 76         | vacantes      | specialite=MENUISERIE |            |              | 0
        region | 11         | vacantes      |                       |            |              | 0
        bassin | muret      | part_vacantes |                       | 11         | 16           | 68,75
        bassin | toulouse   | vacantes      |                       |            |              | 0
        """,
        remarque="Le chiffre principal attend le nombre d'élèves sans affectation, que ce fichier ne donne pas.",
    ),
    Exemple(
        "F2.4b-1",
        "Des personnes : seul le total de chaque paire d'enseignements est compté",
        {SPECIALITES: _SPECIALITES},
        """
        niveau | territoire | composante | ventilation | numerateur | denominateur | valeur
        pays   | FR         |            |             | 950        | 1 000        | 95
        pays   | FR         |            | annee=2022  | 900        | 1 000        | 90
        pays   | FR         |            | annee=2023  | 950        | 1 000        | 95
        pays   | FR         | evolution  |             |            |              | 5
        """,
        complet=True,
    ),
    Exemple(
        "F2.4b-2",
        "Personnes pour la France ; propositions, à part, pour chaque territoire",
        {SPECIALITES: _SPECIALITES, FORMATIONS: _FORMATIONS},
        """
        niveau      | territoire | composante      | ventilation  | numerateur | denominateur | valeur
        pays        | FR         |                 |              | 830        | 950          | 87,37
        pays        | FR         |                 | annee=2022   | 800        | 900          | 88,89
        pays        | FR         | evolution       |              |            |              | -1,52
        region      | 76         | par_proposition |              | 100        | 360          | 27,78
        region      | 76         | par_proposition | session=2024 | 100        | 360          | 27,78
        departement | 31         | par_proposition | bac=general  | 65         | 220          | 29,55
        """,
        remarque="La session 2025, dont les propositions ne sont pas publiées, n'entre pas dans ce taux.",
    ),
    Exemple(
        "F2.4b-3",
        "Accès effectif ; une année manque entre deux : pas d'évolution",
        {
            SPECIALITES: """
                annee | doublette | formation               | candidats | proposes | acceptants
                2021  | Arts,HLP  | Ensemble des bacheliers | 400       | 360      | 300
                2023  | Arts,HLP  | Ensemble des bacheliers | 400       | 380      | 320
                2024  | Arts,HLP  | Ensemble des bacheliers |           |          |
            """
        },
        """
        niveau | territoire | composante | ventilation | numerateur | denominateur | valeur
        pays   | FR         |            |             | 320        | 400          | 80
        pays   | FR         |            | annee=2021  | 300        | 400          | 75
        pays   | FR         |            | annee=2023  | 320        | 400          | 80
        """,
        complet=True,
    ),
    Exemple(
        "F2.4b-6",
        "Formations sans place ou sans candidature connue écartées ; une formation pleine n'offre pas de place",
        {FORMATIONS: _FORMATIONS},
        """
        niveau   | territoire | composante         | ventilation     | numerateur | denominateur | valeur
        region   | 76         |                    |                 | 640        | 100          | 6,4
        region   | 76         |                    | filiere=BTS     | 240        | 20           | 12
        region   | 76         |                    | filiere=Licence | 400        | 80           | 5
        region   | 76         |                    | session=2024    | 1 000      | 130          | 7,69
        region   | 76         |                    | extrait=2023 (2 formations, CPGE) | 500 | 10  | 50
        region   | 76         | formations         |                 |            |              | 2
        region   | 76         | vacantes           |                 |            |              | 4
        region   | 76         | part_sous_pression |                 | 1          | 2            | 50
        pays     | FR         |                    |                 | 1 000      | 200          | 5
        academie | 01         |                    |                 | 360        | 100          | 3,6
        """,
    ),
    Exemple(
        "F2.4b-7",
        "Arrivées d'une autre académie, pour la dernière session où l'origine est publiée",
        {FORMATIONS: _FORMATIONS},
        """
        niveau   | territoire | composante | ventilation  | numerateur | denominateur | valeur
        academie | 16         | arrivees   |              | 20         | 100          | 20
        academie | 16         | arrivees   | session=2024 | 20         | 100          | 20
        pays     | FR         | arrivees   |              | 20         | 100          | 20
        """,
        remarque="Le chiffre principal, la mobilité subie, n'a pas de ligne : la source ne permet pas de le calculer.",
    ),
    Exemple(
        "F2.4b-8",
        "Part dans les vœux moins part dans les acceptations ; la somme des écarts est nulle",
        {FORMATIONS: _FORMATIONS},
        """
        niveau | territoire | ventilation     | valeur
        region | 76         |                 | 21,5
        region | 76         | filiere=BTS     | 21,5
        region | 76         | filiere=Licence | -21,5
        region | 11         |                 | 0
        """,
    ),
    *EXEMPLES_TERRAIN,
    *EXEMPLES_ACCUEIL,
    *EXEMPLES_COMITE,
)
