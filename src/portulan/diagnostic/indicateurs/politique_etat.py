"""The State's action: missions, means and strategies at three levels (F2.1, F2.2)."""

from portulan.diagnostic.indicateurs.attentes import AFFELNET, RECTORAT, UNIVERSITES
from portulan.diagnostic.indicateurs.fabrique import ACADEMIE, ALERTE, BASSIN, comp, indicateur, piece, seuil
from portulan.socle.mesure import Unite

_ETAT = "Code du travail, art. L. 6111-3 : l'État définit la politique d'orientation des élèves et des étudiants"
_CADRE = _ETAT + " ; cadre national de référence du 28 mai 2019"

F2_1A = (
    indicateur(
        "F2.1a-1",
        "Élèves par psychologue de l'éducation nationale",
        "élèves du second degré / équivalents temps plein de PsyEN « éducation, développement et conseil en "
        "orientation »",
        Unite.RATIO,
        sources="DECL",
        maille="DEP ACA REG",
        fondement=_CADRE,
        vigilance="Un département au-delà d'une fois et demie la médiane régionale.",
        seuils=(
            seuil(
                ">",
                1.5,
                "Le nombre d'élèves par psychologue est très au-dessus de la médiane régionale.",
                composante="rapport_mediane",
            ),
        ),
        composantes=(comp("rapport_mediane", "Rapport à la médiane régionale", Unite.RATIO),),
        champ="Élèves du second degré",
        attente=piece("les effectifs d'élèves et les emplois de PsyEN par département", RECTORAT),
    ),
    indicateur(
        "F2.1a-2",
        "Temps d'orientation réalisé",
        "heures d'orientation réalisées / heures repères du niveau",
        Unite.POURCENT,
        sources="DECL",
        maille="ETA ACA REG",
        fondement=_CADRE,
        vigilance="Moins de la moitié du temps repère est réalisée.",
        seuils=(seuil("<", 50, "Le temps d'orientation réalisé est très inférieur au repère national."),),
        axes={"niveau_scolaire": "niveau scolaire"},
        champ="Collégiens et lycéens",
        attente=piece("le relevé annuel des heures d'orientation par établissement et par niveau", RECTORAT),
    ),
    indicateur(
        "F2.1a-3",
        "Personnes reçues en CIO, par public",
        "personnes reçues en CIO au cours de l'année, par public",
        Unite.NOMBRE,
        sources="DECL",
        maille="ETA DEP ACA REG",
        fondement="Code de l'éducation, art. L. 313-5 (centres d'information et d'orientation)",
        vigilance="L'absence de donnée d'un rectorat est signalée comme non renseignée.",
        axes={"public": "public"},
        attente=piece("le rapport d'activité annuel des CIO, par public reçu", RECTORAT),
    ),
)

F2_1B = (
    indicateur(
        "F2.1b-1",
        "Étudiants par conseiller d'orientation universitaire",
        "étudiants / équivalents temps plein de conseillers du SCUIO",
        Unite.RATIO,
        sources="DECL",
        maille="UNI REG",
        fondement="Code de l'éducation, art. L. 714-1 (services communs des universités)",
        vigilance="Une université au-delà d'une fois et demie la médiane régionale.",
        seuils=(
            seuil(
                ">",
                1.5,
                "Le nombre d'étudiants par conseiller est très au-dessus de la médiane régionale.",
                composante="rapport_mediane",
            ),
        ),
        composantes=(comp("rapport_mediane", "Rapport à la médiane régionale", Unite.RATIO),),
        champ="Étudiants",
        attente=piece("les effectifs étudiants et les emplois de conseillers du SCUIO", UNIVERSITES),
    ),
    indicateur(
        "F2.1b-2",
        "Lycéens touchés par une action du continuum bac−3 / bac+3",
        "lycéens ayant bénéficié d'une action du continuum bac−3 / bac+3 / lycéens",
        Unite.POURCENT,
        sources="DECL",
        maille="BAS REG",
        fondement=_ETAT,
        vigilance="Moins de 30 % des lycéens.",
        seuils=(seuil("<", 30, "Trop peu de lycéens bénéficient d'une action du continuum."),),
        champ="Lycéens",
        attente=piece(
            "le bilan des actions du continuum bac−3 / bac+3 et des lycéens touchés", "les rectorats et les universités"
        ),
    ),
)

F2_2 = (
    indicateur(
        "F2.2a-1",
        "Stratégies académiques documentées",
        "stratégies de recteur documentées (objectif, levier, date)",
        Unite.NOMBRE,
        sources="DECL",
        maille="ACA REG",
        fondement=_ETAT,
        vigilance="Une académie sans stratégie documentée.",
        seuils=(seuil("=", 0, "L'académie n'a transmis aucune stratégie documentée.", niveaux=(ACADEMIE,)),),
        attente=piece("la stratégie académique d'orientation : objectif, levier, public, moyens, date", RECTORAT),
    ),
    indicateur(
        "F2.2b-1",
        "Établissements dotés d'un programme annuel d'orientation",
        "établissements ayant adopté un programme annuel d'orientation / établissements",
        Unite.POURCENT,
        sources="DECL",
        maille="ETA BAS REG",
        fondement=_CADRE,
        vigilance="Moins de 60 % des établissements d'un bassin.",
        seuils=(
            seuil(
                "<",
                60,
                "Trop d'établissements du bassin sont sans programme d'orientation documenté.",
                niveaux=(BASSIN,),
            ),
        ),
        champ="Collèges et lycées",
        attente=piece("la liste des établissements ayant adopté un programme annuel d'orientation", RECTORAT),
    ),
    indicateur(
        "F2.2c-1",
        "Universités dotées d'un plan d'orientation et d'insertion",
        "universités dont le plan d'orientation et d'insertion est documenté / universités",
        Unite.POURCENT,
        sources="DECL",
        maille="UNI REG",
        fondement="Code de l'éducation, art. L. 714-1 ; autonomie des universités",
        vigilance="Une université sans plan documenté.",
        seuils=(seuil("<", 100, "Au moins une université n'a pas transmis son plan d'orientation et d'insertion."),),
        champ="Étudiants",
        attente=piece("le schéma ou le plan d'orientation et d'insertion professionnelle", UNIVERSITES),
    ),
    indicateur(
        "F2.2-4",
        "Dispersion entre établissements comparables",
        "écart interquartile des écarts E1 et E3 entre établissements d'un même groupe d'indice de position sociale",
        Unite.POINTS,
        sources="AFF",
        maille="ETA ACA REG",
        fondement="Question 2 de la fiche 2 : stratégies en présence",
        vigilance="Dispersion du quartile supérieur de la région.",
        composantes=(
            comp("e1", "Écart interquartile de E1 (voie demandée et voie décidée)", Unite.POINTS),
            comp("e3", "Écart interquartile de E3 (premier vœu non obtenu)", Unite.POINTS),
        ),
        champ="Élèves de troisième et de seconde",
        attente=AFFELNET,
    ),
    indicateur(
        "F2.2-5",
        "Stratégies convergentes ou contradictoires avec le schéma régional",
        "stratégies convergentes, neutres et contradictoires avec le schéma prévisionnel",
        Unite.NOMBRE,
        sources="DECL CPR",
        maille="ACA REG",
        fondement="Code de l'éducation, art. L. 214-13 ; code du travail, art. L. 6111-3",
        vigilance="Deux stratégies contradictoires pour un même public déclenchent une alerte.",
        seuils=(
            seuil(
                "≥",
                1,
                "Une stratégie contredit le schéma régional.",
                gravite=ALERTE,
                ventilation="relation=contradictoire",
            ),
        ),
        axes={"relation": "relation au schéma régional"},
        attente=piece(
            "le registre des stratégies, qualifiées au regard du schéma prévisionnel",
            "les rectorats, les universités et les services de la Région",
        ),
    ),
)
