"""Fiche 2: opinion on the annual State-Region convention, its fifteen entries in order."""

from portulan.diagnostic.fiches.ecriture import question
from portulan.diagnostic.indicateurs import (
    animation,
    annuaire,
    coherence_cprdfop,
    decrochage,
    droit_au_retour,
    ecarts,
    engagements,
    insertion,
    politique_etat,
    procedure,
    qualite_information,
    superieur,
    voies,
)
from portulan.socle.declaration import Fiche

_TITRE = "Titre"
_OBJET = "Objet de la convention"
_ETAT = "État des lieux : missions et action de l'État"
_REGION = "État des lieux : missions et action de la Région"
_COHERENCE = "Cohérence avec le schéma prévisionnel de développement du SPRO"

QUESTIONS = (
    question(
        "F2.0",
        _TITRE,
        "La bonne convention, au bon stade",
        "Le dossier porte-t-il sur la bonne convention, au bon stade : un projet de convention annuelle qui n'est pas "
        "encore signé, pour une année identifiée ?",
        fondement="Code du travail, art. L. 6111-3 et R. 6123-3-2, 5°",
        indicateurs=procedure.F2_0,
        pieces=("projet de convention, parties et année couverte", "lettre de saisine", "visas du projet"),
        modules="M7 M8",
    ),
    question(
        "F2.O1",
        _OBJET,
        "Coordination des organismes par la Région",
        "La Région coordonne-t-elle les actions des organismes qui participent au service public régional de "
        "l'orientation ?",
        fondement="Code du travail, art. L. 6111-3",
        indicateurs=(*animation.F2_O1, *engagements.F1_O1, *animation.F1_O2, *animation.F1_7),
        pieces=("calendrier et comptes rendus des instances de coordination",),
        modules="M6",
    ),
    question(
        "F2.O2",
        _OBJET,
        "Place des CIO et des SCUIO dans la convention",
        "La convention conclue entre la Région et le ou les rectorats fixe-t-elle les conditions de coordination des "
        "CIO et des SCUIO avec les autres acteurs fédérés par le cahier des charges ?",
        fondement="Code du travail, art. L. 6111-3",
        indicateurs=engagements.F2_O2,
        pieces=(
            "articles de la convention relatifs aux CIO et à chaque service universitaire",
            "cahier des charges annexé ou visé",
        ),
        modules="M7",
    ),
    question(
        "F2.1",
        _ETAT,
        "Missions de l'État en matière d'orientation",
        "Quelles sont les missions de l'État en matière d'orientation : a) politique nationale d'orientation des "
        "élèves "
        "dans l'enseignement scolaire ; b) politique nationale d'orientation des étudiants dans l'enseignement "
        "supérieur ?",
        fondement="Code du travail, art. L. 6111-3 ; cadre national de référence du 28 mai 2019",
        indicateurs=(*politique_etat.F2_1A, *politique_etat.F2_1B),
        pieces=("note datée sur les missions de l'État et leur fondement", "moyens engagés dans la région"),
        portee=("a) enseignement scolaire", "b) enseignement supérieur"),
        modules="M6 M7",
    ),
    question(
        "F2.2",
        _ETAT,
        "Mise en œuvre et stratégies en présence",
        "Comment cette politique est-elle mise en œuvre dans les territoires et les établissements, et quelles "
        "sont les "
        "stratégies en présence : a) des recteurs ; b) des chefs d'établissement ; c) des universités autonomes ?",
        fondement="Code du travail, art. L. 6111-3 ; code de l'éducation, art. L. 714-1",
        indicateurs=politique_etat.F2_2,
        pieces=(
            "registre des stratégies : auteur, niveau de décision, objectif, levier, public, moyens, date",
            "typologie des stratégies et contradictions relevées",
        ),
        portee=("a) recteurs", "b) chefs d'établissement", "c) universités autonomes"),
        modules="M4 M7",
    ),
    question(
        "F2.3",
        _ETAT,
        "Information sur toutes les voies de formation",
        "Quel est l'état de l'information donnée sur l'ensemble des voies de formation ?",
        fondement="Code du travail, art. L. 6111-3",
        indicateurs=voies.F2_3,
        pieces=("couverture de l'information par voie et par niveau",),
        modules="M6",
    ),
    question(
        "F2.4",
        _ETAT,
        "Écarts entre orientations demandées et réalisées",
        "Quel est le bilan des écarts entre les orientations demandées et celles qui sont réalisées : a) dans "
        "l'enseignement scolaire ; b) dans l'enseignement supérieur ?",
        fondement="Code du travail, art. L. 6111-3 ; code de l'éducation, art. L. 612-3",
        indicateurs=(*ecarts.F2_4A, *superieur.F2_4B),
        pieces=("effectifs à chaque étape, de la demande à l'inscription",),
        portee=("a) enseignement scolaire", "b) enseignement supérieur"),
        modules="M4",
    ),
    question(
        "F2.5",
        _REGION,
        "Grands axes de la politique régionale",
        "Quels sont les grands axes de la politique régionale d'orientation, au regard des enjeux du territoire ?",
        fondement="Code du travail, art. L. 6111-3 ; code de l'éducation, art. L. 214-13",
        indicateurs=coherence_cprdfop.F2_5,
        pieces=("axes de la politique régionale : objectif, public, moyens, source du constat",),
        modules="M6 M7",
    ),
    question(
        "F2.6",
        _REGION,
        "Programme de coordination de l'année",
        "Quel est le programme de coordination entre les organismes participants pour l'année de la convention ?",
        fondement="Code du travail, art. L. 6111-3",
        indicateurs=engagements.F2_6,
        pieces=("engagements de l'année : responsable, échéance, indicateur, état",),
        modules="M7",
    ),
    question(
        "F2.7",
        _REGION,
        "Qualité de l'information dans les réseaux locaux",
        "Quel est l'état de l'information et de sa qualité au sein des SPRO, c'est-à-dire des réseaux locaux ?",
        fondement="Code du travail, art. L. 6111-3",
        indicateurs=(*qualite_information.F2_7_INDICE, *annuaire.F2_7_FRAICHEUR, *qualite_information.F2_7_RETOURS),
        pieces=("observatoire de la qualité de l'information par réseau local", "point de vue des usagers"),
        modules="M1 M6",
    ),
    question(
        "F2.8",
        _COHERENCE,
        "Coordination des CIO et des SCUIO avec le SPRO",
        "Quels sont les objectifs et les modalités de la coordination des CIO et des SCUIO avec les autres membres du "
        "SPRO ?",
        fondement="Code du travail, art. L. 6111-3 ; code de l'éducation, art. L. 214-13, I, 5°",
        indicateurs=(*annuaire.F2_8_ECHANGES, *coherence_cprdfop.F2_8_SUITE),
        pieces=(
            "pour chaque CIO et chaque SCUIO : partenaires, actions communes, échanges, place dans le réseau local",
        ),
        modules="M1 M2 M7",
    ),
    question(
        "F2.9",
        _COHERENCE,
        "Lutte contre le décrochage",
        "Quelle est la contribution aux plateformes de lutte contre le décrochage, et la liaison : a) avec les "
        "missions "
        "locales ; b) avec France Travail (ex-Pôle emploi) ; c) avec les CRIJ et le réseau Information jeunesse ?",
        fondement="Code de l'éducation, art. L. 313-7 et L. 313-8",
        indicateurs=decrochage.F2_9,
        pieces=("cohorte de la liste : étapes, délais, prise en charge", "comptes rendus des comités techniques"),
        portee=("a) missions locales", "b) France Travail (ex-Pôle emploi)", "c) CRIJ et Information jeunesse"),
        modules="M5",
    ),
    question(
        "F2.10",
        _COHERENCE,
        "Dispositifs mobilisables pour les jeunes",
        "Quels sont les dispositifs mobilisables pour les jeunes ?",
        fondement="Code du travail, art. L. 5131-3 et suivants ; textes propres à chaque dispositif",
        indicateurs=decrochage.F2_10,
        pieces=("catalogue des dispositifs : conditions, places, zone, validité, source",),
        modules="M5",
    ),
    question(
        "F2.11",
        _COHERENCE,
        "Droit au retour en formation",
        "Comment le droit au retour en formation est-il coordonné, et qui en sont les référents : a) sous statut "
        "scolaire ; b) sous statut de stagiaire de la formation professionnelle ; c) en apprentissage ?",
        fondement="Code de l'éducation, art. L. 122-2 et D. 122-3-1 à D. 122-3-8",
        indicateurs=droit_au_retour.F2_11,
        pieces=("registre des référents par bassin et par statut", "procédure et relevé des demandes"),
        portee=("a) statut scolaire", "b) stagiaire de la formation professionnelle", "c) apprentissage"),
        modules="M5",
    ),
    question(
        "F2.12",
        _COHERENCE,
        "Information sur les métiers et l'insertion, mutualisation",
        "Quelle est la qualité de l'information a) sur les métiers et b) sur les opportunités d'insertion, et c) "
        "quelle "
        "mutualisation entre les réseaux ?",
        fondement="Code du travail, art. L. 6111-3",
        indicateurs=(
            *qualite_information.F2_12A,
            *insertion.F2_12B_INSERTION,
            *qualite_information.F2_12B_TIRAGE,
            *qualite_information.F2_12C,
        ),
        pieces=(
            "comparaison des sources utilisées par chaque réseau",
            "doublons, contradictions et productions communes",
        ),
        portee=("a) métiers", "b) opportunités d'insertion", "c) mutualisation"),
        modules="M6",
    ),
)

FICHE_2 = Fiche(
    numero=2,
    code="fiche2_convention",
    titre="Avis sur la convention annuelle de coordination entre l’État et la Région",
    objet="La Région coordonne les actions des organismes qui participent au service public régional de "
    "l’orientation. Une convention annuelle, conclue avec le ou les rectorats, fixe les conditions dans lesquelles "
    "l’action des CIO et des SCUIO est coordonnée avec celle des autres acteurs fédérés par le cahier des charges.",
    fondement="Code du travail, art.\u00a0L.\u00a06111-3 et R.\u00a06123-3-2, 5°",
    questions=QUESTIONS,
)
