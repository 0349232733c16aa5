"""Examples of the indicators drawn from the reception: receptions, hand-overs, promises, gaps."""

from portulan.socle.tables import COMMUNES, STRUCTURES
from portulan.socle.tables_accueil import (
    ACCUEILS,
    ACCUEILS_PUBLICS,
    CARENCES,
    CONTACTS,
    DELAIS,
    ECHANGES,
    PARCOURS,
    PROMESSES,
    PROPOSITIONS,
    RECOURS,
    TRANSMISSIONS,
)
from spec.exemple import Exemple

_COMMUNES = """
    code_insee | nom      | departement | academie | region | epci      | bassin   | population | population_0_19 | population_20_64
    31555      | Toulouse | 31          | 16       | 76     | 243100518 | toulouse | 6 000      | 1 500           | 3 500
    31395      | Muret    | 31          | 16       | 76     | 200068641 | muret    | 3 000      | 500             | 1 500
    81004      | Albi     | 81          | 16       | 76     | 248100737 | albi     | 1 000      | 0               | 1 000
"""  # noqa: E501 (a table is read in one piece)

_ACCUEILS = """
    bassin   | operateur      | accueils | resolus | renvois | identifies | traces | evolutions | vers_cep
    toulouse | mission_locale | 60       | 30      | 0       | 40         | 30     | 20         | 5
    toulouse | site           | 40       | 30      | 6       | 0          | 0      | 0          | 0
    muret    | cio            | 20       | 5       | 0       | 20         | 10     | 5          | 5
    ailleurs | cio            | 99       | 99      | 99      | 99         | 99     | 99         | 99
"""

_TRANSMISSIONS = """
    bassin   | emettrice      | receveuse      | emises | acceptees | mures | issues | perdues | suivies | pertinentes | choisies | autres_choix
    toulouse | mission_locale | cio            | 40     | 30        | 40    | 30     | 0       | 20      | 18          | 30       | 6
    toulouse | cio            | mission_locale | 20     | 18        | 10    | 10     | 0       | 10      | 10          | 20       | 4
    toulouse | site           | cio            | 10     | 2         | 10    | 0      | 3       | 0       | 0           | 0        | 0
    muret    | ij             | france_travail | 10     | 5         | 10    | 5      | 2       | 5       | 2           | 0        | 0
"""  # noqa: E501 (a table is read in one piece)

_PROMESSES = """
    bassin   | operateur      | etape       | echues | tenues | acceptees
    toulouse | cio            | reponse     | 40     | 20     | 18
    toulouse | mission_locale | reponse     | 40     | 36     | 30
    muret    | mission_locale | reponse     | 20     | 20     | 20
    muret    | mission_locale | rendez_vous | 10     | 4      | 4
"""

_LIEUX = """
    id   | operateur      | code_insee
    a--1 | cio            | 31555
    a--2 | mission_locale | 31555
    a--3 | ij             | 31555
    a--4 | cio            | 31395
    a--5 | scuio          | 81004
    a--6 | autre          | 81004
"""

_ECHANGES = """
    emettrice | receveuse | emises | acceptees | acceptees_avant
    a--1      | a--2      | 6      | 2         | 0
    a--2      | a--1      | 1      | 1         | 3
    a--2      | a--3      | 9      | 2         | 4
    a--5      | a--1      | 4      | 4         | 0
"""

EXEMPLES_ACCUEIL = (
    Exemple(
        "F1.O3a-5",
        "Accueils pour mille habitants ; la moitié du taux régional se voit dans le rapport",
        {
            RECOURS: """
                departement | epci      | bassin   | tranche  | accueils
                31          | 243100518 | toulouse | 0-19     | 30
                31          | 243100518 | toulouse | 20-64    | 20
                31          | 243100518 | toulouse | inconnue | 10
                31          | -         | muret    | 0-19     | 10
                81          | 248100737 | albi     | 20-64    | 30
            """,
            COMMUNES: _COMMUNES,
        },
        """
        niveau      | territoire | composante       | ventilation             | numerateur | denominateur | valeur
        region      | 76         |                  |                         | 100        | 10 000       | 10
        region      | 76         |                  | public=moins de 20 ans  | 40         | 2 000        | 20
        region      | 76         |                  | public=20 à 64 ans      | 50         | 6 000        | 8,33
        departement | 31         |                  |                         | 70         | 9 000        | 7,78
        epci        | 243100518  |                  |                         | 60         | 6 000        | 10
        epci        | 200068641  |                  |                         | 0          | 3 000        | 0
        epci        | 200068641  | rapport_regional |                         |            |              | 0
        epci        | 248100737  | rapport_regional |                         |            |              | 3
        """,
        remarque="Une commune isolée n'a pas d'EPCI : ses accueils comptent dans le département et la région.",
    ),
    Exemple(
        "F1.4a-2",
        "Le public le moins représenté fait le chiffre principal ; un accueil sans âge ne compte pas",
        {
            RECOURS: """
                departement | epci      | bassin   | tranche  | accueils
                31          | 243100518 | toulouse | 0-19     | 60
                31          | 243100518 | toulouse | 20-64    | 40
                31          | 243100518 | toulouse | 65-plus  | 7
                31          | 200068641 | muret    | 0-19     | 4
                31          | 200068641 | muret    | 20-64    | 26
                31          | 243100518 | toulouse | inconnue | 10
            """,
            ACCUEILS_PUBLICS: """
                bassin   | public    | accueils
                toulouse | jeunes    | 60
                toulouse | etudiants | 25
            """,
            ACCUEILS: _ACCUEILS,
            COMMUNES: _COMMUNES,
        },
        """
        niveau | territoire | composante | ventilation            | denominateur | valeur
        bassin | toulouse   |            |                        | 100          | 0,57
        bassin | toulouse   |            | public=moins de 20 ans | 100          | 2
        bassin | toulouse   |            | public=20 à 64 ans     | 100          | 0,57
        bassin | muret      |            |                        | 30           |
        bassin | muret      |            | public=moins de 20 ans | 30           |
        bassin | toulouse   | part       | public=jeunes          | 100          | 60
        region | 76         | part       | public=etudiants       | 120          | 20,83
        region | 76         |            |                        | 130          | 0,68
        """,
        remarque="À Muret, quatre jeunes sont venus : trop peu pour qu'un rapport soit donné.",
    ),
    Exemple(
        "F1.3a-1",
        "La médiane est la plus petite valeur que la moitié des besoins ne dépasse pas",
        {
            CONTACTS: """
                bassin   | contacts | besoins
                toulouse | 0        | 10
                toulouse | 1        | 10
                toulouse | 4        | 10
                muret    | 3        | 31
                ailleurs | 9        | 99
            """,
            COMMUNES: _COMMUNES,
        },
        """
        niveau | territoire | denominateur | valeur
        bassin | toulouse   | 30           | 1
        bassin | muret      | 31           | 3
        region | 76         | 61           | 3
        """,
        complet=True,
    ),
    Exemple(
        "F1.3a-2",
        "Accueils clos au premier niveau, par porte d'entrée ; un bassin d'une autre région ne compte pas",
        {ACCUEILS: _ACCUEILS, COMMUNES: _COMMUNES},
        """
        niveau | territoire | ventilation    | numerateur | denominateur | valeur
        region | 76         |                | 65         | 120          | 54,17
        region | 76         | operateur=site | 30         | 40           | 75
        bassin | muret      |                | 5          | 20           | 25
        """,
    ),
    Exemple(
        "F1.4a-3",
        "Renvois notés par les structures ; zéro dans un bassin qui tient le registre",
        {ACCUEILS: _ACCUEILS, COMMUNES: _COMMUNES},
        """
        niveau | territoire | ventilation    | valeur
        region | 76         |                | 6
        region | 76         | operateur=site | 6
        bassin | muret      |                | 0
        """,
    ),
    Exemple(
        "F1.4a-4",
        "Une porte qui n'identifie personne n'a pas de rapport",
        {ACCUEILS: _ACCUEILS, COMMUNES: _COMMUNES},
        """
        niveau | territoire | ventilation    | numerateur | denominateur | valeur
        region | 76         |                | 40         | 60           | 66,67
        bassin | toulouse   | operateur=site | 0          | 0            |
        """,
    ),
    Exemple(
        "F1.2-4",
        "Actifs orientés vers le conseil en évolution professionnelle",
        {ACCUEILS: _ACCUEILS, COMMUNES: _COMMUNES},
        """
        niveau | territoire | numerateur | denominateur | valeur
        region | 76         | 10         | 25           | 40
        bassin | muret      | 5          | 5            | 100
        bassin | toulouse   | 5          | 20           | 25
        """,
        complet=True,
    ),
    Exemple(
        "F1.O3c-1",
        "Réponses au terme promis ; les promesses de chaque étape à côté",
        {PROMESSES: _PROMESSES, COMMUNES: _COMMUNES},
        """
        niveau | territoire | composante | ventilation       | numerateur | denominateur | valeur
        region | 76         |            |                   | 76         | 100          | 76
        region | 76         |            | operateur=cio     | 20         | 40           | 50
        region | 76         | promesses  | etape=rendez_vous | 4          | 10           | 40
        region | 76         | promesses  | etape=reponse     | 76         | 100          | 76
        bassin | muret      |            |                   | 20         | 20           | 100
        """,
    ),
    Exemple(
        "F1.2-2",
        "Un refus à temps n'est pas une acceptation ; un CIO ne délivre pas le conseil en évolution professionnelle",
        {PROMESSES: _PROMESSES, COMMUNES: _COMMUNES},
        """
        niveau | territoire | ventilation              | numerateur | denominateur | valeur
        region | 76         |                          | 50         | 60           | 83,33
        region | 76         | operateur=mission_locale | 50         | 60           | 83,33
        bassin | toulouse   |                          | 30         | 40           | 75
        """,
    ),
    Exemple(
        "F1.O3c-2",
        "Seules comptent les orientations émises depuis trente jours",
        {TRANSMISSIONS: _TRANSMISSIONS, COMMUNES: _COMMUNES},
        """
        niveau | territoire | numerateur | denominateur | valeur
        region | 76         | 45         | 70           | 64,29
        bassin | toulouse   | 40         | 60           | 66,67
        bassin | muret      | 5          | 10           | 50
        """,
        complet=True,
    ),
    Exemple(
        "F1.O3c-3",
        "Orientations expirées que personne ne reprend",
        {TRANSMISSIONS: _TRANSMISSIONS, COMMUNES: _COMMUNES},
        """
        niveau | territoire | valeur
        region | 76         | 5
        bassin | toulouse   | 3
        bassin | muret      | 2
        """,
        complet=True,
    ),
    Exemple(
        "F1.O3c-4",
        "Médiane et neuvième décile des rendez-vous tenus ; les autres étapes ne comptent pas",
        {
            DELAIS: """
                bassin   | etape       | jours | nombre
                toulouse | rendez_vous | 3     | 5
                toulouse | rendez_vous | 8     | 4
                toulouse | rendez_vous | 40    | 1
                toulouse | reponse     | 90    | 50
                muret    | rendez_vous | 60    | 10
            """,
            COMMUNES: _COMMUNES,
        },
        """
        niveau | territoire | composante | denominateur | valeur
        bassin | toulouse   |            | 10           | 3
        bassin | toulouse   | p90        | 10           | 8
        bassin | muret      |            | 10           | 60
        bassin | muret      | p90        | 10           | 60
        region | 76         |            | 20           | 40
        region | 76         | p90        | 20           | 60
        """,
        complet=True,
    ),
    Exemple(
        "F1.O3d-2",
        "Une orientation d'un CIO vers une mission locale compte dans deux sens ; le site public n'oriente pas",
        {TRANSMISSIONS: _TRANSMISSIONS, COMMUNES: _COMMUNES},
        """
        niveau | territoire | ventilation             | numerateur | denominateur | valeur
        region | 76         |                         | 53         | 70           | 75,71
        region | 76         | sens=vers l'éducation   | 30         | 40           | 75
        region | 76         | sens=depuis l'éducation | 18         | 20           | 90
        region | 76         | sens=vers l'emploi      | 23         | 30           | 76,67
        region | 76         | sens=depuis l'emploi    | 30         | 40           | 75
        bassin | muret      | sens=vers l'emploi      | 5          | 10           | 50
        """,
    ),
    Exemple(
        "F1.4b-1",
        "Acceptées depuis soixante jours et sans réorientation",
        {TRANSMISSIONS: _TRANSMISSIONS, COMMUNES: _COMMUNES},
        """
        niveau | territoire | ventilation   | numerateur | denominateur | valeur
        region | 76         |               | 30         | 35           | 85,71
        region | 76         | receveuse=cio | 18         | 20           | 90
        bassin | muret      |               | 2          | 5            | 40
        """,
    ),
    Exemple(
        "F1.4b-2",
        "Trois structures au moins pour un même besoin",
        {
            PARCOURS: """
                bassin   | structures | personnes
                toulouse | 1          | 80
                toulouse | 2          | 10
                toulouse | 3          | 6
                toulouse | 5          | 4
                muret    | 2          | 50
            """,
            COMMUNES: _COMMUNES,
        },
        """
        niveau | territoire | numerateur | denominateur | valeur
        region | 76         | 10         | 150          | 6,67
        bassin | toulouse   | 10         | 100          | 10
        bassin | muret      | 0          | 50           | 0
        """,
        complet=True,
    ),
    Exemple(
        "F1.4b-3",
        "L'opérateur le plus avantagé fait le chiffre principal ; sous dix premiers rangs attendus, pas de rapport",
        {
            PROPOSITIONS: """
                bassin   | operateur      | premieres | attendues
                toulouse | ij             | 18        | 10
                toulouse | mission_locale | 12        | 16
                toulouse | cio            | 0         | 8
                muret    | cio            | 4         | 8
            """,
            COMMUNES: _COMMUNES,
        },
        """
        niveau | territoire | ventilation              | valeur
        bassin | toulouse   |                          | 1,8
        bassin | toulouse   | operateur=ij             | 1,8
        bassin | toulouse   | operateur=mission_locale | 0,75
        region | 76         |                          | 1,8
        region | 76         | operateur=ij             | 1,8
        region | 76         | operateur=mission_locale | 0,75
        region | 76         | operateur=cio            | 0,25
        """,
        complet=True,
    ),
    Exemple(
        "F1.4b-4",
        "Choix d'une autre proposition que la première",
        {TRANSMISSIONS: _TRANSMISSIONS, COMMUNES: _COMMUNES},
        """
        niveau | territoire | numerateur | denominateur | valeur
        region | 76         | 10         | 50           | 20
        bassin | toulouse   | 10         | 50           | 20
        bassin | muret      | 0          | 0            |
        """,
        complet=True,
    ),
    Exemple(
        "F1.4b-5",
        "Carences distinctes du trimestre ; la plus répétée est donnée à côté",
        {
            CARENCES: """
                code_insee | thematique     | public    | nombre
                31555      | vae            | actifs    | 4
                31555      | parcoursup     | etudiants | 1
                81004      | vae            | -         | 1
            """,
            COMMUNES: _COMMUNES,
        },
        """
        niveau      | territoire | composante  | ventilation            | valeur
        commune     | 31555      |             |                        | 2
        commune     | 31555      | repetitions |                        | 4
        commune     | 81004      |             |                        | 1
        commune     | 31395      |             |                        | 0
        departement | 81         | repetitions |                        | 1
        epci        | 243100518  |             |                        | 2
        region      | 76         |             |                        | 3
        region      | 76         | repetitions |                        | 4
        region      | 76         |             | besoin=vae             | 2
        region      | 76         |             | besoin=parcoursup      | 1
        """,
    ),
    Exemple(
        "F1.O2-1",
        "Les deux sens d'une paire s'ajoutent ; une paire de deux bassins ne compte pas",
        {ECHANGES: _ECHANGES, STRUCTURES: _LIEUX, COMMUNES: _COMMUNES},
        """
        niveau | territoire | composante         | numerateur | denominateur | valeur
        bassin | toulouse   |                    | 1          | 3            | 33,33
        bassin | toulouse   | evolution          |            |              | -33,33
        bassin | toulouse   | structures_isolees |            |              | 0
        bassin | muret      |                    | 0          | 0            |
        bassin | muret      | structures_isolees |            |              | 1
        region | 76         |                    | 1          | 3            | 33,33
        region | 76         | structures_isolees |            |              | 1
        """,
        remarque="Les structures de l'annuaire qui ne sont d'aucun opérateur du SPRO ne comptent pas.",
    ),
    Exemple(
        "F2.8-1",
        "Orientations échangées par les CIO, dans les deux sens ; un CIO sans échange se voit",
        {STRUCTURES: _LIEUX, ECHANGES: _ECHANGES, COMMUNES: _COMMUNES},
        """
        niveau   | territoire | composante       | numerateur | denominateur | valeur
        academie | 16         |                  |            |              | 11
        academie | 16         | nombre           |            |              | 2
        academie | 16         | partis           |            |              | 6
        academie | 16         | arrives          |            |              | 5
        academie | 16         | acceptees        | 7          | 11           | 63,64
        academie | 16         | rapport_des_sens |            |              | 1,2
        academie | 16         | sans_echange     |            |              | 1
        bassin   | muret      |                  |            |              | 0
        bassin   | muret      | rapport_des_sens |            |              |
        """,
    ),
    Exemple(
        "F2.8-2",
        "Orientations échangées par les SCUIO : un seul sens, pas de rapport",
        {STRUCTURES: _LIEUX, ECHANGES: _ECHANGES, COMMUNES: _COMMUNES},
        """
        niveau | territoire | composante       | numerateur | denominateur | valeur
        region | 76         |                  |            |              | 4
        region | 76         | acceptees        | 4          | 4            | 100
        region | 76         | rapport_des_sens |            |              |
        region | 76         | sans_echange     |            |              | 0
        """,
    ),
)
