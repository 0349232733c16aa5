"""The guaranteed service: every request gets an accepted hand-over and a known outcome (F1.O3c)."""

from portulan.diagnostic.indicateurs.attentes import ORIENTATIONS
from portulan.diagnostic.indicateurs.fabrique import ALERTE, comp, indicateur, seuil
from portulan.socle.mesure import Secret, Unite

_GARANTIE = "Objet de la fiche 1 : garantie du service rendu ; code du travail, art. L. 6111-5, 3°"

F1_O3C = (
    indicateur(
        "F1.O3c-1",
        "Orientations traitées dans le délai",
        "orientations acceptées, ou refusées avec un motif, dans le délai / orientations émises",
        Unite.POURCENT,
        sources="APP",
        maille="STR BAS REG",
        fondement=_GARANTIE,
        vigilance="Attention sous 85 % ; alerte sous 70 %.",
        seuils=(
            seuil("<", 85, "Trop d'orientations ne reçoivent pas de réponse dans le délai."),
            seuil(
                "<",
                70,
                "Une part importante des orientations reste sans réponse dans le délai.",
                gravite=ALERTE,
                suffixe="alerte",
            ),
        ),
        secret=Secret(),
        attente=ORIENTATIONS,
    ),
    indicateur(
        "F1.O3c-2",
        "Issue connue à trente jours",
        "orientations émises depuis au moins trente jours dont l'issue est connue / orientations émises depuis au "
        "moins trente jours",
        Unite.POURCENT,
        sources="APP",
        maille="BAS REG",
        fondement=_GARANTIE,
        vigilance="Moins de 80 % d'issues connues à trente jours.",
        seuils=(seuil("<", 80, "L'issue de trop d'orientations reste inconnue après trente jours."),),
        secret=Secret(),
        attente=ORIENTATIONS,
    ),
    indicateur(
        "F1.O3c-3",
        "Personnes perdues de vue",
        "orientations expirées sans responsable désigné",
        Unite.NOMBRE,
        sources="APP",
        maille="BAS REG",
        fondement=_GARANTIE,
        vigilance="Toute orientation expirée sans responsable déclenche une alerte : le compte doit être nul.",
        seuils=(seuil(">", 0, "Des personnes orientées n'ont plus de responsable désigné.", gravite=ALERTE),),
        secret=Secret(),
        attente=ORIENTATIONS,
    ),
    indicateur(
        "F1.O3c-4",
        "Délai jusqu'au premier rendez-vous",
        "médiane et neuvième décile de (date du premier rendez-vous tenu − date d'émission)",
        Unite.JOURS,
        sources="APP",
        maille="BAS REG",
        fondement=_GARANTIE,
        vigilance="Une personne sur dix attend plus de trente jours.",
        seuils=(
            seuil(">", 30, "Une personne sur dix attend trop longtemps son premier rendez-vous.", composante="p90"),
        ),
        composantes=(comp("p90", "Neuvième décile du délai", Unite.JOURS),),
        secret=Secret(),
        attente=ORIENTATIONS,
    ),
)
