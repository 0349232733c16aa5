"""Plans shipped to start a document: articles in order, the questions of the fiche they treat, a first wording."""

from collections.abc import Mapping, Sequence
from typing import Any

from portulan.terrain.charte.enums import GenreDocument


def _article(code: str, titre: str, fiche: Sequence[str], texte: str, *, annexe: bool = False) -> dict[str, Any]:
    return {"code": code, "titre": titre, "texte": texte, "fiche": list(fiche), "objectifs": [], "annexe": annexe}


_CAHIER = (
    _article(
        "objet",
        "Objet et champ du cahier des charges",
        ["F1.O4"],
        "Le présent cahier des charges fixe les normes de qualité des services d’information, de conseil et "
        "d’accompagnement en orientation (Code du travail, art. L. 6111-5).\n\n"
        "Il s’applique aux organismes qui participent au service public régional de l’orientation (SPRO).",
    ),
    _article(
        "adhesion",
        "Membres, adhésion et concertation",
        ["F1.O1"],
        "Participent au SPRO :\n\n"
        "- les opérateurs du conseil en évolution professionnelle et les chambres consulaires, membres de droit ;\n"
        "- les organismes reconnus par la Région ;\n"
        "- les structures qui portent le label Information jeunesse ;\n"
        "- les partenaires signataires.\n\n"
        "Les centres d’information et d’orientation et les services universitaires y contribuent dans les conditions "
        "fixées par la convention annuelle entre l’État et la Région : ils n’adhèrent pas.\n\n"
        "Les normes sont écrites avec eux. Chaque contribution reçoit une réponse motivée.",
    ),
    _article(
        "coordination",
        "Coordination entre les acteurs",
        ["F1.O2"],
        "Un réseau local réunit les structures de chaque bassin au moins deux fois par an.\n\n"
        "Les membres se connaissent, s’adressent des personnes et se disent la suite donnée.",
    ),
    _article(
        "principes",
        "Principes : égalité d’accès, gratuité, garantie du service rendu",
        ["F1.O3"],
        "1. Toute personne est reçue, où qu’elle habite dans la région.\n"
        "2. Le service est gratuit à chaque étape.\n"
        "3. Personne ne reste sans solution : la structure qui oriente reste responsable jusqu’à l’acceptation.\n"
        "4. Le service s’articule avec les services publics de l’éducation et de l’emploi.",
    ),
    _article(
        "schema",
        "Articulation avec le contrat de plan régional",
        ["F1.1"],
        "Le cahier des charges met en œuvre le volet orientation du contrat de plan régional de développement des "
        "formations et de l’orientation professionnelles (CPRDFOP).",
    ),
    _article(
        "cep",
        "Articulation avec le conseil en évolution professionnelle",
        ["F1.2"],
        "Chaque membre sait vers quel opérateur du conseil en évolution professionnelle (CEP) orienter, selon "
        "le public et le bassin.\n\n"
        "Le passage du premier accueil à l’accompagnement se fait avec l’accord de la personne.",
    ),
    _article(
        "normes",
        "Normes de qualité",
        ["F1.3"],
        "Le référentiel annexé compte six principes. Il vise trois objectifs :\n\n"
        "- simplifier l’accès au droit à l’orientation ;\n"
        "- donner une information complète et objective sur les métiers, les formations, les certifications, les "
        "débouchés et les rémunérations ;\n"
        "- garantir la qualité du service rendu.",
    ),
    _article(
        "accueil",
        "Accueil de premier niveau",
        ["F1.4"],
        "Chaque lieu reçoit toute personne, écoute sa demande et l’analyse. Il ne se limite pas à donner "
        "une adresse.\n\n"
        "## Horaires\nAu moins un créneau s’ouvre en dehors des heures de bureau.",
    ),
    _article(
        "orientation",
        "Orientation vers la structure la plus compétente",
        ["F1.4"],
        "La proposition dit ses raisons : mission, public, lieu, disponibilité.\n\n"
        "La personne peut choisir une autre structure. Le rendez-vous est pris par la structure qui oriente.",
    ),
    _article(
        "connaissance",
        "Partage de la connaissance du territoire",
        ["F1.5"],
        "Les membres partagent leurs études sur l’économie, l’emploi, les métiers et les qualifications, avec une "
        "licence qui permet de les réutiliser.",
    ),
    _article(
        "territoires",
        "Mobilisation des structures territoriales",
        ["F1.6"],
        "Chaque opérateur liste les lieux qui adhèrent et le temps qu’ils consacrent au réseau.",
    ),
    _article(
        "animation",
        "Programme d’animation",
        ["F1.7"],
        "La Région publie chaque année un programme : actions, pilotes, partenaires, calendrier.\n\n"
        "Au moins une action est commune aux acteurs du SPRO et du CEP.",
    ),
    _article(
        "professionnalisation",
        "Professionnalisation entre réseaux",
        ["F1.8"],
        "Chaque agent d’accueil suit au moins une journée par an avec des collègues d’autres réseaux.",
    ),
    _article(
        "outils",
        "Outils communs",
        ["F1.9"],
        "L’annuaire, la fiche de liaison et le guide d’entretien sont communs. Chaque outil a un responsable, une "
        "licence et une déclaration d’accessibilité.",
    ),
    _article(
        "evaluation",
        "Évaluation de la capacité des opérateurs",
        ["F1.10"],
        "Chaque structure s’évalue tous les ans avec ses preuves. Un pair ou la Région croise son regard.\n\n"
        "Aucun critère obligatoire ne se compense par un autre. Un plan de progrès suit chaque évaluation.",
    ),
    _article("annexe-referentiel", "Référentiel de qualité", ["F1.10"], "Voir le référentiel publié.", annexe=True),
)

_CONVENTION = (
    _article(
        "objet",
        "Objet, parties et durée",
        ["F2.O1"],
        "L’État et la Région coordonnent l’exercice de leurs compétences en matière d’orientation (Code du travail, "
        "art. L. 6111-3).\n\nLa convention vaut pour une année.",
    ),
    _article(
        "cio-scuio",
        "Contribution des CIO et des services universitaires",
        ["F2.O2", "F2.8"],
        "Chaque centre d’information et d’orientation et chaque service universitaire est visé par au moins un "
        "engagement. Le cahier des charges du SPRO est annexé.",
    ),
    _article("politique-etat", "Politique nationale d’orientation", ["F2.1", "F2.2"], ""),
    _article("voies", "Information sur toutes les voies de formation", ["F2.3"], ""),
    _article("ecarts", "Écarts entre orientations demandées et réalisées", ["F2.4"], ""),
    _article("politique-region", "Axes de la politique régionale", ["F2.5"], ""),
    _article("programme", "Programme de coordination", ["F2.6"], ""),
    _article("information", "Qualité de l’information", ["F2.7", "F2.12"], ""),
    _article("decrochage", "Plateformes de lutte contre le décrochage", ["F2.9"], ""),
    _article("dispositifs", "Dispositifs pour les jeunes", ["F2.10"], ""),
    _article("retour", "Droit au retour en formation", ["F2.11"], ""),
)

PLANS: Mapping[str, tuple[dict[str, Any], ...]] = {
    GenreDocument.CAHIER: _CAHIER,
    GenreDocument.CONVENTION: _CONVENTION,
}
