"""The guaranteed service: every request gets an accepted hand-over and a known outcome (F1.O3c)."""

from portulan.diagnostic.indicateurs.calculs_garantie import (
    delai_du_rendez_vous,
    issues_connues,
    perdues,
    traitees_dans_le_delai,
)
from portulan.diagnostic.indicateurs.fabrique import ALERTE, BASSIN, REGION, comp, indicateur, seuil
from portulan.socle.mesure import Secret, Unite
from portulan.socle.tables import COMMUNES
from portulan.socle.tables_accueil import DELAIS, PROMESSES, TRANSMISSIONS

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
            seuil(
                "<",
                85,
                "Trop d'orientations ne reçoivent pas de réponse dans le délai.",
                niveaux=(BASSIN, REGION),
                ventilation="",
            ),
            seuil(
                "<",
                70,
                "Une part importante des orientations reste sans réponse dans le délai.",
                gravite=ALERTE,
                suffixe="alerte",
                niveaux=(BASSIN, REGION),
                ventilation="",
            ),
        ),
        composantes=(comp("promesses", "Promesses tenues à l'échéance", Unite.POURCENT),),
        axes={"operateur": "opérateur", "etape": "étape promise"},
        secret=Secret(),
        phrase="Sur {denominateur:orientation dont le délai est échu,orientations dont le délai est échu}, "
        "{numerateur:a,ont} reçu une réponse à temps, soit {valeur}.",
        tables=(
            PROMESSES,
            COMMUNES,
        ),
        calcul=traitees_dans_le_delai,
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
        phrase="Sur {denominateur:orientation émise,orientations émises} depuis trente jours au moins, l'issue de "
        "{numerateur} est connue, soit {valeur}.",
        tables=(
            TRANSMISSIONS,
            COMMUNES,
        ),
        calcul=issues_connues,
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
        phrase="Orientations restées sans réponse et sans responsable en douze mois : {valeur}.",
        tables=(
            TRANSMISSIONS,
            COMMUNES,
        ),
        calcul=perdues,
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
        phrase="La moitié des personnes reçues l'ont été en {valeur} au plus, neuf sur dix en {p90} au plus.",
        tables=(
            DELAIS,
            COMMUNES,
        ),
        calcul=delai_du_rendez_vous,
    ),
)
