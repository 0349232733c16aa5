"""Coherence with the regional contract: objectives, axes, issues and the CIO/SCUIO exchanges (F1.1, F2.5, F2.8)."""

from portulan.diagnostic.indicateurs.attentes import CPRDFOP, ENGAGEMENTS_TENUS, MATRICE
from portulan.diagnostic.indicateurs.fabrique import ALERTE, comp, indicateur, piece, seuil, table
from portulan.socle.mesure import Unite

_SCHEMA = "Code de l'éducation, art. L. 214-13, I, 5° : schéma prévisionnel de développement du SPRO"
_ENJEUX = "Code du travail, art. L. 6111-3 ; code de l'éducation, art. L. 214-13 (analyse des besoins)"
_CIO_SCUIO = "Code du travail, art. L. 6111-3 : CIO et services universitaires coordonnés par la convention"

F1_1 = (
    indicateur(
        "F1.1-1",
        "Objectifs du schéma couverts par le projet",
        "objectifs du schéma liés à au moins un article (lien autre que « sans lien » ou « contredit ») / objectifs "
        "du schéma",
        Unite.POURCENT,
        sources="CPR APP",
        maille="REG",
        fondement=_SCHEMA,
        vigilance="Moins de 80 % d'objectifs couverts ; alerte si un article contredit un objectif ; attention en "
        "l'absence de contrat en vigueur.",
        seuils=(
            seuil("<", 80, "Trop d'objectifs du schéma ne sont repris par aucun article."),
            seuil(
                ">",
                0,
                "Un article du projet contredit un objectif du schéma.",
                gravite=ALERTE,
                suffixe="contredit",
                composante="contredits",
            ),
            seuil(
                "=",
                0,
                "Aucun contrat de plan régional n'est en vigueur à la date du dossier.",
                suffixe="contrat",
                composante="contrats_en_vigueur",
            ),
        ),
        composantes=(
            comp("contredits", "Objectifs contredits par un article", Unite.NOMBRE),
            comp("contrats_en_vigueur", "Contrats en vigueur à la date du dossier", Unite.NOMBRE),
        ),
        attente=MATRICE,
    ),
    indicateur(
        "F1.1-2",
        "Articles du projet sans objectif du schéma",
        "articles du projet sans objectif lié",
        Unite.NOMBRE,
        sources="CPR APP",
        maille="REG",
        fondement=_SCHEMA,
        vigilance="Présenté pour information, sans seuil.",
        attente=MATRICE,
    ),
    indicateur(
        "F1.1-3",
        "Objectifs du schéma mesurables",
        "objectifs du schéma dotés d'un indicateur, d'une base et d'une cible / objectifs du schéma",
        Unite.POURCENT,
        sources="CPR",
        maille="REG",
        fondement=_SCHEMA,
        vigilance="Moins de 60 % d'objectifs mesurables.",
        seuils=(seuil("<", 60, "Trop d'objectifs du schéma sont sans indicateur, sans base ou sans cible."),),
        attente=CPRDFOP,
    ),
)

F2_5 = (
    indicateur(
        "F2.5-1",
        "Axes de la politique régionale reliés à un constat chiffré",
        "axes reliés à au moins un constat chiffré / axes",
        Unite.POURCENT,
        sources="CPR APP",
        maille="REG",
        fondement=_ENJEUX,
        vigilance="Un axe ne repose sur aucun constat chiffré.",
        seuils=(seuil("<", 100, "Au moins un axe ne repose sur aucun constat chiffré."),),
        attente=piece(
            "la liste des axes de la politique régionale d'orientation, avec objectif, public et constat",
            "les services de la Région",
        ),
    ),
    indicateur(
        "F2.5-2",
        "Moyens consacrés à chaque axe",
        "crédits et équivalents temps plein par axe",
        Unite.EUROS,
        sources="DECL",
        maille="REG",
        fondement=_ENJEUX,
        vigilance="L'absence de déclaration est signalée.",
        composantes=(comp("etp", "Équivalents temps plein", Unite.NOMBRE),),
        axes={"axe": "axe de la politique régionale"},
        attente=piece(
            "l'annexe budgétaire de la politique régionale d'orientation : crédits et emplois par axe",
            "la direction de la Région chargée de l'orientation",
        ),
    ),
    indicateur(
        "F2.5-3",
        "Jeunes ni en emploi ni en formation",
        "personnes de 15 à 29 ans ni en emploi ni en formation / personnes de 15 à 29 ans",
        Unite.POURCENT,
        sources="INSEE",
        maille="EPCI DEP REG",
        fondement=_ENJEUX,
        vigilance="Territoire du quartile supérieur de la région sans axe correspondant.",
        champ="Personnes de 15 à 29 ans",
        attente=table(
            "l'activité et la formation des personnes de 15 à 29 ans par EPCI",
            "l'Insee (recensement de la population, exploitation complémentaire) ; elle entrera par un connecteur",
        ),
    ),
    indicateur(
        "F2.5-4",
        "Sorties sans diplôme",
        "sortants de formation initiale sans diplôme / sortants de formation initiale",
        Unite.POURCENT,
        sources="INSEE DECL",
        maille="DEP REG",
        fondement=_ENJEUX,
        vigilance="Territoire du quartile supérieur de la région sans axe correspondant.",
        champ="Sortants de formation initiale",
        attente=table(
            "les sortants de formation initiale selon le diplôme, par département",
            "le service statistique de chaque rectorat et l'Insee",
        ),
    ),
    indicateur(
        "F2.5-5",
        "Projets de recrutement jugés difficiles",
        "projets de recrutement jugés difficiles / projets de recrutement",
        Unite.POURCENT,
        sources="BMO",
        maille="BAS DEP REG",
        fondement=_ENJEUX,
        vigilance="Territoire du quartile supérieur de la région sans axe correspondant.",
        attente=table(
            "l'enquête annuelle Besoins en main-d'œuvre, par bassin et par métier",
            "France Travail ; elle entrera par un connecteur",
        ),
    ),
)

# The first half of F2.8 counts the CIO and SCUIO of the directory: annuaire.py
F2_8_SUITE = (
    indicateur(
        "F2.8-3",
        "CIO et SCUIO présents aux réunions de bassin",
        "CIO et SCUIO présents à au moins une réunion de bassin sur deux / CIO et SCUIO",
        Unite.POURCENT,
        sources="APP",
        maille="ACA REG",
        fondement=_CIO_SCUIO,
        vigilance="Moins de 80 % des CIO et des SCUIO participent régulièrement.",
        seuils=(seuil("<", 80, "Trop de CIO et de SCUIO participent peu aux réunions de bassin."),),
        attente=table(
            "la présence de chaque CIO et de chaque SCUIO aux réunions de bassin : le registre des réunions ne connaît "
            "que le rectorat ou l'université dont il dépend",
            "les animateurs de bassin, les rectorats et les universités",
        ),
    ),
    indicateur(
        "F2.8-4",
        "Engagements des CIO et des SCUIO reliés à un objectif du schéma",
        "engagements relatifs aux CIO et aux SCUIO reliés à un objectif du schéma / engagements relatifs aux CIO et "
        "aux SCUIO",
        Unite.POURCENT,
        sources="APP CPR",
        maille="REG",
        fondement=_SCHEMA,
        vigilance="Moins de 80 % d'engagements reliés au schéma.",
        seuils=(seuil("<", 80, "Trop d'engagements des CIO et des SCUIO sont sans lien avec le schéma."),),
        attente=ENGAGEMENTS_TENUS,
    ),
)
