"""Fiche 1: opinion on the cahier des charges of the SPRO, its fifteen entries in order."""

from portulan.diagnostic.fiches.ecriture import question
from portulan.diagnostic.indicateurs import (
    animation,
    annuaire,
    articulations,
    coherence_cprdfop,
    connaissance,
    egalite_acces,
    engagements,
    evaluation,
    garantie,
    insertion,
    premier_accueil,
    procedure,
    qualite_information,
)
from portulan.socle.declaration import Fiche

_TITRE = "Titre"
_OBJET = "Objet du cahier des charges"
_ARTICULATIONS = "Articulations"
_ENGAGEMENTS = "Engagements par opérateur"
_ANIMATION = "Programme d'animation"

QUESTIONS = (
    question(
        "F1.0",
        _TITRE,
        "Le bon texte, au bon stade",
        "Le dossier porte-t-il sur le bon texte, au bon stade : un projet de cahier des charges du service public "
        "régional de l'orientation qui n'est pas encore arrêté ?",
        fondement="Code du travail, art. R. 6123-3-2, 4°",
        indicateurs=procedure.F1_0,
        pieces=(
            "version du projet soumise à l'avis, avec son empreinte",
            "lettre de saisine",
            "liste des modifications depuis la version précédente",
        ),
        modules="M8",
    ),
    question(
        "F1.O1",
        _OBJET,
        "Adhésion des opérateurs et concertation sur les normes",
        "La Région coordonne les opérateurs ayant adhéré à des normes définies de façon concertée : les opérateurs "
        "ont-ils adhéré, et la concertation a-t-elle eu lieu ?",
        fondement="Code du travail, art. L. 6111-3 et L. 6111-5",
        indicateurs=engagements.F1_O1,
        pieces=(
            "journal de la concertation : réunions, instances consultées, contributions retenues ou écartées",
            "registre des adhésions selon leur fondement : loi, reconnaissance, convention, partenariat",
        ),
        modules="M1 M8",
    ),
    question(
        "F1.O2",
        _OBJET,
        "Coordination des acteurs",
        "La coordination entre les acteurs, que le cahier des charges vise avant tout, s'améliore-t-elle ?",
        fondement="Code du travail, art. L. 6111-3",
        indicateurs=animation.F1_O2,
        pieces=("carte des liens entre structures, avant et après", "protocoles locaux"),
        modules="M2 M6",
    ),
    question(
        "F1.O3",
        _OBJET,
        "Égalité d'accès, gratuité, garantie du service, articulation",
        "Les principes d'organisation sont-ils posés et tenus : a) égalité d'accès sur tout le territoire régional et "
        "pour tous les bénéficiaires ; b) gratuité ; c) garantie du service rendu ; d) articulation avec les services "
        "publics de l'éducation et de l'emploi ?",
        fondement="Code du travail, art. L. 6111-3, L. 6111-5 et L. 6111-6",
        indicateurs=(
            *egalite_acces.F1_O3A,
            *egalite_acces.F1_O3B,
            *garantie.F1_O3C,
            *articulations.F1_O3D,
        ),
        pieces=(
            "carte d'accès par commune et analyse par public",
            "liste des carences constatées",
            "règles de la garantie : délais, relances, recours",
            "protocoles avec les services de l'éducation (CIO, SCUIO, établissements)",
            "protocoles avec les services de l'emploi (France Travail, missions locales, Cap emploi)",
        ),
        portee=(
            "a) égalité d'accès",
            "b) gratuité",
            "c) garantie du service rendu",
            "d) articulation avec l'éducation et l'emploi",
        ),
        modules="M1 M2 M3",
    ),
    question(
        "F1.O4",
        _OBJET,
        "Le cahier des charges, et lui seul",
        "Le document soumis à l'avis est-il bien le cahier des charges, et lui seul ?",
        fondement="Code du travail, art. L. 6111-5 et R. 6123-3-2, 4°",
        indicateurs=procedure.F1_O4,
        pieces=("table des matières du projet rapportée aux questions de la fiche", "liste des annexes"),
        modules="M8",
    ),
    question(
        "F1.1",
        _ARTICULATIONS,
        "Articulation avec le schéma du CPRDFOP",
        "Quelles articulations le cahier des charges prévoit-il avec le schéma prévisionnel de développement du SPRO "
        "inscrit au contrat de plan régional (CPRDFOP) ?",
        fondement="Code de l'éducation, art. L. 214-13, I, 5°",
        indicateurs=coherence_cprdfop.F1_1,
        pieces=(
            "matrice des objectifs du schéma et des articles du projet, avec la nature du lien",
            "période couverte par le contrat",
        ),
        modules="M7 M8",
    ),
    question(
        "F1.2",
        _ARTICULATIONS,
        "Articulation avec les opérateurs du CEP",
        "Quelles articulations entre tous les membres du SPRO et les opérateurs du conseil en évolution "
        "professionnelle "
        "(CEP) ?",
        fondement="Code du travail, art. L. 6111-3 et L. 6111-6",
        indicateurs=articulations.F1_2,
        pieces=(
            "matrice des membres du SPRO, des opérateurs du CEP et de leurs publics",
            "règle de passage du premier au second niveau du CEP",
            "modalités de partage des données",
        ),
        modules="M1 M2",
    ),
    question(
        "F1.3",
        _ENGAGEMENTS,
        "Ce que visent les normes de qualité",
        "Les normes de qualité visent-elles à : a) simplifier l'accès de chaque personne au droit à l'orientation ; "
        "b) donner une information complète et objective sur les métiers, les formations, les certifications, les "
        "débouchés et les niveaux de rémunération ; c) garantir la qualité du service rendu ?",
        fondement="Code du travail, art. L. 6111-3 et L. 6111-5",
        indicateurs=(
            *premier_accueil.F1_3A,
            *qualite_information.F1_3B_ITEMS,
            *insertion.F1_3B_INSERTION,
            *qualite_information.F1_3B_RESSOURCES,
            *evaluation.F1_3C,
        ),
        pieces=(
            "normes de qualité du projet, critère par critère",
            "tableau de complétude de l'information pour les cinq objets fixés par la loi",
            "résultats des évaluations et des enquêtes de satisfaction",
        ),
        portee=(
            "a) simplifier l'accès",
            "b) information complète et objective",
            "c) qualité du service rendu",
        ),
        modules="M1 M2 M6",
    ),
    question(
        "F1.4",
        _ENGAGEMENTS,
        "Accueil tout public et orientation vers la bonne structure",
        "Comment sont organisés : a) l'accueil de premier niveau, ouvert à tous les publics ; b) l'orientation de la "
        "personne vers la structure « plus compétente » pour répondre à son besoin ?",
        fondement="Code du travail, art. L. 6111-4 et L. 6111-5",
        indicateurs=(*premier_accueil.F1_4A, *premier_accueil.F1_4B),
        pieces=(
            "carte des lieux d'accueil par commune, horaires et canaux",
            "guide d'entretien et liste des agents formés",
            "règles d'orientation : conditions, pondérations, motifs affichés, refus motivés",
        ),
        portee=("a) accueil tout public", "b) orientation vers la structure plus compétente"),
        modules="M2 M3",
    ),
    question(
        "F1.5",
        _ENGAGEMENTS,
        "Partage des connaissances du territoire",
        "Les opérateurs partagent-ils leurs productions de connaissance du territoire : socio-économie, besoins en "
        "emploi, métiers, qualifications ?",
        fondement="Code du travail, art. L. 6111-5 et R. 6123-3, II",
        indicateurs=connaissance.F1_5,
        pieces=("catalogue des études et des données, avec producteur, licence, date, territoire et thème",),
        modules="M6",
    ),
    question(
        "F1.6",
        _ENGAGEMENTS,
        "Mobilisation des structures territoriales",
        "Les opérateurs mobilisent-ils leurs structures territoriales ?",
        fondement="Code du travail, art. L. 6111-5",
        indicateurs=(*annuaire.F1_6_SITES, *engagements.F1_6_SUITE),
        pieces=("liste des sites de chaque opérateur, signataires et engagements locaux", "temps humain consacré"),
        modules="M1",
    ),
    question(
        "F1.7",
        _ANIMATION,
        "Coordinations recherchées, en actions",
        "Quelles coordinations sont recherchées, et en actions : mise en réseau d'outils et d'actions, "
        "professionnalisation, articulation avec les opérateurs du CEP ?",
        fondement="Code du travail, art. L. 6111-3 et L. 6111-6",
        indicateurs=animation.F1_7,
        pieces=("programme d'animation des acteurs du SPRO et du CEP : actions, responsables, calendrier, état",),
        modules="M6 M7",
    ),
    question(
        "F1.8",
        _ANIMATION,
        "Professionnalisation interinstitutionnelle",
        "Quel est le programme de professionnalisation interinstitutionnel ?",
        fondement="Code du travail, art. L. 6111-3",
        indicateurs=animation.F1_8,
        pieces=("sessions, contenus, réseaux réunis et évaluation", "lien avec les besoins issus des autoévaluations"),
        modules="M6",
    ),
    question(
        "F1.9",
        _ANIMATION,
        "Outils communs et mutualisés",
        "Quels outils sont communs, mutualisés ou mis à la disposition de tous ?",
        fondement="Code du travail, art. L. 6111-3",
        indicateurs=(*animation.F1_9_AVANT_DOUBLONS, *annuaire.F1_9_DOUBLONS, *animation.F1_9_APRES_DOUBLONS),
        pieces=("registre des outils : propriétaire, licence, accès de chaque réseau",),
        modules="M1 M6",
    ),
    question(
        "F1.10",
        _ANIMATION,
        "Évaluation du respect de la charte",
        "Quels sont les critères d'évaluation de la capacité des opérateurs à respecter la charte ?",
        fondement="Code du travail, art. L. 6111-5",
        indicateurs=evaluation.F1_10,
        pieces=("référentiel d'évaluation : critères, preuves, niveaux, cycle, regard croisé et suites données",),
        modules="M1",
    ),
)

FICHE_1 = Fiche(
    numero=1,
    code="fiche1_cahier_des_charges",
    titre="Avis sur le cahier des charges du service public régional de l’orientation",
    objet="La Région coordonne les actions des opérateurs ayant adhéré à des normes définies de façon concertée. Le "
    "cahier des charges vise avant tout à améliorer la coordination des acteurs, dans le respect de l’égalité "
    "d’accès, de la gratuité, de la garantie du service rendu et de l’articulation avec les services publics de "
    "l’éducation et de l’emploi. C’est ce document qui est soumis à l’avis du comité.",
    fondement="Code du travail, art.\u00a0R.\u00a06123-3-2, 4°",
    questions=QUESTIONS,
)
