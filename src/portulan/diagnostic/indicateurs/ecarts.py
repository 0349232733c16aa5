"""School: wishes and outcomes, step by step (F2.4a). Never added to the figures of higher education."""

from portulan.diagnostic.indicateurs.affectation import places_vacantes, premier_voeu_non_obtenu, pression_scolaire
from portulan.diagnostic.indicateurs.attentes import AFFELNET, SANS_AFFECTATION
from portulan.diagnostic.indicateurs.fabrique import ACADEMIE, DEPARTEMENT, INFO, REGION, comp, indicateur, seuil
from portulan.socle.mesure import Secret, Unite
from portulan.socle.tables import AFFECTATIONS, COMMUNES

_ECARTS = "Question 4 de la fiche 2 : bilan des écarts entre orientations demandées et réalisées ; "
_ECARTS += "code de l'éducation (décision d'orientation, affectation)"
_AXES = {"voie": "voie", "sexe": "sexe", "bourse": "boursier ou non", "zone": "QPV, FRR ou reste du territoire"}
_PUBLICS = (
    "écart de plus de cinq points entre filles et garçons, ou entre boursiers et non-boursiers, dans une même voie"
)
_ECART_PUBLICS = seuil(
    ">",
    5,
    "L'écart entre publics dépasse le seuil dans une même voie.",
    suffixe="publics",
    composante="ecart_publics",
)
_EVOLUTION = comp("evolution", "Évolution sur un an", Unite.POINTS)
_PUBLIEES = (DEPARTEMENT, ACADEMIE, REGION)
# Places are not persons: only small numbers of wishes, or of wishes short of the places, are hidden
_SECRET_DES_VOEUX = Secret(denominateur=1)
_COMP_PUBLICS = comp("ecart_publics", "Plus grand écart entre publics dans une même voie", Unite.POINTS)

F2_4A_ETAPES = (
    indicateur(
        "F2.4a-1",
        "E1 : voie demandée et voie décidée",
        "élèves dont la décision finale diffère de la première demande de la famille / élèves avec une demande",
        Unite.POURCENT,
        sources="AFF",
        maille="ETA ACA REG",
        fondement=_ECARTS,
        vigilance=f"Hausse d'au moins un point en un an ; {_PUBLICS}.",
        seuils=(
            seuil("≥", 1, "L'écart entre voie demandée et voie décidée augmente.", composante="evolution"),
            _ECART_PUBLICS,
        ),
        composantes=(_EVOLUTION, _COMP_PUBLICS),
        axes=_AXES,
        champ="Élèves de troisième et de seconde",
        secret=Secret(),
        attente=AFFELNET,
    ),
    indicateur(
        "F2.4a-2",
        "E2 : élèves sans affectation après le premier tour",
        "élèves sans affectation à l'issue du premier tour / élèves ayant une décision d'orientation",
        Unite.POURCENT,
        sources="AFF",
        maille="COM EPCI ACA REG",
        fondement=_ECARTS,
        vigilance=f"Plus de 3 % d'élèves sans affectation ; {_PUBLICS}.",
        seuils=(seuil(">", 3, "Trop d'élèves sont sans affectation après le premier tour."), _ECART_PUBLICS),
        composantes=(_COMP_PUBLICS,),
        axes=_AXES,
        champ="Élèves de troisième et de seconde",
        secret=Secret(),
        attente=AFFELNET,
    ),
    indicateur(
        "F2.4a-3",
        "E3 : premier vœu non obtenu",
        "élèves affectés sur un vœu de rang supérieur à un / élèves affectés",
        Unite.POURCENT,
        sources="AFF",
        maille="DEP ACA REG",
        fondement=_ECARTS,
        vigilance=f"Hausse d'au moins trois points en un an ; {_PUBLICS}.",
        seuils=(
            seuil(
                "≥",
                3,
                "Le premier vœu est moins souvent obtenu que l'année précédente.",
                composante="evolution",
                niveaux=_PUBLIEES,
            ),
            _ECART_PUBLICS,
        ),
        composantes=(_EVOLUTION, _COMP_PUBLICS),
        axes={**_AXES, "annee": "année", "entree": "entrée", "specialite": "spécialité"},
        phrase="{valeur} des élèves affectés à l'entrée en première professionnelle ne l'ont pas été sur leur premier "
        "vœu ({numerateur} sur {denominateur}).",
        champ="Entrée en première professionnelle, au lieu de l'établissement d'accueil (chiffre principal)",
        secret=Secret(),
        tables=(AFFECTATIONS,),
        calcul=premier_voeu_non_obtenu,
    ),
    indicateur(
        "F2.4a-4",
        "E4 : élèves affectés et non inscrits",
        "élèves affectés et non inscrits / élèves affectés",
        Unite.POURCENT,
        sources="AFF",
        maille="ETA ACA REG",
        fondement=_ECARTS,
        vigilance="Plus de 5 % d'élèves affectés ne s'inscrivent pas.",
        seuils=(seuil(">", 5, "Trop d'élèves affectés ne s'inscrivent pas."),),
        axes=_AXES,
        champ="Élèves de troisième et de seconde",
        secret=Secret(),
        attente=AFFELNET,
    ),
    indicateur(
        "F2.4a-5",
        "E5 : orientation subie en voie professionnelle",
        "élèves affectés en voie professionnelle dans une spécialité jamais classée première / élèves affectés en voie "
        "professionnelle",
        Unite.POURCENT,
        sources="AFF",
        maille="BAS ACA REG",
        fondement=_ECARTS,
        vigilance="Plus de 20 % des élèves affectés en voie professionnelle.",
        seuils=(seuil(">", 20, "L'orientation en voie professionnelle est trop souvent subie."),),
        axes=_AXES,
        champ="Élèves affectés en voie professionnelle",
        secret=Secret(),
        attente=AFFELNET,
    ),
)

F2_4A_PLACES = (
    indicateur(
        "F2.4a-6",
        "Pression par spécialité",
        "premiers vœux / places de la spécialité",
        Unite.RATIO,
        sources="AFF",
        maille="SPE BAS DEP ACA REG",
        fondement=_ECARTS,
        vigilance="Rapport supérieur à 2 ou inférieur à 0,5.",
        seuils=(
            seuil(
                ">",
                2,
                "La spécialité est demandée bien au-delà de ses places.",
                niveaux=(REGION,),
                ventilation="specialite=*",
            ),
            seuil(
                "<",
                0.5,
                "La spécialité est demandée bien en deçà de ses places.",
                suffixe="creux",
                niveaux=(REGION,),
                ventilation="specialite=*",
            ),
        ),
        composantes=(
            comp("places", "Places de la carte scolaire", Unite.NOMBRE),
            comp("premiers_voeux", "Premiers vœux", Unite.NOMBRE),
        ),
        axes={"specialite": "spécialité", "entree": "entrée"},
        champ="Entrée en première professionnelle sous statut scolaire (chiffre principal)",
        secret=_SECRET_DES_VOEUX,
        phrase="Il y a {valeur} premier vœu par place à l'entrée en première professionnelle.",
        tables=(AFFECTATIONS, COMMUNES),
        calcul=pression_scolaire,
    ),
    indicateur(
        "F2.4a-7",
        "Places vacantes et élèves sans affectation dans un même bassin",
        "plus petit des deux nombres (places vacantes, élèves sans affectation) / places du bassin",
        Unite.POURCENT,
        sources="AFF",
        maille="BAS DEP ACA REG",
        fondement=_ECARTS,
        vigilance="Plus de 2 % des places du bassin.",
        seuils=(seuil(">", 2, "Des places restent vacantes alors que des élèves du bassin sont sans affectation."),),
        composantes=(
            comp("vacantes", "Places restées vacantes", Unite.NOMBRE),
            comp("part_vacantes", "Places restées vacantes, en part des places", Unite.POURCENT),
        ),
        axes={"specialite": "spécialité"},
        champ="Entrée en première professionnelle sous statut scolaire pour les places vacantes",
        secret=Secret(),
        tables=(AFFECTATIONS, COMMUNES),
        calcul=places_vacantes,
        attente=SANS_AFFECTATION,
    ),
    indicateur(
        "F2.4a-8",
        "Décomposition de l'écart",
        "contributions à l'écart de la capacité, de la distance, de la priorité et de la composition des choix ; "
        "résidu",
        Unite.POINTS,
        sources="AFF",
        maille="ACA REG",
        fondement=_ECARTS,
        vigilance="Part non expliquée supérieure à 30 % de l'écart ; la somme des contributions est égale à l'écart.",
        seuils=(
            seuil(">", 30, "Une part notable de l'écart reste non expliquée.", gravite=INFO, composante="part_residu"),
        ),
        composantes=(comp("part_residu", "Part non expliquée de l'écart", Unite.POURCENT),),
        axes={"facteur": "facteur de l'écart"},
        champ="Élèves de troisième et de seconde",
        attente=AFFELNET,
    ),
)

F2_4A = (*F2_4A_ETAPES, *F2_4A_PLACES)
