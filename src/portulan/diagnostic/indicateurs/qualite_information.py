"""Complete, objective, fresh and shared information (F1.3b, F2.7, F2.12), but what is computed in ``insertion``."""

from portulan.diagnostic.indicateurs.attentes import ENQUETE_USAGERS, METIERS, OFFRE, OUTILS, RESSOURCES, SIGNALEMENTS
from portulan.diagnostic.indicateurs.fabrique import ALERTE, BASSIN, indicateur, piece, seuil, table
from portulan.socle.mesure import Secret, Unite

_CINQ = (
    "Code du travail, art. L. 6111-3 : information gratuite, complète et objective sur les métiers, les formations, "
)
_CINQ += "les certifications, les débouchés et les niveaux de rémunération"
_QUALITE = "Code du travail, art. L. 6111-3 : qualité de l'information"

F1_3B_ITEMS = (
    indicateur(
        "F1.3b-1",
        "Métiers dotés d'une fiche sourcée et récente",
        "fiches métier présentes, sourcées et datées de moins de douze mois / métiers du référentiel du territoire",
        Unite.POURCENT,
        sources="ROME",
        maille="DOM BAS REG",
        fondement=_CINQ,
        vigilance="Moins de 70 % dans un domaine professionnel.",
        seuils=(seuil("<", 70, "L'information sur les métiers est incomplète dans un domaine."),),
        axes={"domaine": "domaine professionnel"},
        attente=METIERS,
    ),
    indicateur(
        "F1.3b-2",
        "Sessions de formation décrites et à jour",
        "sessions dont le contenu, l'accès, le lieu et la date sont à jour / sessions de l'offre",
        Unite.POURCENT,
        sources="OFF",
        maille="DOM BAS REG",
        fondement=_CINQ,
        vigilance="Moins de 70 % dans un domaine professionnel.",
        seuils=(seuil("<", 70, "L'information sur les formations est incomplète dans un domaine."),),
        axes={"domaine": "domaine professionnel"},
        attente=OFFRE,
    ),
    indicateur(
        "F1.3b-3",
        "Certifications citées et actives au répertoire national",
        "certifications dont le code RNCP ou RS est actif / certifications citées",
        Unite.POURCENT,
        sources="RNCP",
        maille="DOM REG",
        fondement=_CINQ,
        vigilance="Moins de 90 % dans un domaine professionnel.",
        seuils=(seuil("<", 90, "Trop de certifications citées ne sont plus actives."),),
        axes={"domaine": "domaine professionnel"},
        attente=table(
            "les certifications citées par l'offre et leur état au répertoire national",
            "France compétences (RNCP, RS) et le Carif-Oref ; elles entreront par un connecteur",
        ),
    ),
)

F1_3B_RESSOURCES = (
    indicateur(
        "F1.3b-6",
        "Objectivité des ressources",
        "ressources dont la source est nommée et sans intérêt commercial déclaré / ressources",
        Unite.POURCENT,
        sources="APP",
        maille="STR REG",
        fondement=_CINQ,
        vigilance="Moins de 95 % de ressources objectives.",
        seuils=(seuil("<", 95, "Des ressources sont sans source nommée ou liées à un intérêt commercial."),),
        attente=RESSOURCES,
    ),
    indicateur(
        "F1.3b-7",
        "Équilibre des ressources entre les voies de formation",
        "part des ressources consacrées à la voie ÷ part des effectifs de la voie",
        Unite.RATIO,
        sources="OFF APP",
        maille="BAS",
        fondement=_CINQ,
        vigilance="Rapport inférieur à 0,7 ou supérieur à 1,5.",
        seuils=(
            seuil("<", 0.7, "Une voie de formation est sous-représentée dans les ressources."),
            seuil(">", 1.5, "Une voie de formation est surreprésentée dans les ressources.", suffixe="exces"),
        ),
        axes={"voie": "voie de formation"},
        attente=RESSOURCES,
    ),
    indicateur(
        "F1.3b-8",
        "Actions contre les stéréotypes",
        "actions contre les stéréotypes / élèves × 1 000",
        Unite.POUR_MILLE,
        sources="DECL APP",
        maille="BAS REG",
        fondement="Code du travail, art. L. 6111-3 : mixité des métiers et lutte contre les stéréotypes",
        vigilance="Un bassin sans aucune action.",
        seuils=(seuil("=", 0, "Aucune action contre les stéréotypes n'est menée dans le bassin.", niveaux=(BASSIN,)),),
        champ="Collégiens et lycéens",
        attente=piece(
            "le relevé des actions contre les stéréotypes et pour la mixité, par établissement",
            "les rectorats et la Région",
        ),
    ),
)

F2_7_INDICE = (
    indicateur(
        "F2.7-1",
        "Indice de qualité de l'information",
        "moyenne de la complétude, de la source, de la fraîcheur, de la maille et de la lisibilité (0 à 100), "
        "plafonnée "
        "à 40 si l'une des dimensions est inférieure à 40",
        Unite.SCORE,
        sources="APP",
        maille="BAS REG",
        fondement=_QUALITE,
        vigilance="Indice inférieur à 60 dans un bassin.",
        seuils=(seuil("<", 60, "La qualité de l'information est insuffisante dans le bassin."),),
        axes={"dimension": "dimension de la qualité"},
        attente=RESSOURCES,
    ),
)

F2_7_RETOURS = (
    indicateur(
        "F2.7-3",
        "Erreurs signalées et corrigées sous quinze jours",
        "erreurs signalées et corrigées sous quinze jours / erreurs signalées",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_QUALITE,
        vigilance="Moins de 80 % d'erreurs corrigées sous quinze jours.",
        seuils=(seuil("<", 80, "Les erreurs signalées sont corrigées trop lentement."),),
        attente=SIGNALEMENTS,
    ),
    indicateur(
        "F2.7-4",
        "Satisfaction des usagers sur l'information",
        "usagers jugeant l'information claire et utile / répondants",
        Unite.POURCENT,
        sources="ENQ",
        maille="BAS REG",
        fondement=_QUALITE,
        vigilance="Moins de 75 % de répondants satisfaits, pour au moins trente réponses.",
        seuils=(seuil("<", 75, "Trop d'usagers ne jugent pas l'information claire et utile."),),
        secret=Secret(denominateur=30),
        attente=ENQUETE_USAGERS,
    ),
    indicateur(
        "F2.7-5",
        "Services en ligne affichant leur accessibilité",
        "services en ligne affichant leur état de conformité / services en ligne",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement="Loi n° 2005-102, art. 47, et décret n° 2019-768 (accessibilité numérique)",
        vigilance="Un service en ligne n'affiche pas son état de conformité.",
        seuils=(seuil("<", 100, "Au moins un service en ligne n'affiche pas son état de conformité."),),
        attente=OUTILS,
    ),
)

F2_12A = (
    indicateur(
        "F2.12a-1",
        "Métiers du territoire dotés d'une fiche complète",
        "métiers du territoire (au moins 1 % des projets de recrutement, ou en tension) ayant une fiche complète / "
        "métiers du territoire",
        Unite.POURCENT,
        sources="ROME BMO APP",
        maille="BAS REG",
        fondement=_QUALITE,
        vigilance="Plus de 10 % des métiers en tension sans fiche déclenchent une alerte.",
        seuils=(
            seuil(
                "<",
                90,
                "Des métiers en tension sont sans fiche complète.",
                gravite=ALERTE,
                ventilation="tension=oui",
            ),
        ),
        axes={"tension": "métier en tension"},
        attente=METIERS,
    ),
)

F2_12B_TIRAGE = (
    indicateur(
        "F2.12b-2",
        "Écart entre l'information diffusée et sa source",
        "fiches tirées au sort dont le chiffre diffère de la source / fiches tirées au sort",
        Unite.POURCENT,
        sources="APP INJ",
        maille="REG",
        fondement=_QUALITE,
        vigilance="Tout chiffre diffusé contredisant sa source déclenche une alerte.",
        seuils=(seuil(">", 0, "Un chiffre diffusé contredit sa source.", gravite=ALERTE),),
        attente=table(
            "le tirage au sort de fiches d'information comparées à leur source",
            "la Région et le Carif-Oref ; il entrera par le module « ressources »",
        ),
    ),
)

F2_12C = (
    indicateur(
        "F2.12c-1",
        "Ressources partagées",
        "ressources partagées / ressources produites",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_QUALITE,
        vigilance="Moins de 30 % de ressources partagées.",
        seuils=(seuil("<", 30, "Trop peu de ressources sont partagées."),),
        attente=RESSOURCES,
    ),
    indicateur(
        "F2.12c-2",
        "Doublons de ressources",
        "paires de ressources au contenu équivalent / ressources",
        Unite.POURCENT,
        sources="APP",
        maille="REG",
        fondement=_QUALITE,
        vigilance="Plus de 10 % de doublons.",
        seuils=(seuil(">", 10, "Trop de ressources font double emploi."),),
        attente=RESSOURCES,
    ),
    indicateur(
        "F2.12c-3",
        "Structures utilisant la source commune",
        "structures ayant utilisé la source commune depuis moins de quatre-vingt-dix jours / structures",
        Unite.POURCENT,
        sources="APP",
        maille="BAS REG",
        fondement=_QUALITE,
        vigilance="Moins de la moitié des structures.",
        seuils=(seuil("<", 50, "La source commune est utilisée par moins de la moitié des structures."),),
        attente=RESSOURCES,
    ),
)
