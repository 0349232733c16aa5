"""Equal access in every commune, and free services (F1.O3a, F1.O3b)."""

from portulan.diagnostic.indicateurs.attentes import ACCUEILS
from portulan.diagnostic.indicateurs.fabrique import ALERTE, EPCI, LOI, comp, indicateur, seuil, table
from portulan.socle.mesure import Secret, Unite

_EGALITE = "Objet de la fiche 1 : égalité d'accès sur tout le territoire régional ; code du travail, art. L. 6111-3"
_A_VENIR = table("le temps d'accès de chaque commune à la structure la plus proche", "Portulan")
_OPERATEUR = {"operateur": "réseau d'accueil"}

F1_O3A = (
    indicateur(
        "F1.O3a-1",
        "Population à plus de trente minutes d'une structure d'accueil",
        "population des communes à plus de trente minutes en voiture de la structure la plus proche / population",
        Unite.POURCENT,
        sources="INSEE DI TRAJET",
        maille="COM EPCI BAS DEP REG",
        fondement=_EGALITE,
        vigilance="Plus de 5 % de la population d'un EPCI à plus de trente minutes.",
        seuils=(
            seuil(
                ">",
                5,
                "Une part notable de la population de l'EPCI vit à plus de trente minutes d'une structure.",
                gravite=ALERTE,
                niveaux=(EPCI,),
            ),
        ),
        axes=_OPERATEUR,
        attente=_A_VENIR,
    ),
    indicateur(
        "F1.O3a-2",
        "Temps d'accès médian à la structure la plus proche",
        "médiane et neuvième décile, pondérés par la population, du temps d'accès à la structure la plus proche",
        Unite.MINUTES,
        sources="INSEE DI TRAJET",
        maille="COM EPCI BAS DEP REG",
        fondement=_EGALITE,
        vigilance="Neuvième décile supérieur à deux fois et demie la médiane.",
        seuils=(
            seuil(
                ">", 2.5, "Les habitants les plus éloignés le sont beaucoup plus que les autres.", composante="rapport"
            ),
        ),
        composantes=(comp("rapport", "Rapport entre le neuvième décile et la médiane", Unite.RATIO),),
        axes=_OPERATEUR,
        attente=_A_VENIR,
    ),
    indicateur(
        "F1.O3a-3",
        "Heures d'ouverture atteignables par semaine",
        "heures hebdomadaires d'ouverture atteignables en trente minutes ; indice de Gini entre communes",
        Unite.HEURES,
        sources="DI TRAJET",
        maille="COM EPCI DEP REG",
        fondement=_EGALITE,
        vigilance="Indice de Gini supérieur à 0,4.",
        seuils=(
            seuil(
                ">", 0.4, "Les heures d'ouverture atteignables sont très inégales entre communes.", composante="gini"
            ),
        ),
        composantes=(comp("gini", "Indice de Gini entre communes", Unite.INDICE),),
        axes=_OPERATEUR,
        attente=_A_VENIR,
    ),
    indicateur(
        "F1.O3a-4",
        "Écart d'accès entre QPV, communes FRR et reste du territoire",
        "part de la population à plus de trente minutes en QPV et en FRR − part dans le reste du territoire",
        Unite.POINTS,
        sources="INSEE ZONES TRAJET",
        maille="REG",
        fondement=_EGALITE,
        vigilance="Écart supérieur à cinq points.",
        seuils=(seuil(">", 5, "L'accès est nettement moins bon dans les territoires prioritaires."),),
        axes={"zone": "QPV ou FRR"},
        attente=table(
            "la liste des communes en zone France ruralités revitalisation et la population des quartiers prioritaires",
            "l'Agence nationale de la cohésion des territoires et l'Insee ; elles entreront par un connecteur",
        ),
    ),
    indicateur(
        "F1.O3a-5",
        "Taux de recours",
        "accueils de résidents / population du public × 1 000",
        Unite.POUR_MILLE,
        sources="APP INSEE",
        maille="EPCI DEP REG",
        fondement=_EGALITE,
        vigilance="Taux d'un EPCI inférieur à la moitié du taux régional sans problème d'offre (non-recours).",
        seuils=(
            seuil(
                "<",
                0.5,
                "Le recours est très inférieur au taux régional.",
                composante="rapport_regional",
                niveaux=(EPCI,),
            ),
        ),
        composantes=(comp("rapport_regional", "Rapport au taux régional", Unite.RATIO),),
        axes={"public": "public"},
        secret=Secret(),
        attente=ACCUEILS,
    ),
)

F1_O3B = (
    indicateur(
        "F1.O3b-1",
        "Services de premier niveau déclarés gratuits",
        "services de premier niveau déclarés gratuits / services de premier niveau",
        Unite.POURCENT,
        sources="DI APP",
        maille="STR EPCI DEP REG",
        fondement="Code du travail, art. L. 6111-3 : information gratuite",
        vigilance="Tout service de premier niveau payant déclenche une alerte : la gratuité est fixée par la loi.",
        seuils=(
            seuil(
                ">",
                0,
                "Au moins un service de premier niveau est déclaré payant.",
                gravite=ALERTE,
                suffixe="payants",
                composante="payants",
                origine=LOI,
                reference="code du travail, art. L. 6111-3",
            ),
        ),
        composantes=(comp("payants", "Services de premier niveau déclarés payants", Unite.NOMBRE),),
        attente=table("les services et leurs frais", "les structures, par data·inclusion"),
    ),
)
